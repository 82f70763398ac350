// SPDX-License-Identifier: BSL-1.0
// Every kind of column at every size where packs have a corner, in float and double, against the function called row by
// row; guards around what is written.
#include "tests/batch/guarded.hpp"

#include <array>
#include <cmath>

#include <Eigen/Core>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using rows::guarded;
using rows::sample;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;
// With a branch, functions that are computed lane by lane, and a constant result.
constexpr auto f = select(x < y, exp(x) * sin(y), sqrt(x) / y) + atan2(x, y) + choose(k, x, 2_c * y);
constexpr auto h = function(value_and_gradient(f + 3_c * x, x, y), arguments(x, k, y));
constexpr auto several = function(value_and_jacobian(bundle(x * y, x + 2_c * y), x, y), arguments(x, y));

// Of results that the scalar function computes with other roundings of the same functions.
template <class T>
constexpr T tolerance = std::is_same_v<T, float> ? T(1e-5) : T(2e-14);

template <class T>
bool near(T found, T expected) {
  return std::abs(found - expected) <= tolerance<T> * (1 + std::abs(expected));
}

// The results in columns value, dx and dy, for row r's x(r), k(r) and y(r).
template <class T, class Value, class X, class K, class Y>
bool agree(std::ptrdiff_t n, const Value& found, const X& at_x, const K& at_k, const Y& at_y) {
  bool all = true;
  for (std::ptrdiff_t r = 0; r < n; ++r) {
    const auto expected = h(T(at_x(r)), T(at_k(r)), T(at_y(r)));
    const std::array<T, 3> row = found(r);
    all = all && near(row[0], expected.value) && near(row[1], expected[x]) && near(row[2], expected[y]);
  }
  return all;
}

template <class T>
struct columns_of_three {
  explicit columns_of_three(std::ptrdiff_t n) : value(n), dx(n), dy(n) {}
  std::array<T, 3> operator()(std::ptrdiff_t r) const { return {value[r], dx[r], dy[r]}; }
  guarded<T> value, dx, dy;
};

TEMPLATE_TEST_CASE("dense columns, numbers, integers", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> xs(n), ys(n);
    guarded<int> ks(n);
    for (std::ptrdiff_t r = 0; r < n; ++r) xs[r] = sample<T>(r, 0), ys[r] = sample<T>(r, 1), ks[r] = r % 2 ? 1 : 2;
    columns_of_three<T> out(n);
    batch(h, inputs(xs, ks, ys), outputs(out.value, out.dx.span(), out.dy));
    CHECK(agree<T>(
        n, out, [&](auto r) { return xs[r]; }, [&](auto r) { return ks[r]; }, [&](auto r) { return ys[r]; }));

    columns_of_three<T> same(n);
    batch(h, inputs(xs, 2, 1.25), outputs(same.value, same.dx, same.dy));
    CHECK(agree<T>(
        n, same, [&](auto r) { return xs[r]; }, [](auto) { return 2; }, [](auto) { return 1.25; }));

    guarded<T> only(n);
    batch(h, inputs(xs, ks, ys), outputs(nullptr, nullptr, only));
    for (std::ptrdiff_t r = 0; r < n; ++r) CHECK(only[r] == out.dy[r]);
  }
}

TEMPLATE_TEST_CASE("columns at a stride, forwards and backwards", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> in(5 * n), out(4 * n);
    for (std::ptrdiff_t r = 0; r < 5 * n; ++r) in[r] = sample<T>(r, 2);
    for (std::ptrdiff_t r = 0; r < 4 * n; ++r) out[r] = T(9);
    T* const end = n > 0 ? out.data() + 4 * (n - 1) : out.data();
    batch(h, inputs(column(in.data(), n, 5), 1, column(in.data() + 2, n, 5)),
          outputs(column(out.data(), n, 4), column(end + 1, n, -4), column(out.data() + 3, n, 4)));
    CHECK(agree<T>(
        n,
        [&](auto r) {
          return std::array<T, 3>{out[4 * r], out[4 * (n - 1 - r) + 1], out[4 * r + 3]};
        },
        [&](auto r) { return in[5 * r]; }, [](auto) { return 1; }, [&](auto r) { return in[5 * r + 2]; }));
    for (std::ptrdiff_t r = 0; r < n; ++r) CHECK(out[4 * r + 2] == T(9));
  }
}

template <class T>
struct particle {
  std::array<T, 2> place;
  T mass;
  T slope[2];
  Eigen::Matrix<T, 2, 1> other;
};

