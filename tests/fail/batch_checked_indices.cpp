// EXPECT: checked_indices(list, size) has a column of integers
// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

#ifdef MISTAKE
auto ends(const std::vector<std::array<double, 2>>& edges) { return checked_indices(edges, 10); }
#else
auto ends(const std::vector<std::array<int, 2>>& edges) { return checked_indices(edges, 10); }
#endif
