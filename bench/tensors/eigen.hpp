// SPDX-License-Identifier: BSL-1.0
// Eigen, before everything else: g++ 12 warns of registers that its own header leaves undefined on purpose, wherever
// Eigen uses them, and what counts is where that header is included first.
#pragma once

// Room for the packed blocks of its products comes from the stack: no version allocates.
#define EIGEN_STACK_ALLOCATION_LIMIT (4 << 20)

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#if defined(__AVX__)
#include <immintrin.h>
#endif
#include <Eigen/Core>
#pragma GCC diagnostic pop
#else
#include <Eigen/Core>
#endif
