// SPDX-License-Identifier: BSL-1.0
// A recurrent cell with one gate, unrolled SIZE times over axes: a loss at the last state and all gradients, prepared
// and called once.
#include <utility>
#include <vector>

#include <tapeless/tensor.hpp>

#if SIZE > 0  // 0: the headers alone

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto u = axis<"u">;
constexpr auto v = axis<"v">;
constexpr auto Wz = tensor<"Wz">;
constexpr auto Wc = tensor<"Wc">;
constexpr auto Uz = tensor<"Uz">;
constexpr auto Uc = tensor<"Uc">;
constexpr auto bz = tensor<"bz">;
constexpr auto bc = tensor<"bc">;
constexpr auto target = tensor<"target">;

// X00, X01, ...: what comes in at each step.
template <std::size_t K>
constexpr auto name_of() {
  const char text[4] = {'X', static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string<4>(text);
}
template <std::size_t K>
constexpr auto X = tensor<name_of<K>()>;

template <std::size_t K>
constexpr auto state() {
  if constexpr (K == 0) {
    return tensor<"h0">(n, u);
  } else {
    constexpr auto before = state<K - 1>();
    constexpr auto along_v = rename(before, u, v);
    constexpr auto x = X<K - 1>(n, i);
    constexpr auto z = logistic(matmul(x, Wz(i, u)) + matmul(along_v, Uz(v, u)) + bz(u));
    constexpr auto c = tanh(matmul(x, Wc(i, u)) + matmul(along_v, Uc(v, u)) + bc(u));
    return before + z * (c - before);
  }
}
constexpr auto loss = mean(n, square_norm(u, state<SIZE>() - target(n, u)));
constexpr auto request = value_and_gradient(loss, Wz, Wc, Uz, Uc, bz, bc);

template <std::size_t... K>
double call(const std::vector<double>& x, const std::vector<double>& w, const std::vector<double>& b,
            std::index_sequence<K...>) {
  auto cell = prepare(request, n = 16, i = 8, u = 24);
  return cell(tensor<"h0"> = x, target = x, (X<K> = x)..., Wz = w, Wc = w, Uz = w, Uc = w, bz = b, bc = b).value;
}
template double call(const std::vector<double>&, const std::vector<double>&, const std::vector<double>&,
                     decltype(std::make_index_sequence<SIZE>{}));

#endif
