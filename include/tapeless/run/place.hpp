// SPDX-License-Identifier: BSL-1.0
// Where the elements of a tensor, or a number, are while a program runs.
#pragma once

#include <cstddef>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::run {

template <class T>
struct array_place {
  T* data = nullptr;
  std::ptrdiff_t strides[planning::max_rank] = {};  // in elements, by dimension
};

}  // namespace tapeless::detail::run
