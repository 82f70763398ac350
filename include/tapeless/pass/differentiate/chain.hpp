// SPDX-License-Identifier: BSL-1.0
// The chain rule for one operand of one value: adjoint times partial derivative, without operations that the product
// does not need. It knows no function by name: partial derivatives come from the rules.
#pragma once

#include <tapeless/pass/differentiate/equal_terms.hpp>
#include <tapeless/pass/finished.hpp>
#include <tapeless/rules/lengths.hpp>
#include <tapeless/rules/masks.hpp>
#include <tapeless/rules/power.hpp>

namespace tapeless::inline v0_2::detail::pass {

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

// The place of the product of two values if the program holds it already, or -1.
constexpr int find_product(dag::builder& program, int a, int b) {
  return program.find_two(*program.arithmetic().multiply, a < b ? a : b, a < b ? b : a);
}
// The same of handles, or none().
constexpr handle existing_product(const handle& a, const handle& b) {
  if (a.is_number() || b.is_number()) return handle::none();
  const int id = find_product(*a.owner(), a.id(), b.id());
  return id < 0 ? handle::none() : handle(*a.owner(), id);
}

// The sum of two terms of a derivative.
constexpr int sum_of_terms(dag::builder& program, int a, int b) {
  const dag::node* const nodes = program.nodes();
  if ((nodes[a].traits & nodes[b].traits & dag::trait::bell) != 0 && equal_terms(program).cancel(a, b))
    return handle(0).id_in(program);
  return sum_of_places(program, a, b);
}

constexpr handle chain(const handle& adjoint, const handle& partial);

// a*q where a is r/q or a product with such a factor.
constexpr handle without_divisor(const handle& a, const handle& q) {
  if (a.part() == dag::role::quotient && a.operand(1).same(q)) return a.operand(0);
  if (a.part() == dag::role::product)
    for (int k = 0; k < 2; ++k) {
      const handle factor = a.operand(k);
      if (factor.part() == dag::role::quotient && factor.operand(1).same(q))
        return a.operand(1 - k) * factor.operand(0);
    }
  return handle::none();
}

// a * (c/x) where x is a factor of a: where x is 0 neither c/x nor the derivative of the formula exists, so x*(1/x)
// is 1. Likewise (r/q) * (c/(p/q)), as in the derivative of log(p/q), is r*(c/p): where q is 0, p/q has no derivative.
constexpr handle without_pole(const handle& a, const handle& b) {
  if (b.part() != dag::role::quotient || !b.operand(0).is_number() || a.is_number()) return handle::none();
  const handle divisor = b.operand(1);
  if (a.same(divisor)) return b.operand(0);
  if (divisor.part() == dag::role::product)
    for (int k = 0; k < 2; ++k)
      if (a.same(divisor.operand(k))) return b.operand(0) / divisor.operand(1 - k);
  if (divisor.part() == dag::role::quotient) {
    const handle rest = without_divisor(a, divisor.operand(1));
    if (rest.exists()) return chain(rest, b.operand(0) / divisor.operand(0));
  }
  if (divisor.part() == dag::role::product)
    for (int k = 0; k < 2; ++k) {
      const handle inner = divisor.operand(k);
      if (a.part() == dag::role::product)
        for (int j = 0; j < 2; ++j)
          if (a.operand(j).same(inner)) return a.operand(1 - j) * (b.operand(0) / divisor.operand(1 - k));
      if (inner.part() != dag::role::quotient) continue;
      const handle rest = without_divisor(a, inner.operand(1));
      if (rest.exists()) return chain(rest, b.operand(0) / (inner.operand(0) * divisor.operand(1 - k)));
    }
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
  if (partial.has(dag::trait::pole)) {
    const handle smooth = partial.owner()->arithmetic().without_root_pole(adjoint, partial);
    if (smooth.exists()) return smooth;
  }
  if (adjoint.has(dag::trait::pole)) {
    const handle smooth = adjoint.owner()->arithmetic().without_root_pole(partial, adjoint);
    if (smooth.exists()) return smooth;
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
  if (!adjoint.is_number() && adjoint.part() != dag::role::product) return adjoint * partial;
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

// What operand k of value id gets of an adjoint, or gives to a tangent. It is 0 where a mask says so, whatever the
// partial derivative is. lengths: whether the program has any. Masks of fewer axes than the other factor stay outside
// of products only: these may be contractions, and a zero times infinity is NaN in products of matrices.
constexpr handle share(dag::builder& program, int id, int k, const handle* operands, const handle& adjoint,
                       bool lengths) {
  const dag::operation& op = *program[id].op;
  const handle self(program, id);
  const handle partial = total_partial(program, id, k, operands, self);
  if (partial.is_number() && adjoint.is_number()) return chain({adjoint.number(), &program}, partial);
  if (adjoint.is_number() || partial.is_number()) return chain(adjoint, partial);
  const handle masked = adjoint.has(dag::trait::mask) ? program.arithmetic().with_mask(adjoint, partial) : adjoint;
  if (lengths) {
    const handle even = rules::factor_search().without_signs(masked, partial);
    if (even.exists()) return even;
  }
  if (op.part == dag::role::product) return chain(masked, partial);
  // Inside the condition of this value first, so that the shares of its operands make one selection.
  if (rules::is_guarded(partial) && (partial.part() == dag::role::guard || rules::widens(masked, partial)))
    return rules::inside(partial, &dag::algebra::multiply, masked);
  if (rules::is_guarded(masked) && rules::widens(partial, masked))
    return rules::inside(masked, &dag::algebra::multiply, partial);
  return chain(masked, partial);
}

// chain by places: most values have no identity to be tried.
constexpr int chain_by_places(dag::builder& program, int adjoint, int partial) {
  constexpr unsigned number = dag::trait::number, ordinary = dag::trait::ordinary,
                     coefficient = dag::trait::coefficient, pole = dag::trait::pole;
  const dag::node* const nodes = program.nodes();
  const dag::node &x = nodes[adjoint], &y = nodes[partial];
  const unsigned left = x.traits, right = y.traits;
  if (((left | right) & pole) == 0 && (left & (ordinary | number)) != 0 && (right & (ordinary | number)) != 0) {
    if ((left & number) != 0) {
      if ((right & coefficient) == 0) return product_of_places(program, adjoint, partial);
    } else if (y.op->part != dag::role::product) {
      return product_of_places(program, adjoint, partial);
    } else if ((right & coefficient) == 0 || x.op->part != dag::role::product) {
      const int* const factors = program.operands_of(y);
      const int first = factors[0], second = factors[1];
      int known = (right & coefficient) != 0 ? -1 : find_product(program, adjoint, first);
      if (known >= 0) return product_of_places(program, known, second);
      known = find_product(program, adjoint, second);
      return known >= 0 ? product_of_places(program, known, first) : product_of_places(program, adjoint, partial);
    }
  } else if (((left | right) & pole) == 0) {
    if (y.op->part == dag::role::negation)
      return negation_of_places(program, chain_by_places(program, adjoint, program.operand(partial, 0)));
    if (x.op->part == dag::role::negation && (right & ordinary) != 0)
      return negation_of_places(program, chain_by_places(program, program.operand(adjoint, 0), partial));
  }
  return chain({program, adjoint}, {program, partial}).id_in(program);
}

// share of operands that differ, of a sum, difference, negation or product, in fewer steps, because most values are of
// these. Of all others -1. operands: of the node.
constexpr int share_of_arithmetic(dag::builder& program, const dag::node& node, const int* operands, int k, int adjoint,
                                  bool lengths) {
  const dag::role part = node.op->part;
  if (part == dag::role::sum) return adjoint;
  if (part == dag::role::difference && k == 0) return adjoint;
  if (part == dag::role::difference || part == dag::role::negation) return negation_of_places(program, adjoint);
  if (part != dag::role::product) return -1;
  const int other = operands[1 - k];
  const unsigned traits = program.nodes()[adjoint].traits;
  if ((traits & dag::trait::unit) != 0) return program.value(adjoint).is(1) ? other : -1;
  if ((traits & dag::trait::mask) != 0 || (lengths && (traits & dag::trait::number) == 0)) return -1;
  return chain_by_places(program, adjoint, other);
}

}  // namespace tapeless::detail::pass
