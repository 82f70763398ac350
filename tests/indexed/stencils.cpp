// SPDX-License-Identifier: BSL-1.0
// Places that axes count off as loops go over them: shifts, strides, places that run backwards, stencils and
// convolutions in one and two dimensions, with gradients and second derivatives, against plain loops in long double.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "tests/indexed/differences.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using indexed::numbers;
using indexed::sizes;
using indexed::some;
using real = long double;
using reals = std::vector<real>;

constexpr auto n = axis<"n">;
constexpr auto m = axis<"m">;
constexpr auto k = axis<"k">;
constexpr auto l = axis<"l">;
constexpr auto u = axis<"u", 3>;
constexpr auto v = axis<"v", 3>;
constexpr auto q = axis<"q">;
constexpr auto x = tensor<"x">;
constexpr auto w = tensor<"w">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto c = symbol<"c">;

// Data, read as long double.
class values {
 public:
  values(numbers all) : kept(std::move(all)) {}
  const numbers kept;
  real operator[](std::size_t e) const { return static_cast<real>(kept[e]); }
  std::size_t size() const { return kept.size(); }
  const double* data() const { return kept.data(); }
};

template <class View>
void check_close(const View& found, const reals& expected) {
  REQUIRE(static_cast<std::size_t>(found.size()) == expected.size());
  const auto* const at = found.elements;
  for (std::size_t e = 0; e < expected.size(); ++e)
    CHECK(at[e] == Approx(static_cast<double>(expected[e])).epsilon(1e-13).margin(1e-13));
}

// sum(n, w(n)*x(place)^3 + c*x(place)*x(other)) over `count` values of n.
struct answer {
  real value = 0;
  reals gradient, weights;
};
template <class Place, class Other>
answer pairs(const values& at, const values& by, real factor, const Place& place, const Other& other) {
  answer all;
  all.gradient.resize(at.size());
  all.weights.resize(by.size());
  for (std::size_t e = 0; e < by.size(); ++e) {
    const std::size_t i = place(e), j = other(e);
    const real a = at[i], b = at[j], weight = by[e];
    all.value += weight * a * a * a + factor * a * b;
    all.gradient[i] += 3 * weight * a * a + factor * b;
    all.gradient[j] += factor * a;
    all.weights[e] = a * a * a;
  }
  return all;
}

// P, Q: the places as formulas. long_enough(count): the length of the axis of x.
template <class P, class Q, class Length, class Place, class Other>
void check_pairs(P p, Q o, const Length& long_enough, const Place& place, const Other& other) {
  constexpr auto f = sum(n, w(n) * x(k[P{}]) * square(x(k[P{}])) + c * x(k[P{}]) * x(k[Q{}]));
  static_cast<void>(p), static_cast<void>(o);
  for (const std::size_t count : sizes) {
    INFO(count << " places");
    const std::size_t length = long_enough(count);
    const values at = some(length, 0.3), by = some(count, 1.1);
    const answer expected = pairs(
        at, by, 1.5L, [&](std::size_t e) { return place(e, count); }, [&](std::size_t e) { return other(e, count); });
    auto net = prepare(value_and_gradient(f, x, w), n = count, k = length);
    const auto found = net(x = at.kept, w = by.kept, c = 1.5);
    CHECK(found.value == Approx(static_cast<double>(expected.value)).epsilon(1e-13).margin(1e-13));
    check_close(found[x], expected.gradient);
    check_close(found[w], expected.weights);
    // Once more: nothing stays from the call before. And elements that lie apart.
    check_close(net(x = at.kept, w = by.kept, c = 1.5)[x], expected.gradient);
    numbers apart(2 * length);
    for (std::size_t e = 0; e < length; ++e) apart[2 * e] = at.kept[e];
    const auto strided =
        net(x = strided_view<const double, 1>(apart.data(), {static_cast<std::ptrdiff_t>(length)}, {2}), w = by.kept,
            c = 1.5);
    check_close(strided[x], expected.gradient);
  }
}

}  // namespace

TEST_CASE("shifts in both directions") {
  check_pairs(
      n + 1_c, n, [](std::size_t count) { return count + 1; }, [](std::size_t e, std::size_t) { return e + 1; },
      [](std::size_t e, std::size_t) { return e; });
  check_pairs(
      n, n + 3_c, [](std::size_t count) { return count + 5; }, [](std::size_t e, std::size_t) { return e; },
      [](std::size_t e, std::size_t) { return e + 3; });
  check_pairs(
      n + 17_c, n + 1_c, [](std::size_t count) { return count + 20; },
      [](std::size_t e, std::size_t) { return e + 17; }, [](std::size_t e, std::size_t) { return e + 1; });
  check_pairs(
      n + 16_c, n, [](std::size_t count) { return count + 16; }, [](std::size_t e, std::size_t) { return e + 16; },
      [](std::size_t e, std::size_t) { return e; });
}

