// SPDX-License-Identifier: BSL-1.0
// What formulas over named axes add to the scalar rules: access to tensors, reductions over an axis, the element that a
// label picks, and the extent of an axis. Values of missing axes are constant along them, so everything else
// broadcasts.
#pragma once

#include <tapeless/rules/composite.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// The operations below on handles, for the rules, which refer to each other. Templates of the handle, so that programs
// without axes do not compile them.
template <class H>
constexpr H sum_along(const H& axis, const H& body);
template <class H>
constexpr H indicator_of(const H& axis, const H& label);
template <class H>
constexpr H pick_at(const H& body, const H& axis, const H& label);
template <class H>
constexpr H pick_inside(const H& body, const H& axis, const H& label);
template <class H>
constexpr H log_sum_exp_along(const H& axis, const H& body);
template <class H>
constexpr H largest_along(const H& axis, const H& body);

// Rules whose value needs a loop over an axis; the one here, of a single element, only completes the rule.
struct indexed : built_in {
  static constexpr int axis_operand = 0;
  static constexpr auto value = [](const auto& axis, const auto&) { return axis; };
};

// The number of elements along an axis.
struct size_ : indexed {
  static constexpr auto name = "size";
  static constexpr auto part = dag::role::extent;
  static constexpr auto price = dag::cost::free;
  static constexpr auto values = dag::range::positive;
  static constexpr auto value = [](const auto& axis) { return axis; };
  static constexpr auto partial = partials{[](auto) { return 0; }};
  static constexpr auto reduce = [](const auto& axis) -> handle {
    const int extent = axis.is_number() ? 0 : axis.owner()->symbol(axis.id()).extent;
    return extent > 0 ? handle(extent) : handle::none();
  };
};

template <class H>
constexpr H extent_of(const H& axis) {
  return apply<size_>(axis);
}

// Whether a value varies along the axis that another handle stands for.
constexpr bool varies_along(const handle& value, const handle& axis) {
  if (value.is_number()) return false;
  return ((*value.owner())[value.id()].axes & (*axis.owner())[axis.id()].axes) != 0;
}

constexpr bool is_indicator(const handle& value) { return !value.is_number() && value.op()->indicator; }

// The factors of a product that do not vary along an axis, and the rest of it.
struct factors {
  handle outside = handle::none();
  handle inside = handle::none();
};
constexpr factors without_invariants(const handle& product, const handle& axis) {
  if (!varies_along(product, axis)) return {product, handle::none()};
  if (product.part() != dag::role::product) return {handle::none(), product};
  const factors a = without_invariants(product.operand(0), axis);
  const factors b = without_invariants(product.operand(1), axis);
  if (!a.outside.exists() && !b.outside.exists()) return {handle::none(), product};
  factors result;
  result.outside = !a.outside.exists() ? b.outside : !b.outside.exists() ? a.outside : a.outside * b.outside;
  result.inside = !a.inside.exists() ? b.inside : !b.inside.exists() ? a.inside : a.inside * b.inside;
  return result;
}
// A product or a function of something, as opposed to a value that is stored or added up; with terms that do not vary
// along the axis or without.
constexpr bool is_composed(const handle& value, const handle& axis) {
  switch (value.part()) {
    case dag::role::function:
    case dag::role::product:
    case dag::role::quotient:
    case dag::role::power:
      return true;
    case dag::role::negation:
      return is_composed(value.operand(0), axis);
    case dag::role::sum:
    case dag::role::difference:
      for (int k = 0; k < 2; ++k)
        if (!varies_along(value.operand(k), axis)) return is_composed(value.operand(1 - k), axis);
      return false;
    default:
      return false;
  }
}

