// SPDX-License-Identifier: BSL-1.0
// Gradients in the elements of an array against central differences of the same formula as a loop.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "tests/support/catch.hpp"

namespace indexed {

using numbers = std::vector<double>;

inline numbers some(std::size_t count, double phase) {
  numbers all(count);
  for (std::size_t q = 0; q < count; ++q) all[q] = std::sin(phase + 1.3 * static_cast<double>(q));
  return all;
}

// The derivative of f in data[q] by differences.
template <class F>
double difference(const F& f, numbers data, std::size_t q) {
  const double at = data[q], h = 1e-5;
  data[q] = at + h;
  const double up = f(data);
  data[q] = at - h;
  return (up - f(data)) / (2 * h);
}
template <class F, class View>
void check_gradient_of(const F& f, const numbers& data, const View& gradient) {
  for (std::size_t q = 0; q < data.size(); ++q)
    CHECK(gradient.data()[q] == Approx(difference(f, data, q)).margin(2e-9).epsilon(1e-8));
}

// Numbers of elements around the widths of packs.
inline constexpr std::size_t sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 100};

}  // namespace indexed
