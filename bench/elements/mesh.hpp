// SPDX-License-Identifier: BSL-1.0
// Elements that pick their vertices from a mesh: an energy, summed up, and its gradient, added to the vertices. batch
// against the loop that one writes without packs, and against the best loop with packs that is known here: rows of
// three coordinates are loaded four wide (the array has a number more at its end) and transposed in registers; forces
// are transposed back and added in the order of the elements, in pieces of two numbers and one.
//
// Element is a struct with vertices (of an element), data (numbers of an element of its own), h (the function object of
// tapeless; its arguments are the coordinates of the vertices and the data), mesh(n, random) and forces<T>(const T* x,
// const T* data, T* g), which gives the energy and leaves the gradient.
#pragma once

#include <array>
#include <random>
#include <span>
#include <utility>
#include <vector>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include <tapeless/batch.hpp>

#include <bench/tensors/race.hpp>

namespace bench {

using point = std::array<double, 3>;

template <int Vertices, int Data>
struct mesh_data {
  std::vector<point> points;
  std::vector<std::array<int, static_cast<std::size_t>(Vertices)>> elements;
  std::array<std::vector<double>, static_cast<std::size_t>(Data)> data;
};

// Eight rows of three numbers at once.
#if defined(__AVX512F__)
struct packs_of_rows {
  using pack = tapeless::detail::simd::pack<double>;
  static constexpr int width = pack::width;

  // At(l): where row l begins.
  template <class At>
  [[gnu::always_inline]] static void load(const At& at, pack* to) {
    const auto two = [&](int l) {
      return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(at(l))), _mm256_loadu_pd(at(l + 4)), 1);
    };
    const __m512d a = two(0), b = two(1), c = two(2), d = two(3);
    const __m512d xz01 = _mm512_unpacklo_pd(a, b), y01 = _mm512_unpackhi_pd(a, b);
    const __m512d xz23 = _mm512_unpacklo_pd(c, d), y23 = _mm512_unpackhi_pd(c, d);
    const __m512i even = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13),
                  odd = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
    to[0] = pack(_mm512_permutex2var_pd(xz01, even, xz23));
    to[1] = pack(_mm512_permutex2var_pd(y01, even, y23));
    to[2] = pack(_mm512_permutex2var_pd(xz01, odd, xz23));
  }
  // Rows of x and y next to each other, and of z.
  struct turned {
    alignas(64) double xy[2][8], z[8];
    [[gnu::always_inline]] explicit turned(const pack* from) {
      _mm512_store_pd(xy[0], _mm512_unpacklo_pd(from[0].value, from[1].value));
      _mm512_store_pd(xy[1], _mm512_unpackhi_pd(from[0].value, from[1].value));
      _mm512_store_pd(z, from[2].value);
    }
    [[gnu::always_inline]] void add(int l, double* to) const {
      _mm_storeu_pd(to, _mm_add_pd(_mm_loadu_pd(to), _mm_load_pd(xy[l % 2] + l / 2 * 2)));
      to[2] += z[l];
    }
    [[gnu::always_inline]] void subtract(int l, double* to) const {
      _mm_storeu_pd(to, _mm_sub_pd(_mm_loadu_pd(to), _mm_load_pd(xy[l % 2] + l / 2 * 2)));
      to[2] -= z[l];
    }
  };
};
#else
struct packs_of_rows {
  using pack = tapeless::detail::simd::pack<double>;
  static constexpr int width = pack::width;

  template <class At>
  [[gnu::always_inline]] static void load(const At& at, pack* to) {
    double all[3][static_cast<std::size_t>(width)];
    for (int l = 0; l < width; ++l)
      for (int d = 0; d < 3; ++d) all[d][l] = at(l)[d];
    for (int d = 0; d < 3; ++d) to[d] = pack::load(all[d]);
  }
  struct turned {
    double all[3][static_cast<std::size_t>(width)];
    [[gnu::always_inline]] explicit turned(const pack* from) {
      for (int d = 0; d < 3; ++d) from[d].store(all[d]);
    }
    [[gnu::always_inline]] void add(int l, double* to) const {
      for (int d = 0; d < 3; ++d) to[d] += all[d][l];
    }
    [[gnu::always_inline]] void subtract(int l, double* to) const {
      for (int d = 0; d < 3; ++d) to[d] -= all[d][l];
    }
  };
};
#endif

template <class Element>
class elements_of {
 public:
  static constexpr double tolerance = 1e-11;
  static constexpr int vertices = Element::vertices, data = Element::data;
  static constexpr std::size_t coordinates = 3 * vertices, numbers_of_own = data;

  explicit elements_of(long n, int threads = 1, bool shuffled = false) : pool_(threads) {
    std::mt19937_64 random(7);
    mesh_ = Element::mesh(n, random);
    if (shuffled)
      for (long e = size() - 1; e > 0; --e) {
        const long other = static_cast<long>(random() % static_cast<unsigned long>(e + 1));
        std::swap(mesh_.elements[index(e)], mesh_.elements[index(other)]);
        for (auto& one : mesh_.data) std::swap(one[index(e)], one[index(other)]);
      }
    x_ = numbers(3 * points() + 1);
    for (long k = 0; k < points(); ++k)
      for (long d = 0; d < 3; ++d) x_[3 * k + d] = mesh_.points[index(k)][index(d)];
    elements_ = tapeless::checked_indices(mesh_.elements, points());
    // Columns begin 64 bytes behind a multiple of a page, or they would all be in the same places of the cache.
    step_ = (size() + 511) / 512 * 512 + 8;
    data_ = numbers(step_ * data);
    for (int k = 0; k < data; ++k)
      for (long e = 0; e < size(); ++e) data_[k * step_ + e] = mesh_.data[index(k)][index(e)];
  }
  std::vector<long> parts() const { return {1, 3 * points()}; }

