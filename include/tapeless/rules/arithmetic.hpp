// SPDX-License-Identifier: BSL-1.0
// + - * / and the minus sign: rules S1 to S3 and S6 of back-propagation, and the identities that keep derivatives
// short. An identity here never changes a value by more than rounding: constants are folded exactly, minus signs move
// outwards, a factor zero removes a product, and sums are not re-associated.
#pragma once

#include <tapeless/math/functions.hpp>
#include <tapeless/rules/function.hpp>

namespace tapeless {

namespace rules {

// The factor in front: 3 and x of 3*x, 1 and x of x.
struct term {
  dag::number coefficient;
  handle rest;
};
constexpr term split(const handle& a) {
  if (a.has_coefficient()) return {a.operand(0).number(), a.operand(1)};
  return {dag::number(1), a};
}

constexpr bool tame(const handle& a, const handle& b) { return a.number().tame() && b.number().tame(); }

// Whether a double holds the number exactly, so that multiplying by it rounds once.
constexpr bool is_dyadic(const dag::number& value) {
  constexpr auto limit = std::int64_t{1} << 52;
  return value.exact() && (value.denominator() & (value.denominator() - 1)) == 0 && value.denominator() < limit &&
         value.numerator() < limit && value.numerator() > -limit;
}

// 2, 4, 1/2, ...: factors that never round.
constexpr bool is_binary_scale(const dag::number& value) {
  if (!value.exact() || value.is(1) || value.is(0) || value.is(-1)) return false;
  const auto power = [](std::int64_t n) { return (n & (n - 1)) == 0; };
  return power(value.negative() ? -value.numerator() : value.numerator()) && power(value.denominator());
}

constexpr bool is_selection(const handle& a) {
  return a.part() == dag::role::selection || a.part() == dag::role::guard;
}

// select(c, u, 0) and choose(y, 0, u, 0): a value that is zero unless its branch is taken. Multiplying it must not turn
// an infinity or NaN of the other factor into NaN, so products move inside.
constexpr bool is_guarded(const handle& a) {
  if (is_selection(a)) return a.operand(1).is(0) || a.operand(2).is(0);
  if (a.part() != dag::role::choice) return false;
  int alive = 0;
  for (int k = 1; k < a.count(); ++k) alive += a.operand(k).is(0) ? 0 : 1;
  return alive <= 1;
}

// Whether a value varies along an axis that another is constant along: their product is larger than the other.
constexpr bool widens(const handle& value, const handle& other) {
  if (value.is_number()) return false;
  return ((*value.owner())[value.id()].axes & ~(*other.owner())[other.id()].axes) != 0;
}

// The operation applied to the branch that is not zero.
constexpr handle inside(const handle& guarded, const dag::operation* dag::algebra::*which, const handle& other) {
  constexpr int most = 16;
  handle branches[most];
  const int count = guarded.count();
  if (count > most) return handle::none();
  for (int k = 0; k < count; ++k) {
    branches[k] = guarded.operand(k);
    if (k > 0 && !branches[k].is(0)) branches[k] = detail::combine(branches[k], other, which);
  }
  return build(*guarded.owner(), *guarded.op(), branches, count);
}

// Two selections with one condition become one: select(c, u, 0) + select(c, 0, v) = select(c, u, v).
constexpr handle branchwise(const handle& a, const handle& b, const dag::operation* dag::algebra::*which) {
  constexpr int most = 16;
  const bool selection = is_selection(a) || a.part() == dag::role::choice;
  if (!selection || !a.op()->same(*b.op()) || a.count() != b.count() || a.count() > most) return handle::none();
  if (!a.operand(0).same(b.operand(0))) return handle::none();
  if (!is_guarded(a) || !is_guarded(b)) return handle::none();
  handle branches[most];
  branches[0] = a.operand(0);
  for (int k = 1; k < a.count(); ++k) branches[k] = detail::combine(a.operand(k), b.operand(k), which);
  return build(*a.owner(), *a.op(), branches, a.count());
}

struct add_ : built_in {
  static constexpr auto name = "add";
  static constexpr auto sign = " + ";
  static constexpr auto style = dag::notation::infix;
  static constexpr int precedence = detail::sums;
  static constexpr auto part = dag::role::sum;
  static constexpr auto price = dag::cost::add;
  static constexpr bool commutative = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return a + b; };
  static constexpr auto partial = partials{[](auto, auto) { return 1; }, [](auto, auto) { return 1; }};
  static constexpr auto fold = [](const auto& a, const auto& b) {
    return tame(a, b) ? handle(a.number() + b.number()) : handle::none();
  };
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle {
    if (a.same(b)) return 2 * a;
    if (are_plain(a, b)) return handle::none();
    if (a.is(0)) return b;
    if (b.is(0)) return a;
    if (b.part() == dag::role::negation) return a - b.operand(0);
    if (a.part() == dag::role::negation) return b - a.operand(0);
    if (a.has_coefficient() || b.has_coefficient()) {
      const term first = split(a);
      const term second = split(b);
      if (first.rest.same(second.rest)) return handle(first.coefficient + second.coefficient) * first.rest;
    }
    return branchwise(a, b, &dag::algebra::add);
  };
};

struct subtract_ : built_in {
  static constexpr auto name = "subtract";
  static constexpr auto sign = " - ";
  static constexpr auto style = dag::notation::infix;
  static constexpr int precedence = detail::sums;
  static constexpr auto part = dag::role::difference;
  static constexpr auto price = dag::cost::add;
  static constexpr auto value = [](const auto& a, const auto& b) { return a - b; };
  static constexpr auto partial = partials{[](auto, auto) { return 1; }, [](auto, auto) { return -1; }};
  static constexpr auto fold = [](const auto& a, const auto& b) {
    return tame(a, b) ? handle(a.number() - b.number()) : handle::none();
  };
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle {
    if (a.same(b)) return 0;
    if (are_plain(a, b)) return handle::none();
    if (b.is(0)) return a;
    if (a.is(0)) return -b;
    if (b.part() == dag::role::negation) return a + b.operand(0);
    if (a.part() == dag::role::negation) return -(a.operand(0) + b);
    if (a.has_coefficient() || b.has_coefficient()) {
      const term first = split(a);
      const term second = split(b);
      if (first.rest.same(second.rest)) return handle(first.coefficient - second.coefficient) * first.rest;
    }
    return branchwise(a, b, &dag::algebra::subtract);
  };
};

struct multiply_ : built_in {
  static constexpr auto name = "multiply";
  static constexpr auto sign = "*";
  static constexpr auto style = dag::notation::infix;
  static constexpr int precedence = detail::products;
  static constexpr auto part = dag::role::product;
  static constexpr auto price = dag::cost::multiply;
  static constexpr bool commutative = true;
  static constexpr auto value = [](const auto& a, const auto& b) { return a * b; };
  static constexpr auto partial = partials{[](auto, auto b) { return b; }, [](auto a, auto) { return a; }};
  static constexpr auto fold = [](const auto& a, const auto& b) {
    return tame(a, b) ? handle(a.number() * b.number()) : handle::none();
  };
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle {
    if (are_plain(a, b)) return handle::none();
    if (b.is_number() && !a.is_number()) return b * a;
    if (a.is(0)) return 0;
    if (a.is(1)) return b;
    if (a.is(-1)) return -b;
    if (a.part() == dag::role::negation) return -(a.operand(0) * b);
    if (b.part() == dag::role::negation)
      return a.is_number() ? handle(-a.number()) * b.operand(0) : -(a * b.operand(0));
    if (b.has_coefficient() && (a.is_number() || a.has_coefficient())) {
      const term first = a.is_number() ? term{a.number(), handle(1)} : split(a);
      const term second = split(b);
      if (first.coefficient.tame() && second.coefficient.tame())
        return handle(first.coefficient * second.coefficient) * (first.rest * second.rest);
    }
    if (a.is_number() && b.part() == dag::role::quotient && b.operand(0).is_number() && !b.operand(0).is(1) &&
        tame(a, b.operand(0)))
      return handle(a.number() * b.operand(0).number()) / b.operand(1);
    if (is_guarded(a) && !widens(b, a)) return inside(a, &dag::algebra::multiply, b);
    if (is_guarded(b) && !widens(a, b)) return inside(b, &dag::algebra::multiply, a);
    return handle::none();
  };
};

struct divide_ : built_in {
  static constexpr auto name = "divide";
  static constexpr auto sign = "/";
  static constexpr auto style = dag::notation::infix;
  static constexpr int precedence = detail::products;
  static constexpr auto part = dag::role::quotient;
  static constexpr auto price = dag::cost::divide;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::divide(a, b); };
  static constexpr auto partial =
      partials{[](auto, auto b) { return 1 / b; }, [](auto, auto b, auto self) { return -(self * (1 / b)); }};
  static constexpr auto fold = [](const auto& a, const auto& b) {
    return tame(a, b) && !b.is(0) ? handle(a.number() / b.number()) : handle::none();
  };
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle {
    if (are_plain(a, b)) return handle::none();
    if (a.is(0) && !b.is(0)) return 0;
    if (b.is(1)) return a;
    if (b.is(-1)) return -a;
    if (a.part() == dag::role::negation) return -(a.operand(0) / b);
    if (b.part() == dag::role::negation) return -(a / b.operand(0));
    if (b.is_number() && b.number().exact() && !b.is(0)) {
      const dag::number inverse = dag::number(1) / b.number();
      if (is_dyadic(inverse)) return handle(inverse) * a;  // exact in binary
      const term first = split(a);
      if (!first.coefficient.is(1) && first.coefficient.exact() && is_dyadic(first.coefficient * inverse))
        return handle(first.coefficient * inverse) * first.rest;
    }
    if (a.is_number() && is_binary_scale(a.number())) return a * (1 / b);
    if (is_guarded(a)) return inside(a, &dag::algebra::divide, b);
    return handle::none();
  };
};

