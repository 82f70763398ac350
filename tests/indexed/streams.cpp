// SPDX-License-Identifier: BSL-1.0
// Rows that arrive in blocks: values and derivatives against loops in 50 digits, and the same bits as all rows in one
// piece that is cut into the same blocks, for every number of threads.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "tests/indexed/exact.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/thread_ranks.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;
using exact::number;
using exact::tables;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto k = axis<"k">;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto W = tensor<"W">;
constexpr auto V = tensor<"V">;
constexpr auto a = tensor<"a">;
constexpr auto M = tensor<"M">;
constexpr auto S = tensor<"S">;
constexpr auto t = labels<"t">;
constexpr auto c = symbol<"c">;

using numbers = std::vector<double>;

template <class View>
void append(numbers& to, const View& view) {
  if constexpr (std::is_arithmetic_v<View>)
    to.push_back(view);
  else
    to.insert(to.end(), view.data(), view.data() + view.size());
}
template <class Result, class... Key>
numbers all_of(const Result& r, const Key&... key) {
  numbers all{r.value};
  (append(all, r[key]), ...);
  return all;
}
bool same_bits(const numbers& one, const numbers& other) {
  return one.size() == other.size() && std::memcmp(one.data(), other.data(), sizeof(double) * one.size()) == 0;
}

// Data of `rows` rows of which blocks are views.
struct data_set {
  std::ptrdiff_t rows, columns;
  numbers inputs, targets;
  std::vector<int> classes;
  explicit data_set(std::ptrdiff_t rows_, std::ptrdiff_t columns_ = 3)
      : rows(rows_),
        columns(columns_),
        inputs(waves(static_cast<std::size_t>(rows * columns), 0.3)),
        targets(waves(static_cast<std::size_t>(rows), 1.1)) {
    for (std::ptrdiff_t r = 0; r < rows; ++r) classes.push_back(static_cast<int>(r * r % 5));
  }
  auto input(std::ptrdiff_t first, std::ptrdiff_t count) const {
    return view(inputs.data() + first * columns, count, columns);
  }
  auto target(std::ptrdiff_t first, std::ptrdiff_t count) const { return view(targets.data() + first, count); }
  auto label(std::ptrdiff_t first, std::ptrdiff_t count) const { return view(classes.data() + first, count); }
};
// Calls add(first row, number of rows) for each block, the last of which may be shorter.
template <class Add>
void each_block(std::ptrdiff_t rows, std::ptrdiff_t block, const Add& add) {
  for (std::ptrdiff_t first = 0; first < rows; first += block) add(first, std::min(block, rows - first));
}
constexpr std::ptrdiff_t block_sizes[] = {1, 7, 8, 16, 50};

// A logistic regression with a penalty.
constexpr auto score = sum(i, X(n, i) * w(i)) + c;
constexpr auto regression = mean(n, softplus(score) - y(n) * score) + 0.1_c * sum(i, square(w(i)));

TEST_CASE("a regression in 50 digits") {
  tables at(1u);
  at.fill("X", {50, 3});
  at.fill("y", {50});
  at.fill("w", {3});
  at.fill("c", {});
  const auto by_hand = [](const tables& from) {
    number total = 0, penalty = 0;
    for (std::size_t r = 0; r < 50; ++r) {
      number eta = from["c"]();
      for (std::size_t j = 0; j < 3; ++j) eta += from["X"](r, j) * from["w"](j);
      total += log(1 + exp(eta)) - from["y"](r) * eta;
    }
    for (std::size_t j = 0; j < 3; ++j) penalty += from["w"](j) * from["w"](j);
    return number(total / 50 + penalty / 10);
  };
  for (const std::ptrdiff_t block : block_sizes) {
    INFO("blocks of " << block);
    auto total = prepare(value_and_gradient(regression, w, c), n = block, i = 3, streamed(n));
    exact::check(
        at, by_hand,
        [&](auto order) {
          const auto inputs = at.matrix<order()>("X");
          const auto targets = at.vector("y");
          const auto weights = at.vector("w");
          total.start(w = weights, c = at.scalar("c"));
          each_block(50, block, [&](auto first, auto count) {
            total.accumulate(n = count, X = inputs.middleRows(first, count), y = targets.segment(first, count));
          });
          return total.finish();
        },
        1e-13, w, c);
  }
}

// A mixture of normal distributions, with shares that are normalised: what is common to all rows is a formula, too.
constexpr auto share = a(k) - log_sum_exp(k, a(k));
constexpr auto density = sum(i, log(S(k, i)) - square((X(n, i) - M(k, i)) * S(k, i)) / 2_c);
constexpr auto mixture = -sum(n, log_sum_exp(k, share + density));

