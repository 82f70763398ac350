// SPDX-License-Identifier: BSL-1.0
// Products and quotients of exponentials, and products of square roots, by one call. The pass keeps them as they are
// where a call is needed anyway.
#pragma once

#include <tapeless/rules/exponential.hpp>

namespace tapeless::inline v0_2::rules {

// A value as one function of the rule R times all other factors of it, down to some depth; no function: none().
template <class H>
struct with_factor {
  H inner = H::none();  // the operand of the function
  H others = H(1);
};
template <class R, class H>
constexpr with_factor<H> factor_of(const H& a, int depth = 8) {
  if (is<R>(a)) return {a.operand(0), H(1)};
  if (a.part() != dag::role::product || depth == 0) return {};
  for (int k = 0; k < 2; ++k) {
    const with_factor<H> found = factor_of<R>(a.operand(k), depth - 1);
    if (found.inner.exists()) return {found.inner, found.others * a.operand(1 - k)};
  }
  return {};
}

template <class H>
constexpr bool is_nonnegative(const H& a) {
  return a.owner() != nullptr && dag::sign_of(*a.owner(), a.id_in(*a.owner())) != dag::range::all;
}

template <class H>
constexpr H multiply_::fast(const H& a, const H& b) {
  // Most products have a factor that is neither, which is seen at once where it stands alone.
  const H &lone = b.part() == dag::role::product ? a : b, &other = b.part() == dag::role::product ? b : a;
  constexpr unsigned parts = dag::bit(dag::role::product) | dag::bit(dag::role::function);
  if ((dag::bit(lone.part()) & parts) == 0) return H::none();
  const auto first = factor_of<exp_>(lone), second = factor_of<exp_>(other);
  if (first.inner.exists() && second.inner.exists())
    return (first.others * second.others) * exp(first.inner + second.inner);
  const auto left = factor_of<sqrt_>(lone), right = factor_of<sqrt_>(other);
  if (!left.inner.exists() || !right.inner.exists()) return H::none();
  if (!is_nonnegative(left.inner) || !is_nonnegative(right.inner)) return H::none();
  return (left.others * right.others) * sqrt(left.inner * right.inner);
}

template <class H>
constexpr H divide_::fast(const H& a, const H& b) {
  if (!is<exp_>(b)) return H::none();
  const auto left = factor_of<exp_>(a);
  if (left.inner.exists()) return left.others * exp(left.inner - b.operand(0));
  return a * exp(-b.operand(0));
}

}  // namespace tapeless::rules
