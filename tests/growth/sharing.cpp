// SPDX-License-Identifier: BSL-1.0
// SIZE doublings, x' = x + x*x: a tree of 2^SIZE leaves, a graph of 2*SIZE nodes. Every feature walks the graph.
#include <tapeless/tapeless.hpp>

#if SIZE > 0  // 0: what the header alone costs
using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;

template <int N>
constexpr auto doubled() {
  if constexpr (N == 0) {
    return x;
  } else {
    constexpr auto before = doubled<N - 1>();
    return before + before * before;
  }
}

constexpr auto f = doubled<SIZE>();
constexpr auto recorded = record<"x">([](auto u) {
  for (int k = 0; k < SIZE; ++k) u = u + u * u;
  return u;
});
static_assert(f == recorded);
static_assert(count(function(value_and_gradient(f, x), arguments(x))).total < 8 * SIZE);
constexpr auto g = derivative(f, x);
constexpr auto h = simplify(f);
static_assert(count(stabilize(f)).total <= 2 * SIZE);
static_assert(count(substitute(f, x = sin(x))).total <= 2 * SIZE + 1);
std::string all_texts() {
  return to_string(g) + to_latex(f) + to_c(g) + to_dot(f) + to_string(explain(f)) + to_string(h);
}
double second(double at) { return hessian(f, x)(x = at).data()[0]; }
#endif
