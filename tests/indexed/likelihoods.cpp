// SPDX-License-Identifier: BSL-1.0
// Likelihoods and losses as their users write them, prepared: values and every gradient against loops in 50 digits, at
// extents of one and odd ones, with matrices by rows and by columns.
#include "tests/indexed/exact.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using exact::number;
using exact::tables;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto W = tensor<"W">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;
constexpr auto c = symbol<"c">;
constexpr auto s = symbol<"s">;
constexpr auto lambda = symbol<"lambda">;

// sum(i, X(r, i)*w(i)) + c.
number linear(const tables& at, std::size_t r) {
  const exact::table& x = at["X"];
  const exact::table& weights = at["w"];
  number eta = at["c"]();
  for (std::size_t j = 0; j < weights.extents[0]; ++j) eta += x(r, j) * weights(j);
  return eta;
}

TEST_CASE("linear regression with the logarithm of the deviation") {
  constexpr auto residual = y(n) - sum(i, X(n, i) * w(i)) - c;
  constexpr auto loss = sum(n, square(residual / exp(s)) / 2_c + s + log(2_c * constants::pi) / 2_c);
  constexpr auto request = value_and_gradient(loss, w, c, s, X, y);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    const number deviation = exp(at["s"]());
    for (std::size_t r = 0; r < at["y"].extents[0]; ++r) {
      const number z = (at["y"](r) - linear(at, r)) / deviation;
      total += z * z / 2 + at["s"]() + log(2 * boost::math::constants::pi<number>()) / 2;
    }
    return total;
  };
  for (const std::size_t count : {1u, 2u, 5u, 17u, 40u})
    for (const std::size_t features : {1u, 3u, 8u, 13u}) {
      tables at(1u);
      at.fill("X", {count, features});
      at.fill("y", {count});
      at.fill("w", {features});
      at.fill("c", {});
      at.fill("s", {});
      auto model = prepare(request, n = count, i = features);
      INFO("n " << count << ", i " << features);
      exact::check(
          at, by_hand,
          [&](auto order) {
            return model(X = at.matrix<order()>("X"), y = at.vector("y"), w = at.vector("w"), c = at.scalar("c"),
                         s = at.scalar("s"));
          },
          1e-13, w, c, s, X, y);
    }
}

TEST_CASE("logistic regression by softplus and by its probabilities") {
  constexpr auto z = sum(i, X(n, i) * w(i)) + c;
  constexpr auto p = logistic(z);
  constexpr auto stable = value_and_gradient(mean(n, softplus(z) - y(n) * z), w, c, X, y);
  constexpr auto naive = value_and_gradient(-mean(n, y(n) * log(p) + (1_c - y(n)) * log(1_c - p)), w, c, X, y);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["y"].extents[0]; ++r) {
      const number eta = linear(at, r);
      total += log(1 + exp(eta)) - at["y"](r) * eta;
    }
    return number(total / static_cast<double>(at["y"].extents[0]));
  };
  for (const std::size_t count : {1u, 3u, 16u, 33u})
    for (const std::size_t features : {1u, 5u, 9u}) {
      tables at(2u);
      at.fill("X", {count, features});
      at.count("y", {count}, 2);
      at.fill("w", {features});
      at.fill("c", {});
      INFO("n " << count << ", i " << features);
      const auto compare = [&](auto&& model) {
        exact::check(
            at, by_hand,
            [&](auto order) {
              return model(X = at.matrix<order()>("X"), y = at.vector("y"), w = at.vector("w"), c = at.scalar("c"));
            },
            1e-13, w, c, X, y);
      };
      compare(prepare(stable, n = count, i = features));
      compare(prepare(naive, n = count, i = features));
    }
}

