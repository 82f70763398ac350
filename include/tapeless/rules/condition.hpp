// SPDX-License-Identifier: BSL-1.0
// Conditions and choices. Conditions are what comparisons yield; select and choose turn them back into numbers. Both
// are differentiated branch by branch: the branch that is not taken contributes neither a value nor a NaN.
#pragma once

#include <tapeless/rules/arithmetic.hpp>
#include <tapeless/rules/domain.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// A condition is piecewise constant, so nothing is differentiated through it.
struct predicate : built_in {
  static constexpr bool condition = true;
  static constexpr bool data = true;
  static constexpr auto price = dag::cost::select;
};
struct comparison : predicate {
  static constexpr int arity = 2;
  static constexpr auto style = dag::notation::infix;
  static constexpr int precedence = 1;
  static constexpr auto partial = partials{[](auto, auto) { return 0; }, [](auto, auto) { return 0; }};
};
struct connective : comparison {
  static constexpr unsigned conditions = 3;
};
struct classification : predicate {
  static constexpr int arity = 1;
  static constexpr auto partial = partials{[](auto) { return 0; }};
};

struct less_ : comparison {
  static constexpr auto name = "less";
  static constexpr auto sign = " < ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a < b; };
};
struct less_equal_ : comparison {
  static constexpr auto name = "less_equal";
  static constexpr auto sign = " <= ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a <= b; };
};
struct greater_ : comparison {
  static constexpr auto name = "greater";
  static constexpr auto sign = " > ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a > b; };
};
struct greater_equal_ : comparison {
  static constexpr auto name = "greater_equal";
  static constexpr auto sign = " >= ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a >= b; };
};
struct equals_ : comparison {
  static constexpr auto name = "equals";
  static constexpr bool equality = true;
  static constexpr auto sign = " == ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a == b; };
};
struct not_equals_ : comparison {
  static constexpr auto name = "not_equals";
  static constexpr bool equality = true;
  static constexpr auto sign = " != ";
  static constexpr auto value = [](const auto& a, const auto& b) { return a != b; };
};
struct and_ : connective {
  static constexpr auto name = "and";
  static constexpr auto sign = " && ";
  // & and |, because && and || are jumps
  static constexpr auto value = [](const auto& a, const auto& b) { return std::remove_cvref_t<decltype(a)>(a & b); };
};
struct or_ : connective {
  static constexpr auto name = "or";
  static constexpr auto sign = " || ";
  static constexpr auto value = [](const auto& a, const auto& b) { return std::remove_cvref_t<decltype(a)>(a | b); };
};
struct not_ : predicate {
  static constexpr auto name = "not";
  static constexpr int arity = 1;
  static constexpr unsigned conditions = 1;
  static constexpr auto c = "!(#1)";
  static constexpr auto latex = "\\lnot\\left(#1\\right)";
  static constexpr auto value = [](const auto& a) { return !a; };
  static constexpr auto partial = partials{[](auto) { return 0; }};
};
struct isnan_ : classification {
  static constexpr auto name = "isnan";
  static constexpr bool finds_nan = true;
  static constexpr auto value = [](const auto& x) { return math::isnan(x); };
};
struct isinf_ : classification {
  static constexpr auto name = "isinf";
  static constexpr auto value = [](const auto& x) { return math::isinf(x); };
};
struct isfinite_ : classification {
  static constexpr auto name = "isfinite";
  static constexpr auto value = [](const auto& x) { return math::isfinite(x); };
};
struct signbit_ : classification {
  static constexpr auto name = "signbit";
  static constexpr auto value = [](const auto& x) { return math::signbit(x); };
};

// R, but looked at only when a lambda is called: inside itself a rule is not complete yet.
template <class R, class>
struct later {
  using type = R;
};

