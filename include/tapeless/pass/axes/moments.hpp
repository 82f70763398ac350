// SPDX-License-Identifier: BSL-1.0
// Sums over axes of polynomials in known data: sum(n, square((x(n) - mu)/s)) becomes
// sum(n, d(n)^2)/s^2 + 2*(c - mu)/s^2*sum(n, d(n)) + size(n)*square((c - mu)/s), with d(n) = x(n) - c and the mean c of
// x, so that a call needs sums that are known. Each factor of such a polynomial is linear in one value made of data. A
// difference of two data that a parameter weights, as in least squares, would be little of two large sums; it is summed
// up as it is written.
#pragma once

#include <tapeless/pass/axes/known_values.hpp>
#include <tapeless/rules/moments.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Rewrites the sums of one program while it is copied.
template <class H>  // handle: a template, so that rules are compiled where there are known data
class moment_sums {
 public:
  // ids: where the values of `from` have been copied to. Wide: for numbers of double precision, whose powers do not
  // leave their range before those of what is written do; others are counted in units of the largest.
  constexpr moment_sums(const dag::view& from, const known_values& known, dag::builder& target, const int* ids,
                        bool wide)
      : from_(from), known_(known), target_(target), ids_(ids), wide_(wide) {}
  moment_sums(const moment_sums&) = delete;
  moment_sums& operator=(const moment_sums&) = delete;

  // The sum at `id` by sums of known data; none() where that is not possible or not worth while. What is inside has
  // been copied.
  constexpr H rewritten(int id) {
    if (!is_sum(id) || known_.alone(id)) return H::none();
    int most = 1;
    while (most < max_axes && is_sum(inside(id, most))) ++most;
    for (const bool whole : {true, false})
      for (int count = most; count > 0; --count) {
        const H result = over(id, count, whole);
        if (result.exists()) return result;
      }
    return H::none();
  }

 private:
  static constexpr int max_axes = 4, max_factors = 4, max_bases = 3, max_terms = 64;
  static constexpr int no_base = -1, several_bases = -2;
  static constexpr long long worth_while = 8;  // elements for each known sum

  // slope*base + offset, as it is written at `id`; base: a value made of data.
  struct factor {
    int id, base;
  };
  struct product {
    H outside = 1;  // does not vary along the axes
    H weight = 1;   // made of data
    factor factors[max_factors]{};
    int count = 0;
  };
  // What a product of powers of distances from centres is multiplied by.
  struct term {
    int powers[max_bases]{};
    H outside = 1;
  };
  // A value in the units of its reach: centre + reach*unit.
  struct measured {
    int id = -1;
    H centre = 0, reach = 1, unit = 0;
  };

  constexpr bool is_sum(int id) const {
    const dag::operation& op = *from_.nodes[id].op;
    return op.part == dag::role::reduction && op.combines == dag::combination::add;
  }
  constexpr int inside(int id, int depth) const {
    for (; depth > 0; --depth) id = from_.operand(from_.nodes[id], 1);
    return id;
  }
  constexpr H copied(int id) const { return {target_, ids_[id]}; }
  constexpr bool varies(int id) const { return (from_.nodes[id].axes & along_) != 0; }
  constexpr int operand(int id, int k) const { return from_.operand(from_.nodes[id], k); }
  constexpr dag::role part(int id) const { return from_.nodes[id].op->part; }

  constexpr H over(int id, int count, bool whole) {
    along_ = 0;
    axis_count_ = count;
    long long elements = 1;
    for (int k = 0; k < count; ++k) {
      const int axis = operand(inside(id, k), 0);
      if ((along_ & from_.nodes[axis].axes) != 0) return H::none();
      along_ |= from_.nodes[axis].axes;
      axes_[k] = copied(axis);
      const int extent = from_.symbol(from_.nodes[axis]).extent;
      elements *= extent > 0 ? extent : 1 << 12;
    }
    products_ = {};
    rest_ = {};
    sums_ = 0;
    target_.set_mode(dag::mode::reduced);
    const bool splits = add_terms(inside(id, count), {});
    H total = H::none();
    bool has_data = false;
    for (int k = 0; splits && k < products_.size(); ++k) {
      has_data = has_data || products_[k].count > 0 || !products_[k].weight.is(1);
      const H one = sum_of(products_[k]);
      total = total.exists() ? total + one : one;
    }
    const bool good = splits && has_data && (!whole || rest_.empty()) && elements >= worth_while * sums_;
    if (good && !rest_.empty()) {
      H rest = rest_[0];
      for (int k = 1; k < rest_.size(); ++k) rest = rest + rest_[k];
      total = total + rules::plain_sum(axes_, axis_count_, rest);
    }
    target_.set_mode(dag::mode::as_written);
    return good ? total : H::none();
  }

