// SPDX-License-Identifier: BSL-1.0
// What a prepared formula keeps between calls: the extents of its axes, one block of memory for all buffers, and where
// the bound tensors are.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include <tapeless/run/memory/view.hpp>
#include <tapeless/run/loops/execute.hpp>
#include <tapeless/run/loops/tiles.hpp>

namespace tapeless::detail::run {

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument("tapeless: " + what); }

// How long an axis is.
struct axis_extent {
  const char* axis = "";
  std::ptrdiff_t extent = 0;
};

template <class T, class Plan>
struct workspace {
  static constexpr const auto& plan = Plan::outline;
  static constexpr std::size_t alignment = 64;

  typename plan_code<Plan, T>::memory_map_type map;
  bool bound = false;

  void set_extent(const char* axis, std::ptrdiff_t extent) {
    if (extent <= 0)
      refuse("axis " + std::string(axis) + " has the extent " + std::to_string(extent) +
             "; it has one or more elements");
    if (const std::ptrdiff_t fixed = this->extent(axis); fixed != 0) {
      if (fixed != extent)
        refuse("axis " + std::string(axis) + " has the extent " + std::to_string(fixed) + " in the formula, not " +
               std::to_string(extent));
      return;
    }
    given_[given_count_++] = {axis, extent};
    for (int a = 0; a < plan.axis_count; ++a)
      if (dag::same_text(plan.axis_names[a], axis)) map.extents[a] = extent;
  }
  std::ptrdiff_t extent(const char* axis) const {
    for (int k = 0; k < given_count_; ++k)
      if (dag::same_text(given_[k].axis, axis)) return given_[k].extent;
    return 0;
  }

  // The dimensions of a tensor are as long as the axes that the formula names first for it, `declared` for each span.
  // Everywhere else where it stands, the axes must agree; those that renaming has made take their extents from there
  // or, if no tensor stands along them, from the axis that had the name before.
  void spread_extents(const char* const* declared) {
    for (bool more = true; more;) {
      more = false;
      for (int a = 0; a < plan.axis_count; ++a)
        if (map.extents[a] == 0 && *plan.axis_origins[a] != '\0') map.extents[a] = extent(plan.axis_origins[a]);
      for (int k = 0; k < plan.used.spans; ++k) {
        const span& one = plan.spans[k];
        std::ptrdiff_t& own = map.extents[one.axis];
        const std::ptrdiff_t length = length_along(one, declared[k]);
        more = more || (own == 0 && length != 0);
        if (own == 0) own = length;
        if (own != length)
          refuse("tensor " + std::string(plan.inputs[one.input].name) + " stands along the axes " + declared[k] +
                 " and " + plan.axis_names[one.axis] + ", which have the extents " + std::to_string(length) + " and " +
                 std::to_string(own));
      }
    }
  }

  void allocate() {
    for (int a = 0; a < plan.axis_count; ++a)
      if (map.extents[a] == 0)
        refuse("axis " + std::string(plan.axis_names[a]) + " has no extent: prepare(f, " + plan.axis_names[a] +
               " = 100)");
    for (int k = 0; k < plan.used.inputs; ++k) check_size(plan.inputs[k].axes, plan.inputs[k].rank);
    for (int b = 0; b < plan.used.buffers; ++b) check_size(plan.buffers[b].dims, plan.buffers[b].rank);
    layout_ = with_sharing([&]<class Sharing>(Sharing& sharing) {
      constexpr auto line = static_cast<std::ptrdiff_t>(alignment / sizeof(T));
      return layout_of<T, Sharing, plan.used>(plan, map.extents, sharing.workers(), line).result;
    });
    storage_.reset(static_cast<T*>(
        ::operator new(static_cast<std::size_t>(layout_.size) * sizeof(T), std::align_val_t(alignment))));
    std::fill(storage_.get(), storage_.get() + layout_.size, T(0));
    for (int b = 0; b < plan.used.buffers; ++b) {
      const buffer& one = plan.buffers[b];
      map.buffers[b].data = storage_.get() + layout_.slots[one.slot];
      std::ptrdiff_t step = 1;
      for (int d = one.rank - 1; d >= 0; --d) {
        map.buffers[b].strides[d] = step;
        step *= room_along(plan, one, d, map.extents, sizeof(T));
      }
    }
    for (int k = 0; k < plan.used.inputs; ++k) map.inputs[k].data = storage_.get() + layout_.inputs[k];
    map.memory = {storage_.get() + layout_.blocks, layout_.blocks_size};
  }

  tensor_view<const T> view(int which) const {
    const buffer& one = plan.buffers[which];
    tensor_view<const T> result{map.buffers[which].data, one.rank};
    for (int d = 0; d < one.rank; ++d) {
      result.extents[d] = map.extents[one.dims[d]];
      result.strides[d] = map.buffers[which].strides[d];
    }
    return result;
  }

  // Before allocate().
  void set_threads(int threads) {
    if (threads < 1) refuse("a team has one or more threads, not " + std::to_string(threads));
    team_ = std::make_unique<thread_team>(threads);
  }
  void run() noexcept {
    using code = plan_code<Plan, T>;
    with_sharing([&](auto& sharing) noexcept { code::run(map, sharing, {&layout_, storage_.get()}); });
  }

  std::size_t bytes() const { return static_cast<std::size_t>(layout_.size) * sizeof(T); }
  bool holds(const void* from, const void* to) const {
    const std::less<const void*> before;
    return before(from, storage_.get() + layout_.size) && before(storage_.get(), to);
  }

 private:
  // How long the dimension of a tensor is that a span names: as the axis that the formula names first for it, or, if
  // renaming has made that one, as any other axis that stands there.
  std::ptrdiff_t length_along(const span& one, const char* first) const {
    std::ptrdiff_t length = extent(first);
    for (int k = 0; k < plan.used.spans && length == 0; ++k)
      if (plan.spans[k].input == one.input && plan.spans[k].dim == one.dim) length = map.extents[plan.spans[k].axis];
    return length;
  }

  // Counts of bytes are to fit into 64 bits, sums of several too.
  void check_size(const int* axes, int rank) const {
    double bytes = static_cast<double>(sizeof(T));
    for (int d = 0; d < rank; ++d) bytes *= static_cast<double>(map.extents[axes[d]]);
    if (!(bytes < 0x1p56)) refuse("the extents of the axes make an array of more than 2^56 bytes");
  }

  // Calls work(policy): the one place that knows which policies there are.
  template <class Work>
  auto with_sharing(const Work& work) {
    if (team_ != nullptr) return work(*team_);
    one_thread alone;
    return work(alone);
  }

  // Of the axes that stand in the formula itself, which has no more than any program.
  axis_extent given_[max_axes] = {};
  int given_count_ = 0;

  struct release {
    void operator()(T* memory) const { ::operator delete(memory, std::align_val_t(alignment)); }
  };
  std::unique_ptr<thread_team> team_;
  memory_layout<plan.used> layout_;
  std::unique_ptr<T[], release> storage_;
};

}  // namespace tapeless::detail::run
