// SPDX-License-Identifier: BSL-1.0
// A number that counts what is done to it, so that the operations of code written by hand are counted by a machine, in
// the categories of tapeless::count.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#if defined(__CUDACC__)  // where Boost may not be
#include <tapeless/core.hpp>
#else
#include <tapeless/tapeless.hpp>
#endif

namespace bench {

struct tally {
  double value = 0;
  static inline tapeless::operation_count executed{};

  constexpr tally() = default;
  constexpr tally(double v) : value(v) {}  // NOLINT: a literal is a number

  static tally after(double result, int tapeless::operation_count::*category) {
    ++(executed.*category);
    ++executed.total;
    return result;
  }

  friend tally operator+(tally a, tally b) { return after(a.value + b.value, &tapeless::operation_count::add); }
  friend tally operator-(tally a, tally b) { return after(a.value - b.value, &tapeless::operation_count::add); }
  friend tally operator*(tally a, tally b) { return after(a.value * b.value, &tapeless::operation_count::multiply); }
  friend tally operator/(tally a, tally b) { return after(a.value / b.value, &tapeless::operation_count::divide); }
  friend tally operator-(tally a) { return after(-a.value, &tapeless::operation_count::negate); }
  friend bool operator<(tally a, tally b) {
    after(0, &tapeless::operation_count::select);
    return a.value < b.value;
  }
  friend bool operator==(tally a, tally b) {
    after(0, &tapeless::operation_count::select);
    return a.value == b.value;
  }

  friend tally abs(tally a) { return after(std::abs(a.value), &tapeless::operation_count::select); }
#define TAPELESS_BENCH_CALL(name) \
  friend tally name(tally a) { return after(std::name(a.value), &tapeless::operation_count::call); }
  TAPELESS_BENCH_CALL(exp)
  TAPELESS_BENCH_CALL(log)
  TAPELESS_BENCH_CALL(log1p)
  TAPELESS_BENCH_CALL(sin)
  TAPELESS_BENCH_CALL(cos)
  TAPELESS_BENCH_CALL(sqrt)
  TAPELESS_BENCH_CALL(erfc)
#undef TAPELESS_BENCH_CALL
};

// condition ? a : b without a jump, which compilers do not promise: random conditions are what the cases are about.
constexpr double pick(bool condition, double a, double b) {
  const std::uint64_t mask = std::uint64_t{0} - static_cast<std::uint64_t>(condition);
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(a) & mask) | (std::bit_cast<std::uint64_t>(b) & ~mask));
}
inline tally pick(bool condition, tally a, tally b) {
  return tally::after(condition ? a.value : b.value, &tapeless::operation_count::select);
}

}  // namespace bench
