// SPDX-License-Identifier: BSL-1.0
// Whole computations over arrays, timed against each other as in bench/support/ratio.hpp: short interleaved rounds,
// each with a ratio of its own; the table of results is the same. Sizes are known at run time only.
//
// A case is a struct that is made from its sizes and owns data, parameters and the memory that the versions work in:
//   parts()                 how many numbers each part of the result has: value, gradient in mu, ...
//   scalar                  optional: what the versions work in, double where it is not said
//   ours(scalar* out)       tapeless; collect(scalar* out), never timed, copies results that it leaves where they are
//   reference(double* out)  plain loops, never timed
//   tolerance               of the comparison
// and a version by hand is a struct with a name and run(case&, scalar* out). Results lie one after the other in out.
// Every version is compared with the reference before it is timed, or the program ends.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <bench/support/ratio.hpp>

namespace bench {

// Numbers that begin where a cache line begins: the other half of the differences between two runs of the same code.
template <class T>
class numbers_of {
 public:
  explicit numbers_of(long count)
      : size_(count), data_(new (std::align_val_t{64}) T[static_cast<std::size_t>(count)]{}) {}
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  long size() const { return size_; }
  T& operator[](long k) { return data_[static_cast<std::size_t>(k)]; }
  const T& operator[](long k) const { return data_[static_cast<std::size_t>(k)]; }

  // Normal with this mean and deviation
  template <class Random>
  void sample(Random& random, double mean, double deviation) {
    std::normal_distribution<double> normal(mean, deviation);
    for (long k = 0; k < size_; ++k) data_[static_cast<std::size_t>(k)] = static_cast<T>(normal(random));
  }

 private:
  struct release {
    void operator()(T* p) const { ::operator delete[](p, std::align_val_t{64}); }
  };
  long size_;
  std::unique_ptr<T[], release> data_;
};
using numbers = numbers_of<double>;

// Of a comparison of results in T: that of doubles, or what floats reach.
template <class T>
constexpr double tolerance_in(double doubles) {
  return std::same_as<T, float> ? 1e-4 : doubles;
}

namespace detail {

template <class Case>
struct scalar_of {
  using type = double;
};
template <class Case>
  requires requires { typename Case::scalar; }
struct scalar_of<Case> {
  using type = typename Case::scalar;
};
template <class Case>
using scalar = typename scalar_of<Case>::type;

template <class Case>
struct tapeless_version {
  static constexpr const char* name = "tapeless";
  static void run(Case& all, scalar<Case>* out) { all.ours(out); }
};

template <class Version, class Case>
[[gnu::noinline, gnu::aligned(64)]] void repeat(Case& all, scalar<Case>* out, long repetitions) {
  for (long k = 0; k < repetitions; ++k) {
    Version::run(all, out);
    benchmark::ClobberMemory();
  }
}

template <class Version, class Case>
double time_of(Case& all, scalar<Case>* out, long repetitions) {
  const auto start = std::chrono::steady_clock::now();
  repeat<Version>(all, out, repetitions);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Each part of the result in units of its largest number
template <class Version, class Case>
void compare_with(const std::string& name, const numbers& expected, Case& all) {
  numbers_of<scalar<Case>> found(expected.size());
  Version::run(all, found.data());
  if constexpr (requires { all.collect(found.data()); })
    if (std::same_as<Version, tapeless_version<Case>>) all.collect(found.data());
  long first = 0;
  int part = 0;
  for (const long size : all.parts()) {
    double largest = 0;
    for (long k = first; k < first + size; ++k) largest = std::max(largest, std::abs(expected[k]));
    for (long k = first; k < first + size; ++k)
      if (!(std::abs(found[k] - expected[k]) <= Case::tolerance * largest)) {
        std::fprintf(stderr, "%s, %s: number %ld of part %d of the result is %.17g, by plain loops it is %.17g\n",
                     name.c_str(), Version::name, k - first, part, static_cast<double>(found[k]), expected[k]);
        std::abort();
      }
    first += size;
    ++part;
  }
}

template <class Case, class Version>
outcome race_with(const std::string& name, Case& all, numbers_of<scalar<Case>>& out) {
  using ours = tapeless_version<Case>;
  const double once = std::max({time_of<Version>(all, out.data(), 2) / 2, time_of<ours>(all, out.data(), 2) / 2, 1e-9});
  const long repetitions = std::max(1L, static_cast<long>(2e-4 / once));
  const long rounds = std::clamp(static_cast<long>(0.5 / (once * static_cast<double>(repetitions))), 21L, 401L);
  std::vector<double> a, b, ratios;
  for (long k = 0; k < rounds; ++k) {
    double first = 0, second = 0;
    if (k % 2 == 0) first = time_of<ours>(all, out.data(), repetitions);
    second = time_of<Version>(all, out.data(), repetitions);
    if (k % 2 != 0) first = time_of<ours>(all, out.data(), repetitions);
    a.push_back(first);
    b.push_back(second);
    ratios.push_back(first / second);
  }
  const double scale = 1e9 / static_cast<double>(repetitions);
  const double ours_median = quantile(a, 0.5), other_median = quantile(b, 0.5);
  return {name,
          Version::name,
          ours_median * scale,
          other_median * scale,
          ours_median / other_median,
          quantile(ratios, 0.25),
          quantile(ratios, 0.75)};
}

template <class Case, class... Version>
void run_tensors(benchmark::State& state, const std::string& name, Case& all) {
  long count = 0;
  for (const long size : all.parts()) count += size;
  numbers expected(count);
  numbers_of<scalar<Case>> out(count);
  all.reference(expected.data());
  compare_with<tapeless_version<Case>>(name, expected, all);
  (compare_with<Version>(name, expected, all), ...);
  for (auto _ : state) {
    const outcome results[] = {race_with<Case, Version>(name, all, out)...};
    state.SetIterationTime(results[0].ours * 1e-9);
    for (const outcome& one : results) {
      state.counters[one.against] = one.ratio;
      outcomes.push_back(one);
    }
  }
}

}  // namespace detail

// Registers a case of these sizes against versions by hand.
template <class Case, class... Version, class... Size>
bool add_tensors(std::string name, Size... sizes) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [name, sizes...](benchmark::State& state) {
                                 const auto all = std::make_unique<Case>(sizes...);
                                 detail::run_tensors<Case, Version...>(state, name, *all);
                               })
      ->Iterations(1)
      ->UseManualTime()
      ->Unit(benchmark::kNanosecond);
  return true;
}

}  // namespace bench
