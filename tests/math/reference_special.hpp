// SPDX-License-Identifier: BSL-1.0
// The special functions' part of the oracle: Boost.Math at 50 digits.  Apart, because it takes seconds to
// compile.
#pragma once

#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/lambert_w.hpp>
#include <boost/math/special_functions/polygamma.hpp>

#include "tests/math/reference.hpp"

namespace reference {

inline real erf(const real& x) { return boost::math::erf(x); }

inline real erfc(const real& x) { return boost::math::erfc(x); }

inline real tgamma(const real& x) { return boost::math::tgamma(x); }

inline real lgamma(const real& x) { return boost::math::lgamma(x); }

inline real digamma(const real& x) { return boost::math::digamma(x); }

inline real polygamma(int n, const real& x) { return boost::math::polygamma(n, x); }

inline real erf_inv(const real& p) { return boost::math::erf_inv(p); }

inline real erfc_inv(const real& q) { return boost::math::erfc_inv(q); }

inline real lambert_w0(const real& x) { return boost::math::lambert_w0(x); }

}  // namespace reference
