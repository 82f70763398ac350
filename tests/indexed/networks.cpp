// SPDX-License-Identifier: BSL-1.0
// Parts of networks as their users write them, prepared: values and every gradient against loops in 50 digits.
#include "tests/indexed/exact.hpp"

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using exact::number;
using exact::tables;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto W = tensor<"W">;
constexpr auto V = tensor<"V">;
constexpr auto b = tensor<"b">;
constexpr auto c = tensor<"c">;

TEST_CASE("a network of two layers with tanh") {
  constexpr auto H = tanh(matmul(X(n, i), W(i, h)) + b(h));
  constexpr auto loss = mean(n, sum(o, square(matmul(H, V(h, o)) + c(o) - Y(n, o))));
  constexpr auto request = value_and_gradient(loss, W, b, V, c, X, Y);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& first = at["W"];
    const exact::table& second = at["V"];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r) {
      std::vector<number> hidden;
      for (std::size_t q = 0; q < first.extents[1]; ++q) {
        number z = at["b"](q);
        for (std::size_t j = 0; j < x.extents[1]; ++j) z += x(r, j) * first(j, q);
        hidden.push_back(1 - 2 / (exp(2 * z) + 1));
      }
      for (std::size_t q = 0; q < second.extents[1]; ++q) {
        number z = at["c"](q) - at["Y"](r, q);
        for (std::size_t j = 0; j < hidden.size(); ++j) z += hidden[j] * second(j, q);
        total += z * z;
      }
    }
    return number(total / static_cast<double>(x.extents[0]));
  };
  struct sizes {
    std::size_t rows, inner, hidden, outer;
  };
  for (const auto [rows, inner, hidden, outer] :
       {sizes{1, 1, 1, 1}, {1, 3, 5, 2}, {7, 1, 9, 3}, {9, 5, 1, 7}, {5, 8, 8, 1}, {17, 3, 9, 5}}) {
    tables at(11u);
    at.fill("X", {rows, inner});
    at.fill("W", {inner, hidden});
    at.fill("b", {hidden});
    at.fill("V", {hidden, outer});
    at.fill("c", {outer});
    at.fill("Y", {rows, outer});
    auto model = prepare(request, n = rows, i = inner, h = hidden, o = outer);
    INFO("n " << rows << ", i " << inner << ", h " << hidden << ", o " << outer);
    exact::check(
        at, by_hand,
        [&](auto order) {
          return model(X = at.matrix<order()>("X"), W = at.matrix<order()>("W"), b = at.vector("b"),
                       V = at.matrix<order()>("V"), c = at.vector("c"), Y = at.matrix<order()>("Y"));
        },
        1e-13, W, b, V, c, X, Y);
  }
}

