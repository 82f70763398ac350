// SPDX-License-Identifier: BSL-1.0
// The one object behind every request. A verb says what is asked for: the pass that computes it, which of its roots are
// given, what they are keyed by, and in which shape. Everything that takes a request (a call, function, prepare,
// plan_of, count, every printer) asks the verb; formulas of numbers are the case without axes.
#pragma once

#include <tapeless/api/seeds.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// A rotation or rigid motion of api/geometry.hpp.
template <class X>
concept has_tangent = requires {
  X::tangent;
};

template <class X>
constexpr bool check_symbol() {
  static_assert(!is_bare_tensor<X>,
                "tapeless: a derivative in a tensor is one in its elements: derivative(f, W(k, l))");
  static_assert(!has_tangent<X>,
                "tapeless: a group has a tangent space, and derivatives there are those of "
                "value_and_jacobian(f, a, x): r[a]; a.storage are its numbers");
  static_assert(symbolic<X> || mistaken<X> || has_tangent<X>,
                "tapeless: a derivative is taken with respect to a symbol");
  return symbolic<X>;
}
template <class X>
constexpr bool check_input() {
  if constexpr (is_symbol_list<X>) {
    return true;
  } else if constexpr (is_bare_tensor<X>) {
    constexpr bool real = definition_for<leaf_of_key<X>>->kind != dag::symbol_kind::labels;
    static_assert(real, "tapeless: labels are integers that pick: there is no derivative in them");
    return real;
  } else if constexpr (symbolic<X>) {
    return true;
  } else {
    constexpr bool element = [] {
      if constexpr (expression<X>)
        return definition_for<X>->op->part == dag::role::access;
      else
        return false;
    }();
    static_assert(!element,
                  "tapeless: a request names a tensor without axes: gradient(f, W), not gradient(f, W(i, o))");
    if constexpr (!element) check_symbol<X>();
    return false;
  }
}
template <class F>
constexpr bool check_formula() {
  check_bare_tensors<F>();
  if constexpr (expression<F>) {
    constexpr bool number = definition_for<F>->op->result == dag::sort::real;
    static_assert(number, "tapeless: a condition has no derivative; select(c, a, b) makes a number of it");
    return number;
  } else {
    static_assert(mistaken<F>, "tapeless: only an expression can be differentiated");
    return false;
  }
}

// Symbol number K of the program of Pass as a type, whether or not the user has spelled it as symbol<"...">: `record`
// knows it by name only.
template <class Pass, std::size_t K>
struct program_symbol {
  static constexpr dag::symbol_entry entry = detail::pass::view_of<Pass>.symbols[K];
  static constexpr std::size_t length = [] {
    std::size_t size = 0;
    while (entry.name[size] != '\0') ++size;
    return size;
  }();
  static constexpr fixed_string<length + 1> name = [] {
    char text[length + 1]{};
    for (std::size_t k = 0; k < length; ++k) text[k] = entry.name[k];
    return fixed_string<length + 1>(text);
  }();
  using type = leaf_t<symbol_source<name, entry.kind, entry.extent>>;
};

// The real symbols and tensors of formulas in the order in which they appear: what gradient(f) is taken in.
template <class... F>
struct real_symbols {
  static constexpr bool is_real(dag::symbol_kind kind) {
    return kind == dag::symbol_kind::real || kind == dag::symbol_kind::tensor;
  }
  static constexpr dag::view program = detail::pass::view_of<detail::pass::lower<F...>>;
  static constexpr std::size_t count = [] {
    std::size_t n = 0;
    for (int s = 0; s < program.symbol_count; ++s) n += is_real(program.symbols[s].kind) ? 1u : 0u;
    return n;
  }();
  static constexpr std::size_t place(std::size_t wanted) {
    for (std::size_t s = 0;; ++s)
      if (is_real(program.symbols[s].kind) && wanted-- == 0) return s;
  }
  template <std::size_t... K>
  static auto list(std::index_sequence<K...>)
      -> detail::pass::inputs<typename program_symbol<detail::pass::lower<F...>, place(K)>::type...>;
  using type = decltype(list(std::make_index_sequence<count>{}));
};

// Symbols and lists of symbols as one list.
template <class Done, class... X>
struct flattened;
template <class... Done>
struct flattened<pass::inputs<Done...>> {
  using type = pass::inputs<Done...>;
};
template <class... Done, class X, class... More>
struct flattened<pass::inputs<Done...>, X, More...> : flattened<pass::inputs<Done..., leaf_of_key<X>>, More...> {};
template <class... Done, class... X, class... More>
struct flattened<pass::inputs<Done...>, symbol_list<X...>, More...> : flattened<pass::inputs<Done..., X...>, More...> {
};

template <bool Plain, class... X>
struct listed : flattened<pass::inputs<>, X...> {};
template <class... X>
struct listed<true, X...> {
  using type = pass::inputs<leaf_of_key<X>...>;
};
template <class... X>
inline constexpr bool without_lists = all_true({!is_symbol_list<X>...});  // a constant of its own: see some_part
template <class... X>
using inputs_of = listed<without_lists<X...>, X...>;

template <class F, class... X>
using inputs_or_all = typename std::conditional_t<sizeof...(X) == 0, real_symbols<F>, inputs_of<X...>>::type;

template <class T>
struct outputs_of {
  static_assert(expression<T>, "tapeless: an expression or a bundle of expressions is expected here");
};
template <auto Label, class... Rules>
struct outputs_of<expr<Label, Rules...>> {
  using type = detail::pass::outputs<expr<Label, Rules...>>;
};

