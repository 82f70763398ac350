// SPDX-License-Identifier: BSL-1.0
// Long loops with branches: choices that users write, alone, robust and in each other.
#include "tests/limits/branches.hpp"

TEST_CASE("a hundred values that count on one side only") { branches::check<branches::branch::one_sided>(); }
TEST_CASE("a hundred robust residuals") { branches::check<branches::branch::robust>(); }
TEST_CASE("a hundred values inside of two bounds") { branches::check<branches::branch::nested>(); }