TEST_CASE("a mixture in 50 digits") {
  tables at(2u);
  at.fill("X", {50, 2});
  at.fill("a", {4});
  at.fill("M", {4, 2});
  at.fill("S", {4, 2}, 0.5, 2);
  const auto by_hand = [](const tables& from) {
    number of_all = 0, total = 0;
    for (std::size_t j = 0; j < 4; ++j) of_all += exp(from["a"](j));
    for (std::size_t r = 0; r < 50; ++r) {
      number likelihood = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        number one = exp(from["a"](j)) / of_all;
        for (std::size_t d = 0; d < 2; ++d) {
          const number z = (from["X"](r, d) - from["M"](j, d)) * from["S"](j, d);
          one *= from["S"](j, d) * exp(-z * z / 2);
        }
        likelihood += one;
      }
      total -= log(likelihood);
    }
    return total;
  };
  for (const std::ptrdiff_t block : block_sizes) {
    INFO("blocks of " << block);
    auto total = prepare(value_and_gradient(mixture, a, M, S), n = block, i = 2, k = 4, streamed(n));
    exact::check(
        at, by_hand,
        [&](auto order) {
          const auto inputs = at.matrix<order()>("X");
          const auto places = at.matrix<order()>("M");
          const auto scales = at.matrix<order()>("S");
          const auto shares = at.vector("a");
          total.start(a = shares, M = places, S = scales);
          each_block(50, block,
                     [&](auto first, auto count) { total.accumulate(n = count, X = inputs.middleRows(first, count)); });
          return total.finish();
        },
        1e-13, a, M, S);
  }
}

// A network with classes as labels and penalties.
constexpr auto hidden = tanh(sum(i, X(n, i) * W(i, h)));
constexpr auto classes = cross_entropy(sum(h, hidden* V(h, k)), k, t(n));
constexpr auto network = mean(n, classes) + (square_norm(i, h, W(i, h)) + square_norm(h, k, V(h, k))) / 100_c;

TEST_CASE("a network in 50 digits") {
  tables at(3u);
  at.fill("X", {50, 4});
  at.fill("W", {4, 6});
  at.fill("V", {6, 5});
  at.count("t", {50}, 5);
  const auto by_hand = [](const tables& from) {
    number total = 0, penalty = 0;
    for (std::size_t r = 0; r < 50; ++r) {
      number inner[6], all = 0, right = 0;
      for (std::size_t u = 0; u < 6; ++u) {
        number z = 0;
        for (std::size_t j = 0; j < 4; ++j) z += from["X"](r, j) * from["W"](j, u);
        inner[u] = tanh(z);
      }
      for (std::size_t o = 0; o < 5; ++o) {
        number z = 0;
        for (std::size_t u = 0; u < 6; ++u) z += inner[u] * from["V"](u, o);
        all += exp(z);
        if (from["t"](r) == o) right = z;
      }
      total += log(all) - right;
    }
    for (const char* const name : {"W", "V"})
      for (const number& one : from[name].values) penalty += one * one;
    return number(total / 50 + penalty / 100);
  };
  for (const std::ptrdiff_t block : block_sizes) {
    INFO("blocks of " << block);
    auto total = prepare(value_and_gradient(network, W, V), n = block, i = 4, h = 6, k = 5, streamed(n), threads(2));
    const std::vector<int> picked = at.integers("t");
    exact::check(
        at, by_hand,
        [&](auto order) {
          const auto inputs = at.matrix<order()>("X");
          const auto first_layer = at.matrix<order()>("W");
          const auto second_layer = at.matrix<order()>("V");
          total.start(W = first_layer, V = second_layer);
          each_block(50, block, [&](auto first, auto count) {
            total.accumulate(n = count, X = inputs.middleRows(first, count), t = view(picked.data() + first, count));
          });
          return total.finish();
        },
        1e-13, W, V);
  }
}

// One process whose rows are all there, cut into so many blocks.
template <class Work>
numbers in_one_piece(const Work& work) {
  checks::message_queues queues(1);
  checks::thread_rank link(queues, 0);
  return work(link);
}

TEST_CASE("the bits are those of one piece in the same blocks, for every number of threads") {
  const data_set data(512);
  const numbers weights = waves(3, 2);
  constexpr auto request = value_and_gradient(regression, w, c);
  for (const int parts : {1, 2, 4}) {
    const std::ptrdiff_t block = 32 * parts;  // 16/parts blocks of `parts` parts: a power of two
    const numbers whole = in_one_piece([&](checks::thread_rank& link) {
      auto net = prepare(request, n = 512, i = 3, ranks(link, n).in_blocks(16));
      return all_of(net(X = data.inputs, y = data.targets, w = weights, c = 0.25), w, c);
    });
    for (const int count : {1, 2, 3, 4}) {
      INFO(parts << " parts, " << count << " threads");
      auto total = prepare(request, n = block, i = 3, streamed(n).in_parts(parts), threads(count));
      total.start(w = weights, c = 0.25);
      each_block(512, block, [&](auto first, auto rows) {
        total.accumulate(X = data.input(first, rows), y = data.target(first, rows));
      });
      CHECK(total.blocks() == 16 / parts);
      CHECK(same_bits(all_of(total.finish(), w, c), whole));
    }
  }
}