// What every verb says:
//   source<How>    the pass
//   formulas, keys the outputs and inputs
//   first, count   roots of the pass
//   seeds          how many numbers or tensors come with a call
//   shape(roots)   the result, from an array of numbers
//   over_axes<R>   the result over axes: R::get<k>() is the number or view in slot k of the result
// and where slots are not roots in their order:
//   slots, root_at(k), is_turned(k): a Hessian computes each entry of its upper triangle once.
template <class F, class X>
struct verb {
  using formulas = F;
  using keys = X;
  static constexpr int seeds = 0;
  static constexpr bool is_value = false;
};

template <class Verb>
concept has_slots = requires {
  Verb::slots;
};
// How many numbers or arrays a result holds, and which root each is.
template <class Verb>
constexpr std::size_t slot_count() {
  if constexpr (has_slots<Verb>)
    return Verb::slots;
  else
    return static_cast<std::size_t>(Verb::count);
}
template <class Verb>
constexpr std::size_t root_at(std::size_t slot) {
  if constexpr (has_slots<Verb>)
    return Verb::root_at(slot);
  else
    return slot;
}
// Whether the axes of the second input come first in a slot.
template <class Verb>
constexpr bool is_turned(std::size_t slot) {
  if constexpr (has_slots<Verb>)
    return Verb::is_turned(slot);
  else
    return false;
}

// The formulas of a request as they are written.
template <class Verb>
using written_of = typename Verb::template source<pass::conditioning::as_written>::request_type::written;
template <class Verb>
inline constexpr bool is_over_axes = pass::has_axes<written_of<Verb>>;

// The program that numbers run.
template <class Verb>
struct finished_program {
  using type = pass::finish<typename Verb::template source<pass::conditioning::as_written>, Verb::first, Verb::count>;
};
template <class Verb>
requires Verb::is_value struct finished_program<Verb> {
  using type = pass::finish_values<typename Verb::template source<pass::conditioning::as_written>>;
};

}  // namespace detail

// A request: callable with bindings, and with the numbers that the verb takes before them.
template <class Verb>
struct request_object {
  using verb = Verb;  // what is asked for, of which formulas, in which symbols
  // The program as derived, before passes.
  using source = typename Verb::template source<detail::pass::conditioning::as_written>;
  using known = detail::written_of<Verb>;                         // the formulas as written
  using program = typename detail::finished_program<Verb>::type;  // what runs

  // The result for these bindings, in any order and of any scalar type: r(x = 1.0, y = 2). Seeds or directions, where
  // the request takes them, come first. Over axes tensors are bound to data and plain loops run; prepare(r, n = 128)
  // plans faster ones. The compiler refuses a missing, unknown or second binding.
  template <class... A>
  [[gnu::always_inline]] constexpr auto operator()(const A&... arguments) const {
    if constexpr (detail::any_true({detail::is_list_binding<A>..., false})) {
      return detail::with_single_bindings<detail::symbols_in<known>>(
          [](const auto&... single) { return request_object{}(single...); }, arguments...);
    } else if constexpr (detail::is_over_axes<Verb>) {
      return detail::array_call<Verb>::call(arguments...);
    } else if constexpr (Verb::seeds > 0) {
      return detail::with_numbers<static_cast<std::size_t>(Verb::seeds)>(
          [](const auto& seeds, const auto&... bindings) {
            return Verb::shape(detail::call_plan<detail::planned<program>, request_object, known>(seeds, bindings...));
          },
          arguments...);
    } else if constexpr (detail::check_arguments<A...>()) {
      return Verb::shape(
          detail::call_plan<detail::planned<program>, request_object, known>(detail::no_seeds, arguments...));
    }
  }
};

namespace detail {

// Whether T is a request, and its verb; an expression asks for its value.
template <class T>
concept requesting = requires {
  typename T::verb;
};
template <class F>
struct values_verb;
template <class... F>
struct values_verb<pass::outputs<F...>> : verb<pass::outputs<F...>, pass::inputs<>> {
  template <pass::conditioning How>
  using source = pass::values<pass::outputs<F...>, How>;
  static constexpr int first = 0;
  static constexpr int count = sizeof...(F);
  static constexpr bool is_value = true;
  template <class T>
  static constexpr T shape(const std::array<T, 1>& roots) {
    return roots[0];
  }
  template <class Roots>
  using over_axes = single_root<Roots>;
};

template <class T>
struct verb_type {};
template <requesting T>
struct verb_type<T> {
  using type = typename T::verb;
};
template <auto Label, class... Rules>
struct verb_type<expr<Label, Rules...>> {
  using type = values_verb<pass::outputs<expr<Label, Rules...>>>;
};
// The verb of a request or expression.
template <class T>
using verb_of = typename verb_type<std::remove_cvref_t<T>>::type;

template <class T>
concept request_or_expression = requires {
  typename verb_of<T>;
};
// The program that evaluates it.
template <class T>
using program_of = typename finished_program<verb_of<T>>::type;

// A value that is to be differentiated is one number.
template <class F>
constexpr bool check_number() {
  constexpr dag::view program = pass::view_of<pass::lower<F>>;
  constexpr bool number = program.nodes[program.roots[0]].axes == 0;
  static_assert(number,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated; "
                "jacobian(f, X) has the derivatives of each element");
  return number;
}
template <class F, class X>
constexpr bool check_contained() {
  if constexpr (is_bare_tensor<X>) {
    constexpr bool contained = contains<leaf_of_key<X>>(pass::view_of<F>);
    static_assert(contained,
                  "tapeless: a gradient is asked for in a tensor or symbol that the formula does not contain");
    return contained;
  } else {
    return true;
  }
}
// What a derivative of one formula or of several, F, is asked in.
template <class F, class... X>
constexpr bool check_inputs() {
  return all_true({check_input<X>()...}) && all_true({check_contained<F, X>()...});
}

}  // namespace detail
}  // namespace tapeless
