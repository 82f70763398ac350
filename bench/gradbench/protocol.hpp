// SPDX-License-Identifier: BSL-1.0
// GradBench's messages (github.com/gradbench/gradbench, CONTRIBUTING.md, "Protocol"): what the evaluations of this
// folder have in common, which is that each answers a function's name and its input with an output and a list of times.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace gradbench {

using nlohmann::json;

// One for each evaluation; an input or a function that it has not throws.
json hello(const std::string& function, const json& input);
json llsq(const std::string& function, const json& input);
json lse(const std::string& function, const json& input);
json gmm(const std::string& function, const json& input);
json kmeans(const std::string& function, const json& input);
json ba(const std::string& function, const json& input);
json det(const std::string& function, const json& input);

// The rows of a matrix, one after another.
inline std::vector<double> flat(const json& rows) {
  std::vector<double> all;
  for (const auto& row : rows)
    for (const auto& one : row) all.push_back(one.get<double>());
  return all;
}

inline json time_of(const char* name, std::chrono::steady_clock::duration time) {
  return {{"name", name}, {"nanoseconds", std::chrono::nanoseconds(time).count()}};
}

// Makes a computation, runs it as often and for as long as the input asks, and reports what it has computed.
template <class Make>
json measured(const json& input, const Make& make) {
  using clock = std::chrono::steady_clock;
  const long runs = input.is_object() ? input.value("min_runs", 1L) : 1;
  const double seconds = input.is_object() ? input.value("min_seconds", 0.0) : 0;
  json timings = json::array();
  const auto begin = clock::now();
  auto computation = make();
  timings.push_back(time_of("prepare", clock::now() - begin));
  std::chrono::duration<double> elapsed{0};
  for (long k = 0; k < runs || elapsed.count() < seconds; ++k) {
    const auto start = clock::now();
    computation.run();
    asm volatile("" : : "g"(&computation) : "memory");  // results are looked at, and data may have changed
    const auto time = clock::now() - start;
    timings.push_back(time_of("evaluate", time));
    elapsed += time;
  }
  return {{"output", computation.output()}, {"timings", timings}};
}

}  // namespace gradbench
