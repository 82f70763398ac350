// EXPECT: more than 256 outputs or inputs in one request
// SPDX-License-Identifier: BSL-1.0
#include <tapeless/tapeless.hpp>

using namespace tapeless;

template <int N>
constexpr auto powers = record<"x">([](auto x) {
  std::array<handle, N> all{};
  all[0] = x;
  for (std::size_t k = 1; k < N; ++k) all[k] = all[k - 1] * x;
  return all;
});
#ifdef MISTAKE
double pulled(const std::array<double, 257>& seeds, double at) {
  return std::apply(
      [&](auto... seed) { return pullback(powers<257>, symbol<"x">)(seed..., symbol<"x"> = at).data()[0]; }, seeds);
}
#else
double pulled(const std::array<double, 3>& seeds, double at) {
  return std::apply([&](auto... seed) { return pullback(powers<3>, symbol<"x">)(seed..., symbol<"x"> = at).data()[0]; },
                    seeds);
}
#endif
