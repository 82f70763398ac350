// SPDX-License-Identifier: BSL-1.0
// Formulas as a textbook writes them. Factors are merged into powers and put in order, like terms are collected, minus
// signs pulled out. A sum whose terms have nothing in common keeps the order of its additions, because another order
// would round differently; only for the question whether two formulas are identical are sums put in order without
// regard to rounding.
#pragma once

#include <tapeless/pass/lower.hpp>
#include <tapeless/pass/monomial.hpp>

namespace tapeless::detail::pass {

// What has been found out about a node, computed once.
template <class T>
class memo {
 public:
  constexpr explicit memo(int nodes) : entries_(new T*[static_cast<std::size_t>(nodes) + 1]()), nodes_(nodes) {}
  memo(const memo&) = delete;
  memo& operator=(const memo&) = delete;
  constexpr ~memo() {
    for (int id = 0; id < nodes_; ++id)
      if (entries_[id] != nullptr) delete entries_[id];
    delete[] entries_;
  }
  template <class Compute>
  constexpr const T& get(int id, const Compute& compute) {
    if (entries_[id] == nullptr) {
      const T value = compute();  // may look up other nodes
      entries_[id] = new T(value);
    }
    return *entries_[id];
  }

 private:
  T** entries_;
  int nodes_;
};

class simplifier {
 public:
  constexpr simplifier(dag::builder& program, form how)
      : program_(program), how_(how), splits_(program.room()), degrees_(program.room()), primitives_(program.room()) {
    program_.set_mode(dag::mode::reduced);
  }

  // The simplified value of op(operands), whose operands are simplified already.
  constexpr int make(const dag::operation& op, const int* operands, int count) {
    switch (op.part) {
      case dag::role::sum:
        return add(operands[0], operands[1], false);
      case dag::role::difference:
        return add(operands[0], operands[1], true);
      case dag::role::negation:
        return negate(operands[0]);
      case dag::role::product:
        return multiply(operands[0], operands[1], false, op, operands);
      case dag::role::quotient:
        return multiply(operands[0], operands[1], true, op, operands);
      default:
        break;
    }
    if (op.part == dag::role::power || !op.exponent.is(0)) {
      const int id = raw(op, operands, count);
      monomial product(program_, how_);
      product.multiply(id, dag::number(1));
      return finish(product, id);
    }
    return call(op, operands, count);
  }

 private:
  struct term {
    dag::number coefficient{1};
    int rest = -1;   // -1: the term is a number
    int whole = -1;  // the node |coefficient|*rest, where it is known
  };
  // A sum as terms; `fits` is false when there are more than it can hold.
  struct term_list {
    static constexpr int most = 32;
    term terms[most]{};
    int count = 0;
    bool fits = true;
    bool collected = false;
  };

  constexpr bool unread() const { return is_for_comparison(how_); }
  constexpr int raw(const dag::operation& op, const int* operands, int count) {
    return program_.make(op, operands, count);
  }
  constexpr int raw(const dag::operation* op, int a, int b) {
    const int operands[2] = {a, b};
    return raw(*op, operands, 2);
  }
  constexpr int raw_add(int a, int b) { return raw(program_.arithmetic().add, a, b); }
  constexpr int raw_subtract(int a, int b) { return raw(program_.arithmetic().subtract, a, b); }
  constexpr int raw_multiply(int a, int b) { return raw(program_.arithmetic().multiply, a, b); }
  constexpr int raw_negate(int a) { return raw(*program_.arithmetic().negate, &a, 1); }
  constexpr dag::role part(int id) const { return program_[id].op->part; }
  constexpr bool is_sum(int id) const { return part(id) == dag::role::sum || part(id) == dag::role::difference; }

