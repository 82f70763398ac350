// SPDX-License-Identifier: BSL-1.0
// Places along axes: by labels, X(k[i(e)], d), by number, X(n, d[2_c]), values side by side, and formulas of numbers
// whose symbols are elements of tensors. Against plain loops, and derivatives against their central differences.
#include <array>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/indexed/differences.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using indexed::check_gradient_of;
using indexed::numbers;
using indexed::sizes;
using indexed::some;

constexpr auto e = axis<"e">;
constexpr auto k = axis<"k">;
constexpr auto n = axis<"n">;
constexpr auto v = axis<"v", 3>;
constexpr auto d = axis<"d", 3>;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto rest = tensor<"rest">;
constexpr auto i = labels<"i">;
constexpr auto j = labels<"j">;
constexpr auto tri = labels<"tri">;

static_assert(std::is_same_v<decltype(X(k[i(e)], d)), decltype(pick(X(k, d), k, i(e)))>);

constexpr std::size_t vertices = 11;
std::vector<int> some_labels(std::size_t count, std::size_t step) {
  std::vector<int> all(count);
  for (std::size_t q = 0; q < count; ++q) all[q] = static_cast<int>(q * q * step % vertices);
  return all;
}

double springs_by_loops(const numbers& x, const std::vector<int>& from, const std::vector<int>& to,
                        const numbers& length) {
  double total = 0;
  for (std::size_t s = 0; s < from.size(); ++s) {
    double square_of = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      const double difference_in =
          x[3 * static_cast<std::size_t>(from[s]) + c] - x[3 * static_cast<std::size_t>(to[s]) + c];
      square_of += difference_in * difference_in;
    }
    const double r = std::sqrt(square_of + 0.1) - length[s];
    total += r * r;
  }
  return total;
}

constexpr auto springs =
    sum(e, square(sqrt(sum(d, square(X(k[i(e)], d) - X(k[j(e)], d))) + constant<1, 10>) - rest(e)));
// The same spring in numbers.
constexpr auto spring =
    record<"a", "b", "c", "p", "q", "r", "l">([](auto a, auto b, auto c, auto p, auto q, auto r, auto l) {
      const auto length = sqrt((a - p) * (a - p) + (b - q) * (b - q) + (c - r) * (c - r) + 0.1_c);
      return (length - l) * (length - l);
    });
constexpr auto element =
    substitute(spring, symbol<"a"> = X(k[i(e)], d[0_c]), symbol<"b"> = X(k[i(e)], d[1_c]),
               symbol<"c"> = X(k[i(e)], d[2_c]), symbol<"p"> = X(k[j(e)], d[0_c]), symbol<"q"> = X(k[j(e)], d[1_c]),
               symbol<"r"> = X(k[j(e)], d[2_c]), symbol<"l"> = rest(e));

template <class Formula>
void check_springs(const Formula& formula) {
  const numbers x = some(3 * vertices, 0.3);
  for (const std::size_t size : sizes) {
    const std::vector<int> from = some_labels(size, 3), to = some_labels(size, 5);
    const numbers length = some(size, 2);
    const auto f = [&](const numbers& at) { return springs_by_loops(at, from, to, length); };
    auto net = prepare(value_and_gradient(formula, X), e = size, k = vertices);
    const auto r = net(X = x, i = from, j = to, rest = length);
    CHECK(r.value == Approx(f(x)).epsilon(1e-13));
    check_gradient_of(f, x, r[X]);
  }
}

// A list of symbols stands for the elements along the axis that is as long.
static_assert(std::is_same_v<decltype(substitute(spring, symbols<"a", "b", "c"> = X(k[i(e)], d),
                                                 symbols<"p", "q", "r"> = X(k[j(e)], d), symbol<"l"> = rest(e))),
                             std::remove_const_t<decltype(element)>>);

TEST_CASE("springs over axes") { check_springs(springs); }
TEST_CASE("springs from a formula of numbers") { check_springs(sum(e, element)); }

TEST_CASE("one pass over the elements, whatever the number of places") {
  constexpr auto plan = plan_of(value_and_gradient(sum(e, element), X));
  STATIC_REQUIRE(plan.nests() == 1);
  STATIC_REQUIRE(plan.contractions() == 0);
  std::ostringstream out;
  out << plan;
  const std::string text = out.str();
  CHECK(text.find("grad_X[i[e],2] +=") != std::string::npos);
  CHECK(text.find("grad_X[j[e],0] -=") != std::string::npos);
  CHECK(text.find("==") == text.rfind("=="));  // of hypot at the origin, at most; nowhere a label with a place
}

