// SPDX-License-Identifier: BSL-1.0
// Random programs of numbers, as written, and points to try them at. A seed stands for the same program and point
// everywhere.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "tests/random/exact.hpp"
#include "tests/support/run_time.hpp"

namespace random_programs {

namespace dag = tapeless::dag;

inline constexpr const char* input_names[exact::max_inputs] = {"x", "y", "z"};

template <class... R>
std::vector<const dag::operation*> operations_of(tapeless::detail::rule_list<R...>) {
  std::vector<const dag::operation*> all;
  for (const dag::operation* one : {tapeless::detail::operation_at<R>()...})
    if (one->part != dag::role::guard && exact::knows(*one)) all.push_back(one);
  return all;
}
// The rules that the exact evaluation knows too, by what they are used for.
struct stock {
  std::vector<const dag::operation*> functions;
  std::vector<const dag::operation*> conditions;
  std::vector<const dag::operation*> arithmetic;
  std::vector<const dag::operation*> constants;

  stock() {
    for (const dag::operation* one : operations_of(tapeless::rules::number_rules{}))
      if (one->result == dag::sort::condition)
        conditions.push_back(one);
      else if (one->part == dag::role::named)
        constants.push_back(one);
      else if (one->part == dag::role::sum || one->part == dag::role::difference || one->part == dag::role::product ||
               one->part == dag::role::quotient || one->part == dag::role::power || one->part == dag::role::negation)
        arithmetic.push_back(one);
      else
        functions.push_back(one);
  }
};
inline const stock& rules() {
  static const stock all;
  return all;
}

// Random: where the choices come from, as a generator of the standard library.
template <class Random>
class writer {
 public:
  writer(dag::builder& program, Random& random) : program_(program), random_(random) {}

  // Returns the last value; the inputs come first.
  int write(int inputs, int operations, bool wide, bool polynomial = false) {
    for (int k = 0; k < inputs; ++k) values_.push_back(program_.make_symbol(input_names[k], dag::symbol_kind::real));
    // Programs of few kinds of functions meet the identities between them, others everything.
    variety_ = below(3) == 0 ? rules().functions.size() : at(2 + below(6));
    first_ = at(below(static_cast<int>(rules().functions.size())));
    arithmetic_ = 2 + below(7);
    if (polynomial) arithmetic_ = 8 + below(3);
    for (int k = 0; k < operations; ++k) values_.push_back(next(wide));
    return values_.back();
  }

 private:
  static std::size_t at(int k) { return static_cast<std::size_t>(k); }
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[at(below(static_cast<int>(all.size())))];
  }

  int number() {
    static constexpr double usual[] = {0, 1, -1, 2, -2, 3, 0.5, -0.5, 0.25, 10, 1e-3, 100, 1.5, 4, -3};
    static constexpr double rare[] = {1e9,         3e10,  1e18,   1e-18, 6.62607015e-34,
                                      96485.33212, 1e100, 1e-100, 0.1,   299792458};
    if (below(12) == 0) return program_.make_number(dag::number(rare[below(10)]));
    if (below(6) == 0) return program_.make_number(dag::number(0.001 * (below(20001) - 10000)));
    const double value = usual[below(15)];
    return program_.make_number(value == std::floor(value) ? dag::number(static_cast<int>(value)) : dag::number(value));
  }
  int any() {
    if (below(7) == 0) return number();
    if (below(60) == 0) return program_.make(*one_of(rules().constants), nullptr, 0);
    const int count = static_cast<int>(values_.size());
    const int recent = std::min(count, 3);
    return values_[at(below(10) < 6 ? count - 1 - below(recent) : below(count))];
  }
  int condition() {
    const dag::operation& op = *one_of(rules().conditions);
    int operands[2];
    for (int k = 0; k < op.arity; ++k) operands[k] = op.takes_condition(k) ? comparison() : any();
    return program_.make(op, operands, op.arity);
  }
  int comparison() {
    while (true) {
      const dag::operation& op = *one_of(rules().conditions);
      if (op.conditions != 0) continue;
      const int operands[2] = {any(), any()};
      return program_.make(op, operands, 2);
    }
  }
  int next(bool wide) {
    const dag::operation& op =
        below(10) < arithmetic_
            ? *one_of(rules().arithmetic)
            : *rules().functions[(first_ + at(below(static_cast<int>(variety_)))) % rules().functions.size()];
    int count = op.arity;
    if (count < 0) count = wide ? 2 + below(299) : 2 + below(4);
    std::vector<int> operands;
    if (op.part == dag::role::choice) operands.push_back(program_.make_number(dag::number(1 + below(count))));
    while (static_cast<int>(operands.size()) < count)
      operands.push_back(op.takes_condition(static_cast<int>(operands.size())) ? condition() : any());
    // Powers have constant exponents mostly.
    if (op.part == dag::role::power && below(4) != 0) operands[1] = number();
    return program_.make(op, operands.data(), static_cast<int>(operands.size()));
  }

