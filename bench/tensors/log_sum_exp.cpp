// SPDX-License-Identifier: BSL-1.0
// log-sum-exp of an array with the derivatives in all of it: exponentials, and how often the array is read.
#include <bench/tensors/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <bench/tensors/hand_log_sum_exp.hpp>
#include <bench/tensors/race.hpp>
#include <tapeless/tensor.hpp>

namespace {

namespace formula {
using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto request = value_and_gradient(log(sum(n, exp(x(n)))), x);
}  // namespace formula

template <class T>
struct log_sum_exp {
  using scalar = T;
  static constexpr double tolerance = bench::tolerance_in<T>(1e-12);
  bench::numbers_of<T> x;

  explicit log_sum_exp(long n) : x(n), net(tapeless::prepare<T>(formula::request, formula::n = n)) {
    std::mt19937_64 random(20240229);
    x.sample(random, 1, 3);
    bind();
  }
  std::vector<long> parts() const { return {1, x.size()}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request), T> net;
  void bind() { net.bind(formula::x = tapeless::view(x.data(), x.size())); }
  void ours(T*) { net.run(); }
  void collect(T* out) {
    const auto r = net();
    out[0] = r.value;
    std::copy(r[formula::x].begin(), r[formula::x].end(), out + 1);
  }

  void reference(double* out) const {
    double m = x[0], s = 0;
    for (long k = 1; k < x.size(); ++k) m = std::max<double>(m, x[k]);
    for (long k = 0; k < x.size(); ++k) s += std::exp(x[k] - m);
    out[0] = m + std::log(s);
    for (long k = 0; k < x.size(); ++k) out[1 + k] = std::exp(x[k] - out[0]);
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  template <class T>
  static void run(log_sum_exp<T>& all, T* out) {
    out[0] = bench::hand::log_sum_exp(all.x.data(), all.x.size(), out + 1);
  }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  template <class T>
  static void run(log_sum_exp<T>& all, T* out) {
    const Eigen::Map<const Eigen::ArrayX<T>> x(all.x.data(), all.x.size());
    Eigen::Map<Eigen::ArrayX<T>> g(out + 1, all.x.size());
    const T m = x.maxCoeff();
    g = (x - m).exp();
    const T s = g.sum();
    g *= 1 / s;
    out[0] = m + std::log(s);
  }
};

const bool added[] = {bench::add_tensors<log_sum_exp<double>, by_hand, with_eigen>("log-sum-exp 1e3", 1000L),
                      bench::add_tensors<log_sum_exp<double>, by_hand, with_eigen>("log-sum-exp 1e5", 100000L),
                      bench::add_tensors<log_sum_exp<float>, by_hand, with_eigen>("log-sum-exp 1e3, float", 1000L),
                      bench::add_tensors<log_sum_exp<float>, by_hand, with_eigen>("log-sum-exp 1e5, float", 100000L)};

}  // namespace
