// SPDX-License-Identifier: BSL-1.0
// Rotations and rigid motions in two and three dimensions, with the formulas of tapeless/core.hpp.
#pragma once

#include <tapeless/linear.hpp>

// As in tapeless/tapeless.hpp.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/api/geometry.hpp>
#include <tapeless/geometry/camera.hpp>
#include <tapeless/geometry/direction.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
