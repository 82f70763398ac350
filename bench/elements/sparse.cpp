// SPDX-License-Identifier: BSL-1.0
// Energies, gradients and sparse Hessians of bodies of tetrahedra, against the closed form by hand.
#include <bench/elements/sparse_body.hpp>

static const bool added =
    bench::add_tensors<bench::sparse_body, bench::scalar_loop>("sparse Hessian, tetrahedra x 1e3", 1000L) &&
    bench::add_tensors<bench::sparse_body, bench::scalar_loop>("sparse Hessian, tetrahedra x 1e5", 100'000L) &&
    bench::add_tensors<bench::sparse_body, bench::one_thread>("sparse Hessian, tetrahedra x 1e5, two threads", 100'000L,
                                                              2);
