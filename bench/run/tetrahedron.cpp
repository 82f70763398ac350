// SPDX-License-Identifier: BSL-1.0
// The elastic energy of one tetrahedron with gradient and Hessian, called for one after the other.
#include <span>

#include <bench/elements/neo_hookean.hpp>
#include <bench/support/ratio.hpp>

namespace {

struct tetrahedron : bench::neo_hookean {
  static constexpr const char* name = "tetrahedron, Hessian";
  static constexpr std::size_t points = 64;
  static constexpr double tolerance = 1e-10;

  static void ours(const double* in, double* out) {
    h(std::span<const double, inputs>(in, inputs), std::span<double, outputs>(out, outputs));
  }
};

const bool added = bench::add<tetrahedron>();

}  // namespace
