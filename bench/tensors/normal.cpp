// SPDX-License-Identifier: BSL-1.0
// A normal log-likelihood: so little work per datum that every operation and every load shows.
#include <bench/tensors/eigen.hpp>

#include <cmath>
#include <random>
#include <vector>

#include <bench/tensors/hand_normal.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace tapeless;
using namespace tapeless::literals;
constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto mu = symbol<"mu">;
constexpr auto s = symbol<"s">;
constexpr auto density = sum(n, -square((x(n) - mu) / exp(s)) / 2_c - s - constant<0.91893853320467274178>);
constexpr auto request = value_and_gradient(density, mu, s);
}  // namespace formula

template <class T>
struct normal {
  using scalar = T;
  static constexpr double tolerance = bench::tolerance_in<T>(1e-11);
  bench::numbers_of<T> x;
  T mu = T(0.3), log_sigma = T(0.2);

  explicit normal(long n) : x(n), net(tapeless::prepare<T>(formula::request, formula::n = n)) {
    std::mt19937_64 random(20240229);
    x.sample(random, 0.5, 1.3);
    bind();
  }
  std::vector<long> parts() const { return {1, 1, 1}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request), T> net;
  void bind() { net.bind(formula::x = tapeless::view(x.data(), x.size()), formula::mu = mu, formula::s = log_sigma); }
  void ours(T*) { net.run(); }
  void collect(T* out) {
    const auto r = net();
    out[0] = r.value, out[1] = r[formula::mu], out[2] = r[formula::s];
  }

  void reference(double* out) const {
    const double sigma = std::exp(log_sigma);
    out[0] = out[1] = out[2] = 0;
    for (long k = 0; k < x.size(); ++k) {
      const double z = (x[k] - mu) / sigma;
      out[0] -= z * z / 2 + log_sigma + 0.91893853320467274178;
      out[1] += z / sigma;
      out[2] += z * z - 1;
    }
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  template <class T>
  static void run(normal<T>& all, T* out) {
    bench::hand::normal(all.x.data(), all.x.size(), all.mu, all.log_sigma, out);
  }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  template <class T>
  static void run(normal<T>& all, T* out) {
    const Eigen::Map<const Eigen::ArrayX<T>> x(all.x.data(), all.x.size());
    const T inverse = std::exp(-all.log_sigma), n = static_cast<T>(all.x.size());
    const T sum = (x - all.mu).sum() * inverse, squares = (x - all.mu).square().sum() * inverse * inverse;
    out[0] = -squares / 2 - n * (all.log_sigma + T(0.91893853320467274178));
    out[1] = sum * inverse;
    out[2] = squares - n;
  }
};

// A whole call: data and numbers are bound and checked, then the loops run; beside the loops alone.
struct normal_call : normal<double> {
  using normal::normal;
  void ours(double*) { net(formula::x = tapeless::view(x.data(), x.size()), formula::mu = mu, formula::s = log_sigma); }
};
struct loops_alone {
  static constexpr const char* name = "run() alone";
  static void run(normal_call& all, double* out) {
    all.net.run();
    all.collect(out);
  }
};

// Data that are known before the call: a call that binds both numbers, and many of them against the loops over all
// data.
template <int Calls>
struct normal_known : normal<double> {
  explicit normal_known(long n)
      : normal(n),
        known(tapeless::prepare(formula::request, formula::n = n,
                                tapeless::data(formula::x = tapeless::view(x.data(), x.size())))) {}
  tapeless::prepared_with_data_of<decltype(formula::request), double, decltype(tapeless::data(formula::x))> known;
  void ours(double*) {
    for (int k = 0; k < Calls; ++k) {
      known(formula::mu = mu, formula::s = log_sigma);
      benchmark::ClobberMemory();
    }
  }
  void collect(double* out) {
    const auto r = known();
    out[0] = r.value, out[1] = r[formula::mu], out[2] = r[formula::s];
  }
};
struct without_data {
  static constexpr const char* name = "one call without data(x)";
  template <int Calls>
  static void run(normal_known<Calls>& all, double* out) {
    const auto r = all.net();
    out[0] = r.value, out[1] = r[formula::mu], out[2] = r[formula::s];
  }
};

const bool added[] = {
    bench::add_tensors<normal<double>, by_hand, with_eigen>("normal 1e3", 1000L),
    bench::add_tensors<normal<double>, by_hand, with_eigen>("normal 1e6", 1000000L),
    bench::add_tensors<normal_known<1>, without_data>("normal 1e3, data(x)", 1000L),
    bench::add_tensors<normal_known<1000>, without_data>("normal 1e6, 1000 calls with data(x)", 1000000L),
    bench::add_tensors<normal_call, loops_alone>("normal 16, bound in each call", 16L),
    bench::add_tensors<normal<float>, by_hand, with_eigen>("normal 1e3, float", 1000L),
    bench::add_tensors<normal<float>, by_hand, with_eigen>("normal 1e6, float", 1000000L)};

}  // namespace
