// SPDX-License-Identifier: BSL-1.0
// A formula gets its meaning when it is first used, so the order of first uses must not matter. Here features meet in
// orders that no other test has, each with names of its own.
#include "tests/support/catch.hpp"

#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

// Identity before anything else has been asked of either side.
static_assert(symbol<"a1"> * symbol<"b1"> - symbol<"b1"> * symbol<"a1"> == 0_c);
static_assert((symbol<"a1"> * symbol<"b1">)(symbol<"a1"> = 2.0, symbol<"b1"> = 3.0) == 6.0);

// A canonical form first, the same formula typed in afterwards; and compared with several others.
constexpr auto backwards = -(symbol<"b2"> * sin(symbol<"a2">));
static_assert(backwards == sin(symbol<"a2">) * (-symbol<"b2">));
static_assert(backwards != symbol<"a2"> && backwards != symbol<"b2"> * symbol<"a2">);
static_assert(backwards != cos(symbol<"a2">) * symbol<"b2"> && backwards == backwards);
static_assert((-(sin(symbol<"a2">) * symbol<"b2">)) == backwards);

// Recording with names that were never spelled as symbols; spelled later they are the same.
constexpr auto recorded = record<"r3", "s3">([](auto r, auto s) { return r * r * s; });
constexpr auto recorded_gradient = gradient(recorded);
static_assert(recorded_gradient.size() == 2);
static_assert(recorded_gradient(symbol<"r3"> = 3.0, symbol<"s3"> = 5.0)[symbol<"s3">] == 9.0);
static_assert(derivative(recorded, symbol<"r3">) == 2_c * symbol<"r3"> * symbol<"s3">);
static_assert(std::is_same_v<std::remove_const_t<decltype(recorded)>,
                             std::remove_const_t<decltype(symbol<"r3"> * symbol<"r3"> * symbol<"s3">)>>);

// Two recordings of one formula, and a derivative that is a formula known before.
constexpr auto first = record<"a4">([](auto a) { return exp(a) * exp(a); });
constexpr auto second = record<"a4">([](auto a) {
  const auto e = exp(a);
  return e * e;
});
static_assert(std::is_same_v<decltype(first), decltype(second)>);
static_assert(first(symbol<"a4"> = 0.0) == 1.0);
constexpr auto known_before = cos(symbol<"a5">);
static_assert(
    std::is_same_v<decltype(derivative(sin(symbol<"a5">), symbol<"a5">)), std::remove_const_t<decltype(known_before)>>);
// A derivative first, typed in afterwards.
constexpr auto derived_first = derivative(sin(symbol<"a6"> * symbol<"a6">), symbol<"a6">);
constexpr auto typed_after = 2_c * symbol<"a6"> * cos(pow(symbol<"a6">, 2_c));
static_assert(derived_first == typed_after);
static_assert(derived_first(symbol<"a6"> = 0.0) == 0.0 && typed_after(symbol<"a6"> = 0.0) == 0.0);

// Symbols that are not in the formula, and formulas without symbols.
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
static_assert(derivative(x * x, y) == 0_c && derivative(x * x, symbol<"never_seen">) == 0_c);
static_assert(std::is_same_v<decltype(derivative(x, y)), std::remove_const_t<decltype(0_c)>>);
static_assert(gradient(x * x, x, y)(x = 3.0)[y] == 0.0 && gradient(x * x, y)[y] == 0_c);
static_assert(value_and_gradient(x * x, y)(x = 3.0).value == 9.0);
static_assert(hessian(x * x, x, y)(x = 3.0)(y, y) == 0.0);
static_assert(derivative(7_c, x) == 0_c && derivative(constants::pi, x) == 0_c && derivative<3>(x, x) == 0_c);
static_assert(7_c() == 7.0 && (constants::pi * 0_c)() == 0.0 && (1_c / 3_c)() == 1.0 / 3);
static_assert(gradient(7_c).size() == 0 && value_and_gradient(7_c)().value == 7.0);
static_assert(bundle(2_c, 3_c)() == std::array{2.0, 3.0} && sin(0_c)() == 0.0);
static_assert(hessian(3_c * x, x)(x = 1.0)(x, x) == 0.0 && derivative(x, x)(x = 5.0) == 1.0);
static_assert(simplify(5_c) == 5_c && substitute(5_c, x = y) == 5_c && stabilize(x) == x && cancel(2_c) == 2_c);

// A derivative may be called with all symbols of the formula it came from, also in turn.
static_assert(derivative(x * y, x)(x = 1.0, y = 2.0) == 2.0 && derivative(x * y, x)(y = 2.0) == 2.0);
static_assert(derivative(derivative(x * x * y, x), x)(x = 1.0, y = 2.0) == 4.0);
static_assert(derivative(x * x, x, x)(x = 1.0) == 2.0);

TEST_CASE("text before derivatives, derivatives before values") {
  constexpr auto p = symbol<"p7">;
  constexpr auto f = log(p) * log(p);
  CHECK(to_string(derivative(f, p)) == "2*log(p7)/p7");
  CHECK(to_string(f) == "log(p7)*log(p7)");
  CHECK(to_latex(gradient(f)) == "\\frac{2\\,\\ln\\left(p_{7}\\right)}{p_{7}}");
  CHECK(f(p = 1.0) == 0.0);
  CHECK(to_c(f).find("= log(p7);") != std::string::npos);
  CHECK(explain(f).nodes.size() == 3);
  CHECK(derivative(f, p)(p = 1.0) == 0.0);
  CHECK(to_string(7_c) == "7");
  CHECK(to_c(7_c).find("double f(void)") != std::string::npos);
  CHECK(to_string(gradient(x * x, y)) == "0");
  CHECK(explain(constants::pi * 2_c).nodes.size() >= 1);
}

TEST_CASE("inside functions and templates") {
  const auto local = [](auto a, auto b) { return derivative(a * sin(b), b); };
  CHECK(local(symbol<"a8">, symbol<"b8">)(symbol<"a8"> = 2.0, symbol<"b8"> = 0.0) == 2.0);
  auto copy = x * y;
  const auto& reference = copy;
  CHECK((reference + copy)(x = 2.0, y = 3.0) == 12.0);
  const auto stored = (x = 4.0);
  CHECK(copy(stored, y = 0.5) == 2.0);
  decltype(copy) made{};
  CHECK(made(stored, y = 0.5) == 2.0);
}

}  // namespace
