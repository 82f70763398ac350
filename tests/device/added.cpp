// SPDX-License-Identifier: BSL-1.0
// Results that index lists in order add to values, by the kernels of a device: to the bit what a loop over the rows
// leaves, whatever the order of blocks and threads.
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;

// The energy of a spring between two points of the plane.
constexpr auto p = symbols<"p", 2>;
constexpr auto q = symbols<"q", 2>;
constexpr auto energy = record(p, q, [](const auto& a, const auto& b) {
  const auto x = a[0] - b[0], y = a[1] - b[1];
  return square(sqrt(x * x + y * y + 1) - 2);
});
constexpr auto h = function(value_and_gradient(energy, p, q), arguments(p, q));

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  using bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  for (std::size_t k = 0; k < a.size(); ++k)
    if (std::bit_cast<bits>(a[k]) != std::bit_cast<bits>(b[k])) return false;
  return a.size() == b.size();
}

TEMPLATE_TEST_CASE("forces of springs", "", float, double) {
  using T = TestType;
  for (const std::size_t springs : {0u, 1u, 127u, 128u, 129u, 3000u})
    for (const std::size_t points : {1u, 5u, 64u, 65u, 1000u}) {
      std::vector<T> places(2 * points), forces(2 * points);
      for (std::size_t k = 0; k < places.size(); ++k) {
        places[k] = static_cast<T>(std::sin(static_cast<double>(7 * k) + 0.3));
        forces[k] = static_cast<T>(k % 3);
      }
      std::vector<std::array<int, 2>> ends(springs);
      for (std::size_t r = 0; r < springs; ++r)  // none at the last point, where there is another one
        for (std::size_t k = 0; k < 2; ++k)
          ends[r][k] = static_cast<int>((r * r + 13 * r * k + k) % (points > 1 ? points - 1 : 1));
      std::vector<T> expected = forces, backwards = forces;
      double total = 0;
      for (const auto& [a, b] : ends) {
        const auto i = static_cast<std::size_t>(2 * a), j = static_cast<std::size_t>(2 * b);
        const auto r = h(places[i], places[i + 1], places[j], places[j + 1]);
        total += static_cast<double>(r.value);
        for (std::size_t k = 0; k < 2; ++k) expected[i + k] += r.gradient[static_cast<int>(k)];
        for (std::size_t k = 0; k < 2; ++k) expected[j + k] += r.gradient[static_cast<int>(2 + k)];
      }
      const auto compute = [&](std::vector<T>& to, const emulated_device& on) {
        const auto count = static_cast<std::ptrdiff_t>(points);
        const auto list = ordered_indices(ends, count, on);
        T sum = 0;
        device_batch(h, inputs(gathered(row_blocks<2>(static_cast<const T*>(places.data()), count), list)),
                     outputs(summed(sum), scatter_added(row_blocks<2>(to.data(), count), list)), on);
        REQUIRE(std::abs(static_cast<double>(sum) - total) <= (sizeof(T) == 8 ? 1e-13 : 1e-5) * (1 + total));
      };
      compute(forces, emulated_device{});
      compute(backwards, emulated_device{true});
      REQUIRE(same_bits(forces, expected));
      REQUIRE(same_bits(backwards, expected));
    }
}

TEST_CASE("values at a distance, lists among other numbers, several outputs") {
  constexpr auto x = symbol<"x">;
  constexpr auto y = symbol<"y">;
  constexpr auto two = function(bundle(x * y, x - y), arguments(x, y));
  constexpr std::size_t rows = 300;
  std::vector<double> xs(rows), ys(rows), to(40, 1), expected = to;
  std::vector<short> list(3 * rows);
  for (std::size_t r = 0; r < rows; ++r) {
    xs[r] = std::sin(static_cast<double>(r));
    ys[r] = std::cos(static_cast<double>(3 * r));
    list[3 * r + 1] = static_cast<short>(r * 5 % 13);
    list[3 * r + 2] = static_cast<short>(r * 7 % 11);
  }
  const emulated_device on;
  const auto first = ordered_indices(column(list.data() + 1, rows, 3), 20, on);
  const auto second = ordered_indices(column(list.data() + 2, rows, 3), 20, on);
  // To the even and to the odd places, from the end.
  device_batch(two, inputs(xs, ys),
               outputs(scatter_added(column(to.data() + 38, 20, -2), first),
                       scatter_added(column(to.data() + 1, 20, 2), second)),
               on);
  for (std::size_t r = 0; r < rows; ++r) {
    expected[38 - 2 * static_cast<std::size_t>(list[3 * r + 1])] += xs[r] * ys[r];
    expected[1 + 2 * static_cast<std::size_t>(list[3 * r + 2])] += xs[r] - ys[r];
  }
  CHECK(same_bits(to, expected));
  // Both to the same values: those of the first output, then those of the second one.
  device_batch(two, inputs(xs, ys),
               outputs(scatter_added(column(to.data(), 20, 1), first), scatter_added(column(to.data(), 20, 1), second)),
               on);
  for (std::size_t r = 0; r < rows; ++r) expected[static_cast<std::size_t>(list[3 * r + 1])] += xs[r] * ys[r];
  for (std::size_t r = 0; r < rows; ++r) expected[static_cast<std::size_t>(list[3 * r + 2])] += xs[r] - ys[r];
  CHECK(same_bits(to, expected));
}

TEST_CASE("what does not fit") {
  constexpr auto x = symbol<"x">;
  constexpr auto square_of = function(x * x, arguments(x));
  const emulated_device on;
  const std::vector<int> list{0, 3, 1};
  CHECK_THROWS_WITH(ordered_indices(list, 3, on),
                    "tapeless: row 1 of an index list has the index 3, which is not among those from 0 to 2");
  CHECK_THROWS_WITH(ordered_indices(list, std::ptrdiff_t{1} << 31, on),
                    "tapeless: an index list that is put in order has at most 2147483647 indices");
  const auto ordered = ordered_indices(list, 4, on);
  const std::vector<double> xs{1, 2, 3}, two_rows{1, 2};
  std::vector<double> to{0, 0, 0};
  CHECK_THROWS_WITH(device_batch(square_of, inputs(xs), outputs(scatter_added(to, ordered)), on),
                    "tapeless: row 1 of output value has the index 3, which is not among those from 0 to 2");
  to.resize(4);
  CHECK_THROWS_WITH(device_batch(square_of, inputs(two_rows), outputs(scatter_added(to, ordered)), on),
                    "tapeless: output value has 3 rows and input x 2");
  CHECK_THROWS_WITH(device_batch(square_of, inputs(gathered(to, ordered)), outputs(scatter_added(to, ordered)), on),
                    "tapeless: output value overlaps input x in memory");
  CHECK(to == std::vector<double>(4, 0));
  device_batch(square_of, inputs(xs), outputs(scatter_added(to, ordered)), on);
  CHECK(to == std::vector<double>{1, 9, 0, 4});
}

}  // namespace
