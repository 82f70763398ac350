// SPDX-License-Identifier: BSL-1.0
// A rule as the dag knows it: from the struct that says what a function is to the plain value `dag::operation`, and
// back for code that is generated per operation. What a rule may have is said in function.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>

#include <tapeless/dag/handle.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless::inline v0_2 {

// The `arity` of a rule that takes any number of operands.
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

// A family of functions, as the registry and the list of functions show it: its rules; `unnamed`, those of them that
// formulas write as operators or that only passes make; `composites`, functions that are formulas and have no rule.
template <class... R>
struct rule_group {
  using rules = detail::rule_list<R...>;
};
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

// What tells the functions of the library apart, whatever program they stand in; part of every label.
template <class R>
inline constexpr std::uint64_t rule_hash = dag::mix(dag::hash_text(R::name),
                                                    static_cast<std::uint64_t>(arity_of<R>() + 1));
// And those of users, of which two may share a name.
template <class R>
constexpr std::uint64_t identity_of() {
  if constexpr (std::is_base_of_v<rules::built_in, R>)
    return 0;
  else
#if defined(__NVCC__)  // whose two compilers write names in two ways and have to agree
    return dag::hash_text(R::name);
#else
    return dag::hash_text(__PRETTY_FUNCTION__);  // names R
#endif
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
    if constexpr (requires { f(operands[0], self); })
      return f(operands[0], self);
    else
      return f(operands[0]);
  } else if constexpr (Arity == 2) {
    if constexpr (requires { f(operands[0], operands[1], self); })
      return f(operands[0], operands[1], self);
    else
      return f(operands[0], operands[1]);
  } else if constexpr (Arity == 3) {
    if constexpr (requires { f(operands[0], operands[1], operands[2], self); })
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

// The traits of every value of an operation, and those that its operands pass on.
constexpr std::uint8_t traits_of(dag::role part) {
  constexpr unsigned poles = dag::bit(dag::role::quotient) | dag::bit(dag::role::power);
  constexpr unsigned masks = dag::bit(dag::role::selection) | dag::bit(dag::role::guard) | dag::bit(dag::role::choice);
  constexpr unsigned ordinary =
      poles | dag::bit(dag::role::function) | dag::bit(dag::role::symbol) | dag::bit(dag::role::sum) |
      dag::bit(dag::role::difference) | dag::bit(dag::role::named) | dag::bit(dag::role::product) |
      dag::bit(dag::role::access) | dag::bit(dag::role::reduction) | dag::bit(dag::role::pick);
  const unsigned which = dag::bit(part);
  return static_cast<std::uint8_t>(((which & poles) != 0 ? dag::trait::pole : 0u) |
                                   ((which & masks) != 0 ? dag::trait::mask : 0u) |
                                   ((which & ordinary) != 0 ? dag::trait::ordinary : 0u));
}
constexpr std::uint8_t inherited_by(dag::role part) {
  constexpr unsigned terms = dag::bit(dag::role::sum) | dag::bit(dag::role::difference) |
                             dag::bit(dag::role::quotient) | dag::bit(dag::role::negation) |
                             dag::bit(dag::role::reduction) | dag::bit(dag::role::selection) |
                             dag::bit(dag::role::guard) | dag::bit(dag::role::choice);
  if (part == dag::role::product) return dag::trait::pole | dag::trait::mask | dag::trait::bell;
  if (part == dag::role::quotient || part == dag::role::negation) return dag::trait::mask | dag::trait::bell;
  return (dag::bit(part) & terms) != 0 ? dag::trait::mask : 0;
}

template <class R>
constexpr dag::operation make_operation() {
  dag::operation op;
  op.name = R::name;
  op.arity = arity_of<R>();
  op.hash = rule_hash<R>;
  op.identity = identity_of<R>();
  op.built_in = std::is_base_of_v<rules::built_in, R>;
  op.conditions = conditions_of<R>();
  if constexpr (requires { R::text; }) op.text = R::text;
  if constexpr (requires { R::latex; }) op.latex = R::latex;
  if constexpr (requires { R::c; }) op.c = R::c;
  if constexpr (requires { R::c_helper; }) op.c_helper = R::c_helper;
  if constexpr (requires { R::part; }) op.part = R::part;
  op.traits = traits_of(op.part);
  if constexpr (requires { R::has_pole; }) op.traits |= dag::trait::pole;
  op.inherits = inherited_by(op.part);
  if constexpr (requires { R::sign; }) op.sign = R::sign;
  if constexpr (requires { R::style; }) op.style = R::style;
  if constexpr (requires { R::precedence; }) op.precedence = R::precedence;
  if constexpr (requires { R::price; }) op.price = R::price;
  if constexpr (requires { R::effort; }) op.effort = R::effort;
  if constexpr (requires { R::condition; }) op.result = dag::sort::condition;
  if constexpr (requires { R::commutative; }) op.commutative = R::commutative;
  if constexpr (requires { R::values; }) op.values = R::values;
  if constexpr (requires { R::length; }) op.length = R::length;
  if constexpr (requires { R::unit; }) op.unit = R::unit;
  if constexpr (requires { R::paired; }) op.paired = R::paired;
  if constexpr (requires { R::data; }) op.data = R::data;
  if constexpr (requires { R::binds; }) op.binds = R::binds;
  if constexpr (requires { R::axis_operand; }) op.axis_operand = R::axis_operand;
  if constexpr (requires { R::combines; }) op.combines = R::combines;
  if constexpr (requires { R::equality; }) op.equality = R::equality;
  if constexpr (requires { R::finds_nan; }) op.finds_nan = R::finds_nan;
  if constexpr (requires { R::indicator; }) op.indicator = R::indicator;
  if constexpr (requires { R::views; }) op.views = R::views;
  if constexpr (requires { R::orders; }) op.orders = R::orders;
  if constexpr (requires { R::symmetry; }) op.symmetry = R::symmetry;
  if constexpr (requires { R::exponent; }) op.exponent = R::exponent;
  if constexpr (requires { R::growth; }) {
    op.growth = R::growth;
    op.growth_power = R::growth_power;
    if (op.growth_power == 2) op.traits |= dag::trait::bell;
  }
  if constexpr (requires { R::logarithm; }) op.logarithm = R::logarithm;
  if constexpr (requires { R::gather(); }) op.gather = R::gather();
  if constexpr (requires { R::partial; }) op.partial = &partial_of<R>;
  op.folds = requires { R::fold; };
  op.reduces = requires { R::reduce; };
  op.has_textbook = requires { R::textbook; };
  op.accurate = requires { R::accurate; };
  op.expands = requires { R::expand; };
  if constexpr (requires { R::fold; }) op.fold = consult<R, &R::fold>();
  if constexpr (requires { R::reduce; }) op.reduce = consult<R, &R::reduce>();
  if constexpr (requires { R::textbook; }) op.textbook = consult<R, &R::textbook>();
  if constexpr (requires { R::expand; }) op.expand = consult<R, &R::expand>();
  op.value = &interpret<R>;
  return op;
}

}  // namespace detail

// The function as the dag knows it. Its address stands for it in template arguments.
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
// Makes a rule known to rule_at, and gives the address of its operation.
template <class R>
struct announce_rule {
  friend constexpr auto rule_at(rule_slot<&operation_of<R>>) { return std::type_identity<R>{}; }
  static constexpr const dag::operation* operation = &operation_of<R>;  // of this rule
};

namespace detail {

template <const dag::operation* Op>
using rule_type = typename decltype(rule_at(rule_slot<Op>{}))::type;

template <class R>
constexpr const dag::operation* operation_at() {
  return announce_rule<R>::operation;
}

}  // namespace detail

namespace rules {

// Whether a value is a function of this rule. A template of the handle, so that a rule that is only named in a template
// is not compiled before the template is used.
template <class R, class H>
constexpr bool is(const H& a) {
  return !a.is_number() && a.op()->hash == detail::rule_hash<R> && a.op()->identity == detail::identity_of<R>();
}

}  // namespace rules
}  // namespace tapeless