TEST_CASE("one head of attention") {
  constexpr auto d = axis<"d">;
  constexpr auto m = axis<"m">;
  constexpr auto Wq = tensor<"Wq">;
  constexpr auto Wk = tensor<"Wk">;
  constexpr auto Wv = tensor<"Wv">;
  constexpr auto queries = matmul(X(n, i), Wq(i, d));
  constexpr auto keys = rename(matmul(X(n, i), Wk(i, d)), n, m);
  constexpr auto values = rename(matmul(X(n, i), Wv(i, d)), n, m);
  constexpr auto P = softmax(m, matmul(queries, keys) / sqrt(size(d)));
  constexpr auto loss = mean(n, sum(d, square(matmul(P, values) - Y(n, d))));
  constexpr auto request = value_and_gradient(loss, Wq, Wk, Wv, X, Y);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const std::size_t rows = x.extents[0];
    const std::size_t dimension = at["Y"].extents[1];
    const auto project = [&](const char* name) {
      exact::table result{{rows, dimension}, {}};
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t q = 0; q < dimension; ++q) {
          number z = 0;
          for (std::size_t j = 0; j < x.extents[1]; ++j) z += x(r, j) * at[name](j, q);
          result.values.push_back(z);
        }
      return result;
    };
    const exact::table query = project("Wq");
    const exact::table key = project("Wk");
    const exact::table value = project("Wv");
    number total = 0;
    for (std::size_t r = 0; r < rows; ++r) {
      number all = 0;
      std::vector<number> out(dimension);
      for (std::size_t other = 0; other < rows; ++other) {
        number score = 0;
        for (std::size_t q = 0; q < dimension; ++q) score += query(r, q) * key(other, q);
        const number weight = exp(score / sqrt(number(static_cast<double>(dimension))));
        all += weight;
        for (std::size_t q = 0; q < dimension; ++q) out[q] += weight * value(other, q);
      }
      for (std::size_t q = 0; q < dimension; ++q) {
        const number residual = out[q] / all - at["Y"](r, q);
        total += residual * residual;
      }
    }
    return number(total / static_cast<double>(rows));
  };
  for (const std::size_t rows : {1u, 3u, 9u})
    for (const std::size_t inner : {1u, 5u})
      for (const std::size_t dimension : {1u, 3u}) {
        tables at(12u);
        at.fill("X", {rows, inner});
        at.fill("Wq", {inner, dimension});
        at.fill("Wk", {inner, dimension});
        at.fill("Wv", {inner, dimension});
        at.fill("Y", {rows, dimension});
        auto model = prepare(request, n = rows, m = rows, i = inner, d = dimension);
        INFO("n " << rows << ", i " << inner << ", d " << dimension);
        exact::check(
            at, by_hand,
            [&](auto order) {
              return model(X = at.matrix<order()>("X"), Wq = at.matrix<order()>("Wq"), Wk = at.matrix<order()>("Wk"),
                           Wv = at.matrix<order()>("Wv"), Y = at.matrix<order()>("Y"));
            },
            1e-12, Wq, Wk, Wv, X, Y);
      }
}

TEST_CASE("attention to keys and values of their own") {
  constexpr auto d = axis<"d">;
  constexpr auto m = axis<"m">;
  constexpr auto Q = tensor<"Q">;
  constexpr auto K = tensor<"K">;
  constexpr auto G = tensor<"G">;
  constexpr auto P = softmax(m, sum(d, Q(n, d) * K(m, d)) / sqrt(size(d)));
  constexpr auto request = value_and_gradient(sum(n, o, G(n, o) * sum(m, P * V(m, o))), Q, K, V, G);
  const auto by_hand = [](const tables& at) {
    const exact::table& q = at["Q"];
    const exact::table& key = at["K"];
    const exact::table& v = at["V"];
    number total = 0;
    for (std::size_t r = 0; r < q.extents[0]; ++r) {
      number all = 0;
      number out = 0;
      for (std::size_t other = 0; other < key.extents[0]; ++other) {
        number score = 0;
        for (std::size_t j = 0; j < q.extents[1]; ++j) score += q(r, j) * key(other, j);
        const number weight = exp(score / sqrt(number(static_cast<double>(q.extents[1]))));
        all += weight;
        for (std::size_t j = 0; j < v.extents[1]; ++j) out += weight * v(other, j) * at["G"](r, j);
      }
      total += out / all;
    }
    return total;
  };
  for (const std::size_t rows : {1u, 5u})
    for (const std::size_t others : {1u, 9u})
      for (const std::size_t dimension : {1u, 3u, 8u})
        for (const std::size_t width : {1u, 7u}) {
          tables at(13u);
          at.fill("Q", {rows, dimension});
          at.fill("K", {others, dimension});
          at.fill("V", {others, width});
          at.fill("G", {rows, width});
          auto model = prepare(request, n = rows, m = others, d = dimension, o = width);
          INFO("n " << rows << ", m " << others << ", d " << dimension << ", o " << width);
          exact::check(
              at, by_hand,
              [&](auto order) {
                return model(Q = at.matrix<order()>("Q"), K = at.matrix<order()>("K"), V = at.matrix<order()>("V"),
                             G = at.matrix<order()>("G"));
              },
              4e-13, Q, K, V, G);
        }
}

