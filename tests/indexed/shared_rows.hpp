// SPDX-License-Identifier: BSL-1.0
// Data of which each rank has some rows, and the same work on any number of ranks: its results are to have the same
// bits, and nearly those of a process that knows of no ranks.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/thread_ranks.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace shared_rows {

using checks::on_ranks;
using checks::thread_rank;
using checks::waves;
using tapeless::row_range;
using tapeless::shard;

// Numbers of all rows, of which a rank takes its own.
struct table {
  std::ptrdiff_t rows = 0, columns = 0;
  std::vector<double> inputs, targets;
  std::vector<int> classes;
  explicit table(std::ptrdiff_t rows_, std::ptrdiff_t columns_ = 3)
      : rows(rows_),
        columns(columns_),
        inputs(waves(static_cast<std::size_t>(rows * columns), 0.3)),
        targets(waves(static_cast<std::size_t>(rows), 1.1)) {
    for (std::ptrdiff_t k = 0; k < rows; ++k) classes.push_back(static_cast<int>(k * k % 5));
  }
};
struct part {
  std::vector<double> inputs, targets;
  std::vector<int> classes;
  part(const table& of, row_range own)
      : inputs(of.inputs.begin() + own.first * of.columns, of.inputs.begin() + (own.first + own.count) * of.columns),
        targets(of.targets.begin() + own.first, of.targets.begin() + own.first + own.count),
        classes(of.classes.begin() + own.first, of.classes.begin() + own.first + own.count) {}
};

template <class View>
void append(std::vector<double>& to, const View& view) {
  for (std::ptrdiff_t k = 0; k < view.size(); ++k) to.push_back(view.data()[k]);
}

// What work(link, rows) gives on each rank: numbers that all ranks have, and rows of its own. They are checked to be
// the same on all, and returned with the rows put together.
struct outcome {
  std::vector<double> common, rows;
};
template <class Work>
outcome of_ranks(std::ptrdiff_t rows, int size, const Work& work) {
  std::vector<outcome> all(static_cast<std::size_t>(size));
  on_ranks(size, [&](thread_rank& link) {
    all[static_cast<std::size_t>(link.rank())] = work(link, shard(rows, link.rank(), link.size()));
  });
  outcome result = all[0];
  for (std::size_t r = 1; r < all.size(); ++r) {
    CHECK(std::memcmp(all[r].common.data(), result.common.data(), 8 * result.common.size()) == 0);
    result.rows.insert(result.rows.end(), all[r].rows.begin(), all[r].rows.end());
  }
  return result;
}
// For 1, 2, 3, 4 and 7 ranks with one thread and two: the bits of one rank with one thread, and nearly those of a
// process that knows of no ranks.
template <class Work>
void try_ranks(std::ptrdiff_t rows, const outcome& alone, const Work& work) {
  const outcome one = of_ranks(rows, 1, [&](thread_rank& link, row_range own) { return work(link, own, 1); });
  REQUIRE(one.common.size() == alone.common.size());
  REQUIRE(one.rows.size() == alone.rows.size());
  REQUIRE(one.common.size() + one.rows.size() > 0);
  const auto compare = [](const std::vector<double>& got, const std::vector<double>& right) {
    double size = 1;
    for (const double x : right) size = std::max(size, std::abs(x));
    for (std::size_t k = 0; k < right.size(); ++k) CHECK(std::abs(got[k] - right[k]) <= 1e-13 * size);
  };
  compare(one.common, alone.common);
  compare(one.rows, alone.rows);
  for (const int size : {1, 2, 3, 4, 7})
    for (const int count : {1, 2}) {
      INFO(size << " ranks, " << count << " threads");
      const outcome got =
          of_ranks(rows, size, [&](thread_rank& link, row_range own) { return work(link, own, count); });
      REQUIRE(got.common.size() == one.common.size());
      REQUIRE(got.rows.size() == one.rows.size());
      CHECK(std::memcmp(got.common.data(), one.common.data(), 8 * one.common.size()) == 0);
      CHECK(std::memcmp(got.rows.data(), one.rows.data(), 8 * one.rows.size()) == 0);
    }
}

}  // namespace shared_rows
