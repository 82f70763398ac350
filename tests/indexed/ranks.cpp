// SPDX-License-Identifier: BSL-1.0
// Values, nests and contractions of every number of axes up to the limit, with the axes of each tensor in a random
// order, against plain loops over all axes. tests/fail has what is one beyond. Built with the address sanitizer, too:
// what is out of range must not be right by luck.
#include <array>
#include <cmath>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

template <int K>
constexpr auto name() {
  const char text[] = {static_cast<char>('a' + K), '\0'};
  return fixed_string(text);
}
template <int K>
constexpr auto along = axis<name<K>()>;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;

// Axes in some order, by number.
struct axes {
  int count = 0;
  int all[16] = {};
  constexpr void add(int axis) { all[count++] = axis; }
  constexpr void add(const axes& others) {
    for (int k = 0; k < others.count; ++k) add(others.all[k]);
  }
  constexpr bool has(int axis) const {
    for (int k = 0; k < count; ++k)
      if (all[k] == axis) return true;
    return false;
  }
};

// Two tensors: the axes of each, those of both that are summed over, and what is left, as X and then W name them.
struct shape {
  axes x, w, summed, rest, every;
};

// batch: axes of both that stay; rows: of X alone; columns: of W alone; lost: of X alone, and summed over.
constexpr shape shape_of(unsigned seed, int batch, int rows, int columns, int summed, int lost = 0) {
  shape result;
  int names[12] = {};
  unsigned state = seed * 2654435761u + 1;
  const auto below = [&](int limit) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 16) % static_cast<unsigned>(limit));
  };
  const auto shuffle = [&](int* list, int count) {
    for (int k = count - 1; k > 0; --k) {
      const int other = below(k + 1), kept = list[k];
      list[k] = list[other];
      list[other] = kept;
    }
  };
  for (int k = 0; k < 12; ++k) names[k] = k;
  shuffle(names, 12);
  int next = 0;
  const auto take = [&](int count) {
    axes some;
    for (int k = 0; k < count; ++k) some.add(names[next++]);
    return some;
  };
  const axes both = take(batch), left = take(rows), right = take(columns), inner = take(summed), gone = take(lost);
  result.x.add(both), result.x.add(left), result.x.add(inner), result.x.add(gone);
  result.w.add(both), result.w.add(right), result.w.add(inner);
  result.summed.add(gone), result.summed.add(inner);
  shuffle(result.x.all, result.x.count);
  shuffle(result.w.all, result.w.count);
  for (int k = 0; k < result.x.count; ++k)
    if (!result.summed.has(result.x.all[k])) result.rest.add(result.x.all[k]);
  for (int k = 0; k < result.w.count; ++k)
    if (!result.summed.has(result.w.all[k]) && !result.rest.has(result.w.all[k])) result.rest.add(result.w.all[k]);
  result.every.add(result.rest), result.every.add(result.summed);
  return result;
}

template <axes A, class Tensor, std::size_t... K>
constexpr auto element(const Tensor& of, std::index_sequence<K...>) {
  return of(along<A.all[K]>...);
}
template <axes A, class Tensor>
constexpr auto element(const Tensor& of) {
  return element<A>(of, std::make_index_sequence<static_cast<std::size_t>(A.count)>{});
}
template <axes A, int K = 0, class E>
constexpr auto sum_over(const E& body) {
  if constexpr (K == A.count)
    return body;
  else
    return sum(along<A.all[K]>, sum_over<A, K + 1>(body));
}

constexpr std::ptrdiff_t extent(int axis) { return 2 + axis % 2; }
std::size_t size_of(const axes& some) {
  std::size_t size = 1;
  for (int k = 0; k < some.count; ++k) size *= static_cast<std::size_t>(extent(some.all[k]));
  return size;
}

// Places along all axes, by axis.
using place = std::array<std::ptrdiff_t, 16>;
std::size_t offset(const axes& of, const place& at) {
  std::size_t result = 0;
  for (int k = 0; k < of.count; ++k)
    result = result * static_cast<std::size_t>(extent(of.all[k])) +
             static_cast<std::size_t>(at[static_cast<std::size_t>(of.all[k])]);
  return result;
}
template <class Visit>
void each_place(const axes& of, const Visit& visit, place at = {}, int k = 0) {
  if (k == of.count) return visit(at);
  std::ptrdiff_t& own = at[static_cast<std::size_t>(of.all[k])];
  for (own = 0; own < extent(of.all[k]); ++own) each_place(of, visit, at, k + 1);
}