  void reference(double* out) const {
    std::vector<long double> sums(index(3 * points() + 1));
    for (long e = 0; e < size(); ++e) {
      long double x[coordinates], own[numbers_of_own], g[coordinates];
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) x[3 * v + d] = x_[3 * vertex(e, v) + d];
      for (int k = 0; k < data; ++k) own[k] = data_[k * step_ + e];
      sums[0] += Element::forces(x, own, g);
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) sums[index(1 + 3 * vertex(e, v) + d)] += g[3 * v + d];
    }
    for (std::size_t k = 0; k < sums.size(); ++k) out[k] = static_cast<double>(sums[k]);
  }
  void ours(double* out) {
    clear(out);
    bound(out, [&](const auto& in, const auto& to) {
      if (pool_.size() == 1)
        batch(Element::h, in, to);
      else
        batch(Element::h, in, to, pool_);
    });
  }
  void by_one_thread(double* out) {
    clear(out);
    bound(out, [&](const auto& in, const auto& to) { batch(Element::h, in, to); });
  }
  void by_hand(double* __restrict out) {
    clear(out);
    const double* __restrict all = x_.data();
    double* __restrict sums = out + 1;
    const long n = size();
    double energy = 0;
    for (long e = 0; e < n; ++e) {
      double x[coordinates], own[numbers_of_own], g[coordinates];
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) x[3 * v + d] = all[3 * vertex(e, v) + d];
      for (int k = 0; k < data; ++k) own[k] = data_[k * step_ + e];
      energy += Element::forces(x, own, g);
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) sums[3 * vertex(e, v) + d] += g[3 * v + d];
    }
    out[0] = energy;
  }
  [[gnu::noinline]] void by_hand_in_packs(double* out) {
    clear(out);
    constexpr int width = packs_of_rows::width;
    using pack = packs_of_rows::pack;
    const double* const all = x_.data();
    double* const sums = out + 1;
    const long n = size(), whole = n / width * width;
    const auto* const elements = mesh_.elements.data();
    const double* columns[static_cast<std::size_t>(data)];
    for (int k = 0; k < data; ++k) columns[k] = data_.data() + k * step_;
    pack energy(0.0);
    for (long e = 0; e < whole; e += width) {
      pack x[coordinates], own[numbers_of_own], g[coordinates];
      for (int v = 0; v < vertices; ++v)
        packs_of_rows::load([&](int l) { return all + 3L * elements[e + l][index(v)]; }, x + 3 * v);
      for (int k = 0; k < data; ++k) own[k] = pack::load(columns[k] + e);
      energy += Element::forces(x, own, g);
      if constexpr (vertices == 2) {  // the forces on both ends are opposite
        const packs_of_rows::turned first(g);
#pragma GCC unroll 16
        for (int l = 0; l < width; ++l) {
          first.add(l, sums + 3L * elements[e + l][0]);
          first.subtract(l, sums + 3L * elements[e + l][1]);
        }
      } else {
        const packs_of_rows::turned ends[] = {packs_of_rows::turned(g), packs_of_rows::turned(g + 3),
                                              packs_of_rows::turned(g + 6), packs_of_rows::turned(g + 9)};
#pragma GCC unroll 16
        for (int l = 0; l < width; ++l)
          for (int v = 0; v < vertices; ++v) ends[v].add(l, sums + 3L * elements[e + l][index(v)]);
      }
    }
    double lanes[width], total = 0;
    energy.store(lanes);
    for (const double lane : lanes) total += lane;
    for (long e = whole; e < n; ++e) {
      double x[coordinates], own[numbers_of_own], g[coordinates];
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) x[3 * v + d] = all[3 * vertex(e, v) + d];
      for (int k = 0; k < data; ++k) own[k] = columns[k][e];
      total += Element::forces(x, own, g);
      for (int v = 0; v < vertices; ++v)
        for (int d = 0; d < 3; ++d) sums[3 * vertex(e, v) + d] += g[3 * v + d];
    }
    out[0] = total;
  }

 private:
  template <class I>
  static std::size_t index(I k) {
    return static_cast<std::size_t>(k);
  }
  long size() const { return static_cast<long>(mesh_.elements.size()); }
  long points() const { return static_cast<long>(mesh_.points.size()); }
  long vertex(long e, int v) const { return mesh_.elements[index(e)][index(v)]; }
  void clear(double* out) const {
    for (long k = 0; k < 3 * points() + 1; ++k) out[k] = 0;
  }
  template <class Run>
  void bound(double* out, const Run& run) {
    run(tapeless::inputs(tapeless::gathered(tapeless::row_blocks<3>(std::as_const(x_).data(), points()), elements_),
                         tapeless::columns<data>(std::as_const(data_).data(), size(), step_)),
        tapeless::outputs(tapeless::summed(out[0]),
                          tapeless::scatter_added(tapeless::row_blocks<3>(out + 1, points()), elements_)));
  }

  mesh_data<vertices, data> mesh_;
  numbers x_{0};
  numbers data_{0};
  long step_ = 0;
  // Looked at once: by hand nobody looks whether vertices exist.
  decltype(tapeless::checked_indices(mesh_.elements, 0)) elements_;
  tapeless::thread_pool pool_;
};

}  // namespace bench
