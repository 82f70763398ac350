// SPDX-License-Identifier: BSL-1.0
// The functions between the layers of networks and in likelihoods. Those with an exponential are written so that
// neither they nor their derivatives overflow.
#pragma once

#include <tapeless/rules/hyperbolic.hpp>
#include <tapeless/rules/log_sum_exp.hpp>
#include <tapeless/rules/special.hpp>

namespace tapeless::inline v0_2 {
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
  static constexpr auto partial = partials{[](auto x) { return logistic_slope(x); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto expand = [](const auto& x) -> handle {
    const handle small = exp(-abs(x));
    return select(x < 0, small, 1) / (1 + small);
  };
};

// s*(1 - s) for s = logistic(x), from the exponential that s is made of: where s rounds to 1, the textbook's form has
// no digits.
struct logistic_slope_ : built_in {
  static constexpr auto name = "logistic_slope";
  static constexpr auto values = dag::range::positive;
  static constexpr auto latex = "\\sigma'\\left(#1\\right)";
  static constexpr auto c = "(exp(-fabs(#1))/((1.0 + exp(-fabs(#1)))*(1.0 + exp(-fabs(#1)))))";
  static constexpr auto symmetry = dag::parity::even;
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T small = math::exp(T(-math::abs(x))), sum = T(1) + small;
    return T(small / T(sum * sum));
  };
  static constexpr auto partial = partials{[](auto x, auto self) { return -(self * tanh(x / 2)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle {
    const handle s = logistic(x);
    return s * (1 - s);
  };
  static constexpr auto expand = [](const auto& x) -> handle {
    const handle small = exp(-abs(x));
    const handle sum = 1 + small;
    return small / (sum * sum);
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
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto expand = [](const auto& x) -> handle { return select(0 < x, x, 0) + log1p(exp(-abs(x))); };
};

// x*s, and 0 where s is: s vanishes faster than x grows.
template <class H>
constexpr H vanishing(const H& x, const H& s);

// x*logistic(x), x*normal_cdf(x) and x*tanh(softplus(x)): 0 at -infinity, and their derivatives 0 or 1 at the ends.
struct silu_ : built_in {
  static constexpr auto name = "silu";
  static constexpr auto latex = "#1\\,\\sigma\\left(#1\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T s = logistic_::value(x);
    return T(math::select(s == T(0), T(0), T(x * s)));
  };
  static constexpr auto partial = partials{[](auto x) { return logistic(x) + vanishing(x, logistic_slope(x)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return x * logistic(x); };
  static constexpr auto expand = [](const auto& x) -> handle { return vanishing(x, logistic(x)); };
};
struct gelu_ : built_in {
  static constexpr auto name = "gelu";
  static constexpr auto latex = "#1\\,\\Phi\\left(#1\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T s = math::normal_cdf(x);
    return T(math::select(s == T(0), T(0), T(x * s)));
  };
  static constexpr auto partial = partials{[](auto x) { return normal_cdf(x) + vanishing(x, normal_density(x)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return x * normal_cdf(x); };
  static constexpr auto expand = [](const auto& x) -> handle { return vanishing(x, normal_cdf(x)); };
};
struct mish_ : built_in {
  static constexpr auto name = "mish";
  static constexpr auto latex = "#1\\,\\tanh\\left(\\ln\\left(1+e^{#1}\\right)\\right)";
  static constexpr bool accurate = true;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    const T s = math::tanh(T(softplus_::value(x)));
    return T(math::select(s == T(0), T(0), T(x * s)));
  };
  static constexpr auto partial = partials{[](auto x) {
    const auto s = softplus(x);
    return tanh(s) + vanishing(x, tanh_slope(s) * logistic(x));
  }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto textbook = [](const auto& x) -> handle { return x * tanh(softplus(x)); };
  static constexpr auto expand = [](const auto& x) -> handle { return vanishing(x, tanh(softplus(x))); };
};

// max(x, 0); the derivative at 0 is 0, that of a NaN is NaN. It is told from the value, so that networks need not keep
// what it was computed from.
struct relu_ : built_in {
  static constexpr auto name = "relu";
  static constexpr auto latex = "\\max\\left(#1,0\\right)";
  static constexpr auto c = "((#1) < 0.0 ? 0.0 : (#1))";
  static constexpr auto price = dag::cost::select;
  static constexpr auto value = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x)>;
    return math::max(x, T(0));
  };
  static constexpr auto partial =
      partials{[](auto, auto self) { return guard(isnan(self), self, select(0 < self, 1, 0)); }};
  static constexpr auto domain = std::array{all_reals};
  static constexpr auto singular = std::array{singular_point<1>{{0}, 0, {0}}, singular_point<1>{{nan}, nan, {nan}}};
};

struct activation_group : rule_group<logistic_, logistic_slope_, softplus_, silu_, gelu_, mish_, relu_> {
  static constexpr auto title = "networks";
  static constexpr auto unnamed = "logistic_slope";
  static constexpr auto composites = "leaky_relu elu";
};

}  // namespace rules

// 1/(1 + exp(-x)), without overflow. The derivative is s*(1 - s) for the value s.
template <operand X>
constexpr applied<rules::logistic_, X> logistic(const X& x) {
  return apply<rules::logistic_>(x);
}
// s*(1 - s) for s = logistic(x), the derivative of logistic, with all its digits for large x.
template <operand X>
constexpr applied<rules::logistic_slope_, X> logistic_slope(const X& x) {
  return apply<rules::logistic_slope_>(x);
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

// x*logistic(x), 0 at -infinity.
template <operand X>
constexpr applied<rules::silu_, X> silu(const X& x) {
  return apply<rules::silu_>(x);
}
// x*normal_cdf(x), exactly and not by the approximation with tanh; 0 at -infinity.
template <operand X>
constexpr applied<rules::gelu_, X> gelu(const X& x) {
  return apply<rules::gelu_>(x);
}
// x*tanh(softplus(x)), 0 at -infinity.
template <operand X>
constexpr applied<rules::mish_, X> mish(const X& x) {
  return apply<rules::mish_>(x);
}

namespace rules {
template <class H>
constexpr H vanishing(const H& x, const H& s) {
  return guard(equals(s, 0), 0, x * s);
}
}  // namespace rules

}  // namespace tapeless
