// SPDX-License-Identifier: BSL-1.0
// Hash-consing: equal nodes get one place, whatever the order of asking, and different ones never share one. A program
// that does not fit says so and is not written beyond its tables.
#include "tests/support/catch.hpp"

#include <array>

#include <tapeless/rules/algebra.hpp>

namespace {

using namespace tapeless;

constexpr dag::sizes capacity{64, 128, 16, 8, 4};

struct scratch {
  dag::program<capacity> program{};
  std::array<int, 128> buckets{};
  dag::builder builder;
  constexpr explicit scratch(dag::mode how = dag::mode::as_written)
      : builder(program, buckets, rules::arithmetic<void>, how) {}
  scratch(const scratch&) = delete;
};

constexpr bool leaves_are_shared() {
  scratch work;
  dag::builder& b = work.builder;
  const int x = b.make_symbol("x", dag::symbol_kind::real);
  const char other[] = {'x', '\0'};  // the same name at another address
  const int y = b.make_symbol("x", dag::symbol_kind::integer);
  const int half = b.make_number(dag::number::ratio(1, 2));
  return b.make_symbol(other, dag::symbol_kind::real) == x && x != y &&
         b.make_symbol("x", dag::symbol_kind::integer) == y && b.make_symbol("xx", dag::symbol_kind::real) != x &&
         b.make_number(0.5) == half && b.make_number(dag::number::inexact(0.5)) != half &&
         b.make_number(dag::number(0.0)) != b.make_number(dag::number(-0.0)) && b.size() == 7;
}
static_assert(leaves_are_shared());

constexpr bool operations_are_shared() {
  scratch work;
  dag::builder& b = work.builder;
  const dag::algebra& algebra = b.arithmetic();
  const int leaves[] = {b.make_symbol("x", dag::symbol_kind::real), b.make_symbol("y", dag::symbol_kind::real)};
  const int swapped[] = {leaves[1], leaves[0]};
  if (b.find_two(*algebra.add, leaves[0], leaves[1]) != -1) return false;
  const int sum = b.make(*algebra.add, leaves, 2);
  const int difference = b.make(*algebra.subtract, leaves, 2);
  const int reversed = b.make(*algebra.subtract, swapped, 2);
  const int size = b.size();
  return b.make(*algebra.add, leaves, 2) == sum && b.find_two(*algebra.add, leaves[0], leaves[1]) == sum &&
         sum != difference && difference != reversed &&
         b.make(*algebra.negate, leaves, 1) != b.make(*algebra.negate, swapped, 1) && size == 5 && b.size() == 7 &&
         b.operand(reversed, 0) == leaves[1] && b.operand(reversed, 1) == leaves[0];
}
static_assert(operations_are_shared());

// (x + y)*(x + y) four times over: each round adds one node, and asking again adds none.
constexpr bool common_parts_cost_nothing() {
  scratch work;
  dag::builder& b = work.builder;
  const auto grow = [&] {
    handle value(b, b.make_symbol("x", dag::symbol_kind::real));
    for (int k = 0; k < 10; ++k) value = value * value + 1;
    return value.id();
  };
  const int first = grow();
  const int size = b.size();
  return size == 1 + 1 + 20 && grow() == first && b.size() == size;
}
static_assert(common_parts_cost_nothing());

constexpr bool reduced_mode_applies_identities() {
  scratch work(dag::mode::reduced);
  dag::builder& b = work.builder;
  const handle x(b, b.make_symbol("x", dag::symbol_kind::real));
  const int size = b.size();
  const bool unchanged = (x + 0).same(x) && (x * 1).same(x) && (x / 1).same(x) && (-(-x)).same(x) && (x * 0).is(0);
  return unchanged && size == 1;
}
static_assert(reduced_mode_applies_identities());

constexpr bool a_full_program_says_so() {
  scratch work;
  dag::builder& b = work.builder;
  handle value(b, b.make_symbol("x", dag::symbol_kind::real));
  for (int k = 0; k < 200 && !b.overflow(); ++k) value = value * value;
  return b.overflow() && work.program.trouble == dag::problem::full && b.size() == capacity.nodes;
}
static_assert(a_full_program_says_so());

// The same program built twice is the same program; hashes do not depend on addresses.
constexpr std::uint64_t root_hash(const char* name) {
  scratch work;
  const handle x(work.builder, work.builder.make_symbol(name, dag::symbol_kind::real));
  return work.builder[(x * x + 3).id()].hash;
}
static_assert(root_hash("x") == root_hash("x") && root_hash("x") != root_hash("y"));

TEST_CASE("hash-consing at run time") {
  CHECK(leaves_are_shared());
  CHECK(operations_are_shared());
  CHECK(common_parts_cost_nothing());
  CHECK(reduced_mode_applies_identities());
  CHECK(a_full_program_says_so());
  const char spelled[] = {'x', '\0'};
  CHECK(root_hash(spelled) == root_hash("x"));
}

}  // namespace
