// SPDX-License-Identifier: BSL-1.0
// Sparse derivatives of sums over rows: against the dense ones of prepared formulas, which are computed by other code,
// for every number of rows around the width of a register.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto e = axis<"e">;
constexpr auto k = axis<"k">;
constexpr auto c = axis<"c">;
constexpr auto v = axis<"v", 4>;
constexpr auto d = axis<"d", 3>;
constexpr auto p = axis<"p", 5>;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto W = tensor<"W">;
constexpr auto rest = tensor<"rest">;
constexpr auto i = labels<"i">;
constexpr auto j = labels<"j">;
constexpr auto l = labels<"l">;
constexpr auto tet = labels<"tet">;
constexpr auto s = symbol<"s">;

template <class T = double>
std::vector<T> some(std::size_t count, double phase) {
  std::vector<T> all(count);
  for (std::size_t q = 0; q < count; ++q) all[q] = static_cast<T>(std::sin(phase + 1.3 * static_cast<double>(q)));
  return all;
}
std::vector<int> some_labels(std::size_t count, std::size_t step, std::size_t classes) {
  std::vector<int> all(count);
  for (std::size_t q = 0; q < count; ++q) all[q] = static_cast<int>((q * q + q * step + step) % classes);
  return all;
}
std::size_t at(std::ptrdiff_t place) { return static_cast<std::size_t>(place); }

// A compressed matrix, written out.
template <class M>
std::vector<double> dense(const M& matrix) {
  std::vector<double> all(at(matrix.rows()) * at(matrix.cols()), 0.0);
  REQUIRE(matrix.outer().size() == at(matrix.rows()) + 1);
  REQUIRE(matrix.outer()[at(matrix.rows())] == matrix.nonzeros());
  for (int row = 0; row < matrix.rows(); ++row)
    for (int q = matrix.outer()[at(row)]; q < matrix.outer()[at(row + 1)]; ++q) {
      const int column = matrix.inner()[at(q)];
      REQUIRE((column >= 0 && column < matrix.cols()));
      REQUIRE((q == matrix.outer()[at(row)] || matrix.inner()[at(q - 1)] < column));
      all[at(row) * at(matrix.cols()) + at(column)] = static_cast<double>(matrix.values()[at(q)]);
    }
  return all;
}

template <class View>
std::vector<double> flat(const View& view) {
  std::vector<double> all;
  const auto each = [&](const auto& self, int dimension, std::ptrdiff_t offset) -> void {
    if (dimension == view.rank) return all.push_back(static_cast<double>(view.elements[offset]));
    for (std::ptrdiff_t q = 0; q < view.extents[dimension]; ++q)
      self(self, dimension + 1, offset + q * view.strides[dimension]);
  };
  each(each, 0, 0);
  return all;
}
void check_close(const std::vector<double>& found, const std::vector<double>& wanted, double tolerance) {
  REQUIRE(found.size() == wanted.size());
  double scale = 1;
  for (const double one : wanted) scale = std::max(scale, std::abs(one));
  for (std::size_t q = 0; q < found.size(); ++q) {
    INFO("entry " << q);
    CHECK(std::abs(found[q] - wanted[q]) <= tolerance * scale);
  }
}

// Elements along v and d, two kinds of terms, one of them in a single component, and a term without rows.
constexpr auto edge = X(k[i(e)], d) - X(k[j(e)], d);
constexpr auto springs = sum(e, square(sqrt(sum(d, square(edge))) - rest(e))) / 2_c;
constexpr auto corner = X(k[tet(e, v)], d);
constexpr auto bodies = sum(e, exp(sum(v, d, sin(corner) * W(v, d)) / 8_c) * rest(e) + sum(v, square(sum(d, corner))));
constexpr auto weight = constant<3> * sum(k, X(k, d[2_c]) * cos(X(k, d[0_c]))) + s * s;

}  // namespace

