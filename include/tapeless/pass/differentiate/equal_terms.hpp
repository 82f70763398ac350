// SPDX-License-Identifier: BSL-1.0
// Two products of exponentials that are the same number, written in different ways: S*phi(d1) and K*exp(-r*T)*phi(d2)
// of an option's price, where d1 - d2 = v*sqrt(T). The chain rule makes their difference, which is 0 and which would
// else be computed as what is left of two large numbers.
#pragma once

#include <tapeless/dag/handle.hpp>
#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Compares the logarithms of two products as sums of monomials, with exact coefficients and with powers, also negative
// ones and halves, of values about which nothing is known. A proof or nothing: what is not understood is not equal.
class equal_terms {
 public:
  constexpr explicit equal_terms(const dag::builder& program) : program_(program) {}

  // Whether the sum of two products is 0 wherever both are defined.
  constexpr bool cancel(int a, int b) {
    polynomial difference = logarithm_of(a, 0, 1);
    add(difference, logarithm_of(b, 0, -1), -1);
    return known_ && difference.count == 0 && ratio_.is(-1);
  }

 private:
  static constexpr int most_atoms = 12, most_monomials = 40, deepest = 24;

  // coefficient times the product of atoms[k]^(powers[k]/2).
  struct monomial {
    dag::number coefficient{};
    signed char powers[most_atoms] = {};
  };
  struct polynomial {
    monomial terms[most_monomials]{};
    int count = 0;
  };

  static constexpr bool same_powers(const monomial& a, const monomial& b) {
    for (int k = 0; k < most_atoms; ++k)
      if (a.powers[k] != b.powers[k]) return false;
    return true;
  }
  constexpr void add(polynomial& to, const monomial& one) {
    for (int k = 0; k < to.count; ++k) {
      if (!same_powers(to.terms[k], one)) continue;
      to.terms[k].coefficient = to.terms[k].coefficient + one.coefficient;
      if (to.terms[k].coefficient.is(0)) to.terms[k] = to.terms[--to.count];
      return;
    }
    if (to.count == most_monomials || !one.coefficient.exact())
      known_ = false;
    else if (!one.coefficient.is(0))
      to.terms[to.count++] = one;
  }
  constexpr void add(polynomial& to, const polynomial& from, const dag::number& times) {
    for (int k = 0; k < from.count; ++k) {
      monomial one = from.terms[k];
      one.coefficient = one.coefficient * times;
      add(to, one);
    }
  }
  // With the second one inverted, which is a monomial then.
  constexpr polynomial product(const polynomial& a, const polynomial& b, bool inverse) {
    polynomial result;
    if (inverse && b.count != 1) known_ = false;
    for (int i = 0; i < a.count && known_; ++i)
      for (int j = 0; j < b.count && known_; ++j) {
        monomial one = a.terms[i];
        const monomial& other = b.terms[j];
        one.coefficient = inverse ? one.coefficient / other.coefficient : one.coefficient * other.coefficient;
        for (int k = 0; k < most_atoms; ++k) {
          int power = one.powers[k] + (inverse ? -other.powers[k] : other.powers[k]);
          for (; power >= 4 && !atoms_[k].square.is(0); power -= 4)
            one.coefficient = one.coefficient * atoms_[k].square;
          for (; power <= -4 && !atoms_[k].square.is(0); power += 4)
            one.coefficient = one.coefficient / atoms_[k].square;
          if (power > 64 || power < -64) known_ = false;
          one.powers[k] = static_cast<signed char>(power);
        }
        add(result, one);
      }
    return result;
  }
  constexpr polynomial constant(const dag::number& value) {
    polynomial result;
    monomial one;
    one.coefficient = value;
    add(result, one);
    return result;
  }
  // A value, or the logarithm of its size, or that of what stands before an exponential of a square, as itself.
  enum class aspect : std::uint8_t { value, logarithm, factor };
  constexpr polynomial atom(int id, aspect which) {
    polynomial result;
    int k = 0;
    while (k < atom_count_ && !(atoms_[k].id == id && atoms_[k].which == which)) ++k;
    if (k == most_atoms) {
      known_ = false;
      return result;
    }
    if (k == atom_count_) atoms_[atom_count_++] = {id, which, 0};
    monomial one;
    one.coefficient = 1;
    one.powers[k] = 2;
    add(result, one);
    return result;
  }

