// SPDX-License-Identifier: BSL-1.0
// Every rule, printed as C and compiled, gives the bits that it has in C++.
#include "tests/support/each_rule.hpp"
#include "tests/support/printed_c.hpp"

namespace {

using namespace printed_c;

template <class R, class... E>
void add_form(const E&...) {
  constexpr auto f = each_rule::apply<R>(E{}...);
  add(R::name, f, symbol_list<E...>{});
}
template <class R>
void add_rule(std::type_identity<R>) {
  constexpr int arity = operation_of<R>.arity;
  if constexpr (arity == 0)
    add(R::name, apply<R>() * a, symbol_list<std::remove_const_t<decltype(a)>>{});
  else if constexpr (arity == 1)
    add_form<R>(a);
  else if constexpr (arity == 2)
    add_form<R>(a, b);
  else
    add_form<R>(a, b, c);
}

template <class R>
void add_stable(std::type_identity<R>) {
  add(R::name, each_rule::stable_form<R>(a, b, c),
      symbol_list<std::remove_const_t<decltype(a)>, std::remove_const_t<decltype(b)>,
                  std::remove_const_t<decltype(c)>>{});
}

}  // namespace

TEST_CASE("every rule as C has its bits") {
  each_rule::visit_all(rules::number_rules{}, [](auto rule) { add_rule(rule); });
  each_rule::visit_all(rules::stable_rules{}, [](auto rule) { add_stable(rule); });
  check_all();
}
