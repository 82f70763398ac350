// SPDX-License-Identifier: BSL-1.0
// Every request that rows in blocks can answer, against all rows at once, and what is refused, with the sums as they
// were before.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::refusal;
using checks::waves;

constexpr auto n = axis<"n">;
constexpr auto m = axis<"m">;
constexpr auto i = axis<"i">;
constexpr auto j = axis<"j">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto u = tensor<"u">;
constexpr auto A = tensor<"A">;
constexpr auto t = labels<"t">;
constexpr auto c = symbol<"c">;
constexpr auto score = sum(i, X(n, i) * w(i)) + c;

constexpr std::ptrdiff_t rows = 70, features = 3;
const std::vector<double> inputs = waves(rows * features, 0.3), targets = waves(rows, 1.1);
const std::vector<double> weights = waves(features, 2), groups = waves(5, 4);
const std::vector<int> classes = [] {
  std::vector<int> all;
  for (int r = 0; r < rows; ++r) all.push_back(r * r % 5);
  return all;
}();

// Views of some rows.
auto input(std::ptrdiff_t first, std::ptrdiff_t count) {
  return view(inputs.data() + features * first, count, features);
}
auto target(std::ptrdiff_t first, std::ptrdiff_t count) { return view(targets.data() + first, count); }
auto label(std::ptrdiff_t first, std::ptrdiff_t count) { return view(classes.data() + first, count); }
template <class Add>
void each_block(std::ptrdiff_t block, const Add& add) {
  for (std::ptrdiff_t first = 0; first < rows; first += block) add(first, std::min(block, rows - first));
}

bool close(double one, double other) { return std::abs(one - other) <= 1e-13 * (1 + std::abs(other)); }
template <class View>
void compare(const View& found, const View& expected) {
  if constexpr (std::is_arithmetic_v<View>) {
    CHECK(close(found, expected));
  } else {
    REQUIRE(found.size() == expected.size());
    REQUIRE(found.size() > 0);
    for (std::ptrdiff_t e = 0; e < found.size(); ++e) CHECK(close(found.data()[e], expected.data()[e]));
  }
}

TEST_CASE("value, gradient and Hessian, with labels that add up into a table") {
  constexpr auto fit = sum(n, softplus(score + u(k[t(n)])) - y(n) * u(k[t(n)])) + square(c);
  constexpr auto request = value_gradient_hessian(fit, w, u, c);
  auto whole = prepare(request, n = rows, i = features, k = 5);
  const auto expected = whole(X = inputs, y = targets, t = classes, w = weights, u = groups, c = 0.5);
  for (const std::ptrdiff_t block : {1, 8, 33, 70}) {
    auto total = prepare(request, n = block, i = features, k = 5, streamed(n));
    total.start(w = weights, u = groups, c = 0.5);
    each_block(block, [&](auto first, auto count) {
      total.accumulate(n = count, X = input(first, count), y = target(first, count), t = label(first, count));
    });
    const auto found = total.finish();
    CHECK(close(found.value, expected.value));
    compare(found[w], expected[w]);
    compare(found[u], expected[u]);
    compare(found[c], expected[c]);
    compare(found.hessian(w, w), expected.hessian(w, w));
    compare(found.hessian(w, u), expected.hessian(w, u));
    compare(found.hessian(u, u), expected.hessian(u, u));
    compare(found.hessian(c, u), expected.hessian(c, u));
  }
}

TEST_CASE("largest, smallest and number of rows, in one plan with sums") {
  constexpr auto f = bundle(max(n, score), min(n, score * y(n)), mean(n, y(n)), log(size(n)), 2_c * size(n),
                            sum(n, square(y(n))) / size(n) - square(mean(n, y(n))));
  auto whole = prepare(f, n = rows, i = features);
  const auto expected = whole(X = inputs, y = targets, w = weights, c = 0.5);
  auto total = prepare(f, n = 16, i = features, streamed(n));
  total.start(w = weights, c = 0.5);
  each_block(16, [&](auto first, auto count) {
    total.accumulate(n = count, X = input(first, count), y = target(first, count));
  });
  const auto found = total.finish();
  CHECK(found[0_c] == expected[0_c]);
  CHECK(found[1_c] == expected[1_c]);
  CHECK(close(found[2_c], expected[2_c]));
  CHECK(found[3_c] == std::log(70.0));
  CHECK(found[4_c] == 140);
  CHECK(close(found[5_c], expected[5_c]));
}