TEST_CASE("springs with several threads, the same bits") {
  constexpr std::size_t size = 20000;
  const numbers x = some(3 * vertices, 0.3), length = some(size, 2);
  const std::vector<int> from = some_labels(size, 3), to = some_labels(size, 5);
  auto one = prepare(value_and_gradient(springs, X), e = size, k = vertices, threads(1));
  const auto expected = one(X = x, i = from, j = to, rest = length);
  for (const int workers : {2, 3}) {
    auto several = prepare(value_and_gradient(springs, X), e = size, k = vertices, threads(workers));
    const auto found = several(X = x, i = from, j = to, rest = length);
    CHECK(found.value == expected.value);
    for (std::size_t q = 0; q < x.size(); ++q) CHECK(found[X].data()[q] == expected[X].data()[q]);
  }
}

TEST_CASE("springs in floats") {
  constexpr std::size_t size = 33;
  const numbers x = some(3 * vertices, 0.3), length = some(size, 2);
  const std::vector<float> narrow(x.begin(), x.end()), narrow_length(length.begin(), length.end());
  const std::vector<int> from = some_labels(size, 3), to = some_labels(size, 5);
  auto wide = prepare(value_and_gradient(springs, X), e = size, k = vertices);
  auto net = prepare<float>(value_and_gradient(springs, X), e = size, k = vertices);
  const auto expected = wide(X = x, i = from, j = to, rest = length);
  const auto found = net(X = narrow, i = from, j = to, rest = narrow_length);
  CHECK(static_cast<double>(found.value) == Approx(expected.value).epsilon(1e-5));
  for (std::size_t q = 0; q < x.size(); ++q)
    CHECK(static_cast<double>(found[X].data()[q]) == Approx(expected[X].data()[q]).margin(1e-4));
}

TEST_CASE("labels over two axes") {
  constexpr auto area = sum(e, sum(d, square(sum(v, X(k[tri(e, v)], d)))) * rest(e));
  const numbers x = some(3 * vertices, 0.3);
  for (const std::size_t size : sizes) {
    const std::vector<int> corners = some_labels(3 * size, 7);
    const numbers weights = some(size, 2);
    const auto f = [&](const numbers& at) {
      double total = 0;
      for (std::size_t s = 0; s < size; ++s)
        for (std::size_t c = 0; c < 3; ++c) {
          double sum_of = 0;
          for (std::size_t corner = 0; corner < 3; ++corner)
            sum_of += at[3 * static_cast<std::size_t>(corners[3 * s + corner]) + c];
          total += sum_of * sum_of * weights[s];
        }
      return total;
    };
    auto net = prepare(value_and_gradient(area, X), e = size, k = vertices);
    const auto r = net(X = x, tri = corners, rest = weights);
    CHECK(r.value == Approx(f(x)).epsilon(1e-13));
    check_gradient_of(f, x, r[X]);
  }
}

TEST_CASE("rows of an embedding") {
  constexpr auto c = axis<"c">;
  constexpr auto E = tensor<"E">;
  constexpr auto f = sum(e, sum(c, tanh(E(k[i(e)], c)) * rest(e)));
  constexpr std::size_t size = 9;
  const std::vector<int> words = some_labels(size, 3);
  const numbers weights = some(size, 2);
  for (const std::size_t width : std::array<std::size_t, 5>{1, 3, 8, 13, 64}) {
    const numbers table = some(vertices * width, 0.1);
    auto net = prepare(value_and_gradient(f, E), e = size, k = vertices, c = width);
    const auto r = net(E = table, i = words, rest = weights);
    numbers expected(table.size());
    double value = 0;
    for (std::size_t s = 0; s < size; ++s)
      for (std::size_t q = 0; q < width; ++q) {
        const std::size_t place = static_cast<std::size_t>(words[s]) * width + q;
        const double t = std::tanh(table[place]);
        value += t * weights[s];
        expected[place] += (1 - t * t) * weights[s];
      }
    CHECK(r.value == Approx(value).epsilon(1e-13));
    for (std::size_t q = 0; q < table.size(); ++q) CHECK(r[E].data()[q] == Approx(expected[q]).margin(1e-13));
  }
}

