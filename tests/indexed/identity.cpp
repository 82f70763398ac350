// SPDX-License-Identifier: BSL-1.0
// Formulas are identical whatever the axes are called that they sum over, and different where other axes are meant.
#include <string>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto m = axis<"m">;
constexpr auto i = axis<"i">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto t = labels<"t">;
static_assert(sum(n, X(n, i)) == sum(m, X(m, i)));
static_assert(!(sum(n, X(n, i)) == sum(m, X(m, k))));
static_assert(sum(n, i, X(n, i) * w(i)) == sum(m, k, X(m, k) * w(k)));
static_assert(sum(n, w(n) * sum(i, X(n, i))) == sum(i, w(i) * sum(n, X(i, n))));
static_assert(!(sum(n, w(n) * sum(i, X(n, i))) == sum(i, w(i) * sum(n, X(n, i)))));
static_assert(max(n, X(n, i)) == max(k, X(k, i)));
static_assert(pick(X(n, i), i, t(n)) == pick(X(n, k), k, t(n)));
constexpr auto f = sum(n, square(sum(i, X(n, i) * w(i))));
static_assert(derivative(f, w(k)) == 2_c * sum(m, X(m, k) * sum(n, X(m, n) * w(n))));
static_assert(derivative(f, w(i)) == 2_c * sum(m, X(m, i) * sum(k, X(m, k) * w(k))));
static_assert(!(size(n) == size(m)));

TEST_CASE("identical formulas have one hash, and print as they are written") {
  constexpr auto one = sum(n, square(X(n, i)));
  constexpr auto other = sum(m, square(X(m, i)));
  CHECK(bool(one == other));
  CHECK(bool(boost::hana::hash(one) == boost::hana::hash(other)));
  CHECK_FALSE(bool(one == sum(m, square(X(m, k)))));
  CHECK(to_string(other) == "sum(m, square(X(m, i)))");
}

}  // namespace