  // Adds the terms of a value, times a product, to products_ and rest_. False where there are too many.
  constexpr bool add_terms(int id, const product& times) {
    product one = times;
    if (gather(id, one)) {
      products_.push(one);
      return products_.size() <= max_terms;
    }
    one = times;
    switch (part(id)) {
      case dag::role::negation:
        one.outside = -one.outside;
        return add_terms(operand(id, 0), one);
      case dag::role::product:
        for (int k = 0; k < 2; ++k) {
          one = times;
          if (gather(operand(id, k), one)) return add_each(id, operand(id, 1 - k), times, one);
        }
        break;
      case dag::role::quotient:
        if (divide(operand(id, 1), one)) return add_each(id, operand(id, 0), times, one);
        break;
      case dag::role::sum:
      case dag::role::difference:
        // Rounded values may be added up each by themselves; of plain ones the difference may be exact.
        if (is_rounded(operand(id, 0)) && is_rounded(operand(id, 1))) {
          if (part(id) == dag::role::difference) one.outside = -one.outside;
          return add_terms(operand(id, 0), times) && add_terms(operand(id, 1), one);
        }
        break;
      default:
        break;
    }
    rest_.push(with_factors(times, id));
    return true;
  }
  // The terms of a value times `one`, which is what stands beside it at `id`; where that is more than what does not
  // vary, all of them or none: a rest that is written out is more work than before.
  constexpr bool add_each(int id, int value, const product& times, const product& one) {
    const bool varies_beside = one.count > times.count || !one.weight.same(times.weight);
    const int products = products_.size(), rest = rest_.size();
    if (!add_terms(value, one)) return false;
    if (!varies_beside || rest_.size() == rest) return true;
    products_.shorten(products);
    rest_.shorten(rest);
    rest_.push(with_factors(times, id));
    return true;
  }
  constexpr H with_factors(const product& one, int id) const {
    H result = one.outside * one.weight;
    for (int k = 0; k < one.count; ++k) result = result * copied(one.factors[k].id);
    return result * copied(id);
  }
  constexpr bool is_rounded(int id) const {
    if (!varies(id)) return true;
    const dag::operation& op = *from_.nodes[id].op;
    if (op.binds) return !op.indicator && is_rounded(operand(id, 1));  // the same value along one more axis
    switch (op.part) {
      case dag::role::function:
      case dag::role::product:
      case dag::role::quotient:
      case dag::role::power:
        return true;
      case dag::role::negation:
        return is_rounded(operand(id, 0));
      case dag::role::sum:
      case dag::role::difference:
        return is_rounded(operand(id, 0)) && is_rounded(operand(id, 1));
      case dag::role::selection:
        return is_rounded(operand(id, 1)) && is_rounded(operand(id, 2));
      case dag::role::reduction:
        return op.combines == dag::combination::add;
      default:
        return false;
    }
  }

  // Whether a value is a product of what does not vary, of data, and of factors that are linear in data.
  constexpr bool gather(int id, product& to) const {
    if (!varies(id)) {
      to.outside = to.outside * copied(id);
      return true;
    }
    if (known_.alone(id)) {
      to.weight = to.weight * copied(id);
      return true;
    }
    if (const int found = base_of(id); found >= 0) {
      if (to.count == max_factors) return false;
      to.factors[to.count++] = {id, found};
      return true;
    }
    switch (part(id)) {
      case dag::role::negation:
        to.outside = -to.outside;
        return gather(operand(id, 0), to);
      case dag::role::product:
        return gather(operand(id, 0), to) && gather(operand(id, 1), to);
      case dag::role::quotient:
        return divide(operand(id, 1), to) && gather(operand(id, 0), to);
      default:
        return false;
    }
  }
  constexpr bool divide(int id, product& one) const {
    if (varies(id) && !known_.alone(id)) return false;
    H& to = varies(id) ? one.weight : one.outside;
    to = to / copied(id);
    return true;
  }
  // The one value made of data in which a value is linear.
  constexpr int base_of(int id) const {
    if (!varies(id)) return no_base;
    if (known_.alone(id)) return id;
    switch (part(id)) {
      case dag::role::negation:
        return base_of(operand(id, 0));
      case dag::role::product:
        for (int k = 0; k < 2; ++k)
          if (!varies(operand(id, k))) return base_of(operand(id, 1 - k));
        return several_bases;
      case dag::role::quotient:
        return varies(operand(id, 1)) ? several_bases : base_of(operand(id, 0));
      case dag::role::sum:
      case dag::role::difference: {
        const int a = base_of(operand(id, 0)), b = base_of(operand(id, 1));
        return a == no_base ? b : b == no_base || a == b ? a : several_bases;
      }
      default:
        return several_bases;
    }
  }
  // The slope of a value that is linear in `base`.
  constexpr H slope(int id, int base) const {
    if (id == base) return 1;
    if (!varies(id)) return 0;
    switch (part(id)) {
      case dag::role::negation:
        return -slope(operand(id, 0), base);
      case dag::role::product: {
        const int k = varies(operand(id, 0)) ? 1 : 0;
        return copied(operand(id, k)) * slope(operand(id, 1 - k), base);
      }
      case dag::role::quotient:
        return slope(operand(id, 0), base) / copied(operand(id, 1));
      case dag::role::sum:
        return slope(operand(id, 0), base) + slope(operand(id, 1), base);
      default:
        return slope(operand(id, 0), base) - slope(operand(id, 1), base);
    }
  }
  // The value where `base` is at its centre, in the order in which it is written: what is exact there stays exact.
  constexpr H at_centre(int id, const measured& of) const {
    if (id == of.id) return of.centre;
    if (!varies(id)) return copied(id);
    const dag::node& node = from_.nodes[id];
    H operands[2];
    for (int k = 0; k < node.count; ++k) operands[k] = at_centre(from_.operand(node, k), of);
    return build(target_, *node.op, operands, node.count);
  }

