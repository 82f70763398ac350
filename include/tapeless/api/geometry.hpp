// SPDX-License-Identifier: BSL-1.0
// Rotations and rigid motions as parameters of recorded formulas, and derivatives in their tangent spaces.
#pragma once

#include <tapeless/api/jacobian.hpp>
#include <tapeless/api/record.hpp>
#include <tapeless/geometry/pose.hpp>
#include <tapeless/pass/request/at_zero.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// What binds the numbers of a group, and its steps to 0.
template <class... S, class T, class... D>
constexpr auto with_steps(const list_binding<symbol_list<S...>, T>& given, const symbol_list<D...>&) {
  list_binding<symbol_list<S..., D...>, T> all{};
  for (std::size_t k = 0; k < sizeof...(S); ++k) all.values[k] = given.values[k];
  for (std::size_t k = sizeof...(S); k < all.values.size(); ++k) all.values[k] = T(0);
  return all;
}
template <class Mistake, class Steps>
constexpr void with_steps(const Mistake&, const Steps&) {}

}  // namespace detail

// A rotation or rigid motion as symbols: its numbers, Storage, and steps in its tangent space, Tangent, which are 0
// wherever a formula is computed. In `record` it is a Group of values.
template <template <class> class Group, class Storage, class Tangent>
struct group_symbols {
  static constexpr Storage storage{};  // its numbers, which f(a = numbers) binds
  static constexpr Tangent tangent{};  // keys of derivatives: r[a.tangent]

  // Binds the numbers, or those of a Group, and the steps to 0.
  template <class V>
  constexpr auto operator=(const V& values) const {
    if constexpr (requires { requires std::same_as<V, Group<typename V::value_type>>; })
      return detail::with_steps(detail::bind_list<Storage>(values.numbers()), Tangent{});
    else
      return detail::with_steps(detail::bind_list<Storage>(values), Tangent{});
  }
  // The same for numbers in braces.
  template <class T, std::size_t N>
  constexpr auto operator=(const T (&values)[N]) const {
    return detail::with_steps(detail::bind_list<Storage>(values), Tangent{});
  }
};

namespace detail {

// The name of the steps: that of the group with _step.
template <fixed_string Name>
constexpr auto step_name() {
  constexpr std::size_t length = sizeof(Name.text) - 1;
  char text[length + 6]{};
  for (std::size_t k = 0; k < length; ++k) text[k] = Name.text[k];
  for (std::size_t k = 0; k < 6; ++k) text[length + k] = "_step"[k];
  return fixed_string<length + 6>(text);
}
template <template <class> class Group, fixed_string Name>
using symbols_of_group = group_symbols<Group, elements_of<Name, Group<double>::storage>,
                                       elements_of<step_name<Name>(), Group<double>::dimension>>;

template <class X>
inline constexpr bool is_group = false;
template <template <class> class Group, class Storage, class Tangent>
inline constexpr bool is_group<group_symbols<Group, Storage, Tangent>> = true;

template <template <class> class Group, class Storage, class Tangent>
inline constexpr bool is_parameter<group_symbols<Group, Storage, Tangent>> = true;
template <template <class> class Group, class Storage, class Tangent>
struct parameter<group_symbols<Group, Storage, Tangent>> {
  using type = Group<handle>;
  static constexpr int count = static_cast<int>(Storage::size() + Tangent::size());
  static constexpr type make(dag::builder& builder) {
    return type::from(parameter<Storage>::make(builder)).moved(parameter<Tangent>::make(builder));
  }
};

// Anything with the members of a group of numbers.
template <class G>
concept group_of_numbers = requires(const G& group) {
  typename G::value_type;
  G::storage;
  G::dimension;
  group.numbers();
}
&&!std::same_as<typename G::value_type, handle>;

// What derivatives are taken in: of a group the steps.
template <class X>
struct tangent_of {
  using keys = X;
  using zeros = symbol_list<>;
};
template <template <class> class Group, class Storage, class Tangent>
struct tangent_of<group_symbols<Group, Storage, Tangent>> {
  using keys = Tangent;
  using zeros = Tangent;
};

template <class F, class X, class Zeros>
struct value_and_tangent_verb;
template <class... F, class... X, class Zeros>
struct value_and_tangent_verb<pass::outputs<F...>, pass::inputs<X...>, Zeros>
    : value_and_jacobian_verb<pass::outputs<F...>, pass::inputs<X...>> {
  using base = value_and_jacobian_verb<pass::outputs<F...>, pass::inputs<X...>>;
  template <pass::conditioning How>
  using source = pass::at_zero<typename base::template source<How>, Zeros>;
};

}  // namespace detail

// A rotation or rigid motion by name: group<pose3, "a">, whose numbers are the symbols a0, a1, ... and whose steps are
// a_step0, a_step1, ...
template <template <class> class Group, fixed_string Name>
inline constexpr detail::symbols_of_group<Group, Name> group{};

// The values of a recorded formula or bundle, and their Jacobian in the tangent spaces of the groups and in the symbols
// and lists that are named, all derived: r.values, r[a.tangent], r.jacobian(row, symbol).
template <class F, class... X>
constexpr auto value_and_tangent_jacobian(const F&, const X&...) {
  constexpr bool keys_only =
      sizeof...(X) > 0 && detail::all_true({(detail::is_parameter<X> || detail::mistaken<X>)..., true});
  static_assert(
      keys_only,
      "tapeless: a tangent Jacobian is in groups, symbols and lists of symbols: value_and_tangent_jacobian(f, "
      "group<pose3, \"a\">, x)");
  if constexpr (keys_only) {
    using rows = typename detail::outputs_of<F>::type;
    using keys = typename detail::inputs_of<typename detail::tangent_of<X>::keys...>::type;
    using zeros = typename detail::inputs_of<typename detail::tangent_of<X>::zeros...>::type;
    return request_object<detail::value_and_tangent_verb<rows, keys, zeros>>{};
  } else {
    return detail::not_a_formula{};
  }
}

// The same by the name that it has for symbols, where there is a group among them.
template <class F, class... X>
  requires(detail::any_true({detail::is_group<X>...}))
constexpr auto value_and_jacobian(const F& f, const X&... x) { return value_and_tangent_jacobian(f, x...); }

// Writes the numbers of a rotation, rigid motion or direction: {0, 0, 0, 1}. To any stream, of which this header knows
// none.
template <class Out, detail::group_of_numbers G>
  requires requires(Out& out) { out << "" << 1.0; }
Out& operator<<(Out& out, const G& group) {
  const auto numbers = group.numbers();
  const char* before = "{";
  for (const auto& number : numbers) {
    out << before << number;
    before = ", ";
  }
  out << '}';
  return out;
}

}  // namespace tapeless
