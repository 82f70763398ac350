// SPDX-License-Identifier: BSL-1.0
// Derivatives with respect to tensors: the adjoint of each place where the tensor stands, with its axes renamed to
// those that were asked for, all added up.
#pragma once

#include <tapeless/pass/derive.hpp>
#include <tapeless/rules/indexed.hpp>

namespace tapeless::detail::pass {

// Copies values along other axes.
class renamer {
 public:
  constexpr explicit renamer(dag::builder& program) : program_(program) {}

  // The value `id` with axis `from` (a node) renamed to axis `to`. Each value below it is visited once, however often
  // it is shared.
  constexpr int rename(int id, int from, int to) {
    if (from == to || !varies(id, from)) return id;
    if (!varies(id, to)) return exchange(id, from, to);
    // Places along both axes become one; sums over `to` inside are over another axis first.
    return copied(id, from, to, false);
  }

  // The value with the names of two axes exchanged, wherever they stand: also those of sums inside, so that none comes
  // in the way of the other.
  constexpr int exchange(int id, int a, int b) { return copied(id, a, b, true); }

  // An axis that the program does not have yet, as long as another one.
  constexpr int fresh(int like) {
    const dag::symbol_entry& known = program_.symbol(like);
    const char* const origin = known.origin != nullptr ? known.origin : known.name;
    for (const char* name : names)
      if (!program_.has_axis(name)) return program_.make_symbol(name, dag::symbol_kind::axis, 0, origin);
    program_.report(dag::problem::too_many_axes);
    return 0;
  }

 private:
  constexpr bool varies(int id, int axis) const { return (program_[id].axes & program_[axis].axes) != 0; }

  constexpr int copied(int id, int from, int to, bool exchanges) {
    const std::uint32_t axes = program_[from].axes | (exchanges ? program_[to].axes : 0);
    int* copies = new int[static_cast<std::size_t>(id) + 1]{};
    bool* needed = new bool[static_cast<std::size_t>(id) + 1]{};
    needed[id] = true;
    for (int k = id; k >= 0; --k)
      for (int j = 0; needed[k] && j < program_[k].count; ++j)
        needed[program_.operand(k, j)] |= (program_[program_.operand(k, j)].axes & axes) != 0;
    for (int k = 0; k <= id; ++k) {
      copies[k] = k == from ? to : k == to && exchanges ? from : k;
      if (!needed[k] || copies[k] != k || (program_[k].axes & axes) == 0) continue;
      copies[k] = exchanges ? rebuilt(k, copies) : rebuilt_apart(k, from, to, copies);
    }
    const int result = copies[id];
    delete[] copies;
    delete[] needed;
    return result;
  }
  constexpr int rebuilt(int k, const int* copies) {
    const int count = program_[k].count;
    handle* operands = new handle[static_cast<std::size_t>(count)];
    for (int j = 0; j < count; ++j) operands[j] = handle(program_, copies[program_.operand(k, j)]);
    const int result = build(program_, *program_[k].op, operands, count).id_in(program_);
    delete[] operands;
    return result;
  }

  // Value k, which varies along `from`, of renamed operands.
  constexpr int rebuilt_apart(int k, int from, int to, const int* renamed) {
    const dag::operation& op = *program_[k].op;
    const int bound = op.part == dag::role::reduction ? 0 : op.part == dag::role::pick ? 1 : -1;
    if (bound < 0 || program_.operand(k, bound) != to) return rebuilt(k, renamed);
    // sum(to, ... from ...): its own axis makes way
    const int count = program_[k].count;
    handle* operands = new handle[static_cast<std::size_t>(count)];
    for (int j = 0; j < count; ++j) operands[j] = handle(program_, renamed[program_.operand(k, j)]);
    const int body = bound == 0 ? 1 : 0;
    const int other = fresh(to);
    operands[body] = handle(program_, rename(exchange(program_.operand(k, body), to, other), from, to));
    operands[bound] = handle(program_, other);
    const int result = build(program_, op, operands, count).id_in(program_);
    delete[] operands;
    return result;
  }

