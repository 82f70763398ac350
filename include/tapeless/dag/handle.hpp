// SPDX-License-Identifier: BSL-1.0
// A value inside a program under construction: what rules compute their derivatives with and what `record` hands to a
// user's lambda. One C++ type for all values, so thousands of them cost no templates. A plain number is a handle too
// and enters the program only when it meets a value of it.
#pragma once

#include <concepts>
#include <type_traits>

#include <tapeless/dag/builder.hpp>

namespace tapeless {

template <class T>
concept plain_number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

class handle {
 public:
  constexpr handle() = default;  // the number 0

  template <plain_number T>
  constexpr handle(T value) : value_(make_number(value)) {}
  constexpr handle(const dag::number& value, dag::builder* owner = nullptr) : owner_(owner), value_(value) {}
  constexpr handle(dag::builder& owner, int id) : owner_(&owner), id_(id), is_number_(false) {
    if (!owner[id].op->is_number()) return;
    value_ = owner.value(id);
    is_number_ = true;
  }

  // The answer of a rule that has nothing to say.
  static constexpr handle none() {
    handle nothing;
    nothing.id_ = -2;
    return nothing;
  }
  constexpr bool exists() const { return id_ != -2; }
  // The answer of a rule that cannot be differentiated in this operand.
  static constexpr handle no_derivative() {
    handle unknown;
    unknown.id_ = -3;
    return unknown;
  }
  constexpr bool has_derivative() const { return id_ != -3; }

  constexpr bool is_number() const { return is_number_; }
  constexpr bool is(int value) const { return is_number_ && value_.is(value); }
  constexpr const dag::number& number() const { return value_; }
  // The program the value lives in; a number that has not met one has none.
  constexpr dag::builder* owner() const { return owner_; }
  constexpr int id_in(dag::builder& target) const { return is_number_ ? target.make_number(value_) : id_; }
  constexpr int id() const { return id_; }

  constexpr const dag::operation* op() const { return is_number_ ? &dag::number_operation : (*owner_)[id_].op; }
  constexpr dag::role part() const { return op()->part; }
  constexpr int count() const { return is_number_ ? 0 : (*owner_)[id_].count; }
  constexpr handle operand(int k) const { return {*owner_, owner_->operand(id_, k)}; }

  // One and the same value; not a condition of the formula (that is `equals`).
  constexpr bool same(const handle& other) const {
    return is_number_ == other.is_number_ && (is_number_ ? value_ == other.value_ : id_ == other.id_);
  }

  template <class B>
    requires std::same_as<B, bool>
  constexpr explicit operator B() const {
    static_assert(
        !std::same_as<B, bool>,
        "tapeless: a value that is known only at run time cannot choose a branch here: write select(c, a, b)");
    return false;
  }

 private:
  template <class T>
  static constexpr dag::number make_number(T value) {
    if constexpr (std::integral<T>)
      return dag::number(value);
    else
      return dag::number(static_cast<double>(value));
  }

  dag::builder* owner_ = nullptr;
  int id_ = -1;
  bool is_number_ = true;
  dag::number value_{};
};

// Puts op(operands) into a program, after the identities of its rule have been tried.
constexpr handle build(dag::builder& owner, const dag::operation& op, const handle* operands, int count) {
  if (owner.how() == dag::mode::reduced) {
    bool numbers = op.folds;
    for (int k = 0; k < count && numbers; ++k) numbers = operands[k].is_number();
    if (numbers) {
      const handle folded = op.fold(operands, count);
      if (folded.exists()) return {folded.number(), &owner};
    }
    if (op.reduces) {
      const handle simpler = op.reduce(operands, count);
      if (simpler.exists()) return simpler;
    }
  }
  constexpr int most = 16;
  int few[most]{};
  const bool many = count > most;
  int* ids = many ? new int[static_cast<std::size_t>(count)] : few;
  for (int k = 0; k < count; ++k) ids[k] = operands[k].id_in(owner);
  if (owner.how() == dag::mode::reduced && op.commutative && count == 2) {
    // 2*x and x + 2, everything else in the order in which it was built: equal values find each other.
    const bool number_first = op.part == dag::role::product;
    const bool any_number = operands[0].is_number() || operands[1].is_number();
    if (any_number ? operands[number_first ? 1 : 0].is_number() : ids[1] < ids[0]) {
      const int first = ids[0];
      ids[0] = ids[1];
      ids[1] = first;
    }
  }
  const int id = owner.make(op, ids, count);
  if (many) delete[] ids;
  return {owner, id};
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
constexpr bool are_tame(const handle& a, const handle& b) {
  return a.is_number() && b.is_number() && a.number().tame() && b.number().tame();
}

}  // namespace detail

namespace detail {

// One of the operations above, chosen by its place in the table.
constexpr handle combine(const handle& a, const handle& b, const dag::operation* dag::algebra::*which);

}  // namespace detail

// Arithmetic on handles: numbers are folded exactly, everything else becomes a node of the program.
constexpr handle operator+(const handle& a) { return a; }
constexpr handle operator-(const handle& a) {
  if (a.is_number()) return {-a.number(), a.owner()};
  return build(*a.owner(), *a.owner()->arithmetic().negate, &a, 1);
}
constexpr handle operator+(const handle& a, const handle& b) {
  if (detail::are_tame(a, b)) return detail::number_of(a, b, a.number() + b.number());
  return detail::arithmetic(a, b, &dag::algebra::add);
}
constexpr handle operator-(const handle& a, const handle& b) {
  if (detail::are_tame(a, b)) return detail::number_of(a, b, a.number() - b.number());
  return detail::arithmetic(a, b, &dag::algebra::subtract);
}
constexpr handle operator*(const handle& a, const handle& b) {
  if (detail::are_tame(a, b)) return detail::number_of(a, b, a.number() * b.number());
  return detail::arithmetic(a, b, &dag::algebra::multiply);
}
constexpr handle operator/(const handle& a, const handle& b) {
  if (detail::are_tame(a, b) && !b.is(0)) return detail::number_of(a, b, a.number() / b.number());
  return detail::arithmetic(a, b, &dag::algebra::divide);
}
constexpr handle detail::combine(const handle& a, const handle& b, const dag::operation* dag::algebra::*which) {
  if (which == &dag::algebra::add) return a + b;
  if (which == &dag::algebra::subtract) return a - b;
  if (which == &dag::algebra::multiply) return a * b;
  return a / b;
}

constexpr handle& operator+=(handle& a, const handle& b) { return a = a + b; }
constexpr handle& operator-=(handle& a, const handle& b) { return a = a - b; }
constexpr handle& operator*=(handle& a, const handle& b) { return a = a * b; }
constexpr handle& operator/=(handle& a, const handle& b) { return a = a / b; }

}  // namespace tapeless
