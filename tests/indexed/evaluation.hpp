// SPDX-License-Identifier: BSL-1.0
// The values of a program node by node and number by number, each node over all of its axes: what plans must compute,
// found without nests, buffers or tiles.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/indexed/world.hpp"

#include <tapeless/dag/node.hpp>
#include <tapeless/plan/loops/facts.hpp>

namespace plans {

namespace dag = tapeless::dag;
namespace loops = tapeless::detail::planning;
using loops::axis_mask;

// Whether axes and tensors stand in all places that are for them.
inline bool names_axes(const dag::view& program) {
  const auto is_axis = [&](int id) {
    return program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis;
  };
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& one = program.nodes[id];
    const auto axis_at = [&](int k) { return is_axis(program.operand(one, k)); };
    switch (one.op->part) {
      case dag::role::access:
        if (!program.nodes[program.operand(one, 0)].op->is_symbol() || axis_at(0)) return false;
        for (int k = 1; k < one.count; ++k)
          if (!axis_at(k)) return false;
        break;
      case dag::role::reduction:
      case dag::role::extent:
        if (!axis_at(0)) return false;
        break;
      case dag::role::pick:
        if (!axis_at(1)) return false;
        break;
      default:
        if (one.op->binds && !axis_at(0)) return false;
    }
  }
  return true;
}

// The values of all nodes that the roots need, each over its own axes.
class evaluation {
 public:
  // noise: not 0 where every rounded result is to be off a little more, to see what the roots make of it.
  evaluation(const dag::view& program, const world& given, unsigned noise = 0)
      : program_(program), given_(given), noise_(noise), values_(at(program.node_count)) {
    std::vector<bool> needed(at(program.node_count));
    for (int r = 0; r < program.root_count; ++r) needed[at(program.roots[r])] = true;
    for (int id = program.node_count - 1; id >= 0; --id)
      for (int k = 0; needed[at(id)] && k < node(id).count; ++k) needed[at(operand(id, k))] = true;
    for (int id = 0; id < program.node_count; ++id) {
      if (!is_symbol(id, dag::symbol_kind::axis) || !needed[at(id)]) continue;
      bits_[name(id)] = std::countr_zero(node(id).axes);
      const auto found = given.extents.find(name(id));
      if (found != given.extents.end()) extents_[bit_of(id)] = found->second;
    }
    // Axes that a derivative has renamed are as long as the tensors along them.
    for (int id = 0; id < program.node_count; ++id)
      for (int k = 1; needed[at(id)] && node(id).op->part == dag::role::access && k < node(id).count; ++k)
        if (extents_[bit_of(operand(id, k))] == 0)
          extents_[bit_of(operand(id, k))] = given.arrays.at(name(operand(id, 0))).extents.at(at(k - 1));
    for (int id = 0; id < program.node_count; ++id) {
      if (!is_symbol(id, dag::symbol_kind::axis) || !needed[at(id)] || extents_[bit_of(id)] != 0) continue;
      const char* const origin = program.symbol(node(id)).origin;
      if (*origin == '\0') throw no_extent();
      extents_[bit_of(id)] = given.extents.at(origin);
    }
    for (int id = 0; id < program.node_count; ++id)
      if (needed[at(id)]) evaluate(id);
  }

  // Whether a condition hangs on the last bits of two numbers.
  bool ties() const { return ties_; }
  // Root r over these axes, the last one running fastest.
  std::vector<double> root(int r, const loops::wanted& shape) const {
    const int id = program_.roots[r];
    std::vector<double> result;
    places here{};
    const auto visit = [&](const auto& self, int d) -> void {
      if (d == shape.rank) {
        result.push_back(element(id, here));
        return;
      }
      const auto known = bits_.find(shape.axes[d]);  // an axis that the values do not have says only how often
      std::ptrdiff_t scratch = 0;
      std::ptrdiff_t& k = known == bits_.end() ? scratch : here[at(known->second)];
      for (k = 0; k < given_.extents.at(shape.axes[d]); ++k) self(self, d + 1);
      k = 0;
    };
    visit(visit, 0);
    return result;
  }

 private:
  using places = std::array<std::ptrdiff_t, 32>;

  const dag::node& node(int id) const { return program_.nodes[id]; }
  int operand(int id, int k) const { return program_.operand(node(id), k); }
  std::string name(int id) const { return program_.symbol(node(id)).name; }
  bool is_symbol(int id, dag::symbol_kind kind) const {
    return node(id).op->is_symbol() && program_.symbol(node(id)).kind == kind;
  }
  double element(int id, const places& here) const {
    std::ptrdiff_t offset = 0;
    for (axis_mask rest = node(id).axes; rest != 0; rest &= rest - 1u) {
      const std::size_t bit = at(std::countr_zero(rest));
      offset = offset * extents_[bit] + here[bit];
    }
    return values_[at(id)][at(offset)];
  }

