// SPDX-License-Identifier: BSL-1.0
// What the examples of bundle adjustment have in common: a camera, and scenes that are made or read.
#pragma once

#include <cstddef>
#include <fstream>
#include <random>
#include <vector>

#include <tapeless/geometry.hpp>

namespace photos {

using tapeless::vec;

// Where a camera (turn by axis times angle, move, focal length, two coefficients of radial distortion) sees a point.
inline constexpr auto projection = []<class T>(const vec<T, 9>& c, const vec<T, 3>& point) {
  return tapeless::snavely(c[6], c[7], c[8],
                           tapeless::rot3<T>::exp({c[0], c[1], c[2]}) * point + vec<T, 3>{c[3], c[4], c[5]});
};

// Nine numbers for each camera, three for each point, two for each observation, which has a camera and a point.
struct scene {
  std::vector<double> cameras, points, images;
  std::vector<int> camera, point;
};

// Six cameras on an arc that see forty points.
inline scene made() {
  scene all;
  std::mt19937_64 random(5);
  for (int a = 0; a < 3 * 40; ++a) all.points.push_back(static_cast<double>(random() >> 11) * 0x1p-52 - 1);
  for (int a = 0; a < 6; ++a) {
    const vec camera{0.05 * a, 0.3 - 0.12 * a, 0.02, 0.3 * a - 0.4, 0.1, -5.0, 500.0 + 10 * a, -0.05, 0.01};
    for (int b = 0; b < 40; ++b) {
      const double* const at = all.points.data() + 3 * b;
      const vec<double, 2> place = projection(camera, vec{at[0], at[1], at[2]});
      all.images.insert(all.images.end(), {place[0], place[1]});
      all.camera.push_back(a), all.point.push_back(b);
    }
    all.cameras.insert(all.cameras.end(), camera.begin(), camera.end());
  }
  return all;
}

// Moves all points, and the cameras from `first` on, a little.
inline void disturb(scene& all, std::size_t first) {
  std::mt19937_64 random(6);
  const auto uniform = [&](double by) { return by * (static_cast<double>(random() >> 11) * 0x1p-52 - 1); };
  for (std::size_t k = 9 * first; k < all.cameras.size(); ++k) all.cameras[k] += uniform(k % 9 == 6 ? 10 : 0.02);
  for (double& one : all.points) one += uniform(0.1);
}

// A scene from a file of "Bundle Adjustment in the Large"; whether it is one.
inline bool read(const char* name, scene& all) {
  std::ifstream file(name);
  std::size_t cameras = 0, points = 0, count = 0;
  if (!(file >> cameras >> points >> count)) return false;
  all = {std::vector<double>(9 * cameras), std::vector<double>(3 * points), std::vector<double>(2 * count),
         std::vector<int>(count), std::vector<int>(count)};
  for (std::size_t a = 0; a < count; ++a)
    file >> all.camera[a] >> all.point[a] >> all.images[2 * a] >> all.images[2 * a + 1];
  for (auto* list : {&all.cameras, &all.points})
    for (double& one : *list) file >> one;
  return bool(file);
}

}  // namespace photos
