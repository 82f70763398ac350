// SPDX-License-Identifier: BSL-1.0
// Functions with corners and steps. Each says what its derivative is at the corner; a step has derivative 0.
#pragma once

#include <tapeless/rules/exponential.hpp>
#include <tapeless/rules/interpolation.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

// A step: constant between its jumps, so no derivative flows through it.
struct step_rule : built_in {
  static constexpr bool data = true;
  static constexpr int arity = 1;
  static constexpr auto partial = partials{[](auto) { return 0; }};
  static constexpr auto domain = std::array{interval{-1e9, 1e9}};
};

// The derivative at 0 is 0, but of values that are never negative it is that of the value, and so for never positive
// ones.
struct abs_ : built_in {
  static constexpr auto name = "abs";
  static constexpr auto price = dag::cost::select;  // one instruction
  static constexpr auto values = dag::range::nonnegative;
  static constexpr bool length = true;
  static constexpr auto latex = "\\left|#1\\right|";
  static constexpr auto c = "fabs(#1)";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr auto value = [](const auto& x) { return math::abs(x); };
  static constexpr auto partial = partials{[](auto x) {
    const int side = x.is_number() ? 0 : dag::side_of(*x.owner(), x.id());
    return side != 0 ? handle(side) : abs_slope(x);
  }};
  static constexpr auto domain = std::array{all_reals};
  // |b - a| is |a - b|, so that both are computed once.
  static constexpr auto reduce = [](const auto& x) -> handle {
    if (x.part() == dag::role::negation) return abs(x.operand(0));
    if (x.part() == dag::role::difference && !x.operand(0).is_number() && !x.operand(1).is_number() &&
        x.operand(1).id() < x.operand(0).id())
      return abs(x.operand(1) - x.operand(0));
    return handle::none();
  };
  static constexpr auto singular = std::array{singular_point<1>{{0}, 0, {0}}};
};

// -1, 0 or 1
struct sign_ : step_rule {
  static constexpr auto name = "sign";
  static constexpr auto latex = "\\operatorname{sign}\\left(#1\\right)";
  static constexpr auto c = "((#1) > 0.0 ? 1.0 : (#1) < 0.0 ? -1.0 : (#1))";
  static constexpr auto symmetry = dag::parity::odd;
  static constexpr auto value = [](const auto& x) { return math::sign(x); };
};
// The derivative of |x|: the sign of x. A rule of its own, because its square is 1, which keeps the second derivatives
// of even functions of |x| right at 0; a sign that a user has squared is 0 there.
struct abs_slope_ : sign_ {
  static constexpr auto name = "abs_slope";
  static constexpr auto text = "sign";
  static constexpr bool unit = true;
  static constexpr auto textbook = [](const auto& x) -> handle { return sign(x); };
};
struct floor_ : step_rule {
  static constexpr auto name = "floor";
  static constexpr auto latex = "\\left\\lfloor #1\\right\\rfloor";
  static constexpr auto value = [](const auto& x) { return math::floor(x); };
};
struct ceil_ : step_rule {
  static constexpr auto name = "ceil";
  static constexpr auto latex = "\\left\\lceil #1\\right\\rceil";
  static constexpr auto value = [](const auto& x) { return math::ceil(x); };
};
// Half away from zero.
struct round_ : step_rule {
  static constexpr auto name = "round";
  static constexpr auto value = [](const auto& x) { return math::round(x); };
};
// Half to even.
struct rint_ : step_rule {
  static constexpr auto name = "rint";
  static constexpr auto value = [](const auto& x) { return math::rint(x); };
};
struct trunc_ : step_rule {
  static constexpr auto name = "trunc";
  static constexpr auto value = [](const auto& x) { return math::trunc(x); };
};