// f(a, c) and f(b, c) under one choice are f of the choice between a and b: the same value, computed once. `first` is
// the place of the first option. A call is left where it is unless `calls` says otherwise, as both values may be needed
// anyway.
constexpr handle hoist(const dag::operation& choice, const handle* operands, int count, int first, bool calls) {
  const handle& model = operands[first];
  if (model.is_number()) return handle::none();
  // A choice cannot move in where an axis is named: it may vary along an axis that is bound there.
  constexpr unsigned named = dag::bit(dag::role::access) | dag::bit(dag::role::reduction) | dag::bit(dag::role::pick) |
                             dag::bit(dag::role::extent);
  if ((named & dag::bit(model.part())) != 0 || model.op()->binds) return handle::none();
  const int arity = model.count();
  if (arity < 1 || arity > 2 || model.op()->result != dag::sort::real) return handle::none();
  if (!calls && model.op()->price == dag::cost::call) return handle::none();
  int varies = -1;
  for (int k = first + 1; k < count; ++k) {
    if (operands[k].is_number() || !operands[k].op()->same(*model.op()) || operands[k].count() != arity)
      return handle::none();
    for (int j = 0; j < arity; ++j) {
      if (operands[k].operand(j).same(model.operand(j))) continue;
      if ((varies >= 0 && varies != j) || model.op()->takes_condition(j)) return handle::none();
      varies = j;
    }
  }
  if (varies < 0) return model;
  dag::scratch<handle> list(count);
  handle* const options = list.data();
  for (int k = 0; k < first; ++k) options[k] = operands[k];
  for (int k = first; k < count; ++k) options[k] = operands[k].operand(varies);
  handle inner[2];
  for (int j = 0; j < arity; ++j) inner[j] = model.operand(j);
  inner[varies] = build(*model.owner(), choice, options, count);
  return build(*model.owner(), *model.op(), inner, arity);
}

// Whether b is -a whatever the numbers.
constexpr bool is_opposite(const handle& a, const handle& b) {
  if (a.part() == dag::role::negation && a.operand(0).same(b)) return true;
  if (b.part() == dag::role::negation && b.operand(0).same(a)) return true;
  return a.part() == dag::role::difference && b.part() == dag::role::difference && a.operand(0).same(b.operand(1)) &&
         a.operand(1).same(b.operand(0));
}

// select(c, u, v): both u and v are computed and one is kept, without a branch.
struct select_ : built_in {
  static constexpr auto name = "select";
  static constexpr auto latex = "\\begin{cases}#2 & \\text{if } #1\\\\ #3 & \\text{otherwise}\\end{cases}";
  static constexpr auto c = "(#1 ? #2 : #3)";
  static constexpr auto part = dag::role::selection;
  static constexpr auto price = dag::cost::select;
  static constexpr unsigned conditions = 1;
  static constexpr auto value = [](const auto& c, const auto& a, const auto& b) { return math::select(c, a, b); };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto c, auto, auto) { return select(c, 1, 0); },
               [](auto c, auto, auto) { return select(c, 0, 1); }};
  static constexpr auto reduce = [](const auto& c, const auto& a, const auto& b) -> handle {
    if (a.same(b)) return a;
    const handle operands[3] = {c, a, b};
    return hoist(*detail::operation_at<typename later<select_, decltype(a)>::type>(), operands, 3, 1, false);
  };
  // log(u) and log(v) under one choice are the log of the choice, which then may know a better form.
  template <class H>
  static constexpr H stabilize(const H& condition, const H& a, const H& b) {
    const H operands[3] = {condition, a, b};
    return hoist(*detail::operation_at<typename later<select_, H>::type>(), operands, 3, 1, true);
  }
};

// A function that is regular but for isolated points: `special` there, `regular` elsewhere. Printed as the regular
// formula.
struct guard_ : built_in {
  static constexpr auto name = "guard";
  static constexpr auto latex = "#3";
  static constexpr auto c = "(#1 ? #2 : #3)";
  static constexpr auto part = dag::role::guard;
  static constexpr auto price = dag::cost::select;
  static constexpr unsigned conditions = 1;
  static constexpr auto value = [](const auto& c, const auto& a, const auto& b) { return math::select(c, a, b); };
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto c, auto, auto) { return guard(c, 1, 0); },
               [](auto c, auto, auto) { return guard(c, 0, 1); }};
  static constexpr auto reduce = [](const auto&, const auto& a, const auto& b) -> handle {
    return a.same(b) ? a : handle::none();
  };
  // Of a guard inside the same guard only what is special counts.
  static constexpr auto expand = [](const auto& c, const auto& a, const auto& b) -> handle {
    return a.part() == dag::role::guard && a.operand(0).same(c) ? guard(c, a.operand(1), b) : handle::none();
  };
};

