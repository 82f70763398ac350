// SPDX-License-Identifier: BSL-1.0
// Checks shared by the tests of the math kernels: against tables, in constant expressions and at run time
// alike, and against the 50-digit reference at many arguments.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/math/samples.hpp"
#include "tests/math/tables_special.hpp"

namespace checks {

// Equal bits, or both NaN
constexpr bool same(double a, double b) {
  if (a != a || b != b) return a != a && b != b;
  return __builtin_bit_cast(std::uint64_t, a) == __builtin_bit_cast(std::uint64_t, b);
}

// The kernels round correctly but for a probability of about 2^-25 per result, so that their values are
// the tables', bit by bit.
template <std::size_t n, class F>
constexpr bool matches(const tables::unary (&table)[n], F f) {
  for (const tables::unary& row : table)
    if (!same(f(row.x), row.value)) return false;
  return true;
}

template <std::size_t n, class F>
constexpr bool matches(const tables::binary (&table)[n], F f) {
  for (const tables::binary& row : table)
    if (!same(f(row.x, row.y), row.value)) return false;
  return true;
}

// The largest of the errors e(argument)
struct worst {
  double error = 0;
  double x = 0;
  double y = 0;
};

template <class Sample, class Error>
worst program_facts(int n, Sample sample, Error error) {
  samples::generator g(7);
  worst w;
  for (int i = 0; i < n; ++i) {
    const double x = sample(g);
    const double e = error(x);
    if (!(e <= w.error)) w = {e, x, 0};
  }
  return w;
}

template <class Sample, class Error>
worst survey_binary(int n, Sample sample, Error error) {
  samples::generator g(7);
  worst w;
  for (int i = 0; i < n; ++i) {
    double x = 0;
    double y = 0;
    sample(g, x, y);
    const double e = error(x, y);
    if (!(e <= w.error)) w = {e, x, y};
  }
  return w;
}

}  // namespace checks
