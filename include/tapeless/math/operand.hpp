// SPDX-License-Identifier: BSL-1.0
// What the functions of tapeless::math have in common.  Each of them is
//
//     the kernel        for float, double and long double in a constant expression,
//     std::f            for them at run time, where the processor's or libm's version is several times
//                       faster (or run_time::f, where std has none),
//     f(x), unqualified for every other type, so that the function next to the type is found.
//
// The body spells this out function by function: if constexpr, a using-declaration that hides the
// function itself and lets argument-dependent lookup add the type's own, and nothing for the optimiser to
// look through.
#pragma once

#include <type_traits>

namespace tapeless::inline v0_2::detail::math::detail {

// Integers would be rounded back to integers without a word.
template <class T>
concept operand = !std::is_integral_v<T>;

// For functions that std lacks: a name to hide tapeless::math's own with, so that only argument-dependent
// lookup adds candidates and a type without the function is an error and not endless recursion.
namespace by_argument {

void cos_pi();
void digamma();
void digamma_difference();
void erf_inv();
void erf_inv_slope();
void erfc_inv();
void erfc_inv_slope();
void exp_moment();
void lambert_w0();
void lbeta();
void log_moment();
void log_normal_cdf();
void max();
void min();
void normal_cdf();
void normal_excess();
void normal_hazard();
void polygamma();
void rsqrt();
void select();
void sign();
void sin_moment();
void sin_pi();
void trigamma();
void trigamma_difference();

}  // namespace by_argument
}  // namespace tapeless::detail::math::detail
