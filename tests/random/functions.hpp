// SPDX-License-Identifier: BSL-1.0
// The functions of the exact evaluation: values by MPFR, derivatives by central differences of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <limits>

#include <boost/multiprecision/mpfr.hpp>

#include "tests/random/jet.hpp"

namespace exact {

namespace mp = boost::multiprecision;
using usual = mp::number<mp::mpfr_float_backend<100, mp::allocate_stack>, mp::et_off>;
using many = mp::number<mp::mpfr_float_backend<1200>, mp::et_off>;

template <class R>
using function = R (*)(const R* x);
using of_one = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

template <class R, of_one F>
R library(const R* x) {
  R result;
  F(result.backend().data(), x->backend().data(), MPFR_RNDN);
  return result;
}
template <class R>
R pi() {
  R result;
  mpfr_const_pi(result.backend().data(), MPFR_RNDN);
  return result;
}
// Of sin_pi and cos_pi, which are the same at x and x + 2: where in 0 .. 2 x is, without rounding.
template <class R>
R within_period(const R& x) {
  return x - 2 * floor(R(x / 2));
}
template <class R>
R log_gamma(const R& x) {
  R result;
  int sign = 0;
  mpfr_lgamma(result.backend().data(), &sign, x.backend().data(), MPFR_RNDN);
  return result;
}

template <class R>
R log_beta(const R* x) {
  if (x[0] <= 0 || x[1] <= 0) return std::numeric_limits<R>::quiet_NaN();
  return log_gamma(x[0]) + log_gamma(x[1]) - log_gamma(R(x[0] + x[1]));
}

// The functions that are smooth where they are defined, but for the points that is_corner names.
template <class R>
struct smooth {
  const char* name;
  int arity;
  function<R> value;
};
template <class R>
const smooth<R> list[] = {
    {"exp", 1, library<R, mpfr_exp>},
    {"exp2", 1, library<R, mpfr_exp2>},
    {"expm1", 1, library<R, mpfr_expm1>},
    {"log", 1, library<R, mpfr_log>},
    {"log2", 1, library<R, mpfr_log2>},
    {"log10", 1, library<R, mpfr_log10>},
    {"log1p", 1, library<R, mpfr_log1p>},
    {"sin", 1, library<R, mpfr_sin>},
    {"cos", 1, library<R, mpfr_cos>},
    {"tan", 1, library<R, mpfr_tan>},
    {"asin", 1, library<R, mpfr_asin>},
    {"acos", 1, library<R, mpfr_acos>},
    {"atan", 1, library<R, mpfr_atan>},
    {"sinh", 1, library<R, mpfr_sinh>},
    {"cosh", 1, library<R, mpfr_cosh>},
    {"tanh", 1, library<R, mpfr_tanh>},
    {"asinh", 1, library<R, mpfr_asinh>},
    {"acosh", 1, library<R, mpfr_acosh>},
    {"atanh", 1, library<R, mpfr_atanh>},
    {"sqrt", 1, library<R, mpfr_sqrt>},
    {"cbrt", 1, library<R, mpfr_cbrt>},
    {"rsqrt", 1, library<R, mpfr_rec_sqrt>},
    {"erf", 1, library<R, mpfr_erf>},
    {"erfc", 1, library<R, mpfr_erfc>},
    {"tgamma", 1, library<R, mpfr_gamma>},
    {"lgamma", 1, [](const R* x) -> R { return log_gamma(*x); }},
    {"digamma", 1, library<R, mpfr_digamma>},
    {"logistic", 1, [](const R* x) -> R { return 1 / (1 + exp(R(-*x))); }},
    {"softplus", 1,
     [](const R* x) -> R {
       const R tail = exp(*x < 0 ? *x : R(-*x));
       const R rest = library<R, mpfr_log1p>(&tail);
       return *x < 0 ? rest : R(*x + rest);
     }},
    {"log1m_exp", 1,
     [](const R* x) -> R {
       const R above = -library<R, mpfr_expm1>(x);
       return log(above);
     }},
    {"square", 1, [](const R* x) -> R { return *x * *x; }},
    {"one_minus_square", 1, [](const R* x) -> R { return 1 - *x * *x; }},
    {"sin_pi", 1, [](const R* x) -> R { return within_period(*x) == 1 ? R(0) : sin(R(pi<R>() * within_period(*x))); }},
    {"cos_pi", 1,
     [](const R* x) -> R {
       const R y = within_period(*x);
       return y == 0.5 || y == 1.5 ? R(0) : cos(R(pi<R>() * y));
     }},
    {"pow", 2, [](const R* x) -> R { return pow(x[0], x[1]); }},
    {"atan2", 2, [](const R* x) -> R { return atan2(x[0], x[1]); }},
    {"hypot", 2, [](const R* x) -> R { return sqrt(R(x[0] * x[0] + x[1] * x[1])); }},
    {"hypot3", 3, [](const R* x) -> R { return sqrt(R(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])); }},
    {"xlogy", 2, [](const R* x) -> R { return x[0] == 0 ? R(0) : R(x[0] * log(x[1])); }},
    {"beta", 2, [](const R* x) -> R { return exp(log_beta(x)); }},
    {"lbeta", 2, [](const R* x) -> R { return log_beta(x); }},
};

