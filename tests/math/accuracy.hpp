// SPDX-License-Identifier: BSL-1.0
// Many arguments of a kernel against the 50-digit reference and against std.
#pragma once

#include <cstdio>
#include <string>

#include "tests/math/checks.hpp"
#include "tests/math/reference.hpp"
#include "tests/support/catch.hpp"

namespace checks {

// Correct rounding is 0.5 ulp; the kernels' own error shows in the fourth digit at most.
inline constexpr double kernel_limit = 0.5001;

// Exact, also for subnormal numbers
inline std::string hexadecimal(double x) {
  char text[40];
  std::snprintf(text, sizeof text, "%a", x);
  return text;
}

// exact takes and returns a reference::real
template <class Sample, class F, class Exact>
void against_reference(const char* name, int n, Sample sample, F f, Exact exact, double limit = kernel_limit) {
  const worst w = program_facts(n, sample, [&](double x) { return reference::ulps(f(x), exact(reference::real(x))); });
  INFO(name << " of " << hexadecimal(w.x) << " " << hexadecimal(f(w.x)));
  CHECK(w.error <= limit);
}

template <class Sample, class F, class Standard>
void against_std(const char* name, int n, Sample sample, F f, Standard standard, double limit = 2) {
  const worst w =
      program_facts(n, sample, [&](double x) { return reference::ulps(standard(x), reference::real(f(x))); });
  INFO(name << " of " << hexadecimal(w.x) << " " << hexadecimal(f(w.x)) << " " << hexadecimal(standard(w.x)));
  CHECK(w.error <= limit);
}

template <class Sample, class F, class Exact>
void against_reference_binary(const char* name, int n, Sample sample, F f, Exact exact, double limit = kernel_limit) {
  const worst w = survey_binary(n, sample, [&](double x, double y) {
    return reference::ulps(f(x, y), exact(reference::real(x), reference::real(y)));
  });
  INFO(name << " of " << hexadecimal(w.x) << " " << hexadecimal(w.y) << " " << hexadecimal(f(w.x, w.y)));
  CHECK(w.error <= limit);
}

template <class Sample, class F, class Standard>
void against_std_binary(const char* name, int n, Sample sample, F f, Standard standard, double limit = 2) {
  const worst w = survey_binary(
      n, sample, [&](double x, double y) { return reference::ulps(standard(x, y), reference::real(f(x, y))); });
  INFO(name << " of " << hexadecimal(w.x) << " " << hexadecimal(w.y) << " " << hexadecimal(f(w.x, w.y)) << " "
            << hexadecimal(standard(w.x, w.y)));
  CHECK(w.error <= limit);
}

}  // namespace checks
