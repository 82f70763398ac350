// SPDX-License-Identifier: BSL-1.0
// The roots of a quadratic equation a*x^2 + b*x + c = 0. All derivatives follow from the equation: with the root D of
// the discriminant, 2*a*x + b, they are -x^2/D, -x/D and -1/D, and so on, where those of the formula cancel. Each is a
// rule, because its own derivatives cancel by the quotient rule, too.
#pragma once

#include <tapeless/rules/stable/squares.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// sqrt(b^2 - 4*a*c), also where b^2 or a*c over- or underflows
struct discriminant_root_ : built_in {
  static constexpr auto name = "discriminant_root";
  static constexpr auto values = dag::range::nonnegative;
  static constexpr auto latex = "\\sqrt{{#2}^{2} - 4\\,#1\\,#3}";
  static constexpr auto c = "tapeless_discriminant_root(#1, #2, #3)";
  static constexpr auto c_helper =
      "static double tapeless_discriminant_root(double a, double b, double c) {\n"
      "  const double whole = b*b - 4.0*(a*c), first = sqrt(fabs(a)), last = sqrt(fabs(c));\n"
      "  const double side = first*last, size = fabs(b) < side ? side : fabs(b);\n"
      "  const double part = b/size, other = 2.0*(first/size*last);\n"
      "  const int apart = (a < 0.0) != (c < 0.0);\n"
      "  const double scaled = size*sqrt(part*part + (apart ? other*other : -(other*other)));\n"
      "  if (whole - whole == 0.0 && fabs(whole) > 1e-290) return sqrt(whole);\n"
      "  return scaled - scaled == 0.0 ? scaled : sqrt(whole);\n"
      "}\n";
  static constexpr auto value = [](const auto& a, const auto& b, const auto& c) {
    using T = std::remove_cvref_t<decltype(b)>;
    const T whole = T(b * b - T(4) * T(a * c));
    const T first = math::sqrt(T(math::abs(a))), last = math::sqrt(T(math::abs(c)));
    const T size = math::max(T(math::abs(b)), T(first * last));
    const T part = math::divide(T(b), size), other = T(T(2) * T(math::divide(first, size) * last));
    const T square = T(other * other);
    const T signed_square = T(math::select(a < T(0), T(math::select(c < T(0), T(-square), square)),
                                           T(math::select(c < T(0), square, T(-square)))));
    const T scaled = T(size * math::sqrt(T(part * part + signed_square)));
    const auto safe = is_finite(whole) && T(math::abs(whole)) > T(1e-290);
    return T(math::select(safe, T(math::sqrt(whole)), number_or(scaled, T(math::sqrt(whole)))));
  };
  static constexpr auto partial = partials{[](auto, auto, auto c, auto self) { return -2 * (c / self); },
                                           [](auto, auto b, auto, auto self) { return b / self; },
                                           [](auto a, auto, auto, auto self) { return -2 * (a / self); }};
};

template <class H>
constexpr H quadratic_formula(const H& a, const H& b, const H& c, const H& root) {
  const H half = b * 0.5, half_root = root * 0.5, cancels = 0 < half;
  return select(cancels, -c, half_root - half) / select(cancels, half + half_root, a);
}

// (-b + sqrt(b^2 - 4*a*c))/(2*a), or what is the same where that cancels. The other root is the negative one of -b.
struct quadratic_slope_;
struct quadratic_bend_;
struct quadratic_root_ : built_in {
  static constexpr auto name = "quadratic_root";
  static constexpr auto latex = "\\frac{-#2 + \\sqrt{{#2}^{2} - 4\\,#1\\,#3}}{2\\,#1}";
  static constexpr auto value = [](const auto& a, const auto& b, const auto& c) {
    using T = std::remove_cvref_t<decltype(b)>;
    const T root = T(discriminant_root_::value(a, b, c) * T(0.5)), half = T(b * T(0.5));
    const auto cancels = T(0) < half;
    const T top = T(math::select(cancels, T(-c), T(root - half)));
    return T(math::divide(top, T(math::select(cancels, T(half + root), T(a)))));
  };
  static constexpr auto expand = [](const auto& a, const auto& b, const auto& c) -> handle {
    return quadratic_formula(a, b, c, apply<discriminant_root_>(a, b, c));
  };
  static constexpr auto partial =
      partials{[](auto a, auto b, auto c) { return apply<quadratic_bend_>(a, b, c); },
               [](auto a, auto b, auto c) { return apply<quadratic_slope_>(a, b, c); },
               [](auto a, auto b, auto c) { return -1 / apply<discriminant_root_>(a, b, c); }};
};

