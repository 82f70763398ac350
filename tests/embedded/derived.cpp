// SPDX-License-Identifier: BSL-1.0
// The filter as one writes it with tapeless: how the robot moves and what it sees are formulas, their Jacobians are
// derived.
#include <cmath>
#include <tuple>

#include <tapeless/core.hpp>

#include "tests/embedded/kalman_filter.hpp"

namespace kalman::derived {
namespace {

using namespace tapeless;

// atan2(y, x) with the derivatives of the textbook. Those of tapeless::atan2 are right where squares overflow or
// vanish, too, which takes 150 bytes; a landmark is neither there nor at the robot.
struct direction_ {
  static constexpr auto name = "direction";
  static constexpr auto value = [](const auto& y, const auto& x) { return std::atan2(y, x); };
  static constexpr auto partial = std::tuple{[](auto y, auto x) { return x / (x * x + y * y); },
                                             [](auto y, auto x) { return -y / (x * x + y * y); }};
};
constexpr auto direction = function_of<direction_>;

constexpr auto state = symbols<"x", "y", "heading", "speed">;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto heading = symbol<"heading">;
constexpr auto speed = symbol<"speed">;
constexpr auto time = symbol<"time">;
constexpr auto turn = symbol<"turn">;
constexpr auto acceleration = symbol<"acceleration">;
constexpr auto landmark_x = symbol<"landmark_x">;
constexpr auto landmark_y = symbol<"landmark_y">;

constexpr auto moved = bundle(x + time * speed * cos(heading), y + time * speed * sin(heading), heading + time * turn,
                              speed + time * acceleration);
constexpr auto dx = landmark_x - x;
constexpr auto dy = landmark_y - y;
constexpr auto seen_from_here = bundle(sqrt(dx * dx + dy * dy), direction(dy, dx) - heading);

// Values before Jacobians, and these by rows.
constexpr auto move = function(value_and_jacobian(moved, state), arguments(state, time, turn, acceleration));
constexpr auto see = function(value_and_jacobian(seen_from_here, state), arguments(state, landmark_x, landmark_y));

}  // namespace

void predict(filter& robot, const motion& step) {
  float(&s)[states] = robot.state;
  const float in[] = {s[0], s[1], s[2], s[3], step.time, step.turn, step.acceleration};
  float out[states + states * states];
  move(std::span(in), std::span(out));
  for (std::size_t k = 0; k < states; ++k) s[k] = out[k];
  propagate(robot.covariance, out + states);
}

void update(filter& robot, const sighting& seen) {
  const float(&s)[states] = robot.state;
  const float in[] = {s[0], s[1], s[2], s[3], seen.x, seen.y};
  float out[measurements + measurements * states];
  see(std::span(in), std::span(out));
  correct(robot, {seen.range - out[0], wrapped(seen.bearing - out[1])}, out + measurements);
}

}  // namespace kalman::derived