TEST_CASE("the sparse Hessian of a sum over rows is the dense one") {
  constexpr std::size_t vertices = 13;
  const auto x = some(3 * vertices, 0.4);
  constexpr auto L = springs - weight;
  for (const std::size_t rows : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 15u, 16u, 17u, 63u, 64u, 65u, 130u}) {
    INFO(rows << " rows");
    const auto a = some_labels(rows, 1, vertices), b = some_labels(rows, 5, vertices);
    std::vector<int> other = b;
    for (std::size_t q = 0; q < rows; ++q)
      if (a[q] == other[q]) other[q] = (other[q] + 1) % static_cast<int>(vertices);
    const auto lengths = some(rows, 2.0);
    auto sparse = prepare(compressed(value_gradient_hessian(L, X)), e = rows, k = vertices);
    auto whole = prepare(value_gradient_hessian(L, X), e = rows, k = vertices);
    const auto found = sparse(X = x, i = a, j = other, rest = lengths, s = 1.5);
    const auto wanted = whole(X = x, i = a, j = other, rest = lengths, s = 1.5);
    CHECK(found.value == Approx(wanted.value).epsilon(1e-13));
    check_close(flat(found[X]), flat(wanted[X]), 1e-13);
    check_close({found.gradient().begin(), found.gradient().end()}, flat(wanted[X]), 1e-13);
    check_close(dense(found.hessian()), flat(wanted.hessian(X, X)), 1e-12);
    compressed_of<decltype(compressed(value_and_gradient(L, X)))> first_only =
        prepare(compressed(value_and_gradient(L, X)), e = rows, k = vertices);
    const auto slopes = first_only(X = x, i = a, j = other, rest = lengths, s = 1.5);
    CHECK(slopes.value == found.value);
    check_close(flat(slopes[X]), flat(wanted[X]), 1e-13);
  }
}

TEST_CASE("labels over several axes, equal labels in a row, and unknowns of several kinds") {
  constexpr std::size_t vertices = 9, rows = 21;
  const auto x = some(3 * vertices, 0.1), w = some(12, 0.7), lengths = some(rows, 1.0);
  const auto t = some_labels(4 * rows, 3, vertices);  // some name a vertex twice
  constexpr auto L = bodies * s + weight;
  auto sparse = prepare(compressed(value_gradient_hessian(L, W, X, s)), e = rows, k = vertices);
  auto whole = prepare(value_gradient_hessian(L, W, X, s), e = rows, k = vertices);
  const auto found = sparse(X = x, W = w, tet = t, rest = lengths, s = 0.6);
  const auto wanted = whole(X = x, W = w, tet = t, rest = lengths, s = 0.6);
  CHECK(found.value == Approx(wanted.value).epsilon(1e-13));
  check_close(flat(found[X]), flat(wanted[X]), 1e-13);
  check_close(flat(found[W]), flat(wanted[W]), 1e-13);
  CHECK(found.first(W) == 0);
  CHECK(found.first(X) == 12);
  CHECK(found.first(s) == 12 + 27);
  CHECK(found.gradient()[at(found.first(s))] == Approx(wanted[s]).epsilon(1e-12));
  // Blocks by key.
  const auto all = dense(found.hessian());
  constexpr std::size_t n = 12 + 27 + 1;
  const auto block = [&](std::size_t row, std::size_t rows_of, std::size_t column, std::size_t columns) {
    std::vector<double> result;
    for (std::size_t r = row; r < row + rows_of; ++r)
      for (std::size_t q = column; q < column + columns; ++q) result.push_back(all[r * n + q]);
    return result;
  };
  check_close(block(0, 12, 0, 12), flat(wanted.hessian(W, W)), 1e-12);
  check_close(block(0, 12, 12, 27), flat(wanted.hessian(W, X)), 1e-12);
  check_close(block(12, 27, 0, 12), flat(wanted.hessian(X, W)), 1e-12);
  check_close(block(12, 27, 12, 27), flat(wanted.hessian(X, X)), 1e-12);
  check_close(block(12, 27, 39, 1), flat(wanted.hessian(X, s)), 1e-12);
  CHECK(all[n * n - 1] == Approx(wanted.hessian(s, s)).epsilon(1e-12));
}

