// SPDX-License-Identifier: BSL-1.0
// Derivative code, never a value as the user wrote it, is shortened: a reciprocal that is used once becomes a division,
// a*b + a*c becomes a*(b + c), division by a constant multiplication.
#pragma once

#include <array>

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/lower.hpp>
#include <tapeless/pass/schedule.hpp>
#include <tapeless/rules/arithmetic.hpp>

namespace tapeless::inline v0_2::detail::pass {

// The changes that shorten a program. A value that has a shorter form stays where it is, and what uses it takes the
// form from then on.
class shorter_forms {
 public:
  // Room for the uses of that many added values.
  static constexpr int added_to(int count) { return 2 * count + 64; }
  struct tables {
    int* uses;    // of the values that were there
    int* places;  // of their shorter forms, one more; 0: the value itself
    int* added;   // uses of the values behind them
    bool any = false;
  };

  constexpr shorter_forms(pass_output& out, int count, const tables& kept)
      : out_(out), program_(out.builder), count_(count), kept_(kept) {}
  shorter_forms(const shorter_forms&) = delete;
  shorter_forms& operator=(const shorter_forms&) = delete;

  // Whether there are any.
  constexpr bool any() const { return kept_.any; }

  // Gives the values begin .. end their shorter forms.
  constexpr void make(int begin, int end) {
    const dag::node* const nodes = program_.nodes();
    const int* const edges = program_.edges();
    const int* const uses = kept_.uses;
    for (int id = begin; id < end; ++id) {
      if (uses[id] == 0) continue;
      const dag::node& node = nodes[id];
      if (kept_.any) program_.move_operands(node, kept_.places);
      if (node.primal) continue;
      const int* const operands = edges + node.first;
      switch (node.op->part) {
        case dag::role::product:
          if ((node.traits & dag::trait::pole) != 0) take(id, without_reciprocal(operands[0], operands[1]));
          break;
        case dag::role::quotient:
          if (is_constant(operands[1])) take(id, times_reciprocal(operands[0], operands[1]));
          break;
        case dag::role::sum:
        case dag::role::difference:
          if (is_lone_product(operands[0]) && is_lone_product(operands[1]))
            take(id, without_common_factor(operands[0], operands[1], node.op->part == dag::role::sum));
          break;
        default:
          break;
      }
    }
  }

  // The roots that have shorter forms become these.
  constexpr void move_roots() {
    int* const roots = out_.roots();
    for (int r = 0; r < out_.root_count(); ++r)
      if (kept_.places[roots[r]] != 0) roots[r] = kept_.places[roots[r]] - 1;
  }

 private:
  constexpr int uses_of(int id) const {
    if (id < count_) return kept_.uses[id];
    return id - count_ < added_to(count_) ? kept_.added[id - count_] : 2;
  }
  // The form of a value that was made last or was there before; -1 where there is none.
  constexpr void take(int id, int form) {
    if (form < 0 || form == id) return;
    kept_.places[id] = form + 1;
    kept_.any = true;
    if (form < size_before_) {
      out_.report_repeats();  // what uses the one and what uses the other may be equal now
      if (form < count_) kept_.uses[form] += kept_.uses[id];
      return;
    }
    program_.take_hash(form, id);
    if (form - count_ < added_to(count_)) kept_.added[form - count_] = kept_.uses[id];
  }
  // Values are made with the identities of their rules from here to the end of it.
  struct making {
    dag::builder& program;
    constexpr explicit making(shorter_forms& forms) : program(forms.program_) {
      forms.size_before_ = program.size();
      program.set_primal(false);
      program.set_mode(dag::mode::reduced);
    }
    constexpr ~making() { program.set_mode(dag::mode::as_written); }
    making(const making&) = delete;
    making& operator=(const making&) = delete;
  };
  constexpr handle at(int id) const { return {program_, id}; }

  // A constant whose reciprocal is an ordinary number.
  constexpr bool is_constant(int id) const {
    const dag::node& node = program_[id];
    if (node.op->part == dag::role::named) return true;
    if (!node.op->is_number()) return false;
    const double value = program_.value(id).value(), size = value < 0 ? -value : value;
    return size > 0x1p-500 && size < 0x1p+500;
  }
  constexpr int times_reciprocal(int a, int constant) {
    const making scope(*this);
    return (at(a) * (1 / at(constant))).id_in(program_);
  }

  // a/b for a*(1/b) where the reciprocal has no other use. 1/c is a number of the program.
  constexpr int without_reciprocal(int a, int b) {
    const int operands[2] = {a, b};
    for (int k = 0; k < 2; ++k) {
      const dag::node& inner = program_[operands[k]];
      if (inner.op->part != dag::role::quotient || inner.primal || uses_of(operands[k]) != 1) continue;
      const int divisor = program_.operand(operands[k], 1);
      if (is_constant(divisor) || !at(program_.operand(operands[k], 0)).is(1)) continue;
      const making scope(*this);
      return (at(operands[1 - k]) / at(divisor)).id_in(program_);
    }
    return -1;
  }

