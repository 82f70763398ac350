// SPDX-License-Identifier: BSL-1.0
// The chain rule, backwards and forwards, from program to program. It knows no function by name: partial derivatives
// come from the rules. Every value is visited once, so the cost of a derivative is a small multiple of the cost of the
// value.
#pragma once

#include <tapeless/pass/finished.hpp>
#include <tapeless/rules/arithmetic.hpp>

namespace tapeless::detail::pass {

// Which of the values 0 .. last depend on one of the given symbols.
class dependence {
 public:
  constexpr dependence(const dag::builder& program, int last, const int* symbols, int count)
      : depends_(new bool[static_cast<std::size_t>(last) + 1]{}) {
    for (int k = 0; k < count; ++k)
      if (symbols[k] >= 0 && symbols[k] <= last) depends_[symbols[k]] = true;
    for (int id = 0; id <= last; ++id) {
      const dag::node& node = program[id];
      if (node.op->data) continue;
      for (int k = 0; k < node.count && !depends_[id]; ++k)
        if (!node.op->takes_condition(k)) depends_[id] = depends_[program.operand(id, k)];
    }
  }
  constexpr ~dependence() { delete[] depends_; }
  dependence(const dependence&) = delete;
  dependence& operator=(const dependence&) = delete;
  constexpr bool operator[](int id) const { return depends_[id]; }

 private:
  bool* depends_;
};

// The operands of a node as handles.
class operand_list {
 public:
  constexpr operand_list(dag::builder& program, int id) : many_(program[id].count > few) {
    const int count = program[id].count;
    if (many_) rest_ = new handle[static_cast<std::size_t>(count)];
    handle* list = many_ ? rest_ : list_;
    for (int k = 0; k < count; ++k) list[k] = handle(program, program.operand(id, k));
  }
  constexpr ~operand_list() {
    if (many_) delete[] rest_;
  }
  operand_list(const operand_list&) = delete;
  operand_list& operator=(const operand_list&) = delete;
  constexpr const handle* data() const { return many_ ? rest_ : list_; }

