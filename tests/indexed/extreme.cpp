// SPDX-License-Identifier: BSL-1.0
// Scores that overflow every exponential: losses written without regard to it stay finite and right, in doubles and in
// floats, with their gradients.
#include <cmath>
#include <limits>
#include <vector>

#include "tests/indexed/exact.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using exact::number;
using exact::tables;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto Z = tensor<"Z">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto y = tensor<"y">;
constexpr auto t = labels<"t">;

// Scores up to 800 on both sides, quarters so that floats hold them; the first rows have the largest and the smallest
// of all, alone and next to each other, and a tie.
void scores(tables& at, const std::string& name, std::size_t count, std::size_t width) {
  at.fill(name, {count, width}, -800, 800);
  for (number& one : at[name].values) one = round(4 * one) / 4;
  std::vector<number>& z = at[name].values;
  z[0] = 800;
  if (width > 1) z[1] = -800;
  if (width > 2) z[2] = 800;
  if (count > 1)
    for (std::size_t q = 0; q < width; ++q) z[width + q] = -800;
}
template <class T>
std::vector<T> as(const exact::table& from) {
  const std::vector<double> values = from.doubles();
  return std::vector<T>(values.begin(), values.end());
}
number log_sum_exp(const exact::table& z, std::size_t r) {
  number total = 0;
  for (std::size_t q = 0; q < z.extents[1]; ++q) total += exp(z(r, q));
  return log(total);
}

// Each loss in doubles and in floats against its 50 digits.
template <class Request, class Value, class Call>
void check(const Request& request, tables& at, const Value& value, const Call& call, std::size_t count,
           std::size_t width) {
  INFO("n " << count << ", o " << width);
  const std::vector<number> expected = {value(at)};
  const std::vector<number> gradient = at.gradient("Z", value);
  auto doubles = prepare(request, n = count, o = width);
  const auto exactly = call(doubles, as<double>(at["Z"]));
  CHECK(exact::error(exactly.value, expected) < 1e-14);
  CHECK(exact::error(exactly[Z], gradient) < 1e-14);
  auto floats = prepare<float>(request, n = count, o = width);
  const auto roughly = call(floats, as<float>(at["Z"]));
  CHECK(exact::error(roughly.value, expected) < 1e-6);
  CHECK(exact::error(roughly[Z], gradient) < 2e-6);
}

TEST_CASE("cross-entropy of scores") {
  constexpr auto P = exp(Z(n, o)) / sum(o, exp(Z(n, o)));
  constexpr auto by_log = value_and_gradient(-mean(n, log(pick(P, o, t(n)))), Z);
  constexpr auto by_softmax = value_and_gradient(-mean(n, log(pick(softmax(o, Z(n, o)), o, t(n)))), Z);
  constexpr auto outside = value_and_gradient(-mean(n, pick(log(P), o, t(n))), Z);
  constexpr auto quotient = value_and_gradient(-mean(n, log(pick(exp(Z(n, o)), o, t(n)) / sum(o, exp(Z(n, o))))), Z);
  constexpr auto by_parts = value_and_gradient(mean(n, log(sum(o, exp(Z(n, o)))) - pick(Z(n, o), o, t(n))), Z);
  constexpr auto named = value_and_gradient(mean(n, cross_entropy(Z(n, o), o, t(n))), Z);
  constexpr auto by_log_softmax = value_and_gradient(-mean(n, pick(log_softmax(o, Z(n, o)), o, t(n))), Z);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["t"].extents[0]; ++r)
      total += log_sum_exp(at["Z"], r) - at["Z"](r, static_cast<std::size_t>(at["t"](r)));
    return number(total / static_cast<double>(at["t"].extents[0]));
  };
  for (const std::size_t count : {1u, 5u, 17u})
    for (const std::size_t width : {1u, 2u, 3u, 10u}) {
      tables at(21u);
      scores(at, "Z", count, width);
      at.count("t", {count}, width);
      if (width > 1) at["t"].values[0] = 1;  // the least likely of all
      const std::vector<int> picked = at.integers("t");
      const auto all = [&](const auto&... request) {
        (check(
             request, at, by_hand, [&](auto& model, const auto& z) { return model(Z = z, t = picked); }, count, width),
         ...);
      };
      all(by_log, by_softmax, outside, quotient, by_parts, named, by_log_softmax);
    }
}

TEST_CASE("logarithms of sums of exponentials") {
  constexpr auto by_rows = value_and_gradient(sum(n, log(sum(o, exp(Z(n, o))))), Z);
  for (const std::size_t count : {1u, 9u})
    for (const std::size_t width : {1u, 2u, 7u, 8u, 19u}) {
      tables at(22u);
      scores(at, "Z", count, width);
      const auto by_hand = [](const tables& of) {
        number total = 0;
        for (std::size_t r = 0; r < of["Z"].extents[0]; ++r) total += log_sum_exp(of["Z"], r);
        return total;
      };
      check(
          by_rows, at, by_hand, [](auto& model, const auto& z) { return model(Z = z); }, count, width);
    }
}

