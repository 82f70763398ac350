// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment against dual numbers.
#include <bench/run/bundle_adjustment.hpp>
#include <bench/support/jet.hpp>
#include <bench/support/ratio.hpp>

namespace {

struct jet12 {
  static constexpr const char* name = "jet<12>";
  using type = bench::jet<12>;
  static type make(double v, std::size_t k) { return type::variable(v, k); }
  static double value(const type& x) { return x.value; }
  static double part(const type& x, std::size_t k) { return x.part[k]; }
};

const bool added = bench::add_peers<bench::bundle_adjustment, bench::bundle_adjustment_by_duals<jet12>>();

}  // namespace