template <axes A, class T, std::size_t... K>
auto viewed(T* data, std::index_sequence<K...>) {
  return view(data, extent(A.all[K])...);
}
template <axes A, class T>
auto viewed(T* data) {
  return viewed<A>(data, std::make_index_sequence<static_cast<std::size_t>(A.count)>{});
}
template <axes A, class Request, std::size_t... K>
auto prepared(const Request& request, std::index_sequence<K...>) {
  return prepare(request, (along<A.all[K]> = extent(A.all[K]))...);
}
template <axes A, class Request>
auto prepared(const Request& request) {
  return prepared<A>(request, std::make_index_sequence<static_cast<std::size_t>(A.count)>{});
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) CHECK(std::abs(found[k] - expected[k]) < 1e-11);
}
template <class Result>
std::vector<double> numbers(const Result& one) {
  if constexpr (requires { one.begin(); })
    return {one.begin(), one.end()};
  else
    return {one};
}

// The sum itself, and value and gradients of the sum of its squares.
template <shape S>
void check_product() {
  INFO(S.x.count << " axes and " << S.w.count << " axes, " << S.every.count << " in all, " << S.rest.count << " left");
  constexpr auto product = sum_over<S.summed>(element<S.x>(X) * element<S.w>(W));
  const auto x = waves(size_of(S.x), 0.4), w = waves(size_of(S.w), 1.3);
  std::vector<double> sums(size_of(S.rest)), in_x(x.size()), in_w(w.size());
  each_place(S.every, [&](const place& at) { sums[offset(S.rest, at)] += x[offset(S.x, at)] * w[offset(S.w, at)]; });
  double squares = 0;
  for (const double one : sums) squares += one * one;
  each_place(S.every, [&](const place& at) {
    const double twice = 2 * sums[offset(S.rest, at)];
    in_x[offset(S.x, at)] += twice * w[offset(S.w, at)];
    in_w[offset(S.w, at)] += twice * x[offset(S.x, at)];
  });
  auto value = prepared<S.every>(product);
  check_near(numbers(value(X = viewed<S.x>(x.data()), W = viewed<S.w>(w.data())).value), sums);
  auto slopes = prepared<S.every>(value_and_gradient(sum_over<S.rest>(square(product)), X, W));
  const auto r = slopes(X = viewed<S.x>(x.data()), W = viewed<S.w>(w.data()));
  CHECK(r.value == Approx(squares).epsilon(1e-13));
  check_near(numbers(r[X]), in_x);
  check_near(numbers(r[W]), in_w);
}

TEST_CASE("contractions of random axes") {
  check_product<shape_of(1, 0, 0, 0, 1)>();
  check_product<shape_of(2, 0, 1, 0, 1)>();
  check_product<shape_of(3, 1, 1, 1, 1)>();
  check_product<shape_of(4, 1, 1, 2, 2)>();
}
TEST_CASE("contractions of six axes each") {
  check_product<shape_of(7, 0, 3, 1, 3)>();  // a convolution
  check_product<shape_of(8, 0, 3, 3, 3)>();  // nine axes: the sum over one of them alone would have eight
  check_product<shape_of(10, 2, 2, 2, 2)>();
  check_product<shape_of(12, 0, 2, 3, 2, 2)>();  // two axes are summed up that only one of them has
}

// A sum over all axes of something that is no contraction.
template <shape S>
void check_nest() {
  INFO("a nest over " << S.every.count << " axes");
  constexpr auto body = sqrt(1_c + square(element<S.x>(X))) * (element<S.x>(X) + element<S.w>(W));
  const auto x = waves(size_of(S.x), 0.4), w = waves(size_of(S.w), 1.3);
  std::vector<double> values(size_of(S.every)), in_x(x.size()), in_w(w.size());
  double total = 0;
  each_place(S.every, [&](const place& at) {
    const double a = x[offset(S.x, at)], b = w[offset(S.w, at)], t = std::sqrt(1 + a * a);
    values[offset(S.rest, at)] = t * (a + b);
    total += t * (a + b);
    in_x[offset(S.x, at)] += t + a / t * (a + b);
    in_w[offset(S.w, at)] += t;
  });
  auto value = prepared<S.every>(body);
  check_near(numbers(value(X = viewed<S.x>(x.data()), W = viewed<S.w>(w.data())).value), values);
  auto slopes = prepared<S.every>(value_and_gradient(sum_over<S.rest>(body), X, W));
  const auto r = slopes(X = viewed<S.x>(x.data()), W = viewed<S.w>(w.data()));
  CHECK(r.value == Approx(total).epsilon(1e-12).margin(1e-12));
  check_near(numbers(r[X]), in_x);
  check_near(numbers(r[W]), in_w);
}

TEST_CASE("nests over one to six axes") {
  check_nest<shape_of(21, 1, 0, 0, 0)>();
  check_nest<shape_of(22, 1, 1, 0, 0)>();
  check_nest<shape_of(23, 1, 1, 1, 0)>();
  check_nest<shape_of(24, 2, 1, 1, 0)>();
  check_nest<shape_of(25, 1, 2, 2, 0)>();
  check_nest<shape_of(26, 6, 0, 0, 0)>();
}

}  // namespace