TEST_CASE("a layer whose scores are large") {
  constexpr auto scored = sum(i, X(n, i) * W(i, o)) + b(o);
  constexpr auto request = value_and_gradient(-mean(n, log(pick(exp(scored) / sum(o, exp(scored)), o, t(n)))), W, b, X);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["X"].extents[0]; ++r) {
      number all = 0;
      number picked = 0;
      for (std::size_t q = 0; q < at["b"].extents[0]; ++q) {
        number z = at["b"](q);
        for (std::size_t j = 0; j < at["X"].extents[1]; ++j) z += at["X"](r, j) * at["W"](j, q);
        all += exp(z);
        if (at["t"](r) == q) picked = z;
      }
      total += log(all) - picked;
    }
    return number(total / static_cast<double>(at["X"].extents[0]));
  };
  for (const std::size_t count : {1u, 7u})
    for (const std::size_t classes : {1u, 2u, 10u}) {
      // Products of eighths: scores are exact and reach 800.
      tables at(23u);
      at.fill("X", {count, 5}, -20, 20);
      at.fill("W", {5, classes}, -20, 20);
      at.fill("b", {classes}, -400, 400);
      for (const char* name : {"X", "W", "b"})
        for (number& one : at[name].values) one = round(8 * one) / 8;
      at.count("t", {count}, classes);
      auto model = prepare(request, n = count, i = 5, o = classes);
      INFO("n " << count << ", o " << classes);
      exact::check(
          at, by_hand,
          [&](auto order) {
            return model(X = at.matrix<order()>("X"), W = at.matrix<order()>("W"), b = at.vector("b"),
                         t = at.integers("t"));
          },
          1e-13, W, b, X);
    }
}

TEST_CASE("logistic losses of scores") {
  constexpr auto by_exp = value_and_gradient(mean(n, sum(o, log(1_c + exp(Z(n, o))) - y(n) * Z(n, o))), Z);
  constexpr auto named = value_and_gradient(mean(n, sum(o, softplus(Z(n, o)) - y(n) * Z(n, o))), Z);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["y"].extents[0]; ++r)
      for (std::size_t q = 0; q < at["Z"].extents[1]; ++q) {
        const number z = at["Z"](r, q);
        total += log(1 + exp(z)) - at["y"](r) * z;
      }
    return number(total / static_cast<double>(at["y"].extents[0]));
  };
  for (const std::size_t count : {1u, 9u})
    for (const std::size_t width : {1u, 3u, 17u}) {
      tables at(24u);
      scores(at, "Z", count, width);
      at.count("y", {count}, 2);
      const auto call = [&](auto& model, const auto& z) {
        using T = typename std::remove_cvref_t<decltype(z)>::value_type;
        return model(Z = z, y = as<T>(at["y"]));
      };
      check(named, at, by_hand, call, count, width);
      check(by_exp, at, by_hand, call, count, width);
    }
}

// Rows of which everything is masked, and rows with a certain winner.
TEST_CASE("logarithms of sums of infinite exponents") {
  constexpr auto all = log_sum_exp(o, Z(n, o));
  const double none = -std::numeric_limits<double>::infinity();
  const std::vector<double> scores = {none, none, none, 1, none, 2, 1, -none, 2, 800, 801, 802, std::nan(""), 1, 2};
  auto model = prepare(all, n = 5, o = 3);
  const auto whole = model(Z = scores).value;
  CHECK(whole(0) == none);
  CHECK(whole(1) == Approx(std::log(std::exp(1) + std::exp(2))).epsilon(1e-15));
  CHECK(whole(2) == -none);
  CHECK(whole(3) == Approx(802 + std::log(1 + std::exp(-1) + std::exp(-2))).epsilon(1e-15));
  CHECK(std::isnan(whole(4)));
  auto net = prepare(value_and_gradient(sum(n, all), Z), n = 1, o = 3);
  const std::vector<double> masked(scores.begin() + 3, scores.begin() + 6);
  const auto r = net(Z = masked);
  CHECK(r[Z](0, 1) == 0);
  CHECK(r[Z](0, 0) == Approx(1 / (1 + std::exp(1))).epsilon(1e-14));
}

// A shift of all scores changes nothing, however large.
TEST_CASE("second derivatives of the softmax of large scores") {
  constexpr auto p = axis<"p">;
  constexpr auto q = axis<"q">;
  constexpr auto z = tensor<"z">;
  constexpr auto v = tensor<"v">;
  constexpr auto S = softmax(o, z(o));
  auto jacobian = prepare(ordered(derivative(S, z(p)), o, p), o = 3, p = 3);
  constexpr auto along = derivative(sum(p, derivative(sum(o, S * square(S)), z(p)) * v(p)), z(q));
  auto product = prepare(along, o = 3, p = 3, q = 3);
  const std::vector<double> direction = {1, -2, 0.5};
  const auto shifted = [](double by) { return std::vector<double>{by, by - 1, by + 0.5}; };
  const auto at_zero = shifted(0);
  const auto first = jacobian(z = at_zero).value.span();
  const std::vector<double> slopes(first.begin(), first.end());
  const auto second = product(z = at_zero, v = direction).value.span();
  const std::vector<double> curvature(second.begin(), second.end());
  CHECK(slopes[0] > 0.1);
  for (const double by : {-800.0, 400.0, 800.0}) {
    const auto scores = shifted(by);
    for (std::size_t k = 0; k < 9; ++k)
      CHECK(jacobian(z = scores).value.span()[k] == Approx(slopes[k]).epsilon(1e-12).margin(1e-15));
    for (std::size_t k = 0; k < 3; ++k)
      CHECK(product(z = scores, v = direction).value.span()[k] == Approx(curvature[k]).epsilon(1e-10).margin(1e-14));
  }
}

}  // namespace
