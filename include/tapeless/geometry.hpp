// SPDX-License-Identifier: BSL-1.0
// Rotations and rigid motions in two and three dimensions, with the formulas of tapeless/core.hpp.
#pragma once

#include <tapeless/linear.hpp>

#include <tapeless/api/geometry.hpp>
#include <tapeless/geometry/camera.hpp>
