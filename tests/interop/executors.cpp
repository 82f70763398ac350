// SPDX-License-Identifier: BSL-1.0
// Prepared formulas, sparse sums over rows and batches on engines that a program has anyway: an arena of oneTBB, a team
// of OpenMP, and engines that do tasks in an odd order. The bits are those of threads(1), and nested use hands its
// tasks to the same engine.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "tests/support/catch.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/batch.hpp>
#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

// What a user writes for an engine: some lines.
struct arena {
  tbb::task_arena own{2};
  int concurrency() { return own.max_concurrency(); }
  template <class Task>
  void bulk(int count, const Task& task) {
    own.execute([&] { tbb::parallel_for(0, count, task); });
  }
};
#ifdef _OPENMP
struct openmp {
  template <class Task>
  void bulk(int count, const Task& task) {
#pragma omp parallel for schedule(dynamic) num_threads(2)
    for (int k = 0; k < count; ++k) task(k);
  }
};
#else
using openmp = arena;
#endif
// One thread for each task, started for it.
struct started_threads {
  template <class Task>
  void bulk(int count, const Task& task) {
    std::vector<std::thread> all;
    for (int k = 0; k < count; ++k) all.emplace_back([&task, k] { task(k); });
    for (std::thread& one : all) one.join();
  }
};
// The last task first, by the caller.
struct backwards {
  int calls = 0, tasks = 0;
  template <class Task>
  void bulk(int count, const Task& task) {
    ++calls;
    tasks = std::max(tasks, count);
    for (int k = count - 1; k >= 0; --k) task(k);
  }
};
static_assert(executor<arena> && executor<openmp> && executor<started_threads> && executor<backwards>);
static_assert(!executor<int> && !executor<std::thread>);

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto y = tensor<"y">;

template <class Numbers>
bool same_bits(const Numbers& a, const Numbers& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0;
}

TEST_CASE("a prepared formula on an engine has the bits of one thread") {
  constexpr auto z = sum(i, X(n, i) * W(i));
  constexpr auto request = value_and_gradient(mean(n, softplus(z) - y(n) * z), W, y);
  const int rows = 60000;
  const auto data = waves(static_cast<std::size_t>(rows) * 5, 0.3), target = waves(static_cast<std::size_t>(rows), 1.1);
  const auto weights = waves(5, 2.2);
  const auto numbers = [&](auto&& net) {
    const auto r = net(X = data, y = target, W = weights);
    std::vector<double> all{r.value};
    all.insert(all.end(), r[W].begin(), r[W].end());
    all.insert(all.end(), r[y].begin(), r[y].end());
    return all;
  };
  const auto one = numbers(prepare(request, n = rows, i = 5, threads(1)));
  arena tasks;
  openmp team;
  started_threads fresh;
  backwards odd;
  CHECK(same_bits(numbers(prepare(request, n = rows, i = 5, on(tasks))), one));
  CHECK(same_bits(numbers(prepare(request, n = rows, i = 5, on(team, 2))), one));
  CHECK(same_bits(numbers(prepare(request, n = rows, i = 5, on(fresh, 3))), one));
  CHECK(same_bits(numbers(prepare(request, n = rows, i = 5, on(odd, 4))), one));
  CHECK(odd.calls > 0);
  CHECK(odd.tasks > 1);
  CHECK(odd.tasks <= 4);

  // Inside a task of the engine: its threads do the work, and no others are started.
  std::array<std::vector<double>, 2> nested;
  tasks.bulk(
      2, [&](int k) { nested[static_cast<std::size_t>(k)] = numbers(prepare(request, n = rows, i = 5, on(tasks))); });
  CHECK(same_bits(nested[0], one));
  CHECK(same_bits(nested[1], one));
  static_assert(plan_of(request).bytes(n = 60000, i = 5, threads(2)) > plan_of(request).bytes(n = 60000, i = 5));
  CHECK(plan_of(request).bytes(n = rows, i = 5, on(odd, 2)) == plan_of(request).bytes(n = rows, i = 5, threads(2)));
}

TEST_CASE("sums over rows with sparse derivatives on an engine") {
  constexpr auto e = axis<"e">;
  constexpr auto k = axis<"k">;
  constexpr auto a = labels<"a">;
  constexpr auto b = labels<"b">;
  constexpr auto x = tensor<"x">;
  constexpr auto energy = sum(e, square(exp(x(k[a(e)]) - x(k[b(e)])) - 1_c));
  const int rows = 20000, places = 5000;
  std::vector<int> from(static_cast<std::size_t>(rows)), to(static_cast<std::size_t>(rows));
  for (int r = 0; r < rows; ++r) {
    from[static_cast<std::size_t>(r)] = r * 7 % places;
    to[static_cast<std::size_t>(r)] = (r * 7 + 1 + r % 3) % places;
  }
  const auto at = waves(static_cast<std::size_t>(places), 0.4);
  const auto numbers = [&](auto&& sparse) {
    const auto r = sparse(x = at, a = from, b = to);
    std::vector<double> all{r.value};
    all.insert(all.end(), r.hessian().values().begin(), r.hessian().values().end());
    return all;
  };
  constexpr auto request = compressed(value_gradient_hessian(energy, x));
  const auto one = numbers(prepare(request, e = rows, k = places, threads(1)));
  arena tasks;
  backwards odd;
  CHECK(same_bits(numbers(prepare(request, e = rows, k = places, on(tasks))), one));
  CHECK(same_bits(numbers(prepare(request, e = rows, k = places, on(odd, 3))), one));
  CHECK(odd.calls > 0);
}

TEST_CASE("batches on an engine") {
  constexpr auto u = symbol<"u">;
  constexpr auto v = symbol<"v">;
  constexpr auto h = function(value_and_gradient(exp(u) * sin(v), u, v), arguments(u, v));
  const std::size_t rows = 100000;
  const auto us = waves(rows, 0.3), vs = waves(rows, 0.8);
  const auto numbers = [&](const auto&... how) {
    std::vector<double> values(rows), gu(rows), gv(rows);
    batch(h, inputs(us, vs), outputs(values, gu, gv), how...);
    values.insert(values.end(), gu.begin(), gu.end());
    values.insert(values.end(), gv.begin(), gv.end());
    return values;
  };
  const auto one = numbers();
  arena tasks;
  openmp team;
  backwards odd;
  CHECK(same_bits(numbers(on(tasks)), one));
  CHECK(same_bits(numbers(on(team, 2)), one));
  CHECK(same_bits(numbers(on(odd, 5)), one));
  CHECK(odd.calls > 0);
  thread_pool pool(on(tasks));
  CHECK(pool.size() == 2);
  std::vector<double> values(rows), gu(rows), gv(rows);
  batch(h, inputs(us, vs), outputs(values, gu, gv), pool);
  CHECK(std::memcmp(values.data(), one.data(), rows * sizeof(double)) == 0);
}

TEST_CASE("an engine without a lane is refused") {
  constexpr auto total = sum(n, square(y(n)));
  backwards odd;
  CHECK(checks::refusal([&] { prepare(total, n = 10, on(odd, 0)); }) ==
        "tapeless: an engine has one or more lanes, not 0");
  CHECK(checks::refusal([&] { thread_pool(on(odd, -1)); }) == "tapeless: an engine has one or more lanes, not -1");
}

}  // namespace
