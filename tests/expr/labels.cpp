// SPDX-License-Identifier: BSL-1.0
// A type is known by its label alone, so labels must be injective: formulas of different structure never share one,
// also where a person would write the same text, and also where the text is too long and a hash stands for its end.
#include "tests/support/catch.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"y">;

template <class F, class G>
constexpr bool same_type(const F&, const G&) {
  return std::is_same_v<F, G>;
}
template <class F>
std::string label_of(const F&) {
  return detail::definition_for<F>->text;
}

// Structure that plain text would hide.
static_assert(!same_type(a - b, a + (-b)));
static_assert(!same_type(a - (b - c), (a - b) - c));
static_assert(!same_type(a + (b + c), (a + b) + c));
static_assert(!same_type(a * (b * c), (a * b) * c));
static_assert(!same_type(a / (b * c), a / b * c) && !same_type(a / (b * c), a / b / c));
static_assert(!same_type(-(a * b), (-a) * b) && !same_type(-(a + b), (-a) + b) && !same_type(-(-a), a));
static_assert(!same_type(-pow(a, 2_c), pow(-a, 2_c)));
static_assert(!same_type(pow(pow(a, b), c), pow(a, pow(b, c))));
static_assert(!same_type(2_c * a, constant<2, 1>* b) && same_type(2_c * a, constant<2>* a));
static_assert(!same_type(-(2_c * a), -2_c * a) && !same_type((-1_c) * a, -a));
static_assert(!same_type(1_c / 2_c * a, 1_c / (2_c * a)));
static_assert(!same_type(constant<1, 2> * a, 1_c / (2_c * a)));
static_assert(!same_type(square(a), pow(a, 2_c)) && !same_type(sqrt(a), pow(a, 0.5_c)));
static_assert(!same_type(min(a, b), min(b, a)) && !same_type(min(a, min(b, c)), min(min(a, b), c)));
static_assert(!same_type(a<b, b> a) && !same_type(!(a < b), a >= b));
static_assert(!same_type((a < b && b < c) || a < c, a < b && (b < c || a < c)));

// Names that look like numbers, constants, functions and other kinds.
static_assert(!same_type(y, k) && !same_type(sin(y), sin(k)) && !same_type(y + k, k + y) && !same_type(y + y, k + k));
static_assert(!same_type(symbol<"pi">, constants::pi) && !same_type(symbol<"e">, constants::e));
static_assert(!same_type(symbol<"infinity">, constant<std::numeric_limits<double>::infinity()>));
static_assert(!same_type(symbol<"nan">, constant<std::numeric_limits<double>::quiet_NaN()>));
static_assert(same_type(record<"x">([](auto) { return std::numeric_limits<double>::infinity(); }),
                        constant<std::numeric_limits<double>::infinity()>));
static_assert(!same_type(symbol<"int">, symbol<"int_">) && !same_type(symbol<"inty">, k));
static_assert(!same_type(symbol<"sin">, sin(a)) && !same_type(symbol<"e1">, symbol<"e1_">));
static_assert(!same_type(symbol<"x'">, symbol<"x">) && !same_type(symbol<"α">, symbol<"a">));

// One formula is one type, wherever and however often it is spelled.
constexpr auto spelled_elsewhere() { return symbol<"a"> * symbol<"b"> - sin(symbol<"c">); }
static_assert(same_type(spelled_elsewhere(), a* b - sin(c)));

// Long formulas: equal in all that is shown and different behind it.
constexpr auto long_head = exp(a) + exp(b) + exp(c) + exp(a * b) + exp(a * c) + exp(b * c);
constexpr auto tail_1 = long_head + sin(a);
constexpr auto tail_2 = long_head + sin(b);
static_assert(!same_type(tail_1, tail_2) && !same_type(sin(tail_1), sin(tail_2)) && !same_type(tail_1, long_head));
static_assert(same_type(tail_1, exp(a) + exp(b) + exp(c) + exp(a * b) + exp(a * c) + exp(b * c) + sin(a)));
static_assert(!same_type(long_head - (tail_1 - tail_2), (long_head - tail_1) - tail_2));

// Long names are cut as well.
constexpr auto long_1 = symbol<"a_name_that_is_longer_than_any_label_may_ever_be_and_ends_in_1">;
constexpr auto long_2 = symbol<"a_name_that_is_longer_than_any_label_may_ever_be_and_ends_in_2">;
static_assert(!same_type(long_1, long_2));
static_assert((long_1 - long_2)(long_1 = 5.0, long_2 = 3.0) == 2.0);
static_assert(!same_type(long_1, integer<"a_name_that_is_longer_than_any_label_may_ever_be_and_ends_in_1">));

TEST_CASE("a label is the text of the formula, with the parentheses that tell structures apart") {
  CHECK(label_of(a - b) == "a - b");
  CHECK(label_of(a + (-b)) == "a + (-b)");
  CHECK(label_of(a - (b - c)) == "a - (b - c)");
  CHECK(label_of((a - b) - c) == "a - b - c");
  CHECK(label_of(k) == "int y");
  CHECK(label_of(0.1_c * a) == "1/10*a");
  CHECK(label_of(constants::pi) == "pi()");
}

TEST_CASE("a long label is cut and ends in a hash") {
  const std::string one = label_of(tail_1), two = label_of(tail_2);
  CHECK(one.size() == two.size());
  CHECK(one.substr(0, 48) == two.substr(0, 48));
  CHECK(one[48] == '#');
  CHECK(one.size() == 48 + 17);
  CHECK(one != two);
  CHECK(label_of(sin(tail_1)).size() == 48 + 17);
}

TEST_CASE("what is cut from the label is not cut from the formula") {
  // Both tails share all that their labels show; only the last term tells them apart.
  CHECK(std::abs((tail_1 - tail_2)(a = 0.25, b = 0.5, c = 0.75) - (std::sin(0.25) - std::sin(0.5))) < 1e-14);
  CHECK(to_string(long_1 * 2_c) == "a_name_that_is_longer_than_any_label_may_ever_be_and_ends_in_1*2");
}

}  // namespace