// -x/D
struct quadratic_slope_ : built_in {
  static constexpr auto name = "quadratic_slope";
  static constexpr auto value = [](const auto& a, const auto& b, const auto& c) {
    using T = std::remove_cvref_t<decltype(b)>;
    return T(-math::divide(T(quadratic_root_::value(a, b, c)), T(discriminant_root_::value(a, b, c))));
  };
  static constexpr auto expand = [](const auto& a, const auto& b, const auto& c) -> handle {
    const handle root = apply<discriminant_root_>(a, b, c);
    return -(quadratic_formula(a, b, c, root) / root);
  };
  static constexpr auto partial = partials{
      [](auto a, auto b, auto c, auto self) { return square(self) * (2 + b / apply<discriminant_root_>(a, b, c)); },
      [](auto a, auto b, auto c) { return -2 * bend_of_root(apply<discriminant_root_>(a, b, c), c); },
      [](auto a, auto b, auto c) { return bend_of_root(apply<discriminant_root_>(a, b, c), b); }};
};
// -x^2/D
struct quadratic_bend_ : built_in {
  static constexpr auto name = "quadratic_bend";
  static constexpr auto value = [](const auto& a, const auto& b, const auto& c) {
    using T = std::remove_cvref_t<decltype(b)>;
    return T(quadratic_root_::value(a, b, c) * quadratic_slope_::value(a, b, c));
  };
  static constexpr auto expand = [](const auto& a, const auto& b, const auto& c) -> handle {
    const handle root = apply<discriminant_root_>(a, b, c), x = quadratic_formula(a, b, c, root);
    return x * -(x / root);
  };
  static constexpr auto partial =
      partials{[](auto a, auto b, auto c) {
                 const handle x = apply<quadratic_root_>(a, b, c), slope = apply<quadratic_slope_>(a, b, c);
                 return 2 * (square(slope) * (x - c / apply<discriminant_root_>(a, b, c)));
               },
               [](auto a, auto b, auto c) {
                 return square(apply<quadratic_slope_>(a, b, c)) * (2 + b / apply<discriminant_root_>(a, b, c));
               },
               [](auto a, auto b, auto c) { return -2 * bend_of_root(apply<discriminant_root_>(a, b, c), c); }};
};

// e/a of a product e that has the factor a, or handle::none().
template <class H>
constexpr H cofactor(const H& e, const H& a) {
  if (e.same(a)) return H(dag::number(1), a.owner());
  if (e.part() == dag::role::negation) {
    const H rest = cofactor(e.operand(0), a);
    return rest.exists() ? H(-rest) : rest;
  }
  if (e.part() != dag::role::product) return H::none();
  for (int k = 0; k < 2; ++k) {
    const H rest = cofactor(e.operand(k), a);
    if (rest.exists()) return rest * e.operand(1 - k);
  }
  return H::none();
}
// The number n times e, one number where e has one in front.
template <class H>
constexpr H times_number(const dag::number& n, const H& e) {
  if (e.part() == dag::role::negation) return times_number(-n, e.operand(0));
  if (e.has_coefficient()) return times_number(n * e.operand(0).number(), e.operand(1));
  return n == dag::number(1) ? e : H(H(n, e.owner()) * e);
}

// (r - b)/(k*a) with r = sqrt(b^2 + a*g), which is a root of a*x^2 + (2*b/k)*x - g/k^2; handle::none() of others.
template <class H>
constexpr H root_of_quadratic(const H& top, const H& bottom) {
  if (top.part() == dag::role::negation) {
    const H other = root_of_quadratic(top.operand(0), bottom);
    return other.exists() ? H(-other) : other;
  }
  if (!is<root_minus_>(top) || !is<root_of_sum_>(top.operand(0)) || bottom.is_number()) return H::none();
  const bool scaled = bottom.has_coefficient();
  const H a = scaled ? bottom.operand(1) : bottom;
  const dag::number k = scaled ? bottom.operand(0).number() : dag::number(1);
  const H g = cofactor(top.operand(2), a);
  if (!g.exists()) return g;
  const dag::number one(1), two(2);
  return apply<quadratic_root_>(a, times_number(two / k, top.operand(1)), times_number(-one / (k * k), g));
}

}  // namespace rules

// (-b + sqrt(b^2 - 4*a*c))/(2*a), a root of a*x^2 + b*x + c, without cancellation; the other one is
// -quadratic_root(a, -b, c).
template <class A, class B, class C>
  requires some_operand<A, B, C>
constexpr applied<rules::quadratic_root_, A, B, C> quadratic_root(const A& a, const B& b, const C& c) {
  return apply<rules::quadratic_root_>(a, b, c);
}

}  // namespace tapeless