TEST_CASE("a formula that has lost its rows still counts them") {
  auto total = prepare(sum(n, square(y(n)) - y(n) * y(n) + c), n = 16, streamed(n));
  total.start(c = 0.5);
  each_block(16, [&](auto first, auto count) { total.accumulate(n = count, y = target(first, count)); });
  CHECK(total.finish().value == 35);
}

TEST_CASE("means whose derivatives need the number of rows, which is not known before the last block") {
  // A network, its gradient and Hessian times a vector; a mean with branches and a table; a mean below a square.
  constexpr auto hidden = tanh(sum(i, X(n, i) * A(i, k)) + u(k));
  constexpr auto network = mean(n, square(sum(k, hidden * u(k)) - y(n))) + c * square_norm(i, k, A(i, k));
  constexpr auto branches = mean(n, select(score < 0_c, square(score), score * square(u(k[t(n)]))));
  constexpr auto spread = sqrt(mean(n, square(score)) - square(mean(n, score))) + log(size(n)) * sum(n, score);
  const std::vector<double> layer = waves(features * 5, 2), direction = waves(5, 7), other = waves(features * 5, 6);
  const auto try_all = [](auto request, const auto& whole_of, const auto& start, const auto& add,
                          const auto& compare_all) {
    auto whole = prepare(request, n = rows, i = features, k = 5);
    const auto expected = whole_of(whole);
    for (const std::ptrdiff_t block : {1, 16, 70}) {
      auto total = prepare(request, n = block, i = features, k = 5, streamed(n));
      start(total);
      each_block(block, [&](auto first, auto count) { add(total, first, count); });
      compare_all(total.finish(), expected);
    }
  };
  const auto add_rows = [](auto& total, auto first, auto count) {
    total.accumulate(n = count, X = input(first, count), y = target(first, count));
  };
  try_all(
      value_and_gradient(network, A, u, c),
      [&](auto& net) { return net(X = inputs, y = targets, A = layer, u = groups, c = 0.5); },
      [&](auto& total) { total.start(A = layer, u = groups, c = 0.5); }, add_rows,
      [](const auto& found, const auto& expected) {
        CHECK(close(found.value, expected.value));
        compare(found[A], expected[A]);
        compare(found[u], expected[u]);
        compare(found[c], expected[c]);
      });
  try_all(
      hvp(network, A, u),
      [&](auto& net) { return net(other, direction, X = inputs, y = targets, A = layer, u = groups, c = 0.5); },
      [&](auto& total) { total.start(other, direction, A = layer, u = groups, c = 0.5); }, add_rows,
      [](const auto& found, const auto& expected) {
        compare(found[A], expected[A]);
        compare(found[u], expected[u]);
      });
  try_all(
      value_gradient_hessian(branches, w, u),
      [&](auto& net) { return net(X = inputs, t = classes, w = weights, u = groups, c = 0.1); },
      [&](auto& total) { total.start(w = weights, u = groups, c = 0.1); },
      [](auto& total, auto first, auto count) {
        total.accumulate(n = count, X = input(first, count), t = label(first, count));
      },
      [](const auto& found, const auto& expected) {
        CHECK(close(found.value, expected.value));
        compare(found[w], expected[w]);
        compare(found[u], expected[u]);
        compare(found.hessian(w, u), expected.hessian(w, u));
        compare(found.hessian(w, w), expected.hessian(w, w));
      });
  auto whole = prepare(spread, n = rows, i = features);
  auto total = prepare(spread, n = 16, i = features, streamed(n));
  total.start(w = weights, c = 0.5);
  each_block(16, [&](auto first, auto count) { total.accumulate(n = count, X = input(first, count)); });
  CHECK(close(total.finish().value, whole(X = inputs, w = weights, c = 0.5).value));
}

TEST_CASE("rows that need the number of all rows, which is known") {
  constexpr auto f = value_and_gradient(sum(n, square(y(n) - c * size(n) / 100_c)), c);
  auto whole = prepare(f, n = rows);
  const auto expected = whole(y = targets, c = 0.5);
  auto total = prepare(f, n = 16, streamed(n, rows));
  total.start(c = 0.5);
  each_block(16, [&](auto first, auto count) { total.accumulate(n = count, y = target(first, count)); });
  const auto found = total.finish();
  CHECK(close(found.value, expected.value));
  CHECK(close(found[c], expected[c]));
}

