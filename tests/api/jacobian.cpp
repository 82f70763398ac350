// SPDX-License-Identifier: BSL-1.0
// Jacobians: entries as expressions, numbers by rows, patterns as constants, and the direction that needs fewer
// operations. References are derivatives by hand and hand-counted operations.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

using checks::close;

constexpr auto polar = bundle(x * cos(y), x* sin(y));
constexpr auto J = jacobian(polar, x, y);
static_assert(J(0_c, x) == cos(y) && J(1_c, x) == sin(y) && J(0_c, y) == -x * sin(y) && J(1_c, y) == x * cos(y));
static_assert(J(0, x) == cos(y) && J(1, y) == x * cos(y), "a row may be a plain number");
static_assert(J.rows() == 2 && J.columns() == 2);

constexpr auto rational = jacobian(bundle(x / y, x* x, y - 1_c), x, y);
static_assert(rational(x = 6.0, y = 2.0).values == std::array{0.5, -1.5, 12.0, 0.0, 0.0, 1.0});
static_assert(rational(x = 6.0, y = 2.0).data()[2] == 12.0);
static_assert(rational(x = 6.0, y = 2.0)(1, x) == 12.0 && rational(x = 6.0, y = 2.0)(0, y) == -1.5);
static_assert(rational(x = 6.0, y = 2.0).size() == 6 && rational(x = 6.0, y = 2.0).rows() == 3);

// The symbols asked for decide the columns; without any it is all real ones in the order of appearance.
static_assert(jacobian(bundle(x * y, y), y)(x = 3.0, y = 5.0).values == std::array{3.0, 1.0});
static_assert(jacobian(bundle(x * y, y))(x = 3.0, y = 5.0).values == std::array{5.0, 3.0, 0.0, 1.0});
static_assert(jacobian(bundle(x * y, y), y, x)(x = 3.0, y = 5.0).values == std::array{3.0, 5.0, 1.0, 0.0});
static_assert(jacobian(x * y, x, y)(x = 3.0, y = 5.0).values == std::array{5.0, 3.0}, "one formula is one row");
static_assert(jacobian(bundle(x, x), z)(x = 1.0).values == std::array{0.0, 0.0});

TEST_CASE("numbers by rows") {
  const auto r = J(x = 2.0, y = 0.7);
  CHECK(close(r.data()[0], std::cos(0.7)));
  CHECK(close(r.data()[1], -2 * std::sin(0.7)));
  CHECK(close(r.data()[2], std::sin(0.7)));
  CHECK(close(r.data()[3], 2 * std::cos(0.7)));
  CHECK(r(1, y) == r.data()[3]);
  CHECK(to_string(J(0_c, y)) == "-x*sin(y)");
  int row = 1;  // known at run time only
  CHECK(to_string(J(row, y)) == "x*cos(y)");
  CHECK(J(row, y)(x = 2.0, y = 0.0) == 2.0);
}

TEST_CASE("values and Jacobian in one program") {
  constexpr auto joint = value_and_jacobian(polar, x, y);
  const auto r = joint(x = 2.0, y = 0.7);
  CHECK(close(r.values[0], 2 * std::cos(0.7)));
  CHECK(close(r.values[1], 2 * std::sin(0.7)));
  CHECK(close(r.jacobian(0, y), -2 * std::sin(0.7)));
  CHECK(close(r.jacobian(1, y), 2 * std::cos(0.7)));
  // cos, sin, two products and a negation; the derivatives are the values.
  constexpr auto operations = count(joint);
  static_assert(operations.call == 2 && operations.multiply == 2 && operations.total <= 5);
}

// A band: output k depends on inputs k - 1, k and k + 1.
template <int K>
constexpr auto u = constant<0>;
template <>
constexpr auto u<0> = symbol<"u0">;
template <>
constexpr auto u<1> = symbol<"u1">;
template <>
constexpr auto u<2> = symbol<"u2">;
template <>
constexpr auto u<3> = symbol<"u3">;
template <>
constexpr auto u<4> = symbol<"u4">;

constexpr auto band = bundle(u<1> - 2_c * u<0>, u<0> - 2_c * u<1> + u<2>, u<1> - 2_c * u<2> + u<3>,
                             u<2> - 2_c * u<3> + u<4>, u<3> - 2_c * u<4>);
constexpr auto band_jacobian = jacobian(band, u<0>, u<1>, u<2>, u<3>, u<4>);
constexpr auto band_pattern = sparsity(band_jacobian);
static_assert(band_pattern.nonzeros == 13 && band_pattern.rows == 5 && band_pattern.columns == 5);
static_assert(band_pattern.row_starts == std::array{0, 2, 5, 8, 11, 13});
static_assert(band_pattern.column_indices == std::array{0, 1, 0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4});
static_assert(band_pattern(1, 2) && !band_pattern(0, 2) && !band_pattern(4, 0));
static_assert(count(band_jacobian).total == 0, "constants are not computed");