TEST_CASE("places by number") {
  constexpr auto f = sum(n, X(n, d[0_c]) * X(n, d[2_c]) - square(X(n, d[1_c])));
  constexpr std::size_t size = 10;
  const numbers x = some(3 * size, 0.3);
  auto net = prepare(value_gradient_hessian(f, X), n = size);
  const auto r = net(X = x);
  double value = 0;
  for (std::size_t q = 0; q < size; ++q) {
    value += x[3 * q] * x[3 * q + 2] - x[3 * q + 1] * x[3 * q + 1];
    CHECK(r[X](q, 0) == x[3 * q + 2]);
    CHECK(r[X](q, 1) == -2 * x[3 * q + 1]);
    CHECK(r[X](q, 2) == x[3 * q]);
  }
  CHECK(r.value == Approx(value).epsilon(1e-14));
  const auto bend = r.hessian(X, X);
  for (std::size_t p = 0; p < size; ++p)
    for (std::size_t q = 0; q < size; ++q)
      for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b)
          CHECK(bend(p, a, q, b) == (p != q ? 0 : a == 1 && b == 1 ? -2 : a + b == 2 && a != b ? 1 : 0));
}

TEST_CASE("values side by side") {
  constexpr auto y = tensor<"y">;
  constexpr auto turned = stack(d, y(n), log(y(n)), y(n) * y(n));
  constexpr auto f = sum(n, sum(d, turned * X(n, d)));
  constexpr std::size_t size = 12;
  const numbers x = some(3 * size, 0.3);
  numbers positive = some(size, 1);
  for (double& one : positive) one = 1.5 + one;
  auto net = prepare(value_and_gradient(f, y), n = size);
  const auto r = net(X = x, y = positive);
  double value = 0;
  for (std::size_t q = 0; q < size; ++q) {
    const double t = positive[q];
    value += t * x[3 * q] + std::log(t) * x[3 * q + 1] + t * t * x[3 * q + 2];
    CHECK(r[y].data()[q] == Approx(x[3 * q] + x[3 * q + 1] / t + 2 * t * x[3 * q + 2]).epsilon(1e-13));
  }
  CHECK(r.value == Approx(value).epsilon(1e-13));
  // What is not taken does not spoil the others.
  numbers zero = positive;
  zero[3] = 0;
  auto first = prepare(sum(n, stack(d, y(n), log(y(n)), y(n)) * X(n, d)), n = size);
  const auto s = first(X = x, y = zero);
  CHECK(std::isfinite(s.value(0)));
  CHECK(std::isinf(s.value(1)));
}

TEST_CASE("products of elements that two kinds of labels pick from one tensor") {
  constexpr auto f = sum(e, pick(Y(k), k, i(e)) * sin(pick(Y(k), k, j(e))));
  for (const std::size_t count : sizes) {
    const numbers data = some(vertices, 0.2);
    const std::vector<int> from = some_labels(count, 3), to = some_labels(count, 5);
    const auto by_loop = [&](const numbers& at) {
      double total = 0;
      for (std::size_t q = 0; q < count; ++q)
        total += at[static_cast<std::size_t>(from[q])] * std::sin(at[static_cast<std::size_t>(to[q])]);
      return total;
    };
    auto net = prepare(value_and_gradient(f, Y), e = count, k = vertices);
    const auto found = net(Y = data, i = from, j = to);
    CHECK(found.value == Approx(by_loop(data)).epsilon(1e-12).margin(1e-13));
    check_gradient_of(by_loop, data, found[Y]);
  }
}

TEST_CASE("labels at places of their own: the corners of a triangle one by one") {
  constexpr auto side = sum(d, square(X(k[tri(e, v[0_c])], d) - X(k[tri(e, v[2_c])], d)));
  constexpr auto f = sum(e, side * exp(-X(k[tri(e, v[1_c])], d[1_c])));
  static_assert(std::is_same_v<decltype(pick(Y(k), k, tri(e, v[0_c]))), decltype(Y(k[tri(e, v[0_c])]))>);
  for (const std::size_t count : sizes) {
    const numbers data = some(3 * vertices, 0.2);
    const std::vector<int> corners = some_labels(3 * count, 5);
    const auto by_loop = [&](const numbers& at) {
      double total = 0;
      for (std::size_t t = 0; t < count; ++t) {
        const auto corner = [&](std::size_t c, std::size_t q) {
          return at[3 * static_cast<std::size_t>(corners[3 * t + c]) + q];
        };
        double length = 0;
        for (std::size_t q = 0; q < 3; ++q) length += (corner(0, q) - corner(2, q)) * (corner(0, q) - corner(2, q));
        total += length * std::exp(-corner(1, 1));
      }
      return total;
    };
    auto net = prepare(value_and_gradient(f, X), e = count, k = vertices);
    const auto found = net(X = data, tri = corners);
    CHECK(found.value == Approx(by_loop(data)).epsilon(1e-12).margin(1e-13));
    check_gradient_of(by_loop, data, found[X]);
    auto sparse = prepare(compressed(value_and_gradient(f, X)), e = count, k = vertices);
    const auto second = sparse(X = data, tri = corners);
    CHECK(second.value == Approx(by_loop(data)).epsilon(1e-12).margin(1e-13));
    check_gradient_of(by_loop, data, second[X]);
  }
}