TEMPLATE_TEST_CASE("members of structures", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    std::vector<particle<T>> all(static_cast<std::size_t>(n));
    for (std::ptrdiff_t r = 0; r < n; ++r)
      all[static_cast<std::size_t>(r)] = {{sample<T>(r, 0), sample<T>(r, 1)}, T(7), {}, {T(5), T(6)}};
    std::vector<T> value(all.size());
    batch(several, inputs(column(all, &particle<T>::place)),
          outputs(value, nullptr, column(all, &particle<T>::slope), column(all, &particle<T>::other)));
    bool right = true;
    for (const particle<T>& one : all) {
      const std::size_t r = static_cast<std::size_t>(&one - all.data());
      right = right && near(value[r], one.place[0] * one.place[1]) && one.slope[0] == one.place[1] &&
              one.slope[1] == one.place[0] && one.other[0] == T(1) && one.other[1] == T(2) && one.mass == T(7);
    }
    CHECK(right);
  }
}

TEMPLATE_TEST_CASE("matrices of Eigen and rows of arrays", "", float, double) {
  using T = TestType;
  using by_columns = Eigen::Matrix<T, Eigen::Dynamic, 2>;
  using by_rows = Eigen::Matrix<T, Eigen::Dynamic, 4, Eigen::RowMajor>;
  using points = Eigen::Matrix<T, 2, Eigen::Dynamic>;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    by_columns in(n, 2);
    points turned(2, n);
    std::vector<std::array<T, 2>> arrays(static_cast<std::size_t>(n));
    for (std::ptrdiff_t r = 0; r < n; ++r)
      for (int c = 0; c < 2; ++c)
        in(r, c) = turned(c, r) = arrays[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)] = sample<T>(r, c);
    Eigen::Matrix<T, Eigen::Dynamic, 1> first(n), second(n);
    by_rows J(n, 4);
    batch(several, inputs(in), outputs(first, second, J));
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      right = right && near(first[r], in(r, 0) * in(r, 1)) && near(second[r], in(r, 0) + 2 * in(r, 1));
      right = right && J(r, 0) == in(r, 1) && J(r, 1) == in(r, 0) && J(r, 2) == T(1) && J(r, 3) == T(2);
    }
    CHECK(right);

    guarded<T> values(n);
    Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>> map(values.data(), n);
    by_columns wide(2 * n, 2);
    wide.setZero();
    auto upper = wide.topRows(n);
    auto transposed = turned.transpose();
    batch(several, inputs(transposed), outputs(map, nullptr, nullptr, nullptr, upper));
    for (std::ptrdiff_t r = 0; r < n; ++r)
      right = right && map[r] == first[r] && wide(r, 0) == T(1) && wide(r, 1) == T(2);
    CHECK((right && wide.bottomRows(n).isZero()));

    guarded<T> again(n);
    batch(several, inputs(arrays), outputs(again, nullptr, nullptr, nullptr, nullptr, nullptr));
    for (std::ptrdiff_t r = 0; r < n; ++r) right = right && again[r] == first[r];
    CHECK(right);
  }
}

TEMPLATE_TEST_CASE("rows of more numbers than a pack has", "", float, double) {
  using T = TestType;
  constexpr auto z = symbol<"z">;
  constexpr auto cube = function(value_gradient_hessian(exp(x * y) / z + y * z * z, x, y, z), arguments(x, y, z));
  constexpr int results = 13, gap = 17;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> in(5 * n), by_columns(results * n), by_rows(gap * n);
    std::vector<std::array<int, 3>> integers(static_cast<std::size_t>(n));
    for (std::ptrdiff_t r = 0; r < 5 * n; ++r) in[r] = sample<T>(r, 2);
    for (std::ptrdiff_t r = 0; r < gap * n; ++r) by_rows[r] = T(9);
    batch(cube, inputs(row_blocks<3>(in.data() + 1, n, 5)), outputs(columns<results>(by_columns.data(), n, n)));
    batch(cube, inputs(column(in.data() + 1, n, 5), column(in.data() + 2, n, 5), column(in.data() + 3, n, 5)),
          outputs(row_blocks<results>(by_rows.data() + 2, n, gap)));
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      for (int j = 0; j < gap; ++j)
        right = right && by_rows[gap * r + j] == (j < 2 || j >= 2 + results ? T(9) : by_columns[(j - 2) * n + r]);
      const auto expected = cube(in[5 * r + 1], in[5 * r + 2], in[5 * r + 3]);
      right = right && near(by_columns[r], expected.value) && near(by_columns[12 * n + r], expected.hessian(z, z));
      integers[static_cast<std::size_t>(r)] = {1, 2, static_cast<int>(r % 5) + 1};
    }
    CHECK(right);
    guarded<T> value(n);
    batch(function(x * y + z, arguments(x, y, z)), inputs(integers), outputs(value));
    for (std::ptrdiff_t r = 0; r < n; ++r) right = right && value[r] == T(3 + r % 5);
    CHECK(right);
    batch(function(bundle(x + y, y + z, z + x), arguments(x, y, z)), inputs(row_blocks<3>(in.data(), n, 5)),
          outputs(row_blocks<3>(in.data(), n, 5)));  // in place
    for (std::ptrdiff_t r = 0; r < 5 * n; ++r)
      right = right && in[r] == (r % 5 == 0   ? sample<T>(r, 2) + sample<T>(r + 1, 2)
                                 : r % 5 == 1 ? sample<T>(r, 2) + sample<T>(r + 1, 2)
                                 : r % 5 == 2 ? sample<T>(r, 2) + sample<T>(r - 2, 2)
                                              : sample<T>(r, 2));
    CHECK(right);
  }
}