TEST_CASE("one tensor with constants and labels along the same axis") {
  constexpr std::size_t vertices = 6, rows = 19;
  const auto x = some(3 * vertices, 0.2);
  const auto a = some_labels(rows, 2, vertices), b = some_labels(rows, 3, vertices), which = some_labels(rows, 1, 3);
  const auto check = [&](const auto& L) {
    auto sparse = prepare(compressed(value_gradient_hessian(L, X)), e = rows, k = vertices);
    auto whole = prepare(value_gradient_hessian(L, X), e = rows, k = vertices);
    const auto found = sparse(X = x, i = a, j = b, l = which);
    const auto wanted = whole(X = x, i = a, j = b, l = which);
    CHECK(found.value == Approx(wanted.value).epsilon(1e-13));
    check_close(flat(found[X]), flat(wanted[X]), 1e-13);
    check_close(dense(found.hessian()), flat(wanted.hessian(X, X)), 1e-12);
  };
  // In either order.
  check(sum(e, exp(X(k[i(e)], d[l(e)])) * X(k[j(e)], d[0_c])));
  check(sum(e, X(k[i(e)], d[l(e)]) * exp(X(k[j(e)], d[0_c]))));
}

TEST_CASE("sparse Jacobians of residuals, and J'J") {
  constexpr std::size_t cameras = 4, points = 7;
  // Two results per observation, of a camera with five parameters and a point.
  constexpr auto turned =
      stack(axis<"r", 2>, X(c[i(e)], p[0_c]) * Y(k[j(e)], d[0_c]) + X(c[i(e)], p[3_c]),
            sin(X(c[i(e)], p[1_c]) * Y(k[j(e)], d[1_c])) / (2_c + X(c[i(e)], p[2_c])) + Y(k[j(e)], d[2_c]));
  constexpr auto r = turned - tensor<"seen">(e, axis<"r", 2>);
  const auto x = some(5 * cameras, 0.2), y = some(3 * points, 0.9);
  for (const std::size_t rows : {1u, 3u, 8u, 9u, 40u}) {
    const auto a = some_labels(rows, 1, cameras), b = some_labels(rows, 2, points);
    const auto seen = some(2 * rows, 3.0);
    auto sparse = prepare(compressed(value_and_jacobian(r, X, Y)), e = rows, c = cameras, k = points);
    auto whole = prepare(value_and_jacobian(r, X, Y), e = rows, c = cameras, k = points);
    const auto found = sparse(X = x, Y = y, i = a, j = b, tensor<"seen"> = seen);
    const auto wanted = whole(X = x, Y = y, i = a, j = b, tensor<"seen"> = seen);
    check_close({found.value.begin(), found.value.end()}, flat(wanted.values[0_c]), 1e-14);
    const auto all = dense(found.jacobian());
    CHECK(found.jacobian().nonzeros() == static_cast<std::ptrdiff_t>(2 * rows * 8));
    const std::size_t n = 5 * cameras + 3 * points;
    const auto by_x = flat(wanted.jacobian(0_c, X)), by_y = flat(wanted.jacobian(0_c, Y));
    std::vector<double> joined(2 * rows * n);
    for (std::size_t row = 0; row < 2 * rows; ++row) {
      for (std::size_t q = 0; q < 5 * cameras; ++q) joined[row * n + q] = by_x[row * 5 * cameras + q];
      for (std::size_t q = 0; q < 3 * points; ++q) joined[row * n + 5 * cameras + q] = by_y[row * 3 * points + q];
    }
    check_close(all, joined, 1e-13);

    auto normal = prepare(compressed(gauss_newton(r, X, Y)), e = rows, c = cameras, k = points);
    const auto products = normal(X = x, Y = y, i = a, j = b, tensor<"seen"> = seen);
    std::vector<double> jtj(n * n), jtr(n);
    double half = 0;
    for (std::size_t row = 0; row < 2 * rows; ++row) {
      half += found.value[row] * found.value[row] / 2;
      for (std::size_t q = 0; q < n; ++q) {
        jtr[q] += all[row * n + q] * found.value[row];
        for (std::size_t u = 0; u < n; ++u) jtj[q * n + u] += all[row * n + q] * all[row * n + u];
      }
    }
    CHECK(products.value == Approx(half).epsilon(1e-13));
    check_close({products.gradient().begin(), products.gradient().end()}, jtr, 1e-13);
    check_close(dense(products.hessian()), jtj, 1e-13);
  }
}