  // A product as coefficient and rest, and the rest rebuilt without its coefficient.
  constexpr term split(int id) {
    if (part(id) == dag::role::symbol) return {dag::number(1), id, id};
    return splits_.get(id, [&] { return computed_split(id); });
  }
  constexpr term computed_split(int id) {
    if (part(id) == dag::role::number && program_.value(id).exact())
      return {program_.value(id), -1, program_.value(id).negative() ? -1 : id};
    if (part(id) != dag::role::product && part(id) != dag::role::quotient && part(id) != dag::role::negation)
      return {dag::number(1), id, id};
    monomial product(program_, how_);
    product.multiply(id, dag::number(1));
    if (!product.fits()) return {dag::number(1), id, id};
    const dag::number coefficient = product.coefficient;
    if (coefficient.is(1)) return {coefficient, id, id};
    product.coefficient = 1;
    product.sort();
    return {coefficient, product.build().id_in(program_), coefficient.negative() ? -1 : id};
  }

  constexpr int join(const dag::number& coefficient, int rest) {
    if (rest < 0) return program_.make_number(coefficient);
    if (coefficient.is(1)) return rest;
    monomial product(program_, how_);
    product.multiply(rest, dag::number(1));
    if (!product.fits())
      return coefficient.is(-1) ? raw_negate(rest) : raw_multiply(program_.make_number(coefficient), rest);
    product.coefficient = product.coefficient * coefficient;
    product.sort();
    return product.build().id_in(program_);
  }

  constexpr int finish(monomial& product, int otherwise) {
    if (!product.fits()) return otherwise;
    if (product.coefficient.is(0)) return program_.make_number(0);
    if (unread()) product = normalized(product);
    product.sort();
    if (how_ == form::expanded) {
      const int sum = multiply_out(product);
      if (sum >= 0) return sum;
    }
    if (unread() && product.count() == 1 && product[0].exponent.is(1) && is_sum(product[0].base)) {
      term_list list;
      collect(list, product[0].base, product.coefficient);
      return list.fits ? emit(list) : product.build().id_in(program_);
    }
    return product.build().id_in(program_);
  }

  // The product with its sums multiplied out, or -1 when there are none, or more terms than a list holds.
  constexpr int multiply_out(const monomial& product) {
    term_list list;
    monomial others(program_, how_);
    others.coefficient = product.coefficient;
    bool any = false;
    for (int k = 0; k < product.count(); ++k) {
      const bool is_factor = is_sum(product[k].base) && product[k].exponent.is_integer() &&
                             !product[k].exponent.negative() && product[k].exponent.numerator() <= 4;
      any = any || is_factor;
      if (!is_factor) others.multiply(power(product[k].base, product[k].exponent), dag::number(1));
    }
    if (!any || !others.fits()) return -1;
    others.sort();
    put(list, split(others.build().id_in(program_)), true);
    for (int k = 0; k < product.count(); ++k) {
      if (!is_sum(product[k].base) || product[k].exponent.negative() || !product[k].exponent.is_integer() ||
          product[k].exponent.numerator() > 4)
        continue;
      term_list sum;
      collect(sum, product[k].base, dag::number(1));
      if (!sum.fits) return -1;
      for (std::int64_t times = product[k].exponent.numerator(); times > 0; --times) {
        if (list.count * sum.count > 12) return -1;
        term_list next;
        for (int a = 0; a < list.count; ++a)
          for (int b = 0; b < sum.count; ++b) put_product(next, list.terms[a], sum.terms[b]);
        list = next;
      }
    }
    return list.fits ? emit(list) : -1;
  }
  constexpr void put_product(term_list& list, const term& a, const term& b) {
    monomial product(program_, how_);
    if (a.rest >= 0) product.multiply(a.rest, dag::number(1));
    if (b.rest >= 0) product.multiply(b.rest, dag::number(1));
    product.coefficient = product.coefficient * a.coefficient * b.coefficient;
    if (!product.fits()) {
      list.fits = false;
      return;
    }
    product.sort();
    put(list, split(product.build().id_in(program_)), false);
  }

  // A sum as its first coefficient times a sum whose first coefficient is 1; no rest if that is not to be had.
  constexpr term primitive(int id) {
    term_list list;
    collect(list, id, dag::number(1));
    if (!list.fits || list.count == 0 || !list.terms[0].coefficient.exact()) return {};
    order(list);
    const dag::number lead = list.terms[0].coefficient;
    if (!lead.is(1))
      for (int j = 0; j < list.count; ++j) list.terms[j] = {list.terms[j].coefficient / lead, list.terms[j].rest};
    return {lead, emit(list)};
  }

