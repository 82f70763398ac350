// SPDX-License-Identifier: BSL-1.0
// f3 against code written by hand.
#include <bench/run/f3.hpp>
#include <bench/support/ratio.hpp>

static const bool added = bench::add<bench::f3_direct, bench::f3_direct_log10, bench::f3_direct_difference>() &&
                          bench::add<bench::f3_fast, bench::f3_direct_log10>() && bench::add<bench::f3_stable>() &&
                          bench::add<bench::f3_fast_stable>();
