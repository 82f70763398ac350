// SPDX-License-Identifier: BSL-1.0
// Derivatives as formulas, which are in textbook form, of every rule: first and second ones against the oracle where
// squares, cubes and their inverses leave the range of double.
#include "tests/rules/sweep.hpp"

#include <algorithm>
#include <cstring>

namespace {

using namespace sweep;

// The value, gradient and Hessian of a rule from the formulas that `derivative` makes.
template <class R, class... E>
struct textbook_rule {
  template <std::size_t... K>
  static constexpr auto build(std::index_sequence<K...>) {
    return apply<R>(as_operand<R, K>(E{})...);
  }
  static constexpr auto formula = build(std::index_sequence_for<E...>{});
  static constexpr std::size_t n = sizeof...(E);

  static void run(const double* symbols, double* results) {
    constexpr auto derivatives =
        std::tuple_cat(std::tuple(formula), std::tuple(derivative(formula, E{})...),
                       [](const auto& x) { return std::tuple(derivative(formula, x, E{})...); }(E{})...);
    constexpr auto program =
        std::apply([](const auto&... f) { return function(bundle(f...), arguments(E{}...)); }, derivatives);
    program(std::span<const double, n>(symbols, n), std::span<double, 1 + n*(1 + n)>(results, 1 + n * (1 + n)));
  }
};

// Of two operands every pair, where fewer points are asked for of the first seven; of three the triples of a few.
constexpr double sizes[] = {1e-100, 1, 1e100, 1e-77, 1e77, 1e-150, 1e150, 1e-9, 1e9, 0.75, 3};
std::size_t number_of_sizes(std::size_t operands) {
  if (operands > 2) return 3;
  return operands == 2 && drawn_divisor() > 1 ? 7 : std::size(sizes);
}

// Not where derivatives overflow on the way of powers that stand in the formula, 2*a/b^3, and where the differences of
// the oracle see nothing.
bool is_meant(const char* name, const std::array<double, most>& x) {
  const auto is = [&](const char* one) { return std::strcmp(name, one) == 0; };
  if (is("divide")) return std::abs(x[1]) > 1e-100 && std::abs(x[1]) < 1e100;
  if (is("atan2")) return x[1] > 0 || std::abs(x[0]) > 0x1p-300 * std::abs(x[1]);
  if (is("atan2_slope") || is("hypot_slope")) return std::hypot(x[0], x[1]) > 1e-90;
  if (is("atan2_bend") || is("atan2_twist")) return std::hypot(x[0], x[1]) > 1e-70;
  return true;
}

template <class R, class... E>
void sweep_sizes(const E&... operands) {
  const subject one = subject_of<R, textbook_rule>(operands...);
  std::vector<std::array<double, most>> points(1);
  for (std::size_t k = 0; k < one.count; ++k) {
    std::vector<std::array<double, most>> longer;
    for (const auto& point : points)
      for (const double size : std::span(sizes, number_of_sizes(one.count)))
        for (const double x : {size, -size})
          if (one.operands[k].domain.low <= x && x <= one.operands[k].domain.high) {
            longer.push_back(point);
            longer.back()[k] = x;
          }
    points = longer;
  }
  points.erase(std::remove_if(points.begin(), points.end(), [&](const auto& x) { return !is_meant(one.name, x); }),
               points.end());
  check(one, points);
}

template <class R>
void sweep_rule() {
  constexpr int arity = operation_of<R>.arity;
  if constexpr (requires { R::integer_order; } || arity < 1 || operation_of<R>.takes_condition(0) ||
                operation_of<R>.result == dag::sort::condition)
    return;
  else if constexpr (arity == 1)
    sweep_sizes<R>(a);
  else if constexpr (arity == 2)
    sweep_sizes<R>(a, b);
  else
    sweep_sizes<R>(a, b, c);
}

template <class... R>
void sweep_all(detail::rule_list<R...>) {
  (sweep_rule<R>(), ...);
}

}  // namespace

TEST_CASE("derivatives as formulas where squares leave the range of numbers") { sweep_all(rules::number_rules{}); }