TEST_CASE("strides, and places that run backwards") {
  check_pairs(
      2_c * n + 1_c, 2_c * n, [](std::size_t count) { return 2 * count + 1; },
      [](std::size_t e, std::size_t) { return 2 * e + 1; }, [](std::size_t e, std::size_t) { return 2 * e; });
  check_pairs(
      3_c * n + 2_c, n, [](std::size_t count) { return 3 * count; },
      [](std::size_t e, std::size_t) { return 3 * e + 2; }, [](std::size_t e, std::size_t) { return e; });
  check_pairs(
      99_c - n, n + 1_c, [](std::size_t) { return std::size_t{101}; },
      [](std::size_t e, std::size_t) { return 99 - e; }, [](std::size_t e, std::size_t) { return e + 1; });
}

TEST_CASE("a convolution in one dimension, with its second derivatives") {
  constexpr auto y = sum(u, w(u) * x(k[n + u]));
  constexpr auto f = sum(n, y * square(y));
  for (const std::size_t count : sizes) {
    const std::size_t length = count + 2;
    const values at = some(length, 0.2), by = some(3, 0.9), along = some(length, 2.1), turn = some(3, 1.7);
    reals rows(count), moves(count), gx(length), gw(3), hx(length), hw(3);
    real value = 0;
    for (std::size_t e = 0; e < count; ++e) {
      for (std::size_t j = 0; j < 3; ++j) {
        rows[e] += by[j] * at[e + j];
        moves[e] += turn[j] * at[e + j] + by[j] * along[e + j];
      }
      value += rows[e] * rows[e] * rows[e];
      for (std::size_t j = 0; j < 3; ++j) {
        const real slope = 3 * rows[e] * rows[e], curve = 6 * rows[e] * moves[e];
        gx[e + j] += slope * by[j];
        gw[j] += slope * at[e + j];
        hx[e + j] += curve * by[j] + slope * turn[j];
        hw[j] += curve * at[e + j] + slope * along[e + j];
      }
    }
    auto net = prepare(value_and_gradient(f, x, w), n = count, k = length);
    const auto found = net(x = at.kept, w = by.kept);
    CHECK(found.value == Approx(static_cast<double>(value)).epsilon(1e-12).margin(1e-12));
    check_close(found[x], gx);
    check_close(found[w], gw);
    auto curved = prepare(hvp(f, x, w), n = count, k = length);
    const auto product = curved(along.kept, turn.kept, x = at.kept, w = by.kept);
    check_close(product[x], hx);
    check_close(product[w], hw);
    // The whole matrix of second derivatives in x.
    constexpr auto second = derivative(derivative(f, x(k)), x(q));
    auto full = prepare(second, n = count, k = length, q = length);
    reals matrix(length * length);
    for (std::size_t e = 0; e < count; ++e)
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) matrix[(e + i) * length + e + j] += 6 * rows[e] * by[i] * by[j];
    check_close(full(x = at.kept, w = by.kept).value, matrix);
  }
}

