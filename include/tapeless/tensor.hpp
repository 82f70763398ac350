// SPDX-License-Identifier: BSL-1.0
// The interface for formulas over named axes: sums, tensors and labels, in addition to everything in tapeless.hpp.
#pragma once

#include <tapeless/tapeless.hpp>

// As in tapeless.hpp: axes live in variables named n and i.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/api/axes.hpp>
#include <tapeless/api/axis_count.hpp>
#include <tapeless/api/tensor_derivative.hpp>
#include <tapeless/api/axis_functions.hpp>
#include <tapeless/api/plan_of.hpp>
#include <tapeless/api/check_gradient_axes.hpp>
#include <tapeless/api/compressed.hpp>
#include <tapeless/api/known_data.hpp>
#include <tapeless/api/prepare.hpp>
#include <tapeless/api/stream.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
