// SPDX-License-Identifier: BSL-1.0
// From a rule, a struct that says what a function is, to the function itself. A rule is written once, in the library's
// own language; applied to expression types it yields a type, applied to handles it adds a node to a program, applied
// to numbers it computes.
//
//     struct swish_ {
//       static constexpr auto name = "swish";
//       static constexpr auto value = [](const auto& x) { using std::exp; return x / (1 + exp(-x)); };
//       static constexpr auto partial = [](auto x, auto self) { return self + (1 - self) / (1 + exp(-x)); };
//     };
//     constexpr auto swish = tapeless::function_of<swish_>;
//
// `partial` has one lambda per operand, called with the operands and, if it takes one more, the value itself. Optional
// members: `arity` (variadic: value and partial get a span), `latex` and `c` (patterns with #1, #2), `reduce`
// (identities), `textbook` (the form to print), `expand` (into cheaper operations), `stabilize` (a better conditioned
// equal; a lambda, or a member template that is defined elsewhere and compiled only where `stabilize` is asked for),
// `fast` (a faster equal that may round more, likewise), `condition`, `conditions`, `commutative`, `data`, `symmetry`,
// `exponent`, `values`, `price`, `effort`; see dag/operation.hpp; `host_only`, where a value is what devices lack.
// `domain` and `singular` say where the function is defined and what it does at the edges of its domain; the tests
// check all of it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include <tapeless/expr/symbol.hpp>
#include <tapeless/rules/operation.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

constexpr bool has_symbols(const definition& meaning) {
  if (meaning.is_symbol() || meaning.is_stored) return true;
  for (int k = 0; k < meaning.count; ++k)
    if (has_symbols(*meaning.operands[k])) return true;
  return false;
}

// A constant formula as a value of the program, or as a plain number when there is no program yet.
constexpr handle import_constant(const definition& meaning, dag::builder* owner) {
  if (meaning.is_number()) return {meaning.number, owner};
  dag::scratch<handle> operands(meaning.count);
  for (int k = 0; k < meaning.count; ++k) operands[k] = import_constant(*meaning.operands[k], owner);
  if (owner != nullptr) return build(*owner, *meaning.op, operands.data(), meaning.count);
  dag::scratch<double> values(meaning.count);
  for (int k = 0; k < meaning.count; ++k) values[k] = operands[k].number().value();
  return handle(dag::number(meaning.op->value(values.data(), meaning.count)));
}

// An operand as a handle. Expressions may join when they are constant, because their symbols are not the program's.
template <class A>
constexpr handle to_handle(const A& operand, dag::builder* owner) {
  if constexpr (std::same_as<A, handle>) {
    return operand;
  } else if constexpr (expression<A>) {
    static_assert(
        !has_symbols(*definition_for<A>),
        "tapeless: a symbol inside record: take it as a parameter of the lambda, record<\"x\">([](auto x) { ... })");
    return import_constant(*definition_for<A>, owner);
  } else {
    static_assert(plain_number<A>, "tapeless: only numbers and expressions can be operands of a formula");
    if constexpr (plain_number<A>)
      return handle(operand);
    else
      return handle(0);
  }
}

// Instead of a fold, of which clang takes 256 operands at most.
constexpr bool any_true(std::initializer_list<bool> list) {
  for (const bool one : list)
    if (one) return true;
  return false;
}

template <class R, class... A>
constexpr handle apply_to_handles(const A&... operands) {
  if constexpr (sizeof...(A) == 1) {  // the usual case by the shortest way
    const handle& only = (operands, ...);
    if (!only.is_number()) return build(*only.owner(), *operation_at<R>(), &only, 1);
  }
  dag::builder* owner = nullptr;
  const auto note = [&]([[maybe_unused]] const auto& operand) {
    if constexpr (std::same_as<std::remove_cvref_t<decltype(operand)>, handle>)
      if (owner == nullptr) owner = operand.owner();
    return true;
  };
  any_true({note(operands)...});
  const handle all[] = {to_handle(operands, owner)...};
  constexpr int count = sizeof...(A);
  const dag::operation& op = *operation_at<R>();
  bool numbers = true;
  for (const handle& one : all) numbers = numbers && one.is_number();
  if (numbers) {
    if (op.folds) {
      const handle folded = op.fold(all, count);
      if (folded.exists()) return handle(folded.number(), owner);
    }
    if (owner == nullptr) {  // a function of plain numbers, as in exp(T(1)): the number a program of doubles would have
      double values[sizeof...(A)]{};
      for (int k = 0; k < count; ++k) values[k] = all[k].number().value();
      return handle(dag::number(op.value(values, count)));
    }
  }
  return build(*owner, op, all, count);
}