TEST_CASE("a stencil and a convolution in two dimensions") {
  constexpr auto y = sum(u, v, W(u, v) * X(k[n + u], l[m + v]));
  constexpr auto f = sum(n, m, y * square(y));
  constexpr auto five = sum(n, m,
                            square(X(k[n], l[m + 1_c]) + X(k[n + 2_c], l[m + 1_c]) + X(k[n + 1_c], l[m]) +
                                   X(k[n + 1_c], l[m + 2_c]) - 4_c * X(k[n + 1_c], l[m + 1_c])));
  for (const std::size_t height : {3u, 4u, 9u})
    for (const std::size_t width : {3u, 4u, 9u, 10u, 11u, 18u, 19u, 40u}) {
      INFO(height << " x " << width);
      const std::size_t rows = height - 2, columns = width - 2;
      const values at = some(height * width, 0.2), by = some(9, 0.9), along = some(height * width, 2.1),
                   turn = some(9, 1.7);
      reals gx(at.size()), gw(9), hx(at.size()), hw(9), laplace(at.size());
      real value = 0, smooth = 0;
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t s = 0; s < columns; ++s) {
          real one = 0, moved = 0;
          const auto element = [&](std::size_t i, std::size_t j) { return (r + i) * width + s + j; };
          for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) {
              one += by[3 * i + j] * at[element(i, j)];
              moved += turn[3 * i + j] * at[element(i, j)] + by[3 * i + j] * along[element(i, j)];
            }
          value += one * one * one;
          for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) {
              const std::size_t e = element(i, j), b = 3 * i + j;
              gx[e] += 3 * one * one * by[b];
              gw[b] += 3 * one * one * at[e];
              hx[e] += 6 * one * moved * by[b] + 3 * one * one * turn[b];
              hw[b] += 6 * one * moved * at[e] + 3 * one * one * along[e];
            }
          const std::array<std::size_t, 5> cross{element(0, 1), element(2, 1), element(1, 0), element(1, 2),
                                                 element(1, 1)};
          real sum = 0;
          for (std::size_t b = 0; b < 5; ++b) sum += (b < 4 ? 1.0L : -4.0L) * at[cross[b]];
          smooth += sum * sum;
          for (std::size_t b = 0; b < 5; ++b) laplace[cross[b]] += 2 * sum * (b < 4 ? 1.0L : -4.0L);
        }
      const auto image = view(at.data(), height, width), move = view(along.data(), height, width);
      const auto kernel = view(by.data(), 3, 3), step = view(turn.data(), 3, 3);
      auto net = prepare(value_and_gradient(f, X, W), n = rows, m = columns, k = height, l = width);
      const auto found = net(X = image, W = kernel);
      CHECK(found.value == Approx(static_cast<double>(value)).epsilon(1e-12).margin(1e-12));
      check_close(found[X], gx);
      check_close(found[W], gw);
      auto curved = prepare(hvp(f, X, W), n = rows, m = columns, k = height, l = width);
      const auto product = curved(move, step, X = image, W = kernel);
      check_close(product[X], hx);
      check_close(product[W], hw);
      auto grid = prepare(value_and_gradient(five, X), n = rows, m = columns, k = height, l = width);
      const auto cross = grid(X = image);
      CHECK(cross.value == Approx(static_cast<double>(smooth)).epsilon(1e-12).margin(1e-12));
      check_close(cross[X], laplace);
    }
}

TEST_CASE("places of one value along two axes, of diagonals, and of values that are computed") {
  // Both dimensions move with one axis; what is picked varies along another axis, too; a sum is shown at its places.
  constexpr auto f = sum(n, X(k[n + 1_c], l[n]) * square(X(k[n], l[n + 2_c])));
  const values at = some(5 * 6, 0.4);
  reals gradient(at.size());
  real value = 0;
  for (std::size_t e = 0; e < 4; ++e) {
    const real a = at[(e + 1) * 6 + e], b = at[e * 6 + e + 2];
    value += a * b * b;
    gradient[(e + 1) * 6 + e] += b * b;
    gradient[e * 6 + e + 2] += 2 * a * b;
  }
  auto net = prepare(value_and_gradient(f, X), n = 4, k = 5, l = 6);
  const auto found = net(X = view(at.data(), 5, 6));
  CHECK(found.value == Approx(static_cast<double>(value)).epsilon(1e-13));
  check_close(found[X], gradient);

  constexpr auto g = sum(n, m, X(m, k[n + 1_c]) * x(m) * sin(X(m, k[n])));
  const values by = some(5, 0.8);
  reals slope(at.size()), weights(5);
  real total = 0;
  for (std::size_t r = 0; r < 5; ++r)
    for (std::size_t e = 0; e < 5; ++e) {
      const real a = at[r * 6 + e + 1], b = at[r * 6 + e], s = by[r];
      total += a * s * std::sin(b);
      slope[r * 6 + e + 1] += s * std::sin(b);
      slope[r * 6 + e] += a * s * std::cos(b);
      weights[r] += a * std::sin(b);
    }
  auto rows = prepare(value_and_gradient(g, X, x), n = 5, m = 5, k = 6);
  const auto other = rows(X = view(at.data(), 5, 6), x = by.kept);
  CHECK(other.value == Approx(static_cast<double>(total)).epsilon(1e-13));
  check_close(other[X], slope);
  check_close(other[x], weights);
}

