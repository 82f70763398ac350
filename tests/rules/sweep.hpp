// SPDX-License-Identifier: BSL-1.0
// From a rule to numbers that can be compared: a rule applied to symbols becomes one program for its value, gradient
// and Hessian, and behind a plain function pointer it is checked at many points of its domain against the oracle.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

#include "tests/math/samples.hpp"
#include "tests/rules/bounds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/oracle.hpp"

namespace sweep {

using namespace tapeless;
using rules::interval;

inline constexpr std::size_t most = oracle::max_operands;

inline constexpr auto a = symbol<"a">;
inline constexpr auto b = symbol<"b">;
inline constexpr auto c = symbol<"c">;
inline constexpr auto d = symbol<"d">;
inline constexpr auto n = integer<"n">;
inline constexpr auto m = integer<"m">;

// What an operand of a rule is in a formula: differentiated, data, or a constant.
enum class kind { real, data, fixed };

struct operand_info {
  kind what = kind::real;
  double value = 0;  // of a constant
  interval domain{};
};

// A rule applied to operands, for code that is not a template.
struct subject {
  const char* name = "";
  std::string text;
  std::size_t count = 0;
  std::array<operand_info, most> operands{};
  // Value, gradient and Hessian for the symbols in their order.
  void (*program)(const double* symbols, double* results) = nullptr;
  // The rule's own `value`.
  double (*value)(const double* operands, int count) = nullptr;
};

// Rules that say nothing live everywhere; these are all but the largest and smallest numbers, as products of three
// operands must not overflow.
inline constexpr interval everywhere{-0x1p+200, 0x1p+200};

template <class R>
constexpr interval domain_of(std::size_t k) {
  if constexpr (requires { R::domain; })
    return R::domain[k];
  else
    return everywhere;
}

template <class R, std::size_t K, class E>
constexpr auto as_operand(const E& e) {
  if constexpr (operation_of<R>.takes_condition(static_cast<int>(K)))
    return e > constant<0>;
  else
    return e;
}

// A condition as a number.
template <class R, class F>
constexpr auto as_number(const F& formula) {
  if constexpr (operation_of<R>.result == dag::sort::condition)
    return select(formula, constant<1>, constant<0>);
  else
    return formula;
}

template <class E>
constexpr kind kind_of() {
  const definition& meaning = *detail::definition_for<E>;
  if (!meaning.is_symbol()) return kind::fixed;
  return meaning.kind == dag::symbol_kind::integer ? kind::data : kind::real;
}

template <class E>
constexpr auto if_symbol(const E& e) {
  if constexpr (kind_of<E>() == kind::fixed)
    return std::tuple<>();
  else
    return std::tuple(e);
}
template <class E>
constexpr auto if_real(const E& e) {
  if constexpr (kind_of<E>() == kind::real)
    return std::tuple(e);
  else
    return std::tuple<>();
}

template <class R, class... E>
struct applied_rule {
  template <std::size_t... K>
  static constexpr auto build(std::index_sequence<K...>) {
    return as_number<R>(apply<R>(as_operand<R, K>(E{})...));
  }
  static constexpr auto formula = build(std::index_sequence_for<E...>{});
  static constexpr auto inputs = std::tuple_cat(if_symbol(E{})...);
  static constexpr auto variables = std::tuple_cat(if_real(E{})...);
  static constexpr std::size_t input_count = std::tuple_size_v<decltype(inputs)>;
  static constexpr std::size_t variable_count = std::tuple_size_v<decltype(variables)>;
  static constexpr std::size_t result_count = 1 + variable_count * (1 + variable_count);