  constexpr polynomial value_of(int id, int depth) {
    const dag::node& node = program_[id];
    const int* const operands = program_.operands(id);
    if (depth == deepest) known_ = false;
    if (!known_) return polynomial();
    if (node.op->is_number()) return constant(program_.value(id));
    switch (node.op->part) {
      case dag::role::sum:
      case dag::role::difference: {
        polynomial result = value_of(operands[0], depth + 1);
        add(result, value_of(operands[1], depth + 1), node.op->part == dag::role::sum ? 1 : -1);
        return result;
      }
      case dag::role::negation: {
        polynomial result;
        add(result, value_of(operands[0], depth + 1), -1);
        return result;
      }
      case dag::role::product:
      case dag::role::quotient:
        return product(value_of(operands[0], depth + 1), value_of(operands[1], depth + 1),
                       node.op->part == dag::role::quotient);
      default:
        break;
    }
    if (node.op->logarithm) {
      // The sign of what a logarithm is taken of is known; with one logarithm, each factor once, so are those of its
      // factors' powers.
      if (logarithm_ >= 0 && logarithm_ != id) known_ = false;
      logarithm_ = id;
      const polynomial result = logarithm_of(operands[0], depth + 1, 0);
      for (int k = 0; k < result.count; ++k)
        if (!result.terms[k].coefficient.is(1) && !result.terms[k].coefficient.is(-1)) known_ = false;
      return result;
    }
    if (!node.op->exponent.is(0)) {
      const polynomial base = value_of(operands[0], depth + 1);
      if (node.op->exponent.is(2)) return product(base, base, false);
      // The root of one atom.
      if (node.op->exponent == dag::number::ratio(1, 2) && is_atom(base)) {
        polynomial root = base;
        for (signed char& power : root.terms[0].powers) power = static_cast<signed char>(power / 2);
        return root;
      }
      const int base_id = operands[0];
      if (node.op->exponent == dag::number::ratio(1, 2) && program_[base_id].op->is_number()) {
        const polynomial root = atom(id, aspect::value);
        for (int k = 0; k < atom_count_; ++k)
          if (atoms_[k].id == id && atoms_[k].which == aspect::value) atoms_[k].square = program_.value(base_id);
        return root;
      }
    }
    return atom(id, aspect::value);
  }

  static constexpr bool is_atom(const polynomial& value) {
    if (value.count != 1 || !value.terms[0].coefficient.is(1)) return false;
    int whole = 0, others = 0;
    for (const signed char power : value.terms[0].powers) {
      whole += power == 2 ? 1 : 0;
      others += power != 0 && power != 2 ? 1 : 0;
    }
    return whole == 1 && others == 0;
  }

  // Of the size of a product; what it has of numbers, and its sign, goes into the ratio of the two products as factor
  // or divisor, way 1 or -1. Within a logarithm, way 0, numbers are values as others and there are no signs.
  constexpr polynomial logarithm_of(int id, int depth, int way) {
    const dag::node& node = program_[id];
    const int* const operands = program_.operands(id);
    if (depth == deepest) known_ = false;
    if (!known_) return polynomial();
    switch (node.op->part) {
      case dag::role::product:
      case dag::role::quotient: {
        const bool divides = node.op->part == dag::role::quotient;
        polynomial result = logarithm_of(operands[0], depth + 1, way);
        add(result, logarithm_of(operands[1], depth + 1, divides ? -way : way), divides ? -1 : 1);
        return result;
      }
      case dag::role::negation:
        if (way == 0) known_ = false;
        ratio_ = -ratio_;
        return logarithm_of(operands[0], depth + 1, way);
      case dag::role::number: {
        const dag::number& value = program_.value(id);
        if (way == 0 || !value.exact() || value.is(0)) break;
        ratio_ = way > 0 ? ratio_ * value : ratio_ / value;
        return polynomial();
      }
      default:
        break;
    }
    if (node.op->growth_power == 0) return atom(id, aspect::logarithm);
    const polynomial operand = value_of(operands[0], depth + 1);
    polynomial result;
    add(result, node.op->growth_power == 2 ? product(operand, operand, false) : operand, node.op->growth);
    if (node.op->growth_power == 2) add(result, rule_factor(*node.op), 1);
    return result;
  }
  // The constant before the exponential, the same for all functions of a rule.
  constexpr polynomial rule_factor(const dag::operation& op) {
    for (int k = 0; k < atom_count_; ++k)
      if (atoms_[k].which == aspect::factor && !program_[atoms_[k].id].op->same(op)) known_ = false;
    for (int id = 0; id < program_.size(); ++id)
      if (program_[id].op->same(op)) return atom(id, aspect::factor);
    return polynomial();
  }

  struct known_value {
    int id = 0;
    aspect which = aspect::value;
    dag::number square{};  // of the root of a number; else 0
  };
  const dag::builder& program_;
  known_value atoms_[most_atoms] = {};
  int atom_count_ = 0;
  int logarithm_ = -1;
  dag::number ratio_ = 1;  // of the numbers of the first product and those of the second
  bool known_ = true;
};

}  // namespace tapeless::inline v0_2::detail::pass
