// SPDX-License-Identifier: BSL-1.0
// All of tapeless::math.
#pragma once

#include <tapeless/math/bell.hpp>
#include <tapeless/math/bessel.hpp>
#include <tapeless/math/exponential.hpp>
#include <tapeless/math/gamma_difference.hpp>
#include <tapeless/math/moments.hpp>
#include <tapeless/math/normal.hpp>
#include <tapeless/math/normal_tail.hpp>
#include <tapeless/math/rounding.hpp>
#include <tapeless/math/selection.hpp>
#include <tapeless/math/special.hpp>
#include <tapeless/math/trigonometric.hpp>
