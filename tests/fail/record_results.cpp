// EXPECT: a recorded function object has at least one result
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;
constexpr auto pt = symbols<"pt", 2>;
struct residual {
  template <class T>
  constexpr bool operator()(const T* p, T* results) const {
    results[0] = p[0] * p[1];
    return true;
  }
};
#ifdef MISTAKE
constexpr auto f = record<0>(pt, residual{});
#else
constexpr auto f = record<1>(pt, residual{});
#endif