// The y-th of its further operands, counted from 1 as in the notes on back-propagation (row S5); NaN for any other y.
// In y itself it is defined between integers only for two options, by the notes' P1*(2 - y) + P2*(y - 1).
struct choose_ : built_in {
  static constexpr auto name = "choose";
  static constexpr int arity = variadic;
  static constexpr auto part = dag::role::choice;
  static constexpr auto price = dag::cost::select;
  static constexpr auto latex = "\\operatorname{choose}\\left(#*\\right)";
  static constexpr auto value = [](auto operands) {
    using T = std::remove_cvref_t<decltype(operands[0])>;
    T result = T(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t k = operands.size() - 1; k > 0; --k)
      result = math::select_label(operands[0], T(static_cast<double>(k)), operands[k], result);
    return result;
  };
  static constexpr auto partial = [](int k, auto operands, const handle& self) -> handle {
    if (k == 0 && operands.size() == 3) return operands[2] - operands[1];
    if (k == 0) return handle::no_derivative();
    dag::builder& program = *self.owner();
    const handle zero(program, program.make_number(0));
    dag::scratch<handle> branches(static_cast<int>(operands.size()), zero);
    branches[0] = operands[0];
    branches[k] = 1;
    return build(program, *detail::operation_at<typename later<choose_, decltype(operands)>::type>(), branches.data(),
                 branches.size());
  };
  static constexpr auto reduce = [](auto operands) -> handle {
    for (std::size_t k = 1; operands[0].is_number() && k < operands.size(); ++k)
      if (operands[0].is(static_cast<int>(k))) return operands[k];
    bool equal = true;
    for (std::size_t k = 2; equal && k < operands.size(); ++k) equal = operands[k].same(operands[1]);
    if (equal && operands[1].is_number()) return operands[1];
    if (equal) return handle::none();
    return hoist(*detail::operation_at<typename later<choose_, decltype(operands)>::type>(), operands.data(),
                 static_cast<int>(operands.size()), 1, false);
  };
  // Options that differ in their sign, a - b and b - a, are one of them times a choice between 1 and -1, which is exact
  // and shared by all such choices.
  static constexpr auto expand = [](auto operands) -> handle {
    if (operands.size() < 3 || operands[1].is_number()) return handle::none();
    const int count = static_cast<int>(operands.size());
    dag::scratch<handle> list(count);
    handle* const signs = list.data();
    bool differ = false;
    signs[0] = operands[0];
    signs[1] = 1;
    for (std::size_t k = 2; k < operands.size(); ++k) {
      if (operands[k].is_number()) return handle::none();
      const bool same = operands[k].same(operands[1]);
      if (!same && !is_opposite(operands[k], operands[1])) return handle::none();
      signs[k] = same ? 1 : -1;
      differ = differ || !same;
    }
    if (!differ) return handle::none();
    return operands[1] * build(*operands[1].owner(),
                               *detail::operation_at<typename later<choose_, decltype(operands)>::type>(), signs,
                               count);
  };
  // Between two constants the notes' formula: choose(y, 1, 0) is 2 - y.
  static constexpr auto textbook = [](auto operands) -> handle {
    if (operands.size() != 3 || !operands[1].is_number() || !operands[2].is_number()) return handle::none();
    return (2 * operands[1] - operands[2]) + (operands[2] - operands[1]) * operands[0];
  };
  template <class H>
  static constexpr H stabilize(std::span<const H> operands) {
    return hoist(*detail::operation_at<typename later<choose_, H>::type>(), operands.data(),
                 static_cast<int>(operands.size()), 1, true);
  }
};

struct condition_group : rule_group<less_, less_equal_, greater_, greater_equal_, equals_, not_equals_, and_, or_, not_,
                                    isnan_, isinf_, isfinite_, signbit_, select_, guard_, choose_> {
  static constexpr auto title = "conditions and branches";
  static constexpr auto unnamed = "less less_equal greater greater_equal not_equals and or not";  // < <= > >= && || !
  static constexpr auto composites = "";
};

}  // namespace rules

