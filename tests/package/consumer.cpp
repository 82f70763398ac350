// SPDX-License-Identifier: BSL-1.0
#include <cstdio>
#include <tapeless/tapeless.hpp>

static_assert(TAPELESS_VERSION == INSTALLED_VERSION, "the header and the package say different versions");

int main() {
  using namespace tapeless;
  constexpr auto p = symbol<"p">;
  std::puts(to_string(derivative(-log10(p), p)).c_str());
  return derivative(p * p, p)(p = 2.0) == 4.0 ? 0 : 1;
}
