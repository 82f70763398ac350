// SPDX-License-Identifier: BSL-1.0
// Energy and gradient of bodies of tetrahedra.
#include <bench/elements/rows.hpp>
#include <bench/elements/tetrahedra.hpp>

using body = bench::elements_of<bench::tetrahedron>;
static const bool added =
    bench::add_tensors<body, bench::scalar_loop, bench::packs_by_hand>("tetrahedra x 1e3", 1000L) &&
    bench::add_tensors<body, bench::scalar_loop, bench::packs_by_hand>("tetrahedra x 1e4", 10'000L) &&
    bench::add_tensors<body, bench::scalar_loop, bench::packs_by_hand>("tetrahedra x 1e5", 100'000L) &&
    bench::add_tensors<body, bench::scalar_loop, bench::packs_by_hand>("tetrahedra x 1e6", 1'000'000L) &&
    bench::add_tensors<body, bench::one_thread>("tetrahedra x 1e5, two threads", 100'000L, 2) &&
    bench::add_tensors<body, bench::one_thread>("tetrahedra x 1e6, two threads", 1'000'000L, 2) &&
    bench::add_tensors<body, bench::one_thread>("tetrahedra x 1e6, no order, two threads", 1'000'000L, 2, true);
