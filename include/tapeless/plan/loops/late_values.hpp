// SPDX-License-Identifier: BSL-1.0
// Which values of a program wait for the last block of a stream: those that need a sum over all of its rows.
#pragma once

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/facts.hpp>

namespace tapeless::inline v0_2::detail::planning {

class late_values {
 public:
  // along: which axis is streamed, if there is one.
  constexpr late_values(const program_facts& facts, const sharding& along) : facts_(facts) {
    if (along.is_stream()) find(along.how == sharding_kind::counted_stream);
  }
  late_values(const late_values&) = delete;
  late_values& operator=(const late_values&) = delete;

  constexpr bool is_streamed() const { return late_ != nullptr; }
  constexpr bool operator[](int id) const { return late_ != nullptr && late_[id]; }
  // What keeps the rows of the stream from being gone over once, if anything does.
  constexpr trouble problem() const {
    if (late_ == nullptr) return trouble::none;
    for (int r = 0; r < facts_.program.root_count; ++r)
      if ((facts_.values[facts_.result(r)].axes & facts_.sharded) != 0) return trouble::row_results;
    for (int id = 0; id < facts_.size; ++id) {
      const value& v = facts_.values[id];
      if (v.computed() && late_[id] && ((v.axes | v.over) & facts_.sharded) != 0)
        return needs_sums_[id] ? trouble::passes : trouble::row_count;
    }
    return trouble::none;
  }

 private:
  // counted: the number of all rows is known before the first block.
  constexpr void find(bool counted) {
    late_list_ = dag::scratch<bool>(facts_.size + 1);
    needs_sums_ = dag::scratch<bool>(facts_.size + 1);
    bool* const late = late_list_.data();
    bool* const sums = needs_sums_.data();
    for (int id = 0; id < facts_.size; ++id) {
      const value& v = facts_.values[id];
      const bool counts = v.part == dag::role::extent && !counted;
      for (int k = 0; k < v.operand_count; ++k) {
        const int from = v.operands[k];
        if (sums[from] || facts_.is_shared_reduction(from)) sums[id] = true;
        if (late[from] || (counts && (facts_.values[from].axes & facts_.sharded) != 0)) late[id] = true;
      }
      if (sums[id]) late[id] = true;
    }
    late_ = late;
  }

  const program_facts& facts_;
  dag::scratch<bool> late_list_;
  dag::scratch<bool> needs_sums_;
  const bool* late_ = nullptr;
};

}  // namespace tapeless::detail::planning