TEST_CASE("a Jacobian of rows that name one unknown twice has it once") {
  constexpr auto r = X(k[i(e)], d) * X(k[j(e)], d) * X(k[j(e)], d);
  const std::vector<int> a{0, 1, 2, 2, 1}, b{0, 0, 2, 1, 1};
  const auto x = some(9, 0.3);
  auto sparse = prepare(compressed(value_and_jacobian(r, X)), e = 5, k = 3);
  auto whole = prepare(value_and_jacobian(r, X), e = 5, k = 3);
  const auto found = sparse(X = x, i = a, j = b);
  const auto wanted = whole(X = x, i = a, j = b);
  // The dense one has d first.
  const auto whole_matrix = wanted.jacobian(0_c, X);
  REQUIRE(whole_matrix.extents[0] == 3);
  REQUIRE(whole_matrix.extents[1] == 5);
  std::vector<double> by_rows;
  for (std::ptrdiff_t row = 0; row < 15; ++row)
    for (std::ptrdiff_t q = 0; q < 9; ++q) by_rows.push_back(whole_matrix(row % 3, row / 3, q / 3, q % 3));
  check_close(dense(found.jacobian()), by_rows, 1e-14);
  CHECK(found.jacobian().nonzeros() == 3 * (3 + 6 + 3 + 6 + 3));
}

TEST_CASE("unknowns that a row has to itself, data picked by labels, extents and floats") {
  constexpr std::size_t rows = 19, classes = 5;
  constexpr auto L = sum(e, square(X(e, d[1_c]) - W(c[i(e)])) * X(e, d[0_c])) / size(e) + sum(c, exp(W(c)) * rest(c));
  const auto a = some_labels(rows, 1, classes);
  const auto run = [&](auto zero, double tolerance) {
    using T = decltype(zero);
    const auto x = some<T>(3 * rows, 0.4), w = some<T>(classes, 1.0), u = some<T>(classes, 2.0);
    auto sparse = prepare<T>(compressed(value_gradient_hessian(L, X)), e = rows, c = classes);
    auto whole = prepare<T>(value_gradient_hessian(L, X), e = rows, c = classes);
    const auto found = sparse(X = x, W = w, i = a, rest = u);
    const auto wanted = whole(X = x, W = w, i = a, rest = u);
    CHECK(static_cast<double>(found.value) == Approx(static_cast<double>(wanted.value)).epsilon(tolerance));
    check_close(flat(found[X]), flat(wanted[X]), tolerance);
    check_close(dense(found.hessian()), flat(wanted.hessian(X, X)), tolerance);
  };
  run(0.0, 1e-13);
  run(0.0f, 1e-5);
}

