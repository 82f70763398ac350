// EXPECT: a plain number cannot take a value that is known only at run time: begin a sum with a value, auto sum = 0 * x
// SPDX-License-Identifier: BSL-1.0
// A sum in a loop of record begins with a value; 0.0 is a double and stays one.
#include <tapeless/tapeless.hpp>

using namespace tapeless;

#ifdef MISTAKE
constexpr auto f = record<"x">([](auto x) {
  auto sum = 0.0;
  for (int k = 1; k < 5; ++k) sum += sin(k * x);
  return sum;
});
#else
constexpr auto f = record<"x">([](auto x) {
  auto sum = 0 * x;
  for (int k = 1; k < 5; ++k) sum += sin(k * x);
  return sum;
});
#endif
