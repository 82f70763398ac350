// SPDX-License-Identifier: BSL-1.0
// How long the tiles of a phase are, and how much room its buffers need: what lives within a phase has room for one
// tile, so that it stays in the cache and memory does not grow with the data.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::run {

using namespace planning;

// What tiles are cut for, in bytes: half of the first level of cache, with room for what is fetched meanwhile, half of
// the second, where matrices to be multiplied stay, and less of it where runs of items bring them into the first level
// one by one. Plans know nothing of it.
namespace cache {
constexpr std::ptrdiff_t first_level = std::ptrdiff_t{48} << 10;
constexpr std::ptrdiff_t beside_fetched = first_level / 2;
constexpr std::ptrdiff_t matrices = std::ptrdiff_t{512} << 10;
constexpr std::ptrdiff_t runs = std::ptrdiff_t{160} << 10;
constexpr std::ptrdiff_t second_level = std::ptrdiff_t{1} << 20;
}  // namespace cache

// The elements of an array for one place of an axis.
constexpr std::ptrdiff_t elements_along(const int* axes, int rank, int axis, const std::ptrdiff_t* extents) {
  std::ptrdiff_t size = 0;
  for (int d = 0; d < rank; ++d)
    if (axes[d] == axis) size = 1;
  for (int d = 0; d < rank; ++d)
    if (axes[d] != axis) size *= extents[axes[d]];
  return size;
}

constexpr std::ptrdiff_t elements_of(const buffer& one, const std::ptrdiff_t* extents) {
  std::ptrdiff_t size = 1;
  for (int d = 0; d < one.rank; ++d) size *= extents[one.dims[d]];
  return size;
}

// The elements that a phase touches for one place of its axis. Rows that are shared out among processes do not count
// where a phase goes over another axis: it touches none, and all processes are to do the same.
template <class Outline>
constexpr std::ptrdiff_t elements_of(const Outline& plan, const phase& one, const std::ptrdiff_t* extents) {
  const bool all = plan.sharded == 0 || (one.axis >= 0 && (plan.sharded >> one.axis & 1u) != 0);
  const auto counts = [&](const int* axes, int rank) {
    for (int d = 0; d < rank && !all; ++d)
      if ((plan.sharded >> axes[d] & 1u) != 0) return false;
    return true;
  };
  std::ptrdiff_t elements = 1;
  for (int k = 0; k < plan.used.inputs; ++k)
    if (counts(plan.inputs[k].axes, plan.inputs[k].rank))
      elements += elements_along(plan.inputs[k].axes, plan.inputs[k].rank, one.axis, extents);
  for (int b = 0; b < plan.used.buffers; ++b) {
    const buffer& kept = plan.buffers[b];
    if (kept.same_as < 0 && kept.first_write < one.end && kept.last >= one.first && counts(kept.dims, kept.rank))
      elements +=
          elements_along(kept.dims, kept.rank, one.axis, extents) / (kept.run_axis < 0 ? 1 : extents[kept.run_axis]);
  }
  return elements;
}

// Shorter tiles are not worth what each costs.
constexpr std::ptrdiff_t least_tile = 32;

// As many places of the axis as fit into a cache, the first level or, with matrices to multiply, the second. length:
// what is to be cut. bytes: of an element. fetches: there is to be room for the next tile.
template <class Outline>
constexpr std::ptrdiff_t tile_of(const Outline& plan, const phase& one, const std::ptrdiff_t* extents,
                                 std::ptrdiff_t length, std::size_t bytes, bool fetches) {
  if (one.end - one.first == 1 || length < 2 * least_tile) return length;
  const std::ptrdiff_t room = one.has_runs     ? cache::runs
                              : one.multiplies ? cache::matrices
                              : fetches        ? cache::beside_fetched
                                               : cache::first_level;
  const std::ptrdiff_t elements = elements_of(plan, one, extents);
  // Sums that tiles add to travel through the cache with each of them: a tile should be worth it.
  std::ptrdiff_t sums = 0;
  for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
    sums += elements_of(plan.buffers[plan.parts[p].buffer], extents);
  const std::ptrdiff_t least = std::max<std::ptrdiff_t>(one.has_runs     ? 96
                                                        : one.multiplies ? least_tile
                                                                         : 64,
                                                        sums / elements);
  const std::ptrdiff_t most = room / static_cast<std::ptrdiff_t>(bytes) / elements / 32 * 32;
  std::ptrdiff_t tile = std::max(least, most);
  // Rows as long as two tiles, whose distance is not a power of two.
  if (one.has_runs && tile % 64 == 0) tile -= 32;
  return length < 2 * tile ? length : tile;
}

// How many places of an axis a phase goes over at a time: the longest tile of any part of its own axis, which is just
// below two that are not cut; all of any other axis. phase: its number, or -1.
template <class Outline>
constexpr std::ptrdiff_t longest_along(const Outline& plan, int phase, int axis, const std::ptrdiff_t* extents,
                                       std::size_t bytes) {
  const std::ptrdiff_t extent = extents[axis];
  if (phase < 0 || plan.phases[phase].axis != axis) return extent;
  return std::min(extent, 2 * tile_of(plan, plan.phases[phase], extents, extent, bytes, false));
}
// How many places of a buffer there are along one of its dimensions.
template <class Outline>
constexpr std::ptrdiff_t room_along(const Outline& plan, const buffer& one, int dim, const std::ptrdiff_t* extents,
                                    std::size_t bytes) {
  return one.dims[dim] == one.run_axis ? 1 : longest_along(plan, one.phase, one.dims[dim], extents, bytes);
}
template <class Outline>
constexpr std::ptrdiff_t room_of(const Outline& plan, const buffer& one, const std::ptrdiff_t* extents,
                                 std::size_t bytes) {
  std::ptrdiff_t size = 1;
  for (int d = 0; d < one.rank; ++d) size *= room_along(plan, one, d, extents, bytes);
  return size;
}

}  // namespace tapeless::detail::run
