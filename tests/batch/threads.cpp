// SPDX-License-Identifier: BSL-1.0
// Threads change the speed and not the result: every number of them gives the bits of one thread, which for sums by
// index lists are those of a plain loop.
#include "tests/batch/guarded.hpp"

#include <cstring>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using rows::sample;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(exp(x) * sin(y) + sqrt(x) / y, x, y), arguments(x, y));

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T>
struct results {
  std::vector<T> value, dx, dy, sums, more;
  explicit results(std::ptrdiff_t n)
      : value(static_cast<std::size_t>(n)), dx(value), dy(value), sums(57, T(0.1)), more(1001, T(-1)) {}
  bool operator==(const results& b) const {
    return same_bits(value, b.value) && same_bits(dx, b.dx) && same_bits(dy, b.dy) && same_bits(sums, b.sums) &&
           same_bits(more, b.more);
  }
};

TEMPLATE_TEST_CASE("the same bits for every number of threads", "", float, double) {
  using T = TestType;
  auto n_of_blocks = rows::sizes<T>();
  n_of_blocks.push_back(20011);
  n_of_blocks.push_back(200003);  // more than one piece of what waits to be added
  for (const std::ptrdiff_t n : n_of_blocks) {
    results<T> expected(n);
    std::vector<T> xs(expected.value), ys(xs);
    std::vector<int> first(xs.size()), second(xs.size());
    for (std::size_t r = 0; r < xs.size(); ++r) {
      xs[r] = sample<T>(static_cast<std::ptrdiff_t>(r), 0), ys[r] = sample<T>(static_cast<std::ptrdiff_t>(r), 1);
      first[r] = static_cast<int>(r * 7919 % 57);
      second[r] = static_cast<int>(r * r % 1001);
    }
    // A plain loop adds up what one thread computes.
    batch(h, inputs(xs, ys), outputs(expected.value, expected.dx, expected.dy));
    for (std::size_t r = 0; r < xs.size(); ++r) {
      const auto one = static_cast<std::size_t>(first[r]), two = static_cast<std::size_t>(second[r]);
      expected.sums[one] += expected.value[r];
      expected.sums[one] += expected.dx[r];
      expected.more[two] += expected.dy[r];
    }
    const auto run = [&](auto&... how) {
      results<T> found(n);
      batch(h, inputs(xs, ys), outputs(found.value, found.dx, found.dy), how...);
      batch(h, inputs(xs, ys),
            outputs(scatter_added(found.sums, first), scatter_added(found.sums, first),
                    scatter_added(found.more, second)),
            how...);
      return found;
    };
    CHECK(run() == expected);
    for (const int count : {1, 2, 3, 8}) {
      const thread_count started = threads(count);
      CHECK(run(started) == expected);
      thread_pool pool(count);
      CHECK(pool.size() == count);
      for (int again = 0; again < 3; ++again) CHECK(run(pool) == expected);
    }
  }
}

// Everything that many outputs need while they wait.
TEST_CASE("a Hessian that is added up") {
  constexpr auto hessian_of = function(value_gradient_hessian(exp(x * y) + x / y, x, y), arguments(x, y));
  constexpr int elements = 3000, nodes = 1000;
  std::vector<double> xs(nodes), energy(elements), sums(nodes), expected(nodes), columns_of_all(7 * elements);
  std::vector<int> left(elements), right(elements);
  for (int k = 0; k < nodes; ++k) xs[static_cast<std::size_t>(k)] = sample<double>(k, 0);
  for (int e = 0; e < elements; ++e)
    left[static_cast<std::size_t>(e)] = e % nodes, right[static_cast<std::size_t>(e)] = (e * 31 + 5) % nodes;
  const auto in = inputs(gathered(xs, left), gathered(xs, right));
  batch(hessian_of, in, outputs(columns<7>(columns_of_all.data(), elements, elements)));
  for (std::size_t e = 0; e < elements; ++e)
    for (std::size_t k = 0; k < 7; ++k)
      if (k != 4) expected[static_cast<std::size_t>(k % 2 ? left[e] : right[e])] += columns_of_all[k * elements + e];
  const auto l = scatter_added(sums, left);
  const auto r = scatter_added(sums, right);
  for (const int count : {1, 2, 5}) {
    sums.assign(nodes, 0);
    thread_pool pool(count);
    batch(hessian_of, in, outputs(r, l, r, l, energy, l, r), pool);
    CHECK(same_bits(sums, expected));
  }
}

}  // namespace