constexpr bool sorts_fit(const dag::operation& op, const definition* const* operands, int count) {
  for (int k = 0; k < count; ++k)
    if ((operands[k]->op->result == dag::sort::condition) != op.takes_condition(k)) return false;
  return true;
}

// The type of R(E...): a constant when R folds these constants, an application otherwise.
template <class R, class... E>
struct formula {
  static constexpr const dag::operation* op = operation_at<R>();
  static constexpr const definition* operands[sizeof...(E) + 1] = {definition_for<E>...};
  static_assert(
      sorts_fit(*op, operands, sizeof...(E)),
      "tapeless: a condition is not a number: write select(c, a, b); conditions are made by < <= > >= and equals");
  static constexpr handle fold() {
    if (!op->folds || sizeof...(E) == 0) return handle::none();
    handle numbers[sizeof...(E) + 1]{};
    for (std::size_t k = 0; k < sizeof...(E); ++k) {
      if (!operands[k]->is_number()) return handle::none();
      numbers[k] = handle(operands[k]->number);
    }
    return op->fold(numbers, sizeof...(E));
  }
  static constexpr auto make() {
    if constexpr (requires { R::fold; }) {
      constexpr handle folded = fold();
      if constexpr (folded.exists())
        return leaf_t<number_source<literal(folded.number())>>{};
      else
        return application_t<op, void, E...>{};
    } else {
      return application_t<op, std::conditional_t<operation_of<R>.built_in, void, R>, E...>{};
    }
  }
  using type = decltype(make());
};

}  // namespace detail

namespace detail {

// A tensor by itself, which is a key of bindings and results and no formula.
template <class T>
inline constexpr bool is_bare_tensor = false;

template <class T>
concept mistaken = std::same_as<std::remove_cvref_t<T>, not_a_formula> || is_bare_tensor<std::remove_cvref_t<T>>;

template <class... A>
constexpr void check_bare_tensors() {
  static_assert(!any_true({is_bare_tensor<A>...}), "tapeless: a tensor stands with its axes in a formula: X(n, i)");
}

}  // namespace detail

namespace detail {

template <class T>
concept part_of_formula = expression<T> || std::same_as<std::remove_cvref_t<T>, handle> || mistaken<T>;

// The type of plain floating-point numbers of one type, among which conditions may be; void of all else.
template <class... T>
struct plain {
  using type = void;
};
template <std::floating_point T, class... More>
struct plain<T, More...> {
  static constexpr bool alike = !any_true({!(std::same_as<More, T> || std::same_as<More, bool>)..., false});
  using type = std::conditional_t<alike, T, void>;
};
template <class T, class... More>
struct plain<bool, T, More...> : plain<T, More...> {};
template <class... T>
using plain_type = typename plain<T...>::type;

// Whether one of them is a part of a formula, or an expression. Constants of their own: nvcc takes lists inside of
// constraints for empty ones.
template <class... T>
inline constexpr bool some_part = any_true({part_of_formula<T>...});
template <class... T>
inline constexpr bool some_formula = any_true({(expression<T> || mistaken<T>)...});

}  // namespace detail

// What functions of formulas take: expressions, handles inside `record` and rules, mistakes, of which `apply` says
// what they are, and plain floating-point numbers, for code that is recorded and also runs as it is.
template <class T>
concept operand =
    expression<T> || std::same_as<std::remove_cvref_t<T>, handle> || detail::mistaken<T> || std::floating_point<T>;

