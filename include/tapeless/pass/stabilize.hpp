// SPDX-License-Identifier: BSL-1.0
// Better conditioned forms where rules know one: from program to program, asked for by name because it assumes real
// numbers. Only the forms of the operations that a program contains are compiled.
#pragma once

#include <array>
#include <span>

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/stable.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Calls the form that a rule names with a row of operands, as many as the rule takes.
template <class R>
constexpr handle call_stable_form(const handle* operands, [[maybe_unused]] int count) {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic)
    return R::stabilize(std::span<const handle>(operands, static_cast<std::size_t>(count)));
  else if constexpr (arity == 1)
    return R::stabilize(operands[0]);
  else if constexpr (arity == 2)
    return R::stabilize(operands[0], operands[1]);
  else
    return R::stabilize(operands[0], operands[1], operands[2]);
}
template <class R>
constexpr bool has_stable_form() {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic) return requires(std::span<const handle> all) {
      R::stabilize(all);
    };
  else if constexpr (arity == 1)
    return requires(const handle& a) { R::stabilize(a); };
  else if constexpr (arity == 2)
    return requires(const handle& a) { R::stabilize(a, a); };
  else
    return requires(const handle& a) { R::stabilize(a, a, a); };
}

// The form of one operation.
struct stable_form {
  std::uint64_t hash = 0;
  std::uint64_t identity = 0;
  bool exists = false;
  handle (*call)(const handle* operands, int count) = nullptr;
};
template <const dag::operation* Op>
constexpr stable_form stable_form_of() {
  using rule = rule_type<Op>;
  if constexpr (has_stable_form<rule>())
    return {Op->hash, Op->identity, true, &call_stable_form<rule>};
  else
    return {};
}

// The distinct operations of a program, without its leaves.
constexpr dag::scratch<const dag::operation*> operations_of(const dag::view& program) {
  dag::scratch<const dag::operation*> list;
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (node.count == 0) continue;
    const dag::operation* const* const known = list.data();
    int k = 0;
    while (k < list.size() && (known[k]->hash != node.op->hash || known[k]->identity != node.op->identity)) ++k;
    if (k == list.size()) list.push(node.op);
  }
  return list;
}

// The stable forms of the operations of Pass.
template <class Pass>
struct stable_forms {
  static constexpr std::size_t operation_count = static_cast<std::size_t>(operations_of(draft_of<Pass>).size());
  static constexpr auto operations = [] {
    std::array<const dag::operation*, operation_count> list{};
    const auto found = operations_of(draft_of<Pass>);
    for (std::size_t k = 0; k < operation_count; ++k) list[k] = found[static_cast<int>(k)];
    return list;
  }();
  static constexpr auto table = []<std::size_t... K>(std::index_sequence<K...>) {
    std::array<stable_form, operation_count + 1> list{};
    std::size_t count = 0;
    [[maybe_unused]] const auto put = [&](const stable_form& form) {
      if (form.exists) list[count++] = form;
    };
    (put(stable_form_of<operations[K]>()), ...);
    return list;  // the first that does not exist ends it
  }
  (std::make_index_sequence<operation_count>{});

  static constexpr handle apply(const dag::operation& op, const handle* operands, int count) {
    const stable_form* form = table.data();
    while (form->exists && (form->hash != op.hash || form->identity != op.identity)) ++form;
    return form->exists ? form->call(operands, count) : handle::none();
  }
};

// The program of Pass with every value in its best conditioned form.
template <class Pass>
struct stabilize {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{4 * used.nodes + 128, 8 * used.nodes + 256, used.numbers + 32, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    dag::builder& target = out.builder;
    target.set_mode(dag::mode::reduced);
    dag::scratch<int> places(from.node_count);
    int* const ids = places.data();
    for (int id = 0; id < from.node_count; ++id) {
      const dag::node& node = from.nodes[id];
      const handle better = node.count > 0 ? stable(target, from, node, ids) : handle::none();
      ids[id] = better.exists() ? better.id_in(target) : copy_node(target, from, node, ids);
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  static constexpr handle stable(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
    dag::scratch<handle> operands(node.count);
    for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
    return stable_forms<Pass>::apply(*node.op, operands.data(), node.count);
  }
};

}  // namespace tapeless::detail::pass
