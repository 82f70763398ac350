// SPDX-License-Identifier: BSL-1.0
// Runs a prepared formula and compares its value and its gradients with the reference interpreter: the value with the
// formula itself, the gradients with the formulas of the derivatives and with central differences of the value.
#pragma once

#include <random>

#include "tests/indexed/distance.hpp"
#include "tests/indexed/interpreter.hpp"
#include "tests/support/catch.hpp"

namespace indexed {

// The name of a tensor, label, symbol or axis.
template <class Key>
std::string name_of(const Key&) {
  return tapeless::detail::definition_for<tapeless::detail::leaf_of_key<Key>>->name;
}

// Data for every tensor, label and number of a formula. Values lie between -1.5 and 1.5; those of tensors and numbers
// that are named in `positive` between 0.2 and 1.7.
template <class F>
void fill(interpreter& at, const F&, unsigned seed, const std::vector<std::string>& positive = {}) {
  namespace pass = tapeless::detail::pass;
  using tapeless::dag::role;
  using tapeless::dag::symbol_kind;
  const tapeless::dag::view program = pass::view_of<pass::lower<F>>;
  std::mt19937 random(seed);
  const auto number = [&](const std::string& name) {
    const double value = std::uniform_real_distribution<>(-1.5, 1.5)(random);
    for (const std::string& one : positive)
      if (one == name) return std::abs(value) + 0.2;
    return value;
  };
  const auto name = [&](int id) { return std::string(program.symbol(program.nodes[id]).name); };
  std::map<std::string, std::size_t> classes;  // of labels: how many they pick from
  for (int id = 0; id < program.node_count; ++id) {
    const auto& node = program.nodes[id];
    const bool pick = node.op->part == role::pick;
    if (!pick && std::string(node.op->name) != "onehot") continue;
    const int label = program.operand(node, pick ? 2 : 1);
    classes[name(program.operand(program.nodes[label], 0))] =
        at.extents.at(name(program.operand(node, 1 - (pick ? 0 : 1))));
  }
  for (int id = 0; id < program.node_count; ++id) {
    const auto& node = program.nodes[id];
    if (node.op->is_symbol()) {
      if (program.symbol(node).kind == symbol_kind::real) at.numbers[name(id)] = number(name(id));
    } else if (node.op->part == role::access) {
      array& to = at.arrays[name(program.operand(node, 0))];
      to = {};
      std::size_t size = 1;
      for (int k = 1; k < node.count; ++k) {
        to.extents.push_back(at.extents.at(name(program.operand(node, k))));
        size *= to.extents.back();
      }
      const std::string own = name(program.operand(node, 0));
      for (std::size_t k = 0; k < size; ++k)
        to.values.push_back(classes.count(own) != 0 ? static_cast<double>(random() % classes[own]) : number(own));
    }
  }
}

template <class T>
std::vector<T> as(const array& from) {
  return std::vector<T>(from.values.begin(), from.values.end());
}

// The largest difference, relative to the size of the numbers, between a result and the interpreter's element by
// element.
template <class View, class Formula>
double difference(const interpreter& at, const View& result, const Formula& formula,
                  const std::vector<std::string>& axes) {
  const std::vector<double> found(result.data(), result.data() + result.size());
  std::vector<double> expected;
  for (std::size_t e = 0; e < found.size(); ++e) {
    std::map<std::string, std::size_t> place;
    std::size_t rest = e;
    for (std::size_t a = axes.size(); a-- > 0;) {
      place[axes[a]] = rest % at.extents.at(axes[a]);
      rest /= at.extents.at(axes[a]);
    }
    expected.push_back(at(formula, place));
  }
  return distance(found, expected, 1);
}

}  // namespace indexed