// The condition a < b, for select and choose. Its derivative is 0, and it is false when an operand is NaN.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::less_, A, B> operator<(const A& a, const B& b) { return apply<rules::less_>(a, b); }
// The condition a <= b, false when an operand is NaN.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::less_equal_, A, B> operator<=(const A& a, const B& b) {
  return apply<rules::less_equal_>(a, b);
}
// The condition a > b, false when an operand is NaN.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::greater_, A, B> operator>(const A& a, const B& b) { return apply<rules::greater_>(a, b); }
// The condition a >= b, false when an operand is NaN.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::greater_equal_, A, B> operator>=(const A& a, const B& b) {
  return apply<rules::greater_equal_>(a, b);
}
// The condition that both conditions hold. Both are evaluated.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::and_, A, B> operator&&(const A& a, const B& b) { return apply<rules::and_>(a, b); }
// The condition that one of two conditions holds, or both. Both are evaluated.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::or_, A, B> operator||(const A& a, const B& b) { return apply<rules::or_>(a, b); }
// The condition that a condition does not hold.
template <operand A>
constexpr applied<rules::not_, A> operator!(const A& a) {
  return apply<rules::not_>(a);
}
// Inside `record`, where == cannot mean identity, it is the condition.
template <class H = handle>
constexpr H operator==(const handle& a, const handle& b) {
  return apply<rules::equals_>(H(a), H(b));
}
// The condition that two values inside `record` differ.
template <class H = handle>
constexpr H operator!=(const handle& a, const handle& b) {
  return apply<rules::not_equals_>(H(a), H(b));
}

// The condition that two values are equal; `a == b` is the identity of expressions.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::equals_, A, B> equals(const A& a, const B& b) { return apply<rules::equals_>(a, b); }
// The condition that x is NaN.
template <operand A>
constexpr applied<rules::isnan_, A> isnan(const A& x) {
  return apply<rules::isnan_>(x);
}
// The condition that x is plus or minus infinity.
template <operand A>
constexpr applied<rules::isinf_, A> isinf(const A& x) {
  return apply<rules::isinf_>(x);
}
// The condition that x is neither infinite nor NaN.
template <operand A>
constexpr applied<rules::isfinite_, A> isfinite(const A& x) {
  return apply<rules::isfinite_>(x);
}
// The condition that the sign bit of x is set: x < 0, or x is -0.
template <operand A>
constexpr applied<rules::signbit_, A> signbit(const A& x) {
  return apply<rules::signbit_>(x);
}

// a where the condition c holds, b elsewhere. The derivative is that of the branch that is taken; the other one
// contributes nothing, not even a NaN.
template <class C, class A, class B>
  requires some_operand<C, A, B>
constexpr applied<rules::select_, C, A, B> select(const C& c, const A& a, const B& b) {
  return apply<rules::select_>(c, a, b);
}
// The same of plain numbers, so that code that is recorded also runs as it is.
template <class C, class A, class B>
  requires(std::same_as<C, bool>&& plain_number<A>&& plain_number<B> && !some_operand<C, A, B>)
constexpr auto select(const C& c, const A& a, const B& b) {
  using number = std::common_type_t<A, B>;
  return c ? static_cast<number>(a) : static_cast<number>(b);
}
// The formula `regular`, and `special` where the condition c holds: for isolated points at which the formula is
// undefined. Printed as the regular formula.
template <class C, class A, class B>
  requires some_operand<C, A, B>
constexpr applied<rules::guard_, C, A, B> guard(const C& c, const A& special, const B& regular) {
  return apply<rules::guard_>(c, special, regular);
}
// Option number y, counted from 1: choose(y, a, b, ...) is a for y = 1; NaN for any other y. The derivative is that of
// the option taken; in y it exists only for two options a and b, and is b - a.
template <class Y, class... Options>
  requires some_operand<Y, Options...>
constexpr auto choose(const Y& y, const Options&... options) {
  static_assert(sizeof...(Options) > 0, "tapeless: choose(y, a, b, ...) needs at least one option");
  return apply<rules::choose_>(y, options...);
}

}  // namespace tapeless