// The sum of a value over an axis. What does not vary along it leaves the sum; a value that does not vary at all is
// multiplied by the extent.
struct sum_ : indexed {
  static constexpr auto name = "sum";
  static constexpr auto combines = dag::combination::add;
  static constexpr auto latex = "\\sum_{#1} #2";
  static constexpr auto part = dag::role::reduction;
  static constexpr auto partial = partials{[](auto, auto) { return 0; }, [](auto, auto) { return 1; }};
  static constexpr auto reduce = [](const auto& axis, const auto& body) -> handle {
    if (!varies_along(body, axis)) return body * extent_of(axis);
    if (body.part() == dag::role::negation) return -sum_along(axis, body.operand(0));
    if (body.part() == dag::role::quotient && !varies_along(body.operand(1), axis))
      return sum_along(axis, body.operand(0)) / body.operand(1);
    if (body.part() == dag::role::product) {
      const factors parts = without_invariants(body, axis);
      if (parts.outside.exists()) return parts.outside * sum_along(axis, parts.inside);
    }
    // A term that stays the same is added once. Not next to a plain value: sum(n, x(n) - m) is a sum of small numbers,
    // sum(n, x(n)) - size(n)*m the difference of two large ones.
    if (body.part() == dag::role::sum || body.part() == dag::role::difference)
      for (int k = 0; k < 2; ++k)
        if (!varies_along(body.operand(k), axis) && is_composed(body.operand(1 - k), axis)) {
          const handle rest = sum_along(axis, body.operand(1 - k));
          const handle constant = body.operand(k) * extent_of(axis);
          return body.part() == dag::role::sum ? rest + constant : k == 1 ? rest - constant : constant - rest;
        }
    // An element that a label picks is the only one that its indicator leaves.
    if (body.part() == dag::role::product)
      for (int k = 0; k < 2; ++k) {
        const handle indicator = body.operand(k);
        if (is_indicator(indicator) && indicator.operand(0).same(axis) && !varies_along(indicator.operand(1), axis) &&
            indicator.operand(1).part() != dag::role::symbol)
          return pick_at(body.operand(1 - k), axis, indicator.operand(1));
      }
    if (is_indicator(body) && body.operand(0).same(axis) && !varies_along(body.operand(1), axis)) return 1;
    return handle::none();
  };
  template <class H>
  static constexpr H loop_form(const H& axis, const H& body, bool lone, bool wide);  // rules/loop/reduction.hpp
};

// X(n, i): a symbol for a tensor, then its axes.
struct access_ : built_in {
  static constexpr auto name = "access";
  static constexpr int arity = variadic;
  static constexpr auto part = dag::role::access;
  static constexpr auto style = dag::notation::access;
  static constexpr auto price = dag::cost::free;
  template <class R = sum_>
  static constexpr const dag::operation* gather() {
    return detail::operation_at<R>();
  }
  static constexpr auto value = [](auto operands) { return operands[0]; };
  static constexpr auto partial = [](int, auto, const handle&) -> handle { return handle::no_derivative(); };
};

// The largest and the smallest value along an axis. Equal elements share the derivative evenly, over several axes by
// how many elements along the inner ones are equal.
template <class H>
constexpr H ties_along(const H& axis, const H& body, const H& extreme);
template <class H>
constexpr H ties_of(const H& body, const H& self) {
  const bool same = !body.is_number() && body.op()->same(*self.op());
  return same ? ties_along(body.operand(0), body.operand(1), body) : H(1);
}
template <class H>
constexpr H ties_along(const H& axis, const H& body, const H& extreme) {
  return sum_along(axis, select(equals(body, extreme), ties_of(body, extreme), 0));
}
template <class H>
constexpr H share_of_ties(const H& axis, const H& body, const H& self) {
  return select(equals(body, self), ties_of(body, self), 0) / ties_along(axis, body, self);
}
struct extreme_over : indexed {
  static constexpr auto part = dag::role::reduction;
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; },
               [](auto axis, auto body, auto self) { return share_of_ties(axis, body, self); }};
  static constexpr auto reduce = [](const auto& axis, const auto& body) -> handle {
    return varies_along(body, axis) ? handle::none() : body;
  };
};
struct max_over_ : extreme_over {
  static constexpr auto name = "max_over";
  static constexpr auto combines = dag::combination::larger;
  static constexpr auto text = "max";
  static constexpr auto latex = "\\max_{#1}\\left(#2\\right)";
};
struct min_over_ : extreme_over {
  static constexpr auto name = "min_over";
  static constexpr auto combines = dag::combination::smaller;
  static constexpr auto text = "min";
  static constexpr auto latex = "\\min_{#1}\\left(#2\\right)";
};

