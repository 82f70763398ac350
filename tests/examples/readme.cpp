#include <iostream>
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto y = integer<"y">;  // data
constexpr auto d = exp(s1) + exp(s2);
constexpr auto L = -log10(choose(y, exp(s1) / d, exp(s2) / d));

static_assert(derivative(exp(x) * sin(x), x) == exp(x) * (sin(x) + cos(x)));

int main() {
  std::cout << derivative(-log10(x), x) << '\n' << stabilize(L) << '\n';
  const auto r = value_and_gradient(L, s1, s2)(s1 = 0.3, s2 = 1.2, y = 1);
  std::cout << r.value << ' ' << r[s1] << ' ' << r[s2] << '\n';
  constexpr auto h = function(value_and_gradient(stabilize(L), s1, s2), arguments(s1, s2, y));
  std::cout << h(800.0, -800.0, 2).value << '\n';
}
