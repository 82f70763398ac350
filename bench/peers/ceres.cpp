// SPDX-License-Identifier: BSL-1.0
// f3 and bundle adjustment through the dual numbers of Ceres. A ratio below 1: tapeless is faster.
#include <ceres/jet.h>

#include <bench/run/bundle_adjustment.hpp>
#include <bench/run/f3.hpp>
#include <bench/support/ratio.hpp>

namespace {

struct ceres12 {
  static constexpr const char* name = "Ceres Jet<12>";
  using type = ceres::Jet<double, 12>;
  static type make(double v, std::size_t k) { return type(v, static_cast<int>(k)); }
  static double value(const type& x) { return x.a; }
  static double part(const type& x, std::size_t k) { return x.v[static_cast<Eigen::Index>(k)]; }
};

struct ceres_f3 {
  static constexpr const char* name = "Ceres Jet<2>";
  static void run(const double* in, double* out) {
    using type = ceres::Jet<double, 2>;
    const type e1 = exp(type(in[0], 0)), e2 = exp(type(in[1], 1));
    const type loss = log((in[2] == 1 ? e1 : e2) / (e1 + e2)) * -bench::f3::per_ln10;
    out[0] = loss.a;
    out[1] = loss.v[0];
    out[2] = loss.v[1];
  }
};

const bool added = bench::add_peers<bench::f3_direct, ceres_f3>() && bench::add_peers<bench::f3_stable, ceres_f3>() &&
                   bench::add_peers<bench::bundle_adjustment, bench::bundle_adjustment_by_duals<ceres12>>();

}  // namespace
