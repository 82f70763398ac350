// SPDX-License-Identifier: BSL-1.0
// Formulas with many functions of the user's own: recorded, differentiated and raised to types, whatever their number;
// and a stable form that such a function names. The reference is the closed form.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace mine {

// K*x + 1
template <int K>
struct line_ {
  static constexpr auto name = "line";
  static constexpr auto value = [](const auto& x) { return x * K + 1; };
  static constexpr auto partial = [](auto) { return K; };
};

// log(exp(x) + 1), which overflows, until it is asked to be stable.
struct soft_ {
  static constexpr auto name = "soft";
  static constexpr auto value = [](const auto& x) {
    using tapeless::rules::math::exp;
    using tapeless::rules::math::log;
    return log(exp(x) + 1);
  };
  static constexpr auto partial = [](auto x) { return tapeless::logistic(x); };
  static constexpr auto stabilize = [](const auto& x) -> tapeless::handle { return tapeless::softplus(x); };
};

}  // namespace mine

namespace {

using namespace tapeless;
using checks::close;

constexpr auto x = symbol<"x">;

template <int... K>
void check(std::integer_sequence<int, K...>) {
  constexpr int count = sizeof...(K);
  INFO(count << " functions");
  constexpr auto recorded = record<"x">([](auto a) {
    handle sum = sin(a);
    for (const handle& one : {function_of<mine::line_<K>>(a)...}) sum += one * one;
    return sum;
  });
  double value = std::sin(0.5), slope = std::cos(0.5);
  for (int k = 0; k < count; ++k) {
    value += (0.5 * k + 1) * (0.5 * k + 1);
    slope += 2 * k * (0.5 * k + 1);
  }
  CHECK(close(recorded(x = 0.5), value));
  CHECK(close(derivative(recorded, x)(x = 0.5), slope));
}

TEST_CASE("many functions of one's own in one formula") {
  check(std::make_integer_sequence<int, 5>{});
  check(std::make_integer_sequence<int, 9>{});
  check(std::make_integer_sequence<int, 17>{});
  check(std::make_integer_sequence<int, 33>{});
}

TEST_CASE("a function of one's own names its stable form") {
  constexpr auto soft = function_of<mine::soft_>;
  constexpr auto f = soft(x);
  CHECK(std::isinf(f(x = 800.0)));
  CHECK(stabilize(f)(x = 800.0) == 800.0);
  CHECK(close(stabilize(f)(x = 0.25), std::log1p(std::exp(0.25))));
}

}  // namespace