TEST_CASE("Poisson regression") {
  constexpr auto eta = sum(i, X(n, i) * w(i)) + c;
  constexpr auto loss = sum(n, exp(eta) - y(n) * eta + lgamma(y(n) + 1_c));
  constexpr auto request = value_and_gradient(loss, w, c, X, y);
  // lgamma(y + 1) between the integers, to second order: digamma(m + 1) = 1 + 1/2 + ... + 1/m - gamma. What a central
  // difference sees of the second order cancels.
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["y"].extents[0]; ++r) {
      const number e = linear(at, r);
      const number m = round(at["y"](r));
      number log_factorial = 0;
      number digamma = -boost::math::constants::euler<number>();
      for (number j = 1; j <= m; j += 1) {
        log_factorial += log(j);
        digamma += 1 / j;
      }
      total += exp(e) - at["y"](r) * e + log_factorial + (at["y"](r) - m) * digamma;
    }
    return total;
  };
  for (const std::size_t count : {1u, 4u, 9u, 31u})
    for (const std::size_t features : {1u, 3u, 8u}) {
      tables at(3u);
      at.fill("X", {count, features}, -0.7, 0.7);
      at.count("y", {count}, 12);
      at.fill("w", {features});
      at.fill("c", {});
      auto model = prepare(request, n = count, i = features);
      INFO("n " << count << ", i " << features);
      exact::check(
          at, by_hand,
          [&](auto order) {
            return model(X = at.matrix<order()>("X"), y = at.vector("y"), w = at.vector("w"), c = at.scalar("c"));
          },
          1e-13, w, c, X, y);
    }
}

TEST_CASE("log-sum-exp of a vector and of the rows of a matrix") {
  constexpr auto whole = value_and_gradient(log(sum(n, exp(y(n)))), y);
  constexpr auto by_rows = value_and_gradient(sum(n, b(n) * log_sum_exp(o, Y(n, o))), Y, b);
  for (const std::size_t count : {1u, 2u, 7u, 8u, 9u, 33u}) {
    tables at(4u);
    at.fill("y", {count}, -9, 9);
    auto model = prepare(whole, n = count);
    INFO("n " << count);
    exact::check(
        at,
        [](const tables& of) {
          number total = 0;
          for (const number& one : of["y"].values) total += exp(one);
          return number(log(total));
        },
        [&](auto) { return model(y = at.vector("y")); }, 1e-14, y);
  }
  for (const std::size_t count : {1u, 5u, 9u})
    for (const std::size_t width : {1u, 3u, 10u, 17u}) {
      tables at(5u);
      at.fill("Y", {count, width}, -9, 9);
      at.fill("b", {count});
      auto model = prepare(by_rows, n = count, o = width);
      INFO("n " << count << ", o " << width);
      exact::check(
          at,
          [](const tables& of) {
            number total = 0;
            for (std::size_t r = 0; r < of["b"].extents[0]; ++r) {
              number row = 0;
              for (std::size_t q = 0; q < of["Y"].extents[1]; ++q) row += exp(of["Y"](r, q));
              total += of["b"](r) * log(row);
            }
            return total;
          },
          [&](auto order) { return model(Y = at.matrix<order()>("Y"), b = at.vector("b")); }, 1e-13, Y, b);
    }
}

TEST_CASE("least squares with a ridge") {
  constexpr auto loss = sum(n, square(sum(i, X(n, i) * w(i)) + c - y(n))) / 2_c + lambda / 2_c * sum(i, square(w(i)));
  constexpr auto request = value_and_gradient(loss, w, c, lambda, X, y);
  const auto by_hand = [](const tables& at) {
    number total = 0;
    for (std::size_t r = 0; r < at["y"].extents[0]; ++r) {
      const number residual = linear(at, r) - at["y"](r);
      total += residual * residual / 2;
    }
    for (const number& one : at["w"].values) total += at["lambda"]() / 2 * one * one;
    return total;
  };
  for (const std::size_t count : {1u, 3u, 8u, 41u})
    for (const std::size_t features : {1u, 2u, 7u, 19u}) {
      tables at(6u);
      at.fill("X", {count, features});
      at.fill("y", {count});
      at.fill("w", {features});
      at.fill("c", {});
      at.fill("lambda", {}, 0.1, 2);
      auto model = prepare(request, n = count, i = features);
      INFO("n " << count << ", i " << features);
      exact::check(
          at, by_hand,
          [&](auto order) {
            return model(X = at.matrix<order()>("X"), y = at.vector("y"), w = at.vector("w"), c = at.scalar("c"),
                         lambda = at.scalar("lambda"));
          },
          1e-13, w, c, lambda, X, y);
    }
}

