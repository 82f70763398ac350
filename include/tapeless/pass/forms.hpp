// SPDX-License-Identifier: BSL-1.0
// What rules offer a pass by a member of theirs: another form of a value, by name of the operation. Only the forms of
// the operations that a program contains are compiled.
#pragma once

#include <array>
#include <span>

#include <tapeless/pass/lower.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Calls the form that a rule names with a row of operands, as many as the rule takes. Member: `of<R>(operands...)`
// calls the member of R that it stands for.
template <class Member, class R>
constexpr handle call_form(const handle* operands, [[maybe_unused]] int count) {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic)
    return Member::template of<R>(std::span<const handle>(operands, static_cast<std::size_t>(count)));
  else if constexpr (arity == 1)
    return Member::template of<R>(operands[0]);
  else if constexpr (arity == 2)
    return Member::template of<R>(operands[0], operands[1]);
  else
    return Member::template of<R>(operands[0], operands[1], operands[2]);
}
template <class Member, class R>
constexpr bool has_form() {
  constexpr int arity = arity_of<R>();
  if constexpr (arity == variadic) return requires(std::span<const handle> all) {
      Member::template of<R>(all);
    };
  else if constexpr (arity == 1)
    return requires(const handle& a) { Member::template of<R>(a); };
  else if constexpr (arity == 2)
    return requires(const handle& a) { Member::template of<R>(a, a); };
  else
    return requires(const handle& a) { Member::template of<R>(a, a, a); };
}

// The form of one operation.
struct form_of_operation {
  std::uint64_t hash = 0;
  std::uint64_t identity = 0;
  bool exists = false;
  handle (*call)(const handle* operands, int count) = nullptr;
};
template <class Member, const dag::operation* Op>
constexpr form_of_operation form_of() {
  using rule = rule_type<Op>;
  if constexpr (has_form<Member, rule>())
    return {Op->hash, Op->identity, true, &call_form<Member, rule>};
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

// The forms of the operations of Pass.
template <class Member, class Pass>
struct forms {
  static constexpr std::size_t operation_count = static_cast<std::size_t>(operations_of(draft_of<Pass>).size());
  static constexpr auto operations = [] {
    std::array<const dag::operation*, operation_count> list{};
    const auto found = operations_of(draft_of<Pass>);
    for (std::size_t k = 0; k < operation_count; ++k) list[k] = found[static_cast<int>(k)];
    return list;
  }();
  static constexpr auto table = []<std::size_t... K>(std::index_sequence<K...>) {
    std::array<form_of_operation, operation_count + 1> list{};
    std::size_t count = 0;
    [[maybe_unused]] const auto put = [&](const form_of_operation& form) {
      if (form.exists) list[count++] = form;
    };
    (put(form_of<Member, operations[K]>()), ...);
    return list;  // the first that does not exist ends it
  }
  (std::make_index_sequence<operation_count>{});

  static constexpr handle apply(const dag::operation& op, const handle* operands, int count) {
    const form_of_operation* form = table.data();
    while (form->exists && (form->hash != op.hash || form->identity != op.identity)) ++form;
    return form->exists ? form->call(operands, count) : handle::none();
  }
};

}  // namespace tapeless::detail::pass