TEST_CASE("the Hessian times a vector, and an upstream gradient along the rows") {
  constexpr auto loss = sum(n, softplus(score));
  const std::vector<double> direction = waves(features, 5);
  auto product = prepare(hvp(loss, w), n = rows, i = features);
  const auto expected = product(direction, X = inputs, w = weights, c = 0.5);
  auto of_blocks = prepare(hvp(loss, w), n = 16, i = features, streamed(n));
  of_blocks.start(direction, w = weights, c = 0.5);
  each_block(16, [&](auto first, auto count) { of_blocks.accumulate(n = count, X = input(first, count)); });
  compare(of_blocks.finish()[w], expected[w]);

  constexpr auto back = pullback(tanh(score), w);
  auto all = prepare(back, n = rows, i = features);
  const auto pulled = all(targets, X = inputs, w = weights, c = 0.5);
  auto by_block = prepare(back, n = 16, i = features, streamed(n));
  by_block.start(w = weights, c = 0.5);
  each_block(16, [&](auto first, auto count) {
    by_block.accumulate(target(first, count), n = count, X = input(first, count));
  });
  compare(by_block.finish()[w], pulled[w]);
}

TEST_CASE("rows under another name, lists of symbols, places that are counted off, floats") {
  // The targets stand along m, too, which is the same dimension; the knots of a penalty are neighbours.
  constexpr auto line = symbols<"a", 2>;
  constexpr auto f =
      sum(n, square(y(n) - line[0_c] - line[1_c] * X(n))) + sum(m, y(m)) + sum(j, square(u(k[j + 1_c]) - u(k[j])));
  constexpr auto request = value_and_gradient(f, line, u);
  const std::vector<double> ends{0.25, -0.5};
  const auto from = waves(rows, 3);
  auto whole = prepare(request, n = rows, m = rows, j = 4, k = 5);
  const auto expected = whole(X = from, y = targets, line = ends, u = groups);
  auto total = prepare(request, n = 16, m = 16, j = 4, k = 5, streamed(n));
  total.start(line = ends, u = groups);
  each_block(16, [&](auto first, auto count) {
    total.accumulate(n = count, X = view(from.data() + first, count), y = target(first, count));
  });
  const auto found = total.finish();
  CHECK(close(found.value, expected.value));
  CHECK(close(found[line[0_c]], expected[line[0_c]]));
  CHECK(close(found[line[1_c]], expected[line[1_c]]));
  compare(found[u], expected[u]);

  const std::vector<float> halves(rows, 0.5f);
  auto small = prepare<float>(mean(n, square(y(n)) * c), n = 16, streamed(n));
  small.start(c = 2);
  each_block(16, [&](auto first, auto count) { small.accumulate(n = count, y = view(halves.data() + first, count)); });
  CHECK(small.finish().value == 0.5f);
}

constexpr auto picked = sum(n, u(k[t(n)]) * y(n));

