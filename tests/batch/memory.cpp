// SPDX-License-Identifier: BSL-1.0
// A batch allocates nothing, by one thread or by those of a pool.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>

namespace {
int allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(exp(x) * y, x, y), arguments(x, y));

TEST_CASE("nothing is allocated") {
  constexpr std::size_t n = 30001;
  std::vector<double> xs(n, 0.5), ys(n, 2.0), value(n), dx(n), sums(100);
  std::vector<int> indices(n);
  for (std::size_t r = 0; r < n; ++r) indices[r] = static_cast<int>(r % 100);
  const int before = allocations;
  thread_pool pool(2);
  CHECK(allocations > before);  // it counts

  const auto count = [&](auto&... how) {
    const int from = allocations;
    batch(h, inputs(xs, ys), outputs(value, dx, nullptr), how...);
    batch(h, inputs(gathered(xs, indices), 3), outputs(column(value.data(), n, 1), dx, scatter_added(sums, indices)),
          how...);
    return allocations - from;
  };
  CHECK(count() == 0);
  CHECK(count(pool) == 0);
}

}  // namespace
