// SPDX-License-Identifier: BSL-1.0
// A program over axes written out element by element as a program of numbers, for the exact evaluation: sums become
// chains of additions, an element that is picked is the element. Data become numbers but for a few elements, the
// inputs.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/indexed/world.hpp"
#include "tests/random/exact.hpp"
#include "tests/support/run_time.hpp"

namespace random_programs {

namespace dag = tapeless::dag;
using plans::at;
using plans::demand;

// One element of a tensor, or a number, which has element 0.
struct element {
  std::string of;
  std::ptrdiff_t offset = 0;
  friend bool operator==(const element&, const element&) = default;
};

struct too_large : std::runtime_error {
  too_large() : std::runtime_error("too large") {}
};

class unroller {
 public:
  // inputs: at most three elements that become the symbols of the program.
  unroller(dag::builder& target, const dag::view& program, const plans::world& given,
           const std::vector<element>& inputs)
      : target_(target), program_(program), given_(given), inputs_(inputs) {
    for (std::size_t k = 0; k < inputs.size(); ++k)
      symbols_.push_back(target.make_symbol(names[k], dag::symbol_kind::real));
    const dag::operation* const all[] = {tapeless::detail::operation_at<tapeless::rules::add_>(),
                                         tapeless::detail::operation_at<tapeless::rules::max_>(),
                                         tapeless::detail::operation_at<tapeless::rules::min_>(),
                                         tapeless::detail::operation_at<tapeless::rules::log_sum_exp_>()};
    add_ = all[0];
    max_ = all[1];
    min_ = all[2];
    log_sum_exp_ = all[3];
  }
  // The element of a root without axes.
  int root(int r) {
    places here{};
    return value(program_.roots[r], here);
  }

 private:
  using places = std::array<std::ptrdiff_t, 32>;
  static constexpr const char* names[] = {"x", "y", "z"};
  static constexpr int most = 6000;

  const dag::node& node(int id) const { return program_.nodes[id]; }
  int operand(int id, int k) const { return program_.operand(node(id), k); }
  std::string name(int id) const { return program_.symbol(node(id)).name; }
  std::size_t bit_of(int axis) const { return at(std::countr_zero(node(axis).axes)); }
  std::ptrdiff_t extent(int axis) const { return given_.extents.at(name(axis)); }
  int number(double value) { return target_.make_number(dag::number(value)); }

  int value(int id, places& here) {
    std::vector<std::ptrdiff_t> own{id};
    for (std::uint32_t rest = node(id).axes; rest != 0; rest &= rest - 1u)
      own.push_back(here[at(std::countr_zero(rest))]);
    const auto known = known_.find(own);
    if (known != known_.end()) return known->second;
    if (target_.size() > most) throw too_large();
    const int made = compute(id, here);
    known_[own] = made;
    return made;
  }
  int stored(const std::string& of, std::ptrdiff_t offset) {
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      if (inputs_[k] == element{of, offset}) return symbols_[k];
    return number(given_.arrays.at(of).values.at(at(offset)));
  }
  int compute(int id, places& here) {
    const dag::node& one = node(id);
    switch (one.op->part) {
      case dag::role::number:
        return target_.make_number(program_.value(one));
      case dag::role::symbol:
        return stored(name(id), 0);
      case dag::role::extent:
        return number(static_cast<double>(extent(operand(id, 0))));
      case dag::role::access: {
        const plans::array& source = given_.arrays.at(name(operand(id, 0)));
        std::ptrdiff_t offset = 0;
        for (int k = 1; k < one.count; ++k) offset = offset * source.extents[at(k - 1)] + here[bit_of(operand(id, k))];
        return stored(name(operand(id, 0)), offset);
      }
      case dag::role::reduction:
        return reduced(id, here);
      case dag::role::pick: {
        const std::size_t bit = bit_of(operand(id, 1));
        return with(here, bit, label(operand(id, 2), here), [&] { return value(operand(id, 0), here); });
      }
      default:
        break;
    }
    if (one.op->indicator) {
      const std::ptrdiff_t place = here[bit_of(operand(id, 0))];
      return number(place == label(operand(id, 1), here) ? 1 : 0);
    }
    std::vector<int> operands;
    for (int k = 0; k < one.count; ++k) operands.push_back(value(operand(id, k), here));
    return target_.make(*one.op, operands.data(), one.count);
  }
  int reduced(int id, places& here) {
    const int axis = operand(id, 0);
    std::vector<int> terms;
    for (std::ptrdiff_t k = 0; k < extent(axis); ++k)
      with(here, bit_of(axis), k, [&] {
        terms.push_back(value(operand(id, 1), here));
        return 0;
      });
    const dag::combination how = node(id).op->combines;
    if (how == dag::combination::exponentials)
      return target_.make(*log_sum_exp_, terms.data(), static_cast<int>(terms.size()));
    const dag::operation& op = *(how == dag::combination::add ? add_ : how == dag::combination::larger ? max_ : min_);
    int result = terms[0];
    for (std::size_t k = 1; k < terms.size(); ++k) {
      const int operands[2] = {result, terms[k]};
      result = target_.make(op, operands, 2);
    }
    return result;
  }
  std::ptrdiff_t label(int id, places& here) {
    if (node(id).op->is_symbol() && program_.symbol(node(id)).kind == dag::symbol_kind::axis) return here[bit_of(id)];
    const int from = value(id, here);
    demand(target_[from].op->is_number(), "a label that is no number");
    return static_cast<std::ptrdiff_t>(target_.value(from).value());
  }
  template <class Do>
  static int with(places& here, std::size_t bit, std::ptrdiff_t place, const Do& what) {
    const std::ptrdiff_t before = here[bit];
    here[bit] = place;
    const int result = what();
    here[bit] = before;
    return result;
  }

  dag::builder& target_;
  const dag::view& program_;
  const plans::world& given_;
  const std::vector<element>& inputs_;
  std::vector<int> symbols_;
  std::map<std::vector<std::ptrdiff_t>, int> known_;
  const dag::operation* add_ = nullptr;
  const dag::operation* max_ = nullptr;
  const dag::operation* min_ = nullptr;
  const dag::operation* log_sum_exp_ = nullptr;
};

}  // namespace random_programs
