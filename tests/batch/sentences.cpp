// SPDX-License-Identifier: BSL-1.0
// What is thrown when columns do not fit, word for word, before anything is written; and what lies among each other
// without touching.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));
constexpr auto two = function(bundle(x, y), arguments(x, y));

using numbers = std::vector<double>;

struct columns_of_five {
  numbers xs{1, 2, 3, 4, 5}, ys{6, 7, 8, 9, 10}, value = numbers(5, -1), dx = numbers(5, -1), dy = numbers(5, -1);
  std::vector<int> indices{0, 1, 2, 1, 0};
  bool untouched() const {
    const auto is_old = [](double v) { return v == -1; };
    return std::all_of(value.begin(), value.end(), is_old) && std::all_of(dx.begin(), dx.end(), is_old) &&
           std::all_of(dy.begin(), dy.end(), is_old);
  }
};

TEST_CASE("columns of different lengths") {
  columns_of_five c;
  const numbers four(4);
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, four), outputs(c.value, c.dx, c.dy)),
                    "tapeless: input y has 4 rows and input x 5");
  numbers three(3);
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, 1.0), outputs(c.value, three, c.dy)),
                    "tapeless: output gradient[x] has 3 rows and input x 5");
  CHECK_THROWS_WITH(batch(h, inputs(1.0, 1.0), outputs(c.value, nullptr, three)),
                    "tapeless: output gradient[y] has 3 rows and output value 5");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, gathered(c.ys, std::vector<int>{1})), outputs(c.value, c.dx, c.dy)),
                    "tapeless: input y has 1 row and input x 5");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(columns<3>(c.value.data(), 1, 1))),
                    "tapeless: outputs value to gradient[y] have 1 row and input x 5");
  CHECK(c.untouched());
}

TEST_CASE("numbers of rows below zero") {
  columns_of_five c;
  const char* const negative = "tapeless: a column has a negative number of rows";
  CHECK_THROWS_WITH(batch(h, inputs(column(c.xs.data(), -1, 1), 2.0), outputs(c.value, c.dx, c.dy)), negative);
  CHECK_THROWS_WITH(columns<3>(c.value.data(), -5, 1), negative);
  CHECK_THROWS_WITH(columns<3>(c.value.data(), -5, 1, 1), negative);
  CHECK_THROWS_WITH(row_blocks<3>(c.value.data(), -1), negative);
  CHECK_THROWS_WITH(row_blocks<3>(c.value.data(), -1, 4), negative);
  CHECK(c.untouched());
  batch(h, inputs(column(c.xs.data(), 0, 1), 2.0), outputs(nullptr, nullptr, nullptr));
}

TEST_CASE("null pointers") {
  columns_of_five c;
  const double* const nothing = nullptr;
  double* const nowhere = nullptr;
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, column(nothing, 5, 1)), outputs(c.value, c.dx, c.dy)),
                    "tapeless: input y is a null pointer");
  CHECK_THROWS_WITH(batch(h, inputs(columns<2>(nothing, 5, 5)), outputs(c.value, c.dx, c.dy)),
                    "tapeless: inputs x to y are a null pointer");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(c.value, c.dx, column(nowhere, 5, 1))),
                    "tapeless: output gradient[y] is a null pointer");
  CHECK_THROWS_WITH(batch(h, inputs(gathered(column(nothing, 3, 1), c.indices), c.ys), outputs(c.value, c.dx, c.dy)),
                    "tapeless: input x is a null pointer");
  const std::vector<const double*> pointers{c.xs.data(), c.ys.data(), nullptr, nullptr, c.xs.data()};
  CHECK_THROWS_WITH(batch(h, inputs(pointed<2>(pointers)), outputs(c.value, c.dx, c.dy)),
                    "tapeless: row 2 of inputs x to y is a null pointer");
  CHECK(c.untouched());
  batch(h, inputs(column(nothing, 0, 1), 1.0), outputs(column(nowhere, 0, 1), nullptr, nullptr));  // nothing to do
}

