// SPDX-License-Identifier: BSL-1.0
// Data that meet parameters element by element: loops along the data, tensors turned tile by tile, products of matrices
// for one component after another. Against plain loops in long double, at lengths around those of registers and tiles,
// in any layout, in float, and with threads.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

constexpr auto n = axis<"n">;  // data
constexpr auto k = axis<"k">;  // components
constexpr auto d = axis<"d">;  // dimensions
constexpr auto e = axis<"e">;  // columns of the factors
constexpr auto X = tensor<"X">;
constexpr auto a = tensor<"a">;
constexpr auto m = tensor<"m">;
constexpr auto A = tensor<"A">;

// The logarithm of a sum of normal densities with factors A(k) of their precision matrices.
constexpr auto whitened = sum(e, A(k, d, e) * (X(n, e) - m(k, e)));
constexpr auto joint = a(k) - square_norm(d, whitened) / 2_c;
constexpr auto likelihood = sum(n, log_sum_exp(k, joint));
constexpr auto mixture = value_and_gradient(likelihood, a, m, A);

struct sizes {
  std::size_t data, components, dimensions;
};
struct parameters {
  std::vector<double> a, m, A;
  explicit parameters(const sizes& s)
      : a(waves(s.components, 0.4)),
        m(waves(s.components * s.dimensions, 1.3)),
        A(waves(s.components * s.dimensions * s.dimensions, 2.2)) {}
};
long double wide(double number) { return static_cast<long double>(number); }

// Value, gradients in a, m and A.
std::vector<long double> by_hand(const sizes& s, const std::vector<double>& x, const parameters& p) {
  const std::size_t K = s.components, D = s.dimensions;
  std::vector<long double> all(1 + K + K * D + K * D * D), y(K * D), l(K);
  long double* const ga = all.data() + 1;
  long double* const gm = ga + K;
  long double* const gA = gm + K * D;
  for (std::size_t r = 0; r < s.data; ++r) {
    long double most = -std::numeric_limits<long double>::infinity(), total = 0;
    for (std::size_t c = 0; c < K; ++c) {
      l[c] = wide(p.a[c]);
      for (std::size_t i = 0; i < D; ++i) {
        y[c * D + i] = 0;
        for (std::size_t j = 0; j < D; ++j)
          y[c * D + i] += wide(p.A[(c * D + i) * D + j]) * (wide(x[r * D + j]) - wide(p.m[c * D + j]));
        l[c] -= y[c * D + i] * y[c * D + i] / 2;
      }
      most = std::max(most, l[c]);
    }
    for (std::size_t c = 0; c < K; ++c) total += std::exp(l[c] - most);
    all[0] += most + std::log(total);
    for (std::size_t c = 0; c < K; ++c) {
      const long double share = std::exp(l[c] - most) / total;
      ga[c] += share;
      for (std::size_t i = 0; i < D; ++i)
        for (std::size_t j = 0; j < D; ++j) {
          gm[c * D + j] += share * y[c * D + i] * wide(p.A[(c * D + i) * D + j]);
          gA[(c * D + i) * D + j] -= share * y[c * D + i] * (wide(x[r * D + j]) - wide(p.m[c * D + j]));
        }
    }
  }
  return all;
}

template <class Result>
std::vector<double> numbers(const Result& r) {
  std::vector<double> all{static_cast<double>(r.value)};
  for (const auto& x : r[a]) all.push_back(static_cast<double>(x));
  for (const auto& x : r[m]) all.push_back(static_cast<double>(x));
  for (const auto& x : r[A]) all.push_back(static_cast<double>(x));
  return all;
}
void check_near(const std::vector<double>& found, const std::vector<long double>& expected, double tolerance) {
  REQUIRE(found.size() == expected.size());
  long double scale = 1;
  for (const long double x : expected) scale = std::max(scale, std::abs(x));
  long double worst = 0;
  for (std::size_t j = 0; j < found.size(); ++j) {
    REQUIRE(std::isfinite(found[j]));
    worst = std::max(worst, std::abs(wide(found[j]) - expected[j]) / scale);
  }
  CHECK(static_cast<double>(worst) < tolerance);
}

