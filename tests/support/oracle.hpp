// SPDX-License-Identifier: BSL-1.0
// What every function of the library is, said a second time: values in several hundred digits and derivatives from
// differences of such values, so that nothing of the library's own rules takes part. Plain functions of double, because
// the arithmetic behind them takes long to compile and is compiled once, in oracle.cpp.
#pragma once

#include <cstddef>

namespace oracle {

inline constexpr std::size_t max_operands = 5;

// A number rounded to double, and how far rounding errors of the operands move it: sum of |x_j * (d/dx_j)|.
struct quantity {
  double exact = 0;
  double condition = 0;
};

struct answer {
  quantity value;
  quantity gradient[max_operands];
  quantity hessian[max_operands][max_operands];
};

// The functions there are.
std::size_t size();
const char* name(std::size_t k);
bool knows(const char* name);

// The function called `name` of `count` operands. Conditions are 0 or 1, as operands and as values. `order` is the
// highest derivative, 0 to 2; derivatives are taken in the operands that `active` names, bit k for operand k, and are
// NaN where the function jumps or has a corner.
answer ask(const char* name, const double* operands, std::size_t count, int order, unsigned active);

// Whether the function has no derivative at this point.
bool is_corner(const char* name, const double* operands, std::size_t count);

}  // namespace oracle
