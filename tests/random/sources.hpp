// SPDX-License-Identifier: BSL-1.0
// What the files that sources.py writes have in common: a formula, and the same as a function of numbers of 100 digits,
// in which every operation is in_double(place, result). Everything that a user can ask of the formula is compared with
// values and central differences of that function.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/printed_c.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <tapeless/tapeless.hpp>

namespace sources {

using namespace tapeless;
using namespace tapeless::literals;
using real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>, boost::multiprecision::et_off>;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

// Boost's calls itself without end where an operand is NaN.
inline real pow(const real& base, const real& exponent) {
  return isnan(base) || isnan(exponent) ? std::numeric_limits<real>::quiet_NaN()
                                        : boost::multiprecision::pow(base, exponent);
}

// Whether a number on the way was near the ends of the range of double.
inline bool beyond = false;
inline real seen(const real& value) {
  beyond = beyond || (value != 0 && !(abs(value) < real(1e100) && abs(value) > real(1e-100)));
  return value;
}
// 0, or which rounding errors are made: each place has two of its own, everywhere the same, so that differences stay
// smooth: one of the value at the point, one of how the value changes from there, since derivatives are rounded on
// their own. So log(exp(u)) has errors of (u')^2 in its second derivative, as its terms have.
inline unsigned disturbance = 0;
inline bool at_the_point = false;
inline std::vector<real> values_at_the_point;  // by place
inline real rounding(unsigned place, unsigned which) {
  // The even ones are the opposites of the odd ones.
  const unsigned seed = (2 * place + which) * 2654435761u ^ ((disturbance + 1) / 2 * 40503u);
  return ((seed >> 13 ^ disturbance) & 1u) != 0 ? ldexp(real(1), -53) : -ldexp(real(1), -54);
}
// change: how many roundings the changes have.
inline real in_double(unsigned place, const real& value, const real& change = 1) {
  if (disturbance == 0) return seen(value);
  if (values_at_the_point.size() <= place) values_at_the_point.resize(place + 1);
  if (at_the_point) values_at_the_point[place] = value;
  const real& there = values_at_the_point[place];
  return value + there * rounding(place, 0) + (value - there) * rounding(place, 1) * change;
}
// The same of a value within another operation of the text.
inline real seen(unsigned place, const real& value) {
  seen(value);
  return in_double(place, value);
}

// The base of a power. Its derivative is b*a^(b - 1), where b - 1 is rounded: log(a) times as much in the result.
inline real base(unsigned place, const real& value) {
  seen(value);
  return in_double(place, value, 1 + abs(log(value)));
}

// A root of exactly 0 has the derivative infinity, which may be multiplied by 0: where the formula is smooth all the
// same, as sqrt(z*max(-z, 0)) is for z > 0, derivatives may be NaN.
inline bool root_of_zero = false;
inline real root(const real& value) {
  root_of_zero = root_of_zero || value == 0;
  return sqrt(value);
}

// The value, the gradient, and the Hessian by rows.
using numbers = std::array<double, 13>;
using function_of_reals = real (*)(const real&, const real&, const real&);

inline numbers exact(function_of_reals f, const std::array<double, 3>& at) {
  const real step("1e-25");
  const auto moved = [&](std::size_t i, int by, std::size_t j, int more) {
    std::array<real, 3> p{real(at[0]), real(at[1]), real(at[2])};
    p[i] += by * step;
    p[j] += more * step;
    return f(p[0], p[1], p[2]);
  };
  numbers all{};
  at_the_point = true;
  const real middle = moved(0, 0, 0, 0);
  at_the_point = false;
  all[0] = static_cast<double>(middle);
  for (std::size_t i = 0; i < 3; ++i) {
    const real above = moved(i, 1, i, 0), below = moved(i, -1, i, 0);
    all[1 + i] = static_cast<double>(real((above - below) / (2 * step)));
    for (std::size_t j = 0; j < 3; ++j) {
      const real second =
          i == j ? real((above - 2 * middle + below) / (step * step))
                 : real((moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1)) /
                        (4 * step * step));
      all[4 + 3 * i + j] = static_cast<double>(second);
    }
  }
  return all;
}

// Counts of all formulas of a program.
struct tally {
  int compared = 0;
  int left_out = 0;  // no numbers there, or rounding errors move them by too much
};
inline tally count;

