// EXPECT: a formula has at most 31 axes
// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include <tapeless/tensor.hpp>

using namespace tapeless;

template <int K>
constexpr auto name() {
  const char text[] = {'a', static_cast<char>(K < 26 ? 'a' + K : 'A' + K - 26), '\0'};
  return fixed_string(text);
}
template <int... K>
constexpr auto sums(std::integer_sequence<int, K...>) {
  return (sum(axis<name<K>()>, tensor<"x">(axis<name<K>()>)) + ...);
}
#ifdef MISTAKE
constexpr auto f = sums(std::make_integer_sequence<int, 32>{});
#else
constexpr auto f = sums(std::make_integer_sequence<int, 31>{});
#endif
constexpr int nests = plan_of(f).nests();