TEST_CASE("labels that labels pick, and elements along the axis of labels as symbols") {
  // n picks triangles, and these their corners
  constexpr auto f = sum(n, Y(k[tri(e[j(n)], v[1_c])]) * Y(k[i(n)]));
  constexpr auto corner = symbols<"p", 3>;
  constexpr auto g = sum(e, substitute(square(corner[0_c] - corner[2_c]) * corner[1_c], corner = Y(k[tri(e, v)])));
  const numbers data = some(vertices, 0.2);
  const std::vector<int> corners = some_labels(3 * vertices, 5), from = some_labels(8, 3), which = some_labels(8, 2);
  const auto at_corner = [&](const numbers& at, std::size_t t, std::size_t c) {
    return at[static_cast<std::size_t>(corners[3 * t + c])];
  };
  const auto f_by_loop = [&](const numbers& at) {
    double total = 0;
    for (std::size_t q = 0; q < 8; ++q)
      total += at_corner(at, static_cast<std::size_t>(which[q]), 1) * at[static_cast<std::size_t>(from[q])];
    return total;
  };
  const auto g_by_loop = [&](const numbers& at) {
    double total = 0;
    for (std::size_t t = 0; t < vertices; ++t)
      total += std::pow(at_corner(at, t, 0) - at_corner(at, t, 2), 2) * at_corner(at, t, 1);
    return total;
  };
  auto first = prepare(value_and_gradient(f, Y), n = 8, e = vertices, k = vertices);
  const auto found = first(Y = data, tri = corners, i = from, j = which);
  CHECK(found.value == Approx(f_by_loop(data)).epsilon(1e-12));
  check_gradient_of(f_by_loop, data, found[Y]);
  auto second = prepare(value_and_gradient(g, Y), e = vertices, k = vertices);
  const auto others = second(Y = data, tri = corners);
  CHECK(others.value == Approx(g_by_loop(data)).epsilon(1e-12));
  check_gradient_of(g_by_loop, data, others[Y]);
}

TEST_CASE("mistakes with labels") {
  auto net = prepare(value_and_gradient(springs, X), e = 9, k = vertices);
  const numbers x = some(3 * vertices, 0.3), length = some(9, 2);
  std::vector<int> from = some_labels(9, 3);
  const std::vector<int> to = some_labels(9, 5);
  for (const std::size_t at : {std::size_t{0}, std::size_t{7}, std::size_t{8}}) {
    from = some_labels(9, 3);
    from[at] = -1;
    CHECK_THROWS_WITH(net(X = x, i = from, j = to, rest = length),
                      "tapeless: label -1 in i is not among the 11 from 0 to 10");
    from[at] = 1 << 30;
    CHECK_THROWS_WITH(net(X = x, i = from, j = to, rest = length),
                      "tapeless: label 1073741824 in i is not among the 11 from 0 to 10");
  }
  CHECK_THROWS_AS(net(X = x, i = std::vector<int>(8), j = to, rest = length), std::invalid_argument);
  // A float does not tell 2^24 from 2^24 + 1.
  constexpr auto f = sum(e, rest(k[i(e)]));
  constexpr std::size_t many = (std::size_t{1} << 24) + 2;
  const std::vector<float> table(many, 1.0f);
  const std::vector<int> last = {1 << 24};
  auto narrow = prepare<float>(f, e = 1, k = many);
  CHECK_THROWS_WITH(narrow(rest = table, i = last),
                    "tapeless: labels i pick among 16777218, more than numbers of this type can tell apart: "
                    "prepare<double>(...)");
}

}  // namespace