  void evaluate(int id) {
    const dag::node& one = node(id);
    if (is_symbol(id, dag::symbol_kind::axis) || is_symbol(id, dag::symbol_kind::tensor) ||
        is_symbol(id, dag::symbol_kind::labels))
      return;
    std::vector<int> bits;
    std::ptrdiff_t size = 1;
    for (axis_mask rest = one.axes; rest != 0; rest &= rest - 1u) {
      bits.push_back(std::countr_zero(rest));
      size *= extents_[at(bits.back())];
    }
    demand(size <= 200000, "too large");
    const array* source = nullptr;
    if (one.op->part == dag::role::access) source = &given_.arrays.at(name(operand(id, 0)));
    const bool chooses = dag::same_text(one.op->name, "max_over") || dag::same_text(one.op->name, "min_over");
    const bool rounds = one.op->result == dag::sort::real && !chooses &&
                        (one.op->price == dag::cost::add || one.op->price == dag::cost::multiply ||
                         one.op->price == dag::cost::divide || one.op->price == dag::cost::call);
    std::vector<double>& to = values_[at(id)];
    to.reserve(at(size));
    places here{};
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      std::ptrdiff_t rest = k;
      for (std::size_t d = bits.size(); d-- > 0;) {
        here[at(bits[d])] = rest % extents_[at(bits[d])];
        rest /= extents_[at(bits[d])];
      }
      double result = computed(id, here, source);
      if (rounds && noise_ != 0) result *= 1 + 1e-13 * jitter(id, result);
      to.push_back(result);
    }
    ties_ = ties_ || several_extremes(id, size);
  }
  // Whether a comparison with the largest or smallest along an axis has found more than one: another order of additions
  // may part them.
  bool several_extremes(int id, std::ptrdiff_t size) const {
    if (!dag::same_text(node(id).op->name, "equals")) return false;
    for (int k = 0; k < 2; ++k) {
      if (node(operand(id, k)).op->part != dag::role::reduction) continue;
      std::ptrdiff_t expected = size;
      for (axis_mask rest = node(id).axes & ~node(operand(id, k)).axes; rest != 0; rest &= rest - 1u)
        expected /= extents_[at(std::countr_zero(rest))];
      const std::vector<double>& hits = values_[at(id)];
      if (std::count(hits.begin(), hits.end(), 1.0) > expected) return true;
    }
    return false;
  }
  // Between -1 and 1; equal numbers of one node stay equal.
  double jitter(int id, double x) const {
    const std::uint64_t bits = dag::mix(dag::mix(at(id), std::bit_cast<std::uint64_t>(x)), noise_);
    return static_cast<double>(bits >> 11) * 0x1p-52 - 1;
  }
  double computed(int id, places& here, const array* source) {
    const dag::node& one = node(id);
    switch (one.op->part) {
      case dag::role::number:
        return program_.value(one).value();
      case dag::role::symbol:
        return given_.arrays.at(name(id)).values[0];
      case dag::role::extent:
        return static_cast<double>(extents_[bit_of(operand(id, 0))]);
      case dag::role::access: {
        std::ptrdiff_t offset = 0;
        for (int k = 1; k < one.count; ++k) {
          const std::size_t bit = bit_of(operand(id, k));
          demand(extents_[bit] == source->extents.at(at(k - 1)), "an axis is not as long as the tensor");
          offset = offset * extents_[bit] + here[bit];
        }
        return source->values[at(offset)];
      }
      case dag::role::reduction: {
        const std::string kind = one.op->name;
        const bool of_exponentials = kind == "log_sum_exp_over";
        const bool adds = kind == "sum" || of_exponentials;
        demand(adds || kind == "max_over" || kind == "min_over", "an unknown reduction");
        const std::size_t bit = bit_of(operand(id, 0));
        const std::ptrdiff_t before = here[bit];
        double result = adds ? 0 : kind == "max_over" ? -HUGE_VAL : HUGE_VAL;
        for (here[bit] = 0; here[bit] < extents_[bit]; ++here[bit]) {
          const double next = element(operand(id, 1), here);
          result = adds                 ? result + (of_exponentials ? std::exp(next) : next)
                   : kind == "max_over" ? std::fmax(result, next)
                                        : std::fmin(result, next);
        }
        here[bit] = before;
        return of_exponentials ? std::log(result) : result;
      }
      case dag::role::pick: {
        const std::size_t bit = bit_of(operand(id, 1));
        const std::ptrdiff_t before = here[bit];
        const int by = operand(id, 2);
        const auto label =
            is_symbol(by, dag::symbol_kind::axis) ? here[bit_of(by)] : static_cast<std::ptrdiff_t>(element(by, here));
        demand(label >= 0 && label < extents_[bit], "a label out of range");
        here[bit] = label;
        const double result = element(operand(id, 0), here);
        here[bit] = before;
        return result;
      }
      default:
        break;
    }
    if (dag::same_text(one.op->name, "onehot")) {
      const int label = operand(id, 1);
      const double place = static_cast<double>(here[bit_of(operand(id, 0))]);
      if (is_symbol(label, dag::symbol_kind::axis)) return place == static_cast<double>(here[bit_of(label)]) ? 1 : 0;
      return place == element(label, here) ? 1 : 0;
    }
    double operands[32] = {};
    for (int k = 0; k < one.count; ++k) operands[k] = element(operand(id, k), here);
    if (one.op->result == dag::sort::condition && one.count == 2 && !one.op->takes_condition(0)) {
      const double difference = std::abs(operands[0] - operands[1]);
      if (difference > 0 && difference < 1e-9 * (std::abs(operands[0]) + std::abs(operands[1]))) ties_ = true;
    }
    return one.op->value(operands, one.count);
  }
  std::size_t bit_of(int axis) const { return at(std::countr_zero(node(axis).axes)); }

  const dag::view program_;
  const world& given_;
  unsigned noise_;
  bool ties_ = false;
  std::vector<std::vector<double>> values_;
  std::map<std::string, int> bits_;  // of the axes in the masks of the program
  std::array<std::ptrdiff_t, 32> extents_{};
};

}  // namespace plans