TEST_CASE("channels: windows of products of matrices") {
  constexpr auto o = axis<"o">;
  constexpr auto i = axis<"i">;
  constexpr auto y = sum(u, i, W(o, i, u) * X(i, k[n + u]));
  constexpr auto f = sum(o, n, square(y));
  constexpr std::size_t out = 4, in = 5, count = 9, length = count + 2;
  const values at = some(in * length, 0.4), by = some(out * in * 3, 0.1);
  reals gx(at.size()), gw(by.size());
  real value = 0;
  for (std::size_t a = 0; a < out; ++a)
    for (std::size_t e = 0; e < count; ++e) {
      real one = 0;
      for (std::size_t b = 0; b < in; ++b)
        for (std::size_t j = 0; j < 3; ++j) one += by[(a * in + b) * 3 + j] * at[b * length + e + j];
      value += one * one;
      for (std::size_t b = 0; b < in; ++b)
        for (std::size_t j = 0; j < 3; ++j) {
          gx[b * length + e + j] += 2 * one * by[(a * in + b) * 3 + j];
          gw[(a * in + b) * 3 + j] += 2 * one * at[b * length + e + j];
        }
    }
  auto net = prepare(value_and_gradient(f, X, W), n = count, k = length, o = out, i = in);
  const auto found = net(X = view(at.data(), in, length), W = view(by.data(), out, in, 3));
  CHECK(found.value == Approx(static_cast<double>(value)).epsilon(1e-13));
  check_close(found[X], gx);
  check_close(found[W], gw);
}

TEST_CASE("stencils have the same bits with any number of threads") {
  constexpr auto f = sum(n, c * square(x(k[n + 1_c]) - x(k[n])) + sin(x(k[n + 2_c])) * x(k[n]));
  constexpr std::size_t count = 100'003;
  const values at = some(count + 2, 0.6);
  constexpr auto request = value_and_gradient(f, x);
  const auto run = [&](int how_many) {
    auto net = prepare(request, n = count, k = count + 2, threads(how_many));
    const auto found = net(x = at.kept, c = 0.7);
    numbers all(found[x].begin(), found[x].end());
    all.push_back(found.value);
    return all;
  };
  const numbers one = run(1);
  CHECK(run(2) == one);
  CHECK(run(3) == one);
  reals gradient(at.size());
  const real twice = 2 * static_cast<real>(0.7);
  for (std::size_t e = 0; e < count; ++e) {
    const real a = at[e], b = at[e + 1], s = at[e + 2];
    gradient[e] += std::sin(s) - twice * (b - a);
    gradient[e + 1] += twice * (b - a);
    gradient[e + 2] += std::cos(s) * a;
  }
  real off = 0;
  for (std::size_t e = 0; e < at.size(); ++e) off = std::max(off, std::abs(gradient[e] - static_cast<real>(one[e])));
  CHECK(off < 1e-14L);
}

TEST_CASE("numbers of single precision") {
  constexpr auto f = sum(n, square(x(k[n + 3_c]) - x(k[n])) * x(k[n + 1_c]));
  for (const std::size_t count : sizes) {
    std::vector<float> at(count + 3);
    for (std::size_t e = 0; e < at.size(); ++e) at[e] = static_cast<float>(std::sin(0.3 + static_cast<double>(e)));
    reals gradient(at.size());
    for (std::size_t e = 0; e < count; ++e) {
      const real d = static_cast<real>(at[e + 3]) - static_cast<real>(at[e]), s = static_cast<real>(at[e + 1]);
      gradient[e + 3] += 2 * d * s;
      gradient[e] -= 2 * d * s;
      gradient[e + 1] += d * d;
    }
    auto net = prepare<float>(value_and_gradient(f, x), n = count, k = count + 3);
    const auto found = net(x = at);
    for (std::size_t e = 0; e < at.size(); ++e)
      CHECK(found[x].elements[e] == Approx(static_cast<double>(gradient[e])).epsilon(2e-6).margin(2e-6));
  }
}

TEST_CASE("loops go to places that are counted off, and nothing is looked up") {
  constexpr auto f = sum(n, square(x(k[n + 1_c]) - x(k[n])));
  constexpr auto plan = plan_of(value_and_gradient(f, x));
  static_assert(plan.nests() == 1 && plan.sweeps() == 1);
  const values at = some(9, 0.1);
  auto net = prepare(value_and_gradient(f, x), n = 8, k = 9);
  CHECK(net.bytes() <= 256);  // the gradient, the value, and no table of places
  CHECK(net(x = at.kept)[x].size() == 9);
  // An axis that is shorter than the window has no place for it.
  CHECK(checks::refusal([&] { prepare(value_and_gradient(f, x), n = 1, k = 1); }) ==
        "tapeless: place 1 of [n + 1] is not among the 1 of axis k, from 0 to 0");
  CHECK(checks::refusal([&] { prepare(value_and_gradient(f, x), n = 0, k = 1); }) ==
        "tapeless: axis n has the extent 0; it has one or more elements");
}