TEMPLATE_TEST_CASE("index lists", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> values(31), ys(n), xyz(3 * 31);
    for (std::ptrdiff_t r = 0; r < 31; ++r) values[r] = sample<T>(r, 0), xyz[3 * r + 1] = sample<T>(r, 5);
    guarded<int> indices(n);
    guarded<std::size_t> wide(n);
    std::vector<unsigned char> narrow(static_cast<std::size_t>(n));
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      ys[r] = sample<T>(r, 1);
      indices[r] = static_cast<int>(r * 17 % 31);
      wide[r] = static_cast<std::size_t>(30 - r * 5 % 31);
      narrow[static_cast<std::size_t>(r)] = static_cast<unsigned char>(r * 3 % 31);
    }
    columns_of_three<T> out(n);
    batch(h, inputs(gathered(values, indices), 1, ys), outputs(out.value, out.dx, out.dy));
    CHECK(agree<T>(
        n, out, [&](auto r) { return values[indices[r]]; }, [](auto) { return 1; }, [&](auto r) { return ys[r]; }));
    columns_of_three<T> more(n);
    batch(h, inputs(gathered(column(xyz.data() + 1, 31, 3), wide), 1, gathered(values, narrow)),
          outputs(more.value, more.dx, more.dy));
    CHECK(agree<T>(
        n, more, [&](auto r) { return xyz[3 * static_cast<std::ptrdiff_t>(wide[r]) + 1]; }, [](auto) { return 1; },
        [&](auto r) { return values[narrow[static_cast<std::size_t>(r)]]; }));

    // Results are added up in the order of the rows, and in a row in that of the outputs: to the bit.
    guarded<T> sums(31), strided(2 * 31), value(n);
    std::vector<T> expected(31), expected_strided(2 * 31, T(-1));
    for (std::ptrdiff_t r = 0; r < 31; ++r) sums[r] = expected[static_cast<std::size_t>(r)] = T(0.25);
    for (std::ptrdiff_t r = 0; r < 62; ++r) strided[r] = T(-1);
    batch(h, inputs(gathered(values, indices), 1, ys),
          outputs(value, scatter_added(sums, indices), scatter_added(sums, wide)));
    batch(h, inputs(gathered(values, indices), 1, ys),
          outputs(scatter_added(column(strided.data(), 31, 2), narrow), nullptr, nullptr));
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      expected[static_cast<std::size_t>(indices[r])] += out.dx[r];
      expected[wide[r]] += out.dy[r];
      expected_strided[2 * narrow[static_cast<std::size_t>(r)]] += out.value[r];
    }
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) right = right && value[r] == out.value[r];
    for (std::ptrdiff_t r = 0; r < 31; ++r) right = right && sums[r] == expected[static_cast<std::size_t>(r)];
    for (std::ptrdiff_t r = 0; r < 62; ++r)
      right = right && strided[r] == expected_strided[static_cast<std::size_t>(r)];
    CHECK(right);
  }
}

TEMPLATE_TEST_CASE("a pointer for each row", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> blocks(7 * 5), value(n);
    for (std::ptrdiff_t r = 0; r < 35; ++r) blocks[r] = sample<T>(r, 0);
    std::vector<T*> pointers(static_cast<std::size_t>(n));
    for (std::size_t r = 0; r < pointers.size(); ++r) pointers[r] = blocks.data() + 5 * (r * r % 7);
    batch(several, inputs(pointed<2>(pointers)), outputs(value, nullptr, nullptr, nullptr, nullptr, nullptr));
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      const T* const at = pointers[static_cast<std::size_t>(r)];
      right = right && near(value[r], at[0] * at[1]);
    }
    CHECK(right);
  }
}

TEMPLATE_TEST_CASE("an output may be where an input is", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    guarded<T> xs(n), ys(n), place(2 * n);
    columns_of_three<T> out(n);
    for (std::ptrdiff_t r = 0; r < n; ++r)
      xs[r] = place[2 * r] = sample<T>(r, 0), ys[r] = sample<T>(r, 1), place[2 * r + 1] = 0;
    batch(h, inputs(xs, 1, ys), outputs(out.value, out.dx, out.dy));
    batch(h, inputs(xs, 1, ys), outputs(ys, xs, nullptr));
    batch(h, inputs(column(place.data(), n, 2), 1, 1.5), outputs(column(place.data(), n, 2), nullptr, nullptr));
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      right = right && ys[r] == out.value[r] && xs[r] == out.dx[r] && place[2 * r + 1] == T(0);
      right = right && near(place[2 * r], h(sample<T>(r, 0), T(1), T(1.5)).value);
    }
    CHECK(right);
  }
}

}  // namespace