  // For comparison: (2*a)^2 is 4*a^2, (a*b)^2 is a^2*b^2, (b - a) is -(a - b), and sums have 1 as first coefficient.
  constexpr monomial normalized(const monomial& product) {
    monomial result(program_, how_);
    result.coefficient = product.coefficient;
    for (int k = 0; k < product.count(); ++k) {
      const factor& one = product[k];
      monomial inner(program_, how_);
      if (one.exponent.is_integer() && !is_sum(one.base)) inner.multiply(one.base, dag::number(1));
      if (one.exponent.is_integer() && is_sum(one.base)) {
        const term& sum = primitives_.get(one.base, [&] { return primitive(one.base); });
        if (sum.rest >= 0) {
          result.multiply(sum.rest, one.exponent);
          result.multiply(program_.make_number(sum.coefficient), one.exponent);
          continue;
        }
      }
      if (inner.count() > 1 && inner.fits()) {
        for (int j = 0; j < inner.count(); ++j) result.multiply(power(inner[j].base, inner[j].exponent), one.exponent);
        result.multiply(program_.make_number(inner.coefficient), one.exponent);
      } else {
        result.multiply(one.exponent.is(1) ? one.base : power(one.base, one.exponent), dag::number(1));
      }
    }
    return result;
  }
  constexpr int power(int base, const dag::number& exponent) { return power_of(program_, base, exponent); }

  constexpr int multiply(int a, int b, bool inverse, const dag::operation& op, const int* operands) {
    monomial product(program_, how_);
    product.multiply(a, dag::number(1));
    product.multiply(b, dag::number(inverse ? -1 : 1));
    return finish(product, product.fits() ? -1 : raw(op, operands, 2));
  }

  constexpr int negate(int a) {
    if (part(a) == dag::role::difference) return add(program_.operand(a, 1), program_.operand(a, 0), true);
    if (unread() && is_sum(a)) {
      monomial product(program_, how_);
      product.coefficient = -1;
      product.multiply(a, dag::number(1));
      return finish(product, raw_negate(a));
    }
    const term one = split(a);
    return join(-one.coefficient, one.rest);
  }

  // Adds scale * (the sum id) to a list of terms. The terms of a sum that is simplified are distinct, so they need no
  // comparison with each other.
  constexpr void collect(term_list& list, int id, const dag::number& scale) {
    bool distinct = list.count == 0;
    collect(list, id, scale, distinct, 0);
  }
  constexpr void collect(term_list& list, int id, const dag::number& scale, bool& distinct, int depth) {
    constexpr int deepest = 2 * term_list::most;
    if (depth > deepest) list.fits = false;
    while (list.fits && is_sum(id)) {
      collect(list, program_.operand(id, 0), scale, distinct, depth + 1);
      const int second = program_.operand(id, 1);
      if (part(id) == dag::role::difference) return collect(list, second, -scale, distinct, depth + 1);
      id = second;
    }
    if (!list.fits) return;
    const term one = split(id);
    const dag::number coefficient = one.coefficient * scale;
    if (one.rest >= 0 && is_sum(one.rest) && (unread() || coefficient.is(1) || coefficient.is(-1))) {
      distinct = false;
      return collect(list, one.rest, coefficient, distinct, depth + 1);
    }
    const bool plain = scale.is(1) || scale.is(-1);
    put(list, {coefficient, one.rest, plain ? one.whole : -1}, distinct);
  }

  constexpr void put(term_list& list, const term& one, bool distinct) {
    for (int k = 0; k < list.count && !distinct; ++k) {
      if (list.terms[k].rest != one.rest) continue;
      const dag::number sum = list.terms[k].coefficient + one.coefficient;
      if (!sum.exact()) continue;
      list.terms[k] = {sum, one.rest};
      list.collected = true;
      return;
    }
    if (list.count == term_list::most)
      list.fits = false;
    else
      list.terms[list.count++] = one;
  }

