// SPDX-License-Identifier: BSL-1.0
// A recurrent network of SIZE steps with one matrix for all: what there is so far is renamed in each step, to an axis
// that is bound within it and has to step aside; derivatives in W rename every factor once more.
#include <tapeless/tensor.hpp>

#if SIZE > 0  // 0: what the headers alone cost

using namespace tapeless;

constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto l = axis<"l">;
constexpr auto x = tensor<"x">;
constexpr auto W = tensor<"W">;

template <int N>
constexpr auto state() {
  if constexpr (N == 0)
    return tanh(x(o));
  else
    return tanh(sum(i, W(o, i) * rename(state<N - 1>(), o, i)));
}
constexpr auto f = sum(o, state<SIZE>());
constexpr auto plan = plan_of(value_and_gradient(f, W));
static_assert(plan.contractions() <= 5 * SIZE);
std::string text() { return to_string(f) + to_string(derivative(f, W(k, l))); }

#endif
