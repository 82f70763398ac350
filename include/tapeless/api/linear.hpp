// SPDX-License-Identifier: BSL-1.0
// Vectors and matrices of formulas as one program.
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/linear/mat.hpp>

namespace tapeless::inline v0_2 {

// The formulas of a vector, in order.
template <class... E>
constexpr auto bundle(const formula_vec<E...>&) {
  return bundle(E{}...);
}
// The formulas of a matrix, by rows.
template <std::size_t Rows, std::size_t Columns, class... E>
constexpr auto bundle(const formula_mat<Rows, Columns, E...>&) {
  return bundle(E{}...);
}

}  // namespace tapeless