  dag::builder& program_;
  Random& random_;
  std::vector<int> values_;
  std::size_t variety_ = 1;
  std::size_t first_ = 0;
  int arithmetic_ = 5;
};

inline constexpr dag::sizes small_room{2048, 8192, 512, 16, 16};

// Its roots: the value, then the inputs. sizes: what says how long it is.
template <class Random>
run_time::stored program_of(Random& sizes, Random& text, int inputs) {
  const unsigned size = static_cast<unsigned>(sizes() % 16);
  const int operations = static_cast<int>(size < 10 ? 1 + sizes() % 6 : size < 15 ? 4 + sizes() % 14 : sizes() % 60);
  return run_time::build_program<small_room>([&](run_time::pass::pass_output& shop) {
    shop.add_root(writer<Random>(shop.builder, text).write(inputs, operations, size == 9));
    for (int k = 0; k < inputs; ++k) shop.add_root(shop.builder.make_symbol(input_names[k], dag::symbol_kind::real));
  });
}

// The same of sums and products, which have few functions in them.
inline run_time::stored random_polynomial(unsigned seed, int inputs) {
  std::mt19937 text(seed);
  const int operations = 3 + static_cast<int>((seed >> 2) % 40);
  return run_time::build_program<small_room>([&](run_time::pass::pass_output& shop) {
    shop.add_root(writer<std::mt19937>(shop.builder, text).write(inputs, operations, false, true));
    for (int k = 0; k < inputs; ++k) shop.add_root(shop.builder.make_symbol(input_names[k], dag::symbol_kind::real));
  });
}

inline run_time::stored random_program(unsigned seed, int inputs) {
  std::mt19937 sizes(seed ^ 0x5bd1e995u), text(seed);
  return program_of(sizes, text, inputs);
}

// Ordinary numbers mostly; zeros of either sign, small, tiny, large and huge ones, integers, equal ones, infinities,
// NaN.
struct point {
  double x[exact::max_inputs] = {};
  bool finite = true;
};
template <class Random>
point point_of(Random& random, int inputs) {
  std::normal_distribution<> normal;
  std::uniform_real_distribution<> uniform(0.0, 1.0);
  const auto one = [&](unsigned kind) {
    const double sign = random() % 2 == 0 ? 1 : -1;
    switch (kind) {
      case 0:
        return sign * 0.0;
      case 1:
        return sign * std::exp(-40 * uniform(random));
      case 2:
        return sign * std::exp(40 * uniform(random));
      case 3:
        return sign * std::exp2(-1074 * uniform(random));
      case 4:
        return sign * std::exp2(1023 * uniform(random));
      case 5:
        return sign * static_cast<double>(random() % 10);
      case 6:
        if (random() % 4 == 0) return std::numeric_limits<double>::quiet_NaN();
        return sign * std::numeric_limits<double>::infinity();
      case 7:
        return std::exp(6 * normal(random));
      case 8:
      case 9:
        return std::abs(normal(random));
      default:
        return 2 * normal(random);
    }
  };
  const unsigned usual = random() % 4 == 0 ? static_cast<unsigned>(random() % 10) : 15u;
  point result;
  for (int k = 0; k < inputs; ++k) {
    result.x[k] = one(random() % 3 == 0 ? static_cast<unsigned>(random() % 16) : usual);
    if (k > 0 && random() % 10 == 0) result.x[k] = (random() % 2 == 0 ? 1 : -1) * result.x[k - 1];
    result.finite = result.finite && std::isfinite(result.x[k]);
  }
  return result;
}
inline point random_point(unsigned seed, int inputs) {
  std::mt19937 random(seed * 2654435761u + 1);
  return point_of(random, inputs);
}

}  // namespace random_programs
