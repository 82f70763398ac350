// SPDX-License-Identifier: BSL-1.0
// Energies, gradients and Hessians of many tetrahedra.
#include <bench/elements/neo_hookean.hpp>
#include <bench/elements/rows.hpp>

static const bool added =
    bench::add_tensors<bench::rows_of<bench::neo_hookean>, bench::scalar_loop, bench::packs_by_hand>(
        "neo-Hookean Hessian x 256", 256) &&
    bench::add_tensors<bench::rows_of<bench::neo_hookean>, bench::one_thread>("neo-Hookean Hessian x 2048, two threads",
                                                                              2048, 2) &&
    bench::add_tensors<bench::rows_of<bench::neo_hookean, bench::layout::rows>, bench::scalar_loop>(
        "neo-Hookean Hessian x 256, by rows", 256);