TEST_CASE("softmax regression") {
  constexpr auto Z = sum(i, X(n, i) * W(i, o)) + b(o);
  constexpr auto request = value_and_gradient(-mean(n, log(pick(exp(Z) / sum(o, exp(Z)), o, t(n)))), W, b, X);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& weights = at["W"];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r) {
      number all = 0;
      number picked = 0;
      for (std::size_t q = 0; q < weights.extents[1]; ++q) {
        number z = at["b"](q);
        for (std::size_t j = 0; j < x.extents[1]; ++j) z += x(r, j) * weights(j, q);
        all += exp(z);
        if (at["t"](r) == q) picked = z;
      }
      total += log(all) - picked;
    }
    return number(total / static_cast<double>(x.extents[0]));
  };
  for (const std::size_t count : {1u, 5u, 17u})
    for (const std::size_t features : {1u, 4u, 9u})
      for (const std::size_t classes : {1u, 3u, 10u}) {
        tables at(7u);
        at.fill("X", {count, features});
        at.fill("W", {features, classes});
        at.fill("b", {classes});
        at.count("t", {count}, classes);
        auto model = prepare(request, n = count, i = features, o = classes);
        INFO("n " << count << ", i " << features << ", o " << classes);
        exact::check(
            at, by_hand,
            [&](auto order) {
              return model(X = at.matrix<order()>("X"), W = at.matrix<order()>("W"), b = at.vector("b"),
                           t = at.integers("t"));
            },
            1e-13, W, b, X);
      }
}

TEST_CASE("k-means: the squared distance to the nearest centre") {
  constexpr auto request = value_and_gradient(mean(n, min(k, sum(i, square(X(n, i) - W(k, i))))), W, X);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& centres = at["W"];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r) {
      number nearest = 1e9;
      for (std::size_t q = 0; q < centres.extents[0]; ++q) {
        number distance = 0;
        for (std::size_t j = 0; j < x.extents[1]; ++j) {
          const number one = x(r, j) - centres(q, j);
          distance += one * one;
        }
        nearest = distance < nearest ? distance : nearest;
      }
      total += nearest;
    }
    return number(total / static_cast<double>(x.extents[0]));
  };
  for (const std::size_t count : {1u, 7u, 33u})
    for (const std::size_t features : {1u, 3u, 8u})
      for (const std::size_t centres : {1u, 4u, 9u}) {
        tables at(8u);
        at.fill("X", {count, features});
        at.fill("W", {centres, features});
        auto model = prepare(request, n = count, i = features, k = centres);
        INFO("n " << count << ", i " << features << ", k " << centres);
        exact::check(
            at, by_hand, [&](auto order) { return model(X = at.matrix<order()>("X"), W = at.matrix<order()>("W")); },
            1e-13, W, X);
      }
}

