// SPDX-License-Identifier: BSL-1.0
// What the notes write by hand: f3 node by node and whole, typed in as ordinary formulas. Everything else in the
// example is derived from these lines by the compiler.
#pragma once

#include <tapeless/tapeless.hpp>

namespace classifier {

using namespace tapeless::literals;

inline constexpr auto s1 = tapeless::symbol<"s1">;  // the two scores
inline constexpr auto s2 = tapeless::symbol<"s2">;
inline constexpr auto y = tapeless::integer<"y">;  // the class, 1 or 2: data

// The nodes, each with a name for what enters it.
inline constexpr auto P = tapeless::symbol<"P">;
inline constexpr auto P1 = tapeless::symbol<"P1">;
inline constexpr auto P2 = tapeless::symbol<"P2">;
inline constexpr auto e1 = tapeless::symbol<"e1">;
inline constexpr auto e2 = tapeless::symbol<"e2">;
inline constexpr auto d = tapeless::symbol<"d">;
inline constexpr auto log_node = -log10(P);
inline constexpr auto choose_node = choose(y, P1, P2);
inline constexpr auto divide_node_1 = e1 / d;
inline constexpr auto divide_node_2 = e2 / d;
inline constexpr auto add_node = e1 + e2;
inline constexpr auto exp_node_1 = exp(s1);
inline constexpr auto exp_node_2 = exp(s2);

// f3: minus the decimal logarithm of the probability that softmax gives to class y.
inline constexpr auto f3 = -log10(choose(y, exp(s1) / (exp(s1) + exp(s2)), exp(s2) / (exp(s1) + exp(s2))));

// The nodes put together are f3; the compiler agrees.
inline constexpr auto of_exponentials =
    substitute(substitute(log_node, P = choose_node), P1 = divide_node_1, P2 = divide_node_2);
static_assert(substitute(substitute(of_exponentials, d = add_node), e1 = exp_node_1, e2 = exp_node_2) == f3);

// The same function without overflow at large scores.
inline constexpr auto safe_f3 = stabilize(f3);

// L2 regularisation of one weight.
inline constexpr auto w = tapeless::symbol<"w">;
inline constexpr auto lambda = tapeless::symbol<"lambda">;
inline constexpr auto penalty = lambda / 2_c * square(w);

// What the fit calls for each row and each weight: straight-line functions that return .value and [symbol].
inline constexpr auto loss_and_gradient = function(value_and_gradient(safe_f3, s1, s2), tapeless::arguments(s1, s2, y));
inline constexpr auto penalty_and_gradient = function(value_and_gradient(penalty, w), tapeless::arguments(w, lambda));

}  // namespace classifier
