// SPDX-License-Identifier: BSL-1.0
// Runs a plan step by step, as constant expressions of doubles and floats do (a float operation in double, rounded to
// float, is the float operation: 53 bits are more than twice 24). A value that is not finite although its operands are
// marks itself; the mark travels to whatever uses the value, and only a marked result is an error. So the branch that
// `select` does not take may divide by zero, as at run time, while a division by zero that counts stops the compiler
// with a sentence.
#pragma once

#include <concepts>
#include <type_traits>

#include <tapeless/run/scalar/executor.hpp>

namespace tapeless::detail::run {

using namespace planning;

enum class fault : std::uint8_t { none, division_by_zero, outside_domain };

// Not constexpr: reaching one of them in a constant expression is the error. Their names are the message.
inline void division_by_zero_in_a_constant_expression() {}
inline void argument_outside_the_domain_of_a_function_in_a_constant_expression() {}

// Without arithmetic on infinities, which constant expressions may reject.
template <std::floating_point T>
constexpr bool is_finite_constant(T value) {
  return value <= std::numeric_limits<T>::max() && value >= std::numeric_limits<T>::lowest();
}

template <plan_size Size, class T, class In, class Out>
  requires std::same_as<T, double> || std::same_as<T, float>
constexpr void interpret(const straight_line<Size>& code, const In& inputs, Out& outputs) {
  struct value {
    T number{};
    fault what = fault::none;
  };
  value* numbers = new value[static_cast<std::size_t>(Size.numbers()) + 1]{};
  value* conditions = new value[static_cast<std::size_t>(Size.conditions) + 1]{};
  const auto at = [&](int slot) -> value& { return is_condition(slot) ? conditions[index_of(slot)] : numbers[slot]; };
  for (std::size_t k = 0; k < static_cast<std::size_t>(Size.symbols); ++k) numbers[k].number = inputs[k];
  for (int k = 0; k < Size.constants; ++k) {
    const program_constant& one = code.constants[static_cast<std::size_t>(k)];
    numbers[Size.symbols + k].number = one.named ? static_cast<T>(one.op->value(nullptr, 0)) : to_scalar<T>(one.value);
  }
  constexpr int most = Size.pool > 3 ? Size.pool : 3;
  double operands[most]{};
  for (std::size_t s = 0; s < static_cast<std::size_t>(Size.steps); ++s) {
    const dag::operation& op = *code.ops[s];
    const int count = code.counts[s];
    const auto operand = [&](int k) -> const value& {
      if (count > 3) return at(code.pool[static_cast<std::size_t>(code.first[s] + k)]);
      return at(k == 0 ? code.a[s] : k == 1 ? code.b[s] : code.c[s]);
    };
    value& result = at(code.to[s]);
    result = value{};
    if (op.part == dag::role::selection || op.part == dag::role::guard) {
      result = operand(operand(0).number != T(0) ? 1 : 2);
      if (operand(0).what != fault::none) result.what = operand(0).what;
      continue;
    }
    if (op.part == dag::role::choice) {
      result.what = fault::outside_domain;
      for (int k = 1; k < count; ++k)
        if (operand(0).number == T(k)) result = operand(k);
      continue;
    }
    bool finite = true;
    for (int k = 0; k < count; ++k) {
      operands[k] = static_cast<double>(operand(k).number);
      if (result.what == fault::none) result.what = operand(k).what;
      finite = finite && is_finite_constant(operands[k]);
    }
    if (result.what != fault::none) continue;
    if (op.part == dag::role::quotient && operands[1] == 0.0) {
      result.what = fault::division_by_zero;
      continue;
    }
    result.number = static_cast<T>(op.value(operands, count));
    if (finite && !is_condition(code.to[s]) && !is_finite_constant(result.number)) result.what = fault::outside_domain;
  }
  for (std::size_t r = 0; r < static_cast<std::size_t>(Size.roots); ++r) {
    const value& result = at(code.roots[r]);
    if (result.what == fault::division_by_zero) division_by_zero_in_a_constant_expression();
    if (result.what == fault::outside_domain) argument_outside_the_domain_of_a_function_in_a_constant_expression();
    outputs[r] = result.number;
  }
  delete[] numbers;
  delete[] conditions;
}

}  // namespace tapeless::detail::run