TEST_CASE("indices that are out of range") {
  columns_of_five c;
  c.indices[3] = 7;
  CHECK_THROWS_WITH(batch(h, inputs(gathered(c.xs, c.indices), c.ys), outputs(c.value, c.dx, c.dy)),
                    "tapeless: row 3 of input x has the index 7, which is not among those from 0 to 4");
  c.indices[3] = -1;
  c.indices[4] = 100;
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(nullptr, c.dx, scatter_added(c.value, c.indices))),
                    "tapeless: row 3 of output gradient[y] has the index -1, which is not among those from 0 to 4");
  CHECK_THROWS_WITH(batch(h, inputs(gathered(numbers{}, c.indices), c.ys), outputs(c.value, c.dx, c.dy)),
                    "tapeless: row 0 of input x has the index 0 and there is no value");
  const std::vector<std::size_t> large(5, std::numeric_limits<std::size_t>::max());
  CHECK_THROWS_WITH(
      batch(h, inputs(gathered(c.xs, large), c.ys), outputs(c.value, c.dx, c.dy)),
      "tapeless: row 0 of input x has the index 18446744073709551615, which is not among those from 0 to 4");
  CHECK(c.untouched());
}

TEST_CASE("memory that is written and read, or written twice") {
  columns_of_five c;
  numbers all(20, -1);
  CHECK_THROWS_WITH(
      batch(h, inputs(c.xs, column(all.data(), 5, 1)), outputs(c.value, c.dx, column(all.data() + 1, 5, 1))),
      "tapeless: output gradient[y] overlaps input y in memory");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(c.value, c.value, c.dy)),
                    "tapeless: output gradient[x] overlaps output value in memory");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(c.value, column(all.data(), 5, 0), c.dy)),
                    "tapeless: output gradient[x] overlaps itself in memory");
  CHECK_THROWS_WITH(
      batch(h, inputs(column(all.data() + 4, 5, -1), c.ys), outputs(column(all.data(), 5, 1), c.dx, c.dy)),
      "tapeless: output value overlaps input x in memory");
  CHECK_THROWS_WITH(batch(h, inputs(gathered(all, c.indices), c.ys), outputs(column(all.data() + 7, 5, 1), c.dx, c.dy)),
                    "tapeless: output value overlaps input x in memory");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(scatter_added(c.xs, c.indices), c.dx, c.dy)),
                    "tapeless: output value overlaps input x in memory");
  CHECK_THROWS_WITH(
      batch(h, inputs(c.xs, c.ys),
            outputs(scatter_added(all, c.indices), scatter_added(column(all.data() + 1, 3, 1), c.indices), c.dy)),
      "tapeless: output gradient[x] overlaps output value in memory");
  CHECK_THROWS_WITH(
      batch(h, inputs(c.xs, c.ys), outputs(scatter_added(all, c.indices), column(all.data(), 5, 1), c.dy)),
      "tapeless: output gradient[x] overlaps output value in memory");
  CHECK_THROWS_WITH(batch(two, inputs(columns<2>(all.data(), 5, 2, 1)), outputs(columns<2>(all.data(), 5, 5))),
                    "tapeless: outputs values[0] to values[1] overlap inputs x to y in memory");
  CHECK_THROWS_WITH(batch(two, inputs(c.xs, c.ys), outputs(columns<2>(all.data(), 5, 4))),
                    "tapeless: outputs values[0] to values[1] overlap themselves in memory");
  // Steps of 2 and 3 meet; of 2 and 4 they may pass each other.
  CHECK_THROWS_WITH(batch(two, inputs(c.xs, column(all.data() + 1, 5, 2)), outputs(column(all.data(), 5, 3), nullptr)),
                    "tapeless: output values[0] overlaps input y in memory");
  CHECK(std::all_of(all.begin(), all.end(), [](double v) { return v == -1; }));
  CHECK(c.untouched());
  batch(two, inputs(c.xs, column(all.data() + 1, 5, 2)), outputs(column(all.data(), 5, 4), nullptr));
  for (std::size_t r = 0; r < 5; ++r) CHECK(all[4 * r] == c.xs[r]);
  // An index list is read, too.
  union {
    int list[10];
    float as_float[10];
  } shared{};
  const std::vector<float> zs(5, 1.0f);
  CHECK_THROWS_WITH(batch(two, inputs(gathered(zs, std::span<const int>(shared.list, 5)), 1),
                          outputs(std::span(shared.as_float, 5), nullptr)),
                    "tapeless: output values[0] overlaps input x in memory");
}

