// SPDX-License-Identifier: BSL-1.0
// Every rule of the registry computes on packs what it computes on their lanes. Compiled for AVX2 and AVX-512 too.

#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <type_traits>
#include <utility>

#include <tapeless/rules/registry.hpp>
#include <tapeless/simd/functions.hpp>

namespace detail = tapeless::detail;
namespace math = tapeless::detail::math;
using detail::simd::pack;

namespace {

constexpr int max_operands = 3;

// Numbers of the rule's domain, but moderate ones; integers where the order has to be one.
template <class R, class T>
T sample(std::size_t operand, std::mt19937& random) {
  double low = -20, high = 20;
  if constexpr (requires { R::domain.size(); }) {
    const auto& range = R::domain[std::min(operand, R::domain.size() - 1)];
    low = std::max(low, range.low);
    high = std::min(high, range.high);
  }
  if constexpr (requires { R::integer_order; })
    if (R::integer_order && operand == 0) return static_cast<T>(std::uniform_int_distribution<int>(0, 5)(random));
  return static_cast<T>(std::uniform_real_distribution<double>(low, high)(random));
}

template <class R, std::size_t Operand, class T>
auto as_operand(const T& x) {
  if constexpr ((detail::conditions_of<R>() >> Operand & 1U) != 0)
    return x > T(0);
  else
    return x;
}

template <class R, class T, std::size_t... I>
auto value_at([[maybe_unused]] const T* operands, std::index_sequence<I...>) {
  return detail::value_of<R, T>(as_operand<R, I>(operands[I])...);
}

// A condition as a number
template <class T, class V>
T as_number(const V& value) {
  if constexpr (std::is_same_v<V, T>)
    return value;
  else
    return math::select(value, T(1), T(0));
}

template <class R, class T>
void check_rule() {
  constexpr int declared = detail::arity_of<R>();
  constexpr std::size_t arity =
      declared < 0 || declared > max_operands ? max_operands : static_cast<std::size_t>(declared);
  constexpr auto all = std::make_index_sequence<arity>{};
  constexpr int width = pack<T>::width;
  INFO(R::name << (sizeof(T) == 8 ? " of double" : " of float"));
  std::mt19937 random(5);
  double worst = 0;
  for (int i = 0; i < 50; ++i) {
    T lanes[max_operands][std::size_t{width}], found[std::size_t{width}];
    pack<T> packs[max_operands];
    for (std::size_t k = 0; k < max_operands; ++k) {
      for (T& lane : lanes[k]) lane = sample<R, T>(k, random);
      packs[k] = pack<T>::load(lanes[k]);
    }
    as_number<pack<T>>(value_at<R>(packs, all)).store(found);
    for (int k = 0; k < width; ++k) {
      const T operands[] = {lanes[0][k], lanes[1][k], lanes[2][k]};
      const T expected = as_number<T>(value_at<R>(operands, all));
      if (expected == found[k] || (expected != expected && found[k] != found[k])) continue;
      const T size = std::max(std::abs(expected), std::numeric_limits<T>::min());
      const double error =
          static_cast<double>(std::abs(found[k] - expected) / size / std::numeric_limits<T>::epsilon());
      if (error <= worst) continue;
      worst = error;
      UNSCOPED_INFO("at " << operands[0] << ", " << operands[1] << ", " << operands[2] << ": " << found[k] << ", not "
                          << expected);
    }
  }
  CHECK(worst <= 20);
}

template <class T, class... R>
void check_all(detail::rule_list<R...>) {
  (check_rule<R, T>(), ...);
}

}  // namespace

TEST_CASE("every rule works on packs of doubles", "[simd]") { check_all<double>(tapeless::rules::number_rules{}); }
TEST_CASE("every rule works on packs of floats", "[simd]") { check_all<float>(tapeless::rules::number_rules{}); }
