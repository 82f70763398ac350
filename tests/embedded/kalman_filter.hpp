// SPDX-License-Identifier: BSL-1.0
// An extended Kalman filter of a wheeled robot in single precision, as two files implement it: one derives its models
// with tapeless, the other has them by hand. What is no model is here, and the same for both.
#pragma once

#include <cstddef>

namespace kalman {

inline constexpr std::size_t states = 4;        // position x and y, heading, speed
inline constexpr std::size_t measurements = 2;  // range and bearing of a landmark

struct filter {
  float state[states] = {};
  float covariance[states][states] = {};
};

struct motion {
  float time;          // since the last step
  float turn;          // rate of the heading
  float acceleration;  // of the speed
};

struct sighting {
  float x, y;            // the landmark, which is known
  float range, bearing;  // as measured, the bearing from the heading
};

// The variances that are added to the states by a step, and those of the measurements.
inline constexpr float process_noise[states] = {1e-4f, 1e-4f, 1e-5f, 1e-3f};
inline constexpr float measurement_noise[measurements] = {1e-2f, 1e-4f};

namespace derived {
void predict(filter& robot, const motion& step);
void update(filter& robot, const sighting& seen);
}  // namespace derived

namespace by_hand {
void predict(filter& robot, const motion& step);
void update(filter& robot, const sighting& seen);
}  // namespace by_hand

// P becomes F*P*F^T + Q.
inline void propagate(float (&p)[states][states], const float* f) {
  float fp[states][states];
  for (std::size_t i = 0; i < states; ++i)
    for (std::size_t j = 0; j < states; ++j) {
      float sum = 0;
      for (std::size_t k = 0; k < states; ++k) sum += f[states * i + k] * p[k][j];
      fp[i][j] = sum;
    }
  for (std::size_t i = 0; i < states; ++i)
    for (std::size_t j = 0; j < states; ++j) {
      float sum = i == j ? process_noise[i] : 0;
      for (std::size_t k = 0; k < states; ++k) sum += fp[i][k] * f[states * j + k];
      p[i][j] = sum;
    }
}

// The state and its covariance after a measurement that is `error` away from what is expected; h: its Jacobian, by
// rows.
inline void correct(filter& robot, const float (&error)[measurements], const float* h) {
  auto& p = robot.covariance;
  float hp[measurements][states];  // H*P
  for (std::size_t m = 0; m < measurements; ++m)
    for (std::size_t j = 0; j < states; ++j) {
      float sum = 0;
      for (std::size_t k = 0; k < states; ++k) sum += h[states * m + k] * p[k][j];
      hp[m][j] = sum;
    }
  float s[measurements][measurements];  // H*P*H^T + R
  for (std::size_t m = 0; m < measurements; ++m)
    for (std::size_t n = 0; n < measurements; ++n) {
      float sum = m == n ? measurement_noise[m] : 0;
      for (std::size_t k = 0; k < states; ++k) sum += hp[m][k] * h[states * n + k];
      s[m][n] = sum;
    }
  const float scale = 1 / (s[0][0] * s[1][1] - s[0][1] * s[1][0]);
  for (std::size_t i = 0; i < states; ++i) {
    const float gain[measurements] = {scale * (s[1][1] * hp[0][i] - s[0][1] * hp[1][i]),
                                      scale * (s[0][0] * hp[1][i] - s[1][0] * hp[0][i])};
    robot.state[i] += gain[0] * error[0] + gain[1] * error[1];
    for (std::size_t j = 0; j < states; ++j) p[i][j] -= gain[0] * hp[0][j] + gain[1] * hp[1][j];
  }
}

// An angle that is off by less than two turns, between minus half a turn and half a turn.
inline float wrapped(float angle) {
  constexpr float half = 3.14159265f;
  if (angle > half) return angle - 2 * half;
  if (angle < -half) return angle + 2 * half;
  return angle;
}

}  // namespace kalman
