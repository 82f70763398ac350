// SPDX-License-Identifier: BSL-1.0
// What is thrown when columns do not fit a device, word for word, before a kernel that computes is launched. What nvcc
// says, "tapeless: nvcc runs formulas on a device with --expt-relaxed-constexpr only", check.cmake looks at.
#include <algorithm>
#include <cstddef>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));

// A device that counts what is launched and has memory of its own.
struct counting_device : emulated_device {
  int* launches;
  const void* foreign = nullptr;

  template <class Kernel>
  void launch(const Kernel& kernel, std::ptrdiff_t blocks) const {
    ++*launches;
    emulated_device::launch(kernel, blocks);
  }
  bool reaches(const void* pointer) const { return pointer != foreign; }
};

struct columns_of_five {
  std::vector<double> xs{1, 2, 3, 4, 5}, ys{6, 7, 8, 9, 10}, value = std::vector<double>(5, -1), dx = value, dy = value;
  std::vector<int> list{0, 1, 2, 1, 0};
  int launches = 0;
  counting_device on{{}, &launches};

  // Whether nothing was launched, but for so many looks at index lists.
  bool untouched(int looks = 0) const {
    const auto is_old = [](double v) { return v == -1; };
    return launches == looks && std::all_of(value.begin(), value.end(), is_old) &&
           std::all_of(dx.begin(), dx.end(), is_old) && std::all_of(dy.begin(), dy.end(), is_old);
  }
};

TEST_CASE("columns of different lengths") {
  columns_of_five c;
  const std::vector<double> four(4);
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, four), outputs(c.value, c.dx, c.dy), c.on),
                    "tapeless: input y has 4 rows and input x 5");
  double total = -1;
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, four), outputs(summed(total), c.dx, c.dy), c.on),
                    "tapeless: input y has 4 rows and input x 5");
  CHECK((total == -1 && c.untouched()));
}

TEST_CASE("null pointers") {
  columns_of_five c;
  const double* const nothing = nullptr;
  double* const nowhere = nullptr;
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, column(nothing, 5, 1)), outputs(c.value, c.dx, c.dy), c.on),
                    "tapeless: input y is a null pointer");
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, c.ys), outputs(c.value, summed(nowhere), c.dy), c.on),
                    "tapeless: output gradient[x] is a null pointer");
  const std::vector<double> none;
  CHECK_THROWS_WITH(device_batch(h, inputs(none, none), outputs(summed(nowhere), nullptr, nullptr), c.on),
                    "tapeless: output value is a null pointer");
  const int* const no_list = nullptr;
  CHECK_THROWS_WITH(
      device_batch(h, inputs(c.xs, gathered(c.ys, column(no_list, 5, 1))), outputs(c.value, c.dx, c.dy), c.on),
      "tapeless: the indices of input y are a null pointer");
  CHECK_THROWS_WITH(checked_indices(column(no_list, 5, 1), 5, c.on), "tapeless: an index list is a null pointer");
  CHECK(c.untouched());
}

TEST_CASE("results that overlap") {
  columns_of_five c;
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, c.ys), outputs(c.value, c.dx, c.dx), c.on),
                    "tapeless: output gradient[y] overlaps output gradient[x] in memory");
  CHECK_THROWS_WITH(device_batch(h, inputs(column(c.xs.data() + 1, 4, 1), 2.0),
                                 outputs(column(c.xs.data(), 4, 1), nullptr, nullptr), c.on),
                    "tapeless: output value overlaps input x in memory");
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, c.ys), outputs(summed(c.xs[2]), c.dx, c.dy), c.on),
                    "tapeless: output value overlaps input x in memory");
  CHECK(c.untouched());
}

TEST_CASE("indices that are out of range") {
  columns_of_five c;
  const auto run = [&](int row, int index, std::ptrdiff_t size) {
    c.list = {0, 1, 2, 1, 0};
    c.list[static_cast<std::size_t>(row)] = index;
    device_batch(h, inputs(c.xs, gathered(column(c.ys.data(), size, 1), c.list)), outputs(c.value, c.dx, c.dy), c.on);
  };
  CHECK_THROWS_WITH(run(3, 5, 5), "tapeless: row 3 of input y has the index 5, which is not among those from 0 to 4");
  CHECK_THROWS_WITH(run(0, -1, 5), "tapeless: row 0 of input y has the index -1, which is not among those from 0 to 4");
  CHECK_THROWS_WITH(run(0, 0, 0), "tapeless: row 0 of input y has the index 0 and there is no value");
  CHECK(c.untouched(3));
  // Every second number of a list, from its end.
  const std::vector<long> backwards{9, 0, 7, 1, 7, 2};
  CHECK_THROWS_WITH(checked_indices(column(backwards.data() + 4, 3, -2), 9, c.on),
                    "tapeless: row 2 of an index list has the index 9, which is not among those from 0 to 8");
  CHECK(c.untouched(4));
  // Looked at once, for as many values as there are.
  c.list = {0, 1, 2, 1, 0};
  const auto list = checked_indices(c.list, 3, c.on);
  CHECK(c.launches == 5);
  device_batch(h, inputs(c.xs, gathered(c.ys, list)), outputs(c.value, c.dx, c.dy), c.on);
  CHECK(c.launches == 6);
  CHECK(c.value == std::vector<double>{6, 14, 24, 28, 30});
  CHECK_THROWS_WITH(
      device_batch(h, inputs(c.xs, gathered(column(c.ys.data(), 2, 1), list)), outputs(c.value, c.dx, c.dy), c.on),
      "tapeless: row 2 of input y has the index 2, which is not among those from 0 to 1");
}

TEST_CASE("more rows than a grid has") {
  columns_of_five c;
  const std::ptrdiff_t rows = std::ptrdiff_t{1} << 39;
  CHECK_THROWS_WITH(device_batch(h, inputs(column(c.xs.data(), rows, 0), 1.0),
                                 outputs(column(c.dx.data(), rows, 1), nullptr, nullptr), c.on),
                    "tapeless: output value overlaps input x in memory");
  CHECK_THROWS_WITH(device_batch(h, inputs(1.0, 1.0), outputs(column(c.dx.data(), rows, 1), nullptr, nullptr), c.on),
                    "tapeless: a device takes at most 274877906816 rows at once");
  CHECK(c.untouched());
}

TEST_CASE("memory that the device does not reach") {
  columns_of_five c;
  c.on.foreign = c.ys.data();
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, c.ys), outputs(c.value, c.dx, c.dy), c.on),
                    "tapeless: input y lies in memory of the host, which the device does not reach");
  CHECK_THROWS_WITH(device_batch(h, inputs(columns<2>(c.ys.data(), 2, 2)),
                                 outputs(column(c.dx.data(), 2, 1), nullptr, nullptr), c.on),
                    "tapeless: inputs x to y lie in memory of the host, which the device does not reach");
  c.on.foreign = c.list.data();
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, gathered(c.ys, c.list)), outputs(c.value, c.dx, c.dy), c.on),
                    "tapeless: input y lies in memory of the host, which the device does not reach");
  CHECK_THROWS_WITH(checked_indices(c.list, 5, c.on),
                    "tapeless: an index list lies in memory of the host, which the device does not reach");
  double total = -1;
  c.on.foreign = &total;
  CHECK_THROWS_WITH(device_batch(h, inputs(c.xs, c.ys), outputs(summed(total), c.dx, c.dy), c.on),
                    "tapeless: output value lies in memory of the host, which the device does not reach");
  CHECK(c.untouched());
}

}  // namespace