TEST_CASE("the bits of large networks, whose number of rows is known") {
  const data_set data(4096, 40);
  const numbers first_layer = waves(40 * 20, 2), second_layer = waves(20 * 5, 3);
  constexpr auto request = value_and_gradient(network, W, V);
  const numbers whole = in_one_piece([&](checks::thread_rank& link) {
    auto net = prepare(request, n = 4096, i = 40, h = 20, k = 5, ranks(link, n).in_blocks(16), threads(2));
    return all_of(net(X = data.inputs, t = data.classes, W = first_layer, V = second_layer), W, V);
  });
  for (const int count : {1, 3}) {
    auto total = prepare(request, n = 1024, i = 40, h = 20, k = 5, streamed(n, 4096).in_parts(4), threads(count));
    total.start(W = first_layer, V = second_layer);
    each_block(4096, 1024, [&](auto first, auto rows) {
      total.accumulate(X = data.input(first, rows), t = data.label(first, rows));
    });
    CHECK(same_bits(all_of(total.finish(), W, V), whole));
  }
}

TEST_CASE("how blocks are cut into parts depends on their rows, not on threads") {
  const data_set data(3000, 40);
  const numbers first_layer = waves(40 * 20, 2), second_layer = waves(20 * 5, 3);
  std::vector<numbers> seen;
  for (const int count : {0, 1, 2, 4}) {
    const auto take = [&](auto total) {
      total.start(W = first_layer, V = second_layer);
      each_block(3000, 700, [&](auto first, auto rows) {
        total.accumulate(n = rows, X = data.input(first, rows), t = data.label(first, rows));
      });
      return all_of(total.finish(), W, V);
    };
    constexpr auto request = value_and_gradient(network, W, V);
    seen.push_back(count == 0
                       ? take(prepare(request, n = 700, i = 40, h = 20, k = 5, streamed(n, 3000)))
                       : take(prepare(request, n = 700, i = 40, h = 20, k = 5, streamed(n, 3000), threads(count))));
    CHECK(same_bits(seen.back(), seen.front()));
  }
}

TEST_CASE("a pass does not depend on the passes before it, and start begins anew") {
  const data_set data(100);
  constexpr auto request = value_and_gradient(mixture, a, M, S);
  numbers shares = waves(4, 2), places = waves(12, 3), scales(12, 1.5);
  const auto run = [&](auto& total) {
    each_block(100, 30, [&](auto first, auto rows) { total.accumulate(n = rows, X = data.input(first, rows)); });
    CHECK(total.rows() == 100);
    return all_of(total.finish(), a, M, S);
  };
  auto total = prepare(request, n = 30, i = 3, k = 4, streamed(n));
  total.start(a = shares, M = places, S = scales);
  const numbers first = run(total);
  total.start();
  CHECK(same_bits(run(total), first));
  // Other parameters in the same place, after a pass that is given up.
  for (double& one : scales) one = 0.75;
  total.start();
  total.accumulate(n = 5, X = data.input(0, 5));
  total.start();
  CHECK(total.rows() == 0);
  const numbers second = run(total);
  auto other = prepare(request, n = 30, i = 3, k = 4, streamed(n));
  other.start(a = shares, M = places, S = scales);
  CHECK(same_bits(run(other), second));
  CHECK(second[0] != first[0]);
}

TEST_CASE("a tree over any number of blocks") {
  using tapeless::detail::run::block_tree;
  // Sums as texts: which neighbours are added, and in which order.
  const auto add = [](std::string* to, const std::string* from) { *to = "(" + *to + *from + ")"; };
  const auto copy = [](std::string* to, const std::string* from) { *to = *from; };
  const auto sum_of = [&](int blocks) {
    block_tree tree(3);
    std::string levels[3];
    for (int b = 0; b < blocks; ++b) {
      const std::string name(1, static_cast<char>('a' + b));
      CHECK(checks::refusal([&] { tree.expect_room(); }) == "nothing was refused");
      tree.push(&name, levels, 1, add, copy);
      CHECK(tree.count() == b + 1);
    }
    if (blocks == 7)
      CHECK(checks::refusal([&] { tree.expect_room(); }) == "tapeless: streamed: a pass has at most 7 blocks");
    const std::string result = *tree.take(levels, 1, add);
    CHECK(tree.count() == 0);
    return result;
  };
  CHECK(sum_of(1) == "a");
  CHECK(sum_of(2) == "(ab)");
  CHECK(sum_of(3) == "((ab)c)");
  CHECK(sum_of(4) == "((ab)(cd))");
  CHECK(sum_of(7) == "(((ab)(cd))((ef)g))");
  CHECK(block_tree(3).most() == 7);
  CHECK(block_tree(32).most() == 4294967295);
}

}  // namespace
