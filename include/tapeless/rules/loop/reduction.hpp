// SPDX-License-Identifier: BSL-1.0
// Sums over axes and picked elements in forms that suit loops: fewer and smaller sums, and one element of each operand
// instead of a value for all elements.
#pragma once

#include <bit>

#include <tapeless/rules/axes.hpp>
#include <tapeless/rules/loop/window.hpp>

namespace tapeless::inline v0_2::rules {

constexpr std::uint32_t axes_of(const handle& a) { return a.is_number() ? 0u : (*a.owner())[a.id()].axes; }
constexpr int rank_of(std::uint32_t axes) { return std::popcount(axes); }

// sum(n, r(n)*sum(d, y(n, d)*A(d, e))) is sum(d, A(d, e)*sum(n, r(n)*y(n, d))): one product of matrices less, where no
// sum then has as many axes as the inner one had.
template <class H>
constexpr H sums_exchanged(const H& axis, const H& body) {
  if (body.part() != dag::role::product) return H::none();
  for (int k = 0; k < 2; ++k) {
    const H inner = body.operand(k), weight = body.operand(1 - k);
    if (!is<sum_>(inner) || inner.operand(1).part() != dag::role::product) continue;
    if (varies_along(weight, inner.operand(0))) continue;  // an axis of that name, which the inner sum would bind
    const H terms = inner.operand(1);
    for (int j = 0; j < 2; ++j) {
      const H fixed = terms.operand(j), moving = terms.operand(1 - j);
      if (varies_along(fixed, axis) || !varies_along(moving, axis)) continue;
      const std::uint32_t first = axes_of(weight) | axes_of(moving);
      const std::uint32_t second = axes_of(fixed) | (first & ~axes_of(axis));
      if (rank_of(first) >= rank_of(axes_of(terms)) || rank_of(second) >= rank_of(axes_of(terms))) continue;
      return sum_along(inner.operand(0), fixed * sum_along(axis, weight * moving));
    }
  }
  return H::none();
}

// A product without its factor that is the indicator of a label or number, and that factor; none() where there is none.
template <class H>
struct indicated {
  H rest = H::none();
  H indicator = H::none();
};
template <class H>
constexpr indicated<H> without_indicator(const H& product) {
  if (product.part() != dag::role::product) return {};
  for (int k = 0; k < 2; ++k)
    if (is_indicator(product.operand(k)) && product.operand(k).operand(1).part() != dag::role::symbol)
      return {product.operand(1 - k), product.operand(k)};
  for (int k = 0; k < 2; ++k) {
    const indicated<H> inner = without_indicator(product.operand(k));
    if (inner.indicator.exists()) return {inner.rest * product.operand(1 - k), inner.indicator};
  }
  return {};
}

// Whether neighbours along the axis are those of a tensor that is read at places which the axis counts off, as a factor
// of a product.
template <class H>
constexpr bool reads_along(const H& product, const H& axis) {
  if (product.part() == dag::role::product)
    return reads_along(product.operand(0), axis) || reads_along(product.operand(1), axis);
  H stored = product;
  while (is<pick_>(stored)) stored = stored.operand(0);
  if (!is<pick_>(product) || stored.part() != dag::role::access) return false;
  const H last = stored.operand(stored.count() - 1);
  for (H view = product; is<pick_>(view); view = view.operand(0))
    if (view.operand(1).same(last)) return varies_along(view.operand(2), axis);
  return last.same(axis);
}

// lone: what is summed up, and the sums in it, have no other use. Wide: for numbers of double precision, whose squares
// do not leave their range before data of 1e154 do; sum(n, (d(n)*w)^2) is then w^2*sum(n, d(n)^2).
template <class H>
constexpr H sum_::loop_form(const H& axis, const H& body, bool lone, bool wide) {
  const H terms = window<H>(axis, body).written_out();
  if (terms.exists()) return terms;
  // What is added up where a label says: the label outside, so that the rest is a value of its own.
  if (body.part() == dag::role::product && !is_indicator(body.operand(0)) && !is_indicator(body.operand(1))) {
    const indicated<H> parts = without_indicator(body);
    if (parts.indicator.exists()) return sum_along(axis, parts.rest * parts.indicator);
  }
  // Rows are summed up first.
  if (lone && is<sum_>(body) && !body.operand(0).same(axis)) {
    const H terms = body.operand(1), inner = body.operand(0);
    if (varies_along(terms, axis) && reads_along(terms, axis) && !reads_along(terms, inner))
      return sum_along(inner, sum_along(axis, terms));
  }
  if (lone) {
    const H exchanged = sums_exchanged(axis, body);
    if (exchanged.exists()) return exchanged;
  }
  if (!wide) return H::none();
  const factors parts = without_invariants(body, axis);
  if (parts.outside.exists() && parts.inside.exists()) return parts.outside * sum_along(axis, parts.inside);
  return H::none();
}

template <class H>
constexpr H pick_::loop_form(const H& body, const H& axis, const H& place) {
  const dag::role inner = body.part();
  // One place along an axis before those of labels along another: less is read.
  if (is<pick_>(body) && place.is_number() && !body.operand(2).is_number() && varies_along(body.operand(0), axis))
    return pick_at(H(pick_at(body.operand(0), axis, place)), body.operand(1), body.operand(2));
  const bool stored = inner == dag::role::access || inner == dag::role::reduction || inner == dag::role::pick;
  return stored || is_indicator(body) ? H::none() : H(pick_inside(body, axis, place));
}

// A sum or product of values that are stored anyway is made of them where it is needed.
template <class H>
constexpr H along_::loop_form(const H& body, const H& axis, const H& place) {
  constexpr unsigned stored = dag::bit(dag::role::access) | dag::bit(dag::role::reduction) | dag::bit(dag::role::pick);
  constexpr unsigned cheap = dag::bit(dag::role::sum) | dag::bit(dag::role::difference) | dag::bit(dag::role::product) |
                             dag::bit(dag::role::negation);
  if ((dag::bit(body.part()) & cheap) == 0) return H::none();
  dag::scratch<handle> operands(body.count());
  for (int k = 0; k < body.count(); ++k) {
    operands[k] = body.operand(k);
    if (!varies_along(operands[k], axis)) continue;
    if ((dag::bit(operands[k].part()) & stored) == 0) return H::none();
    operands[k] = apply<along_>(operands[k], axis, place);
  }
  return build(*body.owner(), *body.op(), operands.data(), operands.size());
}

}  // namespace tapeless::rules
