// SPDX-License-Identifier: BSL-1.0
// Rows that index lists pick, gathered and added to, and results that are summed up: at every size where packs have a
// corner, in float and double, in memory behind which everything faults, against plain loops.
#include "tests/batch/guarded.hpp"

#include <array>
#include <cmath>
#include <cstring>

#include <Eigen/Core>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using rows::fence;
using rows::fenced;
using rows::sample;

template <class T>
constexpr T tolerance = std::is_same_v<T, float> ? T(2e-5) : T(2e-13);
template <class T>
bool near(T found, T expected) {
  return std::abs(found - expected) <= tolerance<T> * (1 + std::abs(expected));
}

constexpr auto a = symbols<"a0", "a1", "a2">;
constexpr auto b = symbols<"b0", "b1", "b2">;
constexpr auto stretch = symbol<"stretch">;
constexpr auto spring = record<"a0", "a1", "a2", "b0", "b1", "b2", "stretch">(
    [](auto a0, auto a1, auto a2, auto b0, auto b1, auto b2, auto k) {
      return k * ((a0 - b0) * (a0 - b0) + 2_c * (a1 - b1) * (a1 - b1) + 3_c * (a2 - b2) * (a2 - b2));
    });
constexpr auto h = function(value_and_gradient(spring, a, b), arguments(a, b, stretch));

// The energy of a row and its gradient, by hand.
template <class T>
std::array<T, 7> by_hand(const T* p, const T* q, T k) {
  std::array<T, 7> all{};
  for (std::size_t d = 0; d < 3; ++d) {
    const T weight = k * static_cast<T>(d + 1), apart = p[d] - q[d];
    all[0] += weight * apart * apart;
    all[1 + d] = 2 * weight * apart, all[4 + d] = -all[1 + d];
  }
  return all;
}

constexpr int nodes = 23;
int from(std::ptrdiff_t r) { return static_cast<int>(r * 7 % nodes); }
int to(std::ptrdiff_t r) {
  return r % 5 == 0 ? from(r) : static_cast<int>((r * r + 3) % nodes);
}  // both the same at times

// What the results of rows add up to at each node, in the order of the rows and then of their ends.
template <class T>
std::vector<T> added_up(std::vector<T> sums, std::ptrdiff_t n, const std::vector<std::array<T, 7>>& results) {
  for (std::ptrdiff_t r = 0; r < n; ++r)
    for (int end = 0; end < 2; ++end)
      for (int d = 0; d < 3; ++d)
        sums[static_cast<std::size_t>(3 * (end == 0 ? from(r) : to(r)) + d)] +=
            results[static_cast<std::size_t>(r)][static_cast<std::size_t>(1 + 3 * end + d)];
  return sums;
}

template <class T>
bool same_bits(const T* found, const std::vector<T>& expected) {
  return std::memcmp(found, expected.data(), expected.size() * sizeof(T)) == 0;
}

TEMPLATE_TEST_CASE("rows of three numbers at two ends", "", float, double) {
  using T = TestType;
  for (const fence where : {fence::before, fence::behind})
    for (const std::ptrdiff_t n : rows::sizes<T>()) {
      fenced<T> points(3 * nodes, where), forces(3 * nodes, where), stiffness(n, where), energy(n, where);
      fenced<int> ends(2 * n, where), first(n, where);
      for (std::ptrdiff_t k = 0; k < 3 * nodes; ++k) points[k] = sample<T>(k, 0), forces[k] = T(0.25);
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        stiffness[r] = sample<T>(r, 1);
        first[r] = ends[2 * r] = from(r), ends[2 * r + 1] = to(r);
      }
      std::vector<T> before(forces.data(), forces.data() + 3 * nodes);

      // Results of one row each, then the same added.
      const auto x = row_blocks<3>(points.data(), nodes);
      const auto f = row_blocks<3>(forces.data(), nodes);
      std::vector<std::array<T, 7>> results(static_cast<std::size_t>(n));
      const auto second = column(ends.data() + 1, n, 2);
      batch(h, inputs(gathered(x, first), gathered(x, second), stiffness), outputs(results));
      bool right = true;
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        const auto expected = by_hand(points.data() + 3 * from(r), points.data() + 3 * to(r), stiffness[r]);
        for (std::size_t k = 0; k < 7; ++k) right = right && near(results[static_cast<std::size_t>(r)][k], expected[k]);
      }
      CHECK(right);
      const std::vector<T> expected = added_up(before, n, results);

      batch(h, inputs(gathered(x, first), gathered(x, second), stiffness),
            outputs(energy, scatter_added(f, first), scatter_added(f, second)));
      CHECK(same_bits(forces.data(), expected));
      for (std::ptrdiff_t r = 0; r < n; ++r) right = right && energy[r] == results[static_cast<std::size_t>(r)][0];
      CHECK(right);

      // Both ends at once, and the energy summed up.
      std::copy(before.begin(), before.end(), forces.data());
      const auto both = row_blocks<2>(ends.data(), n);
      double total = -1;
      T in_own_type = -1;
      batch(h, inputs(gathered(x, both), stiffness), outputs(summed(total), scatter_added(f, both)));
      CHECK(same_bits(forces.data(), expected));
      batch(h, inputs(gathered(x, both), stiffness), outputs(summed(in_own_type), scatter_added(f, both)));
      double sum = 0;
      for (const auto& one : results) sum += static_cast<double>(one[0]);
      CHECK(std::abs(total - sum) <= 1e-6 * sum);
      CHECK(in_own_type == static_cast<T>(total));
    }
}

