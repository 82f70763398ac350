// SPDX-License-Identifier: BSL-1.0
// Windows: sums over a few places of an axis that counts off places along others, sum(u, w(u)*x(k[n + u])), written out
// term by term. A loop then goes along the long axis and has the whole window in registers, in place of a loop of three
// or five steps.
#pragma once

#include <algorithm>

#include <tapeless/dag/affine_place.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::rules {

// One sum, and what it sums up at one place after the other.
template <class H>
class window {
 public:
  static constexpr int widest = 8;
  static constexpr int most_terms = 64;

  constexpr window(const H& axis, const H& body) : axis_(axis), body_(body) {}

  // The terms of the window, added up; none() where it is not one.
  constexpr H written_out() const {
    if (axis_.is_number() || body_.is_number()) return H::none();
    const int width = axis_.owner()->symbol(axis_.id()).extent;
    if (width < 2 || width > widest) return H::none();
    int left = 4 * most_terms, terms = 0;
    bool counts = false;
    if (!survey(body_, left, terms, counts) || !counts || terms * width > most_terms) return H::none();
    H total = at(0);
    for (int place = 1; place < width; ++place) total = total + at(place);
    return total;
  }

 private:
  // Whether what is summed up is arithmetic with elements of tensors and sums that add up at places. left: how many
  // values may be looked at; terms: of the sums in it; counts: whether the axis counts off places in it.
  constexpr bool survey(const H& value, int& left, int& terms, bool& counts) const {
    terms = 1;
    if (value.is_number() || !varies_along(value, axis_)) return true;
    if (--left < 0) return false;
    const dag::role part = value.part();
    if (part == dag::role::access) {
      counts = counts || detail::names_places(value.owner()->symbol(value.operand(0).id()).name);
      return true;
    }
    if (part == dag::role::symbol) return false;  // the place as a number
    if (part == dag::role::reduction && !adds_at_places(value)) return false;
    const bool adds = part == dag::role::sum || part == dag::role::difference;
    int total = 0, most = 1;
    for (int k = part == dag::role::reduction ? 1 : 0; k < value.count(); ++k) {
      if (binds_operand(value, k)) continue;
      int own = 0;
      if (!survey(value.operand(k), left, own, counts)) return false;
      total += own;
      most = std::max(most, own);
    }
    terms = adds ? total : most;
    return true;
  }
  static constexpr bool adds_at_places(const H& sum) {
    const H body = sum.operand(1);
    if (!is<sum_>(sum) || body.is_number()) return false;
    if (is<sum_>(body)) return adds_at_places(body);
    return body.part() == dag::role::product && (is_indicator(body.operand(0)) || is_indicator(body.operand(1)));
  }
  // The axis that a value works along.
  static constexpr bool binds_operand(const H& value, int k) {
    return (value.part() == dag::role::pick && k == 1) || (is_indicator(value) && k == 0);
  }

  constexpr H at(int place) const {
    dag::scratch<handle> known(axis_.owner()->size(), handle::none());
    return at(body_, H(handle(place)), known);
  }
  constexpr H at(const H& value, const H& place, dag::scratch<handle>& known) const {
    if (value.is_number() || !varies_along(value, axis_)) return value;
    handle& result = known[value.id()];
    if (result.exists()) return H(result);
    if (value.part() == dag::role::access || is_view(value)) return H(result = pick_at(value, axis_, place));
    const int first = value.part() == dag::role::reduction ? 1 : 0;
    dag::scratch<handle> operands(value.count());
    for (int k = 0; k < value.count(); ++k) {
      operands[k] = value.operand(k);
      if (k >= first && !binds_operand(value, k)) operands[k] = at(value.operand(k), place, known);
    }
    return H(known[value.id()] = build(*value.owner(), *value.op(), operands.data(), operands.size()));
  }
  // Elements at places that the axis counts off, of what is stored.
  static constexpr bool is_view(const H& value) {
    if (value.part() != dag::role::pick) return false;
    const H body = value.operand(0);
    return !body.is_number() && (body.part() == dag::role::access || is_view(body));
  }

  const H axis_;
  const H body_;
};

}  // namespace tapeless::rules
