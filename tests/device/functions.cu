// SPDX-License-Identifier: BSL-1.0
// Each function that devices compute, as a kernel of its own: check.cmake looks at what nvcc makes of it.
#include <tapeless/interop/cuda.hpp>
#include <tapeless/rules/registry.hpp>

#if defined(BOOST_HANA_CONFIG_HPP)
#error "files for devices include Boost.Hana"
#endif

namespace {

using namespace tapeless;

template <class R>
__global__ void compute(const double* in, double* out) {
  *out = detail::interpret<R>(in, 3);
}

template <class R>
void launch(const double* in, double* out) {
  if constexpr (!detail::batches::of_the_host<R>) compute<R><<<1, 1>>>(in, out);
}
template <class... R>
void launch_all(const detail::rule_list<R...>&, const double* in, double* out) {
  (launch<R>(in, out), ...);
}

}  // namespace

void launch_functions(const double* in, double* out) {
  launch_all(rules::number_rules{}, in, out);
  launch_all(rules::stable_rules{}, in, out);
}
