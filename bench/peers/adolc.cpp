// SPDX-License-Identifier: BSL-1.0
// f3 and bundle adjustment on a tape of ADOL-C, recorded once and played at each point, the way its users run it. A
// ratio below 1: tapeless is faster.
#include <adolc/adolc.h>

#include <bench/run/bundle_adjustment.hpp>
#include <bench/run/f3.hpp>
#include <bench/support/ratio.hpp>

namespace {

struct adolc_f3 {
  static constexpr const char* name = "ADOL-C";
  static constexpr short tag = 1;

  // condassign keeps the choice on the tape; y is an input whose derivative is thrown away.
  static bool tape() {
    trace_on(tag);
    adouble a, b, y, chosen;
    a <<= 0.3;
    b <<= 1.2;
    y <<= 1.0;
    const adouble e1 = exp(a), e2 = exp(b);
    const adouble d = e1 + e2, behind = y - 1.5;
    condassign(chosen, behind, e2 / d, e1 / d);
    adouble loss = -log10(chosen);
    double ignored = 0;
    loss >>= ignored;
    trace_off();
    return true;
  }
  static void run(const double* in, double* out) {
    static const bool taped = tape();
    static_cast<void>(taped);
    double g[3];
    function(tag, 1, 3, const_cast<double*>(in), out);
    gradient(tag, 3, in, g);
    out[1] = g[0];
    out[2] = g[1];
  }
};

struct adolc_bundle_adjustment {
  static constexpr const char* name = "ADOL-C";
  static constexpr short tag = 2;

  static bool tape() {
    const double at[14] = {0.1, -0.2, 0.3, 0.5, -0.4, -6.0, 400, -0.02, 0.001, 0.7, -0.3, 0.9, 45, -50};
    trace_on(tag);
    std::array<adouble, 9> camera;
    std::array<adouble, 3> X;
    adouble u, v;
    for (std::size_t k = 0; k < 9; ++k) camera[k] <<= at[k];
    for (std::size_t k = 0; k < 3; ++k) X[k] <<= at[9 + k];
    u <<= at[12];
    v <<= at[13];
    std::array<adouble, 2> r = bench::bundle_adjustment_residual<adouble>(camera, X, u, v);
    double ignored = 0;
    r[0] >>= ignored;
    r[1] >>= ignored;
    trace_off();
    return true;
  }
  static void run(const double* in, double* out) {
    static const bool taped = tape();
    static_cast<void>(taped);
    double rows[2][14];
    double* pointers[2] = {rows[0], rows[1]};
    function(tag, 2, 14, const_cast<double*>(in), out);
    jacobian(tag, 2, 14, in, pointers);
    for (std::size_t row = 0; row < 2; ++row)
      for (std::size_t k = 0; k < 12; ++k) out[2 + 12 * row + k] = rows[row][k];
  }
};

const bool added = bench::add_peers<bench::f3_direct, adolc_f3>() && bench::add_peers<bench::f3_stable, adolc_f3>() &&
                   bench::add_peers<bench::bundle_adjustment, adolc_bundle_adjustment>();

}  // namespace
