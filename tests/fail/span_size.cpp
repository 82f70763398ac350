// EXPECT: the output span has another size than the result
// SPDX-License-Identifier: BSL-1.0
// Spans of fixed size are checked by the compiler.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * y;

#ifdef MISTAKE
void call(std::span<const double, 2> in, std::span<double, 1> out) {
  function(value_and_gradient(f), arguments(x, y))(in, out);
}
#else
void call(std::span<const double, 2> in, std::span<double, 3> out) {
  function(value_and_gradient(f), arguments(x, y))(in, out);
}
#endif
