// SPDX-License-Identifier: BSL-1.0
// From a program back to expression types. A raised type carries the same label as the formula typed in by hand, so it
// is the same type; its definition points into the stored program, and no type is made for the values inside.
#pragma once

#include <array>

#include <tapeless/pass/schedule.hpp>
#include <tapeless/rules/function.hpp>

namespace tapeless::inline v0_2::detail::pass {

// How a node's text behaves inside a larger one.
constexpr detail::operand_text shape_of(const dag::view& program, int id) {
  const dag::node& node = program.nodes[id];
  if (node.op->is_number()) return {detail::precedence_of(program.value(node)), program.value(node).negative()};
  return {detail::precedence_of(*node.op), false};
}

struct pending_text {
  const char* text = "";
  int id = -1;  // -1: the text
};

// What a node's text consists of, the last piece first.
constexpr void push_pieces(const dag::view& program, const dag::node& node, dag::scratch<pending_text>& stack) {
  detail::operand_text shapes[2]{};  // the signs that ask for them stand between two operands
  for (int k = 0; k < node.count && k < 2; ++k) shapes[k] = shape_of(program, program.operand(node, k));
  const detail::layout pieces = detail::lay_out(*node.op, shapes, true);
  for (int p = pieces.count - 1; p >= 0; --p) {
    const detail::piece& part = pieces.pieces[p];
    if (part.is_text) {
      stack.push({part.text, -1});
    } else if (part.operand >= 0) {
      if (part.parentheses) stack.push({")", -1});
      stack.push({"", program.operand(node, part.operand)});
      if (part.parentheses) stack.push({"(", -1});
    } else {
      const int first = part.operand == detail::all_but_first ? 1 : 0;
      for (int k = node.count - 1; k >= first; --k) {
        stack.push({"", program.operand(node, k)});
        if (k > first) stack.push({", ", -1});
      }
    }
  }
}

// Writes the label of a node. Only the beginning of a long text is needed, so the walk stops when the label is full;
// it keeps its own stack because formulas may be deeper than functions may nest.
constexpr detail::label_writer write_label(const dag::view& program, int root) {
  dag::scratch<pending_text> stack;
  detail::label_writer writer;
  stack.push({"", root});
  while (!stack.empty() && !writer.is_cut()) {
    const pending_text next = stack.pop();
    if (next.id < 0) {
      writer.put(next.text);
      continue;
    }
    const dag::node& node = program.nodes[next.id];
    if (node.op->is_symbol()) {
      writer.put(dag::kind_prefix(program.symbol(node).kind));
      writer.put(program.symbol(node).name);
      detail::put_label_extent(writer, program.symbol(node).extent);
      continue;
    }
    if (node.op->is_number()) {
      detail::put_label_number(writer, program.value(node));
      continue;
    }
    push_pieces(program, node, stack);
  }
  writer.finish(program.nodes[root].hash);
  return writer;
}

// The user's rules that a root needs, in the order of first use.
constexpr dag::scratch<const dag::operation*> foreign_rules(const dag::view& program, int root) {
  dag::scratch<const dag::operation*> result;
  int id = 0;
  while (id < program.node_count && program.nodes[id].op->built_in) ++id;
  if (id == program.node_count) return result;
  dag::scratch<int> ids(program.node_count, -1);
  copy_reachable(program, &root, 1, ids.data(), [&](const dag::node& node) {
    bool known = node.op->built_in;
    for (const dag::operation* one : result) known = known || one->same(*node.op);
    if (!known) result.push(node.op);
    return 0;
  });
  return result;
}

// The axes along which a value varies.
constexpr detail::axis_set axis_set_of(const dag::view& program, int root) {
  detail::axis_set result;
  std::uint32_t rest = program.nodes[root].axes;
  for (int id = 0; rest != 0 && id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (!node.op->is_symbol() || (node.axes & rest) == 0) continue;
    result.add(program.symbol(node).name, program.symbol(node).extent);
    rest &= ~node.axes;
  }
  return result;
}

// Root number R of the finished program of Pass as the source of an expression type.
template <class Pass, int R>
struct raised {
  static constexpr dag::view from = view_of<Pass>;
  static constexpr int root = from.roots[R];
  static constexpr dag::node node = from.nodes[root];
  static constexpr detail::label_writer writer = write_label(from, root);
  static constexpr auto text = detail::make_label<writer.size() + 1>(writer);
  static constexpr bool is_symbol = node.op->is_symbol();
  static constexpr bool is_number = node.op->is_number();
  static constexpr definition entry{.op = node.op,
                                    .count = node.count,
                                    .number = is_number ? from.value(node) : dag::number(),
                                    .name = is_symbol ? from.symbol(node).name : nullptr,
                                    .kind = is_symbol ? from.symbol(node).kind : dag::symbol_kind::real,
                                    .is_stored = !is_symbol && !is_number,
                                    .stored = &view_of<Pass>,
                                    .root = root,
                                    .hash = node.hash,
                                    .text_hash = dag::hash_text(text.text),
                                    .text = text.text,
                                    .shape = shape_of(from, root),
                                    .size = from.node_count,
                                    .axes = axis_set_of(from, root)};
  static constexpr std::size_t foreign_count = static_cast<std::size_t>(foreign_rules(from, root).size());
  static constexpr auto foreign = [] {
    std::array<const dag::operation*, foreign_count> list{};
    if constexpr (foreign_count > 0) {
      const auto found = foreign_rules(from, root);
      for (std::size_t k = 0; k < foreign_count; ++k) list[k] = found[static_cast<int>(k)];
    }
    return list;
  }();
  template <std::size_t... K>
  static auto list(std::index_sequence<K...>) -> detail::rule_list<detail::rule_type<foreign[K]>...>;
  using type = typename detail::expr_with<text, decltype(list(std::make_index_sequence<foreign_count>{}))>::type;
};

// A class and not an alias, because it is looked at once: whether the type had a definition before must not be asked
// again afterwards.
template <class Pass, int R>
struct raising {
  using type = typename publish<typename raised<Pass, R>::type, raised<Pass, R>>::type;
};

// The expression type of a root.
template <class Pass, int R>
using raise = typename raising<Pass, R>::type;

}  // namespace tapeless::detail::pass
