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

#include <tapeless/run/loops/execute.hpp>
#include <tapeless/run/loops/ranks.hpp>
#include <tapeless/run/loops/stream.hpp>
#include <tapeless/run/loops/tiles.hpp>
#include <tapeless/run/memory/binding.hpp>
#include <tapeless/run/memory/view.hpp>

namespace tapeless::inline v0_2::detail::run {

inline void check_threads(int threads) {
  if (threads < 1) refuse("a team has one or more threads, not " + std::to_string(threads));
}
inline void check_lanes(const engine& with) {
  if (with.lanes < 1) refuse("an engine has one or more lanes, not " + std::to_string(with.lanes));
}

template <class T, class Plan>
struct workspace {
  static constexpr const auto& plan = Plan::outline;
  static constexpr std::size_t alignment = 64;

  typename plan_code<Plan, T>::memory_map_type map;
  bool bound = false;

  // declared: the axis that the formula names first for the dimension of each span.
  explicit workspace(const char* const* declared) : declared_(declared), extents(tables(), map.extents) {}

  // All but one are constants, of which checks are compiled to a few comparisons.
  binding_tables tables() const {
    return {plan.axis_names,  plan.axis_origins,  plan.axis_count, plan.inputs.entries,
            plan.used.inputs, plan.spans.entries, declared_,       plan.used.spans};
  }

 private:
  const char* const* declared_;

 public:
  axis_extents extents;

  void allocate() {
    for (int k = 0; k < plan.used.inputs; ++k)
      check_size(plan.inputs[k].axes, plan.inputs[k].rank, plan.inputs[k].name);
    for (int b = 0; b < plan.used.buffers; ++b) check_size(plan.buffers[b].dims, plan.buffers[b].rank, nullptr);
    std::copy_n(map.extents, planning::max_axes, map.sizes);
    layout_ = with_sharing([&]<class Sharing>(Sharing& sharing) {
      constexpr auto line = static_cast<std::ptrdiff_t>(alignment / sizeof(T));
      int pieces = 1, levels = 0;
      if constexpr (Plan::is_sharded) {
        pieces = sharing.rows().pieces();
        for (int a = 0; a < plan.axis_count; ++a)
          if ((plan.sharded >> a & 1u) != 0) map.sizes[a] = sharing.rows().total();
      }
      if constexpr (Plan::is_streamed) {
        pieces = static_cast<int>(sharing.parts_of(plan, map.extents, rows_of(map.extents)));
        levels = sharing.tree().levels();
      }
      return layout_of<T, Sharing, plan.used>(plan, map.extents, sharing.workers(), line, pieces, levels).result;
    });
    storage_.reset(static_cast<T*>(
        ::operator new(static_cast<std::size_t>(layout_.size) * sizeof(T), std::align_val_t(alignment))));
    // Sums of many blocks are written before they are read: memory that is never touched is never there.
    std::fill(storage_.get(), storage_.get() + (layout_.level_size > 0 ? layout_.levels : layout_.size), T(0));
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
    check_threads(threads);
    team_ = std::make_unique<thread_team>(threads);
  }
  void set_engine(const engine& with) {
    check_lanes(with);
    team_ = std::make_unique<thread_team>(with);
  }
  // After set_threads and set_engine. rows: of each process.
  void set_ranks(const communicator& with, const std::vector<std::int64_t>& rows, std::ptrdiff_t blocks) {
    if (team_ == nullptr) team_ = std::make_unique<thread_team>(1);
    ranks_ = std::make_unique<rank_team>(with, shared_rows(rows, with.rank, blocks), *team_);
  }
  // After set_threads and set_engine. total, parts: as of stream_team.
  void set_stream(std::ptrdiff_t total, std::ptrdiff_t parts) {
    if (team_ == nullptr) team_ = std::make_unique<thread_team>(1);
    stream_ = std::make_unique<stream_team>(*team_, total, parts);
  }
  void run() noexcept {
    using code = plan_code<Plan, T>;
    with_sharing([&](auto& sharing) noexcept { code::run(map, sharing, {&layout_, storage_.get()}); });
  }

  std::size_t bytes() const { return static_cast<std::size_t>(layout_.size) * sizeof(T); }
  // Whether elements overlap this memory.
  template <class E>
  bool overlaps(const tensor_view<E>& view) const {
    return run::overlaps(view, storage_.get(), storage_.get() + layout_.size);
  }
  bool holds(const void* from, const void* to) const {
    const std::less<const void*> before;
    return before(from, storage_.get() + layout_.size) && before(storage_.get(), to);
  }

