// SPDX-License-Identifier: BSL-1.0
// f3 for many rows, as it is written and stabilized.
#include <bench/elements/rows.hpp>
#include <bench/run/f3.hpp>

static const bool added =
    bench::add_tensors<bench::rows_of<bench::f3_direct>, bench::scalar_loop>("f3 x 1024", 1024) &&
    bench::add_tensors<bench::rows_of<bench::f3_stable>, bench::scalar_loop>("f3 stabilized x 1024", 1024) &&
    bench::add_tensors<bench::rows_of<bench::f3_direct>, bench::one_thread>("f3 x 65536, two threads", 65536, 2) &&
    bench::add_tensors<bench::rows_of<bench::f3_direct, bench::layout::rows>, bench::scalar_loop>("f3 x 1024, by rows",
                                                                                                  1024);
