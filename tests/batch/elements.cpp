// SPDX-License-Identifier: BSL-1.0
// Elements that are added to the vertices of a mesh: each value gets its terms in the order of the elements, with every
// number of threads, as a plain loop adds them to the bit; and sums over all rows.
#include "tests/batch/guarded.hpp"

#include <array>
#include <cmath>
#include <cstring>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using rows::sample;

constexpr auto a = symbols<"a0", "a1", "a2">;
constexpr auto b = symbols<"b0", "b1", "b2">;
constexpr auto stretch = symbol<"stretch">;
constexpr auto spring = record<"a0", "a1", "a2", "b0", "b1", "b2", "stretch">(
    [](auto a0, auto a1, auto a2, auto b0, auto b1, auto b2, auto k) {
      return k * ((a0 - b0) * (a0 - b0) + 2_c * (a1 - b1) * (a1 - b1) + 3_c * (a2 - b2) * (a2 - b2));
    });
constexpr auto h = function(value_and_gradient(spring, a, b), arguments(a, b, stretch));

template <class T>
constexpr std::ptrdiff_t simd_width = tapeless::detail::simd::pack<T>::width;

// The last task first: what a task does before others that come earlier in the rows shows in every run.
struct backwards {
  template <class Task>
  void bulk(int count, const Task& task) {
    for (int k = count - 1; k >= 0; --k) task(k);
  }
};

constexpr auto x0 = symbol<"x0">;
constexpr auto x1 = symbol<"x1">;

template <class T>
bool same_bits(const T* found, const std::vector<T>& expected) {
  return std::memcmp(found, expected.data(), expected.size() * sizeof(T)) == 0;
}

// One column and two, three columns at once: the order of what is added is that of rows and then of outputs, here of
// numbers whose sum depends on it.
TEMPLATE_TEST_CASE("one value gets its terms in order", "", float, double) {
  using T = TestType;
  constexpr auto all = function(bundle(x0 + x0, x1 + x1, x0 + x1), arguments(x0, x1));
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    std::vector<T> large(static_cast<std::size_t>(n)), small(large.size()), sums(4, T(0.1)), expected(sums);
    std::vector<std::array<int, 2>> two(large.size());
    std::vector<int> one(large.size());
    for (std::size_t r = 0; r < large.size(); ++r) {
      large[r] = T(r % 2 ? 1e6 : -1e6) * sample<T>(static_cast<std::ptrdiff_t>(r), 0);
      small[r] = sample<T>(static_cast<std::ptrdiff_t>(r), 1);
      two[r] = {static_cast<int>(r % 3), static_cast<int>(r % 2)}, one[r] = static_cast<int>(r % 4);
    }
    batch(all, inputs(large, small), outputs(scatter_added(sums, two), scatter_added(sums, one)));
    for (std::size_t r = 0; r < large.size(); ++r) {
      expected[r % 3] += 2 * large[r];
      expected[r % 2] += 2 * small[r];
      expected[r % 4] += large[r] + small[r];
    }
    CHECK(same_bits(sums.data(), expected));
  }
}

