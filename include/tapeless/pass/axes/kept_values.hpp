// SPDX-License-Identifier: BSL-1.0
// A program over axes in two: what depends on known data alone and is worth keeping, and the rest, which reads it.
#pragma once

#include <tapeless/pass/axes/known_values.hpp>
#include <tapeless/rules/moments.hpp>

namespace tapeless::inline v0_2::detail::pass {

// "kept 0", "kept 1", ...: what the rest knows kept values by. No symbol of a user has such a name.
struct kept_name {
  char text[16]{};
  constexpr operator const char*() const { return text; }
};
constexpr kept_name name_of_kept(int k) {
  kept_name name{{'k', 'e', 'p', 't', ' '}};
  char digits[10]{};
  int length = 0;
  for (int rest = k; rest > 0 || length == 0; rest /= 10) digits[length++] = static_cast<char>('0' + rest % 10);
  for (int d = 0; d < length; ++d) name.text[5 + d] = digits[length - 1 - d];
  return name;
}
template <int Count>
inline constexpr auto kept_names = [] {
  std::array<kept_name, static_cast<std::size_t>(Count) + 1> names{};
  for (int k = 0; k < Count; ++k) names[static_cast<std::size_t>(k)] = name_of_kept(k);
  return names;
}();

constexpr bool is_axis_symbol(const dag::view& from, int id) {
  return from.nodes[id].op->is_symbol() && from.symbol(from.nodes[id]).kind == dag::symbol_kind::axis;
}

// The values to keep as roots; conditions as 1 and 0.
template <class H = handle>
constexpr void write_kept(pass_output& out, const dag::view& from, const known_values& known) {
  const dag::scratch<int> kept = known.kept();
  dag::scratch<int> places(from.node_count, -1);
  copy_reachable(from, kept.data(), kept.size(), places.data(),
                 [&](const dag::node& node) { return copy_node(out.builder, from, node, places.data()); });
  for (const int id : kept) {
    const H value(out.builder, places[id]);
    out.builder.set_mode(dag::mode::reduced);
    out.add_root(from.nodes[id].op->result == dag::sort::condition ? rules::number_for(value) : value);
    out.builder.set_mode(dag::mode::as_written);
  }
}
// The axes of a value that is kept, in the order in which it is stored.
constexpr dag::scratch<int> axes_of_kept(const dag::view& from, int id) {
  dag::scratch<int> axes;
  for (int a = 0; a < from.node_count; ++a)
    if (is_axis_symbol(from, a) && (from.nodes[a].axes & from.nodes[id].axes) != 0) axes.push(a);
  return axes;
}
// The roots of a program that reads what is kept as symbols and tensors of these names.
template <class H = handle>
constexpr void write_rest(pass_output& out, const dag::view& from, const known_values& known, const kept_name* names) {
  dag::builder& target = out.builder;
  const dag::scratch<int> kept = known.kept();
  dag::scratch<int> places(from.node_count, -1);
  int* const ids = places.data();
  for (int k = 0; k < kept.size(); ++k) {
    const dag::node& node = from.nodes[kept[k]];
    int id = target.make_symbol(names[k], node.axes == 0 ? dag::symbol_kind::real : dag::symbol_kind::tensor);
    if (node.axes != 0) {
      dag::scratch<int> operands;
      operands.push(id);
      for (const int axis : axes_of_kept(from, kept[k])) {
        if (ids[axis] < 0) ids[axis] = target.copy(from, from.nodes[axis], ids);
        operands.push(ids[axis]);
      }
      id = target.make(*operation_at<typename rules::later<rules::access_, H>::type>(), operands.data(),
                       operands.size());
    }
    if (node.op->result == dag::sort::condition) id = rules::condition_for(H(target, id)).id_in(target);
    ids[kept[k]] = id;
  }
  copy_reachable(from, from.roots, from.root_count, ids, [&](const dag::node& node) {
    if (node.op->views) target.set_mode(dag::mode::reduced);  // of what is now stored
    const int id = copy_node(target, from, node, ids);
    target.set_mode(dag::mode::as_written);
    return id;
  });
  for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
}

// The first Count roots of Pass.
template <class Pass, int Count>
constexpr dag::view first_roots() {
  dag::view from = draft_of<Pass>;
  from.root_count = Count;
  return from;
}
// How many values are kept for them.
template <class Pass, int Count, class Known>
inline constexpr int kept_count = known_values(first_roots<Pass, Count>(), Known{}).kept().size();

// The values to keep as a program of their own.
template <class Pass, int Count, class Known>
struct kept_values {
  static constexpr int count = kept_count<Pass, Count, Known>;
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{used.nodes + 2 * count + 16, used.edges + 4 * count + 16, used.numbers + 4,
                                       used.symbols, count + 1};
  static constexpr void run(pass_output& out) {
    const dag::view from = first_roots<Pass, Count>();
    write_kept(out, from, known_values(from, Known{}));
  }
  // The name of axis d of a kept value, or null.
  static constexpr const char* axis_of(int k, int d) {
    const dag::view from = first_roots<Pass, Count>();
    const dag::scratch<int> axes = axes_of_kept(from, known_values(from, Known{}).kept()[k]);
    return d < axes.size() ? from.symbol(from.nodes[axes[d]]).name : nullptr;
  }
};

// The rest.
template <class Pass, int Count, class Known>
struct with_kept_values {
  static constexpr int count = kept_count<Pass, Count, Known>;
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{used.nodes + 2 * count + 16, used.edges + 8 * count + 16, used.numbers + 4,
                                       used.symbols + count, Count};
  static constexpr void run(pass_output& out) {
    const dag::view from = first_roots<Pass, Count>();
    write_rest(out, from, known_values(from, Known{}), kept_names<count>.data());
  }
};

}  // namespace tapeless::detail::pass
