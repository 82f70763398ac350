// SPDX-License-Identifier: BSL-1.0
// Formulas with data that many calls share, prepared with data(...): against the same formula prepared without, and
// against loops in 50 digits. What is computed per call is counted.
#include <functional>

#include "tests/indexed/distance.hpp"
#include "tests/indexed/exact.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using exact::number;
using exact::tables;
using indexed::distance;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto x = tensor<"x">;
constexpr auto y = tensor<"y">;
constexpr auto v = tensor<"v">;
constexpr auto w = tensor<"w">;
constexpr auto m = tensor<"m">;
constexpr auto t = labels<"t">;
constexpr auto mu = symbol<"mu">;
constexpr auto s = symbol<"s">;
constexpr auto c = symbol<"c">;

template <class View>
void append(std::vector<double>& to, const View& from) {
  if constexpr (std::is_arithmetic_v<View>)
    to.push_back(from);
  else
    to.insert(to.end(), from.begin(), from.end());
}
template <class Result, class... Key>
std::vector<double> numbers(const Result& r, const Key&... key) {
  std::vector<double> all{r.value};
  (append(all, r[key]), ...);
  return all;
}

constexpr auto normal = sum(n, -square((x(n) - mu) / exp(s)) / 2_c - s - log(2_c * constants::pi) / 2_c);

TEST_CASE("a normal log-density") {
  constexpr auto request = value_gradient_hessian(normal, mu, s);
  // Not a loop is left: constants for the compiler.
  STATIC_REQUIRE(plan_of(request).sweeps() > 0);
  STATIC_REQUIRE(plan_of(request, data(x)).sweeps() == 0);
  STATIC_REQUIRE(plan_of(request, data(x)).kept().sweeps() == 2);
  constexpr auto density = sum(n, -square((x(n) - mu) / s) / 2_c - log(s));  // of the reference
  STATIC_REQUIRE(plan_of(value_and_gradient(density, mu, s), data(x)).sweeps() == 0);
  constexpr auto line = mu * x(n) + s;
  STATIC_REQUIRE(plan_of(sum(n, y(n) * line - softplus(line)), data(x, y)).sweeps() == 1);
  STATIC_REQUIRE(plan_of(sum(n, y(n) * line - softplus(line)), data(x, y)).kept().sweeps() > 0);
  for (const int count : {1, 2, 3, 17, 1000}) {
    tables at(static_cast<unsigned>(count));
    at.fill("x", {static_cast<std::size_t>(count)});
    const std::vector<double> xs = at["x"].doubles();
    auto plain = prepare(request, n = count);
    auto known = prepare(request, n = count, data(x = xs));
    for (const double shift : {0.3, -2.0}) {
      const auto a = plain(x = xs, mu = shift, s = 0.4);
      const auto b = known(mu = shift, s = 0.4);
      const auto list = [](const auto& r) {
        return std::vector<double>{r.value,          r.gradient[mu],   r.gradient[s],  r.hessian(mu, mu),
                                   r.hessian(mu, s), r.hessian(s, mu), r.hessian(s, s)};
      };
      INFO(count);
      CHECK(distance(list(b), list(a)) < 1e-14);
    }
  }
}

// The value and both derivatives in 50 digits.
std::vector<number> normal_in_digits(const std::vector<double>& xs, double mean, double log_deviation) {
  const number inverse = exp(-number(log_deviation));
  number value = 0, slope = 0, squares = 0;
  for (const double one : xs) {
    const number z = (number(one) - mean) * inverse;
    value -= z * z / 2 + number(log_deviation) + log(2 * boost::math::constants::pi<number>()) / 2;
    slope += z * inverse;
    squares += z * z - 1;
  }
  return {value, slope, squares};
}

TEST_CASE("data far from zero lose nothing that the formula keeps") {
  constexpr auto request = value_and_gradient(normal, mu, s);
  std::mt19937 random(5);
  for (const double centre : {0.0, 1e3, 1e8, -1e12}) {
    std::vector<double> xs(10000);
    for (double& one : xs) one = centre + std::normal_distribution<>(0, 1.3)(random);
    auto plain = prepare(request, n = 10000);
    auto known = prepare(request, n = 10000, data(x = xs));
    for (const double offset : {0.0, 0.1, 3.0}) {
      const double mean = centre + offset;
      const std::vector<number> right = normal_in_digits(xs, mean, 0.2);
      const auto a = plain(x = xs, mu = mean, s = 0.2);
      const auto b = known(mu = mean, s = 0.2);
      const std::vector<double> without{a.value, a[mu], a[s]}, with{b.value, b[mu], b[s]};
      // Derivatives cancel: measured by the sum of the sizes of their terms, of the second one z^2 and 1.
      const number scales[] = {abs(right[0]), number(10000), right[2] + 2 * number(10000)};
      for (std::size_t part = 0; part < 3; ++part) {
        INFO("centre " << centre << ", offset " << offset << ", part " << part);
        const auto error = [&](const std::vector<double>& of) {
          return static_cast<double>(number(abs(number(of[part]) - right[part]) / scales[part]));
        };
        CHECK(error(with) < 2e-15);
        CHECK(error(without) < 2e-15);
      }
    }
  }
}

