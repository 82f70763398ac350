// SPDX-License-Identifier: BSL-1.0
// What values cost, to choose between forms of them.
#pragma once

#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

// x^n, n whole and of this size at most, is computed by products.
inline constexpr int largest_written_power = 16;

// The whole exponent, 1 to largest_written_power, of a power that is computed by products, or 0.
constexpr int written_power(const dag::view& program, const dag::node& node) {
  if (node.op->exponent.is(2)) return 2;
  if (node.op->part != dag::role::power) return 0;
  const dag::node& exponent = program.nodes[program.operand(node, 1)];
  if (!exponent.op->is_number() || !program.value(exponent).is_integer()) return 0;
  const dag::int128 n = program.value(exponent).numerator();
  return n >= 1 && n <= largest_written_power ? static_cast<int>(n) : 0;
}

// One value without its operands, in additions.
constexpr int effort_of(const dag::view& program, const dag::node& node) {
  switch (node.op->price) {
    case dag::cost::free:
      return 0;
    case dag::cost::divide:
      return 4;
    case dag::cost::call:
      break;
    default:
      return 1;
  }
  int products = 0;
  for (int n = written_power(program, node); n > 1; n /= 2) products += 1 + n % 2;
  return products > 0 ? products : node.op->effort;
}

// Which values of a growing program depend on symbols; the others are computed by the compiler.
class variation {
 public:
  constexpr bool operator()(const dag::builder& program, int id) {
    const dag::node* const nodes = program.nodes();
    const int* const edges = program.edges();
    for (int k = varies_.size(); k <= id; ++k) {
      const int first = nodes[k].first, end = first + nodes[k].count;
      bool varies = nodes[k].op->is_symbol();
      for (int e = first; e < end && !varies; ++e) varies = varies_[edges[e]];
      varies_.push(varies);
    }
    return varies_[id];
  }

 private:
  dag::scratch<bool> varies_;
};

// Which values of a growing program are needed: others were made to be looked at and may be left out.
class needed_values {
  // Marks what is not marked yet, and says of each value that it comes to whether it was.
  template <class Visit>
  constexpr void visit(const dag::builder& program, int id, const Visit& see) {
    dag::scratch<int> pending;
    pending.push(id);
    while (!pending.empty()) {
      const int one = pending.pop();
      const bool known = needed_[one];
      needed_[one] = true;
      see(one, known);
      if (known) continue;
      const dag::node& node = program[one];
      for (int k = 0; k < node.count; ++k) pending.push(program.operand(one, k));
    }
  }

 public:
  // A value and all that it needs.
  constexpr void mark(const dag::builder& program, int id) {
    while (needed_.size() < program.size()) needed_.push(false);
    visit(program, id, [](int, bool) {});
  }
  // The effort of what a value needs beside those that are needed anyway. use: called with each of these that it needs
  // directly.
  template <class Use>
  constexpr int effort_beyond(const dag::builder& program, variation& varies, int id, const Use& use) {
    while (needed_.size() < program.size()) needed_.push(false);
    const dag::view all = program.look();
    dag::scratch<int> fresh;
    int effort = 0;
    visit(program, id, [&](int one, bool known) {
      if (known) {
        use(one);
        return;
      }
      fresh.push(one);
      if (varies(program, one)) effort += effort_of(all, all.nodes[one]);
    });
    for (const int one : fresh) needed_[one] = false;
    return effort;
  }

 private:
  dag::scratch<bool> needed_;
};

}  // namespace tapeless::detail::pass
