// EXPECT: what carries messages is used after this line
// SPDX-License-Identifier: BSL-1.0
#include <cstddef>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto f = mean(n, square(sum(d, X(n, d) * w(d))));

// What a user writes for a program of one process.
struct alone {
  int rank() { return 0; }
  int size() { return 1; }
  void send(const void*, std::size_t, int) {}
  void receive(void*, std::size_t, int) {}
  void broadcast(void*, std::size_t, int) {}
  void gather(const void*, void*, std::size_t) {}
};

#ifdef MISTAKE
void fit(int rows_here) { prepare(f, n = rows_here, d = 3, ranks(alone(), n)); }
#else
void fit(int rows_here) {
  alone link;
  prepare(f, n = rows_here, d = 3, ranks(link, n));
}
#endif
