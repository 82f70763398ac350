// SPDX-License-Identifier: BSL-1.0
// Seconds of a call whose rows are shared out among ranks, for run.sh: a logistic regression of a million rows and the
// network of the notes with 8192 pictures at a time. Rank 0 prints for each
//   name ranks threads seconds rows bytes reductions
// seconds: the median over rounds of the slowest rank. With one rank and one thread also "name plain ratio": the median
// ratio to the same formula prepared without ranks and threads, alternating. Argument: the number of threads.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "tests/examples/network/model.hpp"

#include <tapeless/interop/mpi.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
double median(std::vector<double> all) {
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
  return all[all.size() / 2];
}

struct group {
  int rank = 0, size = 1, threads = 1;
};

// plain: the same without ranks, or null. bytes and reductions: of one call.
template <class Net, class Plain>
void measure(const char* name, const group& here, std::ptrdiff_t rows, int rounds, Net& net, Plain* plain,
             std::ptrdiff_t bytes, int reductions) {
  std::vector<double> times, ratios;
  for (int k = 0; k < rounds; ++k) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = seconds();
    net.run();
    double own = seconds() - begin, slowest = own;
    MPI_Reduce(&own, &slowest, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
    times.push_back(slowest);
    if (plain == nullptr) continue;
    const double before = seconds();
    plain->run();
    ratios.push_back(own / (seconds() - before));
  }
  if (here.rank != 0) return;
  std::printf("%s %d %d %.6g %td %td %d\n", name, here.size, here.threads, median(times), rows, bytes, reductions);
  if (plain != nullptr) std::printf("%s plain %.4f\n", name, median(ratios));
}

template <class T>
std::vector<T> waves(std::size_t size, double from) {
  std::vector<T> result(size);
  for (std::size_t k = 0; k < size; ++k) result[k] = static_cast<T>(std::sin(from + 1.7 * static_cast<double>(k)));
  return result;
}

void regression(const group& here) {
  constexpr auto n = axis<"n">;
  constexpr auto d = axis<"d">;
  constexpr auto X = tensor<"X">;
  constexpr auto y = tensor<"y">;
  constexpr auto w = tensor<"w">;
  constexpr auto score = sum(d, X(n, d) * w(d));
  constexpr auto request = value_and_gradient(mean(n, softplus(score) - y(n) * score), w);
  constexpr std::ptrdiff_t rows = 1000000, features = 8;
  const row_range own = shard(rows, MPI_COMM_WORLD);
  const auto inputs = waves<double>(static_cast<std::size_t>(own.count * features), 0.1 * here.rank);
  const auto targets = waves<double>(static_cast<std::size_t>(own.count), 1), weights = waves<double>(features, 2);
  auto net = prepare(request, n = own.count, d = features, threads(here.threads), ranks(MPI_COMM_WORLD, n));
  auto plain = prepare(request, n = own.count, d = features);
  net.bind(X = inputs, y = targets, w = weights);
  plain.bind(X = inputs, y = targets, w = weights);
  constexpr auto plan = plan_of(request, ranks(n));
  measure("regression", here, rows, 101, net, here.size * here.threads == 1 ? &plain : nullptr,
          plan.reduced_bytes(n = rows, d = features), plan.reductions());
}

void network_of_notes(const group& here) {
  using namespace network::formula;
  constexpr std::ptrdiff_t rows = 8192;
  const row_range own = shard(rows, MPI_COMM_WORLD);
  const auto count = static_cast<std::size_t>(own.count);
  const auto images = waves<float>(count * 784, 0.1), mask = waves<float>(count * 128, 1);
  const auto first = waves<float>(784 * 128, 2), shift = waves<float>(128, 3), second = waves<float>(1280, 4),
             last = waves<float>(10, 5);
  std::vector<std::uint8_t> classes(count);
  for (std::size_t k = 0; k < count; ++k) classes[k] = static_cast<std::uint8_t>(k % 10);
  constexpr auto request = network::formula::gradient;
  auto net =
      prepare<float>(request, n = own.count, i = 784, h = 128, o = 10, threads(here.threads), ranks(MPI_COMM_WORLD, n));
  auto plain = prepare<float>(request, n = own.count, i = 784, h = 128, o = 10);
  const auto bind = [&](auto& to) {
    to.bind(X = images, t = classes, f = mask, lambda = 1e-4F, W1 = first, b1 = shift, W2 = second, b2 = last);
  };
  bind(net);
  bind(plain);
  constexpr auto plan = plan_of(request, ranks(n));
  measure("network", here, rows, 41, net, here.size * here.threads == 1 ? &plain : nullptr,
          plan.reduced_bytes(n = rows, i = 784, h = 128, o = 10) / 2, plan.reductions());
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  group here;
  MPI_Comm_rank(MPI_COMM_WORLD, &here.rank);
  MPI_Comm_size(MPI_COMM_WORLD, &here.size);
  here.threads = argc > 1 ? std::atoi(argv[1]) : 1;
  regression(here);
  network_of_notes(here);
  MPI_Finalize();
}
