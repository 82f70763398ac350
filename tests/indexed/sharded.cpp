// SPDX-License-Identifier: BSL-1.0
// Rows that several processes have: the same bits on every rank and for every number of ranks and threads, the numbers
// of one process, and refusals that all ranks share. The ranks are threads here; interop/mpi.cpp has processes.
#include <cmath>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/indexed/shared_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/thread_ranks.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::on_ranks;
using checks::thread_rank;
using checks::waves;
using shared_rows::append;
using shared_rows::outcome;
using shared_rows::part;
using shared_rows::table;
using shared_rows::try_ranks;

constexpr auto n = axis<"n">;
constexpr auto m = axis<"m">;
constexpr auto d = axis<"d">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto W = tensor<"W">;
constexpr auto V = tensor<"V">;
constexpr auto b = symbol<"b">;
constexpr auto t = labels<"t">;

TEST_CASE("a mean of squares and its gradients, also in the rows") {
  constexpr auto loss = mean(n, square(sum(d, X(n, d) * w(d)) + b - y(n)));
  constexpr auto request = value_and_gradient(loss, w, b, X);
  const table data(1000);
  const std::vector<double> weights = waves(3, 2);
  const auto take = [](const auto& r) {
    outcome result;
    result.common.push_back(r.value);
    append(result.common, r[w]);
    result.common.push_back(r[b]);
    append(result.rows, r[X]);
    return result;
  };
  auto whole = prepare(request, n = data.rows, d = 3);
  const outcome alone = take(whole(X = data.inputs, y = data.targets, w = weights, b = 0.25));
  try_ranks(data.rows, alone, [&](thread_rank& link, row_range own, int count) {
    const part here(data, own);
    auto net = prepare(request, n = own.count, d = 3, threads(count), ranks(link, n));
    return take(net(X = here.inputs, y = here.targets, w = weights, b = 0.25));
  });
}

TEST_CASE("a network with classes as labels") {
  constexpr auto hidden = tanh(sum(d, X(n, d) * W(d, h)));
  constexpr auto score = sum(h, hidden * V(h, o));
  constexpr auto loss = mean(n, log_sum_exp(o, score) - pick(score, o, t(n)));
  constexpr auto request = value_and_gradient(loss, W, V);
  const table data(2100, 6);
  const std::vector<double> first = waves(6 * 8, 2), second = waves(8 * 5, 3);
  const auto take = [](const auto& r) {
    outcome result;
    result.common.push_back(r.value);
    append(result.common, r[W]);
    append(result.common, r[V]);
    return result;
  };
  auto whole = prepare(request, n = data.rows, d = 6, h = 8, o = 5);
  const outcome alone = take(whole(X = data.inputs, t = data.classes, W = first, V = second));
  try_ranks(data.rows, alone, [&](thread_rank& link, row_range own, int count) {
    const part here(data, own);
    auto net = prepare(request, n = own.count, d = 6, h = 8, o = 5, ranks(link, n), threads(count));
    return take(net(X = here.inputs, t = here.classes, W = first, V = second));
  });
}

TEST_CASE("work that is not along the rows is done alike on all ranks") {
  // A penalty of a matrix that is large enough for several groups, and more so with many rows: how it is cut must not
  // depend on how many of them are here.
  constexpr auto score = sum(d, h, X(n, d) * W(d, h));
  constexpr auto request = value_and_gradient(mean(n, square(score - y(n))) + sum(d, h, square(W(d, h))), W);
  const table data(640, 300);
  const std::vector<double> weights = waves(300 * 20, 2);
  const auto take = [](const auto& r) {
    outcome result;
    result.common.push_back(r.value);
    append(result.common, r[W]);
    return result;
  };
  auto whole = prepare(request, n = data.rows, d = 300, h = 20);
  const outcome alone = take(whole(X = data.inputs, y = data.targets, W = weights));
  try_ranks(data.rows, alone, [&](thread_rank& link, row_range own, int count) {
    const part here(data, own);
    auto net = prepare(request, n = own.count, d = 300, h = 20, ranks(link, n), threads(count));
    return take(net(X = here.inputs, y = here.targets, W = weights));
  });
}

