// SPDX-License-Identifier: BSL-1.0
// Along which axes the roots of a request vary, and in which order they are stored: those of the value, then those of
// the tensors that it is differentiated in. An axis whose name is taken gets a prime: the Hessian in w(i) is over i and
// i'.
#pragma once

#include <utility>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

inline constexpr int max_primes = 3;

// The name of symbol S of a program with Primes primes behind it.
template <class Pass, int S, int Primes>
inline constexpr auto primed_name = [] {
  constexpr const char* name = view_of<Pass>.symbols[S].name;
  constexpr std::size_t length = [] {
    std::size_t size = 0;
    while (name[size] != '\0') ++size;
    return size;
  }();
  std::array<char, length + static_cast<std::size_t>(Primes) + 1> text{};
  for (std::size_t k = 0; k < length; ++k) text[k] = name[k];
  for (std::size_t k = length; k + 1 < text.size(); ++k) text[k] = '\'';
  return text;
}();
// Those of all symbols: max_primes for each.
template <class Pass>
inline constexpr auto primed_names = []<std::size_t... K>(std::index_sequence<K...>) {
  return std::array<const char*, sizeof...(K) + 1>{
      primed_name<Pass, static_cast<int>(K) / max_primes, static_cast<int>(K) % max_primes + 1>.data()...};
}
(std::make_index_sequence<static_cast<std::size_t>(view_of<Pass>.symbol_count* max_primes)>{});

// One axis of a root: symbol number `symbol` of the written program, with primes.
struct root_axis {
  int symbol = 0;
  int primes = 0;
  bool taken = false;  // all names are: the formula has axes with as many primes itself

  template <class Names>
  constexpr const char* name(const dag::view& written, const Names& primed) const {
    return primes == 0 ? written.symbols[symbol].name
                       : primed[static_cast<std::size_t>(symbol * max_primes + primes - 1)];
  }
  template <class Names>
  constexpr dag::symbol_entry entry(const dag::view& written, const Names& primed) const {
    if (primes == 0) return written.symbols[symbol];
    return {name(written, primed), dag::symbol_kind::axis, 0, written.symbols[symbol].name};
  }
};
using axis_list = dag::scratch<root_axis>;

// The first place where a tensor stands in a program, or -1.
constexpr int first_access(const dag::view& program, int tensor) {
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->part == dag::role::access && program.operand(program.nodes[id], 0) == tensor) return id;
  return -1;
}
// How programs access tensors.
constexpr const dag::operation& access_in(const dag::view& program) {
  for (int id = 0;; ++id)
    if (program.nodes[id].op->part == dag::role::access) return *program.nodes[id].op;
}

// Adds the axes of a value: as they are ordered, then as its tensors name them, then those of no tensor.
constexpr void add_value_axes(const dag::view& program, int root, axis_list& axes) {
  const auto add = [&](int axis) {
    if ((program.nodes[root].axes & program.nodes[axis].axes) == 0) return;
    for (const root_axis& known : axes)
      if (known.symbol == program.nodes[axis].payload) return;
    axes.push({program.nodes[axis].payload, 0});
  };
  for (int id = root; program.nodes[id].op->orders; id = program.operand(program.nodes[id], 1))
    add(program.operand(program.nodes[id], 0));
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->part == dag::role::access)
      for (int k = 1; k < program.nodes[id].count; ++k) add(program.operand(program.nodes[id], k));
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis) add(id);
}

// Whether the formula has an axis with this many primes behind the name of a symbol.
template <class Pass>
constexpr bool has_primed(int symbol, int primes) {
  const char* const name = root_axis{symbol, primes}.name(view_of<Pass>, primed_names<Pass>);
  for (int s = 0; s < view_of<Pass>.symbol_count; ++s)
    if (view_of<Pass>.symbols[s].kind == dag::symbol_kind::axis && dag::same_text(view_of<Pass>.symbols[s].name, name))
      return true;
  return false;
}

// Adds the axes of the tensor that is root number `root` of the written program; of a number none.
template <class Pass>
constexpr void add_tensor_axes(int root, axis_list& axes) {
  const dag::view program = view_of<Pass>;
  const int access = first_access(program, program.roots[root]);
  for (int k = 1; access >= 0 && k < program.nodes[access].count; ++k) {
    root_axis next{program.nodes[program.operand(program.nodes[access], k)].payload, 0};
    for (const root_axis& known : axes)
      if (known.symbol == next.symbol && known.primes >= next.primes) next.primes = known.primes + 1;
    while (next.primes > 0 && !next.taken && has_primed<Pass>(next.symbol, next.primes)) {
      next.taken = next.primes == max_primes;
      if (!next.taken) ++next.primes;
    }
    axes.push(next);
  }
}

// The axes of a root. Pass: the outputs, Outputs many, and then the inputs, as written.
template <class Pass, int Outputs, class Key>
constexpr axis_list axes_of_root(const Key& key) {
  axis_list axes;
  if (key.output >= 0) add_value_axes(view_of<Pass>, view_of<Pass>.roots[key.output], axes);
  if (key.first >= 0) add_tensor_axes<Pass>(Outputs + key.first, axes);
  if (key.second >= 0) add_tensor_axes<Pass>(Outputs + key.second, axes);
  return axes;
}

}  // namespace tapeless::detail::pass
