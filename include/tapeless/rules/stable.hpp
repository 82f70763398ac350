// SPDX-License-Identifier: BSL-1.0
// Better conditioned equals of sums, products and logarithms: log of a ratio of exponentials without overflow, 1 -
// cos(x) without cancellation, and the like. They hold for real numbers only, which is why they are asked for with
// `stabilize`. They stand here and not in the rules, because otherwise every program with a minus sign would compile
// all of them.
#pragma once

#include <tapeless/rules/axes.hpp>

namespace tapeless::rules {

constexpr bool is_named(const handle& a, const char* name) {
  return !a.is_number() && a.op()->built_in && dag::same_text(a.op()->name, name);
}

// Terms of nested sums; `count` is larger than the list when they do not fit.
struct summands {
  static constexpr int most = 15;
  handle list[most];
  int count = 0;

  constexpr void collect(const handle& a) {
    if (a.part() == dag::role::sum) {
      collect(a.operand(0));
      collect(a.operand(1));
    } else {
      if (count < most) list[count] = a;
      ++count;
    }
  }
};

template <class H>
constexpr H log_of_sum(const H* terms, int count) {
  if (count == 2 && terms[0].is(0)) return softplus(terms[1]);
  if (count == 2 && terms[1].is(0)) return softplus(terms[0]);
  return build(*terms[0].owner(), *detail::operation_at<typename later<log_sum_exp_, H>::type>(), terms, count);
}

// log(exp(u)/(exp(u) + exp(v) + ...)): minus the log-sum-exp of the differences to u, which keeps small results exact.
template <class H>
constexpr H log_of_share(const H& u, const H* terms, int count) {
  int place = -1;
  for (int k = 0; k < count; ++k)
    if (terms[k].same(u)) place = k;
  if (place < 0) return u - log_of_sum(terms, count);
  if (count == 2) return -softplus(terms[1 - place] - u);
  H differences[summands::most];
  for (int k = 0; k < count; ++k) differences[k] = k == place ? H(dag::number(0), u.owner()) : terms[k] - u;
  H first = differences[place == 0 ? 1 : 0];
  return -build(*first.owner(), *detail::operation_at<typename later<log_sum_exp_, H>::type>(), differences, count);
}

// l - m: a log-sum-exp over an axis, shifted back.
constexpr bool is_shifted(const handle& a) {
  return a.part() == dag::role::difference && is_named(a.operand(0), "log_sum_exp_over");
}
// u - v. Where both were shifted by the same m, u - m and l - m with the log-sum-exp l, the shift is left out: l is
// safe without, and a maximum that was only there to shift has no derivative.
template <class H>
constexpr H unshifted_difference(const H& u, const H& v) {
  if (is_shifted(v) && u.part() == dag::role::difference && u.operand(1).same(v.operand(1)))
    return u.operand(0) - v.operand(0);
  return u - v;
}

template <class H>
constexpr H log_form(const H& a) {
  if (a.is_number())
    return a.number().negative() || a.is(0) || a.owner() == nullptr ? H::none()
           : a.is(1)                                                ? H(dag::number(0), a.owner())
                                                                    : log(a);
  if (is_named(a, "exp")) return a.operand(0);
  if (is_named(a, "logistic")) return -softplus(-a.operand(0));
  switch (a.part()) {
    case dag::role::product:
    case dag::role::quotient: {
      const bool product = a.part() == dag::role::product;
      const H left = log_form(a.operand(0));
      if (!left.exists()) return left;
      if (!product && a.operand(1).part() == dag::role::sum) {
        summands sum;
        sum.collect(a.operand(1));
        if (sum.count > summands::most) return H::none();
        for (int k = 0; k < sum.count; ++k) {
          sum.list[k] = log_form(sum.list[k]);
          if (!sum.list[k].exists()) return H::none();
        }
        return log_of_share(left, sum.list, sum.count);
      }
      const H right = log_form(a.operand(1));
      if (!right.exists()) return right;
      return product ? left + right : unshifted_difference(left, right);
    }
    case dag::role::sum: {
      summands sum;
      sum.collect(a);
      if (sum.count > summands::most) return H::none();
      for (int k = 0; k < sum.count; ++k) {
        sum.list[k] = log_form(sum.list[k]);
        if (!sum.list[k].exists()) return H::none();
      }
      return log_of_sum(sum.list, sum.count);
    }
    case dag::role::power: {
      if (!a.operand(1).is_number()) return H::none();
      const H base = log_form(a.operand(0));
      return base.exists() ? a.operand(1) * base : base;
    }
    case dag::role::selection:
    case dag::role::choice: {
      H options[16];
      if (a.count() > 16) return H::none();
      options[0] = a.operand(0);
      for (int k = 1; k < a.count(); ++k) {
        options[k] = log_form(a.operand(k));
        if (!options[k].exists()) return H::none();
      }
      return build(*a.owner(), *a.op(), options, a.count());
    }
    case dag::role::reduction: {
      if (!is_named(a, "sum")) return H::none();
      const H body = log_form(a.operand(1));
      return body.exists() ? H(log_sum_exp_along(a.operand(0), body)) : body;
    }
    default:
      return H::none();
  }
}

// exp(x) + 1 - 1, written anyhow; m + (l - m) with a log-sum-exp l.
template <class H>
constexpr H stable_sum(const H& a, const H& b) {
  if (is_shifted(a) && a.operand(1).same(b)) return a.operand(0);
  if (is_shifted(b) && b.operand(1).same(a)) return b.operand(0);
  if (is_named(a, "exp") && b.is(-1)) return expm1(a.operand(0));
  if (is_named(b, "exp") && a.is(-1)) return expm1(b.operand(0));
  return H::none();
}

// exp(x) - 1, 1 - cos(x), 1 - x^2, sqrt(x + c) - sqrt(x)
template <class H>
constexpr H stable_difference(const H& a, const H& b) {
  if (is_shifted(b) && a.part() == dag::role::difference && a.operand(1).same(b.operand(1)))
    return a.operand(0) - b.operand(0);
  if (is_named(a, "exp") && b.is(1)) return expm1(a.operand(0));
  if (is_named(b, "exp") && a.is(1)) return -expm1(b.operand(0));
  if (is_named(b, "cos") && a.is(1)) return 2 * square(sin(b.operand(0) / 2));
  if (is_named(a, "cos") && b.is(1)) return -2 * square(sin(a.operand(0) / 2));
  if (is_named(a, "cosh") && b.is(1)) return 2 * square(sinh(a.operand(0) / 2));
  if (is_named(b, "square") && a.is(1)) return (1 - b.operand(0)) * (1 + b.operand(0));
  if (b.part() == dag::role::product && a.is(1) && b.operand(0).same(b.operand(1)))
    return (1 - b.operand(0)) * (1 + b.operand(0));
  if (is_named(a, "sqrt") && is_named(b, "sqrt")) {
    // (u - v)/(sqrt(u) + sqrt(v)) where u - v is a number, so that nothing cancels any more.
    const H u = a.operand(0);
    const H v = b.operand(0);
    const bool u_longer = u.part() == dag::role::sum && u.operand(1).is_number() && u.operand(0).same(v);
    const bool v_longer = v.part() == dag::role::sum && v.operand(1).is_number() && v.operand(0).same(u);
    if (u_longer) return u.operand(1) / (a + b);
    if (v_longer) return -v.operand(1) / (a + b);
  }
  return H::none();
}

// exp(u)/exp(v), exp(u)/(exp(u) + exp(v)), 1/(1 + exp(u)), sin(x)/x
template <class H>
constexpr H stable_quotient(const H& a, const H& b) {
  if (is_named(a, "exp") && is_named(b, "exp")) return exp(a.operand(0) - b.operand(0));
  if (is_named(a, "sin") && a.operand(0).same(b)) return sinc(b);
  if (is_named(b, "sum")) {  // over an axis
    const H share = log_form(a);
    const H whole = share.exists() ? H(log_form(b)) : share;
    return whole.exists() ? H(exp(unshifted_difference(share, whole))) : whole;
  }
  if (b.part() == dag::role::sum) {
    const H numerator = log_form(a);
    const H first = log_form(b.operand(0));
    const H second = log_form(b.operand(1));
    if (!numerator.exists() || !first.exists() || !second.exists()) return H::none();
    if (numerator.same(first)) return logistic(first - second);
    if (numerator.same(second)) return logistic(second - first);
    const H share = log_form(build(*b.owner(), *b.owner()->arithmetic().divide, std::array<H, 2>{a, b}.data(), 2));
    if (share.exists()) return exp(share);
  }
  return H::none();
}

// exp(u)*exp(v)
template <class H>
constexpr H stable_product(const H& a, const H& b) {
  if (is_named(a, "exp") && is_named(b, "exp")) return exp(a.operand(0) + b.operand(0));
  return H::none();
}

// sqrt(x*x), sqrt(x*x + y*y), sqrt(x*x + y*y + z*z)
template <class H>
constexpr H stable_root(const H& a) {
  summands sum;
  sum.collect(a);
  if (sum.count > 3) return H::none();
  for (int k = 0; k < sum.count; ++k) {
    const handle& term = sum.list[k];
    if (is_named(term, "square") || (term.part() == dag::role::power && term.operand(1).is(2)) ||
        (term.part() == dag::role::product && term.operand(0).same(term.operand(1))))
      sum.list[k] = term.operand(0);
    else
      return H::none();
  }
  if (sum.count == 1) return abs(sum.list[0]);
  if (sum.count == 2) return hypot(sum.list[0], sum.list[1]);
  return hypot(sum.list[0], sum.list[1], sum.list[2]);
}

// The better conditioned equal of op(operands), or handle::none().
template <class H>
constexpr H stable_form(const dag::operation& op, const H* operands, int count) {
  switch (op.part) {
    case dag::role::sum:
      return stable_sum(operands[0], operands[1]);
    case dag::role::difference:
      return stable_difference(operands[0], operands[1]);
    case dag::role::product:
      return stable_product(operands[0], operands[1]);
    case dag::role::quotient:
      return stable_quotient(operands[0], operands[1]);
    case dag::role::selection:
    case dag::role::choice:
      return hoist(op, operands, count, 1, true);
    default:
      break;
  }
  if (op.stabilizes) return op.stabilize(operands, count);
  if (!op.built_in || count != 1) return H::none();
  const H& x = operands[0];
  if (dag::same_text(op.name, "sqrt")) return stable_root(x);
  if (dag::same_text(op.name, "log1p")) {
    const H exponent = log_form(x);
    return exponent.exists() ? H(softplus(exponent)) : exponent;
  }
  const bool natural = dag::same_text(op.name, "log"), decimal = dag::same_text(op.name, "log10");
  if (!natural && !decimal && !dag::same_text(op.name, "log2")) return H::none();
  H result = log_form(x);
  if (!result.exists() && x.part() == dag::role::sum && (x.operand(0).is(1) || x.operand(1).is(1)))
    result = log1p(x.operand(x.operand(0).is(1) ? 1 : 0));
  if (!result.exists() || natural) return result;
  return decimal ? result / constants::ln10 : result / constants::ln2;
}

}  // namespace tapeless::rules
