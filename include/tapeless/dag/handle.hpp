// SPDX-License-Identifier: BSL-1.0
// A value inside a program under construction: what rules compute their derivatives with and what `record` hands to a
// user's lambda. One C++ type for all values, so thousands of them cost no templates. A plain number is a handle too
// and enters the program only when it meets a value of it.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>

#include <tapeless/dag/builder.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2 {

// A built-in number other than bool.
template <class T>
concept plain_number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

// A value of a program under construction, or a plain number. In `record` and in rules it is what arithmetic, functions
// and comparisons take and return.
class handle {
 public:
  constexpr handle() = default;  // the number 0

  // A plain number: an integer is exact, others are taken as double.
  template <plain_number T>
  constexpr handle(T value) : value_(make_number(value)) {}
  // An exact or inexact number, of no program or of one.
  constexpr handle(const dag::number& value, dag::builder* owner = nullptr) : owner_(owner), value_(value) {}
  // Value number id of a program.
  constexpr handle(dag::builder& owner, int id) : owner_(&owner), id_(id), op_(owner.nodes_[id].op), part_(op_->part) {}

  // The answer of a rule that does not know a simpler form.
  static constexpr handle none() { return handle(answer{-2}); }
  // Whether it is a value and not none().
  constexpr bool exists() const { return id_ != -2; }
  // The answer of a rule that cannot be differentiated in this operand.
  static constexpr handle no_derivative() { return handle(answer{-3}); }
  // Whether it is not no_derivative().
  constexpr bool has_derivative() const { return id_ != -3; }

  // Whether it is a number, known now.
  constexpr bool is_number() const { return part_ == dag::role::number; }
  // Whether it is this number.
  constexpr bool is(int value) const { return part_ == dag::role::number && number().is(value); }
  // The number, where is_number().
  constexpr const dag::number& number() const { return id_ < 0 ? value_ : owner_->value(id_); }
  // The program the value lives in; a number that has not met one has none.
  constexpr dag::builder* owner() const { return owner_; }
  // Its place in a program, which a number enters if need be.
  constexpr int id_in(dag::builder& target) const {
    return id_ < 0 && part_ == dag::role::number ? target.make_number(value_) : id_;
  }
  // Its place in its program; -1 of a number that has not entered one.
  constexpr int id() const { return id_; }

  // The operation that computes it.
  constexpr const dag::operation* op() const { return op_; }
  // The role of that operation: sum, product, symbol, number, ...
  constexpr dag::role part() const { return part_; }
  // The number of its operands.
  constexpr int count() const { return part_ == dag::role::number ? 0 : (*owner_)[id_].count; }
  // Operand number k, counted from 0.
  constexpr handle operand(int k) const { return {*owner_, owner_->operand(id_, k)}; }
  // Whether it is a product that starts with a number: 3*x.
  constexpr bool has_coefficient() const { return has(dag::trait::coefficient); }

  // Whether it has this trait of its factors or terms.
  constexpr bool has(unsigned trait) const { return id_ >= 0 && ((*owner_)[id_].traits & trait) != 0; }

  // Whether both are one and the same value. This is known now; `equals` is a condition of the formula.
  constexpr bool same(const handle& other) const {
    return part_ == other.part_ && (part_ == dag::role::number ? number() == other.number() : id_ == other.id_);
  }

  // Refused by the compiler: `if` and `?:` cannot depend on a value that is known only at run time.
  template <class B>
    requires std::same_as<B, bool>
  constexpr explicit operator B() const {
    static_assert(
        !std::same_as<B, bool>,
        "tapeless: a value that is known only at run time cannot choose a branch here: write select(c, a, b)");
    return false;
  }

  // Whether the identities of sums and products have nothing to say about two operands: the usual case, seen in one
  // step.
  friend constexpr bool are_plain(const handle& a, const handle& b) {
    return (plain_parts >> static_cast<int>(a.part_) & plain_parts >> static_cast<int>(b.part_) & 1u) != 0;
  }
  // Whether the identities of a sum, difference, product or quotient have nothing to say about two operands, neither of
  // which is a number.
  friend constexpr bool stays(dag::role part, const handle& a, const handle& b) {
    if ((ordinary_parts >> static_cast<int>(a.part_) & ordinary_parts >> static_cast<int>(b.part_) & 1u) == 0)
      return false;
    switch (part) {
      case dag::role::sum:
      case dag::role::difference:
        return a.place_of_rest() != b.place_of_rest();
      case dag::role::product:
        return a.part_ != dag::role::product || b.part_ != dag::role::product || !a.has_coefficient() ||
               !b.has_coefficient();
      default:
        return part == dag::role::quotient;
    }
  }
  // The same for one operand.
  friend constexpr bool is_plain(const handle& a) { return (plain_parts >> static_cast<int>(a.part_) & 1u) != 0; }

