// SPDX-License-Identifier: BSL-1.0
// What the stable forms of sums and differences look for: steps between two values, squares, opposite values.
#pragma once

#include <tapeless/rules/stable/angles.hpp>
#include <tapeless/rules/stable/exponents.hpp>
#include <tapeless/rules/stable/squares.hpp>

namespace tapeless::inline v0_2::rules {

// The numbers at the end of x + 3 and x - 3, 0 of others.
template <class H>
struct shifted {
  H base;
  dag::number offset;
};
template <class H>
constexpr shifted<H> split_offset(const H& a) {
  if (a.part() == dag::role::sum) {
    for (int k = 0; k < 2; ++k)
      if (a.operand(k).is_number()) return {a.operand(1 - k), a.operand(k).number()};
  } else if (a.part() == dag::role::difference && a.operand(1).is_number()) {
    return {a.operand(0), -a.operand(1).number()};
  }
  return {a, dag::number(0)};
}

// u - v where u is v + d or v - d.
template <class H>
constexpr H step_inside(const H& u, const H& v) {
  if (u.part() == dag::role::sum)
    for (int k = 0; k < 2; ++k)
      if (u.operand(k).same(v)) return u.operand(1 - k);
  if (u.part() == dag::role::difference && u.operand(0).same(v)) return -u.operand(1);
  return H::none();
}
// Whether v is made of u, v = u + d. Then it is f(v) - f(u) that has a stable form, from u and d: a derivative in d
// that went by v, too, would cancel.
template <class H>
constexpr bool goes_back(const H& u, const H& v) {
  return !step_inside(u, v).exists() && step_inside(v, u).exists();
}
template <class H>
constexpr H negated(const H& a) {
  return a.exists() ? H(-a) : a;
}
// u - v of p + a and p + b, p - a, ...: without p.
template <class H>
constexpr H step_of_terms(const H& u, const H& v) {
  const bool u_sum = u.part() == dag::role::sum, v_sum = v.part() == dag::role::sum;
  if ((!u_sum && u.part() != dag::role::difference) || (!v_sum && v.part() != dag::role::difference)) return H::none();
  for (int j = 0; j < (u_sum ? 2 : 1); ++j)
    for (int k = 0; k < (v_sum ? 2 : 1); ++k) {
      if (!u.operand(j).same(v.operand(k))) continue;
      const H a = u.operand(1 - j), b = v.operand(1 - k);
      if (u_sum) return v_sum ? a - b : a + b;
      return v_sum ? -(a + b) : b - a;
    }
  return H::none();
}
// The step d of u = v + d, where the formula says it apart from the values, or handle::none().
template <class H>
constexpr H step_between(const H& u, const H& v) {
  const H forward = step_inside(u, v);
  if (forward.exists()) return forward;
  const H backward = negated(step_inside(v, u));
  if (backward.exists()) return backward;
  const shifted<H> first = split_offset(u), second = split_offset(v);
  if (first.base.same(second.base) && !first.base.is_number())
    return H(first.offset - second.offset, u.is_number() ? v.owner() : u.owner());
  return step_of_terms(u, v);
}

// Whether a is -b.
template <class H>
constexpr bool are_opposite(const H& a, const H& b) {
  if (a.part() == dag::role::negation && a.operand(0).same(b)) return true;
  if (b.part() == dag::role::negation && b.operand(0).same(a)) return true;
  if (a.has_coefficient() && b.has_coefficient())
    return a.operand(1).same(b.operand(1)) && a.operand(0).number() == -b.operand(0).number();
  return a.part() == dag::role::difference && b.part() == dag::role::difference && a.operand(0).same(b.operand(1)) &&
         a.operand(1).same(b.operand(0));
}

// z of u = 1 + z and v = 1 - z, or handle::none().
template <class H>
constexpr H mirrored(const H& u, const H& v) {
  const bool plus = u.part() == dag::role::sum;
  if (!plus && u.part() != dag::role::difference) return H::none();
  const H& other = plus ? v : u;
  const H& sum = plus ? u : v;
  if (other.part() != dag::role::difference || sum.part() != dag::role::sum || !other.operand(0).is(1))
    return H::none();
  const H z = other.operand(1);
  for (int k = 0; k < 2; ++k)
    if (sum.operand(k).is(1) && sum.operand(1 - k).same(z)) return plus ? z : H(-z);
  return H::none();
}

// x of x^2, however it is written, and 3 of 9; handle::none() of others.
template <class H>
constexpr H root_of_square(const H& a) {
  if (a.is_number()) {
    for (int n = 1; n <= 1000 && a.number().is_integer() && !a.number().negative(); ++n) {
      if (a.is(n * n)) return H(dag::number(n), a.owner());
      if (a.number() < dag::number(n * n)) break;
    }
    return H::none();
  }
  const bool squared = is<square_>(a) || (a.part() == dag::role::power && a.operand(1).is(2)) ||
                       (a.part() == dag::role::product && a.operand(0).same(a.operand(1)));
  return squared ? a.operand(0) : H::none();
}

// Whether b^2 is a.
template <class H>
constexpr bool is_square_of(const H& a, const H& b) {
  if (a.is_number()) return b.is_number() && b.number().exact() && a.number() == b.number() * b.number();
  const H root = root_of_square(a);
  return root.exists() && (root.same(b) || are_opposite(root, b));
}
// Whether a is x^3, however it is written.
template <class H>
constexpr bool is_cube_of(const H& a, const H& x) {
  if (a.part() == dag::role::power) return a.operand(0).same(x) && a.operand(1).is(3);
  if (a.part() != dag::role::product) return false;
  for (int k = 0; k < 2; ++k)
    if (a.operand(k).same(x) && is_square_of(a.operand(1 - k), x)) return true;
  return false;
}
// e of r = sqrt(b^2 + e), or handle::none().
template <class H>
constexpr H rest_under_root(const H& r, const H& b) {
  if (!is<sqrt_>(r)) return H::none();
  const H whole = r.operand(0);
  if (whole.part() == dag::role::sum)
    for (int k = 0; k < 2; ++k)
      if (is_square_of(whole.operand(k), b)) return whole.operand(1 - k);
  if (whole.part() == dag::role::difference && is_square_of(whole.operand(0), b)) return -whole.operand(1);
  const bool minus = whole.part() == dag::role::negation && is<one_minus_square_>(whole.operand(0));
  if (minus && is_square_of(square(whole.operand(0).operand(0)), b)) return H(dag::number(-1), r.owner());
  if (is<one_minus_square_>(whole) && b.is(1)) return -square(whole.operand(0));
  if (is<difference_of_squares_>(whole) && is_square_of(square(whole.operand(0)), b)) return -square(whole.operand(1));
  return H::none();
}

}  // namespace tapeless::rules