// An arrow: everything depends on the first input, and each output on one of its own.
constexpr auto arrow = bundle(u<0> * u<0>, u<0>* sin(u<1>), u<0>* sin(u<2>), u<0>* sin(u<3>), u<0>* sin(u<4>));
constexpr auto arrow_jacobian = jacobian(arrow, u<0>, u<1>, u<2>, u<3>, u<4>);
constexpr auto arrow_pattern = sparsity(arrow_jacobian);
static_assert(arrow_pattern.nonzeros == 9 && arrow_pattern.row_starts == std::array{0, 1, 3, 5, 7, 9});
static_assert(arrow_pattern.column_indices == std::array{0, 0, 1, 0, 2, 0, 3, 0, 4});
// 2*u0, and per row sin, cos and one product: 13 operations; a dense matrix would have 25 entries.
static_assert(count(arrow_jacobian).total == 13 && count(compressed(arrow_jacobian)).total == 13);

TEST_CASE("compressed forms hold the nonzeros in the order of the pattern") {
  const auto values = compressed(arrow_jacobian)(u<0> = 2.0, u<1> = 0.1, u<2> = 0.2, u<3> = 0.3, u<4> = 0.4);
  const auto dense = arrow_jacobian(u<0> = 2.0, u<1> = 0.1, u<2> = 0.2, u<3> = 0.3, u<4> = 0.4);
  CHECK(values.size() == 9);
  CHECK(values[0] == 4);
  for (std::size_t row = 1; row < 5; ++row) {
    const double angle = 0.1 * static_cast<double>(row);
    CHECK(close(values[2 * row - 1], std::sin(angle)));
    CHECK(close(values[2 * row], 2 * std::cos(angle)));
  }
  for (std::size_t i = 0; i < 5; ++i) {
    int at = arrow_pattern.row_starts[i];
    for (std::size_t j = 0; j < 5; ++j)
      CHECK(dense.data()[5 * i + j] == (arrow_pattern(i, j) ? values[static_cast<std::size_t>(at++)] : 0.0));
  }
}

// A function of eight inputs and a curve in eight dimensions: reverse is right for one and forward for the other.
template <std::size_t... K>
constexpr auto wide_formula(std::index_sequence<K...>) {
  return record<"a", "b", "c", "d", "p", "q", "r", "s">([](auto... in) {
    auto product = (in * ... * 1);
    return std::array{sin(product), exp(product)};
  });
}
constexpr auto wide = wide_formula(std::make_index_sequence<8>{});
constexpr auto tall = record<"x", "y">([](auto a, auto b) {
  std::array outputs{a, a, a, a, a, a, a, a};
  const auto shared = exp(sin(a) * b);
  for (std::size_t k = 0; k < 8; ++k) outputs[k] = shared * static_cast<double>(k + 1) + b;
  return outputs;
});

TEST_CASE("the cheaper direction") {
  // cos and exp, 7 products forward, at most 2*7 back, and per entry one more; forward mode would push 8 directions
  // through 7 products.
  constexpr auto wide_count = count(jacobian(wide));
  static_assert(wide_count.call == 2 && wide_count.total < 45);
  const double at[]{1.1, 0.9, 1.2, 0.8, 1.3, 0.7, 1.4, 0.6};
  const auto numbers = tapeless::function(
      jacobian(wide), arguments(symbol<"a">, symbol<"b">, symbol<"c">, symbol<"d">, symbol<"p">, symbol<"q">,
                                symbol<"r">, symbol<"s">))(at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]);
  double product = 1;
  for (double one : at) product *= one;
  for (std::size_t k = 0; k < 8; ++k) {
    CHECK(close(numbers.data()[k], std::cos(product) * product / at[k]));
    CHECK(close(numbers.data()[8 + k], std::exp(product) * product / at[k]));
  }
  // exp, sin, cos and the two derivatives of `shared`, then one product per entry and an addition per row.
  constexpr auto tall_count = count(jacobian(tall, x, y));
  static_assert(tall_count.call == 3 && tall_count.total < 35);
  const auto columns = jacobian(tall, x, y)(x = 0.4, y = 0.6);
  const double shared = std::exp(std::sin(0.4) * 0.6);
  for (std::size_t k = 0; k < 8; ++k) {
    const double factor = static_cast<double>(k + 1);
    CHECK(close(columns(k, x), factor * shared * 0.6 * std::cos(0.4)));
    CHECK(close(columns(k, y), factor * shared * std::sin(0.4) + 1));
  }
}

}  // namespace
