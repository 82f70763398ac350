// SPDX-License-Identifier: BSL-1.0
// The few words in which a plan is both checked and carried out: what an instruction reads and where it touches memory,
// axes as bits, indices in ranges.
#pragma once

#include <cmath>
#include <vector>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

namespace loops = tapeless::detail::planning;
using loops::act;
using loops::axis_mask;
using loops::instruction;

inline axis_mask bit(int axis) { return axis_mask{1} << axis; }
inline bool contains(int index, int first, int count) { return index >= first && index < first + count; }

// The slots that an instruction reads.
template <class Table>
std::vector<int> read_by(const Table& plan, const instruction& one) {
  switch (one.what) {
    case act::pick:
      return {one.b};
    case act::spread:
    case act::store:
      return {one.a};
    case act::accumulate:
      return one.count > 0 ? std::vector<int>{one.a, one.b} : std::vector<int>{one.a};
    case act::lag: {
      std::vector<int> slots{one.a};
      if (one.c >= 0) slots.push_back(one.c);
      if (one.scale >= 0) slots.push_back(one.scale);
      return slots;
    }
    case act::equal:
      return {one.a, one.b};
    case act::fused:
      return {one.a, one.b, one.c};
    case act::total:
      return one.count == 2 ? std::vector<int>{one.a, one.b} : std::vector<int>{one.a};
    case act::compute: {
      if (one.count > 3) return {plan.pool.entries + one.pool, plan.pool.entries + one.pool + one.count};
      const int slots[] = {one.a, one.b, one.c};
      return {slots, slots + one.count};
    }
    default:
      return {};
  }
}
inline bool touches_memory(const instruction& one) {
  return one.what == act::load || one.what == act::pick || one.what == act::store || one.what == act::accumulate;
}
inline bool writes_memory(const instruction& one) { return one.what == act::store || one.what == act::accumulate; }
inline int stream_in(const instruction& one) { return writes_memory(one) ? one.to : one.a; }

// Two partial results as one, and what a result starts from.
inline double combined(loops::combination how, double a, double b) {
  return how == loops::combination::add ? a + b : how == loops::combination::larger ? std::fmax(a, b) : std::fmin(a, b);
}
inline double neutral(loops::combination how) {
  return how == loops::combination::add ? 0 : how == loops::combination::larger ? -HUGE_VAL : HUGE_VAL;
}

}  // namespace plans
