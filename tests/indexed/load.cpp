// SPDX-License-Identifier: BSL-1.0
// Ten thousand steps of training: no allocation, the same bits in every run, and in many threads that each train by
// themselves at the same time. The thread sanitizer looks at the last of these (sanitize.threads).
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {
std::atomic<long> allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto V = tensor<"V">;
constexpr auto W = tensor<"W">;
constexpr auto t = labels<"t">;
constexpr auto hidden = tanh(sum(i, X(n, i) * V(i, h)));
constexpr auto loss = mean(n, cross_entropy(sum(h, hidden* W(h, o)), o, t(n)));

constexpr int rows = 12, inputs = 5, units = 7, classes = 3;

struct weights {
  std::vector<double> first = waves(inputs * units, 0.4);
  std::vector<double> second = waves(units * classes, 1.9);
  double loss = 0;
  long allocations = -1;
};

// Gradient descent. The number of allocations is that of the steps, where nothing else runs.
weights train(int steps) {
  const std::vector<double> data = waves(rows * inputs, 0.1);
  std::array<int, rows> picked{};
  for (std::size_t r = 0; r < rows; ++r) picked[r] = static_cast<int>(r * 5 % classes);
  weights w;
  auto fit = prepare(value_and_gradient(loss, V, W), n = rows, i = inputs, h = units, o = classes);
  fit.bind(X = data, V = w.first, W = w.second, t = picked);
  const long before = allocations;
  for (int k = 0; k < steps; ++k) {
    const auto r = fit();
    for (std::size_t j = 0; j < w.first.size(); ++j) w.first[j] -= 0.05 * r[V].span()[j];
    for (std::size_t j = 0; j < w.second.size(); ++j) w.second[j] -= 0.05 * r[W].span()[j];
    w.loss = r.value;
  }
  w.allocations = allocations - before;
  return w;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& other) {
  return a.size() == other.size() && std::memcmp(a.data(), other.data(), a.size() * sizeof(double)) == 0;
}

TEST_CASE("training allocates nothing and is the same every time") {
  constexpr int steps = 10000;
  const weights first = train(steps);
  const weights second = train(steps);
  CHECK(first.allocations == 0);
  CHECK(first.loss < 0.1 * train(1).loss);
  CHECK(same_bits(first.first, second.first));
  CHECK(same_bits(first.second, second.second));
}

TEST_CASE("threads that train at the same time do not meet") {
  constexpr int steps = 300;
  const weights alone = train(steps);
  std::array<weights, 6> all;
  std::vector<std::thread> running;
  for (weights& one : all) running.emplace_back([&one] { one = train(steps); });
  for (std::thread& one : running) one.join();
  for (const weights& one : all) {
    CHECK(same_bits(one.first, alone.first));
    CHECK(same_bits(one.second, alone.second));
  }
}

TEST_CASE("a team of threads computes the same bits every time") {
  constexpr auto z = sum(i, X(n, i) * W(i));
  constexpr auto request = value_and_gradient(mean(n, softplus(z)), W);
  const std::vector<double> data = waves(20000 * 5, 0.3), w = waves(5, 2.2);
  auto fit = prepare(request, n = 20000, i = 5, threads(4));
  fit.bind(X = data, W = w);
  const auto first = fit();
  const std::vector<double> expected(first[W].begin(), first[W].end());
  for (int k = 0; k < 50; ++k) {
    const auto next = fit();
    CHECK(same_bits(std::vector<double>(next[W].begin(), next[W].end()), expected));
  }
}

// The first of two processes; the other one has as many rows, whose sums are 0.
struct twin {
  int rank() const { return 0; }
  int size() const { return 2; }
  void send(const void*, std::size_t, int) {}
  void receive(void* data, std::size_t bytes, int) { std::memset(data, 0, bytes); }
  void broadcast(void*, std::size_t, int) {}
  void gather(const void* own, void* all, std::size_t bytes) {
    for (std::size_t k = 0; k < 2; ++k) std::memcpy(static_cast<char*>(all) + k * bytes, own, bytes);
  }
};

TEST_CASE("calls with rows that processes share allocate nothing") {
  constexpr auto z = sum(i, X(n, i) * W(i));
  constexpr auto request = value_and_gradient(mean(n, softplus(z)), W);
  const std::vector<double> data = waves(2000 * 5, 0.3), w = waves(5, 2.2);
  twin link;
  auto fit = prepare(request, n = 2000, i = 5, ranks(link, n), threads(2));
  auto alone = prepare(request, n = 2000, i = 5);
  const long before = allocations;
  double value = 0;
  for (int k = 0; k < 10; ++k) value = fit(X = data, W = w).value + fit().value;
  CHECK(allocations == before);
  // The mean of twice as many rows, half of which added nothing.
  CHECK(value == Approx(alone(X = data, W = w).value));
}

TEST_CASE("blocks of a stream allocate nothing") {
  constexpr auto request = value_and_gradient(sum(n, cross_entropy(sum(h, hidden * W(h, o)), o, t(n))), V, W);
  const std::vector<double> data = waves(1000 * inputs, 0.3);
  const std::vector<int> picked(1000, 1);
  const weights w;
  auto fit = prepare(request, n = 300, i = inputs, h = units, o = classes, streamed(n), threads(2));
  auto whole = prepare(request, n = 1000, i = inputs, h = units, o = classes);
  const long before = allocations;
  double value = 0;
  for (int pass = 0; pass < 2; ++pass) {
    fit.start(V = w.first, W = w.second);
    for (std::ptrdiff_t first = 0; first < 1000; first += 300) {
      const std::ptrdiff_t rest = std::min<std::ptrdiff_t>(300, 1000 - first);
      fit.accumulate(n = rest, X = view(data.data() + first * inputs, rest, inputs), t = view(picked.data(), rest));
    }
    value = fit.finish().value;
  }
  CHECK(allocations == before);
  CHECK(value == Approx(whole(X = data, t = picked, V = w.first, W = w.second).value));
}

}  // namespace