TEST_CASE("weights put the centre where the weight is") {
  constexpr auto f = sum(n, w(n) * square(x(n) - mu) * square(x(n) - c));
  constexpr auto request = value_and_gradient(f, mu, c);
  STATIC_REQUIRE(plan_of(request, data(x, w)).sweeps() == 0);
  // A cluster that counts, far from all others, which do not.
  std::mt19937 random(7);
  std::vector<double> xs(1000), ws(1000);
  for (std::size_t r = 0; r < xs.size(); ++r) {
    const bool counts = r % 100 == 0;
    xs[r] = (counts ? 1e6 : 0) + std::uniform_real_distribution<>(-1, 1)(random);
    ws[r] = counts ? 0.5 + std::uniform_real_distribution<>(0, 1)(random) : 0;
  }
  auto plain = prepare(request, n = 1000);
  auto known = prepare(request, n = 1000, data(x = xs, w = ws));
  const auto a = plain(x = xs, w = ws, mu = 1e6 + 0.25, c = 1e6 - 0.5);
  CHECK(distance(numbers(known(mu = 1e6 + 0.25, c = 1e6 - 0.5), mu, c), numbers(a, mu, c)) < 1e-13);
  // No weight at all.
  const std::vector<double> none(1000, 0.0);
  const auto zero = known(w = none, mu = 1.0, c = 2.0);
  CHECK(numbers(zero, mu, c) == std::vector<double>{0, 0, 0});
}

TEST_CASE("two numbers that are correlated") {
  constexpr auto rho = symbol<"rho">;
  constexpr auto z1 = (x(n) - mu) / exp(s);
  constexpr auto z2 = (y(n) - c) / exp(s);
  constexpr auto f = sum(n, -(square(z1) - 2_c * rho * z1 * z2 + square(z2)) / (2_c * (1_c - square(rho))) - 2_c * s -
                                log(1_c - square(rho)) / 2_c);
  constexpr auto request = value_and_gradient(f, mu, c, s, rho);
  STATIC_REQUIRE(plan_of(request, data(x, y)).sweeps() == 0);
  std::mt19937 random(31);
  std::vector<double> xs(500), ys(500);
  for (std::size_t r = 0; r < xs.size(); ++r) {
    const double common = std::normal_distribution<>(0, 1)(random);
    xs[r] = 1e7 + common + std::normal_distribution<>(0, 0.5)(random);
    ys[r] = -3e5 + common + std::normal_distribution<>(0, 0.5)(random);
  }
  auto plain = prepare(request, n = 500);
  auto known = prepare(request, n = 500, data(x = xs, y = ys));
  const auto a = plain(x = xs, y = ys, mu = 1e7 + 0.2, c = -3e5, s = 0.1, rho = 0.7);
  const auto b = known(mu = 1e7 + 0.2, c = -3e5, s = 0.1, rho = 0.7);
  CHECK(distance(numbers(b, mu, c, s, rho), numbers(a, mu, c, s, rho)) < 1e-13);
}

TEST_CASE("counts with a Poisson rate, and what is no polynomial") {
  constexpr auto rate = exp(s);
  constexpr auto f = sum(n, y(n) * log(rate) - rate - lgamma(y(n) + 1_c));
  constexpr auto request = value_and_gradient(f, s);
  STATIC_REQUIRE(plan_of(request, data(y)).sweeps() == 0);
  tables at(3);
  at.count("y", {101}, 9);
  const std::vector<double> ys = at["y"].doubles();
  auto plain = prepare(request, n = 101);
  auto known = prepare(request, n = 101, data(y = ys));
  const auto r = known(s = 0.7);
  CHECK(distance(numbers(r, s), numbers(plain(y = ys, s = 0.7), s)) < 1e-14);
  number value = 0, slope = 0;
  for (const double one : ys) {
    value += number(one) * number(0.7) - exp(number(0.7)) - boost::math::lgamma(number(one) + 1);
    slope += number(one) - exp(number(0.7));
  }
  CHECK(exact::error(r.value, {value}) < 1e-14);
  CHECK(exact::error(r[s], {slope}) < 1e-14);
}

