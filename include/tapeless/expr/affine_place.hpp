// SPDX-License-Identifier: BSL-1.0
// Formulas as places along an axis that other axes count off.
#pragma once

#include <tapeless/dag/affine_place.hpp>
#include <tapeless/expr/expression.hpp>

namespace tapeless::inline v0_2::detail {

// A formula as such places: sums, differences and products with integers of axes.
constexpr void add_place(affine_place& to, const definition& one, std::int64_t factor) {
  if (!to.valid) return;
  const dag::role part = one.op->part;
  const auto integer = [&](const definition& number) -> std::int64_t {
    const dag::number& value = number.number;
    const bool fits = value.exact() && value.is_integer() && value.value() <= affine_place::largest &&
                      -value.value() <= affine_place::largest;
    to.valid = to.valid && fits;
    return fits ? static_cast<std::int64_t>(value.value()) : 0;
  };
  if (!affine_place::is_small(factor) || one.is_stored) {
    to.valid = false;
  } else if (one.is_number()) {
    to.add(factor * integer(one));
  } else if (one.is_symbol() && one.kind == dag::symbol_kind::axis) {
    int length = 0;
    while (one.name[length] != '\0') ++length;
    to.add({one.name, length, one.extent, factor});
  } else if (part == dag::role::sum || part == dag::role::difference) {
    add_place(to, *one.operands[0], factor);
    add_place(to, *one.operands[1], part == dag::role::sum ? factor : -factor);
  } else if (part == dag::role::negation) {
    add_place(to, *one.operands[0], -factor);
  } else if (part == dag::role::product && one.operands[0]->is_number()) {
    add_place(to, *one.operands[1], factor * integer(*one.operands[0]));
  } else if (part == dag::role::product && one.operands[1]->is_number()) {
    add_place(to, *one.operands[0], factor * integer(*one.operands[1]));
  } else {
    to.valid = false;
  }
}
constexpr affine_place place_of(const definition& one) {
  affine_place place;
  add_place(place, one, 1);
  place.valid = place.valid && place.count > 0;
  return place;
}

}  // namespace tapeless::detail
