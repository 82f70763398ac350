// SPDX-License-Identifier: BSL-1.0
// Residuals of bundle adjustment with their 2x12 Jacobians, for many observations.
#include <bench/elements/rows.hpp>
#include <bench/run/bundle_adjustment.hpp>

static const bool added =
    bench::add_tensors<bench::rows_of<bench::bundle_adjustment>, bench::scalar_loop, bench::packs_by_hand>(
        "bundle adjustment x 1024", 1024) &&
    bench::add_tensors<bench::rows_of<bench::bundle_adjustment>, bench::one_thread>(
        "bundle adjustment x 8192, two threads", 8192, 2) &&
    bench::add_tensors<bench::rows_of<bench::bundle_adjustment, bench::layout::rows>, bench::scalar_loop>(
        "bundle adjustment x 1024, by rows", 1024);
