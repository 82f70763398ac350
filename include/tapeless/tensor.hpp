// SPDX-License-Identifier: BSL-1.0
// The indexed face: sums over named axes, tensors, labels, in addition to everything of the scalar face.
#pragma once

#include <tapeless/tapeless.hpp>

// As in tapeless.hpp: axes live in variables named n and i.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/calculus/axes.hpp>
#include <tapeless/calculus/indexed.hpp>
#include <tapeless/calculus/layers.hpp>
#include <tapeless/calculus/plan_of.hpp>
#include <tapeless/calculus/prepare.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
