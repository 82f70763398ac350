// EXPECT: an axis has one or more elements
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

#ifdef MISTAKE
constexpr auto o = tapeless::axis<"o", 0>;
#else
constexpr auto o = tapeless::axis<"o", 1>;
#endif