TEST_CASE("sums that need the sums of all rows before, and the largest of all rows") {
  // The log-likelihood of columns in units of their own mean and deviation, log_sum_exp and max over all rows.
  constexpr auto centre = mean(n, X(n, d));
  constexpr auto spread = mean(n, square(X(n, d) - centre));
  constexpr auto scaled = sum(d, (X(n, d) - centre) / sqrt(spread + 0.1_c) * w(d));
  constexpr auto f = log_sum_exp(n, scaled) + max(n, y(n) * scaled) + sum(n, square(scaled - y(n))) / size(n);
  constexpr auto request = value_and_gradient(f, w, y);
  const table data(700);
  const std::vector<double> weights = waves(3, 2);
  const auto take = [](const auto& r) {
    outcome result;
    result.common.push_back(r.value);
    append(result.common, r[w]);
    append(result.rows, r[y]);
    return result;
  };
  auto whole = prepare(request, n = data.rows, d = 3);
  const outcome alone = take(whole(X = data.inputs, y = data.targets, w = weights));
  try_ranks(data.rows, alone, [&](thread_rank& link, row_range own, int count) {
    const part here(data, own);
    auto net = prepare(request, n = own.count, d = 3, ranks(link, n), threads(count));
    return take(net(X = here.inputs, y = here.targets, w = weights));
  });
}

constexpr auto u = tensor<"u">;

TEST_CASE("Hessians, labels that add up into a table, and the rows under another name") {
  // Intercepts by group; the targets stand along m, too.
  constexpr auto fit = sum(n, softplus(u(o[t(n)]) + sum(d, X(n, d) * w(d))) - y(n) * u(o[t(n)]));
  constexpr auto request = value_gradient_hessian(fit + mean(m, square(y(m) - b)), w, u, b);
  const table data(640);
  const std::vector<double> weights = waves(3, 2), groups = waves(5, 4);
  const auto take = [](const auto& r) {
    outcome result;
    result.common.push_back(r.value);
    append(result.common, r[w]);
    append(result.common, r[u]);
    result.common.push_back(r[b]);
    append(result.common, r.hessian(w, u));
    append(result.common, r.hessian(u, u));
    return result;
  };
  auto whole = prepare(request, n = data.rows, d = 3, o = 5, m = data.rows);
  const outcome alone =
      take(whole(X = data.inputs, y = data.targets, t = data.classes, w = weights, u = groups, b = 0.5));
  try_ranks(data.rows, alone, [&](thread_rank& link, row_range own, int count) {
    const part here(data, own);
    auto net = prepare(request, n = own.count, m = own.count, d = 3, o = 5, ranks(link, n), threads(count));
    return take(net(X = here.inputs, y = here.targets, t = here.classes, w = weights, u = groups, b = 0.5));
  });
}

TEST_CASE("float, an upstream gradient along the rows, blocks of another number") {
  constexpr auto request = pullback(sum(d, sin(X(n, d) * w(d))), w);
  const table data(5000);
  const std::vector<float> weights{0.5f, -1.25f, 2.0f};
  std::vector<std::vector<float>> seen;
  for (const int size : {1, 3, 4}) {
    std::vector<float> found;
    on_ranks(size, [&](thread_rank& link) {
      const row_range own = shard(data.rows, link.rank(), size, 8);
      const part here(data, own);
      const std::vector<float> inputs(here.inputs.begin(), here.inputs.end());
      const std::vector<float> upstream(here.targets.begin(), here.targets.end());
      auto net = prepare<float>(request, n = own.count, d = 3, ranks(link, n).in_blocks(8));
      const auto r = net(upstream, X = inputs, w = weights);
      if (link.rank() == 0) found = {r[w](0), r[w](1), r[w](2)};
    });
    seen.push_back(found);
  }
  CHECK(seen[0] == seen[1]);
  CHECK(seen[0] == seen[2]);
  for (std::size_t k = 0; k < 3; ++k) {
    double right = 0;
    for (std::size_t row = 0; row < 5000; ++row) {
      const double x = static_cast<double>(static_cast<float>(data.inputs[3 * row + k]));
      right += static_cast<double>(static_cast<float>(data.targets[row])) * x *
               std::cos(x * static_cast<double>(weights[k]));
    }
    CHECK(std::abs(static_cast<double>(seen[0][k]) - right) < 1e-4 * (1 + std::abs(right)));
  }
}

