// SPDX-License-Identifier: BSL-1.0
// Vectors of words, picked by labels: a logistic loss of their products with a vector of the classifier, and its
// gradient in all of them, against a loop that adds to the rows of the gradient.
#include <algorithm>
#include <random>
#include <stdexcept>

#include <tapeless/tensor.hpp>

#include <bench/elements/rows.hpp>

namespace bench {
namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr long width = 64;
constexpr auto n = axis<"n">;         // occurrences
constexpr auto k = axis<"k">;         // words
constexpr auto d = axis<"d", width>;  // coordinates
constexpr auto E = tensor<"E">;       // vectors of words
constexpr auto C = tensor<"C">;       // of the classifier
constexpr auto y = tensor<"y">;       // 1 or -1
constexpr auto w = labels<"w">;
constexpr auto loss = sum(n, softplus(-y(n) * sum(d, E(k[w(n)], d) * C(d))));

auto make(long words, long occurrences, int threads) {
  return prepare(value_and_gradient(loss, E, C), n = occurrences, k = words, tapeless::threads(threads));
}
using prepared = decltype(make(0, 0, 0));

class embedding {
 public:
  static constexpr double tolerance = 1e-10;

  embedding(long words, long occurrences, int threads = 1)
      : words_(words),
        occurrences_(occurrences),
        e_(words * width),
        c_(width),
        y_(occurrences),
        gradient_((words + 1) * width),
        ours_(make(words, occurrences, threads)),
        alone_(make(words, occurrences, 1)) {
    std::mt19937_64 random(7);
    e_.sample(random, 0, 0.3);
    c_.sample(random, 0, 0.3);
    for (long q = 0; q < occurrences; ++q) {
      y_[q] = random() % 2 != 0 ? 1 : -1;
      w_.push_back(static_cast<int>(random() % static_cast<unsigned long>(words)));
    }
    for (prepared* one : {&ours_, &alone_})
      one->bind(E = view(e_.data(), words, width), C = view(c_.data(), width), y = view(y_.data(), occurrences),
                w = w_);
    double value = 0, off = 0;
    by_hand(&value);
    const auto now = ours_();
    for (long q = 0; q < words * width; ++q)
      off = std::max(off, std::abs(gradient_[q] - now[E].span()[static_cast<std::size_t>(q)]));
    for (long q = 0; q < width; ++q)
      off = std::max(off, std::abs(gradient_[words * width + q] - now[C].span()[static_cast<std::size_t>(q)]));
    if (!(off < 1e-8)) throw std::runtime_error("the gradient differs from the one by hand");
  }
  std::vector<long> parts() const { return {1}; }
  void reference(double* out) { by_hand(out); }
  void ours(double* out) { out[0] = ours_().value; }
  void by_one_thread(double* out) { out[0] = alone_().value; }
  void by_hand(double* __restrict out) {
    double sum = 0, own_c[width] = {};  // stays in registers
    double* __restrict const to_e = gradient_.data();
    double* __restrict const to_c = to_e + words_ * width;
    std::fill(to_e, to_c + width, 0.0);
    for (long q = 0; q < occurrences_; ++q) {
      const double* __restrict const row = e_.data() + width * w_[static_cast<std::size_t>(q)];
      double* __restrict const to = to_e + width * w_[static_cast<std::size_t>(q)];
      double part[16] = {};
      for (long j = 0; j < width; j += 16)
        for (long l = 0; l < 16; ++l) part[l] += row[j + l] * c_[j + l];
      double product = 0;
      for (const double one : part) product += one;
      const double z = -y_[q] * product, exponential = std::exp(-std::abs(z));
      sum += std::max(z, 0.0) + std::log1p(exponential);
      const double slope = -y_[q] * (z >= 0 ? 1 : exponential) / (1 + exponential);
      for (long j = 0; j < width; ++j) {
        to[j] += slope * c_[j];
        own_c[j] += slope * row[j];
      }
    }
    std::copy(own_c, own_c + width, to_c);
    out[0] = sum;
  }

 private:
  long words_, occurrences_;
  numbers e_, c_, y_, gradient_;
  std::vector<int> w_;
  prepared ours_, alone_;
};

const bool added =
    add_tensors<embedding, scalar_loop>("embedding, 1e3 words x 64, 1e4 labels", 1000L, 10'000L) &&
    add_tensors<embedding, scalar_loop>("embedding, 1e5 words x 64, 1e6 labels", 100'000L, 1'000'000L) &&
    add_tensors<embedding, one_thread>("embedding, 1e5 words x 64, 1e6 labels, two threads", 100'000L, 1'000'000L, 2);

}  // namespace
}  // namespace bench
