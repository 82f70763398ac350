// SPDX-License-Identifier: BSL-1.0
// printf into a string: the compilers of today's Debian have no std::format.
#pragma once

#include <cstdio>
#include <string>

namespace network {

// At most 255 characters; longer texts are put together with +.
template <class... A>
std::string format(const char* pattern, A... values) {
  char text[256];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

}  // namespace network
