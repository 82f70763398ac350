// EXPECT: on takes an engine with a function bulk(count, task) that calls task(0) ... task(count - 1)
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto y = tensor<"y">;
struct caller {
  template <class Task>
  void bulk(int count, const Task& task) {
    for (int k = 0; k < count; ++k) task(k);
  }
};
void make() {
#ifdef MISTAKE
  int pool = 4;
#else
  caller pool;
#endif
  auto total = prepare(sum(n, square(y(n))), n = 100, on(pool));
}