TEST_CASE("a mixture of normal densities with full precision matrices by their triangular factors") {
  constexpr auto d = axis<"d">;
  constexpr auto e = axis<"e">;
  constexpr auto mu = tensor<"mu">;
  constexpr auto A = tensor<"A">;  // what is below the diagonal of the factor
  constexpr auto l = tensor<"l">;  // the logarithm of its diagonal
  constexpr auto M = tensor<"M">;  // 1 below the diagonal, 0 elsewhere
  constexpr auto v = tensor<"v">;  // the logarithm of the weights, up to a constant
  constexpr auto whitened = exp(l(k, d)) * (X(n, d) - mu(k, d)) + sum(e, M(d, e) * A(k, d, e) * (X(n, e) - mu(k, e)));
  constexpr auto log_density =
      sum(d, l(k, d)) - sum(d, square(whitened)) / 2_c - size(d) / 2_c * log(2_c * constants::pi);
  constexpr auto log_weight = v(k) - log_sum_exp(k, v(k));
  constexpr auto loss = -sum(n, log_sum_exp(k, log_weight + log_density));
  constexpr auto request = value_and_gradient(loss, A, l, mu, v, X);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& centres = at["mu"];
    const exact::table& factor = at["A"];
    const std::size_t dimension = x.extents[1];
    number weights = 0;
    for (const number& one : at["v"].values) weights += exp(one);
    number loss_by_hand = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r) {
      number density = 0;
      for (std::size_t q = 0; q < centres.extents[0]; ++q) {
        number exponent = at["v"](q);
        for (std::size_t row = 0; row < dimension; ++row) {
          number z = exp(at["l"](q, row)) * (x(r, row) - centres(q, row));
          for (std::size_t column = 0; column < row; ++column)
            z += factor(q, row, column) * (x(r, column) - centres(q, column));
          exponent += at["l"](q, row) - z * z / 2;
        }
        density += exp(exponent) / weights;
      }
      loss_by_hand -= log(density);
    }
    const number two_pi = 2 * boost::math::constants::pi<number>();
    return number(loss_by_hand + static_cast<double>(x.extents[0] * dimension) * log(two_pi) / 2);
  };
  for (const std::size_t count : {1u, 9u})
    for (const std::size_t dimension : {1u, 3u, 5u})
      for (const std::size_t components : {1u, 3u}) {
        tables at(9u);
        at.fill("X", {count, dimension});
        at.fill("mu", {components, dimension});
        at.fill("A", {components, dimension, dimension});
        at.fill("l", {components, dimension}, -0.7, 0.7);
        at.fill("v", {components});
        at.fill("M", {dimension, dimension});
        for (std::size_t place = 0; place < dimension * dimension; ++place)
          at["M"].values[place] = place % dimension < place / dimension ? 1 : 0;
        auto model = prepare(request, n = count, k = components, d = dimension, e = dimension);
        INFO("n " << count << ", k " << components << ", d " << dimension);
        exact::check(
            at, by_hand,
            [&](auto order) {
              return model(X = at.matrix<order()>("X"), mu = at.matrix<order()>("mu"), A = at["A"].doubles(),
                           l = at.matrix<order()>("l"), v = at.vector("v"), M = at.matrix<order()>("M"));
            },
            1e-12, A, l, mu, v, X);
      }
}

TEST_CASE("matrix factorization over the entries that are observed") {
  constexpr auto m = axis<"m">;
  constexpr auto R = tensor<"R">;
  constexpr auto S = tensor<"S">;
  constexpr auto U = tensor<"U">;
  constexpr auto V = tensor<"V">;
  constexpr auto loss = sum(n, m, S(n, m) * square(R(n, m) - sum(k, U(n, k) * V(m, k)))) +
                        lambda * (sum(n, k, square(U(n, k))) + sum(m, k, square(V(m, k))));
  constexpr auto request = value_and_gradient(loss, U, V, lambda, R);
  const auto by_hand = [](const tables& at) {
    const exact::table& u = at["U"];
    const exact::table& v = at["V"];
    number total = 0;
    for (std::size_t r = 0; r < u.extents[0]; ++r)
      for (std::size_t q = 0; q < v.extents[0]; ++q) {
        if (at["S"](r, q) == 0) continue;
        number residual = at["R"](r, q);
        for (std::size_t j = 0; j < u.extents[1]; ++j) residual -= u(r, j) * v(q, j);
        total += residual * residual;
      }
    for (const number& one : u.values) total += at["lambda"]() * one * one;
    for (const number& one : v.values) total += at["lambda"]() * one * one;
    return total;
  };
  for (const std::size_t users : {1u, 6u, 9u})
    for (const std::size_t items : {1u, 5u, 17u})
      for (const std::size_t rank : {1u, 3u}) {
        tables at(10u);
        at.fill("R", {users, items});
        at.count("S", {users, items}, 2);
        at.fill("U", {users, rank});
        at.fill("V", {items, rank});
        at.fill("lambda", {}, 0.1, 1);
        auto model = prepare(request, n = users, m = items, k = rank);
        INFO("n " << users << ", m " << items << ", k " << rank);
        exact::check(
            at, by_hand,
            [&](auto order) {
              return model(R = at.matrix<order()>("R"), S = at.matrix<order()>("S"), U = at.matrix<order()>("U"),
                           V = at.matrix<order()>("V"), lambda = at.scalar("lambda"));
            },
            1e-13, U, V, lambda, R);
      }
}

}  // namespace
