// SPDX-License-Identifier: BSL-1.0
// Compares what the formulas of a corpus give with its references. A number is wrong when it is off by more than 8
// times the bound of a plain double evaluation plus 2 units in the last place of the reference; each wrong one is
// printed.
#pragma once

#include <cmath>
#include <cstdio>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tests/corpora/harness.hpp"
#include "tests/support/catch.hpp"

namespace corpora {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline double allowance(double reference, double bound) {
  const double size = std::abs(reference);
  return 8 * bound + 2 * (std::nextafter(size, infinity) - size);
}

// What is not a number is wrong, too.
inline bool is_wrong(double got, double reference, double bound) {
  return !(std::abs(got - reference) <= allowance(reference, bound));
}

// Counts by order: values, gradient components, Hessian components.
struct tally {
  std::size_t points = 0;
  std::size_t compared[3]{};
  std::size_t wrong[3]{};
  std::size_t set_aside = 0;  // wrong, where the corpus says: look, do not count
  double closest_call = 0;    // the largest error of a number that is right, in allowances
};

inline std::size_t width_of(const problem& p) { return second(p.variables, p.variables - 1, p.variables - 1) + 1; }

// One point of a problem, whose results are in `row`. The variables in what is printed are counted from 0.
inline void compare(tally& all, const problem& p, std::size_t point, const double* row, bool print = true) {
  const double* references = p.points.references + point * width_of(p);
  const double* bounds = p.points.bounds + point * width_of(p);
  const bool counted = p.points.counted[point];
  const auto one = [&](std::size_t order, std::size_t place, const std::string& name) {
    const double got = row[place];
    const double reference = references[place];
    const double error = std::abs(got - reference) / allowance(reference, bounds[place]);
    all.compared[order] += counted ? 1 : 0;
    if (!is_wrong(got, reference, bounds[place])) {
      if (counted && error > all.closest_call) all.closest_call = error;
      return;
    }
    ++(counted ? all.wrong[order] : all.set_aside);
    if (print)
      std::printf("  %s%s: point %zu, %s: %.17g (%a) instead of %.17g (%a), %.3g times the allowance\n",
                  counted ? "" : "(not counted) ", p.title, point, name.c_str(), got, got, reference, reference, error);
  };
  const defined parts = p.points.parts[point];
  ++all.points;
  if (parts >= defined::value) one(0, 0, "value");
  for (std::size_t i = 0; i < p.variables && parts >= defined::gradient; ++i) {
    one(1, 1 + i, "derivative " + std::to_string(i));
    for (std::size_t j = i; j < p.variables && parts >= defined::hessian; ++j)
      one(2, second(p.variables, i, j), "derivative " + std::to_string(i) + ", " + std::to_string(j));
  }
}

// Every point of every problem by one route.
inline void check(const char* name, std::span<const problem* const> problems,
                  void (*problem::*route)(const double*, double*)) {
  tally all;
  for (const problem* p : problems) {
    const tally before = all;
    std::vector<double> row(width_of(*p));
    for (std::size_t k = 0; k < p->points.size; ++k) {
      (p->*route)(p->points.inputs + k * p->variables, row.data());
      compare(all, *p, k, row.data());
    }
    INFO(p->title);
    CHECK(all.wrong[0] == before.wrong[0]);
    CHECK(all.wrong[1] == before.wrong[1]);
    CHECK(all.wrong[2] == before.wrong[2]);
  }
  CHECK(all.compared[2] > 0);
  std::printf("%s: %zu points: %zu wrong values, %zu wrong gradients, %zu wrong Hessians\n", name, all.points,
              all.wrong[0], all.wrong[1], all.wrong[2]);
  std::printf("  (components: %zu, %zu, %zu; the largest error is %.2f of what is allowed)\n", all.compared[0],
              all.compared[1], all.compared[2], all.closest_call);
  if (all.set_aside > 0) std::printf("  %zu more are off at points that do not count\n", all.set_aside);
}

// A check that cannot fail is none: the references themselves are right; moved by hardly more than what is allowed, or
// lost, each of them is wrong.
inline void check_the_check(std::span<const problem* const> problems) {
  for (const problem* p : problems) {
    tally right;
    tally moved;
    tally lost;
    for (std::size_t k = 0; k < p->points.size; ++k) {
      const double* references = p->points.references + k * width_of(*p);
      const double* bounds = p->points.bounds + k * width_of(*p);
      std::vector<double> row(references, references + width_of(*p));
      compare(right, *p, k, row.data(), false);
      for (std::size_t c = 0; c < row.size(); ++c) {
        row[c] += 1.001 * allowance(references[c], bounds[c]);
        while (row[c] - references[c] <= allowance(references[c], bounds[c])) row[c] = std::nextafter(row[c], infinity);
      }
      compare(moved, *p, k, row.data(), false);
      row.assign(row.size(), std::numeric_limits<double>::quiet_NaN());
      compare(lost, *p, k, row.data(), false);
    }
    INFO(p->title);
    CHECK(right.compared[0] > 0);
    for (int order = 0; order < 3; ++order) {
      CHECK(right.wrong[order] == 0);
      CHECK(moved.wrong[order] == moved.compared[order]);
      CHECK(lost.wrong[order] == lost.compared[order]);
    }
  }
}

}  // namespace corpora
