// SPDX-License-Identifier: BSL-1.0
// Every rule, printed as text and as LaTeX, by itself and inside a larger formula, is read back and gives its numbers.
#include "tests/support/each_rule.hpp"
#include "tests/support/read_back.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using read_back::check;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;

template <class R, class... E>
void check_form(const E&... operands) {
  INFO(R::name);
  check(each_rule::apply<R>(operands...));
  // As part of a larger formula, with larger operands.
  if constexpr (operation_of<R>.result == dag::sort::real)
    check(c - each_rule::apply<R>(operands...) / (a + b) * pow(each_rule::apply<R>(operands + c...), 3_c));
}
template <class R>
void check_rule(std::type_identity<R>) {
  constexpr int arity = operation_of<R>.arity;
  // A guard reads as its regular form; x*y+z is read as a sum.
  if constexpr (operation_of<R>.part == dag::role::guard || std::is_same_v<R, rules::fma_> || arity == 0)
    return;
  else if constexpr (requires { R::integer_order; })
    check_form<R>(constant<2>, b);
  else if constexpr (std::is_same_v<R, rules::choose_>)
    check(choose(k, a, b * c, c) * c);
  else if constexpr (arity == 1)
    check_form<R>(b);
  else if constexpr (arity == 2)
    check_form<R>(b, a);
  else
    check_form<R>(a, b, c);
}

template <class R>
void check_stable(std::type_identity<R>) {
  INFO(R::name);
  check(each_rule::stable_form<R>(a, b, c));
  check(c - each_rule::stable_form<R>(a + c, b + c, c) / (a + b) * pow(each_rule::stable_form<R>(a, b * c, c), 3_c));
}

}  // namespace

TEST_CASE("every rule reads as it is") {
  each_rule::visit_all(rules::number_rules{}, [](auto rule) { check_rule(rule); });
}
TEST_CASE("every rule that stabilize makes reads as it is") {
  each_rule::visit_all(rules::stable_rules{}, [](auto rule) { check_stable(rule); });
}
