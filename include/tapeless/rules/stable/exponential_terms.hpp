// SPDX-License-Identifier: BSL-1.0
// Sums of exponentials with weights, w1*exp(u1) - w2*exp(u2) + w3, in which the largest exponent can be taken out.
#pragma once

#include <tapeless/rules/stable/exponents.hpp>

namespace tapeless::inline v0_2::rules {

// The terms of nested sums, from left to right.
template <class H>
constexpr dag::scratch<H> summands(const H& sum) {
  dag::scratch<H> terms, pending;
  pending.push(sum);
  while (!pending.empty()) {
    const H a = pending.pop();
    if (a.part() == dag::role::sum) {
      pending.push(a.operand(1));
      pending.push(a.operand(0));
    } else {
      terms.push(a);
    }
  }
  return terms;
}

// l - m: a log-sum-exp over an axis, shifted back.
template <class H>
constexpr bool is_shifted(const H& a) {
  return a.part() == dag::role::difference && is<log_sum_exp_over_>(a.operand(0));
}
// u - v. Where both were shifted by the same m, u - m and l - m with the log-sum-exp l, the shift is left out: l is
// safe without, and a maximum that was only there to shift has no derivative.
template <class H>
constexpr H unshifted_difference(const H& u, const H& v) {
  if (is_shifted(v) && u.part() == dag::role::difference && u.operand(1).same(v.operand(1)))
    return u.operand(0) - v.operand(0);
  return u - v;
}

// weight*exp(first + second), where both are there.
template <class H>
struct exponential_term {
  H weight;
  H first = H::none();
  H second = H::none();

  constexpr bool has_exponent() const { return first.exists(); }
  constexpr H exponent() const { return second.exists() ? first + second : first; }
  constexpr bool same(const exponential_term& other) const {
    const auto equal = [](const H& a, const H& b) { return a.exists() ? b.exists() && a.same(b) : !b.exists(); };
    return weight.same(other.weight) && equal(first, other.first) && equal(second, other.second);
  }
  // The term divided by exp(shift).
  constexpr H over(const H& shift) const {
    const H power = !first.exists()   ? H(exp(-shift))
                    : second.exists() ? H(apply<exp_of_sum_>(first - shift, second))
                                      : H(apply<exp_of_sum_>(first, -shift));
    return weight * power;
  }
};

template <class H>
constexpr exponential_term<H> exponential_of(const H& a) {
  const H one(dag::number(1), a.owner());
  if (is<exp_>(a)) return {one, a.operand(0)};
  if (is<exp_of_sum_>(a)) return {one, a.operand(0), a.operand(1)};
  if (a.part() == dag::role::negation) {
    exponential_term<H> inner = exponential_of(a.operand(0));
    inner.weight = -inner.weight;
    return inner;
  }
  if (a.part() == dag::role::product)
    for (int k = 0; k < 2; ++k) {
      exponential_term<H> inner = exponential_of(a.operand(k));
      if (!inner.has_exponent()) continue;
      inner.weight = inner.weight * a.operand(1 - k);
      return inner;
    }
  if (a.part() == dag::role::quotient) {
    exponential_term<H> inner = exponential_of(a.operand(0));
    if (inner.has_exponent()) {
      inner.weight = inner.weight / a.operand(1);
      return inner;
    }
  }
  return {a};
}

template <class H>
class exponential_sum {
 public:
  constexpr explicit exponential_sum(const H& a) {
    struct part {
      H value;
      bool minus = false;
    };
    dag::scratch<part> pending;
    pending.push({a, false});
    while (!pending.empty()) {
      const part next = pending.pop();
      const H& value = next.value;
      if (value.part() == dag::role::sum || value.part() == dag::role::difference) {
        pending.push({value.operand(1), next.minus != (value.part() == dag::role::difference)});
        pending.push({value.operand(0), next.minus});
        continue;
      }
      terms_.push(exponential_of(value));
      if (next.minus) terms_.back().weight = -terms_.back().weight;
    }
  }

  constexpr int size() const { return terms_.size(); }
  constexpr const exponential_term<H>& operator[](int k) const { return terms_[k]; }
  constexpr bool has_exponent() const {
    for (int k = 0; k < size(); ++k)
      if (terms_[k].has_exponent()) return true;
    return false;
  }
  // The place of the number 1, or -1.
  constexpr int unit() const {
    for (int k = 0; k < size(); ++k)
      if (!terms_[k].has_exponent() && terms_[k].weight.is(1)) return k;
    return -1;
  }
  constexpr H shift() const {
    H largest = H::none();
    for (int k = 0; k < size(); ++k) {
      const H exponent = terms_[k].has_exponent() ? terms_[k].exponent() : H(dag::number(0), terms_[k].weight.owner());
      largest = largest.exists() ? H(max(largest, exponent)) : exponent;
    }
    return shift_of(largest);
  }
  // The sum divided by exp(shift), without the term at place `without`.
  constexpr H total(const H& shift, int without = -1) const {
    H sum = H::none();
    for (int k = 0; k < size(); ++k) {
      if (k == without) continue;
      const H term = terms_[k].over(shift);
      sum = sum.exists() ? H(sum + term) : term;
    }
    return sum;
  }

 private:
  dag::scratch<exponential_term<H>> terms_;
};

}  // namespace tapeless::rules
