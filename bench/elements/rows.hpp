// SPDX-License-Identifier: BSL-1.0
// A function of numbers for many rows: batch against the loop that calls a function written by hand once per row. Both
// read and write the same columns, each of one argument or result.
//
// Scalar is a struct with inputs and outputs (how many), h (the function object of tapeless), sample(random, double*
// in) and hand<T>(const T*, T*), as in bench/support/ratio.hpp.
#pragma once

#include <array>
#include <span>
#include <vector>

#include <tapeless/batch.hpp>

#include <bench/tensors/race.hpp>

namespace bench {

// How columns lie: each for itself, or one row after the other.
enum class layout { columns, rows };

template <class Scalar, layout Layout = layout::columns>
class rows_of {
 public:
  static constexpr double tolerance = 1e-11;
  static constexpr int arity = static_cast<int>(Scalar::inputs), results = static_cast<int>(Scalar::outputs);

  explicit rows_of(long rows, int threads = 1) : rows_(rows), step_(rows + 8), in_((rows + 8) * arity), pool_(threads) {
    std::mt19937_64 random(7);
    std::array<double, Scalar::inputs> row;
    for (long r = 0; r < rows; ++r) {
      Scalar::sample(random, row.data());
      for (int k = 0; k < arity; ++k) in_[place<arity>(r, k)] = row[static_cast<std::size_t>(k)];
    }
  }
  std::vector<long> parts() const {
    if (Layout == layout::rows) return {results * rows_};
    return std::vector<long>(static_cast<std::size_t>(results), step_);
  }

  void reference(double* out) const {
    std::array<long double, Scalar::inputs> x;
    std::array<long double, Scalar::outputs> y;
    for (long r = 0; r < rows_; ++r) {
      for (int k = 0; k < arity; ++k) x[static_cast<std::size_t>(k)] = in_[place<arity>(r, k)];
      Scalar::h(x, y);
      for (int k = 0; k < results; ++k) out[place<results>(r, k)] = static_cast<double>(y[static_cast<std::size_t>(k)]);
    }
  }
  void ours(double* out) {
    if (pool_.size() == 1)
      by_one_thread(out);
    else
      batch(Scalar::h, tapeless::inputs(lying<arity>(in_.data())), tapeless::outputs(lying<results>(out)), pool_);
  }
  void by_one_thread(double* out) {
    batch(Scalar::h, tapeless::inputs(lying<arity>(in_.data())), tapeless::outputs(lying<results>(out)));
  }
  // The strongest loop over rows: compilers see that the columns do not overlap.
  void by_hand(double* __restrict out) {
    const double* __restrict in = in_.data();
    const long rows = rows_;
    for (long r = 0; r < rows; ++r) {
      double x[Scalar::inputs], y[Scalar::outputs];
      for (long k = 0; k < arity; ++k) x[k] = in[place<arity>(r, k)];
      Scalar::template hand<double>(x, y);
      for (long k = 0; k < results; ++k) out[place<results>(r, k)] = y[k];
    }
  }
  // The same function on packs, as one writes it who has packs; rows are a multiple of their width.
  [[gnu::noinline]] void by_hand_in_packs(double* out) {
    using pack = tapeless::detail::simd::pack<double>;
    for (long r = 0; r < rows_; r += pack::width) {
      pack x[Scalar::inputs], y[Scalar::outputs];
      for (long k = 0; k < arity; ++k) x[k] = pack::load(in_.data() + place<arity>(r, k));
      Scalar::hand(x, y);
      for (long k = 0; k < results; ++k) y[k].store(out + place<results>(r, k));
    }
  }

 private:
  // Columns begin 64 bytes behind a power of two, or they would all be in the same places of the cache.
  template <int Count>
  long place(long row, long column) const {
    return Layout == layout::rows ? row * Count + column : row + column * step_;
  }
  template <int Count, class T>
  auto lying(T* first) const {
    if constexpr (Layout == layout::rows)
      return tapeless::row_blocks<Count>(first, rows_);
    else
      return tapeless::columns<Count>(first, rows_, step_);
  }

  long rows_, step_;
  numbers in_;
  tapeless::thread_pool pool_;
};

struct scalar_loop {
  static constexpr const char* name = "by hand, a loop";
  template <class Case>
  static void run(Case& all, double* out) {
    all.by_hand(out);
  }
};
struct packs_by_hand {
  static constexpr const char* name = "by hand, packs";
  template <class Case>
  static void run(Case& all, double* out) {
    all.by_hand_in_packs(out);
  }
};
struct one_thread {
  static constexpr const char* name = "one thread";
  template <class Case>
  static void run(Case& all, double* out) {
    all.by_one_thread(out);
  }
};

}  // namespace bench
