// SPDX-License-Identifier: BSL-1.0
// Camera models against their definitions in long double, losses against their own, and the derivatives of both against
// differences; on the axis of a camera, too.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <random>

#include <tapeless/geometry.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using wide = long double;

constexpr auto p = symbols<"p", 3>;
constexpr auto c = symbols<"c", 6>;  // focal lengths, center, two more

// What is recorded, and the definition with angles and lengths.
struct pinhole_ {
  template <class T>
  static constexpr auto model(const vec<T, 6>& k, const vec<T, 3>& at) {
    return pinhole(vec{k[0], k[1]}, vec{k[2], k[3]}, at);
  }
  static std::array<wide, 2> definition(const std::array<wide, 6>& k, const std::array<wide, 3>& at) {
    return {k[0] * (at[0] / at[2]) + k[2], k[1] * (at[1] / at[2]) + k[3]};
  }
};
struct snavely_ {
  template <class T>
  static constexpr auto model(const vec<T, 6>& k, const vec<T, 3>& at) {
    return snavely(k[0], k[4], k[5], at);
  }
  static std::array<wide, 2> definition(const std::array<wide, 6>& k, const std::array<wide, 3>& at) {
    const wide r = std::hypot(at[0], at[1]) / at[2];
    const wide scale = k[0] * (1 + k[4] * std::pow(r, 2.0L) + k[5] * std::pow(r, 4.0L));
    return {-scale * at[0] / at[2], -scale * at[1] / at[2]};
  }
};
struct fisheye_ {
  template <class T>
  static constexpr auto model(const vec<T, 6>& k, const vec<T, 3>& at) {
    return fisheye_atan(vec{k[0], k[1]}, vec{k[2], k[3]}, k[4], at);
  }
  static std::array<wide, 2> definition(const std::array<wide, 6>& k, const std::array<wide, 3>& at) {
    const wide r = std::hypot(at[0], at[1]) / at[2], angle = std::atan2(at[1], at[0]);
    const wide seen = std::atan(2 * r * std::tan(k[4] / 2)) / k[4];
    return {k[0] * seen * std::cos(angle) + k[2], k[1] * seen * std::sin(angle) + k[3]};
  }
};
struct double_sphere_ {
  template <class T>
  static constexpr auto model(const vec<T, 6>& k, const vec<T, 3>& at) {
    return double_sphere(vec{k[0], k[1]}, vec{k[2], k[3]}, k[4], k[5], at);
  }
  static std::array<wide, 2> definition(const std::array<wide, 6>& k, const std::array<wide, 3>& at) {
    const wide d1 = std::hypot(at[0], at[1], at[2]);
    const wide d2 = std::hypot(at[0], at[1], k[4] * d1 + at[2]);
    const wide depth = k[5] * d2 + (1 - k[5]) * (k[4] * d1 + at[2]);
    return {k[0] * at[0] / depth + k[2], k[1] * at[1] / depth + k[3]};
  }
};

template <class Camera>
void camera_is_right(const std::array<double, 6>& numbers) {
  constexpr auto f = record(c, p, [](const auto& k, const auto& at) { return Camera::model(k, at); });
  constexpr auto with_derivatives = value_and_jacobian(f, c, p);
  std::mt19937 random(7);
  std::uniform_real_distribution<double> number(-1, 1);
  for (int trial = 0; trial < 50; ++trial) {
    const bool beside = trial == 1;  // the axis
    const std::array point{beside ? 1e-7 : number(random), beside ? -2e-7 : number(random), 1.5 + number(random) / 2};
    const auto r = with_derivatives(c = numbers, p = point);
    std::array<wide, 6> k{};
    std::array<wide, 3> at{};
    for (std::size_t i = 0; i < 6; ++i) k[i] = static_cast<wide>(numbers[i]);
    for (std::size_t i = 0; i < 3; ++i) at[i] = static_cast<wide>(point[i]);
    const auto value = Camera::definition(k, at);
    const auto plain = Camera::model(as_vec(numbers), as_vec(point));
    const auto compare = [&](std::size_t column, wide& moved, double scale) {
      const wide h = 1e-6L * static_cast<wide>(scale), kept = moved;
      moved = kept + h;
      const auto above = Camera::definition(k, at);
      moved = kept - h;
      const auto below = Camera::definition(k, at);
      moved = kept;
      for (std::size_t row = 0; row < 2; ++row)
        CHECK(r.jacobian(row, column) ==
              Approx(static_cast<double>((above[row] - below[row]) / (2 * h))).epsilon(1e-8).margin(1e-6));
    };
    for (std::size_t row = 0; row < 2; ++row) {
      CHECK(r.values[row] == Approx(static_cast<double>(value[row])).epsilon(1e-13).margin(1e-12));
      CHECK(plain[row] == Approx(r.values[row]).epsilon(1e-14).margin(1e-12));
    }
    for (std::size_t i = 0; i < 6; ++i) compare(i, k[i], 1);
    for (std::size_t i = 0; i < 3; ++i) compare(6 + i, at[i], beside ? 1e-3 : 1);
  }
  // On the axis itself values and derivatives are finite, and the second row has nothing of x.
  const auto on_axis = with_derivatives(c = numbers, p = {0.0, 0.0, 2.0});
  for (const double one : on_axis.jacobian) CHECK(std::isfinite(one));
  CHECK(on_axis.jacobian(1, p[0_c]) == 0);
}

TEST_CASE("cameras") {
  camera_is_right<pinhole_>({500, 510, 320, 240, 0, 0});
  camera_is_right<snavely_>({500, 0, 0, 0, -0.1, 0.02});
  camera_is_right<fisheye_>({500, 510, 320, 240, 0.9, 0});
  camera_is_right<double_sphere_>({500, 510, 320, 240, -0.2, 0.6});
}

constexpr auto s = symbol<"s">;
constexpr auto w = symbol<"w">;

TEST_CASE("losses") {
  constexpr auto losses = record(s, w, [](auto square, auto scale) {
    return std::array{huber_loss(square, scale), cauchy_loss(square, scale), geman_mcclure_loss(square, scale)};
  });
  constexpr auto r = value_and_jacobian(losses, s);
  for (const double scale : {0.5, 2.0})
    for (const double square : {0.0, 1e-9, 0.1, 0.2499, 0.25, 0.2501, 1.0, 3.9, 4.1, 1e6}) {
      const double edge = scale * scale, residual = std::sqrt(square);
      const auto found = r(s = square, w = scale);
      const double huber = residual <= scale ? square : 2 * scale * residual - edge;
      const double expected[] = {huber, edge * std::log1p(square / edge), square / (1 + square / edge)};
      const double slopes[] = {residual <= scale ? 1 : scale / residual, 1 / (1 + square / edge),
                               1 / std::pow(1 + square / edge, 2)};
      const double plain[] = {huber_loss(square, scale), cauchy_loss(square, scale), geman_mcclure_loss(square, scale)};
      for (std::size_t k = 0; k < 3; ++k) {
        CHECK(found.values[k] == Approx(expected[k]).epsilon(1e-14));
        CHECK(plain[k] == Approx(expected[k]).epsilon(1e-14));
        // Geman and McClure's slope of far residuals is a difference of two terms.
        CHECK(found.jacobian(k, 0) == Approx(slopes[k]).epsilon(1e-14).margin(1e-15));
      }
    }
}

}  // namespace
