// SPDX-License-Identifier: BSL-1.0
// Every rule that only stabilize makes, value, gradient and Hessian, against the oracle all over its domain. Operands
// that belong together, as u = v + d of f(u) - f(v), are formulas of those that the oracle has.
#include "tests/rules/sweep.hpp"
#include "tests/support/each_rule.hpp"

#include <algorithm>
#include <cstring>

namespace {

using namespace sweep;

template <class R, std::size_t Count>
struct stable_rule {
  static constexpr auto formula = each_rule::stable_form<R>(a, b, c);
  static constexpr std::size_t result_count = 1 + Count * (1 + Count);
  static void run(const double* symbols, double* results) {
    constexpr auto program = [] {
      if constexpr (Count == 1)
        return function(value_gradient_hessian(formula, a), arguments(a));
      else if constexpr (Count == 2)
        return function(value_gradient_hessian(formula, a, b), arguments(a, b));
      else
        return function(value_gradient_hessian(formula, a, b, c), arguments(a, b, c));
    }();
    program(std::span<const double, Count>(symbols, Count), std::span<double, result_count>(results, result_count));
  }
  static double value(const double* x, int) {
    constexpr auto program = [] {
      if constexpr (Count == 1)
        return function(formula, arguments(a));
      else if constexpr (Count == 2)
        return function(formula, arguments(a, b));
      else
        return function(formula, arguments(a, b, c));
    }();
    double result = 0;
    program(std::span<const double, Count>(x, Count), std::span<double, 1>(&result, 1));
    return result;
  }
};

template <class R>
constexpr bool together = std::is_base_of_v<rules::change, R> || std::is_same_v<R, rules::power_change_>;

using filter = bool (*)(const double* x);
bool anywhere(const double*) { return true; }

// A rule with where its operands may lie. Order: of the derivatives that second derivatives of formulas take.
template <class R, std::size_t Count, int Order = 2>
void sweep_rule(const std::array<interval, Count>& domain, filter is_meant = anywhere) {
  subject one;
  one.name = R::name;
  one.text = to_string(stable_rule<R, Count>::formula);
  one.count = Count;
  for (std::size_t k = 0; k < Count; ++k) one.operands[k].domain = domain[k];
  one.program = &stable_rule<R, Count>::run;
  one.value = together<R> ? &stable_rule<R, Count>::value : operation_of<R>.value;
  auto points = points_of(one);
  points.erase(std::remove_if(points.begin(), points.end(), [&](const auto& x) { return !is_meant(x.data()); }),
               points.end());
  check(one, points, Order);
}

constexpr interval wide{-0x1p+200, 0x1p+200};
constexpr interval above{0x1p-200, 0x1p+200};
constexpr interval angle{-1000, 1000};
constexpr interval exponent{-300, 300};

bool ends_above(const double* x) { return x[0] + x[1] > 0x1p-250; }
bool ends_elsewhere(const double* x) { return std::abs(x[0]) > 0x1p-250 && std::abs(x[0] + x[1]) > 0x1p-250; }
bool has_squares(const double* x) { return std::abs(x[0]) > 0x1p-250 && std::abs(x[1]) > 0x1p-250; }
bool has_root(const double* x) { return x[0] * x[0] + x[1] > 0x1p-400; }
bool has_length(const double* x) { return std::hypot(x[0], x[1]) > 0x1p-250; }

using namespace tapeless::rules;

}  // namespace

TEST_CASE("changes of powers and logarithms") {
  sweep_rule<power_change_, 3>({interval{0x1p-40, 0x1p+40}, interval{-0x1p+40, 0x1p+40}, interval{-10, 10}},
                               ends_above);
  sweep_rule<root_change_, 2>({above, wide}, ends_above);
  sweep_rule<inverse_root_change_, 2>({above, wide}, ends_above);
  sweep_rule<inverse_change_, 2>({wide, wide}, ends_elsewhere);
  sweep_rule<log_change_, 2>({above, wide}, ends_above);
  sweep_rule<entropy_change_, 2>({above, wide}, ends_above);
  sweep_rule<cube_root_change_, 2>({wide, wide}, ends_elsewhere);
  sweep_rule<cube_root_slope_change_, 2, 1>({wide, wide}, ends_elsewhere);
}

