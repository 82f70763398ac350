// SPDX-License-Identifier: BSL-1.0
// How the groups of tiles of a phase are shared out: the one place to change for a formula to run on one thread, on
// several, or elsewhere. A policy has
//   max_groups         the largest number of groups
//   groups(work)       into how many groups a phase is cut, from its extents alone: the groups have sums of their own,
//                      so that results have the same bits whoever does them
//   workers()          how many groups may be done at the same time; each worker has memory for its tiles
//   run(groups, task)  calls task(group, worker) once for each group, worker 0 ... workers() - 1, and returns when all
//                      have returned
//   combine(sums)      adds the sums of the other groups to that of the first, in the order of the groups
#pragma once

#include <algorithm>
#include <cstddef>

#include <tapeless/math/functions.hpp>
#include <tapeless/plan/loops/instruction.hpp>
#include <tapeless/run/loops/team.hpp>

namespace tapeless::inline v0_2::detail::run {

// What a policy knows about a phase: how long its axis is, how many elements it touches for each place there.
struct phase_work {
  bool multiplies = false;  // matrices
  std::ptrdiff_t extent = 1;
  std::ptrdiff_t elements = 1;
  std::ptrdiff_t sums = 0;  // how many numbers each group adds up, where that is not what products of matrices take
};

// What the groups of a phase have added up in one buffer: that of the first group is the result's own, those of the
// others lie `step` elements apart.
template <class T>
struct partial_sums {
  planning::combination how = planning::combination::add;
  T* first = nullptr;
  const T* others = nullptr;
  std::ptrdiff_t step = 0;
  std::ptrdiff_t size = 0;
  int groups = 1;
};

template <class T>
void add_in_order(const partial_sums<T>& sums) noexcept {
  using planning::combination;
  const T* from = sums.others;
  for (int g = 1; g < sums.groups; ++g, from += sums.step)
    for (std::ptrdiff_t k = 0; k < sums.size; ++k)
      sums.first[k] = sums.how == combination::add      ? sums.first[k] + from[k]
                      : sums.how == combination::larger ? math::max(sums.first[k], from[k])
                                                        : math::min(sums.first[k], from[k]);
}

// Everything in one group, by the caller: there is nothing to share out or to combine.
struct one_thread {
  static constexpr int max_groups = 1;
  static constexpr int groups(const phase_work&) { return 1; }
  static constexpr int workers() { return 1; }
};

// A team of threads, the caller among them.
class thread_team {
 public:
  static constexpr int max_groups = 16;
  explicit thread_team(int threads) : team_(threads) {}
  explicit thread_team(const engine& with) : team_(with) {}

  // Enough work for a thread in each, and few enough for their sums to be added up by one: tables that labels add to
  // may be as large as the data.
  static constexpr int groups(const phase_work& work) {
    constexpr std::ptrdiff_t rows = 64, elements = 32768;
    const std::ptrdiff_t worth = work.multiplies
                                     ? work.extent / rows
                                     : work.extent * work.elements / std::max<std::ptrdiff_t>(elements, 2 * work.sums);
    return static_cast<int>(std::clamp<std::ptrdiff_t>(std::min(worth, work.extent), 1, max_groups));
  }
  int workers() const { return team_.size(); }
  template <class Task>
  void run(int groups, Task& task) noexcept {
    team_.run(groups, task);
  }
  template <class T>
  static void combine(const partial_sums<T>& sums) noexcept {
    add_in_order(sums);
  }

 private:
  team team_;
};

}  // namespace tapeless::detail::run
