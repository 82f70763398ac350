// SPDX-License-Identifier: BSL-1.0
// From expression types to a program. Types are left behind at once: the definitions they name are linked by pointers,
// so one ordinary loop visits each distinct expression once, without recursion and without a template per node.
#pragma once

#include <array>
#include <limits>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/pass/finished.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Where a walk over a program stands: at which root, at which value below it, up to where the operands of this have
// been visited, and how much of the stack is in use.
struct walk_place {
  int root = 0;
  int id = -1;  // -1: at the root
  int edge = 0;
  int top = 0;
};
// Copies the nodes of `from` that the roots need and that have not been copied yet, operands first, `copies` of them at
// most: whether these are all. `ids[k]` is where node k went, or -1; `stack` has room for twice as many as there are
// nodes. Loops of few steps without calls: compilers count both.
template <class Copy>
constexpr bool copy_reachable(const dag::view& from, const int* roots, int root_count, int* ids, int* stack,
                              walk_place& place, int copies, const Copy& copy) {
  const int* const edges = from.edges;
  const dag::node* const nodes = from.nodes;
  int top = place.top, id = place.id, edge = place.edge;
  for (int r = place.root; r < root_count; ++r) {
    if (id < 0) {
      id = roots[r];
      edge = nodes[id].first;
    }
    int end = nodes[id].first + nodes[id].count;
    while (ids[id] < 0) {
      while (edge < end && ids[edges[edge]] >= 0) ++edge;
      if (edge < end) {
        stack[top++] = id;
        stack[top++] = edge;
        id = edges[edge];
        edge = nodes[id].first;
        end = edge + nodes[id].count;
        continue;
      }
      if (copies-- == 0) {
        place = {r, id, edge, top};
        return false;
      }
      ids[id] = copy(nodes[id]);
      if (top == 0) break;
      edge = stack[--top];
      id = stack[--top];
      end = nodes[id].first + nodes[id].count;
    }
    id = -1;
  }
  return true;
}
template <class Copy>
constexpr void copy_reachable(const dag::view& from, const int* roots, int root_count, int* ids, const Copy& copy) {
  // Values, and up to where their operands have been visited.
  dag::scratch<int> waiting = dag::scratch<int>::unwritten(2 * from.node_count);
  walk_place place;
  copy_reachable(from, roots, root_count, ids, waiting.data(), place, std::numeric_limits<int>::max(), copy);
}

// What a pass that copies a program in several constants leaves for the next one.
template <int Nodes>
struct copy_memory {
  std::array<int, static_cast<std::size_t>(Nodes) + 1> ids{};
  std::array<int, 2 * static_cast<std::size_t>(Nodes) + 1> stack{};
  walk_place place{};
  bool begun = false;
  bool changed = false;
  bool done = false;
};
// How many values one constant copies that may be looked up or written in another form.
inline constexpr int copies_in_step = operations_in_step / 1000;

// Copies one node of `from` whose operands are at `ids`, as it is or with the identities of its rule, by the mode of
// the target.
constexpr int copy_node(dag::builder& target, const dag::view& from, const dag::node& node, const int* ids) {
  if (target.how() == dag::mode::as_written || node.count == 0) return target.copy(from, node, ids);
  const int* const edges = from.edges + node.first;
  // The usual cases without a list.
  if (node.count == 2) return binary_of_places(target, *node.op, ids[edges[0]], ids[edges[1]]);
  if (node.count == 1) {
    const handle value(target, ids[edges[0]]);
    return build(target, *node.op, &value, 1).id_in(target);
  }
  dag::scratch<handle> operands(node.count);
  for (int k = 0; k < node.count; ++k) operands[k] = handle(target, ids[edges[k]]);
  return build(target, *node.op, operands.data(), node.count).id_in(target);
}

