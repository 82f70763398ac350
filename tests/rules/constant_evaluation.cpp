// SPDX-License-Identifier: BSL-1.0
// Every rule in constant expressions: what the compiler computes is what the program computes, within an ulp, because
// the one uses the kernels and the other the standard library.
#include "tests/support/catch.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using rules::interval;

constexpr std::size_t most = 4;
constexpr std::size_t samples = 8;

// The special functions that <cmath> alone knows have no kernels.
template <class R>
constexpr bool has_kernel = true;
template <>
constexpr bool has_kernel<rules::beta_> = false;
template <>
constexpr bool has_kernel<rules::expint_> = false;
template <>
constexpr bool has_kernel<rules::cyl_bessel_j_> = false;
template <>
constexpr bool has_kernel<rules::cyl_neumann_> = false;
template <>
constexpr bool has_kernel<rules::cyl_bessel_i_> = false;
template <>
constexpr bool has_kernel<rules::cyl_bessel_k_> = false;

// The kernels round correctly; so the others' errors show: glibc's erfc and tgamma have several ulps.
template <class R>
constexpr std::uint64_t ulps_between = 1;
template <>
constexpr std::uint64_t ulps_between<rules::erfc_> = 3;
template <>
constexpr std::uint64_t ulps_between<rules::cbrt_slope_> = 2;
template <>
constexpr std::uint64_t ulps_between<rules::tgamma_> = 5;

// Points spread over the domain, at most 8 from 0 so that most of them are where functions differ from their limits.
template <class R>
constexpr auto points() {
  std::array<std::array<double, most>, samples> list{};
  constexpr double shares[samples] = {0.03, 0.97, 0.21, 0.5078125, 0.36, 0.61, 0.83, 0.74};
  for (std::size_t k = 0; k < samples; ++k) {
    for (std::size_t j = 0; j < most; ++j) {
      interval range{-8, 8};
      if constexpr (requires { R::domain; }) {
        const interval given = R::domain[j < R::domain.size() ? j : 0];
        range = {given.low > -8 ? given.low : -8, given.high < 8 ? given.high : 8};
        if (range.low > range.high) range = given;
      }
      const double x = range.low + (range.high - range.low) * shares[(k + 3 * j) % samples];
      list[k][j] = x;
      if (operation_of<R>.takes_condition(static_cast<int>(j))) list[k][j] = (k >> j) % 2 != 0 ? 1 : 0;
      if constexpr (requires { R::integer_order; })
        if (j == 0) list[k][j] = static_cast<double>(k % 4);
      if (operation_of<R>.part == dag::role::choice && j == 0) list[k][j] = static_cast<double>(1 + k % 2);
    }
  }
  return list;
}

template <class R>
constexpr int operand_count = operation_of<R>.arity < 0 ? 3 : operation_of<R>.arity;

template <class R>
constexpr std::array<double, samples> values(const std::array<std::array<double, most>, samples>& list) {
  std::array<double, samples> results{};
  for (std::size_t k = 0; k < samples; ++k) results[k] = operation_of<R>.value(list[k].data(), operand_count<R>);
  return results;
}

// The number of doubles from one to the other.
std::uint64_t steps(double x, double y) {
  if (x != x && y != y) return 0;
  const auto place = [](double v) {
    const auto bits = std::bit_cast<std::int64_t>(v);
    return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
  };
  const std::int64_t from = place(x), to = place(y);
  return from < to ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                   : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
}

template <class R>
int check_rule() {
  if constexpr (has_kernel<R>) {
    constexpr auto list = points<R>();
    constexpr auto known = values<R>(list);
    // Through a volatile, so that the compiler does not know the operands.
    auto unknown = list;
    for (auto& point : unknown)
      for (double& x : point) {
        volatile double hidden = x;
        x = hidden;
      }
    const auto computed = values<R>(unknown);
    for (std::size_t k = 0; k < samples; ++k) {
      INFO(R::name << "(" << list[k][0] << ", " << list[k][1] << ", " << list[k][2] << "): " << known[k] << " and "
                   << computed[k]);
      CHECK(steps(known[k], computed[k]) <= ulps_between<R>);
    }
    return 1;
  } else {
    return 0;
  }
}

template <class... R>
int check_all(detail::rule_list<R...>) {
  return (0 + ... + check_rule<R>());
}
template <class... R>
constexpr int size_of(detail::rule_list<R...>) {
  return sizeof...(R);
}

}  // namespace

TEST_CASE("constants and run-time values of every rule but six agree within an ulp") {
  CHECK(check_all(rules::number_rules{}) == size_of(rules::number_rules{}) - 6);
}