  // The total degree in symbols, by which the terms of a polynomial are ordered.
  constexpr dag::number degree(int rest) {
    if (rest < 0) return dag::number(-1);
    return degrees_.get(rest, [&] { return computed_degree(rest); });
  }
  constexpr dag::number computed_degree(int rest) {
    dag::number total;
    monomial product(program_, how_);
    product.multiply(rest, dag::number(1));
    for (int k = 0; k < product.count(); ++k)
      if (part(product[k].base) == dag::role::symbol && !product[k].exponent.negative())
        total = total + product[k].exponent;
    return total;
  }

  constexpr void order(term_list& list) {
    const ordering by(program_, unread());
    dag::number degrees[term_list::most];
    for (int k = 0; k < list.count && !unread(); ++k) degrees[k] = degree(list.terms[k].rest);
    const auto before = [&](int a, int b) {
      if (degrees[b] < degrees[a]) return true;
      if (degrees[a] < degrees[b]) return false;
      if (list.terms[a].rest < 0 || list.terms[b].rest < 0) return list.terms[a].rest >= 0;
      return by.compare(list.terms[a].rest, list.terms[b].rest) < 0;
    };
    for (int k = 1; k < list.count; ++k)
      for (int j = k; j > 0 && before(j, j - 1); --j) {
        const term other = list.terms[j];
        list.terms[j] = list.terms[j - 1];
        list.terms[j - 1] = other;
        const dag::number moved = degrees[j];
        degrees[j] = degrees[j - 1];
        degrees[j - 1] = moved;
      }
  }

  // The sum of the terms in order, a positive one first where there is one.
  constexpr int emit(term_list& list) {
    int kept = 0;
    for (int k = 0; k < list.count; ++k)
      if (!list.terms[k].coefficient.is(0)) list.terms[kept++] = list.terms[k];
    list.count = kept;
    if (kept == 0) return program_.make_number(0);
    order(list);
    int first = 0;
    while (first < kept && list.terms[first].coefficient.negative()) ++first;
    const bool all_negative = first == kept && kept > 1;
    if (first == kept) first = 0;
    const auto value = [&](int k) {
      const term& one = list.terms[k];
      if (one.whole >= 0 && (kept > 1 || !one.coefficient.negative())) return one.whole;
      return join(one.coefficient.negative() && kept > 1 ? -one.coefficient : one.coefficient, one.rest);
    };
    int sum = value(first);
    for (int k = 0; k < kept; ++k) {
      if (k == first) continue;
      const bool minus = list.terms[k].coefficient.negative() && !all_negative;
      sum = minus ? raw_subtract(sum, value(k)) : raw_add(sum, value(k));
    }
    return all_negative ? raw_negate(sum) : sum;
  }

  constexpr int add(int a, int b, bool minus) {
    term_list list;
    collect(list, a, dag::number(1));
    if (list.fits) {
      list.collected = false;
      collect(list, b, dag::number(minus ? -1 : 1));
      if (list.fits && (list.collected || unread())) return emit(list);
    }
    const term first = split(a);
    term second = split(b);
    if (minus) second.coefficient = -second.coefficient;
    if (first.coefficient.is(0) && first.rest < 0) return join(second.coefficient, second.rest);
    if (second.coefficient.is(0) && second.rest < 0) return a;
    if (second.coefficient.negative()) {
      const int rest = join(-second.coefficient, second.rest);
      if (!first.coefficient.negative()) return raw_subtract(a, rest);
      return raw_negate(raw_add(join(-first.coefficient, first.rest), rest));
    }
    const int right = minus ? join(second.coefficient, second.rest) : b;
    if (first.coefficient.negative()) return raw_subtract(right, join(-first.coefficient, first.rest));
    if (is_sum(right) && !is_sum(a)) return raw_add(right, a);
    if (!is_sum(right) && !is_sum(a)) {
      term_list pair;
      pair.terms[0] = first;
      pair.terms[1] = second;
      pair.count = 2;
      return emit(pair);
    }
    return raw_add(a, right);
  }

