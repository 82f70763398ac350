// SPDX-License-Identifier: BSL-1.0
// What a plan works on at run time: where inputs and buffers are, how they are strided, and over which part of each
// axis to go.
#pragma once

#include <cstddef>

#include <tapeless/plan/loops/loop_plan.hpp>
#include <tapeless/run/place.hpp>
#include <tapeless/simd/fetch.hpp>

namespace tapeless::inline v0_2::detail::run {

using namespace planning;
using namespace simd;

// Places along each axis: all of them, or those of a tile.
struct range {
  std::ptrdiff_t begin = 0;
  std::ptrdiff_t end = 0;
};

template <class T>
struct room {
  T* data = nullptr;
  std::ptrdiff_t size = 0;
};

template <class T, int Inputs, int Buffers>
struct memory_map {
  list<array_place<T>, Inputs> inputs;
  list<array_place<T>, Buffers> buffers;
  std::ptrdiff_t extents[max_axes] = {};  // the places that are here
  std::ptrdiff_t sizes[max_axes] = {};    // all places, which size(n) says
  room<T> memory{};                       // for the packed blocks of matrix products

  const array_place<T>& at(const source& from) const {
    return from.from == source::kind::input ? inputs[from.index] : buffers[from.index];
  }
};

}  // namespace tapeless::detail::run
