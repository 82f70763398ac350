// SPDX-License-Identifier: BSL-1.0
// Formulas whose rows several processes have, by MPI's C interface: prepare(f, n = rows_here, ranks(MPI_COMM_WORLD,
// n)). Open MPI and MPICH; messages are sent by the thread that calls (MPI_THREAD_FUNNELED).
#pragma once

// First, because compilers only say which file they do not find.
#if !__has_include(<mpi.h>)
#error tapeless: this header needs MPI (libopenmpi-dev or libmpich-dev): compile with mpicxx
#endif

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

// Not the bindings for C++, which MPI has given up.
#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>

#include <tapeless/tensor.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// A communicator of its own, so that its messages meet no others. Errors of MPI end the program on all ranks with MPI's
// sentence, as they do by default.
class mpi_link {
 public:
  explicit mpi_link(MPI_Comm of) {
    MPI_Comm_dup(of, &own_);
    MPI_Comm_set_errhandler(own_, MPI_ERRORS_ARE_FATAL);
    MPI_Comm_rank(own_, &rank_);
    MPI_Comm_size(own_, &size_);
  }
  ~mpi_link() {
    int ended = 0;
    MPI_Finalized(&ended);
    if (ended == 0) MPI_Comm_free(&own_);
  }
  mpi_link(const mpi_link&) = delete;
  mpi_link& operator=(const mpi_link&) = delete;

  int rank() const { return rank_; }
  int size() const { return size_; }
  void send(const void* data, std::size_t bytes, int to) const {
    in_pieces(bytes, [&](std::size_t at, int count) {
      MPI_Send(static_cast<const char*>(data) + at, count, MPI_BYTE, to, 0, own_);
    });
  }
  void receive(void* data, std::size_t bytes, int from) const {
    in_pieces(bytes, [&](std::size_t at, int count) {
      MPI_Recv(static_cast<char*>(data) + at, count, MPI_BYTE, from, 0, own_, MPI_STATUS_IGNORE);
    });
  }
  void broadcast(void* data, std::size_t bytes, int root) const {
    in_pieces(bytes, [&](std::size_t at, int count) {
      MPI_Bcast(static_cast<char*>(data) + at, count, MPI_BYTE, root, own_);
    });
  }
  void gather(const void* own, void* all, std::size_t bytes) const {
    MPI_Allgather(own, static_cast<int>(bytes), MPI_BYTE, all, static_cast<int>(bytes), MPI_BYTE, own_);
  }

 private:
  // MPI counts in int.
  template <class Work>
  static void in_pieces(std::size_t bytes, const Work& work) {
    constexpr std::size_t most = std::size_t{1} << 30;
    for (std::size_t at = 0; at < bytes; at += most) work(at, static_cast<int>(std::min(most, bytes - at)));
  }

  MPI_Comm own_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

inline void check_communicator(MPI_Comm of) {
  int begun = 0, ended = 0;
  MPI_Initialized(&begun);
  MPI_Finalized(&ended);
  if (begun == 0 || ended != 0) run::refuse("ranks are there between MPI_Init and MPI_Finalize");
  if (of == MPI_COMM_NULL) run::refuse("ranks of MPI_COMM_NULL: there are none");
}

}  // namespace detail

// The rows of an axis shared out among the ranks of a communicator (api/ranks.hpp), which is duplicated: all of its
// ranks call this together. Throws std::invalid_argument outside of MPI_Init and MPI_Finalize.
template <detail::axis_type A>
rank_group<A> ranks(MPI_Comm communicator, const A& axis) {
  detail::check_communicator(communicator);
  auto link = std::make_shared<detail::mpi_link>(communicator);
  rank_group<A> result = ranks(*link, axis);
  result.owner = std::move(link);
  return result;
}

// Which of all rows belong to this rank of a communicator; see shard in api/ranks.hpp.
inline row_range shard(std::ptrdiff_t rows, MPI_Comm communicator) {
  detail::check_communicator(communicator);
  int rank = 0, size = 1;
  MPI_Comm_rank(communicator, &rank);
  MPI_Comm_size(communicator, &size);
  return shard(rows, rank, size);
}

}  // namespace tapeless
