// SPDX-License-Identifier: BSL-1.0
// A value with its first and second derivatives in a few inputs, and the chain rule for functions of jets.
#pragma once

#include <array>
#include <cstddef>

#include "tests/random/exact.hpp"

namespace exact {

template <class R>
struct jet {
  static constexpr std::size_t n = max_inputs;
  R value = 0;
  std::array<R, n> first{};
  std::array<R, n*(n + 1) / 2> second{};  // the upper triangle by rows
  // The same with all terms positive, where they are asked for: what rounds when derivatives are added path by path.
  std::array<R, n> first_paths{};
  std::array<R, n*(n + 1) / 2> second_paths{};
  bool constant = true;

  static constexpr std::size_t place(std::size_t i, std::size_t j) { return i * n - i * (i + 1) / 2 + j; }
};

// The derivatives of a function of a few operands.
template <class R>
struct slopes {
  static constexpr std::size_t most = 3;
  R value = 0;
  std::array<R, most> first{};
  std::array<std::array<R, most>, most> second{};  // second[a][b] for a <= b
};

// The sums over all paths of a function of these operands.
template <class R>
void add_paths(const slopes<R>& f, const jet<R>* const* operands, std::size_t count, std::size_t inputs,
               jet<R>& result) {
  for (std::size_t a = 0; a < count; ++a) {
    const jet<R>& one = *operands[a];
    if (one.constant) continue;
    for (std::size_t i = 0; i < inputs; ++i) {
      result.first_paths[i] += abs(f.first[a]) * one.first_paths[i];
      for (std::size_t j = i; j < inputs; ++j) {
        R& sum = result.second_paths[jet<R>::place(i, j)];
        sum += abs(f.first[a]) * one.second_paths[jet<R>::place(i, j)];
        for (std::size_t b = 0; b < count; ++b)
          if (!operands[b]->constant)
            sum += abs(f.second[a < b ? a : b][a < b ? b : a]) * one.first_paths[i] * operands[b]->first_paths[j];
      }
    }
  }
}
// inputs: how many of the derivatives are in use.
template <class R>
jet<R> chain(const slopes<R>& f, const jet<R>* const* operands, std::size_t count, std::size_t inputs) {
  jet<R> result;
  result.value = f.value;
  for (std::size_t a = 0; a < count; ++a) result.constant = result.constant && operands[a]->constant;
  if (result.constant) return result;
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t a = 0; a < count; ++a)
      if (!operands[a]->constant) result.first[i] += f.first[a] * operands[a]->first[i];
    for (std::size_t j = i; j < inputs; ++j) {
      R& sum = result.second[jet<R>::place(i, j)];
      for (std::size_t a = 0; a < count; ++a) {
        if (operands[a]->constant) continue;
        sum += f.first[a] * operands[a]->second[jet<R>::place(i, j)];
        sum += f.second[a][a] * operands[a]->first[i] * operands[a]->first[j];
        for (std::size_t b = a + 1; b < count; ++b)
          if (!operands[b]->constant)
            sum += f.second[a][b] *
                   (operands[a]->first[i] * operands[b]->first[j] + operands[a]->first[j] * operands[b]->first[i]);
      }
    }
  }
  return result;
}

}  // namespace exact