  // Of a stream: begins a pass; adds a block of so many rows, with these extents of all axes; ends the pass over `rows`
  // in all.
  stream_team& stream() { return *stream_; }
  const stream_team& stream() const { return *stream_; }
  void begin_pass() noexcept {
    stream_->tree().clear();
    set_sizes(stream_->total() > 0 ? stream_->total() : rows_of(map.extents));
    plan_code<Plan, T>::template run_phases<0, stages.rows>(map, *stream_, own());
  }
  void add_block(const std::ptrdiff_t* extents, std::ptrdiff_t rows) noexcept {
    std::ptrdiff_t longest[planning::max_axes];
    std::copy_n(map.extents, planning::max_axes, longest);
    std::copy_n(extents, planning::max_axes, map.extents);
    stream_->set_rows({rows, stream_->parts_of(plan, extents, rows)});
    plan_code<Plan, T>::template run_phases<stages.rows, stages.after>(map, *stream_, own());
    stream_->tree().push(
        storage_.get() + layout_.groups, levels(), layout_.level_size,
        [&](T* to, const T* from) { add_sums(to, from); },
        [&](T* to, const T* from) { std::copy_n(from, layout_.level_size, to); });
    std::copy_n(longest, planning::max_axes, map.extents);
  }
  void end_pass(std::ptrdiff_t rows) noexcept {
    const T* const total =
        stream_->tree().take(levels(), layout_.level_size, [&](T* to, const T* from) { add_sums(to, from); });
    each_row_phase([&]<int H>() { plan_code<Plan, T>::template copy_sums<H>(map, own(), total); });
    set_sizes(rows);
    plan_code<Plan, T>::template run_phases<stages.after, plan.used.phases>(map, *stream_, own());
  }

 private:
  // The phases over the rows of a stream: those from `rows` up to `after`.
  struct stage_ends {
    int rows = 0, after = 0;
  };
  static constexpr stage_ends stages = [] {
    stage_ends found;
    for (int h = 0; h < plan.used.phases; ++h) {
      const int axis = plan.phases[h].axis;
      if (axis < 0 || (plan.sharded >> axis & 1u) == 0) continue;
      if (found.after == 0) found.rows = h;
      found.after = h + 1;
    }
    return found;
  }();
  typename plan_code<Plan, T>::own_memory own() const { return {&layout_, storage_.get()}; }
  T* levels() const { return storage_.get() + layout_.levels; }
  template <class Work>
  static void each_row_phase(const Work& work) {
    [&]<int... K>(std::integer_sequence<int, K...>) { (work.template operator()<stages.rows + K>(), ...); }
    (std::make_integer_sequence<int, stages.after - stages.rows>{});
  }
  void add_sums(T* to, const T* from) const noexcept {
    each_row_phase([&]<int H>() { plan_code<Plan, T>::template add_sums<H>(map, own(), to, from); });
  }
  static std::ptrdiff_t rows_of(const std::ptrdiff_t* extents) {
    for (int a = 0; a < plan.axis_count; ++a)
      if ((plan.sharded >> a & 1u) != 0) return extents[a];
    return 1;
  }
  void set_sizes(std::ptrdiff_t rows) {
    for (int a = 0; a < plan.axis_count; ++a)
      if ((plan.sharded >> a & 1u) != 0) map.sizes[a] = rows;
  }

  // Counts of bytes are to fit into 64 bits, sums of several too.
  void check_size(const int* axes, int rank, const char* tensor) const {
    double bytes = static_cast<double>(sizeof(T));
    for (int d = 0; d < rank; ++d) bytes *= static_cast<double>(map.extents[axes[d]]);
    if (bytes < 0x1p56) return;
    std::string over;
    for (int d = 0; d < rank; ++d)
      over +=
          (d > 0 ? ", " : "") + std::string(plan.axis_names[axes[d]]) + " = " + std::to_string(map.extents[axes[d]]);
    refuse((tensor != nullptr ? "tensor " + std::string(tensor) : "a value") + " over " + over +
           " has more than 2^56 bytes");
  }

  // Calls work(policy): the one place that knows which policies there are.
  template <class Work>
  auto with_sharing(const Work& work) {
    if constexpr (Plan::is_sharded) {
      return work(*ranks_);
    } else if constexpr (Plan::is_streamed) {
      return work(*stream_);
    } else {
      if (team_ != nullptr) return work(*team_);
      one_thread alone;
      return work(alone);
    }
  }

  struct release {
    void operator()(T* memory) const { ::operator delete(memory, std::align_val_t(alignment)); }
  };
  std::unique_ptr<thread_team> team_;
  std::unique_ptr<rank_team> ranks_;
  std::unique_ptr<stream_team> stream_;
  memory_layout<plan.used> layout_;
  std::unique_ptr<T[], release> storage_;
};

}  // namespace tapeless::detail::run
