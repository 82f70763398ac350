// SPDX-License-Identifier: BSL-1.0
// Evaluates an indexed program the slow and obvious way, one element at a time, as the reference for everything faster.
#pragma once

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <tapeless/tensor.hpp>

namespace indexed {

struct array {
  std::vector<std::size_t> extents;
  std::vector<double> values;  // row-major
};

class interpreter {
 public:
  std::map<std::string, std::size_t> extents;  // of the axes
  std::map<std::string, array> arrays;         // tensors and labels
  std::map<std::string, double> numbers;       // scalars

  // The element of root 0 at a place of its axes.
  template <class F>
  double operator()(const F&, const std::map<std::string, std::size_t>& place = {}) const {
    namespace pass = tapeless::detail::pass;
    const tapeless::dag::view program = pass::view_of<pass::lower<F>>;
    return value(program, program.roots[0], place);
  }

 private:
  using view = tapeless::dag::view;
  using places = std::map<std::string, std::size_t>;

  static std::string name(const view& program, int id) { return program.symbol(program.nodes[id]).name; }

  double value(const view& program, int id, const places& at) const {
    using tapeless::dag::role;
    const tapeless::dag::node& node = program.nodes[id];
    const auto operand = [&](int k) { return program.operand(node, k); };
    switch (node.op->part) {
      case role::number:
        return program.value(node).value();
      case role::symbol:
        return numbers.at(name(program, id));
      case role::extent:
        return static_cast<double>(extents.at(name(program, operand(0))));
      case role::access: {
        const array& source = arrays.at(name(program, operand(0)));
        std::size_t offset = 0;
        for (int k = 1; k < node.count; ++k) {
          const std::size_t extent = source.extents.at(static_cast<std::size_t>(k - 1));
          const std::size_t index = at.at(name(program, operand(k)));
          if (extent != extents.at(name(program, operand(k))) || index >= extent) throw std::out_of_range("extent");
          offset = offset * extent + index;
        }
        return source.values.at(offset);
      }
      case role::reduction: {
        const std::string axis = name(program, operand(0));
        const std::string kind = node.op->name;
        if (kind == "log_sum_exp_over") {
          double total = 0;
          for (std::size_t k = 0; k < extents.at(axis); ++k) {
            places inner = at;
            inner[axis] = k;
            total += std::exp(value(program, operand(1), inner));
          }
          return std::log(total);
        }
        double result = kind == "sum" ? 0 : kind == "max_over" ? -HUGE_VAL : HUGE_VAL;
        for (std::size_t k = 0; k < extents.at(axis); ++k) {
          places inner = at;
          inner[axis] = k;
          const double next = value(program, operand(1), inner);
          result = kind == "sum"        ? result + next
                   : kind == "max_over" ? std::fmax(result, next)
                                        : std::fmin(result, next);
        }
        return result;
      }
      case role::pick: {
        places inner = at;
        inner[name(program, operand(1))] = static_cast<std::size_t>(value(program, operand(2), at));
        return value(program, operand(0), inner);
      }
      default:
        break;
    }
    if (std::string(node.op->name) == "repeat") return value(program, operand(1), at);
    if (std::string(node.op->name) == "onehot")
      return static_cast<double>(at.at(name(program, operand(0)))) == value(program, operand(1), at) ? 1 : 0;
    std::vector<double> values;
    for (int k = 0; k < node.count; ++k) values.push_back(value(program, operand(k), at));
    return node.op->value(values.data(), node.count);
  }
};

}  // namespace indexed
