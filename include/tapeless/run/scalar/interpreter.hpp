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

template <plan_size Size, class T>
class interpreter {
 public:
  constexpr explicit interpreter(const straight_line<Size>& code)
      : code_(code),
        number_list_(Size.numbers()),
        condition_list_(Size.conditions),
        numbers_(number_list_.data()),
        conditions_(condition_list_.data()) {}
  interpreter(const interpreter&) = delete;
  interpreter& operator=(const interpreter&) = delete;

  template <class In, class Out>
  constexpr void run(const In& inputs, Out& outputs) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(Size.symbols); ++k) numbers_[k].number = inputs[k];
    for (int k = 0; k < Size.constants; ++k) {
      const program_constant& one = code_.constants[static_cast<std::size_t>(k)];
      numbers_[Size.symbols + k].number =
          one.named ? static_cast<T>(one.op->value(nullptr, 0)) : to_scalar<T>(one.value);
    }
    for (std::size_t s = 0; s < static_cast<std::size_t>(Size.steps); ++s) at(code_.to[s]) = result_of(s);
    for (std::size_t r = 0; r < static_cast<std::size_t>(Size.roots); ++r) {
      const value& result = at(code_.roots[r]);
      if (result.what == fault::division_by_zero) division_by_zero_in_a_constant_expression();
      if (result.what == fault::outside_domain) argument_outside_the_domain_of_a_function_in_a_constant_expression();
      outputs[r] = result.number;
    }
  }

 private:
  struct value {
    T number{};
    fault what = fault::none;
  };
  constexpr value& at(int slot) { return is_condition(slot) ? conditions_[index_of(slot)] : numbers_[slot]; }
  constexpr const value& operand(std::size_t step, int k) {
    if (code_.counts[step] > 3) return at(code_.pool[static_cast<std::size_t>(code_.first[step] + k)]);
    return at(k == 0 ? code_.a[step] : k == 1 ? code_.b[step] : code_.c[step]);
  }

  constexpr value result_of(std::size_t step) {
    const dag::operation& op = *code_.ops[step];
    const int count = code_.counts[step];
    if (op.part == dag::role::selection || op.part == dag::role::guard) {
      value chosen = operand(step, operand(step, 0).number != T(0) ? 1 : 2);
      if (operand(step, 0).what != fault::none) chosen.what = operand(step, 0).what;
      return chosen;
    }
    if (op.part == dag::role::choice) {
      value chosen{T{}, fault::outside_domain};
      for (int k = 1; k < count; ++k)
        if (operand(step, 0).number == T(k)) chosen = operand(step, k);
      return chosen;
    }
    value result;
    bool finite = true;
    for (int k = 0; k < count; ++k) {
      const value& one = operand(step, k);
      operands_[k] = static_cast<double>(one.number);
      if (result.what == fault::none) result.what = one.what;
      finite = finite && is_finite_constant(operands_[k]);
    }
    if (result.what != fault::none) return result;
    if (op.part == dag::role::quotient && operands_[1] == 0.0) return {T{}, fault::division_by_zero};
    result.number = static_cast<T>(op.value(operands_, count));
    if (finite && !is_condition(code_.to[step]) && !is_finite_constant(result.number))
      result.what = fault::outside_domain;
    return result;
  }

  const straight_line<Size>& code_;
  dag::scratch<value> number_list_;
  dag::scratch<value> condition_list_;
  value* numbers_;
  value* conditions_;
  double operands_[Size.pool > 3 ? Size.pool : 3]{};  // of one step: no more than all steps of many have
};

template <plan_size Size, class T, class In, class Out>
  requires std::same_as<T, double> || std::same_as<T, float>
constexpr void interpret(const straight_line<Size>& code, const In& inputs, Out& outputs) {
  interpreter<Size, T>(code).run(inputs, outputs);
}

}  // namespace tapeless::detail::run
