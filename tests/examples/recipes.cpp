// SPDX-License-Identifier: BSL-1.0
// The recipes of README.md beside this file that need no arrays, as they stand there, each with a number that it gives.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <tuple>
#include <iostream>
#include <numbers>

#include <tapeless/linear.hpp>
#include <tapeless/tapeless.hpp>

namespace robotics {

using namespace tapeless;

constexpr auto q1 = symbol<"q1">;
constexpr auto q2 = symbol<"q2">;
constexpr auto hand = bundle(cos(q1) + cos(q1 + q2), sin(q1) + sin(q1 + q2));  // two links of length 1
constexpr auto reach = function(value_and_jacobian(hand, q1, q2), arguments(q1, q2));

// One step of Newton's method from the angles a and b towards a hand at (x, y).
std::array<double, 2> step(double a, double b, double x, double y) {
  const auto [at, J] = reach(a, b);
  const double dx = x - at[0];
  const double dy = y - at[1];
  const double determinant = J(0, 0) * J(1, 1) - J(0, 1) * J(1, 0);
  return {a + (J(1, 1) * dx - J(0, 1) * dy) / determinant, b + (J(0, 0) * dy - J(1, 0) * dx) / determinant};
}

}  // namespace robotics

namespace vision {

using namespace tapeless;
using namespace tapeless::literals;

// How far a point is from where a camera saw it, at (u, v); far points of few pixels count linearly (Huber).
constexpr auto focal = symbol<"focal">;
constexpr auto px = symbol<"px">;
constexpr auto py = symbol<"py">;
constexpr auto pz = symbol<"pz">;
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;
constexpr auto distance2 = square(focal * px / pz - u) + square(focal * py / pz - v);
constexpr auto loss = select(distance2 < 4_c, distance2, 4_c * sqrt(distance2) - 4_c);
constexpr auto fit = function(value_gradient_hessian(loss, px, py, pz), arguments(px, py, pz, focal, u, v));

}  // namespace vision

namespace cameras {

using namespace tapeless;

constexpr auto cam = symbols<"cam", 6>;  // rotation vector, translation
constexpr auto pt = symbols<"pt", 3>;

// Where a camera sees a point. Here the lists are vectors of values, with dot, cross, norm (tapeless/linear.hpp).
constexpr auto seen = record(cam, pt, [](const auto& c, const auto& p) {
  const vec axis{c[0], c[1], c[2]};
  const auto angle = norm(axis);  // not 0
  const auto k = axis / angle;
  const auto turned = cos(angle) * p + sin(angle) * cross(k, p) + (1 - cos(angle)) * dot(k, p) * k;
  const auto q = turned + vec{c[3], c[4], c[5]};
  return vec{q[0] / q[2], q[1] / q[2]};
});

// From and to the arrays of an optimizer: two values, and their derivatives by rows.
void residual(const double* camera, const double* point, double* values, double* by_camera, double* by_point) {
  const auto r = value_and_jacobian(seen, cam, pt)(cam = camera, pt = point);
  for (std::size_t k = 0; k < 2; ++k) {
    values[k] = r.values[k];
    std::ranges::copy(r[cam][k], by_camera + 6 * k);  // r[cam] is a std::array of two rows
    std::ranges::copy(r[pt][k], by_point + 3 * k);
  }
}

}  // namespace cameras

namespace finance {

using namespace tapeless;
using namespace tapeless::literals;

// Black and Scholes: a call on S with strike K, rate r, volatility s and time T.
constexpr auto S = symbol<"S">;
constexpr auto K = symbol<"K">;
constexpr auto r = symbol<"r">;
constexpr auto s = symbol<"s">;
constexpr auto T = symbol<"T">;
constexpr auto d1 = (log(S / K) + (r + square(s) / 2_c) * T) / (s * sqrt(T));
constexpr auto price = S * normal_cdf(d1) - K * exp(-r * T) * normal_cdf(d1 - s * sqrt(T));
constexpr auto greeks = value_gradient_hessian(price, S, s, T);
// g = greeks(...): g.gradient[S] is delta, g.gradient[s] vega, -g.gradient[T] theta, g.hessian(S, S) gamma

}  // namespace finance

