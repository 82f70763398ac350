// SPDX-License-Identifier: BSL-1.0
// A program evaluated in a type of its own, float or long double, by the rules themselves: what straight-line code of
// this type computes.
#pragma once

#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/run/scalar/executor.hpp>

namespace random_programs {

namespace dag = tapeless::dag;

template <class T>
using rule_call = T (*)(const T*, int);

template <class R, std::size_t K, class T>
constexpr auto operand_of(const T* x) {
  if constexpr ((tapeless::detail::conditions_of<R>() >> K & 1u) != 0)
    return x[K] != T(0);
  else
    return x[K];
}
template <class R, class T>
T call_rule(const T* x, int count) {
  if constexpr (tapeless::detail::operation_at<R>()->arity < 0)
    return static_cast<T>(R::value(std::span<const T>(x, static_cast<std::size_t>(count))));
  else if constexpr (tapeless::detail::operation_at<R>()->arity == 0)
    return static_cast<T>(tapeless::detail::value_of<R, T>());
  else
    return [&]<std::size_t... K>(std::index_sequence<K...>) { return static_cast<T>(R::value(operand_of<R, K>(x)...)); }
  (std::make_index_sequence<static_cast<std::size_t>(tapeless::detail::operation_at<R>()->arity)>{});
}
template <class T, class... R>
rule_call<T> find_rule(const dag::operation* op, tapeless::detail::rule_list<R...>) {
  static constexpr const dag::operation* all[] = {tapeless::detail::operation_at<R>()...};
  static constexpr rule_call<T> calls[] = {&call_rule<R, T>...};
  for (std::size_t k = 0; k < sizeof...(R); ++k)
    if (all[k] == op) return calls[k];
  return nullptr;
}

// All rules that programs of numbers may have, also those that only passes make.
using all_rules = tapeless::rules::joined_lists<
    tapeless::rules::number_rules, tapeless::rules::stable_rules,
    tapeless::detail::rule_list<tapeless::rules::largest_of_, tapeless::rules::log_of_rest_>>::type;

// The roots of a program of numbers. inputs: the numbers of the symbols x, y, z.
template <class T>
std::vector<T> evaluate_in(const dag::view& program, const T* inputs) {
  const dag::scratch<bool> needed = dag::needed_values(program);
  std::vector<T> values(static_cast<std::size_t>(program.node_count));
  std::vector<T> operands;
  const auto of = [&](int id) -> T& { return values[static_cast<std::size_t>(id)]; };
  for (int id = 0; id < program.node_count; ++id) {
    if (!needed[id]) continue;
    const dag::node& node = program.nodes[id];
    if (node.op->is_number()) {
      of(id) = tapeless::detail::run::to_scalar<T>(program.value(node));
      continue;
    }
    if (node.op->is_symbol()) {
      of(id) = inputs[program.symbol(node).name[0] - 'x'];
      continue;
    }
    operands.clear();
    for (int k = 0; k < node.count; ++k) operands.push_back(of(program.operand(node, k)));
    if (node.op->part == dag::role::selection || node.op->part == dag::role::guard)
      of(id) = operands[operands[0] != T(0) ? 1 : 2];
    else if (node.op->part == dag::role::choice)
      of(id) = operands[0] >= 1 && operands[0] < static_cast<T>(node.count) && operands[0] == std::floor(operands[0])
                   ? operands[static_cast<std::size_t>(operands[0])]
                   : std::numeric_limits<T>::quiet_NaN();
    else if (const rule_call<T> call = find_rule<T>(node.op, all_rules{}))
      of(id) = call(operands.data(), node.count);
    else
      throw std::logic_error(std::string("no rule for ") + node.op->name);
  }
  std::vector<T> results;
  for (int r = 0; r < program.root_count; ++r) results.push_back(of(program.roots[r]));
  return results;
}

}  // namespace random_programs
