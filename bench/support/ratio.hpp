// SPDX-License-Identifier: BSL-1.0
// Two versions of the same computation, timed against each other. On a machine that others use a time says little; the
// ratio of two times that were taken right after each other says a lot. Google Benchmark interleaves whole repetitions,
// which are too far apart for that, so a round here is one short batch of each version, in alternating order, and each
// round has a ratio of its own. Google Benchmark does the rest: command line, filter, JSON.
//
// A case is a struct:
//   name, inputs, outputs            what it is called, and how many doubles a point has and yields
//   operations                       the operation_count of the program of tapeless
//   sample(random, double* in)       a random point
//   ours(const double*, double*)     tapeless
//   hand<T>(const T*, T*)            written by hand; on T = tally it counts its own operations
//   tolerance, points                optional: of the comparison, and how many points a batch has
// add<my_case>() registers it, add<my_case, my_peer>() with a peer: a struct with a name and run(const double*,
// double*). Before anything is timed, all versions must agree on all points, or the program ends.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <bench/support/tally.hpp>

namespace bench {

// What was measured of one case, version against version. Times are nanoseconds per point.
struct outcome {
  std::string name;
  std::string against;
  double ours = 0;
  double other = 0;
  double ratio = 0;  // of the medians; low and high: the quartiles of the ratios of single rounds
  double low = 0;
  double high = 0;
};
struct counts {
  std::string name;
  tapeless::operation_count ours;
  tapeless::operation_count hand;
};
inline std::vector<outcome> outcomes;
inline std::vector<counts> all_counts;

namespace detail {

using batch_function = void (*)(const double* in, double* out, std::size_t points);

// A function of its own, so that both versions are inlined into the same loop and start at the same alignment.
template <class Case, class Run>
[[gnu::noinline, gnu::aligned(64)]] void batch(const double* in, double* out, std::size_t points) {
  for (std::size_t k = 0; k < points; ++k) Run::run(in + k * Case::inputs, out + k * Case::outputs);
}

template <class Case>
struct ours_of {
  static void run(const double* in, double* out) { Case::ours(in, out); }
};
template <class Case>
struct hand_of {
  static void run(const double* in, double* out) { Case::hand(in, out); }
};

inline double quantile(std::vector<double> values, double q) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

inline double seconds_of(batch_function run, const std::vector<double>& in, std::vector<double>& out,
                         std::size_t points, std::size_t repetitions) {
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t k = 0; k < repetitions; ++k) {
    run(in.data(), out.data(), points);
    benchmark::ClobberMemory();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Enough points to defeat the branch predictor, few enough to stay in the first two levels of cache.
template <class Case>
constexpr std::size_t points_of() {
  if constexpr (requires { Case::points; })
    return Case::points;
  else
    return std::clamp<std::size_t>(32768 / (8 * (Case::inputs + Case::outputs)), 64, 512);
}
template <class Case>
constexpr double tolerance_of() {
  if constexpr (requires { Case::tolerance; })
    return Case::tolerance;
  else
    return 1e-12;
}

// Both versions on all points. Each output is compared in units of its largest magnitude over all points.
template <class Case>
void compare(const char* other, const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t j = 0; j < Case::outputs; ++j) {
    double largest = 0;
    for (std::size_t k = j; k < a.size(); k += Case::outputs) largest = std::max(largest, std::abs(a[k]));
    for (std::size_t k = j; k < a.size(); k += Case::outputs)
      if (!(std::abs(a[k] - b[k]) <= tolerance_of<Case>() * largest)) {
        std::fprintf(stderr, "%s, output %zu: tapeless %.17g, %s %.17g\n", Case::name, j, a[k], other, b[k]);
        std::abort();
      }
  }
}

// One interleaved run of two versions. A round is some 0.2 ms of each.
template <class Case>
outcome race(batch_function ours, batch_function other, const char* against, const std::vector<double>& in,
             std::vector<double>& out) {
  constexpr std::size_t points = points_of<Case>();
  constexpr int rounds = 401;
  const double once = std::max(seconds_of(other, in, out, points, 4) / 4, 1e-9);
  const auto repetitions = std::max<std::size_t>(1, static_cast<std::size_t>(2e-4 / once));
  std::vector<double> a, b, ratios;
  for (int k = 0; k < rounds; ++k) {
    double first = 0, second = 0;
    if (k % 2 == 0) first = seconds_of(ours, in, out, points, repetitions);
    second = seconds_of(other, in, out, points, repetitions);
    if (k % 2 != 0) first = seconds_of(ours, in, out, points, repetitions);
    a.push_back(first);
    b.push_back(second);
    ratios.push_back(first / second);
  }
  const double scale = 1e9 / static_cast<double>(points * repetitions);
  const double ours_median = quantile(a, 0.5), other_median = quantile(b, 0.5);
  return {Case::name,
          against,
          ours_median * scale,
          other_median * scale,
          ours_median / other_median,
          quantile(ratios, 0.25),
          quantile(ratios, 0.75)};
}

template <class Case, class Peer>
void run(benchmark::State& state, const char* against) {
  constexpr std::size_t points = points_of<Case>();
  std::vector<double> in(points * Case::inputs), out(points * Case::outputs), expected(points * Case::outputs);
  std::mt19937_64 random(20240229);
  for (std::size_t k = 0; k < points; ++k) Case::sample(random, in.data() + k * Case::inputs);
  const batch_function ours = batch<Case, ours_of<Case>>, other = batch<Case, Peer>;
  ours(in.data(), expected.data(), points);
  other(in.data(), out.data(), points);
  compare<Case>(against, expected, out);
  for (auto _ : state) {
    const outcome result = race<Case>(ours, other, against, in, out);
    state.SetIterationTime(result.ours * 1e-9);
    state.counters["ours_ns"] = result.ours;
    state.counters["other_ns"] = result.other;
    state.counters["ratio"] = result.ratio;
    state.counters["ratio_low"] = result.low;
    state.counters["ratio_high"] = result.high;
    outcomes.push_back(result);
  }
}

template <class Case>
tapeless::operation_count count_by_hand() {
  std::mt19937_64 random(1);
  double point[Case::inputs];
  Case::sample(random, point);
  tally in[Case::inputs], out[Case::outputs];
  for (std::size_t k = 0; k < Case::inputs; ++k) in[k] = point[k];
  tally::executed = {};
  Case::hand(in, out);
  return tally::executed;
}

template <class Case, class Peer>
void add_race(const char* against) {
  benchmark::RegisterBenchmark((std::string(Case::name) + " / " + against).c_str(),
                               [against](benchmark::State& state) { run<Case, Peer>(state, against); })
      ->Iterations(1)
      ->UseManualTime()
      ->Unit(benchmark::kNanosecond);
}

}  // namespace detail

// Registers a case against the version written by hand, and against each peer.
template <class Case, class... Peer>
bool add() {
  detail::add_race<Case, detail::hand_of<Case>>("by hand");
  (detail::add_race<Case, Peer>(Peer::name), ...);
  all_counts.push_back({Case::name, Case::operations, detail::count_by_hand<Case>()});
  return true;
}

// Registers a case against peers only.
template <class Case, class... Peer>
bool add_peers() {
  (detail::add_race<Case, Peer>(Peer::name), ...);
  return true;
}

}  // namespace bench
