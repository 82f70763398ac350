// SPDX-License-Identifier: BSL-1.0
// Both filters follow a robot on a circle that sees two landmarks in turn. What is written is the same on a processor
// of 64 bits and on a Cortex-M4: the state every 50 steps, in thousandths, and the sum of the variances, in hundred
// thousandths. Returns 0 when both filters agree and have found the robot.
#include <cmath>
#include <cstdint>

#include "tests/embedded/kalman_filter.hpp"

namespace kalman {

void write_text(const char* text);

}  // namespace kalman

namespace {

void write_number(float value) {
  char text[16] = {};
  char* end = text + sizeof text - 1;
  *--end = ' ';
  const auto rounded = static_cast<std::int32_t>(value < 0 ? value - 0.5f : value + 0.5f);
  std::uint32_t rest = static_cast<std::uint32_t>(rounded < 0 ? -rounded : rounded);
  do {
    *--end = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (rounded < 0) *--end = '-';
  kalman::write_text(end);
}

void write_filter(const kalman::filter& robot) {
  float variances = 0;
  for (std::size_t k = 0; k < kalman::states; ++k) {
    write_number(1000 * robot.state[k]);
    variances += robot.covariance[k][k];
  }
  write_number(1e5f * variances);
  kalman::write_text("\n");
}

// Between -1 and 1.
float noise() {
  static std::uint32_t state = 1;
  state = 1664525 * state + 1013904223;  // Numerical Recipes
  return static_cast<float>(static_cast<std::int32_t>(state >> 8) - (1 << 23)) / static_cast<float>(1 << 23);
}

float largest_difference(const kalman::filter& a, const kalman::filter& b) {
  float largest = 0;
  const auto compare = [&](float x, float y) { largest = std::fmax(largest, std::fabs(x - y)); };
  for (std::size_t i = 0; i < kalman::states; ++i) {
    compare(a.state[i], b.state[i]);
    for (std::size_t j = 0; j < kalman::states; ++j) compare(a.covariance[i][j], b.covariance[i][j]);
  }
  return largest;
}

}  // namespace

int main() {
  constexpr float step = 0.05f;
  constexpr float landmarks[2][2] = {{6, 1}, {-2, 7}};
  float x = 0, y = 0, heading = 0.3f, speed = 0;
  kalman::filter robot = {.state = {0.5f, -0.5f, 0, 0}};
  for (std::size_t k = 0; k < kalman::states; ++k) robot.covariance[k][k] = 1;
  kalman::filter other = robot;
  float apart = 0;
  for (int k = 1; k <= 400; ++k) {
    const kalman::motion motion{step, 0.4f, k < 100 ? 0.2f : 0};
    x += step * speed * std::cos(heading);
    y += step * speed * std::sin(heading);
    heading += step * motion.turn;
    speed += step * motion.acceleration;
    const float(&landmark)[2] = landmarks[k % 2];
    const float dx = landmark[0] - x, dy = landmark[1] - y;
    const float bearing = std::atan2(dy, dx) - heading;
    const kalman::sighting seen{landmark[0], landmark[1], std::sqrt(dx * dx + dy * dy) + 0.1f * noise(),
                                bearing + 0.01f * noise()};
    kalman::derived::predict(robot, motion);
    kalman::derived::update(robot, seen);
    kalman::by_hand::predict(other, motion);
    kalman::by_hand::update(other, seen);
    apart = std::fmax(apart, largest_difference(robot, other));
    if (k % 50 == 0) write_filter(robot);
  }
  const float off = std::fabs(robot.state[0] - x) + std::fabs(robot.state[1] - y);
  kalman::write_text(apart < 1e-4f ? "the filters agree\n" : "the filters do not agree\n");
  kalman::write_text(off < 0.1f ? "the robot is found\n" : "the robot is lost\n");
  return apart < 1e-4f && off < 0.1f ? 0 : 1;
}