// Many columns are looked at in the order of their addresses; the sentence is the same.
TEST_CASE("a column among many") {
  numbers in(5), all(200);
  const auto place = [&](int k) { return std::span(all.data() + 5 * k, 5); };
  constexpr auto many = function(bundle(x, x, x, x, x, x, x, x), arguments(x));
  batch(many, inputs(in), outputs(place(7), place(2), place(9), place(3), place(0), place(8), place(1), place(30)));
  CHECK_THROWS_WITH(batch(many, inputs(in),
                          outputs(place(7), place(2), place(9), place(3), place(0), place(8), place(1),
                                  std::span(all.data() + 14, 5))),
                    "tapeless: output values[7] overlaps output values[1] in memory");
}

TEST_CASE("rows that index lists pick, and sums") {
  columns_of_five c;
  constexpr auto bundle_of_four = function(bundle(x + y, x - y, x * y, x), arguments(x, y));
  std::vector<std::array<double, 2>> points(3, {1, 2}), sums(3, {-1, -1});
  std::vector<std::array<int, 2>> pairs{{0, 1}, {2, 0}, {1, 1}, {2, 3}, {0, -5}};
  const auto first = column(&pairs[0][0], 5, 2), second = column(&pairs[0][1], 5, 2);
  double total = -1;
  thread_pool pool(2);
  const auto check = [&](const char* sentence, const auto& f, const auto& in, const auto& out) {
    CHECK_THROWS_WITH(batch(f, in, out), sentence);
    CHECK_THROWS_WITH(batch(f, in, out, pool), sentence);
    CHECK((total == -1 && sums[0][0] == -1 && sums[2][1] == -1 && points[0][0] == 1));
    CHECK(c.untouched());
  };
  check("tapeless: row 3 of inputs x to y has the index 3, which is not among those from 0 to 2", h,
        inputs(gathered(points, second)), outputs(summed(total), c.dx, c.dy));
  check("tapeless: row 3 of outputs values[0] to values[3] has the index 3, which is not among those from 0 to 2",
        bundle_of_four, inputs(gathered(points, first)), outputs(scatter_added(sums, pairs)));
  pairs[3][1] = 1;
  check("tapeless: row 4 of outputs gradient[x] to gradient[y] has the index -5, which is not among those from 0 to 2",
        h, inputs(gathered(points, first)), outputs(summed(total), scatter_added(sums, second)));
  pairs[4][1] = 2;
  const int* const nothing = nullptr;
  check("tapeless: the indices of inputs x to y are a null pointer", h, inputs(gathered(points, column(nothing, 5, 2))),
        outputs(summed(total), c.dx, c.dy));
  check("tapeless: outputs gradient[x] to gradient[y] have 5 rows and input x 4", h,
        inputs(std::span(c.xs.data(), 4), 2.0), outputs(summed(total), scatter_added(sums, first)));
  check("tapeless: inputs x to y are a null pointer", h,
        inputs(gathered(row_blocks<2>(static_cast<double*>(nullptr), 3), first)), outputs(summed(total), c.dx, c.dy));

  check("tapeless: outputs gradient[x] to gradient[y] overlap inputs x to y in memory", h,
        inputs(gathered(points, first)), outputs(c.value, scatter_added(points, second)));
  check("tapeless: outputs gradient[x] to gradient[y] overlap themselves in memory", h, inputs(gathered(points, first)),
        outputs(c.value, scatter_added(row_blocks<2>(sums[0].data(), 3, 1), second)));
  check("tapeless: output gradient[y] overlaps output gradient[x] in memory", h, inputs(gathered(points, first)),
        outputs(summed(total), scatter_added(column(sums[0].data(), 3, 2), first),
                scatter_added(column(sums[0].data(), 3, 1), first)));
  check("tapeless: outputs gradient[x] to gradient[y] overlap output value in memory", h,
        inputs(gathered(points, first)),
        outputs(scatter_added(column(sums[0].data(), 3, 2), first), scatter_added(sums, second)));
  check("tapeless: output value overlaps inputs x to y in memory", h, inputs(gathered(points, first)),
        outputs(summed(points[1][1]), c.dx, c.dy));
  check("tapeless: output gradient[x] overlaps output value in memory", h, inputs(gathered(points, first)),
        outputs(summed(total), summed(total), c.dy));
  check("tapeless: outputs gradient[x] to gradient[y] overlap output value in memory", h,
        inputs(gathered(points, first)), outputs(summed(sums[2][0]), scatter_added(sums, second)));

  // A number among those that are added to, and results among the indices, touch nothing.
  std::vector<double> wide(9, 0);
  batch(h, inputs(gathered(points, first)),
        outputs(summed(wide[2]), scatter_added(row_blocks<2>(wide.data(), 3, 3), second)));
  CHECK(wide[2] == 10);
  struct element {
    int vertex[2];
    double energy;
  };
  std::vector<element> all(5);
  for (std::size_t e = 0; e < 5; ++e) all[e] = {{pairs[e][0], pairs[e][1]}, 0};
  batch(function(bundle(x * y), arguments(x, y)), inputs(gathered(points, column(&all[0].vertex[0], 5, 4))),
        outputs(column(all, &element::energy)));
  CHECK((all[0].energy == 2 && all[4].energy == 2));
}