  static void run(const double* symbols, double* results) {
    constexpr auto request =
        std::apply([](const auto&... x) { return value_gradient_hessian(formula, x...); }, variables);
    constexpr auto list = std::apply([](const auto&... x) { return arguments(x...); }, inputs);
    constexpr auto program = function(request, list);
    program(std::span<const double, input_count>(symbols, input_count),
            std::span<double, result_count>(results, result_count));
  }
};

template <class E>
double value_of_constant(const E& e) {
  if constexpr (kind_of<E>() == kind::fixed)
    return static_cast<double>(e());
  else
    return 0;
}

// `Program` makes the program of the rule: its `run` alone is compiled.
template <class R, template <class, class...> class Program = applied_rule, class... E>
subject subject_of(const E&... operands) {
  using rule = Program<R, E...>;
  subject one;
  one.name = R::name;
  one.text = to_string(rule::formula);
  one.count = sizeof...(E);
  std::size_t k = 0;
  ((one.operands[k] = {kind_of<E>(), value_of_constant(operands), domain_of<R>(operation_of<R>.arity < 0 ? 0 : k)},
    ++k),
   ...);
  one.program = &rule::run;
  one.value = operation_of<R>.value;
  return one;
}

// Numbers that matter at and near the ends of an interval.
inline std::vector<double> edges(const interval& range) {
  constexpr double largest = 0x1.8p+1022;
  const double low = std::max(range.low, -largest);
  const double high = std::min(range.high, largest);
  std::vector<double> list{low, high};
  for (const double x : {0.0, -1.0, 1.0, 0x1p-1000, -0x1p-30, 0.5, 2.0, -0.5, -0x1p-1000, 0x1p-30, 1 + 0x1p-40, 10.0})
    if (low < x && x < high) list.push_back(x);
  return list;
}

inline double clamp_to(const interval& range, double x) { return std::min(std::max(x, range.low), range.high); }

inline double draw(samples::generator& g, const interval& range) {
  constexpr double largest = 0x1.8p+1022;
  const double low = std::max(range.low, -largest);
  const double high = std::min(range.high, largest);
  const double size = std::max(std::abs(low), std::abs(high));
  switch (g.integer(0, 5)) {
    case 0:
      return g.uniform(std::max(low, -20.0), std::max(std::min(high, 20.0), low));
    case 1:
      return clamp_to(range, g.uniform(low / 2, high / 2) * 2);
    case 2: {
      const double x = g.log_uniform(-1000, std::ilogb(size));
      return clamp_to(range, low < 0 ? g.with_sign(x) : x);
    }
    case 3:
      return clamp_to(range, g.signed_log_uniform(-30, 4));
    case 4:
      return clamp_to(range, low + (high / 2 - low / 2) * g.log_uniform(-50, 0));
    default:
      return clamp_to(range, high - (high / 2 - low / 2) * g.log_uniform(-50, 0));
  }
}

// Fewer points are drawn, by this factor, where TAPELESS_FEWER_POINTS says so; those at the edges are always all there.
inline int drawn_divisor() {
  const char* const text = std::getenv("TAPELESS_FEWER_POINTS");
  const int factor = text != nullptr ? std::atoi(text) : 1;
  return factor > 0 ? factor : 1;
}

// The points at which a subject is checked: its operands, constants included.
inline std::vector<std::array<double, most>> points_of(const subject& one) {
  std::vector<std::array<double, most>> points(1);
  std::size_t varied = 0;
  for (std::size_t k = 0; k < one.count; ++k) varied += one.operands[k].what == kind::real ? 1u : 0u;
  // All combinations of edges, fewer of them where there are more operands
  for (std::size_t k = 0; k < one.count; ++k) {
    std::vector<double> choices;
    if (one.operands[k].what == kind::fixed)
      choices = {one.operands[k].value};
    else if (one.operands[k].what == kind::data)
      for (double x = std::max(one.operands[k].domain.low, 0.0); x <= std::min(one.operands[k].domain.high, 6.0); ++x)
        choices.push_back(x);
    else
      choices = edges(one.operands[k].domain);
    const std::size_t enough = varied > 3 ? 2 : varied > 2 ? 3 : varied > 1 ? 5 : choices.size();
    if (choices.size() > enough) choices.resize(enough);
    std::vector<std::array<double, most>> longer;
    for (const auto& point : points)
      for (const double x : choices) {
        longer.push_back(point);
        longer.back()[k] = x;
      }
    points = longer;
  }
  samples::generator g(11);
  const int drawn = varied == 0 ? 0 : (varied > 3 ? 20 : 60) / drawn_divisor();
  const std::size_t edge_count = points.size();
  for (int k = 0; k < drawn; ++k) {
    std::array<double, most> point = points[static_cast<std::size_t>(k) % edge_count];
    for (std::size_t j = 0; j < one.count; ++j)
      if (one.operands[j].what == kind::real) point[j] = draw(g, one.operands[j].domain);
    // Operands of similar size meet in sums; two independent ones rarely do.
    if (varied > 1 && k % 3 == 0)
      for (std::size_t j = 1; j < one.count; ++j)
        if (one.operands[j].what == kind::real && one.operands[0].what == kind::real)
          point[j] = clamp_to(one.operands[j].domain, point[0] * g.uniform(0.5, 2));
    points.push_back(point);
  }
  return points;
}

// The largest error of one kind of result, in units of its limit.
struct worst {
  double error = 0;
  std::string where;
  int compared = 0;
};

inline std::string hexadecimal(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%a", x);
  return text;
}

inline void compare(worst& all, const bounds::limit& limit, double computed, const oracle::quantity& q,
                    const std::array<double, most>& point, std::size_t count) {
  ++all.compared;
  double error = 0;
  if (std::isnan(computed) || std::isnan(q.exact)) {
    error = std::isnan(computed) && std::isnan(q.exact) ? 0 : std::numeric_limits<double>::infinity();
  } else if (computed != q.exact) {
    constexpr double tiny = 0x1p-1074;
    constexpr double half_ulp = 0x1p-53;
    double allowed = limit.ulps * (half_ulp * std::abs(q.exact) + 2 * tiny);
    if (limit.conditions != 0) allowed += limit.conditions * (half_ulp * q.condition);
    if (limit.absolute != nullptr) allowed += half_ulp * limit.absolute(point.data());
    error = std::abs(computed - q.exact) / allowed;
    // Beside the largest number infinity is a rounding error.
    if (std::isinf(computed) && std::abs(q.exact) > 0x1.ffffffffffp+1023 && (computed > 0) == (q.exact > 0)) error = 1;
    if (std::isnan(error)) error = std::numeric_limits<double>::infinity();
  }
  if (!(error > all.error)) return;
  all.error = error;
  all.where = "at (";
  for (std::size_t k = 0; k < count; ++k) all.where += (k > 0 ? ", " : "") + hexadecimal(point[k]);
  all.where += "): " + hexadecimal(computed) + ", exactly " + hexadecimal(q.exact);
}

// Compares value, gradient and Hessian of a rule with the oracle at all points.
inline void check(const subject& one, const std::vector<std::array<double, most>>& points, int order = 2) {
  INFO(one.name << ": " << one.text);
  REQUIRE(oracle::knows(one.name));
  const bounds::rule& limits = bounds::of(one.name);
  std::size_t variables[most];
  std::size_t count = 0;
  unsigned active = 0;
  for (std::size_t k = 0; k < one.count; ++k)
    if (one.operands[k].what == kind::real) {
      variables[count++] = k;
      active |= 1u << k;
    }
  worst values, rule_values, gradients, hessians;
  for (const auto& point : points) {
    std::array<double, most> symbols{};
    std::size_t inputs = 0;
    for (std::size_t k = 0; k < one.count; ++k)
      if (one.operands[k].what != kind::fixed) symbols[inputs++] = point[k];
    std::array<double, 1 + most*(most + 1)> results{};
    one.program(symbols.data(), results.data());
    const oracle::answer exact = oracle::ask(one.name, point.data(), one.count, 2, active);
    compare(rule_values, limits.value, one.value(point.data(), static_cast<int>(one.count)), exact.value, point,
            one.count);
    compare(values, limits.value, results[0], exact.value, point, one.count);
    if (oracle::is_corner(one.name, point.data(), one.count)) continue;
    for (std::size_t i = 0; i < count; ++i) {
      compare(gradients, limits.first, results[1 + i], exact.gradient[variables[i]], point, one.count);
      for (std::size_t j = 0; j < count && order > 1; ++j)
        compare(hessians, limits.second, results[1 + count + i * count + j], exact.hessian[variables[i]][variables[j]],
                point, one.count);
    }
  }
  const auto report = [&](const char* what, const worst& w) {
    INFO(what << " " << w.where);
    CHECK(w.error <= 1);
  };
  report("the rule's value", rule_values);
  report("value", values);
  if (count > 0) {
    report("first derivative", gradients);
    report("second derivative", hessians);
    CHECK(gradients.compared > 0);
    CHECK((order < 2 || hessians.compared > 0));
  }
}

inline void check(const subject& one) { check(one, points_of(one)); }

}  // namespace sweep