// x - y*trunc(x/y). The quotient is taken from the value, because x/y may round to an integer that it has not reached.
struct fmod_ : built_in {
  static constexpr auto name = "fmod";
  static constexpr auto latex = "\\operatorname{fmod}\\left(#1,#2\\right)";
  static constexpr auto value = [](const auto& x, const auto& y) { return math::fmod(x, y); };
  static constexpr auto partial =
      partials{[](auto, auto) { return 1; }, [](auto x, auto y, auto self) { return -rint((x - self) / y); }};
  static constexpr auto domain = std::array{interval{-1e6, 1e6}, interval{0.01, 100}};
  static constexpr auto singular = std::array{singular_point<2>{{6, 3}, 0, {1, -2}}};
};
// x - y*rint(x/y)
struct remainder_ : built_in {
  static constexpr auto name = "remainder";
  static constexpr auto value = [](const auto& x, const auto& y) { return math::remainder(x, y); };
  static constexpr auto partial =
      partials{[](auto, auto) { return 1; }, [](auto x, auto y, auto self) { return -rint((x - self) / y); }};
  static constexpr auto domain = std::array{interval{-1e6, 1e6}, interval{0.01, 100}};
};
// |x| with the sign of y; the derivative in x is 0 at x = 0.
struct copysign_ : built_in {
  static constexpr auto name = "copysign";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& x, const auto& y) { return math::copysign(x, y); };
  static constexpr auto partial =
      partials{[](auto x, auto y) { return abs_slope(x) * copysign(1, y); }, [](auto, auto) { return 0; }};
  static constexpr auto domain = std::array{all_reals, all_reals};
  static constexpr auto singular = std::array{singular_point<2>{{0, -1}, -0.0, {0, 0}}};
};

inline constexpr handle half_share = handle(dag::number::ratio(1, 2));

// What one of two operands gets of a derivative: nothing where `lost`, half of it where `tied`. A guard, because a tie
// is an isolated point and formulas print without it.
template <class H>
constexpr H share_unless(const H& lost, const H& tied, const H& share = half_share) {
  return guard(tied, share, select(lost, 0, 1));
}
template <class H>
constexpr H share_where(const H& won, const H& tied, const H& share = half_share) {
  return guard(tied, share, select(won, 1, 0));
}

// Like std::min and std::max; operands that tie share the derivative evenly. Where one is NaN, the derivative is that
// of the operand that comparisons have passed on.
struct min_ : built_in {
  static constexpr auto name = "min";
  static constexpr auto latex = "\\min\\left(#1,#2\\right)";
  static constexpr auto c = "((#2) < (#1) ? (#2) : (#1))";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::min(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return share_unless(b < a, equals(a, b)); },
                                           [](auto a, auto b) { return share_where(b < a, equals(a, b)); }};
  // Whether the second operand is the result and the first one is not.
  template <class H>
  static constexpr H passes(const H& a, const H& b) {
    return b < a;
  }
  static constexpr auto domain = std::array{all_reals, all_reals};
  static constexpr auto singular = std::array{singular_point<2>{{3, 3}, 3, {0.5, 0.5}}};
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle { return a.same(b) ? a : handle::none(); };
};
struct max_ : built_in {
  static constexpr auto name = "max";
  static constexpr auto latex = "\\max\\left(#1,#2\\right)";
  static constexpr auto c = "((#1) < (#2) ? (#2) : (#1))";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& a, const auto& b) { return math::max(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return share_unless(a < b, equals(a, b)); },
                                           [](auto a, auto b) { return share_where(a < b, equals(a, b)); }};
  // Whether the second operand is the result and the first one is not.
  template <class H>
  static constexpr H passes(const H& a, const H& b) {
    return a < b;
  }
  static constexpr auto domain = std::array{all_reals, all_reals};
  static constexpr auto singular = std::array{singular_point<2>{{3, 3}, 3, {0.5, 0.5}}};
  static constexpr auto reduce = [](const auto& a, const auto& b) -> handle { return a.same(b) ? a : handle::none(); };
};
// How many operands of a minimum or maximum of several are the result; More is its rule, Two that of two operands.
template <class Two, class More, class H>
constexpr H ties_within(const H& a) {
  if (!is<Two>(a) && !is<More>(a)) return 1;
  const H before = ties_within<Two, More>(a.operand(0));
  return select(equals(a.operand(0), a.operand(1)), before + 1,
                select(Two::passes(a.operand(0), a.operand(1)), 1, before));
}
// min and max of three and more: of one more operand, where the first one is again such a value. All that tie share the
// derivative evenly.
template <class Two, class More>
struct one_more : Two {
  static constexpr auto partial = partials{
      [](auto a, auto b) {
        const handle ties = ties_within<Two, More>(a);
        return share_unless(Two::passes(a, b), equals(a, b), ties / (ties + 1));
      },
      [](auto a, auto b) { return share_where(Two::passes(a, b), equals(a, b), 1 / (ties_within<Two, More>(a) + 1)); }};
};
struct min_more_ : one_more<min_, min_more_> {
  static constexpr auto name = "min_more";
  static constexpr auto text = "min";
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return min(a, b); };
};
struct max_more_ : one_more<max_, max_more_> {
  static constexpr auto name = "max_more";
  static constexpr auto text = "max";
  static constexpr auto textbook = [](const auto& a, const auto& b) -> handle { return max(a, b); };
};

