// SPDX-License-Identifier: BSL-1.0
// What a camera of GradBench's bundle adjustment (after ADBench) sees of a point, and the axes, tensors and labels of
// many observations: for the entry in the suite, and for the comparison with the suite's tool on larger problems.
#pragma once

#include <tapeless/geometry.hpp>
#include <tapeless/tensor.hpp>

namespace bench::ba {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto cam = symbols<"cam", 11>;  // turn, centre, focal length, centre of the image, two coefficients
constexpr auto pt = symbols<"pt", 3>;
constexpr auto seen = record(cam, pt, []<class T>(const vec<T, 11>& c, const vec<T, 3>& point) {
  const auto at = rot3<T>::exp({c[0], c[1], c[2]}) * (point - vec<T, 3>{c[3], c[4], c[5]});
  const T x = at[0] / at[2], y = at[1] / at[2], square = x * x + y * y;
  const T scale = c[6] * (T(1) + square * (c[9] + c[10] * square));
  return vec<T, 2>{scale * x + c[7], scale * y + c[8]};
});

constexpr auto n = axis<"n">;      // observations
constexpr auto c = axis<"c">;      // cameras
constexpr auto k = axis<"k">;      // points
constexpr auto q = axis<"q", 11>;  // the parameters of a camera
constexpr auto d = axis<"d", 3>;
constexpr auto uv = axis<"uv", 2>;
constexpr auto C = tensor<"C">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto image = tensor<"image">;
constexpr auto of = labels<"of">;
constexpr auto point_of = labels<"point_of">;

}  // namespace bench::ba