TEST_CASE("changes of angles") {
  sweep_rule<versine_, 1>({interval{-0x1p+100, 0x1p+100}});
  sweep_rule<sin_change_, 2>({angle, angle});
  sweep_rule<cos_change_, 2>({angle, angle});
  sweep_rule<tan_change_, 2>({interval{-0.7, 0.7}, interval{-0.7, 0.7}});
  sweep_rule<tan_slope_change_, 2, 1>({interval{-0.7, 0.7}, interval{-0.7, 0.7}});
  sweep_rule<atan_change_, 2>({wide, wide});
  sweep_rule<atan_slope_change_, 2, 1>({wide, wide});
}

TEST_CASE("exponentials, their sums and shares") {
  sweep_rule<exp_change_, 2>({exponent, exponent});
  sweep_rule<exp_difference_, 2>({exponent, exponent});
  sweep_rule<exp_of_sum_, 2>({exponent, exponent});
  sweep_rule<share_, 2>({exponent, exponent});
  sweep_rule<share_slope_, 2>({exponent, exponent});
  sweep_rule<share_of_, 3>({exponent, exponent, exponent});
  sweep_rule<rest_of_share_, 3>({exponent, exponent, exponent});
  sweep_rule<log_share_, 3>({exponent, exponent, exponent});
  sweep_rule<log_sum_of_exp_, 3>({exponent, exponent, exponent});
  sweep_rule<exp_over_expm1_, 1>({interval{0x1p-300, infinity}});
  sweep_rule<exp_over_expm1_, 1>({interval{-700, -0x1p-300}});
  sweep_rule<log_cosh_, 1>({interval{-1e300, 1e300}});
  sweep_rule<log_sinh_, 1>({interval{0x1p-300, 1e300}});
}

TEST_CASE("squares and roots") {
  sweep_rule<difference_of_squares_, 2>({wide, wide}, has_squares);
  sweep_rule<root_of_sum_, 2>({wide, wide}, has_root);
  sweep_rule<root_minus_, 2>({wide, wide}, has_root);
  sweep_rule<root_of_sum_slope_, 2, 1>({wide, wide}, has_root);
  sweep_rule<root_minus_slope_, 2, 1>({wide, wide}, has_root);
  sweep_rule<hypot_minus_, 2>({wide, wide}, has_length);
  sweep_rule<hypot_minus_slope_, 2, 1>({wide, wide}, has_length);
}

TEST_CASE("roots of quadratic equations") {
  constexpr std::array<interval, 3> all{interval{-0x1p+100, 0x1p+100}, interval{-0x1p+100, 0x1p+100},
                                        interval{-0x1p+100, 0x1p+100}};
  const filter is_real = [](const double* x) {
    return std::abs(x[0]) > 0x1p-120 && std::abs(x[1]) > 0x1p-120 && std::abs(x[2]) > 0x1p-120 &&
           x[1] * x[1] - 4 * x[0] * x[2] > 0x1p-200;
  };
  sweep_rule<discriminant_root_, 3, 1>(all, is_real);
  sweep_rule<quadratic_root_, 3>(all, is_real);
  sweep_rule<quadratic_slope_, 3, 1>(all, is_real);
  sweep_rule<quadratic_bend_, 3, 1>(all, is_real);
}

TEST_CASE("stable forms that users may call") {
  CHECK(versine(a)(a = 1e-9) == 5e-19);
  CHECK(log_cosh(a)(a = 800.0) == 799.3068528194401);
  CHECK(log_sinh(a)(a = 800.0) == 799.3068528194401);
  CHECK(quadratic_root(a, b, c)(a = 1.0, b = 1e9, c = 1.0) == -1e-9);
  CHECK((-quadratic_root(a, -b, c))(a = 1.0, b = -1e9, c = 1.0) == 1e-9);
}

// What is taken out of a formula and put back has no derivative, which differences of its values do not say.
TEST_CASE("what is taken out of exponents") {
  static_assert(derivative(apply<stop_gradient_>(a), a) == constant<0>);
  CHECK(operation_of<stop_gradient_>.value(std::array{3.5}.data(), 1) == 3.5);
}
