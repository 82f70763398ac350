// SPDX-License-Identifier: BSL-1.0
// Energy and gradient of nets of springs.
#include <bench/elements/rows.hpp>
#include <bench/elements/springs.hpp>

using net = bench::elements_of<bench::spring>;
static const bool added =
    bench::add_tensors<net, bench::scalar_loop, bench::packs_by_hand>("springs x 1e3", 1000L) &&
    bench::add_tensors<net, bench::scalar_loop, bench::packs_by_hand>("springs x 1e4", 10'000L) &&
    bench::add_tensors<net, bench::scalar_loop, bench::packs_by_hand>("springs x 1e5", 100'000L) &&
    bench::add_tensors<net, bench::scalar_loop, bench::packs_by_hand>("springs x 1e6", 1'000'000L) &&
    bench::add_tensors<net, bench::scalar_loop, bench::packs_by_hand>("springs x 1e5, no order", 100'000L, 1, true) &&
    bench::add_tensors<net, bench::one_thread>("springs x 1e5, two threads", 100'000L, 2) &&
    bench::add_tensors<net, bench::one_thread>("springs x 1e6, two threads", 1'000'000L, 2) &&
    bench::add_tensors<net, bench::one_thread>("springs x 1e6, no order, two threads", 1'000'000L, 2, true);
