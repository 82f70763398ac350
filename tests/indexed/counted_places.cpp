// SPDX-License-Identifier: BSL-1.0
// Places that axes count off, x(k[n + 1_c]): differences, stencils, strides, windows of convolutions, in densely stored
// and in compressed derivatives. Against plain loops; derivatives against the closed form or central differences.
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/indexed/differences.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::refusal;
using indexed::check_gradient_of;
using indexed::numbers;
using indexed::sizes;
using indexed::some;

constexpr auto n = axis<"n">;
constexpr auto m = axis<"m">;
constexpr auto k = axis<"k">;
constexpr auto l = axis<"l">;
constexpr auto u = axis<"u", 3>;
constexpr auto v = axis<"v", 2>;
constexpr auto x = tensor<"x">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;

std::ptrdiff_t of(std::size_t count) { return static_cast<std::ptrdiff_t>(count); }

}  // namespace

TEST_CASE("a chain of differences, its gradient and its sparse Hessian") {
  constexpr auto energy = sum(n, square(square(x(k[n + 1_c]) - x(k[n]))));
  for (const std::size_t count : sizes) {
    const numbers data = some(count + 1, 0.4);
    const auto by_loop = [&](const numbers& at) {
      double total = 0;
      for (std::size_t q = 0; q < count; ++q) total += std::pow(at[q + 1] - at[q], 4);
      return total;
    };
    auto net = prepare(value_and_gradient(energy, x), n = count, k = count + 1);
    const auto found = net(x = data);
    CHECK(found.value == Approx(by_loop(data)).epsilon(1e-13));
    check_gradient_of(by_loop, data, found[x]);

    auto sparse = prepare(compressed(value_gradient_hessian(energy, x)), n = count, k = count + 1);
    const auto second = sparse(x = data);
    CHECK(second.value == Approx(by_loop(data)).epsilon(1e-13));
    check_gradient_of(by_loop, data, second[x]);
    CHECK(second.nonzeros() == of(3 * count + 1));  // three diagonals
    numbers dense((count + 1) * (count + 1)), expected(dense.size());
    for (int row = 0; row < second.rows(); ++row)
      for (int at = second.outer()[static_cast<std::size_t>(row)];
           at < second.outer()[static_cast<std::size_t>(row) + 1]; ++at)
        dense[static_cast<std::size_t>(row) * (count + 1) +
              static_cast<std::size_t>(second.inner()[static_cast<std::size_t>(at)])] =
            second.values()[static_cast<std::size_t>(at)];
    for (std::size_t q = 0; q < count; ++q) {
      const double c = 12 * std::pow(data[q + 1] - data[q], 2);
      expected[q * (count + 2)] += c;
      expected[(q + 1) * (count + 2)] += c;
      expected[q * (count + 2) + 1] -= c;
      expected[(q + 1) * (count + 2) - 1] -= c;
    }
    for (std::size_t q = 0; q < dense.size(); ++q) CHECK(dense[q] == Approx(expected[q]).margin(1e-12));
  }
}

TEST_CASE("strides, blocks, windows and places that run backwards") {
  const numbers data = some(40, 0.1);
  // pairs of every third element, the other way round
  constexpr auto f = sum(n, x(k[3_c * n + 2_c]) * sin(x(k[39_c - n])));
  const auto f_by_loop = [](const numbers& at) {
    double total = 0;
    for (std::size_t q = 0; q < 12; ++q) total += at[3 * q + 2] * std::sin(at[39 - q]);
    return total;
  };
  auto first = prepare(value_and_gradient(f, x), n = 12, k = 40);
  const auto found = first(x = data);
  CHECK(found.value == Approx(f_by_loop(data)).epsilon(1e-13));
  check_gradient_of(f_by_loop, data, found[x]);
  // rows of a list of numbers, each with its own weight: two axes count
  constexpr auto g = sum(n, square(sum(u, W(u) * x(k[3_c * n + u + 1_c]))));
  const numbers w = some(3, 2);
  const auto g_by_loop = [&](const numbers& at) {
    double total = 0;
    for (std::size_t q = 0; q < 12; ++q) {
      double row = 0;
      for (std::size_t c = 0; c < 3; ++c) row += w[c] * at[3 * q + c + 1];
      total += row * row;
    }
    return total;
  };
  auto second = prepare(value_and_gradient(g, x, W), n = 12, k = 40);
  const auto rows = second(x = data, W = w);
  CHECK(rows.value == Approx(g_by_loop(data)).epsilon(1e-13));
  check_gradient_of(g_by_loop, data, rows[x]);
}

