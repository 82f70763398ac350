// SPDX-License-Identifier: BSL-1.0
// Six joints of an arm, UR5: where the hand is, the 6 x 6 Jacobian of its pose, and inverse kinematics by damped least
// squares. The chain is ordinary templated code. The output is compared with arm_kinematics.txt.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>

#include <Eigen/Dense>

#include <tapeless/geometry.hpp>
#include <tapeless/tapeless.hpp>

using namespace tapeless;

struct joint {
  double a, d;  // Denavit and Hartenberg's parameters, in metres
  int twist;    // alpha in units of 90 degrees
};
constexpr std::array<joint, 6> ur5{
    {{0, 0.089159, 1}, {-0.425, 0, 0}, {-0.39225, 0, 0}, {0, 0.10915, 1}, {0, 0.09465, -1}, {0, 0.0823, 0}}};

// The pose of the hand for joint angles q, numbers or values inside record.
constexpr auto hand = []<class T>(const vec<T, 6>& q) {
  pose3<T> at = pose3<T>::identity();
  for (std::size_t k = 0; k < 6; ++k) {
    const double root = std::numbers::sqrt2 / 2, sine = ur5[k].twist * root, cosine = ur5[k].twist == 0 ? 1 : root;
    const auto turn = rot3<T>::from({0, 0, sin(q[k] / 2), cos(q[k] / 2)});
    const auto twist = rot3<T>::from({sine, 0, 0, cosine});
    at = at * pose3<T>{turn, {0, 0, ur5[k].d}} * pose3<T>{twist, {ur5[k].a, 0, 0}};
  }
  return at;
};

constexpr auto q = symbols<"q", 6>;
constexpr auto goal = symbols<"goal", 7>;  // a unit quaternion x, y, z, w, then a place
// What is missing to the goal, three numbers of rotation and three of translation.
constexpr auto missing = record(q, goal, []<class T>(const vec<T, 6>& angles, const vec<T, 7>& to) {
  return local_coordinates(hand(angles), pose3<T>::from(to));
});
constexpr auto reach = function(value_and_jacobian(missing, q), arguments(q, goal));

int main() {
  const auto home = hand(vec<double, 6>{0, 0, 0, 0, 0, 0});
  std::printf("hand of the arm at rest: %.5f %.5f %.5f\n", home.translation[0], home.translation[1],
              home.translation[2]);
  const auto wanted = hand(vec<double, 6>{0.4, -1.1, 1.3, -0.6, -1.2, 0.3}).numbers();

  std::array<double, 6 + 7> in{0, -0.8, 0.8, 0, -0.8, 0};
  for (std::size_t k = 0; k < 7; ++k) in[6 + k] = wanted[k];
  std::array<double, 6 + 36> out{};
  Eigen::Map<Eigen::Matrix<double, 6, 1>> angles(in.data()), error(out.data());
  const Eigen::Map<Eigen::Matrix<double, 6, 6, Eigen::RowMajor>> J(out.data() + 6);
  for (int k = 0; k < 30; ++k) {
    reach(in, out);
    if (error.norm() < 1e-10) {
      std::printf("there after %d steps\n", k);
      break;
    }
    const Eigen::Matrix<double, 6, 6> damped =
        J.transpose() * J + 1e-4 * error.squaredNorm() * Eigen::Matrix<double, 6, 6>::Identity();
    angles -= damped.ldlt().solve(J.transpose() * error);
  }
  std::printf("angles");
  for (std::size_t k = 0; k < 6; ++k) std::printf(" %.4f", in[k]);
  std::printf("\n");
}
