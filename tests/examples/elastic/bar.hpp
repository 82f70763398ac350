// SPDX-License-Identifier: BSL-1.0
// A bar of cubes, each cut into six tetrahedra along its diagonal, held at one end.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Dense>

namespace soft_bar {

inline constexpr int length = 6, width = 2;  // in cubes
inline constexpr int corner(int x, int y, int z) { return (x * (width + 1) + y) * (width + 1) + z; }

struct bar {
  std::vector<double> places;   // of the corners, x, y, z
  std::vector<double> masses;   // of the corners; those that are held are heavy
  std::vector<int> corners;     // four of each tetrahedron
  std::vector<double> slopes;   // of the shape functions of each tetrahedron at rest, 4 x 3
  std::vector<double> volumes;  // of the tetrahedra
};

inline bar made() {
  bar all;
  for (int x = 0; x <= length; ++x)
    for (int y = 0; y <= width; ++y)
      for (int z = 0; z <= width; ++z) all.places.insert(all.places.end(), {0.1 * x, 0.1 * y, 0.1 * z});
  all.masses.resize(all.places.size() / 3);
  for (int cube = 0; cube < length * width * width; ++cube)
    for (const auto& way :
         {std::array{0u, 1u, 2u}, {1u, 2u, 0u}, {2u, 0u, 1u}, {0u, 2u, 1u}, {2u, 1u, 0u}, {1u, 0u, 2u}}) {
      std::array at{cube / (width * width), cube / width % width, cube % width};
      std::vector<int> four{corner(at[0], at[1], at[2])};
      for (const unsigned a : way) ++at[a], four.push_back(corner(at[0], at[1], at[2]));
      Eigen::Matrix4d ones_and_places;  // its inverse are the coefficients of the shape functions
      for (int a = 0; a < 4; ++a)
        ones_and_places.col(a) << 1,
            Eigen::Map<const Eigen::Vector3d>(all.places.data() + 3 * four[static_cast<std::size_t>(a)]);
      const Eigen::Matrix<double, 4, 3, Eigen::RowMajor> of_shapes = ones_and_places.inverse().rightCols<3>();
      all.slopes.insert(all.slopes.end(), of_shapes.data(), of_shapes.data() + 12);
      all.volumes.push_back(std::abs(ones_and_places.determinant()) / 6);
      all.corners.insert(all.corners.end(), four.begin(), four.end());
      for (const int c : four) all.masses[static_cast<std::size_t>(c)] += 1000 * all.volumes.back() / 4;
    }
  for (int c = 0; c < corner(1, 0, 0); ++c) all.masses[static_cast<std::size_t>(c)] *= 1e6;
  return all;
}

}  // namespace soft_bar
