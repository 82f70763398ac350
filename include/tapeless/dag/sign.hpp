// SPDX-License-Identifier: BSL-1.0
// What is known of the sign of a value without computing it.
#pragma once

#include <tapeless/dag/builder.hpp>

namespace tapeless::inline v0_2::dag {

// What the operations of a formula say about the sign of its values: 1 + x^2 is positive. Of values that are nested
// more deeply than max_depth it says nothing, which is always true.
constexpr range sign_of(const builder& program, int id, int depth = 0) {
  constexpr int max_depth = 6;
  const node& one = program[id];
  if (one.op->is_number())
    return program.value(id).negative() ? range::all : program.value(id).is(0) ? range::nonnegative : range::positive;
  const role part = one.op->part;
  if (part == role::power) {
    const int exponent = program.operand(id, 1);
    const bool even = program[exponent].op->is_number() && program.value(exponent).is_integer() &&
                      program.value(exponent).numerator() % 2 == 0 && !program.value(exponent).negative();
    return even ? range::nonnegative : range::all;
  }
  if (part == role::reduction && depth < max_depth) return sign_of(program, program.operand(id, 1), depth + 1);
  const bool sum = part == role::sum;
  if ((!sum && part != role::product && part != role::quotient) || depth >= max_depth) return one.op->values;
  const range a = sign_of(program, program.operand(id, 0), depth + 1);
  if (a == range::all) return a;
  const range b = sign_of(program, program.operand(id, 1), depth + 1);
  if (b == range::all) return b;
  return (a > b) == sum ? a : b;
}

// 1 where no value is negative, -1 where none is positive, 0 where the operations do not tell.
constexpr int side_of(const builder& program, int id, int depth = 0);

// The side of a product: what stands in it an even number of times is a square, the rest tells by itself. As a list of
// factors, of which there may be a few.
constexpr int side_of_product(const builder& program, int id, int depth) {
  constexpr int most = 16;
  int factors[most]{}, pending[most]{id};
  int count = 0, open = 1, side = 1;
  while (open > 0) {
    int one = pending[--open];
    while (program[one].op->part == role::negation) {
      side = -side;
      one = program.operand(one, 0);
    }
    if (program[one].op->part == role::product && open + count + 2 <= most) {
      pending[open++] = program.operand(one, 0);
      pending[open++] = program.operand(one, 1);
      continue;
    }
    int same = 0;
    while (same < count && factors[same] != one) ++same;
    if (same == count)
      factors[count++] = one;
    else
      factors[same] = factors[--count];
  }
  for (int k = 0; k < count && side != 0; ++k) side *= side_of(program, factors[k], depth + 1);
  return side;
}

constexpr int side_of(const builder& program, int id, int depth) {
  constexpr int max_depth = 6;
  const node& one = program[id];
  if (one.op->is_number()) return program.value(id).negative() ? -1 : 1;
  if (sign_of(program, id, depth) != range::all) return 1;
  if (depth >= max_depth) return 0;
  const auto side = [&](int k) { return side_of(program, program.operand(id, k), depth + 1); };
  switch (one.op->part) {
    case role::negation:
      return -side(0);
    case role::product:
      return side_of_product(program, id, depth);
    case role::quotient: {
      const int first = side(0);
      return first == 0 ? 0 : first * side(1);
    }
    case role::sum: {
      const int first = side(0);
      return first != 0 && first == side(1) ? first : 0;
    }
    case role::difference: {
      const int first = side(0);
      return first != 0 && first == -side(1) ? first : 0;
    }
    case role::reduction:
      return side(1);
    case role::selection:
    case role::guard: {
      const int first = side(1);
      return first != 0 && first == side(2) ? first : 0;
    }
    default:
      return 0;
  }
}

}  // namespace tapeless::dag
