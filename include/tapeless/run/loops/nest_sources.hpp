// SPDX-License-Identifier: BSL-1.0
// Where the code of a nest finds its data: known to the compiler where the nest has code of its own, told by a table
// where several nests of a plan share theirs.
#pragma once

#include <cstddef>

#include <tapeless/plan/loops/equal_nests.hpp>

namespace tapeless::inline v0_2::detail::run {
using namespace planning;

// Plan: a type with the static constexpr table `plan`. N: the number of the nest.
template <class Plan, int N>
struct known_sources {
  template <int S>
  static constexpr source from() {
    constexpr source one = Plan::plan.streams[Plan::plan.nests[N].first_stream + S].from;
    return one;
  }
  template <int D>
  static constexpr int axis() {
    constexpr int one = Plan::plan.nests[N].loops[D];
    return one;
  }
};

// Of a nest whose code is that of others, too.
struct listed_sources {
  const source* streams = nullptr;
  const int* loops = nullptr;
  template <int S>
  const source& from() const {
    return streams[S];
  }
  template <int D>
  int axis() const {
    return loops[D];
  }
};

template <class Plan>
inline constexpr auto first_equal = first_equal_nests(Plan::plan);

// Whether nests of the plan share this one's code: three and more, because a table of places costs a small network's
// nest a twentieth of its time.
template <class Plan, int N>
inline constexpr bool shares_code = [] {
  int count = 0;
  for (int n = 0; n < Plan::plan.nest_count; ++n) count += first_equal<Plan>[n] == first_equal<Plan>[N] ? 1 : 0;
  return count > 2;
}();

// The table of one nest.
template <class Plan, int N>
struct source_list {
  static constexpr nest loops = Plan::plan.nests[N];
  static constexpr list<source, loops.stream_count> streams = [] {
    list<source, loops.stream_count> all;
    for (int s = 0; s < loops.stream_count; ++s) all[s] = Plan::plan.streams[loops.first_stream + s].from;
    return all;
  }();
  static constexpr listed_sources value{streams.entries, loops.loops};
};

}  // namespace tapeless::detail::run
