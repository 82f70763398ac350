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
// equal), `condition`, `conditions`, `commutative`, `data`, `symmetry`, `exponent`, `values`, `price`; see
// dag/operation.hpp. `domain` and `singular` say where the function lives and what it does at its edges; the tests walk
// over them.
#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/dag/handle.hpp>
#include <tapeless/expr/symbol.hpp>

namespace tapeless {

inline constexpr int variadic = -1;

// Only what users name lies in this namespace itself: `using namespace tapeless` must not take words such as math, run
// and pass from their own code.
namespace detail::math {}

namespace rules {
namespace math = detail::math;

// The mark of the library's own rules.
struct built_in {};

// The partial derivatives of a rule, one lambda per operand; like std::tuple, which users may write, but cheaper to
// compile.
template <class...>
struct partials {};
template <class A>
struct partials<A> {
  A first;
};
template <class A, class B>
struct partials<A, B> {
  A first;
  B second;
};
template <class A, class B, class C>
struct partials<A, B, C> {
  A first;
  B second;
  C third;
};
template <class... F>
partials(F...) -> partials<F...>;
}  // namespace rules

namespace detail {

template <class T>
inline constexpr int partial_count = -1;  // a single lambda
template <class... T>
inline constexpr int partial_count<std::tuple<T...>> = static_cast<int>(sizeof...(T));
template <>
inline constexpr int partial_count<rules::partials<>> = 0;
template <class A>
inline constexpr int partial_count<rules::partials<A>> = 1;
template <class A, class B>
inline constexpr int partial_count<rules::partials<A, B>> = 2;
template <class A, class B, class C>
inline constexpr int partial_count<rules::partials<A, B, C>> = 3;

template <std::size_t K, class T>
constexpr const auto& partial_at(const T& list) {
  if constexpr (requires { std::get<K>(list); })
    return std::get<K>(list);
  else if constexpr (K == 0)
    return list.first;
  else if constexpr (K == 1)
    return list.second;
  else
    return list.third;
}

template <class R>
constexpr int arity_of() {
  if constexpr (requires { R::arity; }) {
    return R::arity;
  } else {
    constexpr int count = partial_count<std::remove_cvref_t<decltype(R::partial)>>;
    return count < 0 ? 1 : count;
  }
}

// The value of a rule on numbers of type T, which conditions as operands are not.
template <class R, class T, class... A>
constexpr auto value_of(const A&... operands) {
  if constexpr (arity_of<R>() == variadic) {
    const T all[] = {operands...};
    return R::value(std::span<const T>(all));
  } else if constexpr (arity_of<R>() == 0) {
    return R::value(std::type_identity<T>{});
  } else {
    return R::value(operands...);
  }
}

template <class R>
constexpr std::uint32_t conditions_of() {
  if constexpr (requires { R::conditions; })
    return R::conditions;
  else
    return 0;
}

template <class R, int K>
constexpr auto condition_or_number(const double* operands) {
  if constexpr ((conditions_of<R>() >> K & 1u) != 0)
    return operands[K] != 0.0;
  else
    return operands[K];
}

// Calls a rule with a row of values, for interpreters.
template <class R>
constexpr double interpret([[maybe_unused]] const double* operands, [[maybe_unused]] int count) {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic)
    return static_cast<double>(R::value(std::span<const double>(operands, static_cast<std::size_t>(count))));
  else if constexpr (arity == 0)
    return static_cast<double>(value_of<R, double>());
  else if constexpr (arity == 1)
    return static_cast<double>(R::value(condition_or_number<R, 0>(operands)));
  else if constexpr (arity == 2)
    return static_cast<double>(R::value(condition_or_number<R, 0>(operands), condition_or_number<R, 1>(operands)));
  else
    return static_cast<double>(R::value(condition_or_number<R, 0>(operands), condition_or_number<R, 1>(operands),
                                        condition_or_number<R, 2>(operands)));
}

// Calls a lambda of a rule with the operands as separate arguments, and with the value itself if it takes that too.
template <int Arity, class F>
constexpr handle spread(const F& f, const handle* operands, [[maybe_unused]] const handle& self) {
  if constexpr (Arity == 1) {
    if constexpr (std::is_invocable_v<const F&, const handle&, const handle&>)
      return f(operands[0], self);
    else
      return f(operands[0]);
  } else if constexpr (Arity == 2) {
    if constexpr (std::is_invocable_v<const F&, const handle&, const handle&, const handle&>)
      return f(operands[0], operands[1], self);
    else
      return f(operands[0], operands[1]);
  } else if constexpr (Arity == 3) {
    if constexpr (std::is_invocable_v<const F&, const handle&, const handle&, const handle&, const handle&>)
      return f(operands[0], operands[1], operands[2], self);
    else
      return f(operands[0], operands[1], operands[2]);
  } else {
    return handle::none();
  }
}

template <class R>
constexpr handle partial_of([[maybe_unused]] int k, const handle* operands, [[maybe_unused]] int count,
                            const handle& self) {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic) {
    return R::partial(k, std::span<const handle>(operands, static_cast<std::size_t>(count)), self);
  } else if constexpr (partial_count<std::remove_cvref_t<decltype(R::partial)>> < 0) {
    return spread<arity>(R::partial, operands, self);
  } else {
    if constexpr (arity > 2)
      if (k == 2) return spread<arity>(partial_at<2>(R::partial), operands, self);
    if constexpr (arity > 1)
      if (k == 1) return spread<arity>(partial_at<1>(R::partial), operands, self);
    if constexpr (arity > 0) return spread<arity>(partial_at<0>(R::partial), operands, self);
    return handle::none();
  }
}