// The logarithm of the sum of exponentials along an axis, which neither overflows nor loses the small ones: the largest
// is taken out. Its derivative is the softmax.
struct log_sum_exp_over_ : indexed {
  static constexpr auto name = "log_sum_exp_over";
  static constexpr auto combines = dag::combination::exponentials;
  static constexpr auto text = "log_sum_exp";
  static constexpr auto latex = "\\operatorname{logsumexp}_{#1}\\left(#2\\right)";
  static constexpr auto part = dag::role::reduction;
  static constexpr auto partial =
      partials{[](auto, auto, auto) { return 0; }, [](auto, auto body, auto self) { return exp(body - self); }};
  static constexpr auto reduce = [](const auto& axis, const auto& body) -> handle {
    if (!varies_along(body, axis)) return body + log(extent_of(axis));
    // What does not vary along the axis leaves it: a shift of all exponents is a shift of the result.
    const bool sum = body.part() == dag::role::sum;
    if (sum || body.part() == dag::role::difference)
      for (int k = 0; k < 2; ++k)
        if (!varies_along(body.operand(k), axis)) {
          if (sum) return log_sum_exp_along(axis, body.operand(1 - k)) + body.operand(k);
          if (k == 1) return log_sum_exp_along(axis, body.operand(0)) - body.operand(1);
          return log_sum_exp_along(axis, -body.operand(1)) + body.operand(0);
        }
    return handle::none();
  };
  static constexpr auto expand = [](const auto& axis, const auto& body) -> handle {
    // Where all are -infinity, or one is +infinity, nothing is to be taken out.
    const auto largest = largest_along(axis, body);
    const auto shift = select(isfinite(largest), largest, 0);
    return shift + log(sum_along(axis, exp(body - shift)));
  };
};

// A value that says something about an axis and is the same without it.
struct annotation : indexed {
  static constexpr auto latex = "#2";
  static constexpr auto price = dag::cost::free;
  static constexpr bool binds = true;
  static constexpr auto value = [](const auto&, const auto& body) { return body; };
  static constexpr auto partial = partials{[](auto, auto) { return 0; }, [](auto, auto) { return 1; }};
  static constexpr auto reduce = [](const auto&, const auto& body) -> handle { return body; };
};
// The same value at every place of an axis that it does not have: what broadcasting does by itself where one of two
// operands has all axes of the other.
struct repeat_ : annotation {
  static constexpr auto name = "repeat";
};
// A value of which the axis comes first when it is stored.
struct ordered_ : annotation {
  static constexpr bool orders = true;
  static constexpr auto name = "ordered";
};

// 1 where the place along the axis is the one that the label says, 0 elsewhere.
struct onehot_ : indexed {
  static constexpr auto name = "onehot";
  static constexpr bool indicator = true;
  static constexpr auto latex = "\\delta_{#1 #2}";
  static constexpr auto price = dag::cost::select;
  static constexpr bool data = true;
  static constexpr bool binds = true;
  static constexpr auto partial = partials{[](auto, auto) { return 0; }, [](auto, auto) { return 0; }};
};

// The element of a value along an axis that a label says, counted from 0. Operations move to the element: picked from
// log(P) is the log of what is picked from P. Where several operands vary along the axis they stay together, so that
// they share one adjoint.
struct pick_ : built_in {
  static constexpr auto name = "pick";
  static constexpr auto latex = "\\left[#1\\right]_{#2=#3}";
  static constexpr auto part = dag::role::pick;
  static constexpr int axis_operand = 1;
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& body, const auto&, const auto&) { return body; };
  static constexpr auto partial = partials{[](auto, auto axis, auto label) { return indicator_of(axis, label); },
                                           [](auto, auto, auto) { return 0; }, [](auto, auto, auto) { return 0; }};
  static constexpr auto reduce = [](const auto& body, const auto& axis, const auto& label) -> handle {
    if (!varies_along(body, axis)) return body;
    const dag::role part = body.part();
    const int count = body.count();
    if (part == dag::role::access || part == dag::role::reduction || part == dag::role::pick || is_indicator(body))
      return handle::none();
    int varying = 0;
    for (int k = 0; k < count; ++k) varying += varies_along(body.operand(k), axis) ? 1 : 0;
    // Conditions are not stored, so nothing can be picked from them.
    const bool condition = body.op()->result == dag::sort::condition;
    return varying > 1 && !condition ? handle::none() : pick_inside(body, axis, label);
  };
  template <class H>
  static constexpr H loop_form(const H& body, const H& axis, const H& place);  // rules/loop/reduction.hpp
};

// A value along another axis, which is as long: h(n, v) of h(n, u). Passes make it where a value stands along both, so
// that it is computed once.
struct along_ : built_in {
  static constexpr auto name = "along";
  static constexpr auto latex = "\\left[#1\\right]_{#2=#3}";
  static constexpr auto part = dag::role::pick;
  static constexpr int axis_operand = 1;
  static constexpr bool views = true;
  static constexpr auto price = dag::cost::free;
  static constexpr auto value = [](const auto& body, const auto&, const auto&) { return body; };
  static constexpr auto partial = partials{[](auto, auto axis, auto place) { return indicator_of(axis, place); },
                                           [](auto, auto, auto) { return 0; }, [](auto, auto, auto) { return 0; }};
  static constexpr auto reduce = [](const auto& body, const auto& axis, const auto& place) -> handle {
    if (!varies_along(body, axis) || axis.same(place)) return body;
    if (body.part() != dag::role::access || varies_along(body, place)) return handle::none();
    dag::scratch<handle> operands(body.count());
    for (int k = 0; k < operands.size(); ++k) operands[k] = body.operand(k).same(axis) ? place : body.operand(k);
    return build(*body.owner(), *body.op(), operands.data(), operands.size());
  };
  template <class H>
  static constexpr H loop_form(const H& body, const H& axis, const H& place);  // rules/loop/reduction.hpp
};

