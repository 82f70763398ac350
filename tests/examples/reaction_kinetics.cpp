// SPDX-License-Identifier: BSL-1.0
// Three reactions, one of them 10^9 times as fast as another (Robertson 1966): the rates are written once, in the
// concentrations and the rate constants. A Rosenbrock method takes their Jacobian; the same step gives what every
// concentration owes to every rate constant. The output is compared with reaction_kinetics.txt.
#include <array>
#include <cmath>
#include <cstdio>

#include <Eigen/Dense>

#include <tapeless/tapeless.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto c = symbols<"c", 3>;  // concentrations of A, B and C
constexpr auto k = symbols<"k", 3>;
// A -> B,  B + B -> C + B,  B + C -> A + C
constexpr auto r1 = k[0_c] * c[0_c];
constexpr auto r2 = k[1_c] * square(c[1_c]);
constexpr auto r3 = k[2_c] * c[1_c] * c[2_c];
constexpr auto rates = function(value_and_jacobian(bundle(r3 - r1, r1 - r2 - r3, r2), c, k), arguments(c, k));

using vector = Eigen::Vector3d;
using matrix = Eigen::Matrix3d;

// One step of the L-stable Rosenbrock method ROS2 of order 2 (Verwer et al. 1999), and the same for the derivatives of
// the concentrations in k: its matrix is that of the step.
struct state {
  vector c{1, 0, 0};
  matrix by_k = matrix::Zero();  // entry (i, j): derivative of c[i] in k[j]
};
state step(const state& now, const vector& constants, double h) {
  const double gamma = 1 + 1 / std::sqrt(2.0);
  Eigen::Matrix<double, 3, 1> f;
  Eigen::Matrix<double, 3, 6, Eigen::RowMajor> J;
  const auto slope = [&](const state& at) {
    evaluate_into(rates, into(f, J), at.c, constants);
    return std::pair<vector, matrix>{f, J.leftCols<3>() * at.by_k + J.rightCols<3>()};
  };
  const auto [f1, s1] = slope(now);
  const Eigen::PartialPivLU<matrix> solver(matrix::Identity() - gamma * h * J.leftCols<3>());
  const vector a = solver.solve(f1);
  const matrix A = solver.solve(s1);
  const auto [f2, s2] = slope({now.c + h * a, now.by_k + h * A});
  const vector b = solver.solve(f2 - 2 * a);
  const matrix B = solver.solve(s2 - 2 * A);
  return {now.c + h * (1.5 * a + 0.5 * b), now.by_k + h * (1.5 * A + 0.5 * B)};
}
// From 0 to `end` in steps that grow.
state integrate(const vector& constants, double end) {
  state now;
  double t = 0;
  for (double h = 1e-6; t < end; h *= 1.002) {
    h = std::min(h, end - t);
    now = step(now, constants, h);
    t += h;
  }
  return now;
}

int main() {
  const vector constants{0.04, 3e7, 1e4};
  std::puts("time    A          B            C");
  for (const double end : {0.4, 4.0, 40.0}) {
    const state at = integrate(constants, end);
    std::printf("%-5g   %.5f    %.4e   %.5f\n", end, at.c[0], at.c[1], at.c[2]);
  }
  // What A owes to each constant, as change for a change of one per cent; and the same by differences.
  const state at = integrate(constants, 40);
  for (int j = 0; j < 3; ++j) {
    vector more = constants, less = constants;
    more[j] *= 1.001;
    less[j] *= 0.999;
    const double difference = (integrate(more, 40).c[0] - integrate(less, 40).c[0]) / (0.002 * constants[j]);
    std::printf("1 %% more of k%d: A changes by %+.6f, %s\n", j, 0.01 * constants[j] * at.by_k(0, j),
                std::abs(at.by_k(0, j) / difference - 1) < 1e-3 ? "as by differences" : "wrong");
  }
}
