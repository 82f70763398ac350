// SPDX-License-Identifier: BSL-1.0
// Data of a call on their way into the workspace of a prepared formula: first all of them are checked, then taken.
#pragma once

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/run/memory/workspace.hpp>

namespace tapeless::inline v0_2::detail {

template <class T, class Plan, class Verb>
struct input_binding {
  using space = run::workspace<T, Plan>;
  // Which input of the plan a symbol is, or -1: a formula may have lost it. Looked up by the compiler, not in the call.
  template <class Symbol>
  static constexpr int input_of = run::find_input(Plan::outline.inputs.entries, Plan::plan.used.inputs,
                                                  entry_of<Verb, Symbol>());

  // Throws std::invalid_argument for data that do not fit or overlap the results; writes nothing.
  template <class Symbol, class V>
  [[gnu::always_inline]] static void check(const space& to, const run::data_binding<T>& binding, const V& value) {
    constexpr int input = input_of<Symbol>;
    if constexpr (input >= 0 && requires { value.elements; }) {
      binding.check_bound(value, input);
      if (to.overlaps(value)) run::refuse_overlap(Plan::outline.inputs[input].name);
    }
  }
  // Keeps where the data are, or copies them.
  template <class Symbol, class V>
  [[gnu::always_inline]] static void take(space& to, const run::data_binding<T>& binding, const V& value) {
    constexpr int input = input_of<Symbol>;
    if constexpr (input >= 0) {
      auto& place = to.map.inputs[input];
      if constexpr (requires { value.elements; })
        binding.take_bound(value, input, place);
      else
        *place.data = static_cast<T>(value);
    }
  }
};

}  // namespace tapeless::detail