TEST_CASE("what is refused leaves the sums as they were") {
  auto total = prepare(value_and_gradient(picked, u), n = 16, k = 5, streamed(n));
  const std::string before_start = "tapeless: streamed: start(...) begins a pass over the rows, before its first block";
  const std::string no_block = "tapeless: streamed: no block has been accumulated since start";
  const auto add = [&](auto first, auto count) {
    total.accumulate(n = count, y = target(first, count), t = label(first, count));
  };
  CHECK(refusal([&] { add(0, 16); }) == before_start);
  CHECK(refusal([&] { total.finish(); }) == no_block);
  CHECK(refusal([&] { total.start(); }) ==
        "tapeless: streamed: start takes what is the same for all blocks: start(w = weights)");
  CHECK(refusal([&] { total.start(u = weights); }) == "tapeless: axis k has the extent 5 and 3 in tensor u");
  total.start(u = groups);
  CHECK(refusal([&] { total.finish(); }) == no_block);
  const auto refuse_all = [&] {
    std::vector<int> bad(16, 2);
    bad[9] = 5;
    CHECK(refusal([&] { total.accumulate(y = target(0, 16), t = bad); }) ==
          "tapeless: label 5 in t is not among the 5 from 0 to 4");
    CHECK(refusal([&] { add(0, 17); }) ==
          "tapeless: streamed: a block has at most 16 rows, as prepare was told, not 17");
    CHECK(refusal([&] { add(0, 0); }) == "tapeless: axis n has the extent 0; it has one or more elements");
    CHECK(refusal([&] { total.accumulate(y = target(0, 9), t = label(0, 16)); }) ==
          "tapeless: axis n has the extent 16 and 9 in tensor y");
    CHECK(refusal([&] { total.accumulate(n = 9, y = target(0, 9), t = label(0, 16)); }) ==
          "tapeless: axis n has the extent 9 and 16 in tensor t");
    CHECK(refusal([&] { total.accumulate(y = view(static_cast<double*>(nullptr), 16), t = label(0, 16)); }) ==
          "tapeless: tensor y is bound to a null pointer");
    CHECK(refusal([&] { total.start(u = weights); }) == "tapeless: axis k has the extent 5 and 3 in tensor u");
  };
  refuse_all();
  each_block(16, [&](auto first, auto count) {
    add(first, count);
    refuse_all();
  });
  CHECK(total.blocks() == 5);
  CHECK(total.rows() == rows);
  const auto found = total.finish();
  auto whole = prepare(value_and_gradient(picked, u), n = rows, k = 5);
  const auto expected = whole(y = targets, t = classes, u = groups);
  CHECK(close(found.value, expected.value));
  compare(found[u], expected[u]);
  CHECK(refusal([&] { add(0, 16); }) == before_start);
  CHECK(refusal([&] { total.finish(); }) == no_block);
  // Data may not lie in what the sums are kept in.
  total.start(u = groups);
  CHECK(refusal([&] { total.accumulate(n = 5, y = found[u], t = label(0, 5)); }) ==
        "tapeless: tensor y overlaps the results: copy them first");
}

TEST_CASE("as many rows as were announced") {
  auto total = prepare(mean(n, y(n)), n = 16, streamed(n, 20));
  total.start();
  total.accumulate(y = target(0, 16));
  CHECK(refusal([&] { total.finish(); }) == "tapeless: streamed: 16 of 20 rows have been accumulated");
  CHECK(refusal([&] { total.accumulate(n = 5, y = target(16, 5)); }) ==
        "tapeless: streamed: there are 20 rows in all, and this block ends at 21");
  total.accumulate(n = 4, y = target(16, 4));
  double right = 0;
  for (std::size_t r = 0; r < 20; ++r) right += targets[r] / 20;
  CHECK(close(total.finish().value, right));
}

TEST_CASE("what prepare refuses, and what moves") {
  CHECK(refusal([] { prepare(picked, n = 0, k = 5, streamed(n)); }) ==
        "tapeless: axis n has the extent 0; it has one or more elements");
  CHECK(refusal([] { streamed(n, 0); }) == "tapeless: streamed: there are one or more rows, not 0");
  CHECK(refusal([] { streamed(n).in_parts(12); }) ==
        "tapeless: a block is cut into a number of parts that is a power of two, not 12");
  CHECK(refusal([] { prepare(picked, n = 8, k = 5, streamed(n), threads(0)); }) ==
        "tapeless: a team has one or more threads, not 0");

  constexpr auto request = value_and_gradient(picked, u);
  auto first = prepare(request, n = 70, k = 5, streamed(n));
  first.start(u = groups);
  streamed_of<decltype(request), double, decltype(streamed(n))> net = std::move(first);
  net.accumulate(y = targets, t = classes);
  auto whole = prepare(request, n = rows, k = 5);
  CHECK(close(net.finish().value, whole(y = targets, t = classes, u = groups).value));
  CHECK(refusal([&] { first.start(u = groups); }) == "tapeless: this prepared formula has been moved to another");
  CHECK(net.extent(n) == 70);
  CHECK(net.bytes() > 0);
}

TEST_CASE("the plan of rows in blocks") {
  constexpr auto request = value_and_gradient(sum(n, square(score - y(n))), w, c);
  constexpr auto plan = plan_of(request, streamed(n));
  static_assert(plan.nests() >= 1 && plan.reductions() >= 1 && plan.buffers() >= 3);
  static_assert(plan_of(request).reductions() == 0);
  std::ostringstream out;
  out << plan;
  CHECK(out.str().find("over all blocks: ") != std::string::npos);
  CHECK(out.str().find("grad_w") != std::string::npos);
  CHECK(out.str().find("ranks") == std::string::npos);
}

}  // namespace
