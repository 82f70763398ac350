// SPDX-License-Identifier: BSL-1.0
// Every rule, printed as C and compiled, gives the bits that it has in C++.
#include "tests/support/printed_c.hpp"

#include <tapeless/rules/registry.hpp>

namespace {

using namespace printed_c;

template <class R, std::size_t K, class E>
constexpr auto as_operand(const E& e) {
  if constexpr (operation_of<R>.takes_condition(static_cast<int>(K)))
    return e < constant<1>;
  else
    return e;
}
template <class R, class... E>
void add_rule(const E&... operands) {
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    constexpr auto f = apply<R>(as_operand<R, K>(E{})...);
    add(R::name, f, symbol_list<E...>{});
    static_cast<void>(sizeof...(operands));
  }
  (std::index_sequence_for<E...>{});
}
template <class R>
bool add_rule() {
  constexpr int arity = operation_of<R>.arity;
  if constexpr (arity == 0)
    add(R::name, apply<R>() * a, symbol_list<std::remove_const_t<decltype(a)>>{});
  else if constexpr (arity == 1)
    add_rule<R>(a);
  else if constexpr (arity == 2)
    add_rule<R>(a, b);
  else
    add_rule<R>(a, b, c);
  return true;
}
template <class... R>
void add_rules(detail::rule_list<R...>) {
  const bool done[] = {add_rule<R>()...};
  static_cast<void>(done);
}

}  // namespace

TEST_CASE("every rule as C has its bits") {
  add_rules(rules::number_rules{});
  check_all();
}