// What has its derivatives below and not from differences.
constexpr const char* others[] = {
    "add",    "subtract", "multiply",   "divide",  "negate",        "fma",    "log_sum_exp", "abs",  "sign",
    "floor",  "ceil",     "trunc",      "min",     "max",           "fdim",   "clamp",       "relu", "select",
    "choose", "less",     "less_equal", "greater", "greater_equal", "equals", "not_equals",  "and",  "or",
    "not",    "pi",       "e",          "ln2",     "ln10",          "root_pi"};

template <class R>
const smooth<R>* find_smooth(const dag::operation& op) {
  for (const smooth<R>& one : list<R>)
    if (std::strcmp(one.name, op.name) == 0) return &one;
  return nullptr;
}

// Central differences with a step that is 2^-Step of the distance over which the function may change.
template <class R, int Step>
class differences {
 public:
  differences(const smooth<R>& rule, const jet<R>* const* operands) : rule_(rule) {
    const auto count = static_cast<std::size_t>(rule.arity);
    for (std::size_t k = 0; k < count; ++k) {
      x_[k] = operands[k]->value;
      const R size = abs(x_[k]);
      step_[k] = ldexp(size == 0 || size > 1 ? R(1) : size, -Step);
    }
  }
  slopes<R> all(const jet<R>* const* operands) {
    slopes<R> result;
    result.value = at(0, 0, 0, 0);
    const auto count = static_cast<std::size_t>(rule_.arity);
    for (std::size_t a = 0; a < count; ++a) {
      if (operands[a]->constant) continue;
      const R above = at(a, 1, 0, 0), below = at(a, -1, 0, 0);
      result.first[a] = (above - below) / (2 * step_[a]);
      result.second[a][a] = (above - 2 * result.value + below) / (step_[a] * step_[a]);
      for (std::size_t b = a + 1; b < count; ++b) {
        if (operands[b]->constant) continue;
        result.second[a][b] =
            (at(a, 1, b, 1) - at(a, 1, b, -1) - at(a, -1, b, 1) + at(a, -1, b, -1)) / (4 * step_[a] * step_[b]);
      }
    }
    return result;
  }

 private:
  R at(std::size_t a, int steps, std::size_t b, int more) const {
    std::array<R, 3> x = x_;
    x[a] += steps * step_[a];
    x[b] += more * step_[b];
    return rule_.value(x.data());
  }
  const smooth<R>& rule_;
  std::array<R, 3> x_;
  std::array<R, 3> step_;
};

inline bool is(const dag::operation& op, const char* name) { return std::strcmp(op.name, name) == 0; }

// Arithmetic, and functions that are linear between their corners.
template <class R>
slopes<R> arithmetic_slopes(const dag::operation& op, const std::vector<const jet<R>*>& x) {
  slopes<R> f;
  const R& a = x[0]->value;
  const R& b = x.size() > 1 ? x[1]->value : a;
  const R& c = x.back()->value;
  const auto pick = [&](std::size_t k) {
    f.value = x[k]->value;
    f.first[k] = 1;
  };
  if (is(op, "add"))
    f = {a + b, {1, 1}, {}};
  else if (is(op, "subtract"))
    f = {a - b, {1, -1}, {}};
  else if (is(op, "negate"))
    f = {-a, {-1}, {}};
  else if (is(op, "multiply")) {
    f = {a * b, {b, a}, {}};
    f.second[0][1] = 1;
  } else if (is(op, "divide")) {
    f = {a / b, {1 / b, -a / (b * b)}, {}};
    f.second[0][1] = -1 / (b * b);
    f.second[1][1] = 2 * a / (b * b * b);
  } else if (is(op, "fma")) {
    f = {a * b + c, {b, a, 1}, {}};
    f.second[0][1] = 1;
  } else if (is(op, "abs")) {
    f.value = a < 0 ? R(-a) : a;
    f.first[0] = a < 0 ? -1 : 1;
  } else if (is(op, "sign"))
    f.value = a > 0 ? R(1) : a < 0 ? R(-1) : a;
  else if (is(op, "floor"))
    f.value = floor(a);
  else if (is(op, "ceil"))
    f.value = ceil(a);
  else if (is(op, "trunc"))
    f.value = a < 0 ? R(ceil(a)) : R(floor(a));
  else if (is(op, "min"))
    pick(b < a ? 1 : 0);
  else if (is(op, "max"))
    pick(a < b ? 1 : 0);
  else if (is(op, "relu")) {
    if (a > 0) pick(0);
  } else if (is(op, "fdim")) {
    if (b < a) f = {a - b, {1, -1}, {}};
  } else if (is(op, "clamp"))
    pick(a < b ? 1 : c < a ? 2 : 0);
  return f;
}

}  // namespace exact