 private:
  struct answer {
    int id;
  };
  constexpr explicit handle(answer what) : id_(what.id) {}
  constexpr handle(dag::builder& owner, int id, const dag::operation& op)
      : owner_(&owner), id_(id), op_(&op), part_(op.part) {}
  friend constexpr handle build_plain(const dag::operation& op, const handle& a, const handle& b);
  // Members instead of calls, which compilers count.
  friend constexpr handle operator+(const handle& a, const handle& b);
  friend constexpr handle operator-(const handle& a, const handle& b);
  friend constexpr handle operator*(const handle& a, const handle& b);

  static constexpr unsigned plain_parts = dag::bit(dag::role::function) | dag::bit(dag::role::symbol) |
                                          dag::bit(dag::role::sum) | dag::bit(dag::role::difference) |
                                          dag::bit(dag::role::power) | dag::bit(dag::role::named);
  static constexpr unsigned ordinary_parts = plain_parts | dag::bit(dag::role::product) |
                                             dag::bit(dag::role::quotient) | dag::bit(dag::role::access) |
                                             dag::bit(dag::role::reduction) | dag::bit(dag::role::pick);

  // Of 3*x the place of x, of all others their own.
  constexpr int place_of_rest() const {
    if (part_ != dag::role::product) return id_;
    const dag::node& product = owner_->nodes_[id_];
    return (product.traits & dag::trait::coefficient) != 0 ? owner_->edges_[product.first + 1] : id_;
  }

  template <class T>
  static constexpr dag::number make_number(T value) {
    if constexpr (std::integral<T>)
      return dag::number(value);
    else
      return dag::number(static_cast<double>(value));
  }

  dag::builder* owner_ = nullptr;
  int id_ = -1;
  const dag::operation* op_ = &dag::number_operation;
  dag::role part_ = dag::role::number;
  dag::number value_{};  // of a plain number; the value of one that has entered a program stands there
};

// a + b, a - b, a*b or a/b of different values about which identities have nothing to say.
constexpr handle build_plain(const dag::operation& op, const handle& a, const handle& b) {
  dag::builder& owner = *a.owner_;
  const bool swap = b.id_ < a.id_ && op.commutative && owner.how() == dag::mode::reduced;
  const int ids[2] = {swap ? b.id_ : a.id_, swap ? a.id_ : b.id_};
  return {owner, owner.make_two(op, ids[0], ids[1]), op};
}

// Puts op(operands) into a program, after the identities of its rule have been tried. Every value of every derivative
// goes through here, in the compiler; that is why the common cases of one and two operands have their own short ways.
constexpr handle build(dag::builder& owner, const dag::operation& op, const handle* operands, int count) {
  if (count == 2 && stays(op.part, operands[0], operands[1])) return build_plain(op, operands[0], operands[1]);
  const bool reduced = owner.how() == dag::mode::reduced;
  if (reduced && op.folds && operands[0].is_number() && operands[count - 1].is_number()) {
    const handle folded = op.fold(operands, count);
    if (folded.exists()) return {folded.number(), &owner};
  }
  if (reduced && op.reduces) {
    const handle simpler = op.reduce(operands, count);
    // A number stays in the program, so that functions of it are computed there, in the type of the call.
    if (simpler.exists()) return simpler.owner() == nullptr ? handle(simpler.number(), &owner) : simpler;
  }
  if (count == 2) {
    const int first = operands[0].id_in(owner);
    const int second = operands[1].id_in(owner);
    if (!reduced) return {owner, owner.make_two(op, first, second)};
    // 2*x and x + 2, everything else in the order in which it was built: equal values find each other.
    const bool any_number = operands[0].is_number() || operands[1].is_number();
    const bool number_first = op.part == dag::role::product;
    const bool swap = op.commutative && (any_number ? operands[number_first ? 1 : 0].is_number() : second < first);
    return {owner, owner.make_two(op, swap ? second : first, swap ? first : second)};
  }
  if (count == 1) {
    const int only = operands[0].id_in(owner);
    return {owner, owner.make(op, &only, 1)};
  }
  dag::scratch<int> list(count);
  int* const ids = list.data();
  for (int k = 0; k < count; ++k) ids[k] = operands[k].id_in(owner);
  return {owner, owner.make(op, ids, count)};
}

