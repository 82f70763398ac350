// EXPECT: the name of a rule is an identifier: letters, digits and _, the first not a digit
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

struct cube_ {
#ifdef MISTAKE
  static constexpr auto name = "third power";
#else
  static constexpr auto name = "third_power";
#endif
  static constexpr auto value = [](const auto& x) { return x * x * x; };
  static constexpr auto partial = [](auto x) { return 3 * x * x; };
};
constexpr auto f = tapeless::function_of<cube_>(tapeless::symbol<"x">);