// Like std::fmin and std::fmax: a NaN is ignored in favour of the other operand.
struct fmin_ : built_in {
  static constexpr auto name = "fmin";
  static constexpr auto c = "((#2) != (#2) || (#1) < (#2) ? (#1) : (#2))";
  static constexpr auto value = [](const auto& a, const auto& b) { return math::fmin(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return share_unless(b < a || isnan(a), equals(a, b)); },
                                           [](auto a, auto b) { return share_where(b < a || isnan(a), equals(a, b)); }};
  static constexpr auto domain = std::array{all_reals, all_reals};
  static constexpr auto singular =
      std::array{singular_point<2>{{3, 3}, 3, {0.5, 0.5}}, singular_point<2>{{nan, 3}, 3, {0, 1}}};
};
struct fmax_ : built_in {
  static constexpr auto name = "fmax";
  static constexpr auto c = "((#2) != (#2) || (#2) < (#1) ? (#1) : (#2))";
  static constexpr auto value = [](const auto& a, const auto& b) { return math::fmax(a, b); };
  static constexpr auto partial = partials{[](auto a, auto b) { return share_unless(a < b || isnan(a), equals(a, b)); },
                                           [](auto a, auto b) { return share_where(a < b || isnan(a), equals(a, b)); }};
  static constexpr auto domain = std::array{all_reals, all_reals};
  static constexpr auto singular =
      std::array{singular_point<2>{{3, 3}, 3, {0.5, 0.5}}, singular_point<2>{{nan, 3}, 3, {0, 1}}};
};
// max(x - y, 0), with half the derivative at the corner.
struct fdim_ : built_in {
  static constexpr auto name = "fdim";
  static constexpr auto c = "((#1) <= (#2) ? 0.0 : (#1) - (#2))";
  static constexpr auto value = [](const auto& a, const auto& b) {
    using T = std::remove_cvref_t<decltype(a)>;
    return math::select(a <= b, T(0), T(a - b));
  };
  // NaN is no number below another: as the value, the derivatives are those of a - b.
  static constexpr auto partial = partials{[](auto a, auto b) { return share_unless(a < b, equals(a, b)); },
                                           [](auto a, auto b) { return -share_unless(a < b, equals(a, b)); }};
  static constexpr auto domain = std::array{interval{-1e9, 1e9}, interval{-1e9, 1e9}};
  static constexpr auto singular =
      std::array{singular_point<2>{{3, 3}, 0, {0.5, -0.5}}, singular_point<2>{{nan, 3}, nan, {1, -1}}};
};
// x, but not below low nor above high (low <= high): min(max(x, low), high), and so are its derivatives.
struct clamp_ : built_in {
  static constexpr auto name = "clamp";
  static constexpr auto c = "((#1) < (#2) ? ((#3) < (#2) ? (#3) : (#2)) : (#3) < (#1) ? (#3) : (#1))";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& x, const auto& low, const auto& high) {
    return math::min(math::max(x, low), high);
  };
  // Where the bounds are numbers, x ties with one of them at most.
  static constexpr auto partial =
      partials{[](auto x, auto low, auto high) {
                 if (low.is_number() && high.is_number() && !low.same(high))
                   return share_unless(x < low || high < x, equals(x, low) || equals(x, high));
                 const handle raised = max(x, low);
                 return share_unless(high < raised, equals(raised, high)) * share_unless(x < low, equals(x, low));
               },
               [](auto x, auto low, auto high) {
                 const handle raised = max(x, low);
                 return share_unless(high < raised, equals(raised, high)) * share_where(x < low, equals(x, low));
               },
               [](auto x, auto low, auto high) {
                 const handle raised = max(x, low);
                 return share_where(high < raised, equals(raised, high));
               }};
  static constexpr auto domain = std::array{interval{-10, 10}, interval{-5, -1}, interval{1, 5}};
  static constexpr auto singular =
      std::array{singular_point<3>{{1, 1, 2}, 1, {0.5, 0.5, 0}}, singular_point<3>{{2, 1, 2}, 2, {0.5, 0, 0.5}},
                 singular_point<3>{{0, 2, 2}, 2, {0, 0.5, 0.5}}, singular_point<3>{{2, 2, 2}, 2, {0.25, 0.25, 0.5}}};
};