TEST_CASE("layer normalization") {
  constexpr auto centred = X(n, i) - mean(i, X(n, i));
  constexpr auto normed = centred * rsqrt(mean(i, square(centred)) + 1e-5_c);
  constexpr auto loss = mean(n, sum(i, square(normed * W(i) + b(i) - Y(n, i))));
  constexpr auto request = value_and_gradient(loss, X, W, b, Y);
  const auto by_hand = [](const tables& at) {
    const exact::table& x = at["X"];
    const std::size_t width = x.extents[1];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r) {
      number middle = 0;
      number variance = 0;
      for (std::size_t j = 0; j < width; ++j) middle += x(r, j) / static_cast<double>(width);
      for (std::size_t j = 0; j < width; ++j)
        variance += (x(r, j) - middle) * (x(r, j) - middle) / static_cast<double>(width);
      for (std::size_t j = 0; j < width; ++j) {
        const number out = (x(r, j) - middle) / sqrt(variance + number("0.00001")) * at["W"](j) + at["b"](j);
        total += (out - at["Y"](r, j)) * (out - at["Y"](r, j));
      }
    }
    return number(total / static_cast<double>(x.extents[0]));
  };
  for (const std::size_t rows : {1u, 5u, 9u})
    for (const std::size_t width : {1u, 2u, 7u, 19u}) {
      tables at(14u);
      at.fill("X", {rows, width});
      at.fill("W", {width});
      at.fill("b", {width});
      at.fill("Y", {rows, width});
      auto model = prepare(request, n = rows, i = width);
      INFO("n " << rows << ", i " << width);
      exact::check(
          at, by_hand,
          [&](auto order) {
            return model(X = at.matrix<order()>("X"), W = at.vector("W"), b = at.vector("b"),
                         Y = at.matrix<order()>("Y"));
          },
          1e-12, X, W, b, Y);
    }
}

TEST_CASE("cosine similarity of rows and of all pairs") {
  constexpr auto m = axis<"m">;
  constexpr auto cosine = sum(i, X(n, i) * Y(n, i)) / sqrt(sum(i, square(X(n, i))) * sum(i, square(Y(n, i))));
  constexpr auto pairs =
      sum(i, X(n, i) * V(m, i)) * rsqrt(repeat(m, sum(i, square(X(n, i)))) * sum(i, square(V(m, i))));
  constexpr auto of_rows = value_and_gradient(mean(n, 1_c - cosine), X, Y);
  constexpr auto of_pairs = value_and_gradient(sum(n, m, W(n, m) * pairs), X, V, W);
  const auto product = [](const exact::table& a, std::size_t r, const exact::table& other, std::size_t q) {
    number total = 0;
    for (std::size_t j = 0; j < a.extents[1]; ++j) total += a(r, j) * other(q, j);
    return total;
  };
  const auto of_rows_by_hand = [&](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& other = at["Y"];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r)
      total += 1 - product(x, r, other, r) / sqrt(product(x, r, x, r) * product(other, r, other, r));
    return number(total / static_cast<double>(x.extents[0]));
  };
  const auto of_pairs_by_hand = [&](const tables& at) {
    const exact::table& x = at["X"];
    const exact::table& other = at["V"];
    number total = 0;
    for (std::size_t r = 0; r < x.extents[0]; ++r)
      for (std::size_t q = 0; q < other.extents[0]; ++q)
        total += at["W"](r, q) * product(x, r, other, q) / sqrt(product(x, r, x, r) * product(other, q, other, q));
    return total;
  };
  for (const std::size_t rows : {1u, 7u, 16u})
    for (const std::size_t width : {1u, 3u, 9u}) {
      tables at(15u);
      at.fill("X", {rows, width}, 0.2, 1.7);
      at.fill("Y", {rows, width}, -1.7, -0.2);
      at.fill("V", {5, width}, 0.2, 1.7);
      at.fill("W", {rows, 5});
      INFO("n " << rows << ", i " << width);
      auto same = prepare(of_rows, n = rows, i = width);
      exact::check(
          at, of_rows_by_hand,
          [&](auto order) { return same(X = at.matrix<order()>("X"), Y = at.matrix<order()>("Y")); }, 1e-12, X, Y);
      auto all = prepare(of_pairs, n = rows, m = 5, i = width);
      exact::check(
          at, of_pairs_by_hand,
          [&](auto order) {
            return all(X = at.matrix<order()>("X"), V = at.matrix<order()>("V"), W = at.matrix<order()>("W"));
          },
          1e-12, X, V, W);
    }
}

}  // namespace