  // A function: signs leave odd and even ones, then its own identities apply.
  constexpr int call(const dag::operation& op, const int* operands, int count) {
    if (count > 16) return raw(op, operands, count);
    handle list[16];
    for (int k = 0; k < count; ++k) list[k] = handle(program_, operands[k]);
    if (unread() && op.part == dag::role::guard) return operands[2];
    bool minus = false;
    if (op.symmetry != dag::parity::none) {
      const int positive = without_sign(operands[0]);
      if (positive >= 0) {
        list[0] = handle(program_, positive);
        minus = op.symmetry == dag::parity::odd;
      }
    }
    const handle preferred = op.has_textbook ? op.textbook(list, count) : handle::none();
    int id = (preferred.exists() ? preferred : build(program_, op, list, count)).id_in(program_);
    if (preferred.exists() && (is_sum(id) || part(id) == dag::role::product)) {
      const int inner[2] = {program_.operand(id, 0), program_.operand(id, 1)};
      id = make(*program_[id].op, inner, 2);
    }
    return minus ? negate(id) : id;
  }

  // u for an operand -u, or -1.
  constexpr int without_sign(int id) {
    if (unread() && is_sum(id)) {
      term_list list;
      collect(list, id, dag::number(1));
      if (!list.fits || list.count == 0) return -1;
      order(list);
      return list.terms[0].coefficient.negative() ? negate(id) : -1;
    }
    const term one = split(id);
    return one.rest >= 0 && one.coefficient.negative() ? join(-one.coefficient, one.rest) : -1;
  }

  dag::builder& program_;
  form how_;
  memo<term> splits_;
  memo<dag::number> degrees_;
  memo<term> primitives_;
};

// Copies a program through the simplifier; `roots[r]` receives the place of root r.
constexpr void simplify_program(dag::builder& target, const dag::view& from, form how, int* roots) {
  simplifier simple(target, how);
  int* ids = new int[static_cast<std::size_t>(from.node_count) + 1];
  for (int id = 0; id < from.node_count; ++id) {
    const dag::node& node = from.nodes[id];
    if (node.count == 0) {
      ids[id] = copy_node(target, from, node, ids);
      continue;
    }
    int* operands = new int[static_cast<std::size_t>(node.count)];
    for (int k = 0; k < node.count; ++k) operands[k] = ids[from.operand(node, k)];
    ids[id] = simple.make(*node.op, operands, node.count);
    delete[] operands;
  }
  for (int r = 0; r < from.root_count; ++r) roots[r] = ids[from.roots[r]];
  delete[] ids;
}

// The program of Pass in the given form, in tables that grow with it by the factor Room.
template <class Pass, form How, int Room>
struct rewritten {
  static constexpr dag::sizes used = finished<Pass>.used;
  static constexpr dag::sizes estimate{Room * used.nodes + 128, 2 * Room* used.nodes + 256,
                                       Room / 2 * used.numbers + 64, used.symbols, used.roots};
  static constexpr void run(pass_output& out) {
    int roots[dag::program<used>::at_least_one(used.roots)]{};
    simplify_program(out.builder, view_of<Pass>, How, roots);
    for (int r = 0; r < used.roots; ++r) out.add_root(roots[r]);
  }
};

// The program of Pass in textbook form, and the same with x/x = 1.
template <class Pass>
using simplify = rewritten<Pass, form::textbook, 8>;
template <class Pass>
using cancel = rewritten<Pass, form::cancelled, 8>;

// What decides whether the roots of Pass are identical to others. Products of sums are multiplied out in formulas of
// moderate size: the effort grows with the number of products of terms.
template <class Pass, int Most = 80>
using identify = std::conditional_t<(finished<rewritten<Pass, form::identity, 12>>.used.nodes <= Most),
                                    rewritten<rewritten<Pass, form::identity, 12>, form::expanded, 24>,
                                    rewritten<Pass, form::identity, 12>>;

}  // namespace tapeless::detail::pass
