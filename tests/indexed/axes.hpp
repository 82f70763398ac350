// SPDX-License-Identifier: BSL-1.0
// The axes of index notation, by their letters: a test names those that its formulas vary along instead of declaring
// them again.
#pragma once

#include <tapeless/tensor.hpp>

namespace axes {

inline constexpr auto i = tapeless::axis<"i">;
inline constexpr auto j = tapeless::axis<"j">;
inline constexpr auto k = tapeless::axis<"k">;
inline constexpr auto l = tapeless::axis<"l">;
inline constexpr auto m = tapeless::axis<"m">;
inline constexpr auto n = tapeless::axis<"n">;
inline constexpr auto o = tapeless::axis<"o">;
inline constexpr auto p = tapeless::axis<"p">;

}  // namespace axes