TEST_CASE("rows may be handed out otherwise: then sums are right in their own rounding") {
  constexpr auto total = value_and_gradient(sum(n, d, square(X(n, d) * w(d)) * y(n)), w);
  const table data(101);
  const std::vector<double> weights = waves(3, 2);
  auto whole = prepare(total, n = data.rows, d = 3);
  const auto right = whole(X = data.inputs, y = data.targets, w = weights);
  const std::vector<std::ptrdiff_t> counts{1, 70, 2, 28};
  on_ranks(4, [&](thread_rank& link) {
    std::ptrdiff_t first = 0;
    for (int r = 0; r < link.rank(); ++r) first += counts[static_cast<std::size_t>(r)];
    const part here(data, {first, counts[static_cast<std::size_t>(link.rank())]});
    auto net = prepare(total, n = counts[static_cast<std::size_t>(link.rank())], d = 3, ranks(link, n));
    const auto r = net(X = here.inputs, y = here.targets, w = weights);
    static std::mutex one_at_a_time;
    const std::lock_guard<std::mutex> lock(one_at_a_time);
    CHECK(std::abs(r.value - right.value) < 1e-13 * std::abs(right.value));
    for (int k = 0; k < 3; ++k) CHECK(std::abs(r[w](k) - right[w](k)) < 1e-13 * (1 + std::abs(right[w](k))));
  });
}

TEST_CASE("whole blocks are handed out") {
  for (const std::ptrdiff_t rows : {32, 64, 127, 1000, 4097, 10000000})
    for (const int size : {1, 2, 3, 4, 7}) {
      if (rows < 64 * size) continue;
      CHECK(shard(rows, 0, 1, 32).count == rows);
      std::ptrdiff_t end = 0;
      for (int rank = 0; rank < size; ++rank) {
        const row_range own = shard(rows, rank, size);
        CHECK(own.first == end);
        CHECK(own.count > 0);
        end = own.first + own.count;
      }
      CHECK(end == rows);
    }
  CHECK(checks::refusal([] { shard(63, 1, 2); }) ==
        "tapeless: 63 rows are 1 blocks, too few for 2 ranks: more blocks with in_blocks, of 32 rows at least");
  CHECK(checks::refusal([] { shard(0, 0, 1); }) ==
        "tapeless: 0 rows are 0 blocks, too few for 1 ranks: more blocks with in_blocks, of 32 rows at least");
  CHECK(checks::refusal([] { shard(100, 2, 2); }) == "tapeless: there is no rank 2 among 2");
}

// What all ranks say, which has to be the same.
template <class Work>
std::string refusal_of_all(int size, const Work& work) {
  std::vector<std::string> said(static_cast<std::size_t>(size));
  on_ranks(size, [&](thread_rank& link) {
    said[static_cast<std::size_t>(link.rank())] = checks::refusal([&] { work(link); });
  });
  for (const std::string& one : said) CHECK(one == said[0]);
  return said[0];
}