// One of the optional lambdas of a rule as a plain function, by the shortest way: these are called for every value of
// every program.
template <auto Lambda>
constexpr handle consult_variadic(const handle* operands, int count) {
  return (*Lambda)(std::span<const handle>(operands, static_cast<std::size_t>(count)));
}
template <auto Lambda>
constexpr handle consult_unary(const handle* operands, int) {
  return (*Lambda)(operands[0]);
}
template <auto Lambda>
constexpr handle consult_binary(const handle* operands, int) {
  return (*Lambda)(operands[0], operands[1]);
}
template <auto Lambda>
constexpr handle consult_ternary(const handle* operands, int) {
  return (*Lambda)(operands[0], operands[1], operands[2]);
}
template <class R, auto Lambda>
constexpr auto consult() {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic)
    return &consult_variadic<Lambda>;
  else if constexpr (arity == 1)
    return &consult_unary<Lambda>;
  else if constexpr (arity == 2)
    return &consult_binary<Lambda>;
  else
    return &consult_ternary<Lambda>;
}

template <class R>
constexpr dag::operation make_operation() {
  dag::operation op;
  op.name = R::name;
  op.arity = arity_of<R>();
  op.hash = dag::mix(dag::hash_text(R::name), static_cast<std::uint64_t>(op.arity + 1));
  op.built_in = std::is_base_of_v<rules::built_in, R>;
  if (!op.built_in) op.identity = dag::hash_text(__PRETTY_FUNCTION__);  // names R
  op.conditions = conditions_of<R>();
  if constexpr (requires { R::text; }) op.text = R::text;
  if constexpr (requires { R::latex; }) op.latex = R::latex;
  if constexpr (requires { R::c; }) op.c = R::c;
  if constexpr (requires { R::part; }) op.part = R::part;
  if constexpr (requires { R::sign; }) op.sign = R::sign;
  if constexpr (requires { R::style; }) op.style = R::style;
  if constexpr (requires { R::precedence; }) op.precedence = R::precedence;
  if constexpr (requires { R::price; }) op.price = R::price;
  if constexpr (requires { R::condition; }) op.result = dag::sort::condition;
  if constexpr (requires { R::commutative; }) op.commutative = R::commutative;
  if constexpr (requires { R::values; }) op.values = R::values;
  if constexpr (requires { R::data; }) op.data = R::data;
  if constexpr (requires { R::symmetry; }) op.symmetry = R::symmetry;
  if constexpr (requires { R::exponent; }) op.exponent = R::exponent;
  if constexpr (requires { R::gather(); }) op.gather = R::gather();
  if constexpr (requires { R::partial; }) op.partial = &partial_of<R>;
  op.folds = requires { R::fold; };
  op.reduces = requires { R::reduce; };
  op.has_textbook = requires { R::textbook; };
  op.expands = requires { R::expand; };
  op.stabilizes = requires { R::stabilize; };
  if constexpr (requires { R::fold; }) op.fold = consult<R, &R::fold>();
  if constexpr (requires { R::reduce; }) op.reduce = consult<R, &R::reduce>();
  if constexpr (requires { R::textbook; }) op.textbook = consult<R, &R::textbook>();
  if constexpr (requires { R::expand; }) op.expand = consult<R, &R::expand>();
  if constexpr (requires { R::stabilize; }) op.stabilize = consult<R, &R::stabilize>();
  op.value = &interpret<R>;
  return op;
}

}  // namespace detail

