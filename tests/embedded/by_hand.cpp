// SPDX-License-Identifier: BSL-1.0
// The same filter with models and Jacobians by hand, which share what they can.
#include <cmath>

#include "tests/embedded/kalman_filter.hpp"

namespace kalman::by_hand {

void predict(filter& robot, const motion& step) {
  float(&s)[states] = robot.state;
  const float c = std::cos(s[2]) * step.time, d = std::sin(s[2]) * step.time;
  const float jacobian[states * states] = {
      1, 0, -d * s[3], c,  //
      0, 1, c * s[3],  d,  //
      0, 0, 1,         0,  //
      0, 0, 0,         1,
  };
  s[0] += c * s[3];
  s[1] += d * s[3];
  s[2] += step.time * step.turn;
  s[3] += step.time * step.acceleration;
  propagate(robot.covariance, jacobian);
}

void update(filter& robot, const sighting& seen) {
  const float(&s)[states] = robot.state;
  const float dx = seen.x - s[0], dy = seen.y - s[1];
  const float square = dx * dx + dy * dy, range = std::sqrt(square);
  const float jacobian[measurements * states] = {
      -dx / range, -dy / range,  0,  0,  //
      dy / square, -dx / square, -1, 0,
  };
  correct(robot, {seen.range - range, wrapped(seen.bearing - (std::atan2(dy, dx) - s[2]))}, jacobian);
}

}  // namespace kalman::by_hand
