// SPDX-License-Identifier: BSL-1.0
// What a user of the package writes; with ONLY_CORE of the part that needs no other library.
#include <cstdio>
#ifdef ONLY_CORE
#include <tapeless/core.hpp>
#include <tapeless/version.hpp>
#else
#include <tapeless/tapeless.hpp>
#endif

#ifdef INSTALLED_VERSION
static_assert(TAPELESS_VERSION == INSTALLED_VERSION, "the header and the package say different versions");
#endif

int main() {
  using namespace tapeless;
  constexpr auto p = symbol<"p">;
#ifdef ONLY_CORE
  std::puts("core");
#else
  std::puts(to_string(derivative(-log10(p), p)).c_str());
#endif
  return derivative(p * p, p)(p = 2.0) == 4.0 ? 0 : 1;
}
