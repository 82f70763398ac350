// SPDX-License-Identifier: BSL-1.0
#include "tests/indexed/random.hpp"

TEST_CASE("random formulas, prepared, are what they say: 1") {
  random_formulas::run_all(std::integer_sequence<unsigned, 1, 2>{});
}
