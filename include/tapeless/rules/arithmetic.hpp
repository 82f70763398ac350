// SPDX-License-Identifier: BSL-1.0
// + - * / and the minus sign: rules S1 to S3 and S6 of back-propagation, and the identities that keep derivatives
// short. An identity here never changes a value by more than rounding: constants are folded exactly, minus signs move
// outwards, a factor zero removes a product, and sums are not re-associated.
#pragma once

#include <tapeless/math/functions.hpp>
#include <tapeless/rules/operands.hpp>

namespace tapeless::inline v0_2 {

namespace rules {

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
      if (first.rest.same(second.rest) && first.coefficient.tame() && second.coefficient.tame())
        return handle(first.coefficient + second.coefficient) * first.rest;
    }
    return branchwise(a, b, &dag::algebra::add);
  };
  template <class H>
  static constexpr H stabilize(const H& a, const H& b);  // rules/stable/arithmetic.hpp
  template <class H>
  static constexpr H loop_form(const H& a, const H& b);  // rules/loop/arithmetic.hpp
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
      if (first.rest.same(second.rest) && first.coefficient.tame() && second.coefficient.tame())
        return handle(first.coefficient - second.coefficient) * first.rest;
    }
    return branchwise(a, b, &dag::algebra::subtract);
  };
  template <class H>
  static constexpr H stabilize(const H& a, const H& b);  // rules/stable/arithmetic.hpp
  template <class H>
  static constexpr H loop_form(const H& a, const H& b);  // rules/loop/arithmetic.hpp
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
      if (merge(first.coefficient, second.coefficient))
        return handle(first.coefficient * second.coefficient) * (first.rest * second.rest);
    }
    if (a.is_number() && b.part() == dag::role::quotient && b.operand(0).is_number() && !b.operand(0).is(1) &&
        merge(a.number(), b.operand(0).number()))
      return handle(a.number() * b.operand(0).number()) / b.operand(1);
    if (is_guarded(a) && !widens(b, a)) return inside(a, &dag::algebra::multiply, b);
    if (is_guarded(b) && !widens(a, b)) return inside(b, &dag::algebra::multiply, a);
    return handle::none();
  };
  template <class H>
  static constexpr H stabilize(const H& a, const H& b);  // rules/stable/arithmetic.hpp
  template <class H>
  static constexpr H loop_form(const H& a, const H& b);  // rules/loop/arithmetic.hpp
  template <class H>
  static constexpr H fast(const H& a, const H& b);  // rules/fast/arithmetic.hpp
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
  template <class H>
  static constexpr H stabilize(const H& a, const H& b);  // rules/stable/arithmetic.hpp
  template <class H>
  static constexpr H loop_form(const H& a, const H& b);  // rules/loop/arithmetic.hpp
  template <class H>
  static constexpr H fast(const H& a, const H& b);  // rules/fast/arithmetic.hpp
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

struct arithmetic_group : rule_group<add_, subtract_, multiply_, divide_, negate_> {
  static constexpr auto title = "arithmetic";
  static constexpr auto unnamed = "add subtract multiply divide negate";  // + - * /
  static constexpr auto composites = "";
};

}  // namespace rules

// a + b, of which at least one is an expression. Over axes a value that lacks an axis of the other is the same all
// along it. The compiler refuses two values with axes but none in common (see repeat), and a run-time number: write
// 2_c, or bind a symbol.
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::add_, A, B> operator+(const A& a, const B& b) { return apply<rules::add_>(a, b); }
// a - b, for the same operands as a + b.
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::subtract_, A, B> operator-(const A& a, const B& b) { return apply<rules::subtract_>(a, b); }
// a*b, element by element, for the same operands as a + b; the product of matrices is matmul.
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::multiply_, A, B> operator*(const A& a, const B& b) { return apply<rules::multiply_>(a, b); }
// a/b, for the same operands as a + b; a division by zero follows IEEE 754.
template <class A, class B>
  requires some_expression<A, B>
constexpr applied<rules::divide_, A, B> operator/(const A& a, const B& b) { return apply<rules::divide_>(a, b); }
// Minus a.
template <some_expression A>
constexpr applied<rules::negate_, A> operator-(const A& a) {
  return apply<rules::negate_>(a);
}
// a itself.
template <expression A>
constexpr auto operator+(const A& a) {
  return a;
}

// Refused by the compiler: formulas print powers with this sign, which in C++ is another operation and binds less than
// a sum.
template <class A, class B>
  requires some_expression<A, B> || std::same_as<A, handle> || std::same_as<B, handle>
constexpr auto operator^(const A&, const B&) {
  static_assert(detail::mistaken<A> || detail::mistaken<B>,
                "tapeless: ^ is no power in C++: write square(x) or pow(x, 3_c), inside record pow(x, 3)");
  return detail::not_a_formula{};
}

// Refused by the compiler: every formula has a type of its own, which no variable changes.
template <class T, expression F>
  requires plain_number<T> || expression<T>
constexpr T& operator+=(T& sum, const F&) {
  static_assert(!expression<F>,
                "tapeless: a variable cannot take up a formula, which is a type of its own: name the new one, auto t = "
                "s + x; sums "
                "in loops belong into record");
  return sum;
}
// The same for differences, products and quotients.
template <class T, expression F>
  requires plain_number<T> || expression<T>
constexpr T& operator-=(T& sum, const F& f) { return sum += f; }
template <class T, expression F>
  requires plain_number<T> || expression<T>
constexpr T& operator*=(T& product, const F& f) { return product += f; }
template <class T, expression F>
  requires plain_number<T> || expression<T>
constexpr T& operator/=(T& product, const F& f) { return product += f; }

}  // namespace tapeless