TEST_CASE("what one rank refuses, all refuse") {
  constexpr auto f = value_and_gradient(sum(n, square(sum(d, X(n, d) * w(d)))), w);
  constexpr auto other = value_and_gradient(sum(n, square(1_c + sum(d, X(n, d) * w(d)))), w);
  constexpr auto picked = sum(n, w(d[t(n)]));
  const std::vector<double> weights(3, 1);
  CHECK(refusal_of_all(3, [&](thread_rank& link) {
          prepare(f, n = link.rank() == 1 ? 0 : 8, d = 3, ranks(link, n));
        }) == "tapeless: axis n has the extent 0; it has one or more elements (on rank 1)");
  CHECK(refusal_of_all(3, [&](thread_rank& link) {
          prepare(f, n = 8, d = link.rank() == 2 ? 4 : 3, ranks(link, n));
        }) == "tapeless: axis d has the extent 3 on rank 0 and 4 on rank 2");
  CHECK(refusal_of_all(2, [&](thread_rank& link) {
          if (link.rank() == 0)
            prepare(f, n = 8, d = 3, ranks(link, n));
          else
            prepare(other, n = 8, d = 3, ranks(link, n));
        }) == "tapeless: ranks 0 and 1 have prepared different formulas");
  CHECK(refusal_of_all(2, [&](thread_rank& link) {
          if (link.rank() == 0)
            prepare<float>(f, n = 8, d = 3, ranks(link, n));
          else
            prepare(f, n = 8, d = 3, ranks(link, n));
        }) == "tapeless: ranks 0 and 1 have prepared a formula for numbers of different types");
  CHECK(refusal_of_all(2, [&](thread_rank& link) {
          prepare(f, n = 8, d = 3, ranks(link, n).in_blocks(link.rank() == 0 ? 64 : 32));
        }) == "tapeless: ranks 0 and 1 have prepared a formula with different numbers of blocks");
  CHECK(refusal_of_all(2, [&](thread_rank& link) { prepare(f, n = 8, d = 3, ranks(link, n), threads(link.rank())); }) ==
        "tapeless: a team has one or more threads, not 0 (on rank 0)");
  // A binding on one rank; nothing is written, and the next call is right.
  CHECK(refusal_of_all(2, [&](thread_rank& link) {
          auto net = prepare(picked, n = 4, d = 3, ranks(link, n));
          const std::vector<int> good{0, 1, 2, 2}, bad{0, 1, 3, 2};
          const double before = net(w = weights, t = good).value;
          const std::string said = checks::refusal([&] { net(w = weights, t = link.rank() == 1 ? bad : good); });
          if (before == 8 && net(w = weights, t = good).value == 8) throw std::invalid_argument(said);
        }) == "tapeless: label 3 in t is not among the 3 from 0 to 2 (on rank 1)");
  CHECK(refusal_of_all(2, [&](thread_rank& link) {
          auto net = prepare(f, n = 8, d = 3, ranks(link, n));
          net();
        }) == "tapeless: bind the tensors of the formula before it is run (on rank 0)");
  CHECK(checks::refusal([] {
          checks::message_queues queues(1);
          thread_rank link(queues, 0);
          ranks(link, n).in_blocks(12);
        }) == "tapeless: rows are cut into a number of blocks that is a power of two, not 12");
}

TEST_CASE("a prepared formula with ranks moves") {
  constexpr auto f = sum(n, y(n) * b);
  using net_type = prepared_of<decltype(f), double, decltype(n)>;
  on_ranks(2, [&](thread_rank& link) {
    auto first = prepare(f, n = 4, ranks(link, n));
    net_type net = std::move(first);
    const std::vector<double> ones(4, 1);
    const double found = net(y = ones, b = 0.5).value;
    if (found != 4) std::terminate();
  });
}

TEST_CASE("a plan says what ranks send each other") {
  constexpr auto loss = mean(n, square(sum(d, X(n, d) * w(d)) - y(n)));
  constexpr auto plan = plan_of(value_and_gradient(loss, w), ranks(n));
  STATIC_REQUIRE(plan.reductions() == 1);
  STATIC_REQUIRE(plan.reduced_bytes(n = 1000, d = 3) == 8 * (1 + 3));
  STATIC_REQUIRE(plan_of(value_and_gradient(loss, w)).reductions() == 0);
  // What all rows must have said before the next sum begins.
  constexpr auto centred = sum(n, square(y(n) - mean(n, y(n))));
  STATIC_REQUIRE(plan_of(centred, ranks(n)).reductions() == 2);
  std::ostringstream text;
  text << plan;
  CHECK(text.str().find("\nover all ranks: buffer") != std::string::npos);
  // As many messages as that: one along each branch, and one to each other rank.
  for (const int size : {1, 2, 4}) {
    const std::vector<double> inputs(64 * 3, 1), targets(64, 2), weights(3, 1);
    std::vector<int> sent(static_cast<std::size_t>(size));
    on_ranks(size, [&](thread_rank& link) {
      auto net = prepare(value_and_gradient(loss, w), n = 64, d = 3, ranks(link, n));
      net.bind(X = inputs, y = targets, w = weights);
      const int before = link.sent();
      net.run();
      sent[static_cast<std::size_t>(link.rank())] = link.sent() - before;
    });
    int total = 0;
    for (const int one : sent) total += one;
    CHECK(total == 2 * (size - 1));
  }
}

}  // namespace
