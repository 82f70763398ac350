// SPDX-License-Identifier: BSL-1.0
// Programs for speed where values may round otherwise than as they were written: functions in the faster forms that
// their rules know, then short sums of products, then divisors that are shared.
#pragma once

#include <tapeless/pass/fast/divisors.hpp>
#include <tapeless/pass/fast/functions.hpp>
#include <tapeless/pass/fast/sums.hpp>
#include <tapeless/pass/schedule.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The program of Pass in its faster form, ready to be raised.
template <class Pass>
using fast = schedule<fast_divisors<fast_sums<fast_functions<Pass>>>>;

}  // namespace tapeless::detail::pass
