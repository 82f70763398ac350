// SPDX-License-Identifier: BSL-1.0
// The log-likelihood of a hidden Markov model by the forward algorithm, unrolled SIZE times over axes, and its gradient
// in the logarithms of initial and transition probabilities, prepared and called once. Log-densities of what was seen
// are data.
#include <utility>
#include <vector>

#include <tapeless/tensor.hpp>

#if SIZE > 0  // 0: the headers alone

using namespace tapeless;

constexpr auto s = axis<"s">;  // the state now
constexpr auto q = axis<"q">;  // the state before
constexpr auto start = tensor<"start">;
constexpr auto move = tensor<"move">;

// y00, y01, ...: the log-density of what was seen at each step, by states.
template <std::size_t K>
constexpr auto name_of() {
  const char text[4] = {'y', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<4>(text);
}
template <std::size_t K>
constexpr auto seen = tensor<name_of<K>()>;

template <std::size_t K>
constexpr auto forward() {
  if constexpr (K == 0)
    return start(s) + seen<0>(s);
  else
    return log_sum_exp(q, rename(forward<K - 1>(), s, q) + move(q, s)) + seen<K>(s);
}
constexpr auto loss = -log_sum_exp(s, forward<SIZE - 1>());
constexpr auto request = value_and_gradient(loss, start, move);

template <std::size_t... K>
double call(const std::vector<double>& p, const std::vector<double>& a, const std::vector<double>& y,
            std::index_sequence<K...>) {
  auto model = prepare(request, s = 12, q = 12);
  return model(start = p, move = a, (seen<K> = y)...).value;
}
template double call(const std::vector<double>&, const std::vector<double>&, const std::vector<double>&,
                     decltype(std::make_index_sequence<SIZE>{}));

#endif
