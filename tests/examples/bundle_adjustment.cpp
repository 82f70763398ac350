// SPDX-License-Identifier: BSL-1.0
// A residual of bundle adjustment from ordinary templated code: what a camera sees of a point, minus where it was seen.
// `record` runs the code once, in the compiler; value and 2x12 Jacobian come out as one straight-line function on
// spans. The output is compared with bundle_adjustment.txt.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <span>
#include <type_traits>

#include <tapeless/tapeless.hpp>

namespace {

template <class T>
constexpr std::array<T, 3> cross(const std::array<T, 3>& a, const std::array<T, 3>& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
template <class T>
constexpr T dot(const std::array<T, 3>& a, const std::array<T, 3>& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// The point turned about an axis by an angle; the vector holds both (Rodrigues). Not for an angle of exactly 0.
template <class T>
constexpr std::array<T, 3> rotate(const std::array<T, 3>& by, const std::array<T, 3>& point) {
  using std::cos, std::sin, std::sqrt;
  const T angle = sqrt(dot(by, by));
  const std::array<T, 3> axis{by[0] / angle, by[1] / angle, by[2] / angle};
  const std::array<T, 3> across = cross(axis, point);
  const T c = cos(angle), s = sin(angle), along = dot(axis, point) * (1 - c);
  std::array<T, 3> turned = point;
  for (std::size_t k = 0; k < 3; ++k) turned[k] = point[k] * c + across[k] * s + axis[k] * along;
  return turned;
}

// The camera of Snavely's Bundler: rotation, translation, focal length, two coefficients of radial distortion.
template <class T>
constexpr std::array<T, 2> residual(const std::array<T, 9>& camera, const std::array<T, 3>& point,
                                    const std::array<T, 2>& seen) {
  std::array<T, 3> p = rotate<T>({camera[0], camera[1], camera[2]}, point);
  for (std::size_t k = 0; k < 3; ++k) p[k] = p[k] + camera[3 + k];
  const T x = -p[0] / p[2], y = -p[1] / p[2];
  const T squared_radius = x * x + y * y;
  const T scale = camera[6] * (1 + squared_radius * (camera[7] + camera[8] * squared_radius));
  return {scale * x - seen[0], scale * y - seen[1]};
}

using namespace tapeless;

// Twelve symbols to differentiate by; where the point was seen is data.
constexpr auto inputs = symbols<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k1", "k2", "X1", "X2", "X3">;
constexpr auto seen_at = symbols<"u", "v">;
constexpr auto seen_by_camera = record(inputs, seen_at, [](const auto& x, const auto& uv) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  return residual<T>({x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8]}, {x[9], x[10], x[11]}, {uv[0], uv[1]});
});
constexpr auto both = value_and_jacobian(seen_by_camera, inputs);
constexpr auto h = function(both, arguments(inputs, seen_at));

}  // namespace

int main() {
  const std::array<double, 14> in{0.1, -0.2, 0.3, 0.5, -0.4, -6.0, 400, -0.02, 0.001, 0.7, -0.3, 0.9, 45, -50};
  std::array<double, 2 + 2 * 12> out{};  // the residual, then the Jacobian by rows
  h(std::span<const double, 14>(in), std::span<double, 26>(out));

  std::printf("residual  %.6f  %.6f\n", out[0], out[1]);
  const char* names[] = {"r1", "r2", "r3", "t1", "t2", "t3", "f", "k1", "k2", "X1", "X2", "X3"};
  for (std::size_t k = 0; k < 12; ++k) std::printf("d/d%-6s %12.5f %12.5f\n", names[k], out[2 + k], out[14 + k]);

  // The same code on plain doubles, for central differences.
  double largest = 0;
  for (std::size_t k = 0; k < 12; ++k) {
    const double step = 1e-5 * std::max(1.0, std::abs(in[k]));
    const auto at = [&](double change) {
      auto moved = in;
      moved[k] += change;
      std::array<double, 9> camera{};
      std::copy_n(moved.begin(), 9, camera.begin());
      return residual<double>(camera, {moved[9], moved[10], moved[11]}, {moved[12], moved[13]});
    };
    const auto above = at(step), below = at(-step);
    for (std::size_t row = 0; row < 2; ++row) {
      const double difference = (above[row] - below[row]) / (2 * step);
      const double derivative = out[2 + 12 * row + k];
      largest = std::max(largest, std::abs(derivative - difference) / std::max(1.0, std::abs(difference)));
    }
  }
  std::printf("central differences agree: %s\n", largest < 1e-7 ? "yes" : "no");

  std::cout << "residual: " << count(seen_by_camera) << "\nwith its Jacobian: " << count(both) << '\n';
}
