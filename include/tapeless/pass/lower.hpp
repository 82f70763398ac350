// SPDX-License-Identifier: BSL-1.0
// From expression types to a program. Types are left behind at once: the definitions they name are linked by pointers,
// so one ordinary loop visits each distinct expression once, without recursion and without a template per node.
#pragma once

#include <tapeless/expr/expression.hpp>
#include <tapeless/pass/finished.hpp>

namespace tapeless::detail::pass {

// The nodes of `from` that have not been copied yet, operands first. `ids[k]` is where node k went, or -1.
template <class Copy>
constexpr void copy_reachable(const dag::view& from, int root, int* ids, const Copy& copy) {
  int* stack = new int[static_cast<std::size_t>(from.edge_count) + 1];
  int top = 0;
  stack[top++] = root;
  while (top > 0) {
    const int id = stack[top - 1];
    const dag::node& node = from.nodes[id];
    const int before = top;
    if (ids[id] < 0)
      for (int k = node.count - 1; k >= 0; --k)
        if (ids[from.operand(node, k)] < 0) stack[top++] = from.operand(node, k);
    if (top > before) continue;
    --top;
    if (ids[id] < 0) ids[id] = copy(node);
  }
  delete[] stack;
}

// Copies one node of `from` whose operands are at `ids`, as it is or with the identities of its rule, by the mode of
// the target.
constexpr int copy_node(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
  if (node.op->is_symbol()) return target.make_symbol(from.symbol(node));
  if (node.op->is_number()) return target.make_number(from.value(node));
  constexpr int most = 4;
  const bool many = node.count > most;
  if (target.how() == dag::mode::as_written) {
    int few[most]{};
    int* operands = many ? new int[static_cast<std::size_t>(node.count)] : few;
    for (int k = 0; k < node.count; ++k) operands[k] = ids[from.operand(node, k)];
    const int id = target.make(*node.op, operands, node.count);
    if (many) delete[] operands;
    return id;
  }
  handle few[most];
  handle* operands = many ? new handle[static_cast<std::size_t>(node.count)] : few;
  for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[from.operand(node, k)]);
  const int id = build(target, *node.op, operands, node.count).id_in(target);
  if (many) delete[] operands;
  return id;
}

// Copies the roots of a whole program into `target`; `roots[r]` receives the place of root r.
constexpr void copy_program(dag::builder& target, const dag::view& from, int* roots) {
  int* ids = new int[static_cast<std::size_t>(from.node_count) + 1];
  for (int k = 0; k < from.node_count; ++k) ids[k] = copy_node(target, from, from.nodes[k], ids);
  for (int r = 0; r < from.root_count; ++r) roots[r] = ids[from.roots[r]];
  delete[] ids;
}

// What a formula may do with axes and labels. Of formulas as their users write them; derivatives may do more.
constexpr void check_axes(dag::builder& program, int id) {
  const dag::node& node = program[id];
  const dag::role part = node.op->part;
  if (part == dag::role::access || part == dag::role::extent) return;
  const auto kind = [&](int k) {
    const dag::node& operand = program[program.operand(id, k)];
    if (operand.op->part == dag::role::access) return program.symbol(program.operand(program.operand(id, k), 0)).kind;
    return operand.op->is_symbol() ? program.symbol(program.operand(id, k)).kind : dag::symbol_kind::real;
  };
  if (part == dag::role::reduction || part == dag::role::pick) {
    const int body = part == dag::role::pick ? 0 : 1;
    const std::uint32_t along = program[program.operand(id, 1 - body)].axes;
    if ((program[program.operand(id, body)].axes & along) == 0) program.report(dag::problem::missing_axis);
    if (kind(body) == dag::symbol_kind::labels) program.report(dag::problem::labels_as_numbers);
    return;
  }
  if (node.axes == 0 || node.op->data) return;
  std::uint32_t before = 0;
  for (int k = 0; k < node.count; ++k) {
    if (kind(k) == dag::symbol_kind::labels) program.report(dag::problem::labels_as_numbers);
    if (kind(k) == dag::symbol_kind::axis && !node.op->binds) program.report(dag::problem::axis_as_number);
    const std::uint32_t axes = program[program.operand(id, k)].axes;
    if (axes != 0 && before != 0 && (axes & before) == 0 && !node.op->binds)
      program.report(dag::problem::outer_product);
    before |= axes;
  }
}

// Finds each definition once. Open addressing over the structural hash; two definitions are one when structure and
// label agree, as for the types they belong to.
class importer {
 public:
  constexpr explicit importer(dag::builder& target) : target_(target) { grow(64); }
  constexpr ~importer() {
    delete[] seen_;
    for (int k = 0; k < stored_count_; ++k) delete[] stored_[k].ids;
    delete[] stored_;
  }
  importer(const importer&) = delete;
  importer& operator=(const importer&) = delete;