 private:
  static constexpr int few = 3;
  handle list_[few];
  handle* rest_ = nullptr;
  bool many_;
};

// The derivative of node id with respect to its operand k, wherever that operand stands: 2*x for x in x*x.
constexpr handle total_partial(dag::builder& program, int id, int k, const handle* operands, const handle& self) {
  const dag::operation& op = *program[id].op;
  const int count = program[id].count;
  handle total = op.partial(k, operands, count, self);
  bool known = total.has_derivative();
  for (int j = k + 1; j < count; ++j) {
    if (program.operand(id, j) != program.operand(id, k) || op.takes_condition(j)) continue;
    const handle more = op.partial(j, operands, count, self);
    known = known && more.has_derivative();
    total = total + more;
  }
  if (known) return total;
  program.report(dag::problem::no_derivative);
  return 0;
}

// The product of two values if the program holds it already.
constexpr handle existing_product(const handle& a, const handle& b) {
  if (a.is_number() || b.is_number()) return handle::none();
  const int ids[2] = {a.id() < b.id() ? a.id() : b.id(), a.id() < b.id() ? b.id() : a.id()};
  const int id = a.owner()->find(*a.owner()->arithmetic().multiply, ids, 2);
  return id < 0 ? handle::none() : handle(*a.owner(), id);
}

// a * (c/x) where x is a factor of a: where x is 0 neither c/x nor the derivative of the formula exists, so x*(1/x)
// is 1.
constexpr handle without_pole(const handle& a, const handle& b) {
  if (b.part() != dag::role::quotient || !b.operand(0).is_number() || a.is_number()) return handle::none();
  const handle divisor = b.operand(1);
  if (a.same(divisor)) return b.operand(0);
  if (divisor.part() == dag::role::product)
    for (int k = 0; k < 2; ++k)
      if (a.same(divisor.operand(k))) return b.operand(0) / divisor.operand(1 - k);
  if (a.part() == dag::role::product)
    for (int k = 0; k < 2; ++k)
      if (a.operand(k).same(divisor)) return a.operand(1 - k) * b.operand(0);
  return handle::none();
}

// adjoint * partial. A product that exists already is used again: the adjoint of a/b in b is the one in a times -a/b. A
// factor 2 of the one cancels a factor 1/2 of the other, as in the derivative of sqrt(x*x).
constexpr handle chain(const handle& adjoint, const handle& partial) {
  if (adjoint.part() == dag::role::quotient || partial.part() == dag::role::quotient) {
    const handle left = without_pole(adjoint, partial);
    if (left.exists()) return left;
    const handle right = without_pole(partial, adjoint);
    if (right.exists()) return right;
  }
  if (is_plain(partial) && adjoint.part() != dag::role::negation) return adjoint * partial;
  if (partial.is(1)) return adjoint;
  if (partial.part() == dag::role::negation) return -chain(adjoint, partial.operand(0));
  if (adjoint.part() == dag::role::negation) return -chain(adjoint.operand(0), partial);
  if (partial.part() == dag::role::product)
    for (int k = 0; k < 2; ++k) {
      const handle known = existing_product(adjoint, partial.operand(k));
      if (known.exists()) return known * partial.operand(1 - k);
    }
  if (!partial.has_coefficient()) return adjoint * partial;
  const rules::term inner = rules::split(partial);
  const rules::term outer = rules::split(adjoint);
  const dag::number both = outer.coefficient * inner.coefficient;
  if (both.is(1)) return outer.rest * inner.rest;
  if (!outer.coefficient.is(1) && both.exact() && both.is_integer() && !outer.rest.is_number() &&
      !inner.rest.is_number())
    return handle(both) * (outer.rest * inner.rest);
  if (!rules::is_binary_scale(inner.coefficient)) return adjoint * partial;
  if (adjoint.part() == dag::role::product)
    for (int k = 0; k < 2; ++k) {
      const rules::term factor = rules::split(adjoint.operand(k));
      if ((factor.coefficient * inner.coefficient).is(1)) return adjoint.operand(1 - k) * factor.rest * inner.rest;
    }
  return adjoint * partial;
}

// The axis that is this bit of the masks of a program.
constexpr handle axis_at(dag::builder& program, std::uint32_t bit) {
  for (int id = 0;; ++id)
    if (program[id].op->is_symbol() && program[id].axes == bit) return {program, id};
}

// The sum over an axis; whoever has axes accesses a tensor.
constexpr const dag::operation& sum_in(const dag::builder& program) {
  for (int id = 0;; ++id)
    if (program[id].op->part == dag::role::access) return *program[id].op->gather;
}

// What an operand gets of the adjoint of node id: it is the same along the axes that the node has and the operand
// lacks, so their shares add up. Not along `kept`: the axes of a value that is differentiated element by element.
constexpr handle gathered(dag::builder& program, handle share, int id, int to, std::uint32_t kept) {
  const auto mask = [&](const handle& value) { return value.is_number() ? 0u : program[value.id()].axes; };
  std::uint32_t extra = (program[id].axes | mask(share)) & ~program[to].axes & ~kept;
  for (std::uint32_t bit = 1; extra != 0; bit <<= 1) {
    if ((extra & bit) == 0) continue;
    extra &= ~bit;
    const handle operands[2] = {axis_at(program, bit), share};
    share = build(program, sum_in(program), operands, 2);
  }
  return share;
}

// Passes the adjoint of value `root` and of all below it on to what they depend on; adjoint[id] is handle::none() where
// nothing has arrived. Values made on the way stand behind `root`. kept: axes of the root, each of whose elements has a
// derivative of its own.
constexpr void propagate(dag::builder& program, int root, const dependence& depends, handle* adjoint,
                         std::uint32_t kept = 0) {
  for (int id = root; id >= 0; --id) {
    if (!depends[id] || !adjoint[id].exists()) continue;
    const dag::operation& op = *program[id].op;
    const int operand_count = program[id].count;
    if (operand_count == 0 || op.part == dag::role::access) continue;
    const operand_list operands(program, id);
    const handle self(program, id);
    for (int k = 0; k < operand_count; ++k) {
      const int to = program.operand(id, k);
      if (!depends[to] || (k > 0 && program.repeats(id, k)) || op.takes_condition(k)) continue;
      handle share = chain(adjoint[id], total_partial(program, id, k, operands.data(), self));
      if (program[id].axes != 0) share = gathered(program, share, id, to, kept);
      adjoint[to] = adjoint[to].exists() ? adjoint[to] + share : share;
    }
  }
}

// Reverse mode: adjoints[k] = sum over r of seeds[r] * (derivative of roots[r] with respect to symbols[k]).
constexpr void reverse(dag::builder& program, const int* roots, const handle* seeds, int root_count, const int* symbols,
                       int count, handle* adjoints) {
  int root = 0;
  for (int r = 0; r < root_count; ++r) root = roots[r] > root ? roots[r] : root;
  const dependence depends(program, root, symbols, count);
  handle* adjoint = new handle[static_cast<std::size_t>(root) + 1];
  for (int id = 0; id <= root; ++id) adjoint[id] = handle::none();
  for (int r = 0; r < root_count; ++r)
    adjoint[roots[r]] = adjoint[roots[r]].exists() ? adjoint[roots[r]] + seeds[r] : seeds[r];
  propagate(program, root, depends, adjoint);
  for (int k = 0; k < count; ++k) {
    const bool reached = symbols[k] >= 0 && symbols[k] <= root && adjoint[symbols[k]].exists();
    adjoints[k] = reached ? adjoint[symbols[k]] : handle(0);
  }
  delete[] adjoint;
}

constexpr void reverse(dag::builder& program, int root, const handle& seed, const int* symbols, int count,
                       handle* adjoints) {
  reverse(program, &root, &seed, 1, symbols, count, adjoints);
}

// Whether a value is made of the elements of its operand along an axis, and so its tangent of theirs.
constexpr bool binds_axis(const dag::operation& op) {
  return op.part == dag::role::reduction || op.part == dag::role::pick;
}
constexpr handle summed(dag::builder& program, const handle& share, int id) {
  const handle operands[2] = {{program, program.operand(id, program[id].op->part == dag::role::pick ? 1 : 0)}, share};
  return build(program, sum_in(program), operands, 2);
}

// Forward mode: tangents[r] = sum over k of (derivative of roots[r] with respect to symbols[k]) * seeds[k].
constexpr void forward(dag::builder& program, const int* roots, int root_count, const int* symbols, const handle* seeds,
                       int count, handle* tangents) {
  int last = 0;
  for (int r = 0; r < root_count; ++r) last = roots[r] > last ? roots[r] : last;
  const dependence depends(program, last, symbols, count);
  bool* needed = new bool[static_cast<std::size_t>(last) + 1]{};
  for (int r = 0; r < root_count; ++r) needed[roots[r]] = true;
  for (int id = last; id >= 0; --id)
    if (needed[id])
      for (int k = 0; k < program[id].count; ++k) needed[program.operand(id, k)] = true;
  handle* tangent = new handle[static_cast<std::size_t>(last) + 1];  // 0 where nothing depends
  for (int k = 0; k < count; ++k)
    if (symbols[k] >= 0 && symbols[k] <= last) tangent[symbols[k]] = seeds[k];
  for (int id = 0; id <= last; ++id) {
    const int operand_count = program[id].count;
    if (!needed[id] || !depends[id] || operand_count == 0) continue;
    const dag::operation& op = *program[id].op;
    const operand_list operands(program, id);
    const handle self(program, id);
    for (int k = 0; k < operand_count; ++k) {
      const int from = program.operand(id, k);
      if (!depends[from] || op.takes_condition(k) || (k > 0 && program.repeats(id, k)) || tangent[from].is(0)) continue;
      const handle share = chain(tangent[from], total_partial(program, id, k, operands.data(), self));
      tangent[id] = tangent[id] + (binds_axis(op) ? summed(program, share, id) : share);
    }
  }
  for (int r = 0; r < root_count; ++r) tangents[r] = tangent[roots[r]];
  delete[] tangent;
  delete[] needed;
}

}  // namespace tapeless::detail::pass
