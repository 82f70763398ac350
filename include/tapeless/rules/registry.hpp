// SPDX-License-Identifier: BSL-1.0
// The one list of all rules. Nothing in the library needs it; the tests walk over it, so that a rule cannot stay
// untested.
#pragma once

#include <tapeless/rules/composite.hpp>

namespace tapeless::rules {

using registry =
    detail::rule_list<add_, subtract_, multiply_, divide_, negate_,                                                  //
                      pow_, square_, one_minus_square_, sqrt_, cbrt_, rsqrt_, hypot_, hypot3_, hypot_slope_, fma_,   //
                      exp_, exp2_, expm1_, log_, log2_, log10_, log1p_, log1m_exp_, log_sum_exp_, xlogy_,            //
                      sin_, cos_, tan_, asin_, acos_, atan_, atan2_, sin_pi_, cos_pi_,                               //
                      sinh_, cosh_, tanh_, asinh_, acosh_, atanh_,                                                   //
                      abs_, sign_, floor_, ceil_, round_, rint_, trunc_, fmod_, remainder_, copysign_,               //
                      min_, max_, fmin_, fmax_, fdim_, clamp_,                                                       //
                      erf_, erfc_, erf_inv_, erfc_inv_, tgamma_, lgamma_, digamma_, trigamma_, polygamma_, beta_,    //
                      lambert_w0_, expint_, cyl_bessel_j_, cyl_neumann_, cyl_bessel_i_, cyl_bessel_k_, sph_bessel_,  //
                      logistic_, softplus_, relu_,                                                                   //
                      less_, less_equal_, greater_, greater_equal_, equals_, not_equals_, and_, or_, not_,           //
                      isnan_, isinf_, isfinite_, signbit_, select_, guard_, choose_,                                 //
                      pi_, e_, ln2_, ln10_, root_pi_>;

}  // namespace tapeless::rules