// The two ends of a spring get opposite rows, which are computed once; these do not.
constexpr auto pull =
    function(value_and_gradient(
                 record<"a0", "a1", "a2", "b0", "b1", "b2">([](auto a0, auto a1, auto a2, auto b0, auto b1, auto b2) {
                   return (a0 * a0 + a1 * a2) * (b0 + 2_c * b1 + b2 * b2);
                 }),
                 a, b),
             arguments(a, b));
TEMPLATE_TEST_CASE("rows of three numbers at two ends that are not opposite", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    std::vector<std::array<T, 3>> points(nodes), forces(nodes);
    for (std::size_t k = 0; k < points.size(); ++k)
      for (std::size_t d = 0; d < 3; ++d)
        points[k][d] = sample<T>(static_cast<std::ptrdiff_t>(k), static_cast<int>(d)), forces[k][d] = T(0.25);
    std::vector<std::array<int, 2>> ends(static_cast<std::size_t>(n));
    for (std::ptrdiff_t r = 0; r < n; ++r) ends[static_cast<std::size_t>(r)] = {from(r), to(r)};
    std::vector<std::array<T, 7>> results(static_cast<std::size_t>(n));
    batch(pull, inputs(gathered(points, ends)), outputs(results));
    auto expected = forces;
    for (std::size_t r = 0; r < ends.size(); ++r)
      for (std::size_t end = 0; end < 2; ++end)
        for (std::size_t d = 0; d < 3; ++d)
          expected[static_cast<std::size_t>(ends[r][end])][d] += results[r][1 + 3 * end + d];
    double total = -1;
    batch(pull, inputs(gathered(points, ends)), outputs(summed(total), scatter_added(forces, ends)));
    CHECK(std::memcmp(forces.data(), expected.data(), sizeof(forces[0]) * forces.size()) == 0);
  }
}

TEMPLATE_TEST_CASE("the ways in which rows and index lists lie", "", float, double) {
  using T = TestType;
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    const auto size = static_cast<std::size_t>(n);
    std::vector<std::array<T, 3>> arrays(nodes), sums(nodes);
    Eigen::Matrix<T, Eigen::Dynamic, 3, Eigen::RowMajor> matrix(nodes, 3), matrix_sums(nodes, 3);
    std::vector<Eigen::Matrix<T, 3, 1>> vectors(nodes);
    fenced<T> apart(5 * (nodes - 1) + 3), backwards(4 * (nodes - 1) + 3, fence::before),
        sums_apart(4 * (nodes - 1) + 3);
    for (std::ptrdiff_t k = 0; k < nodes; ++k)
      for (std::ptrdiff_t d = 0; d < 3; ++d) {
        const auto i = static_cast<std::size_t>(k), j = static_cast<std::size_t>(d);
        arrays[i][j] = matrix(k, d) = vectors[i][d] = apart[5 * k + d] = backwards[4 * (nodes - 1 - k) + d] =
            sample<T>(k, static_cast<int>(d));
        sums[i][j] = matrix_sums(k, d) = sums_apart[4 * k + d] = T(0);
      }
    std::vector<std::array<std::int64_t, 2>> pairs(size);
    std::vector<unsigned char> narrow(size);
    Eigen::VectorXi list(n);
    struct edge {
      short tag, end;
    };
    std::vector<edge> edges(size);
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      const auto i = static_cast<std::size_t>(r);
      pairs[i] = {from(r), to(r)}, narrow[i] = static_cast<unsigned char>(from(r)), list[r] = to(r);
      edges[i] = {-1, static_cast<short>(to(r))};
    }
    std::vector<std::array<T, 7>> expected(size), found(size);
    batch(h, inputs(gathered(arrays, pairs), 2), outputs(expected));
    const auto check = [&](const auto& in) {
      batch(h, in, outputs(found));
      CHECK(found == expected);
    };
    check(inputs(gathered(matrix, narrow), gathered(vectors, list), 2.0));
    check(inputs(gathered(row_blocks<3>(apart.data(), nodes, 5), pairs), 2));
    check(inputs(gathered(row_blocks<3>(backwards.data() + 4 * (nodes - 1), nodes, -4), narrow),
                 gathered(arrays, column(edges, &edge::end)), 2));
    std::vector<int> in_reverse(size);
    for (std::ptrdiff_t r = 0; r < n; ++r) in_reverse[static_cast<std::size_t>(n - 1 - r)] = from(r);
    check(inputs(gathered(matrix, column(in_reverse.data() + (n > 0 ? n - 1 : 0), n, -1)), gathered(matrix, list), 2));

    std::vector<T> start(3 * nodes, T(0));
    const std::vector<T> added = added_up(start, n, expected);
    const auto in = inputs(gathered(arrays, pairs), 2);
    batch(h, in, outputs(nullptr, scatter_added(sums, pairs)));
    CHECK(same_bits(sums[0].data(), added));
    batch(h, in,
          outputs(nullptr, scatter_added(matrix_sums, narrow), scatter_added(matrix_sums, column(edges, &edge::end))));
    CHECK(same_bits(matrix_sums.data(), added));
    batch(h, in, outputs(nullptr, scatter_added(row_blocks<3>(sums_apart.data(), nodes, 4), pairs)));
    bool right = true;
    for (std::ptrdiff_t k = 0; k < nodes; ++k)
      for (std::ptrdiff_t d = 0; d < 3; ++d)
        right = right && sums_apart[4 * k + d] == added[static_cast<std::size_t>(3 * k + d)];
    CHECK(right);
  }
}