  constexpr int import(const definition& root) {
    int capacity = 64;
    const definition** stack = new const definition*[static_cast<std::size_t>(capacity)];
    int top = 0;
    stack[top++] = &root;
    while (top > 0) {
      const definition& one = *stack[top - 1];
      const int before = top;
      if (!one.is_stored && find(one) < 0) {
        if (top + one.count > capacity) {
          const definition** more = new const definition*[static_cast<std::size_t>(2 * capacity + one.count)];
          for (int k = 0; k < top; ++k) more[k] = stack[k];
          delete[] stack;
          stack = more;
          capacity = 2 * capacity + one.count;
        }
        for (int k = one.count - 1; k >= 0; --k)
          if (find(*one.operands[k]) < 0) stack[top++] = one.operands[k];
      }
      if (top > before) continue;
      --top;
      if (find(one) < 0) remember(one, make(one));
    }
    delete[] stack;
    return find(root);
  }

 private:
  struct entry {
    std::uint64_t hash = 0;
    std::uint64_t text_hash = 0;
    int id = -1;
  };
  struct stored_program {
    std::uint64_t fingerprint = 0;
    int* ids = nullptr;
  };

  constexpr int make(const definition& one) {
    if (one.is_stored) return import_stored(*one.stored, one.root);
    if (one.is_symbol()) return target_.make_symbol(one.name, one.kind, one.extent);
    if (one.is_number()) return target_.make_number(one.number);
    constexpr int most = 4;
    const bool many = one.count > most;
    int few[most]{};
    int* operands = many ? new int[static_cast<std::size_t>(one.count)] : few;
    for (int k = 0; k < one.count; ++k) operands[k] = find(*one.operands[k]);
    const int id = target_.make(*one.op, operands, one.count);
    if (many) delete[] operands;
    check_axes(target_, id);
    return id;
  }

  constexpr int import_stored(const dag::view& from, int root) {
    int* ids = nullptr;
    bool known = false;
    for (int k = 0; k < stored_count_ && !known; ++k) {
      known = stored_[k].fingerprint == from.fingerprint;
      if (known) ids = stored_[k].ids;
    }
    if (!known) {
      ids = new int[static_cast<std::size_t>(from.node_count)];
      for (int k = 0; k < from.node_count; ++k) ids[k] = -1;
      stored_program* more = new stored_program[static_cast<std::size_t>(stored_count_) + 1];
      for (int k = 0; k < stored_count_; ++k) more[k] = stored_[k];
      delete[] stored_;
      stored_ = more;
      stored_[stored_count_++] = {from.fingerprint, ids};
    }
    copy_reachable(from, root, ids, [&](const dag::node& node) { return copy_node(target_, from, node, ids); });
    return ids[root];
  }

  constexpr int find(const definition& one) const {
    for (std::size_t at = one.hash & mask_;; at = (at + 1) & mask_) {
      if (seen_[at].id < 0) return -1;
      if (seen_[at].hash == one.hash && seen_[at].text_hash == one.text_hash) return seen_[at].id;
    }
  }

  constexpr void remember(const definition& one, int id) {
    if (2 * (count_ + 1) > static_cast<int>(mask_)) grow(2 * (mask_ + 1));
    std::size_t at = one.hash & mask_;
    while (seen_[at].id >= 0) at = (at + 1) & mask_;
    seen_[at] = {one.hash, one.text_hash, id};
    ++count_;
  }

  constexpr void grow(std::size_t size) {
    entry* old = seen_;
    const std::size_t old_size = mask_ == 0 ? 0 : mask_ + 1;
    seen_ = new entry[size]{};
    mask_ = size - 1;
    for (std::size_t k = 0; k < old_size; ++k) {
      if (old[k].id < 0) continue;
      std::size_t at = old[k].hash & mask_;
      while (seen_[at].id >= 0) at = (at + 1) & mask_;
      seen_[at] = old[k];
    }
    delete[] old;
  }

  dag::builder& target_;
  entry* seen_ = nullptr;
  std::size_t mask_ = 0;
  int count_ = 0;
  stored_program* stored_ = nullptr;
  int stored_count_ = 0;
};

// The program whose roots are the expressions E..., as written.
template <class... E>
struct lower {
  static constexpr dag::sizes estimate{512, 1024, 128, 128, sizeof...(E)};
  static constexpr void run(pass_output& out) {
    importer import_into(out.builder);
    const definition* const roots[] = {detail::definition_for<E>...};
    for (const definition* const root : roots) out.add_root(import_into.import(*root));
  }
};

}  // namespace tapeless::detail::pass
