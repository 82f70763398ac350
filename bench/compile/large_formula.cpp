// SPDX-License-Identifier: BSL-1.0
// One formula of 130 operations in 7 symbols and its derivative in each of them as an expression, called: the
// logarithm of the posterior density of a damped oscillation with a trend, at six times.
#include <tuple>
#include <utility>

#include <tapeless/tapeless.hpp>

#if SIZE > 0  // 0: the header alone; k: derivatives in the first k symbols

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;  // amplitude
constexpr auto d = symbol<"d">;  // damping
constexpr auto w = symbol<"w">;  // frequency
constexpr auto p = symbol<"p">;  // phase
constexpr auto m = symbol<"m">;  // trend
constexpr auto s = symbol<"s">;  // scale of the errors
constexpr auto g = symbol<"g">;  // offset

template <int K>
constexpr auto deviation() {
  constexpr auto t = constant<2 * K + 1, 4>;  // time, and what was measured then
  constexpr auto y = constant<(K * 7) % 5 - 2, 3>;
  return (y - a * exp(-d * t) * cos(w * t + p) - g - m * tanh(t * m)) / s;
}
template <int... K>
constexpr auto posterior(std::integer_sequence<int, K...>) {
  return (... + (log1p(square(deviation<K>())) * 2_c)) + constant<sizeof...(K)> * log(s) + square(a) / 8_c +
         square(log(d)) / 2_c + square(w - 2_c) / 2_c + (1_c - cos(p)) + square(m * g) + abs(m) + s / 3_c;
}
constexpr auto formula = posterior(std::make_integer_sequence<int, 6>{});
static_assert(count(formula).total == 130);

template <class... X>
double slopes(const double* at, X... in) {
  const auto call = [at](auto slope) {
    return slope(a = at[0], d = at[1], w = at[2], p = at[3], m = at[4], s = at[5], g = at[6]);
  };
  return (... + call(derivative(formula, in)));
}
template <std::size_t... K>
double first(const double* at, std::index_sequence<K...>) {
  constexpr auto all = std::tuple{a, d, w, p, m, s, g};
  return slopes(at, std::get<K>(all)...);
}
double call(const double* at) { return first(at, std::make_index_sequence<SIZE>{}); }

#endif