// Elements in the order of a mesh, where threads add parts of the rows at once; in reverse; without an order, where
// each thread adds to values of its own; in blocks, of which later ones touch what earlier ones do.
TEMPLATE_TEST_CASE("threads add rows to the same bits", "", float, double) {
  using T = TestType;
  enum class order { mesh, reverse, none, repeated };
  for (const order how : {order::mesh, order::reverse, order::none, order::repeated})
    for (const std::ptrdiff_t n :
         {std::ptrdiff_t{1}, 70 * simd_width<T>, std::ptrdiff_t{20011}, std::ptrdiff_t{300007}}) {
      const std::ptrdiff_t vertices = n / 3 + 50;
      std::vector<std::array<int, 2>> ends(static_cast<std::size_t>(n));
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        const std::ptrdiff_t place = how == order::reverse ? n - 1 - r : how == order::repeated ? r % (n / 4 + 1) : r;
        const auto mixed = [&](std::ptrdiff_t k) { return static_cast<int>((k * 2654435761LL >> 7) % vertices); };
        ends[static_cast<std::size_t>(r)] =
            how == order::none
                ? std::array<int, 2>{mixed(2 * place), mixed(2 * place + 1)}
                : std::array<int, 2>{static_cast<int>(place / 3), static_cast<int>(place / 3 + place % 7 * 7)};
      }
      std::vector<std::array<T, 3>> points(static_cast<std::size_t>(vertices)), start(points);
      std::vector<T> energy(static_cast<std::size_t>(n)), others(2 * points.size(), T(3)), others_start(others);
      for (std::size_t k = 0; k < points.size(); ++k)
        for (std::size_t d = 0; d < 3; ++d)
          points[k][d] = sample<T>(static_cast<std::ptrdiff_t>(k), static_cast<int>(d)), start[k][d] = T(d);
      std::vector<std::array<T, 7>> results(ends.size());
      const auto in = inputs(gathered(points, ends), 2);
      batch(h, in, outputs(results));
      auto expected = start;
      for (std::size_t r = 0; r < ends.size(); ++r)
        for (std::size_t end = 0; end < 2; ++end) {
          auto& target = expected[static_cast<std::size_t>(ends[r][end])];
          for (std::size_t d = 0; d < 3; ++d) target[d] += results[r][1 + 3 * end + d];
        }
      double total = -1;
      const auto run = [&](auto&... with) {
        auto forces = start;
        double sum = 0, alone = 0;
        batch(h, in, outputs(summed(sum), scatter_added(forces, ends)), with...);
        batch(h, in, outputs(summed(alone), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr), with...);
        CHECK(std::memcmp(forces.data(), expected.data(), expected.size() * sizeof(expected[0])) == 0);
        CHECK(sum == alone);
        if (total == -1) total = sum;
        CHECK(sum == total);
        // To two arrays, and to one of them a second time, number by number.
        forces = start, others = others_start;
        std::vector<T> first(points.size() * 3, T(0));
        batch(
            h, in,
            outputs(scatter_added(column(others.data() + 1, vertices, 2), column(&ends[0][1], n, 2)),
                    scatter_added(forces, column(&ends[0][0], n, 2)), scatter_added(forces, column(&ends[0][1], n, 2))),
            with...);
        CHECK(std::memcmp(forces.data(), expected.data(), expected.size() * sizeof(expected[0])) == 0);
        std::vector<T> expected_others(others_start);
        for (std::size_t r = 0; r < ends.size(); ++r)
          expected_others[2 * static_cast<std::size_t>(ends[r][1]) + 1] += results[r][0];
        CHECK(same_bits(others.data(), expected_others));
      };
      run();
      for (const int count : {2, 3, 8}) {
        thread_pool pool(count);
        run(pool);
      }
      backwards engine;
      auto last_first = on(engine, 3);
      run(last_first);
    }
}

TEST_CASE("sums of results") {
  constexpr auto two = function(bundle(x0 + x1, x0 - x1), arguments(x0, x1));
  double plus = -1, minus = -1;
  std::vector<double> none;
  batch(two, inputs(none, 1.0), outputs(summed(plus), summed(minus)));  // no rows
  CHECK((plus == 0 && minus == 0));
  std::vector<float> ones(16'000'001, 1.0f);
  float in_float = 0;
  double in_double = 0;
  batch(two, inputs(ones, 1), outputs(summed(in_double), nullptr));
  batch(two, inputs(ones, 0), outputs(nullptr, summed(in_float)));
  CHECK(in_double == 32'000'002.0);
  CHECK(in_float == 16'000'001.0f);
  // The lanes beyond the end count nothing, whatever they are.
  std::vector<double> some{1, 2, 3};
  constexpr auto inverse = function(1_c / (x0 - 4_c), arguments(x0));
  double sum = 0;
  batch(inverse, inputs(some), outputs(summed(sum)));
  CHECK(std::abs(sum + 1.0 / 3 + 1.0 / 2 + 1.0) < 1e-15);
}

}  // namespace
