// SPDX-License-Identifier: BSL-1.0
// What grows with what: operations of a value, of its gradient, of its Hessian times a vector, and of the Hessian, for
// more and more unknowns. The output is compared with costs.txt, and stands in README.md beside this file.
#include <cstddef>
#include <cstdio>

#include <tapeless/tapeless.hpp>

using namespace tapeless;

// A chain, in which each unknown meets the next (Rosenbrock's function), and a form in which each meets every other.
template <std::size_t N>
constexpr auto chain = record(symbols<"x", N>, [](const auto& x) {
  auto sum = 0 * x[0];
  for (std::size_t k = 0; k + 1 < N; ++k) sum = sum + 100 * square(x[k + 1] - square(x[k])) + square(1 - x[k]);
  return sum;
});
template <std::size_t N>
constexpr auto all_pairs = record(symbols<"x", N>, [](const auto& x) {
  auto sum = 0 * x[0];
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t k = 0; k < i; ++k) sum = sum + exp(x[i] * x[k]);
  return sum;
});

template <std::size_t N, class F>
void print(const char* name, const F& f) {
  constexpr auto x = symbols<"x", N>;
  std::printf("%-10s %3zu %6d %8d %8d %8d\n", name, N, count(f).total, count(value_and_gradient(f, x)).total,
              count(hvp(f, x)).total, count(value_gradient_hessian(f, x)).total);
}

int main() {
  std::puts("formula    unknowns value gradient H*vector  Hessian");
  print<4>("chain", chain<4>);
  print<8>("chain", chain<8>);
  print<16>("chain", chain<16>);
  print<4>("all pairs", all_pairs<4>);
  print<8>("all pairs", all_pairs<8>);
  print<16>("all pairs", all_pairs<16>);
}