namespace detail {

constexpr handle arithmetic(const handle& a, const handle& b, const dag::operation* dag::algebra::*which) {
  dag::builder* owner = a.owner() != nullptr ? a.owner() : b.owner();
  const handle operands[2] = {a, b};
  return build(*owner, *(owner->arithmetic().*which), operands, 2);
}

// The number that two numbers make.
constexpr handle number_of(const handle& a, const handle& b, const dag::number& value) {
  return {value, a.owner() != nullptr ? a.owner() : b.owner()};
}
// Whether two numbers are folded: those that cannot leave the range of double, and all that no program has met yet.
constexpr bool fold(const handle& a, const handle& b) {
  return (a.number().tame() && b.number().tame()) || (a.owner() == nullptr && b.owner() == nullptr);
}

// One of the operations below, chosen by its place in the table.
constexpr handle combine(const handle& a, const handle& b, const dag::operation* dag::algebra::*which);

}  // namespace detail

// Arithmetic on handles: numbers are folded exactly, everything else becomes a node of the program. +a is a.
constexpr handle operator+(const handle& a) { return a; }
// -a, folded for a number.
constexpr handle operator-(const handle& a) {
  if (a.is_number()) return {-a.number(), a.owner()};
  return build(*a.owner(), *a.owner()->arithmetic().negate, &a, 1);
}
// a + b, folded for two numbers.
constexpr handle operator+(const handle& a, const handle& b) {
  if (stays(dag::role::sum, a, b)) return build_plain(*a.owner_->arithmetic_->add, a, b);
  if (a.part_ == dag::role::number && b.part_ == dag::role::number && detail::fold(a, b))
    return detail::number_of(a, b, a.number() + b.number());
  return detail::arithmetic(a, b, &dag::algebra::add);
}
// a - b, folded for two numbers.
constexpr handle operator-(const handle& a, const handle& b) {
  if (stays(dag::role::difference, a, b)) return build_plain(*a.owner_->arithmetic_->subtract, a, b);
  if (a.part_ == dag::role::number && b.part_ == dag::role::number && detail::fold(a, b))
    return detail::number_of(a, b, a.number() - b.number());
  return detail::arithmetic(a, b, &dag::algebra::subtract);
}
// a*b, folded for two numbers.
constexpr handle operator*(const handle& a, const handle& b) {
  if (stays(dag::role::product, a, b)) return build_plain(*a.owner_->arithmetic_->multiply, a, b);
  if (a.part_ == dag::role::number && b.part_ == dag::role::number && detail::fold(a, b))
    return detail::number_of(a, b, a.number() * b.number());
  return detail::arithmetic(a, b, &dag::algebra::multiply);
}
// a/b, folded for two numbers; where b is 0 only before they have met a program, as doubles are.
constexpr handle operator/(const handle& a, const handle& b) {
  if (stays(dag::role::quotient, a, b)) return build_plain(*a.owner()->arithmetic().divide, a, b);
  if (a.is_number() && b.is_number() && detail::fold(a, b)) {
    if (!b.is(0)) return detail::number_of(a, b, a.number() / b.number());
    if (a.owner() == nullptr && b.owner() == nullptr)
      return a.number() * dag::number(std::numeric_limits<double>::infinity());
  }
  return detail::arithmetic(a, b, &dag::algebra::divide);
}
constexpr handle detail::combine(const handle& a, const handle& b, const dag::operation* dag::algebra::*which) {
  if (which == &dag::algebra::add) return a + b;
  if (which == &dag::algebra::subtract) return a - b;
  if (which == &dag::algebra::multiply) return a * b;
  return a / b;
}

// op(a, b) by the places of the operands.
constexpr int build_by_rule(dag::builder& program, const dag::operation& op, int a, int b) {
  const handle operands[2] = {{program, a}, {program, b}};
  return build(program, op, operands, 2).id_in(program);
}

// a - b by the places of the operands: most have no identity to be tried.
constexpr int difference_of_places(dag::builder& program, int a, int b) {
  const dag::node* const nodes = program.nodes_;
  const dag::node &x = nodes[a], &y = nodes[b];
  const dag::operation& subtract = *program.arithmetic_->subtract;
  if ((x.traits & dag::trait::ordinary) != 0 && ((x.traits | y.traits) & dag::trait::coefficient) == 0 && a != b) {
    if ((y.traits & dag::trait::ordinary) != 0) return program.make_two(subtract, a, b);
    if (y.op->part == dag::role::negation && program.mode_ == dag::mode::reduced)
      return sum_of_places(program, a, program.operand(b, 0));
  }
  return build_by_rule(program, subtract, a, b);
}

