// SPDX-License-Identifier: BSL-1.0
// A convolution in two dimensions, 5 x 5 numbers over an image of 128 x 128, at places that are counted off, and half
// the square of what it leaves of another image: the value and its gradient in image and kernel, against plain loops.
#include <algorithm>
#include <random>
#include <stdexcept>

#include <tapeless/tensor.hpp>

#include <bench/elements/rows.hpp>

namespace bench {
namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto r = axis<"r">;  // of the image
constexpr auto c = axis<"c">;
constexpr auto n = axis<"n">;  // of the result
constexpr auto m = axis<"m">;
constexpr auto u = axis<"u", 5>;  // of the kernel
constexpr auto v = axis<"v", 5>;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto Y = tensor<"Y">;
constexpr auto loss = sum(n, m, square(sum(u, v, W(u, v) * X(r[n + u], c[m + v])) - Y(n, m)) / 2_c);

constexpr long size = 128, width = 5, left = size - width + 1;

auto make() { return prepare(value_and_gradient(loss, X, W), r = size, c = size, n = left, m = left); }
using prepared = decltype(make());

class convolution {
 public:
  static constexpr double tolerance = 1e-10;

  explicit convolution(long)
      : x_(size * size),
        w_(width * width),
        y_(left * left),
        rest_(left * left),
        image_(size * size),
        kernel_(width * width),
        ours_(make()) {
    std::mt19937_64 random(7);
    x_.sample(random, 0, 1);
    w_.sample(random, 0, 1);
    y_.sample(random, 0, 1);
    ours_.bind(X = view(x_.data(), size, size), W = view(w_.data(), width, width), Y = view(y_.data(), left, left));
    double value = 0, off = 0;
    by_hand(&value);
    const auto now = ours_();
    for (long q = 0; q < size * size; ++q)
      off = std::max(off, std::abs(image_[q] - now[X].span()[static_cast<std::size_t>(q)]));
    for (long q = 0; q < width * width; ++q)
      off = std::max(off, std::abs(kernel_[q] / now[W].span()[static_cast<std::size_t>(q)] - 1));
    if (!(off < 1e-10)) throw std::runtime_error("the gradient differs from the one by hand");
  }
  std::vector<long> parts() const { return {1}; }
  void reference(double* out) { by_hand(out); }
  void ours(double* out) { out[0] = ours_().value; }
  // Row by row, each with all that needs it while it is in the first level of cache; compilers make packs of all loops.
  void by_hand(double* __restrict out) {
    const double* __restrict const x = x_.data();
    const double* __restrict const w = w_.data();
    const double* __restrict const y = y_.data();
    double* __restrict const rest = rest_.data();
    double* __restrict const image = image_.data();
    double* __restrict const kernel = kernel_.data();
    std::fill(image, image + size * size, 0.0);
    std::fill(kernel, kernel + width * width, 0.0);
    double part[8] = {};
    for (long a = 0; a < left; ++a) {
      double* __restrict const row = rest + a * left;
      for (long b = 0; b < left; ++b) row[b] = -y[a * left + b];
      for (long i = 0; i < width; ++i) {
        const double* __restrict const from = x + (a + i) * size;
        const double w0 = w[width * i], w1 = w[width * i + 1], w2 = w[width * i + 2], w3 = w[width * i + 3],
                     w4 = w[width * i + 4];
        for (long b = 0; b < left; ++b)
          row[b] += w0 * from[b] + w1 * from[b + 1] + w2 * from[b + 2] + w3 * from[b + 3] + w4 * from[b + 4];
      }
      for (long b = 0; b + 8 <= left; b += 8)
        for (long l = 0; l < 8; ++l) part[l] += row[b + l] * row[b + l];
      for (long b = left / 8 * 8; b < left; ++b) part[0] += row[b] * row[b];
      for (long i = 0; i < width; ++i) {
        const double* __restrict const from = x + (a + i) * size;
        double* __restrict const to = image + (a + i) * size;
        for (long j = 0; j < width; ++j) {
          const double factor = w[width * i + j];
          for (long b = 0; b < left; ++b) to[b + j] += factor * row[b];
          double sum[16] = {};
          long b = 0;
          for (; b + 16 <= left; b += 16)
            for (long l = 0; l < 16; ++l) sum[l] += row[b + l] * from[b + j + l];
          for (; b < left; ++b) sum[0] += row[b] * from[b + j];
          for (const double one : sum) kernel[width * i + j] += one;
        }
      }
    }
    double sum = 0;
    for (const double one : part) sum += one;
    out[0] = sum / 2;
  }

 private:
  numbers x_, w_, y_, rest_, image_, kernel_;
  prepared ours_;
};

const bool added = add_tensors<convolution, scalar_loop>("convolution 5x5 over 128x128", 1L);

}  // namespace
}  // namespace bench