TEST_CASE("data and unknowns that lie at strides") {
  constexpr std::size_t vertices = 6, rows = 11;
  const auto x = some(3 * vertices, 0.4), lengths = some(rows, 2.0);
  const auto a = some_labels(rows, 1, vertices);
  auto b = some_labels(rows, 2, vertices);
  for (std::size_t q = 0; q < rows; ++q)
    if (a[q] == b[q]) b[q] = (b[q] + 1) % 6;
  // By columns, and every second number.
  std::vector<double> turned(3 * vertices), spread(2 * rows);
  for (std::size_t q = 0; q < vertices; ++q)
    for (std::size_t u = 0; u < 3; ++u) turned[u * vertices + q] = x[3 * q + u];
  for (std::size_t q = 0; q < rows; ++q) spread[2 * q] = lengths[q];
  auto sparse = prepare(compressed(value_gradient_hessian(springs, X)), e = rows, k = vertices);
  const auto plain = sparse(X = x, i = a, j = b, rest = lengths);
  const std::vector<double> gradient(plain.gradient().begin(), plain.gradient().end()),
      hessian = dense(plain.hessian());
  const auto again = sparse(X = strided_view<const double, 2>(turned.data(), {6, 3}, {1, 6}), i = a, j = b,
                            rest = strided_view<const double, 1>(spread.data(), {11}, {2}));
  CHECK(std::vector<double>(again.gradient().begin(), again.gradient().end()) == gradient);
  CHECK(dense(again.hessian()) == hessian);
}

TEST_CASE("other labels have another pattern; data that change in place are read again") {
  std::vector<double> x = some(15, 0.4);
  const auto lengths = some(4, 2.0);
  std::vector<int> a{0, 1, 2, 3}, b{1, 2, 3, 4};
  auto sparse = prepare(compressed(value_gradient_hessian(springs, X)), e = 4, k = 5);
  auto whole = prepare(value_gradient_hessian(springs, X), e = 4, k = 5);
  const auto check = [&] {
    const auto found = sparse(X = x, i = a, j = b, rest = lengths);
    check_close(dense(found.hessian()), flat(whole(X = x, i = a, j = b, rest = lengths).hessian(X, X)), 1e-13);
    return found.nonzeros();
  };
  const auto before = check();
  b = {4, 4, 4, 4};
  CHECK(check() == before);
  a = {0, 0, 0, 0};
  CHECK(check() < before);
  sparse.bind(X = x, i = a, j = b, rest = lengths);
  x[0] += 0.25;
  const double value = sparse().value;
  CHECK(value == Approx(whole(X = x, i = a, j = b, rest = lengths).value).epsilon(1e-14));
}

TEST_CASE("the same bits for every number of threads") {
  constexpr std::size_t vertices = 300, rows = 2000;
  const auto x = some(3 * vertices, 0.1), w = some(12, 0.7), lengths = some(rows, 1.0);
  std::vector<int> t(4 * rows);  // name all vertices, those, too, where the part of a thread begins
  for (std::size_t q = 0; q < t.size(); ++q) t[q] = static_cast<int>((37 * q + q / vertices) % vertices);
  constexpr auto L = bodies * s + weight;
  std::vector<double> gradient, matrix;
  double value = 0;
  for (const int count : {1, 2, 3, 5}) {
    auto sparse = prepare(compressed(value_gradient_hessian(L, X)), e = rows, k = vertices, threads(count));
    const auto found = sparse(X = x, W = w, tet = t, rest = lengths, s = 0.6);
    if (count == 1) {
      value = found.value;
      gradient.assign(found.gradient().begin(), found.gradient().end());
      matrix.assign(found.values().begin(), found.values().end());
    }
    CHECK(found.value == value);
    CHECK(std::equal(gradient.begin(), gradient.end(), found.gradient().begin(), found.gradient().end()));
    CHECK(std::equal(matrix.begin(), matrix.end(), found.values().begin(), found.values().end()));
  }
}