// Operands of which at least one is an expression, or a mistake for one.
template <class... T>
concept some_expression = detail::some_formula<T...>;

// Operands of which at least one is an expression, a handle, or a mistake for one; or plain numbers of one type.
template <class... T>
concept some_operand = detail::some_part<T...> || !std::is_void_v<detail::plain_type<T...>>;

namespace detail {

template <class R, class... A>
struct application_result {
  static constexpr bool on_handles = any_true({std::same_as<A, handle>...});
  static auto pick() {
    if constexpr (on_handles)
      return std::type_identity<handle>{};
    else if constexpr (!any_true({!expression<A>...}))
      return std::type_identity<typename formula<R, A...>::type>{};
    else if constexpr (!std::is_void_v<plain_type<A...>>)
      return std::type_identity<decltype(value_of<R, plain_type<A...>>(std::declval<const A&>()...))>{};
    else
      return std::type_identity<not_a_formula>{};  // `apply` says why; here it may be a candidate that is not meant
  }
  using type = typename decltype(pick())::type;
};

}  // namespace detail

// The type of the rule R applied to operands. Functions name it as their result, because rules refer to each other and
// a deduced type would have to be known before it is.
template <class R, class... A>
using applied = typename detail::application_result<R, A...>::type;

// The rule R as a function of expressions, handles or plain numbers, of which it is the value.
template <class R, class... A>
constexpr applied<R, A...> apply([[maybe_unused]] const A&... operands) {
  if constexpr (detail::any_true({std::same_as<A, handle>...}))
    return detail::apply_to_handles<R>(operands...);
  else if constexpr (!detail::any_true({!expression<A>...}))
    return applied<R, A...>();
  else if constexpr (!std::is_void_v<detail::plain_type<A...>>)
    return detail::value_of<R, detail::plain_type<A...>>(operands...);
  else if constexpr (detail::any_true({detail::mistaken<A>...}))
    detail::check_bare_tensors<A...>();
  else
    static_assert(!detail::any_true({!expression<A>...}),
                  "tapeless: a run-time number in a formula: write 2_c * x, or 0.5_c * x for 0.5, with using namespace "
                  "tapeless::literals; a number that is not known yet is a symbol");
  return applied<R, A...>();
}

namespace detail {

template <class R>
concept complete_rule = requires {
  R::name;
  R::value;
  R::partial;
};

template <class R, class... A>
constexpr auto apply_user_rule(const A&... operands) {
  if constexpr (!complete_rule<R>) {
    static_assert(complete_rule<R>, "tapeless: a rule has the static members name, value and partial");
    return not_a_formula{};
  } else if constexpr (arity_of<R>() != variadic && arity_of<R>() != sizeof...(A)) {
    static_assert(arity_of<R>() == sizeof...(A), "tapeless: this function takes another number of operands");
    return not_a_formula{};
  } else {
    static_assert(is_identifier(R::name),
                  "tapeless: the name of a rule is an identifier: letters, digits and _, the first not a digit");
    return apply<R>(operands...);
  }
}

template <class R>
struct function_object {
  template <class... A>
    requires some_expression<A...>
  constexpr auto operator()(const A&... operands) const { return apply_user_rule<R>(operands...); }
  // Inside `record` and rules, which may refer to each other.
  template <class... A>
    requires(some_part<A...> && !some_expression<A...>)
  constexpr handle operator()(const A&... operands) const { return apply_user_rule<R>(operands...); }
  // On numbers: the value.
  template <class... A>
    requires(!some_part<A...>)
  constexpr auto operator()(const A&... operands) const { return R::value(operands...); }
};

}  // namespace detail

// A user's rule R as a function: `constexpr auto swish = function_of<swish_>;`. It takes expressions, values inside
// `record`, or plain numbers, and works in every derivative and printer. The compiler refuses a rule without name,
// value or partial, and another number of operands than `arity`.
template <class R>
inline constexpr detail::function_object<R> function_of{};

}  // namespace tapeless
