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
    // Room for each slot: that of its largest buffer, on cache lines of its own.
    std::ptrdiff_t rooms[static_cast<std::size_t>(plan.slot_count) + 1] = {};
    std::ptrdiff_t offsets[static_cast<std::size_t>(plan.slot_count) + 1] = {};
    for (int b = 0; b < plan.used.buffers; ++b) {
      std::ptrdiff_t& room = rooms[plan.buffers[b].slot];
      room = std::max(room, lines(room_of(plan, plan.buffers[b], map.extents, sizeof(T))));
    }
    std::ptrdiff_t total = 0;
    for (int s = 0; s < plan.slot_count; ++s) {
      offsets[s] = total;
      total += rooms[s];
    }
    inputs_at_ = total;
    for (int k = 0; k < plan.used.inputs; ++k) total += lines(own_size(plan.inputs[k]));
    const std::ptrdiff_t blocks_at = total;
    std::ptrdiff_t blocks = 0;
    for (int c = 0; c < plan.used.contractions; ++c)
      blocks = std::max(blocks, memory_size<T>(plan.contractions[c], map.extents));
    total += lines(blocks);
    const std::ptrdiff_t crew_at = total;
    if (team_ != nullptr) {
      for (int p = 0; p < plan.used.parts; ++p) {
        crew_.parts[p] = crew_.room;
        crew_.room += lines(elements_of(plan.buffers[plan.parts[p].buffer], map.extents));
      }
      for (int b = 0; b < plan.used.buffers; ++b)
        if (plan.buffers[b].phase >= 0) crew_.slots[plan.buffers[b].slot] = rooms[plan.buffers[b].slot];
      for (int s = 0; s < plan.slot_count; ++s) crew_.room += std::exchange(crew_.slots[s], crew_.room);
      crew_.room += lines(blocks);
      crew_.blocks = lines(blocks);
      total += plan_code<Plan, T>::crew::max_groups * crew_.room;
    }
    size_ = total;
    storage_.reset(
        static_cast<T*>(::operator new(static_cast<std::size_t>(total) * sizeof(T), std::align_val_t(alignment))));
    std::fill(storage_.get(), storage_.get() + total, T(0));
    for (int b = 0; b < plan.used.buffers; ++b) {
      const buffer& one = plan.buffers[b];
      map.buffers[b].data = storage_.get() + offsets[one.slot];
      std::ptrdiff_t step = 1;
      for (int d = one.rank - 1; d >= 0; --d) {
        map.buffers[b].strides[d] = step;
        step *= room_along(plan, one, d, map.extents, sizeof(T));
      }
    }
    crew_.memory = storage_.get() + crew_at;
    map.memory = {storage_.get() + blocks_at, blocks};
    std::ptrdiff_t at = inputs_at_;
    for (int k = 0; k < plan.used.inputs; ++k) {
      map.inputs[k].data = storage_.get() + at;
      at += lines(own_size(plan.inputs[k]));
    }
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
    using code = plan_code<Plan, T>;
    team_ = std::make_unique<team>(threads);
    maps_ = std::make_unique<typename code::memory_map_type[]>(static_cast<std::size_t>(code::crew::max_groups));
    crew_.threads = team_.get();
    crew_.maps = maps_.get();
  }
  void run() noexcept { plan_code<Plan, T>::run(map, team_ == nullptr ? nullptr : &crew_); }

  std::size_t bytes() const { return static_cast<std::size_t>(size_) * sizeof(T); }
  bool holds(const void* from, const void* to) const {
    const std::less<const void*> before;
    return before(from, storage_.get() + size_) && before(storage_.get(), to);
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

  axis_extent given_[32] = {};
  int given_count_ = 0;

  struct release {
    void operator()(T* memory) const { ::operator delete(memory, std::align_val_t(alignment)); }
  };
  static std::ptrdiff_t lines(std::ptrdiff_t elements) {
    constexpr std::ptrdiff_t line = alignment / sizeof(T);
    return (elements + line - 1) / line * line;
  }
  // Numbers and labels are copied: labels as numbers of type T, which the loops compare with places.
  std::ptrdiff_t own_size(const input& one) const {
    if (one.rank > 0 && one.kind != dag::symbol_kind::labels) return 0;
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) size *= map.extents[one.axes[d]];
    return size;
  }

  std::unique_ptr<team> team_;
  std::unique_ptr<typename plan_code<Plan, T>::memory_map_type[]> maps_;
  typename plan_code<Plan, T>::crew crew_{};
  std::unique_ptr<T[], release> storage_;
  std::ptrdiff_t size_ = 0;
  std::ptrdiff_t inputs_at_ = 0;
};

}  // namespace tapeless::detail::run
