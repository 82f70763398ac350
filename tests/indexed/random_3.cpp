// SPDX-License-Identifier: BSL-1.0
// Random formulas, seeds 17 to 25.
#include "tests/indexed/random.hpp"

TEST_CASE("random formulas are what they say, prepared: seeds 17 to 25") {
  random_formulas::run_all(std::integer_sequence<unsigned, 17, 18, 19, 20, 21, 22, 23, 24, 25>{});
}
