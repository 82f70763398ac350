// SPDX-License-Identifier: BSL-1.0
// Every rule of the registry that takes an axis: what it is and what its derivative is, prepared and as a constant,
// against loops by hand. A rule without an entry here fails, and so does an entry without a rule.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>
#include <tapeless/rules/registry.hpp>

using namespace tapeless;
using namespace tapeless::literals;

namespace {

constexpr auto n = axis<"n">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto w = tensor<"w">;
constexpr auto t = labels<"t">;

constexpr std::size_t rows = 3, columns = 4;
using matrix = std::array<std::array<double, columns>, rows>;
constexpr matrix x{{{0.5, -1.0, 2.0, 0.25}, {3.0, -0.75, 1.5, -2.0}, {0.125, 0.0, 7.0, -4.0}}};
constexpr std::array<double, columns> weights{1.0, -0.5, 0.25, 2.0};
constexpr std::array<int, rows> picked{2, 0, 3};

// f(X, w, t) and its derivative in X, prepared and as constants, against a value and a derivative by hand.
template <class F, class Value, class Slope>
void check(const F& f, const Value& value, const Slope& slope) {
  auto net = prepare(value_and_gradient(f, X), n = static_cast<int>(rows), o = static_cast<int>(columns));
  const auto r = [&] {
    if constexpr (requires { net(X = x, w = weights, t = picked); })
      return net(X = x, w = weights, t = picked);
    else
      return net(X = x);
  }();
  CHECK(r.value == Approx(value()).epsilon(1e-14));
  for (std::size_t p = 0; p < rows; ++p)
    for (std::size_t q = 0; q < columns; ++q) CHECK(r[X](p, q) == Approx(slope(p, q)).epsilon(1e-14).margin(1e-300));
}
// All tensors of the checks in one formula, so that one call binds them.
template <class F>
constexpr auto with_all(const F& f) {
  return f + 0_c * (sum(o, w(o)) + sum(n, pick(X(n, o), o, t(n))));
}

double sum_of(const std::function<double(std::size_t, std::size_t)>& f) {
  double sum = 0;
  for (std::size_t p = 0; p < rows; ++p)
    for (std::size_t q = 0; q < columns; ++q) sum += f(p, q);
  return sum;
}
std::size_t extreme(std::size_t row, bool largest) {
  const auto at =
      largest ? std::max_element(x[row].begin(), x[row].end()) : std::min_element(x[row].begin(), x[row].end());
  return static_cast<std::size_t>(at - x[row].begin());
}
double exponentials(std::size_t row) {
  double sum = 0;
  for (const double one : x[row]) sum += std::exp(one);
  return sum;
}

const std::map<std::string, std::function<void()>>& cases() {
  static const std::map<std::string, std::function<void()>> all{
      {"size",
       [] {
         check(
             with_all(sum(n, o, X(n, o)) * size(o)), [] { return 4 * sum_of([](auto p, auto q) { return x[p][q]; }); },
             [](auto, auto) { return 4.0; });
       }},
      {"sum",
       [] {
         check(
             with_all(sum(n, o, square(X(n, o)) * w(o))),
             [] { return sum_of([](auto p, auto q) { return x[p][q] * x[p][q] * weights[q]; }); },
             [](auto p, auto q) { return 2 * x[p][q] * weights[q]; });
       }},
      {"access",
       [] {
         check(
             with_all(sum(n, o, X(n, o))), [] { return sum_of([](auto p, auto q) { return x[p][q]; }); },
             [](auto, auto) { return 1.0; });
       }},
      {"max_over",
       [] {
         check(
             with_all(sum(n, max(o, X(n, o)))),
             [] { return x[0][extreme(0, true)] + x[1][extreme(1, true)] + x[2][extreme(2, true)]; },
             [](auto p, auto q) { return extreme(p, true) == q ? 1.0 : 0.0; });
       }},
      {"min_over",
       [] {
         check(
             with_all(sum(n, min(o, X(n, o)))),
             [] { return x[0][extreme(0, false)] + x[1][extreme(1, false)] + x[2][extreme(2, false)]; },
             [](auto p, auto q) { return extreme(p, false) == q ? 1.0 : 0.0; });
       }},
      {"log_sum_exp_over",
       [] {
         check(
             with_all(sum(n, log_sum_exp(o, X(n, o)))),
             [] { return std::log(exponentials(0)) + std::log(exponentials(1)) + std::log(exponentials(2)); },
             [](auto p, auto q) { return std::exp(x[p][q]) / exponentials(p); });
       }},
      {"repeat",
       [] {
         check(
             with_all(sum(n, o, square(repeat(o, sum(o, X(n, o))) - repeat(n, w(o))))),
             [] {
               return sum_of([](auto p, auto q) {
                 const double difference = x[p][0] + x[p][1] + x[p][2] + x[p][3] - weights[q];
                 return difference * difference;
               });
             },
             [](auto p, auto) {
               double slope = 0;
               for (std::size_t k = 0; k < columns; ++k)
                 slope += 2 * (x[p][0] + x[p][1] + x[p][2] + x[p][3] - weights[k]);
               return slope;
             });
       }},
      {"ordered",
       [] {
         auto turned = prepare(ordered(square(X(n, o)), o, n), n = 3, o = 4);
         const auto r = turned(X = x);
         for (std::size_t p = 0; p < rows; ++p)
           for (std::size_t q = 0; q < columns; ++q) CHECK(r.value(q, p) == x[p][q] * x[p][q]);
         static_assert(ordered(square(X(n, o)), o, n)(X = x)[2][0] == 4.0);
       }},
      {"onehot",
       [] {
         check(
             with_all(sum(n, o, onehot(o, t(n)) * square(X(n, o)))),
             [] { return x[0][2] * x[0][2] + x[1][0] * x[1][0] + x[2][3] * x[2][3]; },
             [](auto p, auto q) { return static_cast<std::size_t>(picked[p]) == q ? 2 * x[p][q] : 0.0; });
       }},
      {"pick",
       [] {
         check(
             with_all(sum(n, square(pick(X(n, o), o, t(n))))),
             [] { return x[0][2] * x[0][2] + x[1][0] * x[1][0] + x[2][3] * x[2][3]; },
             [](auto p, auto q) { return static_cast<std::size_t>(picked[p]) == q ? 2 * x[p][q] : 0.0; });
       }},
      {"along",
       [] {
         // Passes write it where a value stands along two axes of one length.
         constexpr auto m = axis<"m">;
         constexpr auto row = sum(o, X(n, o));
         constexpr auto f = sum(n, m, square(repeat(m, row) - rename(row, n, m)));
         constexpr bool shown = [] {
           using verb = detail::verb_of<decltype(value_and_gradient(f, X))>;
           constexpr dag::view program = detail::pass::view_of<detail::loop_program<verb>>;
           for (int id = 0; id < program.node_count; ++id)
             if (program.nodes[id].op->views) return true;
           return false;
         }();
         STATIC_REQUIRE(shown);
         const auto sum_of_row = [](std::size_t p) { return x[p][0] + x[p][1] + x[p][2] + x[p][3]; };
         check(
             with_all(f),
             [&] {
               double value = 0;
               for (std::size_t p = 0; p < rows; ++p)
                 for (std::size_t q = 0; q < rows; ++q) value += std::pow(sum_of_row(p) - sum_of_row(q), 2);
               return value;
             },
             [&](auto p, auto) {
               double slope = 0;
               for (std::size_t q = 0; q < rows; ++q) slope += 4 * (sum_of_row(p) - sum_of_row(q));
               return slope;
             });
       }},
  };
  return all;
}

template <class... R>
std::vector<std::string> names_of(detail::rule_list<R...>) {
  return {R::name...};
}

}  // namespace

TEST_CASE("every rule that takes an axis has a check, and every check a rule") {
  const std::vector<std::string> names = names_of(rules::axis_rules{});
  for (const std::string& name : names) {
    CAPTURE(name);
    REQUIRE(cases().count(name) == 1);
    cases().at(name)();
  }
  CHECK(names.size() == cases().size());
}

TEST_CASE("the registry holds the rules of numbers and of axes") {
  CHECK(names_of(rules::registry{}).size() ==
        names_of(rules::number_rules{}).size() + names_of(rules::axis_rules{}).size());
}
