// EXPECT: a tensor is bound to arrays of at most six extents
// SPDX-License-Identifier: BSL-1.0
#include <array>

#include <tapeless/tensor.hpp>

using namespace tapeless;

template <class T, int Rank>
struct nested {
  using type = std::array<typename nested<T, Rank - 1>::type, 2>;
};
template <class T>
struct nested<T, 0> {
  using type = T;
};
constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
auto net = prepare(sum(n, x(n)), n = 2);
#ifdef MISTAKE
void call(const nested<double, 7>::type& data) { net.bind(x = data); }
#else
void call(const nested<double, 6>::type& data) { net.bind(x = data); }
#endif
