// SPDX-License-Identifier: BSL-1.0
// Links tapeless::precompiled and includes nothing: the compiled header is there, and it works.
using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = function(value_and_gradient(x * x * y, x, y), arguments(x, y));

int main() {
  const auto r = f(3.0, 5.0);
  const bool right = r.value == 45 && r[x] == 30 && r[y] == 9;
  return right && to_string(derivative(x * x * y, x)) == "2*x*y" ? 0 : 1;
}
