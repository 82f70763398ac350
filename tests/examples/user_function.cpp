// SPDX-License-Identifier: BSL-1.0
// A function of your own whose value is an iteration: where a planet is on its ellipse, from Kepler's equation. Its
// partials are formulas of the value, by the implicit function theorem; all higher derivatives follow from them.
// The output is compared with user_function.txt.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <numbers>
#include <tuple>

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

// The eccentric anomaly E with E - e*sin(E) = M, for 0 <= e < 1 (Danby, Fundamentals of Celestial Mechanics, 6.6).
struct eccentric_anomaly_ {
  static constexpr auto name = "eccentric_anomaly";
  static constexpr auto latex = "E\\left(#1, #2\\right)";
  static constexpr auto value = []<class T>(const T& M, const T& e) {
    using std::cos, std::sin;
    T E = M + e * sin(M);
    for (int k = 0; k < 50; ++k) {
      const T step = (E - e * sin(E) - M) / (1 - e * cos(E));
      E -= step;
      if (step * step < T(1e-28)) break;  // the next one is below rounding: convergence is quadratic
    }
    return E;
  };
  // dE/dM and dE/de; the last parameter is the value, E.
  static constexpr auto partial = std::tuple{[](auto, auto e, auto E) { return 1 / (1 - e * cos(E)); },
                                             [](auto, auto e, auto E) { return sin(E) / (1 - e * cos(E)); }};
};
constexpr auto eccentric_anomaly = function_of<eccentric_anomaly_>;

constexpr auto t = symbol<"t">;  // time in days
constexpr auto a = symbol<"a">;  // half of the long axis, in astronomical units
constexpr auto e = symbol<"e">;
constexpr auto period = symbol<"period">;
constexpr auto E = eccentric_anomaly(2_c * constants::pi * t / period, e);
constexpr auto x = a * (cos(E) - e);
constexpr auto y = a * sqrt(1_c - square(e)) * sin(E);

int main() {
  std::cout << derivative(eccentric_anomaly(t, e), t) << '\n' << derivative(eccentric_anomaly(t, e), t, t) << '\n';

  // Is the derivative right? By differences of the values.
  std::cout << check_gradient(eccentric_anomaly(t, e), t = 0.8, e = 0.2);

  // Mercury, 30 days after its perihelion: the place; acceleration is GM/r^2 towards the sun, as Newton found.
  const auto place = bundle(x, y, derivative(x, t, t), derivative(y, t, t));
  const auto now = place(t = 30.0, a = 0.387098, e = 0.205630, period = 87.9691);
  const double r = std::hypot(now[0], now[1]),
               GM = std::pow(2 * std::numbers::pi, 2) * std::pow(0.387098, 3) / std::pow(87.9691, 2);
  std::printf("place %.6f %.6f, acceleration %.6e %.6e\n", now[0], now[1], now[2], now[3]);
  std::printf(
      "Newton's law holds: %s\n",
      std::hypot(now[2] + GM * now[0] / (r * r * r), now[3] + GM * now[1] / (r * r * r)) < 1e-15 ? "yes" : "no");
}