  // The sum of a product over the axes.
  constexpr H sum_of(const product& one) {
    measured bases[max_bases];
    int base_count = 0;
    dag::scratch<term> terms;
    terms.push({{}, 1});
    for (int f = 0; f < one.count; ++f) {
      int which = 0;
      while (which < base_count && bases[which].id != one.factors[f].base) ++which;
      if (which == max_bases) return whole_sum(one);
      if (which == base_count) bases[base_count++] = centred(one.factors[f].base, one.weight);
      const H offset = at_centre(one.factors[f].id, bases[which]);
      const H steep = slope(one.factors[f].id, bases[which].id) * bases[which].reach;
      dag::scratch<term> more;
      for (const term& each : terms) {
        term next = each;
        next.outside = each.outside * offset;
        add(more, next);
        next.outside = each.outside * steep;
        ++next.powers[which];
        add(more, next);
      }
      terms = more;
    }
    H total = 0;
    for (const term& each : terms) {
      H body = one.weight;
      for (int b = 0; b < base_count; ++b)
        for (int k = 0; k < each.powers[b]; ++k) body = body * bases[b].unit;
      ++sums_;
      total = total + each.outside * rules::plain_sum(axes_, axis_count_, body);
    }
    return one.outside * total;
  }
  constexpr measured centred(int id, const H& weight) const {
    measured result;
    result.id = id;
    const H value = copied(id);
    result.centre = rules::centre_of(axes_, axis_count_, value, weight);
    const H distance = value - result.centre;
    if (!wide_) result.reach = rules::reach_of(axes_, axis_count_, distance, weight);
    result.unit = distance / result.reach;
    return result;
  }
  static constexpr void add(dag::scratch<term>& to, const term& one) {
    for (term& each : to) {
      bool same = true;
      for (int b = 0; b < max_bases; ++b) same = same && each.powers[b] == one.powers[b];
      if (!same) continue;
      each.outside = each.outside + one.outside;
      return;
    }
    to.push(one);
  }
  // Of a product of too many data: counted as too many sums.
  constexpr H whole_sum(const product&) {
    sums_ += 1 << 20;
    return 0;
  }

  const dag::view& from_;
  const known_values& known_;
  dag::builder& target_;
  const int* const ids_;
  const bool wide_;
  H axes_[max_axes];
  int axis_count_ = 0;
  std::uint32_t along_ = 0;
  dag::scratch<product> products_;
  dag::scratch<H> rest_;
  int sums_ = 0;  // of known data, so far
};

// Copies the roots of a program with its sums rewritten; how many of them have been.
template <class H = handle>
constexpr int rewrite_moments(pass_output& out, const dag::view& from, const known_values& known, bool wide) {
  dag::scratch<int> places(from.node_count, -1);
  int* const ids = places.data();
  moment_sums<H> sums(from, known, out.builder, ids, wide);
  int count = 0;
  copy_reachable(from, from.roots, from.root_count, ids, [&](const dag::node& node) {
    const H known_sum = sums.rewritten(static_cast<int>(&node - from.nodes));
    if (!known_sum.exists()) return copy_node(out.builder, from, node, ids);
    ++count;
    return known_sum.id_in(out.builder);
  });
  for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  return count;
}

// Pass with its sums rewritten; the last root is the number of those that have been.
template <class Pass, class Known, bool Wide>
struct with_moments {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{8 * used.nodes + 64, 16 * used.edges + 128, used.numbers + 32, used.symbols,
                                       used.roots + 1};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    const known_values known(from, Known{});
    const int count = rewrite_moments(out, from, known, Wide);
    out.add_root(out.builder.make_number(dag::number(count)));
  }
};

}  // namespace tapeless::detail::pass
