// SPDX-License-Identifier: BSL-1.0
// Small vectors and matrices of numbers, packs, formulas, and values inside `record`, with the formulas of
// tapeless/core.hpp: what Eigen cannot be, because it is no constant expression.
#pragma once

#include <tapeless/core.hpp>

// As in tapeless/tapeless.hpp.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/api/linear.hpp>
#include <tapeless/linear/inverse.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