  static constexpr const char* names[] = {"i1",  "i2",  "i3",  "i4",  "i5",  "i6",  "i7",  "i8",  "i9",  "i10",
                                          "i11", "i12", "i13", "i14", "i15", "i16", "i17", "i18", "i19", "i20",
                                          "i21", "i22", "i23", "i24", "i25", "i26", "i27", "i28"};
  dag::builder& program_;
};

// The value over the axes of the access `to` instead of those of the access `from`. kept: axes of a value that is
// differentiated element by element; where the tensor stands along one of them, only the element at the same place
// counts.
constexpr handle renamed_access(dag::builder& program, const handle& value, int from, int to, std::uint32_t kept = 0) {
  const int count = program[from].count;
  handle result = value;
  if (!value.is_number()) {
    renamer rename(program);
    int id = value.id();
    int* now = new int[static_cast<std::size_t>(count)];  // what the axes of `from` are called meanwhile
    for (int k = 1; k < count; ++k) now[k] = program.operand(from, k);
    for (int k = 1; k < count; ++k) {
      const int wanted = program.operand(to, k);
      if (now[k] == wanted || (program[now[k]].axes & kept) != 0) continue;
      id = rename.exchange(id, now[k], wanted);
      for (int j = k + 1; j < count; ++j)
        if (now[j] == wanted) now[j] = now[k];
    }
    delete[] now;
    result = {program, id};
  }
  for (int k = 1; k < count; ++k)
    if ((program[program.operand(from, k)].axes & kept) != 0)
      result = result * rules::indicator_of({program, program.operand(to, k)}, {program, program.operand(from, k)});
  return result;
}

// The derivative of F with respect to the tensor access X, over the axes of X and those of F.
template <class F, class X>
struct tensor_gradient {
  using request_type = request<outputs<F>, inputs<X>>;
  static constexpr int new_axes = 28;
  static constexpr dag::sizes estimate = request_type::room(16, 2, new_axes);
  static constexpr void run(workshop& shop) {
    const request_type asked(shop);
    dag::builder& program = shop.builder;
    const int target = asked.symbols[0];
    const int tensor = program.operand(target, 0);
    // Axes of the value get names of their own, so that none of them is also bound inside.
    renamer rename(program);
    int root = asked.values[0];
    int own[most_own]{}, fresh[most_own]{};
    int count = 0;
    std::uint32_t kept = 0;
    for (std::uint32_t rest = program[root].axes; rest != 0 && count < most_own; rest &= (rest - 1u)) {
      own[count] = axis_at(program, rest & ~(rest - 1u)).id();
      fresh[count] = rename.fresh(own[count]);
      kept |= program[fresh[count]].axes;
      root = rename.rename(root, own[count], fresh[count]);
      ++count;
    }
    const int last = root > target ? root : target;
    const dependence depends(program, last, &tensor, 1);
    handle* adjoint = new handle[static_cast<std::size_t>(last) + 1];
    for (int id = 0; id <= last; ++id) adjoint[id] = handle::none();
    adjoint[root] = 1;
    propagate(program, root, depends, adjoint, kept);
    handle total = 0;
    for (int id = 0; id <= root; ++id) {
      if (program[id].op->part != dag::role::access || program.operand(id, 0) != tensor || !adjoint[id].exists())
        continue;
      if (program[id].count != program[target].count) {
        program.report(dag::problem::unequal_axes);
        continue;
      }
      total = total + renamed_access(program, adjoint[id], id, target, kept);
    }
    delete[] adjoint;
    for (int k = 0; k < count && !total.is_number(); ++k)
      total = {program, rename.rename(total.id(), fresh[k], own[k])};
    shop.add_root(total);
  }

 private:
  static constexpr int most_own = 6;
};

}  // namespace tapeless::detail::pass
