// SPDX-License-Identifier: BSL-1.0
// A network of SIZE hidden layers: gradients, plan and the code of its loops.
#include <tapeless/tensor.hpp>

#if SIZE > 0  // 0: what the headers alone cost

using namespace tapeless;
using namespace tapeless::literals;

// h0, h1, ..., h10, ...
template <char Letter, int K>
constexpr auto named() {
  char text[4] = {Letter, '0', '\0', '\0'};
  if (K >= 10) text[1] = static_cast<char>('0' + K / 10);
  text[K >= 10 ? 2 : 1] = static_cast<char>('0' + K % 10);
  return fixed_string<4>(text);
}
template <int K>
constexpr auto units = axis<named<'h', K>()>;
template <int K>
constexpr auto weights = tensor<named<'W', K>()>;
template <int K>
constexpr auto bias = tensor<named<'b', K>()>;
constexpr auto n = axis<"n">;
constexpr auto t = labels<"t">;

template <int K>
constexpr auto scores() {
  if constexpr (K == 0)
    return tensor<"X">(n, units<0>);
  else if constexpr (K == 1)
    return sum(units<0>, scores<0>() * weights<1>(units<0>, units<1>)) + bias<1>(units<1>);
  else
    return sum(units<K - 1>, relu(scores<K - 1>()) * weights<K>(units<K - 1>, units<K>)) + bias<K>(units<K>);
}
constexpr int last = SIZE + 1;
constexpr auto loss = mean(n, cross_entropy(scores<last>(), units<last>, t(n)));

template <std::size_t... K>
auto network(std::index_sequence<K...>) {
  return prepare(value_and_gradient(loss, weights<static_cast<int>(K) + 1>..., bias<static_cast<int>(K) + 1>...), n = 8,
                 units<0> = 3, (units<static_cast<int>(K) + 1> = 4)...);
}
void run() { network(std::make_index_sequence<static_cast<std::size_t>(last)>{}).run(); }

#endif