TEST_CASE("what does not fit is refused in a sentence, and the last results stay") {
  const auto x = some(15, 0.4);
  const auto lengths = some(4, 2.0);
  const std::vector<int> a{0, 1, 2, 3}, b{1, 2, 3, 4};
  auto sparse = prepare(compressed(value_gradient_hessian(springs, X)), e = 4, k = 5);
  const auto message = [](const auto& call) {
    try {
      call();
    } catch (const std::invalid_argument& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message([&] { sparse(); }) == "tapeless: bind the tensors of the formula before it is run");
  const auto found = sparse(X = x, i = a, j = b, rest = lengths);
  const double value = found.value, slope = found.gradient()[0];
  const std::vector<int> beyond{1, 2, 3, 5}, few{1, 2, 3};
  CHECK(message([&] { sparse(X = x, i = a, j = beyond, rest = lengths); }) ==
        "tapeless: label 5 in j is not among the 5 from 0 to 4");
  CHECK(message([&] { sparse(X = x, i = a, j = few, rest = lengths); }) ==
        "tapeless: axis e has the extent 4 and 3 in tensor j");
  CHECK(message([&] { sparse(X = lengths, i = a, j = b, rest = lengths); }) ==
        "tapeless: tensor X has 15 elements and is bound to 4");
  CHECK(message([&] { prepare(compressed(value_gradient_hessian(springs, X)), e = 0, k = 5); }) ==
        "tapeless: axis e has the extent 0; it has one or more elements");
  CHECK(message([&] { prepare(compressed(value_gradient_hessian(springs, X)), e = 4, k = 5, threads(0)); }) ==
        "tapeless: a team has one or more threads, not 0");
  CHECK(message([&] { prepare(compressed(value_gradient_hessian(springs, X)), e = 4, k = 1'000'000'000); }) ==
        "tapeless: unknowns number 3000000000, more than an int counts");
  CHECK(message([&] { sparse(X = found.gradient(), i = a, j = b, rest = lengths); }) ==
        "tapeless: tensor X overlaps the results: copy them first");
  CHECK(message([&] { sparse(X = found.values().first(15), i = a, j = b, rest = lengths); }) ==
        "tapeless: tensor X overlaps the results: copy them first");
  CHECK(found.value == value);
  CHECK(found.gradient()[0] == slope);
  CHECK(sparse().value == value);
  auto moved = std::move(sparse);
  CHECK(moved().value == value);
  CHECK(message([&] { sparse(); }) == "tapeless: this prepared formula has been moved to another");
}

TEST_CASE("the springs of the reference") {
  constexpr auto from = labels<"from">;
  constexpr auto to = labels<"to">;
  constexpr auto length = sqrt(sum(d, square(X(k[from(e)], d) - X(k[to(e)], d))));
  constexpr auto energy = sum(e, square(length - rest(e))) / 2_c;
  const std::vector<double> places{0, 0, 0, 3, 0, 0, 3, 4, 0}, lengths{2, 4, 6};
  const std::vector<int> ends{0, 1, 2}, other_ends{1, 2, 0};
  auto net = prepare(compressed(value_gradient_hessian(energy, X)), e = 3, k = 3, threads(2));
  const auto r = net(X = places, from = ends, to = other_ends, rest = lengths);
  CHECK(r.value == 1);  // 1, 0 and 1 too long or too short
  CHECK(r[X](0, 0) == Approx(-1 + 0.6));
  CHECK(r[X](1, 1) == Approx(0).margin(1e-15));
  CHECK(r.hessian().outer().size() == 10);
}

TEST_CASE("least squares of numbers: half the sum of squares, J'r and J'J") {
  constexpr auto x = symbol<"x">;
  constexpr auto y = symbol<"y">;
  constexpr auto f = gauss_newton(bundle(10_c * (y - x * x), 1_c - x), x, y);
  constexpr auto r = f(x = 3.0, y = 2.0);
  static_assert(r.value == (70.0 * 70.0 + 2.0 * 2.0) / 2);
  CHECK(r.gradient[x] == -70.0 * -60.0 + -2.0 * -1.0);
  CHECK(r.gradient[y] == -700);
  CHECK(r.hessian(x, x) == 3601);
  CHECK(r.hessian(x, y) == -600);
  CHECK(r.hessian(y, x) == -600);
  CHECK(r.hessian(y, y) == 100);
}