class judge {
 public:
  judge(function_of_reals f, const std::array<double, 3>& at) {
    beyond = false;
    root_of_zero = false;
    truth_ = exact(f, at);
    may_be_nan_ = root_of_zero;
    usable_ = !beyond;
    for (disturbance = 1; disturbance <= 4; ++disturbance) {
      const numbers other = exact(f, at);
      for (std::size_t k = 0; k < other.size(); ++k) {
        const double by = std::abs(other[k] - truth_[k]);
        if (std::isnan(by) || by > spread_[k]) spread_[k] = by;  // NaN, beyond the end of a domain, stays
      }
    }
    disturbance = 0;
    for (std::size_t k = 0; k < truth_.size(); ++k)
      if (std::abs(truth_[k]) < 1e100) size_ = std::max(size_, std::abs(truth_[k]));
  }
  bool usable() const {
    for (std::size_t k = 0; k < truth_.size(); ++k)
      if (!(std::abs(truth_[k]) < 1e100) || !(spread_[k] <= 1e-7 * size_)) return false;
    return usable_;
  }
  // Sums in derivatives may cancel: what is left is compared with the largest of all derivatives, too.
  bool accepts(std::size_t k, double got) const {
    if (k != 0 && may_be_nan_ && std::isnan(got)) return true;
    return std::abs(got - truth_[k]) <= 1000 * spread_[k] + 1e-10 * std::abs(truth_[k]) + 1e-12 * size_;
  }
  double truth(std::size_t k) const { return truth_[k]; }

 private:
  bool usable_ = true;
  bool may_be_nan_ = false;  // derivatives
  numbers truth_{};
  numbers spread_{};
  double size_ = 0;
};

template <class F>
std::array<numbers, 4> all_ways(const F&, const std::array<double, 3>& at) {
  constexpr F f{};
  const auto bound = [&](const auto& request) { return request(x = at[0], y = at[1], z = at[2]); };
  numbers one{}, separate{}, stable{}, plain{};
  const auto together = bound(value_gradient_hessian(f, x, y, z));
  one[0] = together.value;
  const auto gradients = bound(gradient(f, x, y, z));
  const auto seconds = bound(hessian(f, x, y, z));
  constexpr auto h = function(stabilize(f), arguments(x, y, z));
  constexpr auto g = function(value_and_gradient(f, x, y, z), arguments(x, y, z));
  std::array<double, 4> first{};
  g(std::span<const double, 3>(at), std::span<double, 4>(first));
  const auto better = bound(value_gradient_hessian(stabilize(f), x, y, z));
  separate[0] = function(f, arguments(x, y, z))(at[0], at[1], at[2]);
  stable[0] = h(at[0], at[1], at[2]);
  std::copy(first.begin(), first.end(), plain.begin());
  for (std::size_t i = 0; i < 3; ++i) {
    one[1 + i] = together.gradient.data()[i];
    separate[1 + i] = gradients.data()[i];
    stable[1 + i] = better.gradient.data()[i];
    for (std::size_t j = 0; j < 3; ++j) {
      one[4 + 3 * i + j] = together.hessian(i, j);
      separate[4 + 3 * i + j] = seconds.data()[3 * i + j];
      stable[4 + 3 * i + j] = better.hessian(i, j);
      plain[4 + 3 * i + j] = together.hessian(j, i);
    }
  }
  separate[1] = bound(derivative(f, x));
  separate[5] = bound(derivative(f, x, y));
  separate[12] = bound(derivative(f, z, z));
  return {one, separate, stable, plain};
}

template <class F>
void check(const char* text, const F& f, function_of_reals twin, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<> number(-3, 3);
  for (int k = 0; k < 12; ++k) {
    std::array<double, 3> at{};
    for (double& one : at) one = k % 3 == 2 ? std::abs(number(random)) : number(random);
    const judge verdict(twin, at);
    if (!verdict.usable()) {
      ++count.left_out;
      continue;
    }
    static constexpr const char* ways[] = {"value_gradient_hessian", "each alone", "stabilize", "function"};
    const auto found = all_ways(f, at);
    for (std::size_t w = 0; w < found.size(); ++w)
      for (std::size_t n = 0; n < found[w].size(); ++n) {
        ++count.compared;
        INFO(text << "\n  " << ways[w] << ", number " << n << " at " << at[0] << ", " << at[1] << ", " << at[2] << ": "
                  << found[w][n] << ", right " << verdict.truth(n));
        CHECK(verdict.accepts(n, found[w][n]));
      }
  }
  printed_c::add(text, value_gradient_hessian(F{}, x, y, z), arguments(x, y, z));
}

}  // namespace sources
