// SPDX-License-Identifier: BSL-1.0
// Differences of neighbours: the energy of a chain in a double well, at places that are counted off along its links,
// x(k[n + 1]) - x(k[n]), and its gradient, against a loop over the chain.
#include <algorithm>
#include <random>
#include <stdexcept>

#include <tapeless/tensor.hpp>

#include <bench/elements/rows.hpp>

namespace bench {
namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;  // links
constexpr auto k = axis<"k">;  // places, one more
constexpr auto x = tensor<"x">;
constexpr auto c = symbol<"c">;
constexpr auto energy = sum(n, c / 2_c * square(x(k[n + 1_c]) - x(k[n])) + square(square(x(k[n])) - 1_c) / 4_c);

auto make(long links, int threads) {
  return prepare(value_and_gradient(energy, x), n = links, k = links + 1, tapeless::threads(threads));
}
using prepared = decltype(make(0, 0));

class chain {
 public:
  static constexpr double tolerance = 1e-10;

  explicit chain(long links, int threads = 1)
      : links_(links), x_(links + 1), gradient_(links + 1), ours_(make(links, threads)), alone_(make(links, 1)) {
    std::mt19937_64 random(7);
    x_.sample(random, 0, 1);
    for (prepared* one : {&ours_, &alone_}) one->bind(x = view(x_.data(), links + 1), c = 2.5);
    double value = 0, off = 0;
    by_hand(&value);
    const auto now = ours_();
    for (long q = 0; q <= links; ++q)
      off = std::max(off, std::abs(gradient_[q] - now[x].span()[static_cast<std::size_t>(q)]));
    if (!(off < 1e-10)) throw std::runtime_error("the gradient differs from the one by hand");
  }
  std::vector<long> parts() const { return {1}; }
  void reference(double* out) { by_hand(out); }
  void ours(double* out) { out[0] = ours_().value; }
  void by_one_thread(double* out) { out[0] = alone_().value; }
  // Each place gathers from its two links: no value is written twice, and compilers make packs of it.
  void by_hand(double* __restrict out) {
    const double* __restrict const at = x_.data();
    double* __restrict const to = gradient_.data();
    double part[16] = {};
    const auto link = [&](long q) {
      const double stretch = at[q + 1] - at[q], well = at[q] * at[q] - 1;
      return 1.25 * stretch * stretch + 0.25 * well * well;
    };
    long q = 0;
    for (; q + 16 <= links_; q += 16)
      for (long l = 0; l < 16; ++l) part[l] += link(q + l);
    for (; q < links_; ++q) part[0] += link(q);
    const auto well = [&](long p) { return at[p] * (at[p] * at[p] - 1); };
    to[0] = 2.5 * (at[0] - at[1]) + well(0);
    for (long p = 1; p < links_; ++p) to[p] = 2.5 * (2 * at[p] - at[p - 1] - at[p + 1]) + well(p);
    to[links_] = 2.5 * (at[links_] - at[links_ - 1]);
    double sum = 0;
    for (const double one : part) sum += one;
    out[0] = sum;
  }

 private:
  long links_;
  numbers x_, gradient_;
  prepared ours_, alone_;
};

const bool added = add_tensors<chain, scalar_loop>("chain in a double well x 1e4", 10'000L) &&
                   add_tensors<chain, scalar_loop>("chain in a double well x 1e6", 1'000'000L) &&
                   add_tensors<chain, one_thread>("chain in a double well x 1e6, two threads", 1'000'000L, 2);

}  // namespace
}  // namespace bench
