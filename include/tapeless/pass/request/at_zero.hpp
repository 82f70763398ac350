// SPDX-License-Identifier: BSL-1.0
// A request at the point where some of its symbols are 0, without them.
#pragma once

#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The roots of Source with 0 in the place of the symbols Zeros, with what that makes of sums and products.
template <class Source, class Zeros>
struct at_zero;
template <class Source, class... X>
struct at_zero<Source, inputs<X...>> {
  using request_type = typename Source::request_type;
  static constexpr dag::sizes used = sizes_of<Source>;
  static constexpr dag::sizes estimate{used.nodes + 32, used.edges + 64, used.numbers + 16, used.symbols, used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Source>;
    dag::scratch<int> ids(from.node_count, -1);
    const dag::symbol_entry* const symbols = from.symbols;
    out.builder.set_mode(dag::mode::reduced);
    copy_reachable(from, from.roots, from.root_count, ids.data(), [&](const dag::node& node) {
      if (node.op->is_symbol() && is_zero(symbols[node.payload].name)) return out.builder.make_number(0);
      return copy_node(out.builder, from, node, ids.data());
    });
    out.builder.set_mode(dag::mode::as_written);
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  static constexpr bool is_zero(const char* name) {
    constexpr const char* names[] = {definition_for<X>->name..., ""};
    for (std::size_t k = 0; k < sizeof...(X); ++k)
      if (dag::same_text(names[k], name)) return true;
    return false;
  }
};

}  // namespace tapeless::detail::pass
