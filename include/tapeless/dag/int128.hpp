// SPDX-License-Identifier: BSL-1.0
// Integers of 128 bits: those of the compiler, and where it has none, as for processors of 32 bits, two words.
// Constants are the same with both. TAPELESS_TWO_WORDS asks for the words everywhere, which is slower to compile: for
// tests.
#pragma once

#if !defined(__SIZEOF_INT128__) || defined(TAPELESS_TWO_WORDS)
#include <tapeless/dag/wide_integer.hpp>
#endif

namespace tapeless::inline v0_2::dag {

#if defined(__SIZEOF_INT128__) && !defined(TAPELESS_TWO_WORDS)
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
#else
using int128 = wide_integer<true>;
using uint128 = wide_integer<false>;
#endif

}  // namespace tapeless::dag
