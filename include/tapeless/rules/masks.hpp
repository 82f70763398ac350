// SPDX-License-Identifier: BSL-1.0
// Values that are zero because no branch is taken. A product with one mask moves inside the mask (operands.hpp). Where
// several branches need one value, what arrives there is a sum of masked terms, 0 where none of them is taken, and must
// not become NaN when it meets an infinite partial derivative: such a sum gets one mask of its own.
#pragma once

#include <tapeless/rules/condition.hpp>

namespace tapeless::inline v0_2::rules {

// From here on a sum of masked terms gets no mask unless the other factor has poles: networks of relu are such sums.
inline constexpr int many_masks = 8;

constexpr bool is_sum_over_axis(const handle& a) {
  return a.part() == dag::role::reduction && a.op()->combines == dag::combination::add;
}

// Whether it is a quotient, a power or a function, which may be infinite, or has one as a factor, term or option.
constexpr bool has_poles(const handle& a, int depth = 0) {
  constexpr int max_depth = 3;
  switch (a.part()) {
    case dag::role::quotient:
      return dag::sign_of(*a.owner(), a.operand(1).id()) != dag::range::positive;
    case dag::role::power:
    case dag::role::function:
      return true;
    case dag::role::negation:
      return has_poles(a.operand(0), depth);
    case dag::role::guard:
      return has_poles(a.operand(2), depth);
    case dag::role::choice:  // NaN where it has no option
      return true;
    case dag::role::selection:
      return depth < max_depth && (has_poles(a.operand(1), depth + 1) || has_poles(a.operand(2), depth + 1));
    case dag::role::product:
    case dag::role::sum:
    case dag::role::difference:
      return depth < max_depth && (has_poles(a.operand(0), depth + 1) || has_poles(a.operand(1), depth + 1));
    default:
      return false;
  }
}

constexpr bool share_axes(const handle& a, const handle& b) {
  return ((*a.owner())[a.id()].axes & (*b.owner())[b.id()].axes) != 0;
}

// Whether a value has a mask that is the same all along an axis.
constexpr bool is_masked_throughout(const handle& a, const handle& axis) {
  return a.part() == dag::role::selection && is_guarded(a) && !share_axes(a.operand(0), axis);
}

constexpr bool is_sum(const handle& a) { return a.part() == dag::role::sum || a.part() == dag::role::difference; }

// What the program notes of a sum: that it is not masked, or that it is, by the condition of this number that one of
// its branches is taken. An adjoint that grows by a term with every step of a long loop is looked at once for each.
inline constexpr int unmasked = -1;

// Whether a value is zero where none of its branches is taken. poles: of what it is to be multiplied by; without any,
// sums over axes and sums of many terms do not count.
constexpr bool find_mask(const handle& a, bool poles, int depth);
constexpr bool is_masked(const handle& a, bool poles, int depth = 0) {
  constexpr int max_depth = 3;  // of selections in selections, which may be long chains
  if (++depth > max_depth) return false;
  if (!poles || depth > 1 || !is_sum(a)) return find_mask(a, poles, depth);
  const bool found = find_mask(a, poles, depth);
  if (!found) a.owner()->note(a.id()) = unmasked;
  return found;
}
constexpr bool find_mask(const handle& a, bool poles, int depth) {
  handle rest = a;
  for (int terms = 1; poles || terms <= many_masks; ++terms) {
    switch (rest.part()) {
      case dag::role::sum:
      case dag::role::difference:
        if (const int known = poles ? rest.owner()->note(rest.id()) : 0; known > 0 || (known == unmasked && depth == 1))
          return known > 0;
        if (!is_masked(rest.operand(1), poles, depth)) return false;
        rest = rest.operand(0);
        continue;
      case dag::role::selection:
        for (int k = 1; k < 3; ++k)
          if (is_zero_operand(rest, k) || is_masked(rest.operand(k), poles, depth)) return true;
        return false;
      case dag::role::guard:  // of a tie or an isolated point: what is regular decides
        if (is_zero_operand(rest, 2)) return false;
        rest = rest.operand(2);
        continue;
      case dag::role::choice:
        for (int k = 1; k < rest.count(); ++k)
          if (is_zero_operand(rest, k)) return true;
        return false;
      case dag::role::negation:
      case dag::role::quotient:
        rest = rest.operand(0);
        continue;
      case dag::role::product:
        if (rest.has_coefficient()) {
          rest = rest.operand(1);
          continue;
        }
        for (int k = 0; k < 2; ++k) {
          const handle factor = rest.operand(k);
          if ((is_sum_over_axis(factor) || (poles && is_sum(factor))) && is_masked(factor, poles, depth)) return true;
        }
        return false;
      case dag::role::reduction:
        if (!is_sum_over_axis(rest)) return false;
        return poles ? is_masked(rest.operand(1), poles, depth)
                     : is_masked_throughout(rest.operand(1), rest.operand(0));
      default:
        return false;
    }
  }
  return false;
}

template <class H>
constexpr H taken(const H& a, int depth = 0);

// That a branch is taken at one place at least along the axis of a sum.
template <class H>
constexpr H taken_along(const H& sum, int depth) {
  const H inside = taken(sum.operand(1), depth);
  dag::builder& program = *sum.owner();
  if (!share_axes(inside, sum.operand(0))) return inside;
  const H operands[2] = {sum.operand(0), select(inside, 1, 0)};
  return 0 < build(program, *sum.op(), operands, 2);
}

// That the number of a choice is none whose option is zero.
template <class H>
constexpr H taken_option(const H& a) {
  H others = H::none();
  for (int k = 1; k < a.count(); ++k) {
    if (!is_zero_operand(a, k)) continue;
    const H other = apply<not_equals_>(a.operand(0), H(k));
    others = others.exists() ? others && other : other;
  }
  return others;
}

// The condition that a branch of a masked value is taken. Below several selections what their own conditions say is
// enough: masks of masks share values, and every way through them would be looked at.
template <class H>
constexpr H taken(const H& a, int depth) {
  constexpr int max_depth = 3;
  switch (a.part()) {
    case dag::role::sum:
    case dag::role::difference: {
      // From the first term on, so that longer sums go on from what is known of shorter ones.
      dag::builder& program = *a.owner();
      dag::scratch<int> sums;
      H rest = a;
      for (; is_sum(rest) && program.note(rest.id()) <= 0; rest = rest.operand(0)) sums.push(rest.id());
      H any = is_sum(rest) ? H(program, program.note(rest.id()) - 1) : taken(rest, depth);
      for (int k = sums.size() - 1; k >= 0; --k) {
        const H one = taken(H(program, program.operand(sums[k], 1)), depth);
        if (!any.same(one)) any = any || one;
        if (depth == 0) program.note(sums[k]) = any.id_in(program) + 1;
      }
      return any;
    }
    case dag::role::selection: {
      H any = H::none();
      for (int k = 1; k < 3; ++k) {
        if (is_zero_operand(a, k)) continue;
        const H option = a.operand(k), here = k == 1 ? a.operand(0) : !a.operand(0);
        const H inner = depth < max_depth && is_masked(option, true) ? taken(option, depth + 1) : here;
        const H both = inner.same(here) ? here : here && inner;
        any = any.exists() ? any || both : both;
      }
      return any;
    }
    case dag::role::guard: {
      const H regular = taken(a.operand(2), depth);
      if (is_zero_operand(a, 1)) return regular;
      const bool masked = depth < max_depth && is_masked(a.operand(1), true);
      return (masked ? a.operand(0) && taken(a.operand(1), depth + 1) : a.operand(0)) || regular;
    }
    case dag::role::choice:
      return taken_option(a);
    case dag::role::product:
      for (int k = 0; k < 2; ++k)
        if (!a.operand(k).is_number() && is_masked(a.operand(k), true)) return taken(a.operand(k), depth);
      return H::none();  // not asked for
    case dag::role::reduction:
      return taken_along(a, depth);
    default:
      return taken(a.operand(0), depth);
  }
}

// Whether a value is a sum of masked terms that has no mask of its own, or is one inside of its mask.
template <class H>
constexpr bool lacks_mask(const H& a, bool poles) {
  switch (a.part()) {
    case dag::role::sum:
    case dag::role::difference:
    case dag::role::reduction:
    case dag::role::product:
      return is_masked(a, poles);
    case dag::role::negation:
    case dag::role::quotient:
      return lacks_mask(a.operand(0), poles);
    case dag::role::choice:
      return !is_guarded(a) && is_masked(a, poles);
    case dag::role::selection:
      if (!is_guarded(a)) return is_masked(a, poles);
      for (int k = 1; k < 3; ++k)
        if (lacks_mask(a.operand(k), poles)) return !a.operand(0).same(taken(a.operand(k)));
      return false;
    case dag::role::guard:
      return lacks_mask(a.operand(2), poles);
    default:
      return false;
  }
}

// Whether a partial derivative is a choice between numbers, which no zero makes a NaN of.
constexpr bool is_choice_of_numbers(const handle& a, int depth = 0) {
  constexpr int max_depth = 3;
  if (a.is_number()) return true;
  return is_selection(a) && depth < max_depth && is_choice_of_numbers(a.operand(1), depth + 1) &&
         is_choice_of_numbers(a.operand(2), depth + 1);
}

// An adjoint or a tangent that is about to be multiplied by a partial derivative: with a mask of its own if it is a sum
// of masked terms. The mask of the other factor does not replace it: there it may be infinite, or NaN.
template <class H>
constexpr H with_mask(const H& a, const H& partial) {
  if (!a.has(dag::trait::mask)) return a;
  if (is_choice_of_numbers(partial) || !lacks_mask(a, true)) return a;
  if (!has_poles(partial) && !lacks_mask(a, false)) return a;
  return select(taken(a), a, 0);
}

}  // namespace tapeless::rules
