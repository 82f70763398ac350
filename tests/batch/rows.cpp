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

template <class T>
constexpr std::ptrdiff_t simd_width = tapeless::detail::simd::pack<T>::width;

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
  check_length<T>(x0, x1, x2);
  check_length<T>(x0, x1, x2, x3);
  check_length<T>(x0, x1, x2, x3, x4);
  check_length<T>(x0, x1, x2, x3, x4, x5, x6);
  check_length<T>(x0, x1, x2, x3, x4, x5, x6, x7, x8);
}

// One column and two, three columns at once: the order of what is added is that of rows and then of outputs, here of
// numbers whose sum depends on it.
TEMPLATE_TEST_CASE("one value gets its terms in order", "", float, double) {
  using T = TestType;
  constexpr auto all = function(bundle(x0 + x0, x1 + x1, x0 + x1), arguments(x0, x1));
  for (const std::ptrdiff_t n : rows::sizes<T>()) {
    std::vector<T> large(static_cast<std::size_t>(n)), small(large.size()), sums(4, T(0.1)), expected(sums);
    std::vector<std::array<int, 2>> two(large.size());
    std::vector<int> one(large.size());
    for (std::size_t r = 0; r < large.size(); ++r) {
      large[r] = T(r % 2 ? 1e6 : -1e6) * sample<T>(static_cast<std::ptrdiff_t>(r), 0);
      small[r] = sample<T>(static_cast<std::ptrdiff_t>(r), 1);
      two[r] = {static_cast<int>(r % 3), static_cast<int>(r % 2)}, one[r] = static_cast<int>(r % 4);
    }
    batch(all, inputs(large, small), outputs(scatter_added(sums, two), scatter_added(sums, one)));
    for (std::size_t r = 0; r < large.size(); ++r) {
      expected[r % 3] += 2 * large[r];
      expected[r % 2] += 2 * small[r];
      expected[r % 4] += large[r] + small[r];
    }
    CHECK(same_bits(sums.data(), expected));
  }
}

// Elements in the order of a mesh, where threads add parts of the rows at once; in reverse; without an order, where
// each thread adds to values of its own; in blocks, of which later ones touch what earlier ones do.
TEMPLATE_TEST_CASE("threads add rows to the same bits", "", float, double) {
  using T = TestType;
  enum class order { mesh, reverse, none, repeated };
  for (const order how : {order::mesh, order::reverse, order::none, order::repeated})
    for (const std::ptrdiff_t n :
         {std::ptrdiff_t{1}, 70 * simd_width<T>, std::ptrdiff_t{20011}, std::ptrdiff_t{300007}}) {
      const std::ptrdiff_t vertices = n / 3 + 50;
      std::vector<std::array<int, 2>> ends(static_cast<std::size_t>(n));
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        const std::ptrdiff_t place = how == order::reverse ? n - 1 - r : how == order::repeated ? r % (n / 4 + 1) : r;
        const auto mixed = [&](std::ptrdiff_t k) { return static_cast<int>((k * 2654435761LL >> 7) % vertices); };
        ends[static_cast<std::size_t>(r)] =
            how == order::none
                ? std::array<int, 2>{mixed(2 * place), mixed(2 * place + 1)}
                : std::array<int, 2>{static_cast<int>(place / 3), static_cast<int>(place / 3 + place % 7 * 7)};
      }
      std::vector<std::array<T, 3>> points(static_cast<std::size_t>(vertices)), start(points);
      std::vector<T> energy(static_cast<std::size_t>(n)), others(2 * points.size(), T(3)), others_start(others);
      for (std::size_t k = 0; k < points.size(); ++k)
        for (std::size_t d = 0; d < 3; ++d)
          points[k][d] = sample<T>(static_cast<std::ptrdiff_t>(k), static_cast<int>(d)), start[k][d] = T(d);
      std::vector<std::array<T, 7>> results(ends.size());
      const auto in = inputs(gathered(points, ends), 2);
      batch(h, in, outputs(results));
      auto expected = start;
      for (std::size_t r = 0; r < ends.size(); ++r)
        for (std::size_t end = 0; end < 2; ++end) {
          auto& target = expected[static_cast<std::size_t>(ends[r][end])];
          for (std::size_t d = 0; d < 3; ++d) target[d] += results[r][1 + 3 * end + d];
        }
      double total = -1;
      const auto run = [&](auto&... with) {
        auto forces = start;
        double sum = 0, alone = 0;
        batch(h, in, outputs(summed(sum), scatter_added(forces, ends)), with...);
        batch(h, in, outputs(summed(alone), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr), with...);
        CHECK(std::memcmp(forces.data(), expected.data(), expected.size() * sizeof(expected[0])) == 0);
        CHECK(sum == alone);
        if (total == -1) total = sum;
        CHECK(sum == total);
        // To two arrays, and to one of them a second time, number by number.
        forces = start, others = others_start;
        std::vector<T> first(points.size() * 3, T(0));
        batch(
            h, in,
            outputs(scatter_added(column(others.data() + 1, vertices, 2), column(&ends[0][1], n, 2)),
                    scatter_added(forces, column(&ends[0][0], n, 2)), scatter_added(forces, column(&ends[0][1], n, 2))),
            with...);
        CHECK(std::memcmp(forces.data(), expected.data(), expected.size() * sizeof(expected[0])) == 0);
        std::vector<T> expected_others(others_start);
        for (std::size_t r = 0; r < ends.size(); ++r)
          expected_others[2 * static_cast<std::size_t>(ends[r][1]) + 1] += results[r][0];
        CHECK(same_bits(others.data(), expected_others));
      };
      run();
      for (const int count : {2, 3, 8}) {
        thread_pool pool(count);
        run(pool);
      }
    }
}

TEST_CASE("sums of results") {
  constexpr auto two = function(bundle(x0 + x1, x0 - x1), arguments(x0, x1));
  double plus = -1, minus = -1;
  std::vector<double> none;
  batch(two, inputs(none, 1.0), outputs(summed(plus), summed(minus)));  // no rows
  CHECK((plus == 0 && minus == 0));
  std::vector<float> ones(16'000'001, 1.0f);
  float in_float = 0;
  double in_double = 0;
  batch(two, inputs(ones, 1), outputs(summed(in_double), nullptr));
  batch(two, inputs(ones, 0), outputs(nullptr, summed(in_float)));
  CHECK(in_double == 32'000'002.0);
  CHECK(in_float == 16'000'001.0f);
  // The lanes beyond the end count nothing, whatever they are.
  std::vector<double> some{1, 2, 3};
  constexpr auto inverse = function(1_c / (x0 - 4_c), arguments(x0));
  double sum = 0;
  batch(inverse, inputs(some), outputs(summed(sum)));
  CHECK(std::abs(sum + 1.0 / 3 + 1.0 / 2 + 1.0) < 1e-15);
}

}  // namespace
