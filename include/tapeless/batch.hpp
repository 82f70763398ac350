// SPDX-License-Identifier: BSL-1.0
// Functions of numbers over many rows: batch(h, inputs(xs, ys, 3.0), outputs(values, gx, gy)), in addition to
// everything in tapeless.hpp. Needs xsimd.
#pragma once

#include <tapeless/tapeless.hpp>

// As in tapeless.hpp.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/api/batch.hpp>
#include <tapeless/api/index_lists.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
