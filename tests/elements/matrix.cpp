// SPDX-License-Identifier: BSL-1.0
// What compressed matrices do by themselves: products with vectors, diagonals, blocks. Against the same matrices
// written out densely.
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::refusal;

constexpr auto e = axis<"e">;
constexpr auto k = axis<"k">;
constexpr auto d = axis<"d", 3>;
constexpr auto X = tensor<"X">;
constexpr auto i = labels<"i">;
constexpr auto j = labels<"j">;

constexpr std::size_t vertices = 7, springs = 9;
constexpr auto length = sqrt(1_c + sum(d, square(X(k[i(e)], d) - X(k[j(e)], d))));
constexpr auto energy = sum(e, square(length) * length);
constexpr auto residual = length - 1_c;

std::size_t at(std::ptrdiff_t place) { return static_cast<std::size_t>(place); }
template <class T>
std::vector<T> some(std::size_t count, double phase) {
  std::vector<T> all(count);
  for (std::size_t q = 0; q < count; ++q) all[q] = static_cast<T>(std::sin(phase + 1.3 * static_cast<double>(q)));
  return all;
}
std::vector<int> ends(std::size_t step) {
  std::vector<int> all(springs);
  for (std::size_t q = 0; q < springs; ++q) all[q] = static_cast<int>((q * step + q / 3 + step) % vertices);
  return all;
}

template <class T>
class dense_matrix {
 public:
  explicit dense_matrix(const compressed_matrix<T>& from)
      : columns_(at(from.cols())), all_(at(from.rows()) * columns_) {
    for (int row = 0; row < from.rows(); ++row)
      for (int q = from.outer()[at(row)]; q < from.outer()[at(row + 1)]; ++q)
        all_[at(row) * columns_ + at(from.inner()[at(q)])] = from.values()[at(q)];
  }
  T operator()(std::size_t row, std::size_t column) const { return all_[row * columns_ + column]; }

 private:
  std::size_t columns_;
  std::vector<T> all_;
};

template <class T>
void check_products(const compressed_matrix<T>& matrix, double digits) {
  const dense_matrix<T> dense(matrix);
  const std::size_t rows = at(matrix.rows()), columns = at(matrix.cols());
  const std::vector<T> right = some<T>(columns, 0.3), left = some<T>(rows, 0.8);
  std::vector<T> product(rows), transposed(columns);
  matrix.multiply(right, product);
  matrix.multiply_transposed(left, transposed);
  for (std::size_t r = 0; r < rows; ++r) {
    T sum = 0;
    for (std::size_t c = 0; c < columns; ++c) sum += dense(r, c) * right[c];
    CHECK(static_cast<double>(product[r]) == Approx(static_cast<double>(sum)).epsilon(digits).margin(digits));
  }
  for (std::size_t c = 0; c < columns; ++c) {
    T sum = 0;
    for (std::size_t r = 0; r < rows; ++r) sum += dense(r, c) * left[r];
    CHECK(static_cast<double>(transposed[c]) == Approx(static_cast<double>(sum)).epsilon(digits).margin(digits));
  }
}
template <class T>
void check_blocks(const compressed_matrix<T>& matrix, int size) {
  const dense_matrix<T> dense(matrix);
  const std::size_t n = at(size);
  std::vector<T> blocks(at(matrix.rows()) * n, T(99));
  matrix.block_diagonal(size, blocks);
  for (std::size_t r = 0; r < at(matrix.rows()); ++r)
    for (std::size_t c = 0; c < n; ++c) CHECK(blocks[r * n + c] == dense(r, r / n * n + c));
}

}  // namespace

TEST_CASE("products with vectors, the diagonal and blocks of a sparse Hessian") {
  auto net = prepare(compressed(value_gradient_hessian(energy, X)), e = springs, k = vertices);
  const std::vector<double> places = some<double>(3 * vertices, 0.1);
  const auto first = ends(2), second = ends(5);
  const compressed_matrix<double> matrix = net(X = places, i = first, j = second).hessian();
  check_products(matrix, 1e-13);
  for (const int size : {1, 3, 7, 21}) check_blocks(matrix, size);
  std::vector<double> numbers(3 * vertices);
  matrix.diagonal(numbers);
  const dense_matrix<double> dense(matrix);
  for (std::size_t r = 0; r < numbers.size(); ++r) CHECK(numbers[r] == dense(r, r));
}

TEST_CASE("products with a sparse Jacobian, and in float") {
  auto net = prepare<float>(compressed(value_and_jacobian(residual, X)), e = springs, k = vertices);
  const std::vector<float> places = some<float>(3 * vertices, 0.1);
  const auto first = ends(2), second = ends(5);
  const auto found = net(X = places, i = first, j = second);
  CHECK(found.jacobian().rows() == static_cast<int>(springs));
  check_products(found.jacobian(), 1e-5);
}

TEST_CASE("what does not fit a matrix is refused in a sentence, and nothing is written") {
  auto net = prepare(compressed(value_gradient_hessian(energy, X)), e = springs, k = vertices);
  auto lines = prepare(compressed(value_and_jacobian(residual, X)), e = springs, k = vertices);
  const std::vector<double> places = some<double>(3 * vertices, 0.1);
  const auto first = ends(2), second = ends(5);
  const compressed_matrix<double> matrix = net(X = places, i = first, j = second).hessian();
  const compressed_matrix<double> jacobian = lines(X = places, i = first, j = second).jacobian();
  std::vector<double> v(21, 1.0), result(21, 5.0), few(20, 5.0);
  CHECK(refusal([&] { matrix.multiply(v, few); }) == "tapeless: multiply takes 21 numbers and gives 21, not 21 and 20");
  CHECK(refusal([&] { jacobian.multiply_transposed(v, result); }) ==
        "tapeless: multiply_transposed takes 9 numbers and gives 21, not 21 and 21");
  CHECK(refusal([&] { matrix.multiply(v, v); }) == "tapeless: multiply: the result overlaps the vector");
  CHECK(refusal([&] { matrix.diagonal(few); }) == "tapeless: the blocks on the diagonal are 21 numbers, not 20");
  CHECK(refusal([&] { matrix.block_diagonal(4, result); }) == "tapeless: blocks of 4 do not divide 21 rows");
  CHECK(refusal([&] { matrix.block_diagonal(0, result); }) == "tapeless: blocks of 0 do not divide 21 rows");
  CHECK(refusal([&] { jacobian.diagonal(result); }) == "tapeless: only a square matrix has a diagonal");
  CHECK(result == std::vector<double>(21, 5.0));
  CHECK(few == std::vector<double>(20, 5.0));
  CHECK(v == std::vector<double>(21, 1.0));
}
