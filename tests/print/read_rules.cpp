// SPDX-License-Identifier: BSL-1.0
// Every rule, printed as text and as LaTeX, by itself and inside a larger formula, is read back and gives its numbers.
#include "tests/support/read_back.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using read_back::check;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;

template <class R, std::size_t K, class E>
constexpr auto as_operand(const E& e) {
  if constexpr (operation_of<R>.takes_condition(static_cast<int>(K)))
    return e < constant<1>;
  else
    return e;
}
template <class R, class... E>
void check_form(const E&... operands) {
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    INFO(R::name);
    check(apply<R>(as_operand<R, K>(operands)...));
    // As part of a larger formula, with larger operands.
    if constexpr (operation_of<R>.result == dag::sort::real)
      check(c -
            apply<R>(as_operand<R, K>(operands)...) / (a + b) * pow(apply<R>(as_operand<R, K>(operands + c)...), 3_c));
  }
  (std::index_sequence_for<E...>{});
}
template <class R>
bool check_rule() {
  constexpr int arity = operation_of<R>.arity;
  // A guard reads as its regular form; x*y+z is read as a sum.
  if constexpr (operation_of<R>.part == dag::role::guard || std::is_same_v<R, rules::fma_> || arity == 0)
    return true;
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
  return true;
}
template <class... R>
void check_rules(detail::rule_list<R...>) {
  const bool done[] = {check_rule<R>()...};
  static_cast<void>(done);
}

}  // namespace

TEST_CASE("every rule reads as it is") { check_rules(rules::number_rules{}); }
