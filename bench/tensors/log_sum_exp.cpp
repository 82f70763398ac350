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

struct log_sum_exp {
  static constexpr double tolerance = 1e-12;
  bench::numbers x;

  explicit log_sum_exp(long n) : x(n), net(tapeless::prepare(formula::request, formula::n = n)) {
    std::mt19937_64 random(20240229);
    x.sample(random, 1, 3);
    bind();
  }
  std::vector<long> parts() const { return {1, x.size()}; }

  // Bound once; a call runs the loops.
  tapeless::prepared_of<decltype(formula::request)> net;
  void bind() { net.bind(formula::x = tapeless::view(x.data(), x.size())); }
  void ours(double*) { net.run(); }
  void collect(double* out) {
    const auto r = net();
    out[0] = r.value;
    std::copy(r[formula::x].begin(), r[formula::x].end(), out + 1);
  }

  void reference(double* out) const {
    double m = x[0], s = 0;
    for (long k = 1; k < x.size(); ++k) m = std::max(m, x[k]);
    for (long k = 0; k < x.size(); ++k) s += std::exp(x[k] - m);
    out[0] = m + std::log(s);
    for (long k = 0; k < x.size(); ++k) out[1 + k] = std::exp(x[k] - out[0]);
  }
};

struct by_hand {
  static constexpr const char* name = "by hand";
  static void run(log_sum_exp& all, double* out) {
    out[0] = bench::hand::log_sum_exp(all.x.data(), all.x.size(), out + 1);
  }
};

struct with_eigen {
  static constexpr const char* name = "Eigen";
  static void run(log_sum_exp& all, double* out) {
    const Eigen::Map<const Eigen::ArrayXd> x(all.x.data(), all.x.size());
    Eigen::Map<Eigen::ArrayXd> g(out + 1, all.x.size());
    const double m = x.maxCoeff();
    g = (x - m).exp();
    const double s = g.sum();
    g *= 1 / s;
    out[0] = m + std::log(s);
  }
};

const bool added[] = {bench::add_tensors<log_sum_exp, by_hand, with_eigen>("log-sum-exp 1e3", 1000L),
                      bench::add_tensors<log_sum_exp, by_hand, with_eigen>("log-sum-exp 1e5", 100000L)};

}  // namespace
