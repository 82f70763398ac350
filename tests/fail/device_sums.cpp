// EXPECT: a device sums up at most 192 results of a function
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/interop/cuda.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto p = symbols<"p", 14>;
constexpr auto f = record(p, [](const auto& q) {
  auto sum = q[0];
  for (int k = 0; k < 14; ++k) sum = sum + q[k] * q[k];
  return sum;
});

template <std::size_t... K, class H>
void call(std::index_sequence<K...>, const H& h, double* sums) {
  device_batch(h, inputs(row_blocks<14>(sums, 1)), outputs(summed(sums + 20 + K)...), emulated_device{});
}
#ifdef MISTAKE
void call(double* sums) {
  call(std::make_index_sequence<211>{}, function(value_gradient_hessian(f, p), arguments(p)), sums);
}
#else
void call(double* sums) {
  call(std::make_index_sequence<15>{}, function(value_and_gradient(f, p), arguments(p)), sums);
}
#endif