struct negate_ : built_in {
  static constexpr auto name = "negate";
  static constexpr auto sign = "-";
  static constexpr auto style = dag::notation::prefix;
  static constexpr auto part = dag::role::negation;
  static constexpr auto price = dag::cost::negate;
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& a) { return -a; };
  static constexpr auto partial = partials{[](auto) { return -1; }};
  static constexpr auto fold = [](const auto& a) { return handle(-a.number()); };
  static constexpr auto reduce = [](const auto& a) -> handle {
    if (is_plain(a) && a.part() != dag::role::difference) return handle::none();
    if (a.part() == dag::role::negation) return a.operand(0);
    if (a.part() == dag::role::difference) return a.operand(1) - a.operand(0);
    if (a.part() == dag::role::product && a.operand(0).is_number())
      return handle(-a.operand(0).number()) * a.operand(1);
    if (a.part() == dag::role::quotient && a.operand(0).is_number())
      return handle(-a.operand(0).number()) / a.operand(1);
    if (is_guarded(a)) return inside(a, &dag::algebra::multiply, handle(-1));
    return handle::none();
  };
};

}  // namespace rules

template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::add_, A, B> operator+(const A& a, const B& b) { return apply<rules::add_>(a, b); }
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::subtract_, A, B> operator-(const A& a, const B& b) { return apply<rules::subtract_>(a, b); }
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::multiply_, A, B> operator*(const A& a, const B& b) { return apply<rules::multiply_>(a, b); }
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::divide_, A, B> operator/(const A& a, const B& b) { return apply<rules::divide_>(a, b); }
template <some_expression A>
constexpr applied<rules::negate_, A> operator-(const A& a) {
  return apply<rules::negate_>(a);
}
template <expression A>
constexpr auto operator+(const A& a) {
  return a;
}

}  // namespace tapeless
