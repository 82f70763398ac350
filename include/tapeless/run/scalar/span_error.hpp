// SPDX-License-Identifier: BSL-1.0
// What ends a program whose span has the wrong size. Where there is an operating system it is a message and abort. On
// micro-controllers (newlib, picolibc, -ffreestanding) it is a trap instruction, because printf would be larger than
// the filter. TAPELESS_SPAN_ERROR(which, given, needed), defined before tapeless is included, and the same in every
// file of a program, is called first: with "input" or "output" and two numbers of type std::size_t.
#pragma once

#include <cstddef>
#include <cstdlib>  // also says whether the C library is one for micro-controllers

#if __STDC_HOSTED__ == 1 && !defined(_NEWLIB_VERSION) && !defined(__PICOLIBC__) && !defined(TAPELESS_SPAN_ERROR)
#include <cstdio>
#endif

namespace tapeless::inline v0_2::detail {

[[noreturn, gnu::cold]] inline void wrong_span_size([[maybe_unused]] std::size_t given,
                                                    [[maybe_unused]] std::size_t needed,
                                                    [[maybe_unused]] const char* which) noexcept {
#if defined(TAPELESS_SPAN_ERROR)
  TAPELESS_SPAN_ERROR(which, given, needed);
  __builtin_trap();
#elif __STDC_HOSTED__ == 1 && !defined(_NEWLIB_VERSION) && !defined(__PICOLIBC__)
  std::fprintf(stderr, "tapeless: the %s span of a function has %zu elements and needs %zu\n", which, given, needed);
  std::abort();
#else
  __builtin_trap();
#endif
}

}  // namespace tapeless::detail
