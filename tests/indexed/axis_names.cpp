// SPDX-License-Identifier: BSL-1.0
// Many sums inside each other, and large values along other axes: names do not matter at any depth, and what was found
// equal is not compared again. The reference is how each formula is built.
#include "tests/support/catch.hpp"

#include <array>
#include <utility>

#include <tapeless/pass/axes/alpha_equal.hpp>
#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;

template <char Letter, int K>
constexpr auto named = [] {
  const char text[] = {Letter, static_cast<char>('0' + K / 10), static_cast<char>('0' + K % 10), '\0'};
  return fixed_string(text);
}();
template <char Letter, int K>
constexpr auto unit = axis<named<Letter, K>>;
template <int K>
constexpr auto weights = tensor<named<'w', K>>;

// A network whose axes are called by a letter; K sums around each other.
template <char Letter, int K>
constexpr auto layer() {
  if constexpr (K == 0)
    return tensor<"x">(unit<Letter, 0>);
  else
    return tanh(sum(unit<Letter, K - 1>, layer<Letter, K - 1>() * weights<K>(unit<Letter, K - 1>, unit<Letter, K>)));
}
template <char Letter, int K>
constexpr auto network = sum(unit<Letter, K>, layer<Letter, K>());
static_assert(network<'a', 5> == network<'b', 5>);
static_assert(network<'a', 12> == network<'b', 12>);
static_assert(network<'a', 12> != network<'b', 11>);

// Sums that all vary along the outermost axis need names of their own: 12 around each other.
template <char Letter, int K>
constexpr auto nested() {
  if constexpr (K == 0)
    return sin(tensor<"v">(unit<Letter, 12>));
  else
    return sum(unit<Letter, K - 1>, tensor<"u">(unit<Letter, K - 1>, unit<Letter, 12>) * exp(nested<Letter, K - 1>()));
}
template <char Letter, int K>
constexpr auto all_nested = sum(unit<Letter, 12>, nested<Letter, K>());
static_assert(all_nested<'a', 12> == all_nested<'b', 12>);
static_assert(all_nested<'a', 12> != all_nested<'b', 11>);

// A program with a value along two axes and its copy along one other, built as derivatives build them: operands of sums
// and products in any order.
constexpr dag::sizes capacity{4096, 8192, 16, 16, 4};
struct workbench {
  dag::program<capacity> program{};
  std::array<int, 8192> buckets{};
  dag::builder builder;
  constexpr workbench() : builder(program, buckets, rules::arithmetic<void>, dag::mode::as_written) {}
  workbench(const workbench&) = delete;

  constexpr int axis(const char* name) { return builder.make_symbol(name, dag::symbol_kind::axis); }
  constexpr int read(int tensor, int first, int second) {
    const int operands[3] = {tensor, first, second};
    return builder.make(*detail::operation_at<rules::access_>(), operands, 3);
  }
  constexpr int make(const dag::operation* op, int a, int b) {
    const int operands[2] = {a, b};
    return builder.make(*op, operands, 2);
  }
};

// Each level uses the one below twice: 2^levels paths, but few values.
constexpr int shared_value(workbench& work, int first, int second, int levels, bool flipped) {
  const dag::algebra& algebra = work.builder.arithmetic();
  const int a = work.builder.make_symbol("A", dag::symbol_kind::tensor);
  int value = work.read(a, first, second);
  for (int k = 0; k < levels; ++k) {
    const int other = work.make(algebra.multiply, value, work.read(a, second, first));
    const bool swap = flipped && k % 2 == 0;
    value = work.make(k % 3 == 0 ? algebra.multiply : algebra.add, swap ? other : value, swap ? value : other);
  }
  return value;
}
constexpr bool finds_shared_copies(int levels) {
  workbench work;
  const int i = work.axis("i"), j = work.axis("j"), k = work.axis("k");
  const int original = shared_value(work, i, j, levels, false);
  const int copy = shared_value(work, k, j, levels, true);
  const int shorter = shared_value(work, k, j, levels - 1, true);
  const int crossed = work.make(work.builder.arithmetic().add, copy, original);  // along three axes
  const dag::view program = work.builder.look();
  detail::pass::alpha_equal found(program, crossed);
  return found.match(copy, original) && found.axis_in_copy(i) == k && found.axis_in_copy(j) == j &&
         !detail::pass::alpha_equal(program, crossed).match(shorter, original) &&
         !detail::pass::alpha_equal(program, crossed).match(crossed, original);
}
static_assert(finds_shared_copies(5) && finds_shared_copies(17) && finds_shared_copies(33) && finds_shared_copies(65));

// ((A(i, j) + A(j, i)) * (A(i, j) * A(j, i))) ..., balanced, with all operands of the copy exchanged.
constexpr int balanced(workbench& work, int first, int second, int depth, bool flipped) {
  const int a = work.builder.make_symbol("A", dag::symbol_kind::tensor);
  if (depth == 0) return work.read(a, first, second);
  const int left = balanced(work, first, second, depth - 1, flipped);
  const int right = balanced(work, second, first, depth - 1, flipped);
  const dag::algebra& algebra = work.builder.arithmetic();
  return work.make(depth % 2 == 0 ? algebra.add : algebra.multiply, flipped ? right : left, flipped ? left : right);
}
constexpr bool finds_balanced_copies(int depth) {
  workbench work;
  const int i = work.axis("i"), j = work.axis("j"), k = work.axis("k");
  const int original = balanced(work, i, j, depth, false);
  const int copy = balanced(work, k, j, depth, true);
  const dag::view program = work.builder.look();
  return detail::pass::alpha_equal(program, copy).match(copy, original);
}
static_assert(finds_balanced_copies(2) && finds_balanced_copies(5) && finds_balanced_copies(8));

// A sum's own axis is no free one: sum(i, A(i, j)*sum(i, A(i, i))) inside and outside.
constexpr bool keeps_scopes_apart() {
  workbench work;
  const dag::algebra& algebra = work.builder.arithmetic();
  const int i = work.axis("i"), j = work.axis("j"), k = work.axis("k"), m = work.axis("m");
  const int a = work.builder.make_symbol("A", dag::symbol_kind::tensor);
  const auto nest = [&](int outer, int inner, int free) {
    const int inside = work.make(detail::operation_at<rules::sum_>(), inner, work.read(a, inner, free));
    const int body = work.make(algebra.multiply, work.read(a, outer, free), inside);
    return work.make(algebra.add, work.make(detail::operation_at<rules::sum_>(), outer, body), inside);
  };
  const int original = nest(i, i, j), copy = nest(m, k, j), other = nest(m, j, k);
  const dag::view program = work.builder.look();
  return detail::pass::alpha_equal(program, other).match(copy, original) &&
         detail::pass::alpha_equal(program, other).match(other, original);
}
static_assert(keeps_scopes_apart());

TEST_CASE("names of axes at any depth") { SUCCEED("checked by the compiler"); }

}  // namespace
