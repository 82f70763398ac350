// SPDX-License-Identifier: BSL-1.0
// Rows that several processes have, each its own: ranks(transport, n) among the arguments of prepare.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <tapeless/api/axes.hpp>
#include <tapeless/api/threads.hpp>
#include <tapeless/run/loops/ranks.hpp>
#include <tapeless/run/memory/extents.hpp>

namespace tapeless::inline v0_2 {

// What carries messages between processes, or between threads that play them. rank(): the number of this one, size():
// how many there are. send(data, bytes, to) and receive(data, bytes, from) move bytes from one to another, in order;
// broadcast(data, bytes, root) gives all what root has; gather(own, all, bytes) gives all what each has, in the order
// of the ranks. They do not throw. <tapeless/interop/mpi.hpp> has one for MPI.
template <class C>
concept transport = requires(C& link, const void* from, void* to, std::size_t bytes, int rank) {
  { link.rank() } -> std::convertible_to<int>;
  { link.size() } -> std::convertible_to<int>;
  link.send(from, bytes, rank);
  link.receive(to, bytes, rank);
  link.broadcast(to, bytes, rank);
  link.gather(from, to, bytes);
};

// Rows of an axis: those from first to first + count.
struct row_range {
  std::ptrdiff_t first = 0;
  std::ptrdiff_t count = 0;
};

// How rows are shared out; see ranks. Axis: the type of the axis.
template <class Axis>
struct rank_group {
  detail::run::communicator with;
  std::shared_ptr<void> owner;  // of what `with` refers to, if that is not the caller's
  int blocks = 0;               // into how many blocks all rows are cut; 0: 8 to 64, as their number says

  // The same with another number of blocks, a power of two: more for more ranks, fewer for sums as large as the work on
  // a block. Blocks have 32 rows at least. Throws std::invalid_argument for any other number.
  rank_group in_blocks(int count) const {
    if (count < 1 || !std::has_single_bit(static_cast<unsigned>(count)))
      detail::run::refuse("rows are cut into a number of blocks that is a power of two, not " + std::to_string(count));
    rank_group result = *this;
    result.blocks = count;
    return result;
  }
};
// An axis whose rows are shared out, for plan_of alone.
template <class Axis>
struct rank_axis {};

// The rows of an axis shared out among processes: prepare(f, n = rows_here, ranks(link, n)). Each process binds its own
// rows of what stands along n, in the order of the ranks, and all of what does not, the same everywhere. size(n), and
// so mean, counts the rows of all. Sums over n are added up in an order that depends on the number of all rows alone,
// so that values and derivatives have the same bits on every process and for every number of processes and threads, as
// long as rows are handed out as shard(...) says; other divisions are right, too, in their own rounding. Results along
// n are those of the own rows. prepare and bindings are to be called by all processes together, and run, too: what one
// of them refuses, all refuse, with its sentence. The link is to live as long as what is prepared.
template <transport C, detail::axis_type A>
rank_group<A> ranks(C& link, const A&) {
  const detail::run::communicator with{
      static_cast<void*>(&link),
      static_cast<int>(link.rank()),
      static_cast<int>(link.size()),
      [](void* who, const void* data, std::size_t bytes, int to) { static_cast<C*>(who)->send(data, bytes, to); },
      [](void* who, void* data, std::size_t bytes, int from) { static_cast<C*>(who)->receive(data, bytes, from); },
      [](void* who, void* data, std::size_t bytes, int root) { static_cast<C*>(who)->broadcast(data, bytes, root); },
      [](void* who, const void* own, void* all, std::size_t bytes) { static_cast<C*>(who)->gather(own, all, bytes); }};
  return {with, nullptr};
}
// For plan_of: what is sent when the rows of this axis are shared out.
template <detail::axis_type A>
constexpr rank_axis<A> ranks(const A&) {
  return {};
}
// Refused by the compiler: an axis is missing, or what carries messages is not one.
template <class C, class A>
  requires(!transport<std::remove_reference_t<C>> || !detail::axis_type<A> || !std::is_lvalue_reference_v<C>)
thread_count ranks(C&&, const A&) {
  static_assert(detail::axis_type<A>, "tapeless: ranks takes the axis whose rows are shared out: ranks(link, n)");
  static_assert(
      transport<std::remove_reference_t<C>>,
      "tapeless: ranks takes what carries messages: an MPI_Comm, with <tapeless/interop/mpi.hpp>, or an object "
      "with rank, size, send, receive, broadcast and gather");
  static_assert(
      std::is_lvalue_reference_v<C>,
      "tapeless: what carries messages is used after this line, and a temporary ends with it: give it a name");
  return {};
}

// Which of all rows belong to this rank, so that sums have the same bits for every number of ranks: whole blocks, as
// equal in number as they can be. Throws std::invalid_argument when there are fewer blocks than ranks: blocks have 32
// rows or more. blocks: as in in_blocks, or 0.
inline row_range shard(std::ptrdiff_t rows, int rank, int ranks, int blocks = 0) {
  if (ranks < 1 || rank < 0 || rank >= ranks)
    detail::run::refuse("there is no rank " + std::to_string(rank) + " among " + std::to_string(ranks));
  const std::ptrdiff_t count = rows < 1 ? 0 : detail::run::block_count(rows, blocks);
  if (count < ranks)
    detail::run::refuse(std::to_string(rows) + " rows are " + std::to_string(count) + " blocks, too few for " +
                        std::to_string(ranks) + " ranks: more blocks with in_blocks, of 32 rows at least");
  const auto begin = [&](std::ptrdiff_t which) { return detail::run::block_begin(rows, count, count * which / ranks); };
  return {begin(rank), begin(rank + 1) - begin(rank)};
}

namespace detail {
template <class Axis>
inline constexpr bool says_who_works<rank_group<Axis>> = true;
template <class Axis>
inline constexpr bool says_who_works<rank_axis<Axis>> = true;
template <class Axis>
inline constexpr bool cuts_rows<rank_group<Axis>> = true;

// The division of rows among the arguments of prepare, as planned_loops takes it.
template <class... B>
struct shard_in {
  using type = no_shard;
};
template <class Axis, class... More>
struct shard_in<rank_group<Axis>, More...> {
  static_assert(!shard_in<More...>::type::how.is_stream(),
                "tapeless: streamed: blocks of rows come to one process, not to ranks");
  static_assert(std::same_as<typename shard_in<More...>::type, no_shard> || shard_in<More...>::type::how.is_stream(),
                "tapeless: the rows of one axis are shared out, not those of two");
  using type = shard_along<Axis>;
};
template <class Axis, class... More>
struct shard_in<rank_axis<Axis>, More...> : shard_in<rank_group<Axis>, More...> {};
template <class First, class... More>
struct shard_in<First, More...> : shard_in<More...> {};
}  // namespace detail

}  // namespace tapeless
