// SPDX-License-Identifier: BSL-1.0
// Random formulas, seeds 1 to 8.
#include "tests/indexed/random.hpp"

TEST_CASE("random formulas are what they say, prepared: seeds 1 to 8") {
  random_formulas::run_all(std::integer_sequence<unsigned, 1, 2, 3, 4, 5, 6, 7, 8>{});
}
