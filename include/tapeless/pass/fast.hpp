// SPDX-License-Identifier: BSL-1.0
// Programs for speed where values may round otherwise than as they were written: functions in the faster forms that
// their rules know, then short sums of products, then divisors that are shared.
#pragma once

#include <tapeless/pass/fast/divisors.hpp>
#include <tapeless/pass/fast/functions.hpp>
#include <tapeless/pass/fast/sums.hpp>
#include <tapeless/pass/schedule.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Longer programs than one constant of the compiler has time for stay as they are.
#ifdef __clang__
inline constexpr int longest_fast = 3500;
#else
inline constexpr int longest_fast = 20000;
#endif

// The program of Pass in its faster form, ready to be raised.
template <class Pass, bool Short = (sizes_of<Pass>.nodes <= longest_fast)>
struct faster {
  using type = schedule<fast_divisors<fast_sums<fast_functions<Pass>>>>;
};
template <class Pass>
struct faster<Pass, false> {
  using type = schedule<Pass>;
};
template <class Pass>
using fast = typename faster<Pass>::type;

}  // namespace tapeless::detail::pass
