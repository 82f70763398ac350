// SPDX-License-Identifier: BSL-1.0
// What processes that share out the rows of a formula make sure of together: all have prepared the same formula for
// numbers of one type with the same extents, and what one of them refuses, all refuse.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <tapeless/api/planned_loops.hpp>
#include <tapeless/api/ranks.hpp>

namespace tapeless::inline v0_2::detail {

template <class B>
inline constexpr bool is_rank_group = false;
template <class A>
inline constexpr bool is_rank_group<rank_group<A>> = true;

template <class Formula, class Axis>
inline constexpr bool has_axis_of = [] {
  for (const named_extent& one : fixed_extents<Formula>)
    if (dag::same_text(one.axis, definition_for<Axis>->name)) return true;
  return false;
}();
// Whether rows of this axis can be shared out, if that is what an argument of prepare says.
template <class Formula, class B>
struct sharded_axis {
  static constexpr bool fits = true;
};
template <class Formula, class Axis>
struct sharded_axis<Formula, rank_group<Axis>> {
  static constexpr bool known = has_axis_of<Formula, Axis>;
  static_assert(known, "tapeless: ranks takes an axis of the formula: its rows are shared out");
  static constexpr bool open = definition_for<Axis>->axes.extents[0] == 0;
  static_assert(open, "tapeless: the axis whose rows are shared out has no fixed number of elements: axis<\"n\">");
  static constexpr bool fits = known && open;
};

class rank_agreement {
 public:
  rank_agreement() = default;
  rank_agreement(const run::communicator& with, const std::shared_ptr<void>& owner, int blocks)
      : state_(std::make_unique<state>(
            state{with, owner, blocks, std::vector<char>(static_cast<std::size_t>(with.size))})) {}

  const run::communicator& link() const { return state_->with; }
  int blocks() const { return state_->blocks; }

  // Does what may refuse; if it does so on any process, all throw the same std::invalid_argument.
  template <class Work>
  void check(const Work& work) const {
    if (state_ == nullptr) return work();  // moved from
    std::string problem;
    try {
      work();
    } catch (const std::invalid_argument& refused) {
      problem = refused.what();
    } catch (const std::bad_alloc&) {
      problem = "tapeless: there is no memory for the results";
    }
    run::agree(state_->with, problem, state_->said);
  }

  // How many rows each process has. Throws std::invalid_argument, everywhere, where they have not prepared the same.
  template <std::size_t ElementSize, class Outline>
  std::vector<std::int64_t> rows(const Outline& plan, const std::ptrdiff_t* extents, std::uint64_t fingerprint) const {
    struct card {
      std::uint64_t fingerprint = 0;
      std::int64_t element_size = 0;
      std::int64_t blocks = 0;
      std::int64_t rows = 1;
      std::int64_t extents[planning::max_axes] = {};
    };
    card own{fingerprint, static_cast<std::int64_t>(ElementSize), state_->blocks};
    for (int a = 0; a < plan.axis_count; ++a) {
      if ((plan.sharded >> a & 1u) != 0)
        own.rows = extents[a];
      else
        own.extents[a] = extents[a];
    }
    const run::communicator& with = state_->with;
    std::vector<card> all(static_cast<std::size_t>(with.size), own);
    if (with.size > 1) with.gather(with.who, &own, all.data(), sizeof own);
    std::vector<std::int64_t> result;
    for (std::size_t r = 0; r < all.size(); ++r) {
      const card& one = all[r];
      const std::string pair = "ranks 0 and " + std::to_string(r) + " have prepared ";
      if (one.fingerprint != all[0].fingerprint) run::refuse(pair + "different formulas");
      if (one.element_size != all[0].element_size) run::refuse(pair + "a formula for numbers of different types");
      if (one.blocks != all[0].blocks) run::refuse(pair + "a formula with different numbers of blocks");
      for (int a = 0; a < plan.axis_count; ++a)
        if (one.extents[a] != all[0].extents[a])
          run::refuse("axis " + std::string(plan.axis_names[a]) + " has the extent " +
                      std::to_string(all[0].extents[a]) + " on rank 0 and " + std::to_string(one.extents[a]) +
                      " on rank " + std::to_string(r));
      result.push_back(one.rows);
    }
    return result;
  }

 private:
  struct state {
    run::communicator with;
    std::shared_ptr<void> owner;
    int blocks = 1;
    std::vector<char> said;
  };
  std::unique_ptr<state> state_;  // links to it stay where they are when a prepared formula is moved
};

// Of one process alone.
struct no_agreement {
  template <class Work>
  [[gnu::always_inline]] static constexpr void check(const Work& work) {
    work();
  }
};
template <bool Sharded>
using agreement_of = std::conditional_t<Sharded, rank_agreement, no_agreement>;

}  // namespace tapeless::detail
