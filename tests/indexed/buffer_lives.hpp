// SPDX-License-Identifier: BSL-1.0
// Whether the buffers of a plan keep out of each other's way: written before they are read, alone in their places while
// they are needed, and in phases that are cut into tiles added up or cut like the tiles.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "tests/indexed/plan_terms.hpp"
#include "tests/indexed/world.hpp"

#include <tapeless/plan/loops/loop_plan.hpp>

namespace plans {

// Where in an item memory is touched: by an instruction of a sweep, or somewhere else.
struct touch {
  int item = 0;
  int stream = -1;
  int sweep = -1;  // -1: not in a sweep
  int place = -1;
  act what = act::load;
};
// Who reads and writes a buffer.
struct use {
  static constexpr int never = -1;
  std::vector<touch> reads;
  std::vector<touch> writes;
  int first_write = std::numeric_limits<int>::max();
  int last_read = never;
  int last() const { return std::max(last_read, writes.empty() ? never : writes.back().item); }
};

// uses: of each buffer, from first to last.
template <class Table>
class lives_check {
 public:
  lives_check(const Table& plan, std::vector<use> uses) : plan_(plan), uses_(std::move(uses)) {
    check_lifetimes();
    for (int h = 0; h < plan.used.phases; ++h) check(plan.phases[h]);
  }

 private:
  const loops::buffer& buffer(int b) const { return plan_.buffers[b]; }

  // A buffer is written before it is read, and what shares its place keeps away from there until it is read last.
  void check_lifetimes() {
    for (int b = 0; b < plan_.used.buffers; ++b) {
      use& own = uses_[at(b)];
      for (const touch& one : own.writes) own.first_write = std::min(own.first_write, one.item);
      for (const touch& one : own.reads) own.last_read = std::max(own.last_read, one.item);
      demand(!own.writes.empty(), "a buffer is not written");
      demand(!own.reads.empty() || buffer(b).output >= 0, "a buffer is not read");
      for (const touch& one : own.reads) demand(one.item >= own.first_write, "a buffer is read before it is written");
      for (const touch& one : own.writes) {
        demand(one.item == own.first_write, "two items write a buffer");
        demand(!buffer(b).scratch || own.last() == own.first_write, "a row of scratch outlives its nest");
      }
      if (buffer(b).output >= 0) own.last_read = plan_.used.items;
      const loops::buffer& root = buffer(root_of(b));
      demand(root.first_write <= own.first_write && buffer(b).last >= std::min(own.last(), plan_.used.items),
             "a buffer is alive for too short a time");
    }
    for (int b = 0; b < plan_.used.buffers; ++b)
      for (int c = 0; c < b; ++c) {
        if (buffer(b).slot != buffer(c).slot) continue;
        demand(buffer(b).axes == buffer(c).axes, "buffers of different sizes share a place");
        demand(comes_before(b, c) || comes_before(c, b), "two values that are needed at once share a place");
      }
  }
  int root_of(int b) const {
    while (buffer(b).same_as >= 0) b = buffer(b).same_as;
    return b;
  }
  bool comes_before(int b, int c) const {
    const use& from = uses_[at(b)];
    const use& to = uses_[at(c)];
    if (from.last() < to.first_write) return true;
    if (from.last() > to.first_write || from.first_write == to.first_write) return false;
    // In the nest that reads one for the last time the other takes its place, element by element.
    for (int d = 0; d < buffer(b).rank; ++d)
      if (buffer(b).dims[d] != buffer(c).dims[d]) return false;
    for (const touch& read : from.reads) {
      if (read.item != to.first_write) continue;
      for (const touch& write : to.writes) {
        if (read.sweep < 0 || write.sweep < 0 || read.what != act::load || write.what != act::store) return false;
        if (read.place >= write.place) return false;  // sweeps stand one behind the other
        const loops::stream& x = plan_.streams[read.stream];
        const loops::stream& y = plan_.streams[write.stream];
        for (int d = 0; d < loops::max_rank; ++d)
          if (x.dims[d] != y.dims[d] || x.shift != y.shift) return false;
        // Each element is there for one place of all loops.
        if (buffer(b).rank != plan_.nests[plan_.items[read.item].index].depth) return false;
      }
    }
    return true;
  }

  using kind = loops::part::kind;
  // What the tiles of a phase add up is known and no tile reads it; what else they write they do not share.
  void check(const loops::phase& one) const {
    demand(one.first_part >= 0 && one.first_part + one.part_count <= plan_.used.parts, "parts out of range");
    if (one.axis < 0) {
      demand(one.part_count == 0, "parts without an axis");
      return;
    }
    std::map<int, const loops::part*> parts;
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p) {
      const loops::part& sum = plan_.parts[p];
      if (sum.what != kind::scratch) demand(parts.emplace(sum.buffer, &sum).second, "a part is added up twice");
      parts.emplace(sum.buffer, &sum);
      demand((buffer(sum.buffer).axes & bit(one.axis)) == 0, "a part is cut like the tiles");
    }
    for (int k = one.first; k < one.end; ++k) {
      const loops::item& item = plan_.items[k];
      axis_mask axes = 0;
      if (item.what == loops::item::kind::nest)
        axes = plan_.nests[item.index].axes;
      else
        for (int d = 0; d < plan_.contractions[item.index].rank(); ++d)
          axes |= bit(plan_.contractions[item.index].axes[d]);
      demand((axes & bit(one.axis)) != 0, "an item does not go along the axis of its phase");
    }
    for (int b = 0; b < plan_.used.buffers; ++b) {
      const use& own = uses_[at(b)];
      const bool written = contains(own.first_write, one.first, one.end - one.first);
      const auto part = parts.find(b);
      demand(written || part == parts.end(), "a part that the phase does not make");
      if (!written || (buffer(b).axes & bit(one.axis)) != 0) continue;
      demand(part != parts.end(), "all tiles write to one buffer");
      const kind what = part->second->what;
      demand((what == kind::scratch) == buffer(b).scratch, "a part is scratch or not");
      demand((what == kind::alike) == is_repeated(b), "a part is the same for all tiles or not");
      if (what != kind::sum) continue;
      for (const touch& write : own.writes) {
        demand(write.what == act::accumulate, "a sum is stored");
        demand(part->second->how == how_of(write), "a part is added up in another way");
      }
      for (const touch& read : own.reads) demand(read.item >= one.end, "a sum is read before it is complete");
    }
  }
  // A number that stands before the only loop of a nest: each tile stores the same one.
  bool is_repeated(int b) const {
    const use& own = uses_[at(b)];
    return buffer(b).rank == 0 && own.writes.size() == 1 && own.writes[0].what == act::store &&
           plan_.nests[plan_.items[own.first_write].index].depth == 1;
  }
  loops::combination how_of(const touch& write) const {
    return write.place < 0 ? loops::combination::add : plan_.code[write.place].how;
  }

  const Table& plan_;
  std::vector<use> uses_;
};

}  // namespace plans