TEST_CASE("what is planned for a mixture") {
  std::ostringstream out;
  out << plan_of(mixture);
  const std::string text = out.str();
  const auto has = [&](const char* part) {
    INFO(part << '\n' << text);
    CHECK(text.find(part) != std::string::npos);
  };
  has("for e:\n  sweep n:\n    buffer0[e,n] = X[n,e]\n");                     // turned
  has("for k:\n  for e:\n    sweep n:\n      v2 = buffer0[e,n] - m[k,e]\n");  // along the data
  has("[k,d,n] = sum(e, A[k,d,e]*");                                          // a product as it is
  has("grad_A[k,d,e] = sum(n, ");                                             // of what lies along n
  has("run of 4 over k:\nfor k:\n  for e:\n");
  CHECK(text.find("for n:") == std::string::npos);
  // Memory does not grow with the data, and does with the square of the dimensions times the components.
  CHECK(plan_of(mixture).bytes(n = 1'000'000, k = 8, d = 8, e = 8) ==
        plan_of(mixture).bytes(n = 100'000, k = 8, d = 8, e = 8));
}

TEST_CASE("a mixture of every size and layout") {
  for (const std::size_t data : {1U, 7U, 8U, 9U, 31U, 96U, 333U, 1021U})
    for (const std::size_t components : {1U, 3U, 9U})
      for (const std::size_t dimensions : {1U, 2U, 7U, 8U, 19U}) {
        const sizes s{data, components, dimensions};
        INFO("n " << data << ", k " << components << ", d " << dimensions);
        const std::vector<double> x = waves(data * dimensions, 0.3);
        const parameters p(s);
        const std::vector<long double> expected = by_hand(s, x, p);
        auto net = prepare(mixture, n = data, k = components, d = dimensions, e = dimensions);
        check_near(numbers(net(X = x, a = p.a, m = p.m, A = p.A)), expected, 1e-13);
        // By columns, and rows with a gap behind each.
        const std::size_t gap = dimensions + 3;
        std::vector<double> turned(x.size()), apart(data * gap, std::numeric_limits<double>::quiet_NaN());
        for (std::size_t r = 0; r < data; ++r)
          for (std::size_t c = 0; c < dimensions; ++c)
            apart[r * gap + c] = turned[c * data + r] = x[r * dimensions + c];
        const auto rows = static_cast<std::ptrdiff_t>(data), columns = static_cast<std::ptrdiff_t>(dimensions);
        const auto by_columns = strided_view(turned.data(), {rows, columns}, {std::ptrdiff_t{1}, rows});
        check_near(numbers(net(X = by_columns, a = p.a, m = p.m, A = p.A)), expected, 1e-13);
        const auto padded =
            strided_view(apart.data(), {rows, columns}, {static_cast<std::ptrdiff_t>(gap), std::ptrdiff_t{1}});
        check_near(numbers(net(X = padded, a = p.a, m = p.m, A = p.A)), expected, 1e-13);
        const auto loose = strided_view(apart.data(), {rows, std::ptrdiff_t{1}},
                                        {static_cast<std::ptrdiff_t>(gap), std::ptrdiff_t{2}});
        if (dimensions == 1) check_near(numbers(net(X = loose, a = p.a, m = p.m, A = p.A)), expected, 1e-13);
      }
}

TEST_CASE("a mixture in float") {
  const sizes s{777, 5, 6};
  const std::vector<double> x = waves(s.data * s.dimensions, 0.3);
  parameters p(s);
  const std::vector<float> xf(x.begin(), x.end()), af(p.a.begin(), p.a.end()), mf(p.m.begin(), p.m.end()),
      Af(p.A.begin(), p.A.end());
  p.a.assign(af.begin(), af.end()), p.m.assign(mf.begin(), mf.end()), p.A.assign(Af.begin(), Af.end());
  const std::vector<long double> expected = by_hand(s, std::vector<double>(xf.begin(), xf.end()), p);
  auto net = prepare<float>(mixture, n = s.data, k = s.components, d = s.dimensions, e = s.dimensions);
  check_near(numbers(net(X = xf, a = af, m = mf, A = Af)), expected, 2e-6);
}

TEST_CASE("a mixture has the same bits with any number of threads") {
  const sizes s{20'011, 4, 3};
  const std::vector<double> x = waves(s.data * s.dimensions, 0.3);
  const parameters p(s);
  const auto team = [&](int count) {
    auto net = prepare(mixture, n = s.data, k = s.components, d = s.dimensions, e = s.dimensions, threads(count));
    return numbers(net(X = x, a = p.a, m = p.m, A = p.A));
  };
  const std::vector<double> one = team(1);
  check_near(one, by_hand(s, x, p), 1e-12);
  for (const int count : {2, 3, 5}) {
    const std::vector<double> more = team(count);
    CHECK(std::memcmp(one.data(), more.data(), one.size() * sizeof(double)) == 0);
  }
}

// Squared distances to the nearest of a few centres: nothing is multiplied, data of two names of one tensor.
constexpr auto C = tensor<"C">;
constexpr auto cost = sum(n, min(k, sum(d, square(X(n, d) - C(k, d)))));
constexpr auto nearest = value_and_gradient(cost, C);

TEST_CASE("distances to the nearest centres") {
  {
    std::ostringstream out;
    out << plan_of(nearest);
    INFO(out.str());
    CHECK(out.str().find("sweep d") == std::string::npos);
  }
  for (const std::size_t data : {1U, 8U, 9U, 500U, 3001U})
    for (const std::size_t centres : {1U, 4U, 11U})
      for (const std::size_t dimensions : {1U, 2U, 5U, 16U}) {
        INFO("n " << data << ", k " << centres << ", d " << dimensions);
        const std::vector<double> x = waves(data * dimensions, 0.3), c = waves(centres * dimensions, 1.9);
        std::vector<long double> expected(1 + centres * dimensions);
        for (std::size_t r = 0; r < data; ++r) {
          std::size_t best = 0;
          long double least = std::numeric_limits<long double>::infinity();
          for (std::size_t j = 0; j < centres; ++j) {
            long double distance = 0;
            for (std::size_t i = 0; i < dimensions; ++i)
              distance += (wide(x[r * dimensions + i]) - wide(c[j * dimensions + i])) *
                          (wide(x[r * dimensions + i]) - wide(c[j * dimensions + i]));
            if (distance < least) best = j, least = distance;
          }
          expected[0] += least;
          for (std::size_t i = 0; i < dimensions; ++i)
            expected[1 + best * dimensions + i] -= 2 * (wide(x[r * dimensions + i]) - wide(c[best * dimensions + i]));
        }
        auto net = prepare(nearest, n = data, k = centres, d = dimensions);
        const auto result = net(X = x, C = c);
        std::vector<double> found{result.value};
        found.insert(found.end(), result[C].begin(), result[C].end());
        check_near(found, expected, 1e-13);
      }
}

}  // namespace