// Nothing lies behind the last row, which is picked by rows of the batch at its end, or in its middle, or by none.
TEMPLATE_TEST_CASE("the last row of all", "", float, double) {
  using T = TestType;
  constexpr std::ptrdiff_t n = 9000, vertices = n / 3 + 8;
  for (const std::ptrdiff_t special : {n - 1, n - 2, std::ptrdiff_t{4500}, std::ptrdiff_t{0}, std::ptrdiff_t{-1}}) {
    fenced<T> points(3 * vertices);
    fenced<int> ends(2 * n);
    for (std::ptrdiff_t k = 0; k < 3 * vertices; ++k) points[k] = sample<T>(k, 0);
    for (std::ptrdiff_t r = 0; r < n; ++r)
      ends[2 * r] = static_cast<int>(r / 3),
               ends[2 * r + 1] = static_cast<int>(r == special ? vertices - 1 : r / 3 + r % 6);
    const auto x = row_blocks<3>(points.data(), vertices);
    const auto both = row_blocks<2>(ends.data(), n);
    const auto known = checked_indices(both, vertices);
    const auto second = checked_indices(column(ends.data() + 1, n, 2), vertices);
    std::vector<std::array<T, 7>> results(n), known_results(n), columns_results(n);
    batch(h, inputs(gathered(x, both), 1), outputs(results));
    batch(h, inputs(gathered(x, known), 1), outputs(known_results));
    batch(h, inputs(gathered(x, column(ends.data(), n, 2)), gathered(x, second), 1), outputs(columns_results));
    bool right = true;
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      const auto i = static_cast<std::size_t>(r);
      const auto expected = by_hand(points.data() + 3 * ends[2 * r], points.data() + 3 * ends[2 * r + 1], T(1));
      for (std::size_t k = 0; k < 7; ++k) right = right && near(results[i][k], expected[k]);
      right = right && known_results[i] == results[i] && columns_results[i] == results[i];
    }
    CHECK(right);
  }
}

template <class... X>
constexpr auto doubled(const X&... x) {
  return function(bundle((x + x)...), arguments(x...));
}

// Rows of a length, gathered and added, with all that surrounds them untouched.
template <class T, class... X>
void check_length(const X&... x) {
  constexpr int length = sizeof...(X);
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    fenced<T> values(length * nodes), sums(length * nodes), dense(length * n);
    fenced<int> list(n);
    for (std::ptrdiff_t k = 0; k < length * nodes; ++k) values[k] = sample<T>(k, 0), sums[k] = T(0.5);
    for (std::ptrdiff_t r = 0; r < n; ++r) list[r] = to(r);
    std::vector<T> expected(sums.data(), sums.data() + length * nodes);
    bool right = true;
    batch(doubled(x...), inputs(gathered(row_blocks<length>(values.data(), nodes), list)),
          outputs(row_blocks<length>(dense.data(), n)));
    batch(doubled(x...), inputs(gathered(row_blocks<length>(values.data(), nodes), list)),
          outputs(scatter_added(row_blocks<length>(sums.data(), nodes), list)));
    for (std::ptrdiff_t r = 0; r < n; ++r)
      for (int k = 0; k < length; ++k) {
        const T twice = 2 * values[length * to(r) + k];
        right = right && dense[length * r + k] == twice;
        expected[static_cast<std::size_t>(length * to(r) + k)] += twice;
      }
    CHECK(right);
    CHECK(same_bits(sums.data(), expected));
  }
}
constexpr auto x0 = symbol<"x0">;
constexpr auto x1 = symbol<"x1">;
constexpr auto x2 = symbol<"x2">;
constexpr auto x3 = symbol<"x3">;
constexpr auto x4 = symbol<"x4">;
constexpr auto x5 = symbol<"x5">;
constexpr auto x6 = symbol<"x6">;
constexpr auto x7 = symbol<"x7">;
constexpr auto x8 = symbol<"x8">;
TEMPLATE_TEST_CASE("rows of one to nine numbers", "", float, double) {
  using T = TestType;
  check_length<T>(x0);
  check_length<T>(x0, x1);
  check_length<T>(x0, x1, x2, x3);
  check_length<T>(x0, x1, x2, x3, x4, x5, x6);
  check_length<T>(x0, x1, x2, x3, x4, x5, x6, x7, x8);
}

}  // namespace
