// EXPECT: blocks of rows come to one process, not to ranks
// SPDX-License-Identifier: BSL-1.0
#include <cstddef>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto y = tensor<"y">;

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
void fit() {
  alone link;
  prepare(mean(n, y(n)), n = 100, ranks(link, n), streamed(n));
}
#else
void fit() { prepare(mean(n, y(n)), n = 100, streamed(n)); }
#endif