TEST_CASE("an index list that is looked at once") {
  columns_of_five c;
  const auto list = checked_indices(c.indices, 3);
  batch(h, inputs(gathered(std::span(c.xs.data(), 3), list), 2.0), outputs(c.value, nullptr, nullptr));
  CHECK((c.value == numbers{2, 4, 6, 4, 2}));
  batch(h, inputs(gathered(c.xs, list), 2.0), outputs(scatter_added(c.value, list), nullptr, nullptr), threads(2));
  CHECK((c.value == numbers{6, 12, 12, 4, 2}));
  c.indices[4] = 2;  // of fewer values it is looked at again
  CHECK_THROWS_WITH(batch(h, inputs(gathered(std::span(c.xs.data(), 2), list), 2.0), outputs(c.value, c.dx, c.dy)),
                    "tapeless: row 2 of input x has the index 2, which is not among those from 0 to 1");
  CHECK_THROWS_WITH(checked_indices(c.indices, 2),
                    "tapeless: row 2 of an index list has the index 2, which is not among those from 0 to 1");
  CHECK_THROWS_WITH(checked_indices(c.indices, 0),
                    "tapeless: row 0 of an index list has the index 0 and there is no value");
  const int* const nothing = nullptr;
  CHECK_THROWS_WITH(checked_indices(column(nothing, 5, 1), 3), "tapeless: an index list is a null pointer");
  CHECK(checked_indices(std::vector<int>{}, 0).rows == 0);
}

TEST_CASE("a pool has a thread") {
  columns_of_five c;
  CHECK_THROWS_WITH(thread_pool(0), "tapeless: a pool has one or more threads, not 0");
  CHECK_THROWS_WITH(batch(h, inputs(c.xs, c.ys), outputs(c.value, c.dx, c.dy), threads(-2)),
                    "tapeless: a pool has one or more threads, not -2");
}

}  // namespace
