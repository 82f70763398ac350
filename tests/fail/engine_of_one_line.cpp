// EXPECT: an engine is used after this line, and a temporary ends with it: give it a name, on(pool)
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
  auto total = prepare(sum(n, square(y(n))), n = 100, on(caller()));
#else
  caller pool;
  auto total = prepare(sum(n, square(y(n))), n = 100, on(pool));
#endif
}
