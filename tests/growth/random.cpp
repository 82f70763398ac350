// SPDX-License-Identifier: BSL-1.0
// A pseudo-random formula of SIZE operations on 20 inputs, recorded, with value, gradient and text.
#include <tapeless/tapeless.hpp>

#if SIZE > 0  // 0: what the header alone costs

using namespace tapeless;

constexpr auto f = record<"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b0", "b1", "b2", "b3", "b4",
                          "b5", "b6", "b7", "b8", "b9">([](auto... inputs) {
  constexpr int n = sizeof...(inputs);
  handle values[n + SIZE] = {inputs...};
  unsigned state = 12345;
  const auto random = [&](int below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 8) % static_cast<unsigned>(below));
  };
  for (int k = n; k < n + SIZE; ++k) {
    const handle a = values[k - 1 - random(n)];
    const handle b = values[random(k)];
    switch (random(6)) {
      case 0:
        values[k] = a + b;
        break;
      case 1:
        values[k] = a - b;
        break;
      case 2:
        values[k] = a / (1 + b * b);
        break;
      case 3:
        values[k] = sin(a);
        break;
      case 4:
        values[k] = exp(-a * a);
        break;
      default:
        values[k] = a * b;
        break;
    }
  }
  handle sum = 0;
  for (int k = SIZE; k < n + SIZE; ++k) sum += values[k];
  return sum;
});

constexpr auto h = value_and_gradient(f);
static_assert(count(h).total > SIZE && count(h).total < 8 * SIZE + 100);
constexpr auto call = function(
    h, arguments(symbol<"a0">, symbol<"a1">, symbol<"a2">, symbol<"a3">, symbol<"a4">, symbol<"a5">, symbol<"a6">,
                 symbol<"a7">, symbol<"a8">, symbol<"a9">, symbol<"b0">, symbol<"b1">, symbol<"b2">, symbol<"b3">,
                 symbol<"b4">, symbol<"b5">, symbol<"b6">, symbol<"b7">, symbol<"b8">, symbol<"b9">));
void fill(std::span<const double> in, std::span<double> out) { call(in, out); }
#endif