TEST_CASE("a regression on functions of data") {
  // Functions of data are kept, the rest of the loop stays; the sum of y*eta is known.
  constexpr auto eta = sum(i, log(X(n, i)) * w(i)) + c;
  constexpr auto f = sum(n, y(n) * eta - softplus(eta));
  constexpr auto request = value_gradient_hessian(f, w, c);
  tables at(11);
  at.fill("X", {37, 5}, 0.2, 1.7);
  at.count("y", {37}, 2);
  at.fill("w", {5});
  const auto xs = at.matrix<Eigen::RowMajor>("X");
  const auto by_columns = at.matrix<Eigen::ColMajor>("X");
  const Eigen::VectorXd ys = at.vector("y"), ws = at.vector("w");
  auto plain = prepare(request, n = 37, i = 5);
  auto known = prepare(request, n = 37, i = 5, data(X, y), threads(2));
  known.bind(y = ys);
  known.bind(X = by_columns);
  const auto list = [](const auto& r) {
    std::vector<double> all{r.value, r.gradient[c], r.hessian(c, c)};
    append(all, r.gradient[w]);
    append(all, r.hessian(w, w));
    for (int a = 0; a < 5; ++a) all.insert(all.end(), {r.hessian(w, c)(a), r.hessian(c, w)(a)});
    return all;
  };
  CHECK(distance(list(known(w = ws, c = 0.2)), list(plain(X = xs, y = ys, w = ws, c = 0.2))) < 1e-13);
  const auto by_hand = [&](const tables& all) {
    number total = 0;
    for (std::size_t r = 0; r < 37; ++r) {
      number score = number(0.2);
      for (std::size_t a = 0; a < 5; ++a) score += log(all["X"](r, a)) * all["w"](a);
      total += all["y"](r) * score - log(1 + exp(score));
    }
    return total;
  };
  CHECK(exact::error(known().value, {by_hand(at)}) < 1e-13);
  CHECK(exact::error(known().gradient[w], at.gradient("w", by_hand)) < 1e-13);
}

TEST_CASE("least squares keep their residuals") {
  // Not made of sums of squares of data: near a perfect fit these are much larger than the result.
  constexpr auto residual = y(n) - sum(i, X(n, i) * w(i)) - c;
  constexpr auto f = sum(n, square(residual));
  constexpr auto request = value_and_gradient(f, w, c);
  tables at(19);
  at.fill("X", {64, 3});
  at.fill("w", {3});
  const auto xs = at.matrix<Eigen::RowMajor>("X");
  const Eigen::VectorXd ws = at.vector("w");
  Eigen::VectorXd ys = (xs * ws).array() + 0.5;
  for (int r = 0; r < 64; ++r) ys[r] += 1e-7 * (r % 3 - 1);
  auto plain = prepare(request, n = 64, i = 3);
  auto known = prepare(request, n = 64, i = 3, data(X = xs, y = ys));
  CHECK(distance(numbers(known(w = ws, c = 0.5), w, c), numbers(plain(X = xs, y = ys, w = ws, c = 0.5), w, c), 1e-12) <
        1e-12);
  // A line alone likewise, but not a mean.
  STATIC_REQUIRE(plan_of(sum(n, square(y(n) - s * x(n) - c)), data(x, y)).sweeps() > 0);
  STATIC_REQUIRE(plan_of(sum(n, square(y(n) - x(n) - c)), data(x, y)).sweeps() == 0);
  STATIC_REQUIRE(plan_of(sum(n, y(n) - s * x(n)), data(x, y)).sweeps() > 0);
}

TEST_CASE("means of groups, and data that labels pick") {
  constexpr auto residual = repeat(k, (y(n) + v(i[t(n)])) * exp(s)) - m(k) - mu * square(x(n));
  constexpr auto f = sum(n, k, square(repeat(k, x(n)) - m(k)) / exp(s) + log1p(square(residual)));
  constexpr auto request = value_and_gradient(f, m, mu, s);
  tables at(23);
  at.fill("x", {29});
  at.fill("y", {29});
  at.fill("v", {6});
  at.count("t", {29}, 6);
  at.fill("m", {4});
  const std::vector<double> xs = at["x"].doubles(), ys = at["y"].doubles(), vs = at["v"].doubles(),
                            ms = at["m"].doubles();
  const std::vector<int> ts = at.integers("t");
  auto plain = prepare(request, n = 29, i = 6, k = 4);
  auto known = prepare(request, n = 29, i = 6, k = 4, data(x, y, v, t));
  known.bind(x = xs, y = ys, v = vs, t = ts);
  const auto a = plain(x = xs, y = ys, v = vs, t = ts, m = ms, mu = 0.3, s = -0.2);
  CHECK(distance(numbers(known(m = ms, mu = 0.3, s = -0.2), m, mu, s), numbers(a, m, mu, s)) < 1e-14);
  // Labels alone known: what they pick from is not.
  constexpr auto groups = sum(n, square(x(n) - m(k[t(n)])));
  constexpr auto of_groups = value_and_gradient(groups, m);
  auto grouped = prepare(of_groups, n = 29, k = 6, data(t = ts, x = xs));
  auto grouped_plainly = prepare(of_groups, n = 29, k = 6);
  CHECK(distance(numbers(grouped(m = vs), m), numbers(grouped_plainly(t = ts, x = xs, m = vs), m)) < 1e-14);
}

