// SPDX-License-Identifier: BSL-1.0
// The functions between the layers of networks and in likelihoods. Those with an exponential are written so that
// neither they nor their derivatives overflow.
#pragma once

#include <tapeless/rules/hyperbolic.hpp>
#include <tapeless/rules/piecewise.hpp>
#include <tapeless/rules/special.hpp>

namespace tapeless {
namespace rules {

// 1/(1 + exp(-x)), from exp(-|x|) alone.
struct logistic_ : built_in {
  static constexpr auto name = "logistic";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\sigma\\left(#1\\right)";
  static constexpr auto c = "(((#1) < 0.0 ? exp(-fabs(#1)) : 1.0)/(1.0 + exp(-fabs(#1))))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T small = math::exp(T(-math::abs(x)));
    return T(math::select(x < T(0), small, T(1)) / (T(1) + small));
  };
  static constexpr auto partial = partials{[](auto, auto self) { return self * (1 - self); }};
  static constexpr auto domain = std::array{interval{-700, 700}};
  static constexpr auto expand = [](const auto& x) -> handle {
    const handle small = exp(-abs(x));
    return select(x < 0, small, 1) / (1 + small);
  };
};

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)). The maximum is written as a choice, which does not
// become a jump.
struct softplus_ : built_in {
  static constexpr auto name = "softplus";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\ln\\left(1+e^{#1}\\right)";
  static constexpr auto c = "(((#1) > 0.0 ? (#1) : 0.0) + log1p(exp(-fabs(#1))))";
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return T(math::select(x > T(0), x, T(0)) + math::log1p(T(math::exp(T(-math::abs(x))))));
  };
  static constexpr auto partial = partials{[](auto x) { return logistic(x); }};
  static constexpr auto domain = std::array{interval{-700, 700}};
  static constexpr auto expand = [](const auto& x) -> handle { return select(0 < x, x, 0) + log1p(exp(-abs(x))); };
};

// max(x, 0); the derivative at 0 is 0.
struct relu_ : built_in {
  static constexpr auto name = "relu";
  static constexpr auto latex = "\\max\\left(#1,0\\right)";
  static constexpr auto c = "((#1) < 0.0 ? 0.0 : (#1))";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::max(x, T(0));
  };
  static constexpr auto partial = partials{[](auto, auto self) { return select(0 < self, 1, 0); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto singular = std::array{singular_point<1>{{0}, 0, {0}}};
};

struct activation_group : rule_group<logistic_, softplus_, relu_> {
  static constexpr auto title = "networks";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "leaky_relu elu silu gelu mish";
};

}  // namespace rules

// 1/(1 + exp(-x)), without overflow. The derivative is s*(1 - s) for the value s.
template <operand X>
constexpr applied<rules::logistic_, X> logistic(const X& x) {
  return apply<rules::logistic_>(x);
}
// log(1 + exp(x)), without overflow. Its derivative is logistic(x).
template <operand X>
constexpr applied<rules::softplus_, X> softplus(const X& x) {
  return apply<rules::softplus_>(x);
}
// max(x, 0). Its derivative at 0 is 0.
template <operand X>
constexpr applied<rules::relu_, X> relu(const X& x) {
  return apply<rules::relu_>(x);
}

}  // namespace tapeless
