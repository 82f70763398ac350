// SPDX-License-Identifier: BSL-1.0
// Products of small matrices against three nested loops: every extent up to 20 and some beyond a block of registers, A
// as it is, transposed and with gaps, new results and sums onto old ones. Whole numbers, so that every order of
// additions gives the same; what lies beside the result must not change.
#include "tests/support/catch.hpp"

#include <cstddef>
#include <vector>

#include <tapeless/simd/product.hpp>

namespace {

using tapeless::detail::simd::matrix_times_vector;
using tapeless::detail::simd::multiply;
using tapeless::detail::simd::vector_times_matrix;

// Small whole numbers without a pattern.
template <class T>
std::vector<T> numbers(long n, unsigned seed) {
  std::vector<T> x(static_cast<std::size_t>(n));
  for (T& v : x) {
    seed = seed * 1664525U + 1013904223U;
    v = static_cast<T>(static_cast<int>(seed >> 28) - 8);
  }
  return x;
}

struct strides {
  long row = 0;
  long column = 0;
};

// Whether C, with `gap` numbers after each row, is what three loops give.
template <class T>
bool right(const std::vector<T>& a, strides of_a, const std::vector<T>& b, strides of_b, const std::vector<T>& before,
           const std::vector<T>& after, long m, long n, long k, long gap, bool add) {
  for (long i = 0; i < m; ++i)
    for (long j = 0; j < n + gap; ++j) {
      const auto at = static_cast<std::size_t>(i * (n + gap) + j);
      T expected = add || j >= n ? before[at] : T(0);
      for (long l = 0; j < n && l < k; ++l)
        expected += a[static_cast<std::size_t>(i * of_a.row + l * of_a.column)] *
                    b[static_cast<std::size_t>(l * of_b.row + j * of_b.column)];
      if (after[at] != expected) return false;
    }
  return true;
}

template <class T>
bool right_for(long m, long n, long k) {
  const strides all_of_a[] = {{k, 1}, {1, m}, {k + 3, 1}, {1, m + 2}, {2 * k, 2}, {3, 3 * m}};
  const strides all_of_b[] = {{n, 1}, {n + 5, 1}, {1, k}, {1, k + 1}, {3, 3 * k}};
  long turn = m + n + k;
  for (const strides of_a : all_of_a) {
    const strides of_b = all_of_b[turn % 5];
    const long gap = turn % 3 == 0 ? 5 : 0;
    const bool add = turn++ % 2 != 0;
    const std::vector<T> a = numbers<T>((m - 1) * of_a.row + (k - 1) * of_a.column + 1, 1);
    const std::vector<T> b = numbers<T>((k - 1) * of_b.row + (n - 1) * of_b.column + 1, 2);
    const std::vector<T> before = numbers<T>(m * (n + gap), 3);
    std::vector<T> after = before;
    multiply(a.data(), of_a.row, of_a.column, b.data(), of_b.row, of_b.column, after.data(), n + gap, m, n, k, add);
    if (!right(a, of_a, b, of_b, before, after, m, n, k, gap, add)) return false;
    if (of_b.column != 1) continue;
    after = before;
    multiply(a.data(), of_a.row, of_a.column, b.data(), of_b.row, after.data(), n + gap, m, n, k, !add);
    if (!right(a, of_a, b, of_b, before, after, m, n, k, gap, !add)) return false;
  }
  return true;
}

template <class T>
bool vectors_right_for(long m, long k) {
  for (const long gap : {0L, 1L, 5L})
    for (const long step : {1L, 3L})
      for (const bool add : {false, true}) {
        const std::vector<T> a = numbers<T>(m * (k + gap), 1);
        const std::vector<T> x = numbers<T>(k, 2);
        const std::vector<T> before = numbers<T>(m * step, 3);
        std::vector<T> after = before;
        matrix_times_vector(a.data(), k + gap, x.data(), after.data(), step, m, k, add);
        if (!right(a, {k + gap, 1}, x, {1, 1}, before, after, m, 1, k, step - 1, add)) return false;

        const std::vector<T> left = numbers<T>(m * step, 4);
        const std::vector<T> row_before = numbers<T>(k, 5);
        std::vector<T> row = row_before;
        vector_times_matrix(left.data(), step, a.data(), k + gap, row.data(), m, k, add);
        if (!right(left, {m, step}, a, {k + gap, 1}, row_before, row, 1, k, m, 0, add)) return false;
      }
  return true;
}

TEMPLATE_TEST_CASE("all small products", "", double, float, long double) {
  const long most = sizeof(TestType) > sizeof(double) ? 11 : 20;
  for (long m = 1; m <= most; ++m)
    for (long n = 1; n <= most; ++n)
      for (long k = 1; k <= most; ++k) {
        CAPTURE(m, n, k);
        if (!right_for<TestType>(m, n, k)) FAIL("wrong");
      }
}

TEMPLATE_TEST_CASE("products beyond one block of registers", "", double, float) {
  for (const long m : {1L, 7L, 25L, 67L, 300L})
    for (const long n : {1L, 23L, 24L, 25L, 49L, 130L})
      for (const long k : {1L, 255L, 256L, 257L, 520L}) {
        CAPTURE(m, n, k);
        CHECK(right_for<TestType>(m, n, k));
      }
}

TEMPLATE_TEST_CASE("few rows by rows: sums across lanes, in pieces", "", double, float) {
  for (const long m : {1L, 2L, 3L, 8L, 15L, 16L, 17L})
    for (const long n : {1L, 2L, 7L, 8L, 9L, 16L, 19L})
      for (const long k : {31L, 64L, 511L, 512L, 513L, 1100L}) {
        CAPTURE(m, n, k);
        CHECK(right_for<TestType>(m, n, k));
      }
}

TEMPLATE_TEST_CASE("a matrix whose rows are far apart, transposed", "", double, float) {
  for (const long m : {513L, 600L})
    for (const long n : {49L, 100L, 130L})
      for (const long k : {3L, 128L, 150L}) {
        CAPTURE(m, n, k);
        CHECK(right_for<TestType>(m, n, k));
      }
}

TEMPLATE_TEST_CASE("all small products with a vector", "", double, float, long double) {
  for (long m = 1; m <= 20; ++m)
    for (long k = 1; k <= 140; k += k < 40 ? 1 : 3) {
      CAPTURE(m, k);
      if (!vectors_right_for<TestType>(m, k)) FAIL("wrong");
    }
}

TEMPLATE_TEST_CASE("a vector times a large matrix", "", double, float) {
  CHECK(vectors_right_for<TestType>(130, 3001));
}

TEST_CASE("which products are small") {
  using tapeless::detail::simd::prefers_own_kernel;
  STATIC_REQUIRE(prefers_own_kernel(128, 784, 128));
  STATIC_REQUIRE(prefers_own_kernel(0, 2048, 2048));
  STATIC_REQUIRE(!prefers_own_kernel(1024, 1024, 1024));
}

TEST_CASE("nothing to sum") {
  double c[4] = {1, 2, 3, 4};
  const double unused = 0;
  multiply(&unused, 0, 1, &unused, 2, c, 2, 2, 2, 0, true);
  CHECK((c[0] == 1 && c[3] == 4));
  multiply(&unused, 0, 1, &unused, 2, c, 2, 2, 2, 0, false);
  CHECK((c[0] == 0 && c[1] == 0 && c[2] == 0 && c[3] == 0));
}

}  // namespace