TEST_CASE("a mixture, by its logarithms") {
  constexpr auto f =
      sum(n, log_sum_exp(k, log(w(k)) - square(repeat(k, x(n)) - m(k)) / (2_c * exp(2_c * v(k))) - v(k)));
  constexpr auto request = value_and_gradient(f, w, m, v);
  tables at(29);
  at.fill("x", {53});
  at.fill("w", {3}, 0.2, 1.0);
  at.fill("m", {3});
  at.fill("v", {3});
  const std::vector<double> xs = at["x"].doubles(), ws = at["w"].doubles(), ms = at["m"].doubles(),
                            vs = at["v"].doubles();
  auto plain = prepare(request, n = 53, k = 3);
  auto known = prepare(request, n = 53, k = 3, data(x = xs));
  CHECK(distance(numbers(known(w = ws, m = ms, v = vs), w, m, v),
                 numbers(plain(x = xs, w = ws, m = ms, v = vs), w, m, v)) < 1e-14);
}

TEST_CASE("Hessian times vector, Jacobians, several values") {
  constexpr auto f = sum(n, square(x(n) - mu) * exp(-s)) + square(s);
  const std::vector<double> xs{0.5, -1.25, 3, 0.75, 2};
  auto plain = prepare(hvp(f, mu, s), n = 5);
  auto known = prepare(hvp(f, mu, s), n = 5, data(x));
  known.bind(x = xs);
  const auto a = plain(0.5, -1.5, x = xs, mu = 0.1, s = 0.3);
  const auto b = known(0.5, -1.5, mu = 0.1, s = 0.3);
  CHECK(distance({b[mu], b[s]}, {a[mu], a[s]}) < 1e-14);
  constexpr auto both = bundle(f, sum(n, X(n, i) * square(repeat(i, x(n)) - v(i))));
  const std::vector<double> Xs{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, vs{0.5, -0.5};
  auto values = prepare(value_and_jacobian(both, s, v), n = 5, i = 2);
  auto kept = prepare(value_and_jacobian(both, s, v), n = 5, i = 2, data(x = xs, X = view(Xs.data(), 5, 2)));
  const auto list = [](const auto& r) {
    std::vector<double> all{r.values[0_c], r.jacobian(0_c, s)};
    append(all, r.values[1_c]);
    append(all, r.jacobian(1_c, v));
    return all;
  };
  const auto right = list(values(x = xs, X = Xs, v = vs, mu = 0.4, s = 0.1));
  CHECK(distance(list(kept(v = vs, mu = 0.4, s = 0.1)), right) < 1e-14);
}

TEST_CASE("floats") {
  constexpr auto request = value_and_gradient(normal, mu, s);
  std::mt19937 random(3);
  // Their squares leave the range of float.
  for (const float size : {1.0f, 1e-25f, 1e25f}) {
    std::vector<float> xs(999);
    std::vector<double> doubles;
    for (float& one : xs) {
      one = size * std::uniform_real_distribution<float>(-1, 2)(random);
      doubles.push_back(static_cast<double>(one));
    }
    auto known = prepare<float>(request, n = 999, data(x = xs));
    const float mean = 0.25f * size, deviation = std::log(size) + 0.5f;
    const auto r = known(mu = mean, s = deviation);
    auto exactly = prepare(request, n = 999);
    const auto right = exactly(x = doubles, mu = mean, s = deviation);
    INFO(size);
    const auto off = [](float got, double from) { return std::abs(static_cast<double>(got) - from) / std::abs(from); };
    CHECK(off(r.value, right.value) < 1e-5);
    CHECK(off(r[mu], right[mu]) < 1e-5);
    CHECK(off(r[s], right[s]) < 1e-4);
  }
}

}  // namespace