template <class R, class A, class B, class... More>
constexpr auto with_more(const A& a, const B& b, const More&... more) {
  if constexpr (sizeof...(More) == 0)
    return apply<R>(a, b);
  else
    return with_more<R>(apply<R>(a, b), more...);
}

struct piecewise_group
    : rule_group<abs_, sign_, abs_slope_, floor_, ceil_, round_, rint_, trunc_, fmod_, remainder_, copysign_, min_,
                 max_, min_more_, max_more_, fmin_, fmax_, fdim_, clamp_, lerp_, midpoint_> {
  static constexpr auto title = "piecewise";
  static constexpr auto unnamed = "abs_slope min_more max_more";
  static constexpr auto composites = "step";
};

}  // namespace rules

// The absolute value. Its derivative at 0 is 0.
template <operand X>
constexpr applied<rules::abs_, X> abs(const X& x) {
  return apply<rules::abs_>(x);
}
// The same as abs(x).
template <operand X>
constexpr applied<rules::abs_, X> fabs(const X& x) {
  return apply<rules::abs_>(x);
}
// -1, 0 or 1, with derivative 0.
template <operand X>
constexpr applied<rules::sign_, X> sign(const X& x) {
  return apply<rules::sign_>(x);
}
// The derivative of abs(x): -1, 0 or 1.
template <operand X>
constexpr applied<rules::abs_slope_, X> abs_slope(const X& x) {
  return apply<rules::abs_slope_>(x);
}
// The largest integer that is not above x. The derivative is 0.
template <operand X>
constexpr applied<rules::floor_, X> floor(const X& x) {
  return apply<rules::floor_>(x);
}
// The smallest integer that is not below x. The derivative is 0.
template <operand X>
constexpr applied<rules::ceil_, X> ceil(const X& x) {
  return apply<rules::ceil_>(x);
}
// The nearest integer, halves away from zero. The derivative is 0.
template <operand X>
constexpr applied<rules::round_, X> round(const X& x) {
  return apply<rules::round_>(x);
}
// The nearest integer, halves to the even one. The derivative is 0.
template <operand X>
constexpr applied<rules::rint_, X> rint(const X& x) {
  return apply<rules::rint_>(x);
}
// The same as rint(x).
template <operand X>
constexpr applied<rules::rint_, X> nearbyint(const X& x) {
  return apply<rules::rint_>(x);
}
// x without its fraction. The derivative is 0.
template <operand X>
constexpr applied<rules::trunc_, X> trunc(const X& x) {
  return apply<rules::trunc_>(x);
}
// x - y*trunc(x/y), the remainder with the sign of x. The derivatives are 1 and -trunc(x/y), also at the jumps.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::fmod_, X, Y> fmod(const X& x, const Y& y) { return apply<rules::fmod_>(x, y); }
// x - y*rint(x/y). The derivatives are 1 and -rint(x/y).
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::remainder_, X, Y> remainder(const X& x, const Y& y) { return apply<rules::remainder_>(x, y); }
// |x| with the sign of y. The derivative in x is 0 at x = 0; that in y is 0.
template <class X, class Y>
  requires some_operand<X, Y>