  // A product of derivative code without a mask and without another use.
  constexpr bool is_lone_product(int id) const {
    const dag::node& node = program_[id];
    return node.op->part == dag::role::product && !node.primal && (node.traits & dag::trait::mask) == 0 &&
           uses_of(id) == 1;
  }
  // A factor of a product: the product is id*beside, or (id*inner)*beside. saves: taking it out saves a multiplication,
  // because id*inner has no other use.
  struct factor {
    int id, beside, inner;
    bool saves;
  };
  // The factors of a product, and those of its factors.
  struct factor_list {
    factor all[6];
    int count = 0;
    constexpr factor_list(const shorter_forms& forms, int product) : all{} {
      const dag::builder& program = forms.program_;
      const int* const operands = program.operands(product);
      for (int k = 0; k < 2; ++k) all[count++] = {operands[k], operands[1 - k], -1, true};
      if (product >= forms.count_ || program[product].axes != 0) return;
      for (int k = 0; k < 2; ++k) {
        const dag::node& inner = program[operands[k]];
        if (inner.op->part != dag::role::product || inner.primal || operands[k] >= forms.count_) continue;
        const int* const factors = program.operands_of(inner);
        for (int j = 0; j < 2; ++j)
          all[count++] = {factors[j], operands[1 - k], factors[1 - j], forms.uses_of(operands[k]) == 1};
      }
    }
  };

  // a*b + a*c*d as a*(b + c*d): the chain rule hands an adjoint to every operand, so that it comes back in many terms.
  // The sum of more than two products with a factor in common is reached step by step.
  constexpr int without_common_factor(int left, int right, bool sum) {
    const factor_list ours(*this, left), theirs(*this, right);
    for (int i = 0; i < ours.count; ++i)
      for (int j = 0; j < theirs.count; ++j) {
        if (ours.all[i].id != theirs.all[j].id || !(ours.all[i].saves || theirs.all[j].saves)) continue;
        const making scope(*this);
        const auto rest = [&](const factor& one) {
          return one.inner < 0 ? one.beside : product_of_places(program_, one.inner, one.beside);
        };
        const int u = rest(ours.all[i]), v = rest(theirs.all[j]);
        const int both = sum ? sum_of_places(program_, u, v) : difference_of_places(program_, u, v);
        return product_of_places(program_, ours.all[i].id, both);
      }
    return -1;
  }

  pass_output& out_;
  dag::builder& program_;
  int count_;  // of the values that were there
  tables kept_;
  int size_before_ = 0;  // of the program, when a form is made
};

// The tables in which a program is changed: those that it was built in, where they have the room.
template <class Pass>
constexpr dag::sizes tables_with_room() {
  constexpr dag::sizes used = sizes_of<Pass>;
  constexpr dag::sizes least{used.nodes + used.nodes / 4 + 32, used.edges + used.edges / 4 + 64, used.numbers + 16,
                             used.symbols, used.roots};
  constexpr dag::sizes there = capacity_of<Pass>;
  return dag::fits(least, there) ? there : least;
}

// Count roots of Pass, the first of them number First, with shorter derivative code.
template <class Pass, int First = 0, int Count = sizes_of<Pass>.roots>
struct shorten {
  using edits = Pass;
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate = tables_with_room<Pass>();

  static constexpr void run(pass_output& out) {
    out.keep_roots(First, Count);
    const int count = out.builder.size();
    dag::scratch<int> uses = dag::count_uses(out.look()), places(count),
                      added = dag::scratch<int>::unwritten(shorter_forms::added_to(count));
    shorter_forms all(out, count, {uses.data(), places.data(), added.data()});
    all.make(0, count);
    all.move_roots();
  }

  // Some values after the other.
  static constexpr int steps = steps_for(used.nodes, 500);
  struct memory {
    std::array<int, static_cast<std::size_t>(used.nodes) + 1> uses{}, places{};
    std::array<int, static_cast<std::size_t>(shorter_forms::added_to(used.nodes))> added{};
    bool any = false;
  };
  static constexpr void run_step(pass_output& out, memory& kept, int step) {
    if (step == 0) {
      out.keep_roots(First, Count);
      const dag::scratch<int> uses = dag::count_uses(out.look());
      int* const list = kept.uses.data();
      for (int id = 0; id < used.nodes; ++id) list[id] = uses[id];
    }
    const auto border = [](int k) { return static_cast<int>(static_cast<long long>(used.nodes) * k / steps); };
    shorter_forms all(out, used.nodes, {kept.uses.data(), kept.places.data(), kept.added.data(), kept.any});
    all.make(border(step), border(step + 1));
    kept.any = all.any();
    if (step == steps - 1) all.move_roots();
  }
};

}  // namespace tapeless::detail::pass