template <class H>
constexpr H sum_along(const H& axis, const H& body) {
  return apply<sum_>(axis, body);
}
template <class H>
constexpr H indicator_of(const H& axis, const H& label) {
  return apply<onehot_>(axis, label);
}
template <class H>
constexpr H pick_at(const H& body, const H& axis, const H& label) {
  return apply<pick_>(body, axis, label);
}
// The operation of a value on what is picked from its operands.
template <class H>
constexpr H pick_inside(const H& body, const H& axis, const H& label) {
  const int count = body.count();
  dag::scratch<handle> operands(count);
  for (int k = 0; k < count; ++k) operands[k] = pick_at(body.operand(k), axis, label);
  return build(*body.owner(), *body.op(), operands.data(), count);
}
template <class H>
constexpr H log_sum_exp_along(const H& axis, const H& body) {
  return apply<log_sum_exp_over_>(axis, body);
}
template <class H>
constexpr H largest_along(const H& axis, const H& body) {
  return apply<max_over_>(axis, body);
}

struct axis_group : rule_group<size_, sum_, access_, max_over_, min_over_, log_sum_exp_over_, repeat_, ordered_,
                               onehot_, pick_, along_> {
  static constexpr auto title = "over axes";
  static constexpr auto unnamed = "access max_over min_over log_sum_exp_over along";  // X(n, i), max, min, log_sum_exp
  static constexpr auto composites = "mean matmul softmax log_softmax cross_entropy square_norm rename stack";
};

}  // namespace rules

// The number of elements along an axis, as a value of the formula. Its derivative is 0.
template <class A>
  requires some_operand<A>
constexpr applied<rules::size_, A> size(const A& axis) { return apply<rules::size_>(axis); }
// The sum of a formula over one axis; sum(n, i, e) takes several. The compiler refuses an axis along which the formula
// does not vary, here and in the following reductions.
template <class A, class E>
  requires some_operand<A>
constexpr applied<rules::sum_, A, E> sum_over(const A& axis, const E& body) { return apply<rules::sum_>(axis, body); }
// The largest value of a formula along one axis; max(n, i, e) takes several. Elements that tie for it share the
// derivative evenly.
template <class A, class E>
  requires some_operand<A>
constexpr applied<rules::max_over_, A, E> max_over(const A& axis, const E& body) {
  return apply<rules::max_over_>(axis, body);
}
// The smallest value of a formula along one axis; min(n, i, e) takes several. Elements that tie for it share the
// derivative evenly.
template <class A, class E>
  requires some_operand<A>
constexpr applied<rules::min_over_, A, E> min_over(const A& axis, const E& body) {
  return apply<rules::min_over_>(axis, body);
}
// log of the sum of exp(e) along one axis, without overflow: log_sum_exp(n, e), which also checks its first argument.
template <class A, class E>
  requires some_operand<A>
constexpr applied<rules::log_sum_exp_over_, A, E> log_sum_exp_over(const A& axis, const E& body) {
  return apply<rules::log_sum_exp_over_>(axis, body);
}
// e at every place along an axis that it lacks: repeat(o, u(n))*v(o) is an outer product. The value is the same.
template <class A, class E>
  requires some_operand<A>
constexpr applied<rules::repeat_, A, E> repeat(const A& axis, const E& body) {
  return apply<rules::repeat_>(axis, body);
}
// 1 where the place along the axis is the label's, counted from 0, and 0 elsewhere. Its derivative is 0.
template <class A, class T>
  requires some_operand<A>
constexpr applied<rules::onehot_, A, T> onehot(const A& axis, const T& label) {
  return apply<rules::onehot_>(axis, label);
}
// The element of a formula along an axis at the place of a label, counted from 0: pick(e, o, t(n)), which also checks
// what the label is.
template <class E, class A, class T>
  requires some_operand<A>
constexpr applied<rules::pick_, E, A, T> pick_along(const E& body, const A& axis, const T& label) {
  return apply<rules::pick_>(body, axis, label);
}

}  // namespace tapeless