constexpr applied<rules::copysign_, X, Y> copysign(const X& x, const Y& y) { return apply<rules::copysign_>(x, y); }
// The smaller operand; equal ones share the derivative evenly.
template <class A, class B>
  requires(some_operand<A, B> && !detail::axis_type<A>)
constexpr applied<rules::min_, A, B> min(const A& a, const B& b) { return apply<rules::min_>(a, b); }
// The larger operand; equal ones share the derivative evenly.
template <class A, class B>
  requires(some_operand<A, B> && !detail::axis_type<A>)
constexpr applied<rules::max_, A, B> max(const A& a, const B& b) { return apply<rules::max_>(a, b); }
// The same for operands of one type; without it `using std::min;` in generic code would find the standard library's
// function to be the better match.
template <operand X>
constexpr applied<rules::min_, X, X> min(const X& a, const X& b) {
  return apply<rules::min_>(a, b);
}
// The same for operands of one type; see min.
template <operand X>
constexpr applied<rules::max_, X, X> max(const X& a, const X& b) {
  return apply<rules::max_>(a, b);
}
// The smallest of three or more operands; equal ones share the derivative evenly.
template <class A, class B, class... More>
  requires(sizeof...(More) > 0 && some_operand<A, B, More...> && !detail::axis_type<A>)
constexpr auto min(const A& a, const B& b, const More&... more) {
  return rules::with_more<rules::min_more_>(min(a, b), more...);
}
// The largest of three or more operands; equal ones share the derivative evenly.
template <class A, class B, class... More>
  requires(sizeof...(More) > 0 && some_operand<A, B, More...> && !detail::axis_type<A>)
constexpr auto max(const A& a, const B& b, const More&... more) {
  return rules::with_more<rules::max_more_>(max(a, b), more...);
}
// The smaller operand; a NaN gives way to the other one, as in std::fmin. Equal ones share the derivative.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::fmin_, A, B> fmin(const A& a, const B& b) { return apply<rules::fmin_>(a, b); }
// The larger operand; a NaN gives way to the other one, as in std::fmax. Equal ones share the derivative.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::fmax_, A, B> fmax(const A& a, const B& b) { return apply<rules::fmax_>(a, b); }
// max(a - b, 0). At a = b the derivatives are 1/2 and -1/2, as those of max.
template <class A, class B>
  requires some_operand<A, B>
constexpr applied<rules::fdim_, A, B> fdim(const A& a, const B& b) { return apply<rules::fdim_>(a, b); }
// x, but not below low nor above high, where low <= high. At a bound x and the bound share the derivative.
template <class X, class L, class H>
  requires some_operand<X, L, H>
constexpr applied<rules::clamp_, X, L, H> clamp(const X& x, const L& low, const H& high) {
  return apply<rules::clamp_>(x, low, high);
}
// The same for operands of one type; see min.
template <operand X>
constexpr applied<rules::clamp_, X, X, X> clamp(const X& x, const X& low, const X& high) {
  return apply<rules::clamp_>(x, low, high);
}

}  // namespace tapeless
