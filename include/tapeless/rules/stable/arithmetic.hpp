// SPDX-License-Identifier: BSL-1.0
// The better conditioned equals of sums and differences: 1 - cos(x), sqrt(x + 1) - sqrt(x) and the like without
// cancellation.
#pragma once

#include <tapeless/rules/stable/log_form.hpp>
#include <tapeless/rules/stable/patterns.hpp>

namespace tapeless::inline v0_2::rules {

// f(x) - 1 for functions that are near 1 somewhere. sign: 1, or -1 for 1 - f(x).
template <class H>
constexpr H minus_one(const H& f) {
  if (f.part() == dag::role::power && f.operand(0).part() == dag::role::sum)
    for (int k = 0; k < 2; ++k)
      if (f.operand(0).operand(k).is(1)) {
        const H all[] = {f.operand(0), f.operand(0).operand(k), f.operand(0).operand(1 - k), f.operand(1)};
        return build(*f.owner(), *detail::operation_at<typename later<power_change_, H>::type>(), all, 4);
      }
  const H root = root_of_square(f);
  if (root.exists()) return -one_minus_square(root);
  if (f.is_number() || f.count() == 0) return H::none();
  const H x = f.operand(0);
  if (is<exp_>(f)) return expm1(x);
  if (is<cos_>(f)) return -apply<versine_>(x);
  if (is<cosh_>(f)) return 2 * square(sinh(x / 2));
  if (is<tanh_>(f)) return -2 * logistic(-2 * x);
  if (is<logistic_>(f)) return -logistic(-x);
  if (is<share_>(f)) return -apply<share_>(f.operand(1), x);
  if (is<erf_>(f)) return -erfc(x);
  if (is<erfc_>(f)) return -erf(x);
  return H::none();
}

// The argument of a logarithm, 1 + x of log1p(x); handle::none() of others.
template <class H>
constexpr H argument_of_log(const H& a) {
  return is<log_>(a) ? a.operand(0) : is<log1p_>(a) ? H(1 + a.operand(0)) : H::none();
}
// log1p(x) - log(x), log1p(x) - log1p(-x)
template <class H>
constexpr H change_of_log(const H& a, const H& b) {
  if ((!is<log1p_>(a) && !is<log1p_>(b)) || (!is<log1p_>(a) && !is<log_>(a)) || (!is<log1p_>(b) && !is<log_>(b)))
    return H::none();
  const H u = argument_of_log(a), v = argument_of_log(b);
  if (goes_back(u, v)) return negated(change_of_log(b, a));
  const bool both = is<log1p_>(a) && is<log1p_>(b);
  if (both && are_opposite(a.operand(0), b.operand(0))) return 2 * atanh(a.operand(0));
  const H d = both ? step_between(a.operand(0), b.operand(0)) : step_between(u, v);
  return d.exists() ? H(apply<log_change_>(u, v, d)) : d;
}

// f(u) - f(v) of one function at places whose difference the formula says.
template <class H>
constexpr H change_of_function(const H& a, const H& b) {
  if (a.is_number() || b.is_number() || a.count() == 0 || !a.op()->same(*b.op())) return H::none();
  const H u = a.operand(0), v = b.operand(0);
  if (goes_back(u, v)) return negated(change_of_function(b, a));
  const H d = step_between(u, v);
  if (!d.exists()) return H::none();
  if (is<sqrt_>(a)) return apply<root_change_>(u, v, d);
  if (is<rsqrt_>(a)) return apply<inverse_root_change_>(u, v, d);
  if (is<cbrt_>(a)) return apply<cube_root_change_>(u, v, d);
  if (is<log_>(a)) return apply<log_change_>(u, v, d);
  if (is<log2_>(a)) return apply<log_change_>(u, v, d) / constants::ln2;
  if (is<log10_>(a)) return apply<log_change_>(u, v, d) / constants::ln10;
  if (is<exp_>(a)) return apply<exp_change_>(u, v, d);
  if (is<sin_>(a)) return apply<sin_change_>(u, v, d);
  if (is<cos_>(a)) return apply<cos_change_>(u, v, d);
  if (is<tan_>(a)) return apply<tan_change_>(u, v, d);
  if (is<atan_>(a)) return apply<atan_change_>(u, v, d);
  if (a.part() == dag::role::power && a.operand(1).same(b.operand(1))) {
    const H all[] = {u, v, d, a.operand(1)};
    return build(*u.owner(), *detail::operation_at<typename later<power_change_, H>::type>(), all, 4);
  }
  return H::none();
}

// c/u - c/v, also of roots.
template <class H>
constexpr H change_of_quotient(const H& a, const H& b) {
  if (a.part() != dag::role::quotient || b.part() != dag::role::quotient) return H::none();
  const H c = a.operand(0);
  if (!c.same(b.operand(0))) return H::none();
  const H u = a.operand(1), v = b.operand(1);
  const bool roots = is<sqrt_>(u) && is<sqrt_>(v);
  if (roots ? goes_back(u.operand(0), v.operand(0)) : goes_back(u, v)) return negated(change_of_quotient(b, a));
  if (roots) {
    const H d = step_between(u.operand(0), v.operand(0));
    return d.exists() ? H(c * apply<inverse_root_change_>(u.operand(0), v.operand(0), d)) : d;
  }
  const H d = step_between(u, v);
  return d.exists() ? H(c * apply<inverse_change_>(u, v, d)) : d;
}

// x*log(x) - y*log(y) where x - y is known.
template <class H>
constexpr H change_of_entropy(const H& a, const H& b) {
  const auto logarithm = [](const H& product) {
    for (int k = 0; k < 2 && product.part() == dag::role::product; ++k)
      if (argument_of_log(product.operand(k)).same(product.operand(1 - k))) return k;
    return -1;
  };
  const int j = logarithm(a), k = logarithm(b);
  if (j < 0 || k < 0) return H::none();
  const H u = a.operand(1 - j), v = b.operand(1 - k), d = step_between(u, v);
  if (goes_back(u, v)) return negated(change_of_entropy(b, a));
  return d.exists() ? H(apply<entropy_change_>(u, v, d)) : d;
}

// r - b of a root that is nearly b, and h - b of a length; with `plus` r + b and h + b.
template <class H>
constexpr H root_minus(const H& r, const H& b, bool plus = false) {
  if (!is<hypot_>(r) && !is<sqrt_>(r)) return H::none();
  const int side = b.is_number() ? 0 : dag::side_of(*b.owner(), b.id());
  if (plus ? side > 0 : side < 0) return H::none();  // nothing cancels
  if (is<hypot_>(r)) {
    for (int k = 0; k < 2; ++k)
      if (r.operand(k).same(b) || are_opposite(r.operand(k), b))
        return apply<hypot_minus_>(r, plus ? -b : b, r.operand(1 - k));
    return H::none();
  }
  if (b.is_number() && b.number().negative() != plus) return H::none();
  const H rest = rest_under_root(r, b);
  if (!rest.exists()) return rest;
  const H root = b.is_number() ? r : H(apply<root_of_sum_>(r.operand(0), b, rest));
  return apply<root_minus_>(root, plus ? -b : b, rest);
}

template <class H>
constexpr H difference_of(const H& a, const H& b) {
  if (b.is(1)) {
    const H one = minus_one(a);
    if (one.exists()) return one;
  }
  if (a.is(1)) {
    const H one = minus_one(b);
    if (one.exists()) return -one;
  }
  if (is<exp_>(a) && is<exp_>(b)) {
    if (are_opposite(a.operand(0), b.operand(0))) return 2 * sinh(a.operand(0));
    const H change = change_of_function(a, b);
    return change.exists() ? change : H(apply<exp_difference_>(a.operand(0), b.operand(0)));
  }
  const H first = root_of_square(a), second = first.exists() ? H(root_of_square(b)) : first;
  if (second.exists()) return apply<difference_of_squares_>(first, second);
  const H result = change_of_function(a, b);
  if (result.exists()) return result;
  const H logarithm = change_of_log(a, b);
  if (logarithm.exists()) return logarithm;
  const H quotient = change_of_quotient(a, b);
  if (quotient.exists()) return quotient;
  const H left = root_minus(a, b);
  if (left.exists()) return left;
  const H right = root_minus(b, a);
  return right.exists() ? H(-right) : right;
}

// The same behind a common factor or over a common divisor: 2*sqrt(x + 1) - 2*sqrt(x), 3 - 3*cos(x).
template <class H>
constexpr H scaled_difference_of(const H& a, const H& b) {
  if (a.is_number() && b.has_coefficient() && b.operand(0).same(a)) {
    const H one = minus_one(b.operand(1));
    return one.exists() ? H(-a * one) : one;
  }
  if (b.is_number() && a.has_coefficient() && a.operand(0).same(b)) {
    const H one = minus_one(a.operand(1));
    return one.exists() ? H(b * one) : one;
  }
  if (a.part() == dag::role::product && b.part() == dag::role::product)
    for (int j = 0; j < 2; ++j)
      for (int k = 0; k < 2; ++k)
        if (a.operand(j).same(b.operand(k))) {
          const H inner = difference_of(a.operand(1 - j), b.operand(1 - k));
          if (inner.exists()) return a.operand(j) * inner;
        }
  if (a.part() == dag::role::quotient && b.part() == dag::role::quotient && a.operand(1).same(b.operand(1))) {
    const H inner = difference_of(a.operand(0), b.operand(0));
    if (inner.exists()) return inner / a.operand(1);
  }
  return change_of_entropy(a, b);
}

// exp(x) + exp(-x) - 2
template <class H>
constexpr H twice_cosh_minus_two(const H& a, const H& b, const H& two) {
  if (!two.is(2) || !is<exp_>(a) || !is<exp_>(b) || !are_opposite(a.operand(0), b.operand(0))) return H::none();
  return 4 * square(sinh(a.operand(0) / 2));
}

// 1/(m + d) - 2/m + 1/(m - d) as 2*d^2/(m*(m^2 - d^2)): a is the difference, b what is added.
template <class H>
constexpr H second_difference(const H& a, const H& b) {
  const auto quotient = [](const H& one) { return one.part() == dag::role::quotient; };
  if (!quotient(b) || !quotient(a.operand(0))) return H::none();
  const H c = b.operand(0), v = b.operand(1), u = a.operand(0).operand(1), twice = a.operand(1);
  const bool outside = twice.has_coefficient() && twice.operand(0).is(2) && quotient(twice.operand(1));
  const H middle = outside ? twice.operand(1) : twice;
  if (!quotient(middle) || !c.same(a.operand(0).operand(0))) return H::none();
  if (!c.same(middle.operand(0)) && (outside || !c.is_number() || !middle.operand(0).is_number())) return H::none();
  if (!outside && !(c.is_number() && middle.operand(0).number() == dag::number(2) * c.number())) return H::none();
  const H m = middle.operand(1);
  const H up = step_between(u, m), down = step_between(v, m);
  if (!up.exists() || !down.exists() || !up.is_number() || !down.same(-up)) return H::none();
  return c * (up / m) * apply<inverse_change_>(v, u, -2 * up);
}

// exp(x) + 1 - 1, written anyhow; m + (l - m) with a log-sum-exp l; sqrt(b^2 + e) + b; 1 + tanh(x).
template <class H>
constexpr H add_::stabilize(const H& a, const H& b) {
  if (is_shifted(a) && a.operand(1).same(b)) return a.operand(0);
  if (is_shifted(b) && b.operand(1).same(a)) return b.operand(0);
  for (int k = 0; k < 2; ++k) {
    const H& f = k == 0 ? a : b;
    const H& g = k == 0 ? b : a;
    if (g.is(-1)) {
      const H one = minus_one(f);
      if (one.exists()) return one;
    }
    if (g.is(1) && is<tanh_>(f)) return 2 * logistic(2 * f.operand(0));
    if (g.is(1) && is<erf_>(f)) return erfc(-f.operand(0));
    if (is<sqrt_>(f) || is<hypot_>(f)) {
      const H root = root_minus(f, g, true);
      if (root.exists()) return root;
    }
    if (f.part() == dag::role::difference) {
      const H cosh_part = twice_cosh_minus_two(f.operand(0), g, f.operand(1));
      if (cosh_part.exists()) return cosh_part;
      const H second = second_difference(f, g);
      if (second.exists()) return second;
    }
  }
  return H::none();
}

template <class H>
constexpr H subtract_::stabilize(const H& a, const H& b) {
  if (is_shifted(b) && a.part() == dag::role::difference && a.operand(1).same(b.operand(1)))
    return a.operand(0) - b.operand(0);
  if (a.part() == dag::role::sum) {
    const H cosh_part = twice_cosh_minus_two(a.operand(0), a.operand(1), b);
    if (cosh_part.exists()) return cosh_part;
  }
  const H result = difference_of(a, b);
  return result.exists() ? result : H(scaled_difference_of(a, b));
}

}  // namespace tapeless::rules
