// SPDX-License-Identifier: BSL-1.0
// Where there is an operating system.
#include <cstdio>

namespace kalman {

void write_text(const char* text) { std::fputs(text, stdout); }

}  // namespace kalman