// Copies the roots of a whole program into `target`; `roots[r]` receives the place of root r.
constexpr void copy_program(dag::builder& target, const dag::view& from, int* roots) {
  dag::scratch<int> places = dag::scratch<int>::unwritten(from.node_count);
  int* const ids = places.data();
  const dag::node* const nodes = from.nodes;
  for (int k = 0; k < from.node_count; ++k) ids[k] = copy_node(target, from, nodes[k], ids);
  for (int r = 0; r < from.root_count; ++r) roots[r] = ids[from.roots[r]];
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
    const int body = 1 - node.op->axis_operand;
    const std::uint32_t along = program[program.operand(id, node.op->axis_operand)].axes;
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

// A tensor has one number of axes wherever it stands.
constexpr void check_ranks(dag::builder& program) {
  const dag::view all = program.look();
  dag::scratch<int> ranks(all.symbol_count);  // with the symbol itself: 0 before the first access
  for (int id = 0; id < all.node_count; ++id) {
    const dag::node& node = all.nodes[id];
    if (node.op->part != dag::role::access) continue;
    int& rank = ranks[all.nodes[all.operand(node, 0)].payload];
    if (rank != 0 && rank != node.count) program.report(dag::problem::unequal_axes);
    rank = node.count;
  }
}

// Finds each definition once. Open addressing over the structural hash; two definitions are one when structure and
// label agree, as for the types they belong to. Rename: what writes values out along other axes, where formulas ask for
// that.
template <class Rename = int>
class importer {
 public:
  constexpr explicit importer(dag::builder& target, Rename* rename = nullptr) : target_(target), rename_(rename) {
    grow(64);
  }
  importer(const importer&) = delete;
  importer& operator=(const importer&) = delete;

  constexpr int import(const definition& root) {
    dag::scratch<const definition*> stack;
    stack.push(&root);
    while (!stack.empty()) {
      const definition& one = *stack.back();
      const int before = stack.size();
      if (!one.is_stored && find(one) < 0)
        for (int k = one.count - 1; k >= 0; --k)
          if (find(*one.operands[k]) < 0) stack.push(one.operands[k]);
      if (stack.size() > before) continue;
      stack.pop();
      if (find(one) < 0) remember(one, make(one));
    }
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
    dag::scratch<int> ids{};
  };

  constexpr int make(const definition& one) {
    if (one.is_stored) return import_stored(*one.stored, one.root);
    if (one.is_symbol()) return target_.make_symbol(one.name, one.kind, one.extent);
    if (one.is_number()) return target_.make_number(one.number);
    dag::scratch<int> operands(one.count);
    for (int k = 0; k < one.count; ++k) operands[k] = find(*one.operands[k]);
    if constexpr (!std::is_same_v<Rename, int>)
      if (one.op->views) return rename_->rename(operands[0], operands[1], operands[2]);
    const int id = target_.make(*one.op, operands.data(), one.count);
    check_axes(target_, id);
    return id;
  }

  constexpr int import_stored(const dag::view& from, int root) {
    int at = 0;
    while (at < stored_.size() && stored_[at].fingerprint != from.fingerprint) ++at;
    if (at == stored_.size()) stored_.push({from.fingerprint, dag::scratch<int>(from.node_count, -1)});
    int* const ids = stored_[at].ids.data();
    // What comes first is new, node by node.
    if (target_.size() == 0 && target_.how() == dag::mode::as_written && !names_axes(from))
      copy_reachable(from, &root, 1, ids, [&](const dag::node& node) { return target_.adopt(from, node, ids); });
    else
      copy_reachable(from, &root, 1, ids, [&](const dag::node& node) { return copy_node(target_, from, node, ids); });
    return ids[root];
  }

  constexpr int find(const definition& one) const {
    for (auto at = static_cast<std::size_t>(one.hash & mask_);; at = (at + 1) & mask_) {
      if (seen_[at].id < 0) return -1;
      if (seen_[at].hash == one.hash && seen_[at].text_hash == one.text_hash) return seen_[at].id;
    }
  }

  constexpr void remember(const definition& one, int id) {
    if (2 * (count_ + 1) > static_cast<int>(mask_)) grow(2 * (mask_ + 1));
    auto at = static_cast<std::size_t>(one.hash & mask_);
    while (seen_[at].id >= 0) at = (at + 1) & mask_;
    seen_[at] = {one.hash, one.text_hash, id};
    ++count_;
  }

  constexpr void grow(std::size_t size) {
    const dag::scratch<entry> old = static_cast<dag::scratch<entry>&&>(table_);
    table_ = dag::scratch<entry>(static_cast<int>(size));
    seen_ = table_.data();
    mask_ = size - 1;
    for (const entry& one : old) {
      if (one.id < 0) continue;
      auto at = static_cast<std::size_t>(one.hash & mask_);
      while (seen_[at].id >= 0) at = (at + 1) & mask_;
      seen_[at] = one;
    }
  }

  dag::builder& target_;
  Rename* rename_;
  dag::scratch<entry> table_;
  entry* seen_ = nullptr;  // the table's elements
  std::size_t mask_ = 0;
  int count_ = 0;
  dag::scratch<stored_program> stored_;
};

// Room for what recorded formulas hold, whose size is known, and for what most formulas written with operators have.
template <class... E>
constexpr dag::sizes room_to_lower() {
  dag::sizes room{512, 1024, 128, 128, sizeof...(E)};
  std::uint64_t before = 0;  // addresses are not compared: see dag::operation::same
  for (const definition* const one : {detail::definition_for<E>...}) {
    const std::uint64_t now = one->is_stored ? one->stored->fingerprint : 0;
    if (one->is_stored && now != before) {
      room.nodes += one->stored->node_count;
      room.edges += one->stored->edge_count;
      room.numbers += one->stored->number_count;
      room.symbols += one->stored->symbol_count;
    }
    before = now;
  }
  return room;
}

// The program whose roots are the expressions E..., as written.
template <class... E>
struct lower_all {
  static constexpr dag::sizes estimate = room_to_lower<E...>();
  static constexpr void run(pass_output& out) {
    importer<> import_into(out.builder);
    const definition* const roots[] = {detail::definition_for<E>...};
    for (const definition* const root : roots) out.add_root(import_into.import(*root));
    if (out.builder.axis_count() > 0) check_ranks(out.builder);
  }
};
// The same where formulas stand under other names of their axes: pass/axes/renamer.hpp.
template <class... E>
struct lower_renamed;

// Whether one of the expressions E... stands under other names of its axes. A loop: a fold of all roots nests too
// deeply for clang.
template <class... E>
consteval bool any_renames() {
  const definition* const roots[] = {detail::definition_for<E>...};
  for (const definition* const root : roots)
    if (root->renames) return true;
  return false;
}

// The program whose roots are the expressions E...
template <class... E>
struct lower : std::conditional_t<any_renames<E...>(), lower_renamed<E...>, lower_all<E...>> {};

}  // namespace tapeless::detail::pass
