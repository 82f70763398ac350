// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment against code written by hand.
#include <bench/run/bundle_adjustment.hpp>
#include <bench/support/ratio.hpp>

static const bool added = bench::add<bench::bundle_adjustment>();