TEST_CASE("a convolution in two dimensions") {
  constexpr std::size_t height = 6, width = 5;
  constexpr auto y = sum(u, v, W(u, v) * X(k[n + u], l[m + v]));
  constexpr auto loss = sum(n, m, square(y) + y);
  const numbers image = some(height * width, 0.3), kernel = some(6, 1);
  const auto by_loops = [](const numbers& at, const numbers& w) {
    double total = 0;
    for (std::size_t r = 0; r + 2 < height; ++r)
      for (std::size_t c = 0; c + 1 < width; ++c) {
        double one = 0;
        for (std::size_t i = 0; i < 3; ++i)
          for (std::size_t j = 0; j < 2; ++j) one += w[2 * i + j] * at[(r + i) * width + c + j];
        total += one * one + one;
      }
    return total;
  };
  auto net = prepare(value_and_gradient(loss, X, W), n = height - 2, m = width - 1, k = height, l = width);
  std::array<std::ptrdiff_t, 2> shape{of(height), of(width)};
  const auto found = net(X = tensor_view<const double>{image.data(), 2, {shape[0], shape[1]}, {shape[1], 1}},
                         W = tensor_view<const double>{kernel.data(), 2, {3, 2}, {2, 1}});
  CHECK(found.value == Approx(by_loops(image, kernel)).epsilon(1e-13));
  check_gradient_of([&](const numbers& at) { return by_loops(at, kernel); }, image, found[X]);
  check_gradient_of([&](const numbers& at) { return by_loops(image, at); }, kernel, found[W]);
}

TEST_CASE("a recorded formula of numbers at neighbouring places") {
  constexpr auto spring = record<"a", "b">([](auto p, auto q) { return square(exp(p - q) - 1); });
  constexpr auto energy = sum(n, substitute(spring, a = x(k[n + 2_c]), b = x(k[n])));
  const numbers data = some(18, 0.7);
  const auto by_loop = [](const numbers& at) {
    double total = 0;
    for (std::size_t q = 0; q + 2 < at.size(); ++q) total += std::pow(std::exp(at[q + 2] - at[q]) - 1, 2);
    return total;
  };
  auto net = prepare(compressed(value_and_gradient(energy, x)), n = 16, k = 18, threads(2));
  const auto found = net(x = data);
  CHECK(found.value == Approx(by_loop(data)).epsilon(1e-13));
  check_gradient_of(by_loop, data, found[x]);
}

TEST_CASE("the same places are the same labels, however they are written") {
  static_assert(std::is_same_v<decltype(x(k[n + 1_c])), decltype(x(k[1_c + n]))>);
  static_assert(std::is_same_v<decltype(x(k[n + 1_c])), decltype(x(k[2_c * n + 2_c - n - 1_c]))>);
  static_assert(std::is_same_v<decltype(x(k[9_c - n])), decltype(x(k[-n + 9_c]))>);
  static_assert(!std::is_same_v<decltype(x(k[n + 1_c])), decltype(x(k[n + 2_c]))>);
  CHECK(to_string(x(k[n + 1_c]) * x(k[2_c * n - u])) == "pick(x(k), k, [n + 1](n))*pick(x(k), k, [2*n - u](n, u))");
}

TEST_CASE("names that say places, and names that do not") {
  for (const char* name : {"[n + 0]", "[2*n + d - 1]", "[-n + 9]", "[n - 3*d]"}) CHECK(detail::names_places(name));
  for (const char* name : {"n", "[", "[]", "[3]", "[n", "[n +1]", "[n + ]", "[2*]", "[n + 1", "[- n]"})
    CHECK(!detail::names_places(name));
  const detail::affine_place place = detail::read_place("[2*n - d - 1]");
  CHECK((place.count == 2 && place.terms[0].factor == 2 && place.terms[1].factor == -1 && place.constant == -1));
}

TEST_CASE("places outside of the axis are refused by name, and nothing is written") {
  numbers data = some(5, 0);
  constexpr auto f = sum(n, x(k[n + 1_c]) * x(k[n]));
  auto fits = prepare(value_and_gradient(f, x), n = 4, k = 5);
  const double before = fits(x = data).value;
  const auto late = [&] { prepare(value_and_gradient(f, x), n = 5, k = 5)(x = data); };
  CHECK(refusal(late) == "tapeless: place 5 of [n + 1] is not among the 5 of axis k, from 0 to 4");
  constexpr auto early = sum(n, square(x(k[n - 1_c])));
  CHECK(refusal([&] { prepare(value_and_gradient(early, x), n = 5, k = 5)(x = data); }) ==
        "tapeless: place -1 of [n - 1] is not among the 5 of axis k, from 0 to 4");
  CHECK(refusal([&] {
          auto sparse = prepare(compressed(value_and_gradient(f, x)), n = 5, k = 5);
          sparse(x = data);
        }) == "tapeless: place 5 of [n + 1] is not among the 5 of axis k, from 0 to 4");
  constexpr auto far = sum(n, square(x(k[200000000_c * n])));
  CHECK(refusal([&] { prepare(far, n = 50, k = 5); }) ==
        "tapeless: place 9800000000 of [200000000*n + 0] is not among the 5 of axis k, from 0 to 4");
  // Sparse derivatives look places up, as integers.
  CHECK(refusal([&] { prepare(compressed(value_and_gradient(far, x)), n = 12, k = 3'000'000'000); }) ==
        "tapeless: the places [200000000*n + 0] are beyond the range of int");
  CHECK(fits(x = data).value == before);
}

TEST_CASE("a prepared formula that is moved keeps its places") {
  const numbers data = some(9, 0.2);
  auto here = prepare(value_and_gradient(sum(n, x(k[n + 1_c]) * x(k[n])), x), n = 8, k = 9);
  here.bind(x = data);
  auto there = std::move(here);
  const double value = there().value;
  double expected = 0;
  for (std::size_t q = 0; q < 8; ++q) expected += data[q + 1] * data[q];
  CHECK(value == Approx(expected).epsilon(1e-13));
}
