// SPDX-License-Identifier: BSL-1.0
// What a call of call.cpp takes: the median of 41 times 100 calls, with inputs that change a little from call to call.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "call.cpp"

int main() {
  using clock = std::chrono::steady_clock;
  constexpr std::size_t results = tapeless::detail::flat_size<decltype(h)::result<double>>;
  std::vector<double> in(decltype(h)::arity), out(results);
  for (std::size_t k = 0; k < in.size(); ++k) in[k] = 0.5 + 0.01 * static_cast<double>(k);
  std::vector<double> times;
  double sum = 0;
  for (int run = 0; run < 41; ++run) {
    const auto start = clock::now();
    for (int k = 0; k < 100; ++k) {
      in[0] += 1e-9;
      call(in, out);
      sum += out[0];
    }
    times.push_back(std::chrono::duration<double, std::micro>(clock::now() - start).count() / 100);
  }
  std::nth_element(times.begin(), times.begin() + 20, times.end());
  std::printf("%.2f us a call (sum of values %.9g)\n", times[20], sum);
}
