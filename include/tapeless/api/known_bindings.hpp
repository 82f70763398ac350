// SPDX-License-Identifier: BSL-1.0
// Bindings of a request with known data: which of them are data, which are missing, and where results are.
#pragma once

#include <tapeless/api/known_plans.hpp>
#include <tapeless/api/prepare.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// The results of a call: those of the plan with what is kept, or, for data with infinities or NaN, those of the plan
// without.
template <class Verb, class Call, class Plain, class T>
struct known_roots {
  prepared_roots<Verb, Call, T> call;
  prepared_roots<Verb, Plain, T> plain;

  template <std::size_t Slot>
  auto get() const {
    return plain.from != nullptr ? plain.template get<Slot>() : call.template get<Slot>();
  }
};

template <class Symbol, class Data>
inline constexpr bool is_data_symbol = false;
template <class Symbol, class... X>
inline constexpr bool is_data_symbol<Symbol, known_data<X...>> = (std::same_as<Symbol, X> || ...);
template <class A, class Data>
inline constexpr bool binds_data = false;
template <class Symbol, class V, class Data>
inline constexpr bool binds_data<binding<Symbol, V>, Data> = is_data_symbol<Symbol, Data>;
template <class Symbol, class V, class Data>
inline constexpr bool binds_data<temporary_binding<Symbol, V>, Data> = is_data_symbol<Symbol, Data>;

// Whether arguments that are data may be kept.
template <class Data, class... A>
constexpr bool check_data_last() {
  constexpr bool lasting = !((binds_data<std::remove_cvref_t<A>, Data> && ends_with_call<A>) || ...);
  static_assert(lasting,
                "tapeless: data(...): pointers to data are kept for later calls, and a temporary ends with this line: "
                "give it a name");
  return lasting;
}

// The first symbol of a formula that is neither data nor among these; or -1.
template <class Formula, class Symbols, class... B>
constexpr int first_not_given() {
  const dag::view formula = pass::view_of<Formula>;
  for (int k = 0; k < formula.symbol_count; ++k) {
    const dag::symbol_entry& symbol = formula.symbols[k];
    if (symbol.kind != dag::symbol_kind::axis && symbol.kind != dag::symbol_kind::seed && !names_places(symbol.name) &&
        !Symbols::contains(symbol) && !names<Formula, B...>(static_cast<std::size_t>(k)))
      return k;
  }
  return -1;
}

}  // namespace detail

}  // namespace tapeless
