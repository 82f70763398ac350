// SPDX-License-Identifier: BSL-1.0
// Random formulas, seeds 9 to 16.
#include "tests/indexed/random.hpp"

TEST_CASE("random formulas are what they say, prepared: seeds 9 to 16") {
  random_formulas::run_all(std::integer_sequence<unsigned, 9, 10, 11, 12, 13, 14, 15, 16>{});
}