// a + b likewise.
constexpr int sum_of_places(dag::builder& program, int a, int b) {
  const dag::node* const nodes = program.nodes_;
  const dag::node &x = nodes[a], &y = nodes[b];
  const dag::operation& add = *program.arithmetic_->add;
  const bool reduced = program.mode_ == dag::mode::reduced;
  const unsigned left = x.traits & dag::trait::ordinary, right = y.traits & dag::trait::ordinary;
  if (((x.traits | y.traits) & dag::trait::coefficient) == 0 && a != b) {
    if ((left & right) != 0) {
      const bool swap = b < a && reduced;
      return program.make_two(add, swap ? b : a, swap ? a : b);
    }
    if (left != 0 && y.op->part == dag::role::negation && reduced)
      return difference_of_places(program, a, program.operand(b, 0));
    if (right != 0 && x.op->part == dag::role::negation && reduced)
      return difference_of_places(program, b, program.operand(a, 0));
  } else if ((left & right) != 0 && a != b) {
    const int rest = (x.traits & dag::trait::coefficient) != 0 ? program.operand(a, 1) : a;
    const int other = (y.traits & dag::trait::coefficient) != 0 ? program.operand(b, 1) : b;
    if (rest != other) {
      const bool swap = b < a && reduced;
      return program.make_two(add, swap ? b : a, swap ? a : b);
    }
  }
  return build_by_rule(program, add, a, b);
}

// -a likewise.
constexpr int negation_of_places(dag::builder& program, int a) {
  const dag::node& x = program.nodes_[a];
  const dag::role part = x.op->part;
  const dag::operation& negate = *program.arithmetic_->negate;
  if (program.mode_ == dag::mode::reduced) {
    if (part == dag::role::negation) return program.operand(a, 0);
    if (part == dag::role::difference)
      return difference_of_places(program, program.operand(a, 1), program.operand(a, 0));
    if ((x.traits & (dag::trait::ordinary | dag::trait::coefficient)) == dag::trait::ordinary &&
        part != dag::role::quotient)
      return program.make(negate, &a, 1);
  }
  const handle operand(program, a);
  return build(program, negate, &operand, 1).id_in(program);
}

// a*b likewise. The number of a product comes first.
constexpr int product_of_places(dag::builder& program, int a, int b) {
  constexpr unsigned number = dag::trait::number, ordinary = dag::trait::ordinary,
                     coefficient = dag::trait::coefficient, unit = dag::trait::unit, pole = dag::trait::pole;
  const dag::node* const nodes = program.nodes_;
  const dag::node &x = nodes[a], &y = nodes[b];
  const dag::operation& multiply = *program.arithmetic_->multiply;
  const unsigned left = x.traits, right = y.traits;
  if ((left & right & ordinary) != 0) {
    if ((left & right & coefficient) != 0) return build_by_rule(program, multiply, a, b);
    const bool swap = b < a && program.mode_ == dag::mode::reduced;
    return program.make_two(multiply, swap ? b : a, swap ? a : b);
  }
  if (program.mode_ == dag::mode::reduced) {
    if ((left & (number | unit)) == number && (right & (ordinary | coefficient | pole)) == ordinary)
      return program.make_two(multiply, a, b);
    if ((right & (number | unit)) == number && (left & (ordinary | coefficient | pole)) == ordinary)
      return program.make_two(multiply, b, a);
  }
  return build_by_rule(program, multiply, a, b);
}

// op(a, b) likewise, of any operation of two operands.
constexpr int binary_of_places(dag::builder& program, const dag::operation& op, int a, int b) {
  switch (op.part) {
    case dag::role::sum:
      return sum_of_places(program, a, b);
    case dag::role::product:
      return product_of_places(program, a, b);
    case dag::role::difference:
      return difference_of_places(program, a, b);
    case dag::role::quotient:
      if ((program[a].traits & program[b].traits & dag::trait::ordinary) != 0) return program.make_two(op, a, b);
      return build_by_rule(program, op, a, b);
    default:
      return build_by_rule(program, op, a, b);
  }
}

// Sets a to a + b.
constexpr handle& operator+=(handle& a, const handle& b) { return a = a + b; }
// Sets a to a - b.
constexpr handle& operator-=(handle& a, const handle& b) { return a = a - b; }
// Sets a to a*b.
constexpr handle& operator*=(handle& a, const handle& b) { return a = a * b; }
// Sets a to a/b.
constexpr handle& operator/=(handle& a, const handle& b) { return a = a / b; }

// Refused by the compiler: a plain number stays one, also where sums in a loop begin with it. The type is deduced, so
// that this is said where the code is read, and not where it runs.
template <plain_number T>
constexpr auto& operator+=(T& sum, const handle&) {
  static_assert(
      !plain_number<T>,
      "tapeless: a plain number cannot take a value that is known only at run time: begin a sum with a value, "
      "auto sum = 0 * x");
  return sum;
}
// The same for differences, products and quotients.
template <plain_number T>
constexpr auto& operator-=(T& sum, const handle& b) {
  return sum += b;
}
template <plain_number T>
constexpr auto& operator*=(T& product, const handle& b) {
  return product += b;
}
template <plain_number T>
constexpr auto& operator/=(T& product, const handle& b) {
  return product += b;
}

}  // namespace tapeless