// The function as the dag knows it; its address is its identity.
template <class R>
inline constexpr dag::operation operation_of = detail::make_operation<R>();

// From that address back to the rule, for code that is generated per operation.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
template <const dag::operation* Op>
struct rule_slot {
  friend constexpr auto rule_at(rule_slot);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class R>
struct announce_rule {
  friend constexpr auto rule_at(rule_slot<&operation_of<R>>) { return std::type_identity<R>{}; }
  static constexpr const dag::operation* operation = &operation_of<R>;
};

namespace detail {

template <const dag::operation* Op>
using rule_type = typename decltype(rule_at(rule_slot<Op>{}))::type;

template <class R>
constexpr const dag::operation* operation_at() {
  return announce_rule<R>::operation;
}

constexpr bool has_symbols(const definition& meaning) {
  if (meaning.is_symbol() || meaning.is_stored) return true;
  for (int k = 0; k < meaning.count; ++k)
    if (has_symbols(*meaning.operands[k])) return true;
  return false;
}

// A constant formula as a value of the program, or as a plain number when there is no program yet.
constexpr handle import_constant(const definition& meaning, dag::builder* owner) {
  if (meaning.is_number()) return {meaning.number, owner};
  constexpr int most = 16;
  handle operands[most];
  double values[most]{};
  const int count = meaning.count < most ? meaning.count : most;
  for (int k = 0; k < count; ++k) {
    operands[k] = import_constant(*meaning.operands[k], owner);
    if (owner == nullptr) values[k] = operands[k].number().value();
  }
  if (owner != nullptr) return build(*owner, *meaning.op, operands, count);
  return handle(dag::number(meaning.op->value(values, count)));
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
    return handle(operand);
  }
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
  };
  (note(operands), ...);
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
      double values[count]{};
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

// What functions of formulas take: expressions, and handles inside `record` and rules.
template <class T>
concept operand = expression<T> || std::same_as<std::remove_cvref_t<T>, handle>;

template <class... T>
concept some_expression = (expression<T> || ...);

template <class... T>
concept some_operand = (operand<T> || ...);

namespace detail {

// What a mistake yields, so that its sentence is not followed by errors about void.
struct not_a_formula {};

template <class R, class... A>
struct application_result {
  static constexpr bool on_handles = (std::same_as<A, handle> || ...);
  static auto pick() {
    if constexpr (on_handles)
      return std::type_identity<handle>{};
    else if constexpr ((expression<A> && ...))
      return std::type_identity<typename formula<R, A...>::type>{};
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

// The rule R as a function of expressions or handles.
template <class R, class... A>
constexpr applied<R, A...> apply([[maybe_unused]] const A&... operands) {
  if constexpr ((std::same_as<A, handle> || ...))
    return detail::apply_to_handles<R>(operands...);
  else
    static_assert((expression<A> && ...),
                  "tapeless: a run-time number in a formula: write 2_c * x or constant<2> * x, or bind a symbol to it");
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
    requires(some_operand<A...> && !some_expression<A...>)
  constexpr handle operator()(const A&... operands) const { return apply_user_rule<R>(operands...); }
  // On numbers: the value.
  template <class... A>
    requires(!some_operand<A...>)
  constexpr auto operator()(const A&... operands) const { return R::value(operands...); }
};

}  // namespace detail

// A user's rule as a function: `constexpr auto swish = function_of<swish_>;`, first-class in every pass and printer.
template <class R>
inline constexpr detail::function_object<R> function_of{};

}  // namespace tapeless