namespace control {

using namespace tapeless;

// A pendulum, one step of the midpoint rule, written as an ordinary function and recorded.
constexpr auto pendulum = record<"angle", "speed", "torque", "dt">([](auto angle, auto speed, auto torque, auto dt) {
  const auto acceleration = [&](auto at) { return torque - 9.81 * sin(at); };
  const auto middle = angle + speed * dt / 2;
  const auto faster = speed + acceleration(angle) * dt / 2;
  return std::array{angle + faster * dt, speed + acceleration(middle) * dt};
});
constexpr auto angle = symbol<"angle">;
constexpr auto speed = symbol<"speed">;
// The matrix A of an extended Kalman filter or a regulator: anywhere at run time, at rest in the compiler.
constexpr auto linear = jacobian(pendulum, angle, speed);
constexpr auto A = linear(angle = 0.0, speed = 0.0, symbol<"torque"> = 0.0, symbol<"dt"> = 0.01);
static_assert(A(0, 1) == 0.01 && A(1, 1) < 1);

}  // namespace control

namespace checking {

using namespace tapeless;

// log(1 + (x/s)^2), with a wrong derivative in x.
struct cauchy_ {
  static constexpr auto name = "cauchy";
  static constexpr auto value = [](const auto& x, const auto& s) {
    using tapeless::rules::math::log1p;
    return log1p(x * x / (s * s));
  };
  static constexpr auto partial = std::tuple{[](auto x, auto s) { return x / (s * s + x * x); },
                                             [](auto x, auto s) { return -2 * x * x / (s * (s * s + x * x)); }};
};
constexpr auto x = symbol<"x">;
constexpr auto s = symbol<"s">;
constexpr auto loss = tapeless::function_of<cauchy_>(x, s);
// const auto check = check_gradient(loss, x = 0.5, s = 2.0); std::cout << check prints
// x: derivative 0.1176470588, difference 0.2352941176 +- 2.0e-18: off by 0.118
// s: derivative -0.05882352941, difference -0.05882352941 +- 1.5e-18: agrees

}  // namespace checking

int main() {
  std::array<double, 2> q{0.5, 1.0};
  for (int k = 0; k < 8; ++k) q = robotics::step(q[0], q[1], 0.3, 1.6);
  std::printf("%.6f %.6f\n", q[0], q[1]);

  const auto pixel = vision::fit(0.1, -0.2, 2.0, 500.0, 24.0, -49.5);
  std::printf("%.4f %.4f %.4f\n", pixel.value, pixel.gradient[vision::px], pixel.hessian(vision::px, vision::pz));

  const double camera[6] = {0.1, -0.2, 0.3, 0.5, 0.25, 4.0}, point[3] = {1.0, 2.0, 3.0};
  double values[2], by_camera[12], by_point[6];
  cameras::residual(camera, point, values, by_camera, by_point);
  std::printf("%.6f %.6f %.6f %.6f %.6f\n", values[0], values[1], by_camera[0], by_camera[8], by_point[4]);

  using namespace finance;
  const auto g = greeks(S = 100.0, K = 95.0, finance::r = 0.01, s = 0.2, T = 0.5);
  std::printf("%.6f %.6f %.6f %.6f\n", g.value, g.gradient[S], g.gradient[s], g.hessian(S, S));

  std::printf("%.8f %.8f\n", control::A(0, 0), control::A(1, 0));

  const auto check = check_gradient(checking::loss, checking::x = 0.5, checking::s = 2.0);
  std::printf("%s %.6g %s %.6g\n", check[checking::x].verdict == gradient_verdict::differs ? "differs" : "agrees",
              check[checking::x].off(), check[checking::s].verdict == gradient_verdict::agrees ? "agrees" : "differs",
              check[checking::s].difference);
}
