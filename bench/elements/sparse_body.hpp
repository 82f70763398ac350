// SPDX-License-Identifier: BSL-1.0
// Energy, gradient and sparse Hessian of bodies of tetrahedra, into a pattern that is known: compressed(...), and the
// loop that calls the closed form of one tetrahedron and adds its blocks where a table says.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <tapeless/tensor.hpp>

#include <bench/elements/rows.hpp>
#include <bench/elements/tetrahedra.hpp>

namespace bench {
namespace sparse_energy {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto t = axis<"t">;
constexpr auto k = axis<"k">;
constexpr auto d = axis<"d", 3>;
constexpr auto m = axis<"m", 11>;
constexpr auto X = tensor<"X">;
constexpr auto D = tensor<"D">;  // the numbers of a tetrahedron of its own
constexpr auto c0 = labels<"c0">;
constexpr auto c1 = labels<"c1">;
constexpr auto c2 = labels<"c2">;
constexpr auto c3 = labels<"c3">;
constexpr auto energy =
    sum(t, substitute(neo_hookean::formula, symbols<"x0", "x1", "x2"> = X(k[c0(t)], d),
                      symbols<"x3", "x4", "x5"> = X(k[c1(t)], d), symbols<"x6", "x7", "x8"> = X(k[c2(t)], d),
                      symbols<"x9", "x10", "x11"> = X(k[c3(t)], d),
                      symbols<"B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "mu", "lambda"> = D(t, m)));

inline auto make(std::size_t tets, std::size_t points, int threads) {
  return prepare(compressed(value_gradient_hessian(energy, X)), t = tets, k = points, tapeless::threads(threads));
}
using prepared = decltype(make(0, 0, 0));

}  // namespace sparse_energy

class sparse_body {
 public:
  using prepared = sparse_energy::prepared;
  static constexpr double tolerance = 1e-11;

  explicit sparse_body(long n, int threads = 1) {
    using namespace sparse_energy;
    std::mt19937_64 random(7);
    mesh_ = tetrahedron::mesh(n, random);
    for (const auto& one : mesh_.points) x_.insert(x_.end(), one.begin(), one.end());
    const std::size_t tets = mesh_.elements.size();
    for (std::size_t e = 0; e < tets; ++e) {
      for (std::size_t v = 0; v < 4; ++v) corners_[v].push_back(mesh_.elements[e][v]);
      for (std::size_t q = 0; q < 11; ++q) data_.push_back(mesh_.data[q][e]);
    }
    ours_ = std::make_unique<prepared>(make(tets, mesh_.points.size(), threads));
    alone_ = std::make_unique<prepared>(make(tets, mesh_.points.size(), 1));
    for (prepared* one : {ours_.get(), alone_.get()})
      one->bind(X = x_, D = data_, c0 = corners_[0], c1 = corners_[1], c2 = corners_[2], c3 = corners_[3]);
    const auto now = (*ours_)();
    outer_.assign(now.outer().begin(), now.outer().end());
    values_.resize(now.values().size());
    gradient_.resize(x_.size());
    // Where the first of the nine numbers of each pair of corners is.
    for (const auto& tet : mesh_.elements)
      for (const int a : tet)
        for (const int b : tet) {
          const auto row = now.inner().subspan(at(outer_[at(3 * a)]), at(outer_[at(3 * a + 1)] - outer_[at(3 * a)]));
          places_.push_back(outer_[at(3 * a)] +
                            static_cast<int>(std::lower_bound(row.begin(), row.end(), 3 * b) - row.begin()));
        }
    double value = 0;
    by_hand(&value);
    double largest = 1, off = std::abs(value - now.value) / std::abs(value);
    for (const double one : values_) largest = std::max(largest, std::abs(one));
    for (std::size_t q = 0; q < values_.size(); ++q)
      off = std::max(off, std::abs(values_[q] - now.values()[q]) / largest);
    for (std::size_t q = 0; q < x_.size(); ++q)
      off = std::max(off, std::abs(gradient_[q] - now.gradient()[q]) / largest);
    if (!(off < 1e-12)) throw std::runtime_error("the sparse Hessian differs from the one by hand");
  }
  std::vector<long> parts() const { return {1}; }
  void reference(double* out) { by_hand(out); }
  void ours(double* out) { out[0] = (*ours_)().value; }
  void by_one_thread(double* out) { out[0] = (*alone_)().value; }
  void by_hand(double* out) {
    std::fill(values_.begin(), values_.end(), 0.0);
    std::fill(gradient_.begin(), gradient_.end(), 0.0);
    double sum = 0;
    const int* place = places_.data();
    for (std::size_t e = 0; e < mesh_.elements.size(); ++e, place += 16) {
      const auto& tet = mesh_.elements[e];
      double in[23], y[157];
      for (std::size_t v = 0; v < 4; ++v)
        for (std::size_t q = 0; q < 3; ++q) in[3 * v + q] = x_[3 * at(tet[v]) + q];
      for (std::size_t q = 0; q < 11; ++q) in[12 + q] = data_[11 * e + q];
      neo_hookean::hand(in, y);
      sum += y[0];
      for (std::size_t a = 0; a < 4; ++a) {
        double* const g = gradient_.data() + 3 * at(tet[a]);
        const std::ptrdiff_t length = outer_[3 * at(tet[a]) + 1] - outer_[3 * at(tet[a])];
        for (std::size_t i = 0; i < 3; ++i) g[i] += y[1 + 3 * a + i];
        for (std::size_t b = 0; b < 4; ++b) {
          double* const to = values_.data() + place[4 * a + b];
          for (std::ptrdiff_t i = 0; i < 3; ++i)
            for (std::ptrdiff_t j = 0; j < 3; ++j) to[i * length + j] += y[13 + 12 * (3 * a + at(i)) + 3 * b + at(j)];
        }
      }
    }
    out[0] = sum;
  }

  // The body, for versions of others.
  std::ptrdiff_t points() const { return static_cast<std::ptrdiff_t>(mesh_.points.size()); }
  std::ptrdiff_t tetrahedra() const { return static_cast<std::ptrdiff_t>(mesh_.elements.size()); }
  int corner(std::ptrdiff_t e, int v) const { return mesh_.elements[at(e)][at(v)]; }
  double coordinate(std::ptrdiff_t q) const { return x_[at(q)]; }
  const double* own(std::ptrdiff_t e) const { return data_.data() + 11 * e; }

 private:
  static std::size_t at(std::ptrdiff_t place) { return static_cast<std::size_t>(place); }

  mesh_data<4, 11> mesh_;
  std::vector<double> x_, data_, values_, gradient_;
  std::vector<int> corners_[4], outer_, places_;
  std::unique_ptr<prepared> ours_, alone_;
};

}  // namespace bench
