// SPDX-License-Identifier: BSL-1.0
// Writes sums of products of two values as products of matrices: which axes are rows, columns, summed, or in both.
#pragma once

#include <tapeless/plan/loops/nest_facts.hpp>

namespace tapeless::inline v0_2::detail::planning {

template <class Table>
class contraction_writer {
 public:
  constexpr contraction_writer(program_facts& facts, const value_tables& shared, Table& plan)
      : facts_(facts), shared_(shared), plan_(plan) {}

  // The sum `id`, which is done as this item.
  constexpr contraction write(int id, int item) {
    const int product = facts_.product_of(id);
    int left = facts_.operand(product, 0);
    int right = facts_.operand(product, 1);
    const axis_mask result = facts_.values[id].axes;
    // The result is stored by its last axis, which is to be one of the columns.
    const buffer& to = plan_.buffers[shared_.buffer_of[id]];
    if (to.rank > 0 && (facts_.values[right].axes >> to.dims[to.rank - 1] & 1u) == 0) {
      const int other = left;
      left = right;
      right = other;
    }
    const axis_mask a = facts_.values[left].axes;
    const axis_mask b = facts_.values[right].axes;
    contraction one;
    int n = 0;
    const auto collect = [&](axis_mask axes, int& count) {
      // In the order of the result, then in that of the right factor.
      for (int k = 0; k < to.rank; ++k)
        if ((axes >> to.dims[k] & 1u) != 0) one.axes[n++] = to.dims[k], ++count;
      for (int x = 0; x < facts_.axis_count; ++x)
        if ((axes & ~result & axis_mask{1} << x) != 0) one.axes[n++] = x, ++count;
    };
    collect(a & b & result, one.batch);
    collect(a & ~b & result, one.rows);
    collect(b & ~a & result, one.columns);
    // Sums over axes of both factors last: the last one is part of the product of matrices.
    collect((a ^ b) & ~result, one.summed);
    collect(a & b & ~result, one.summed);
    one.a = factor_of(left, one, item);
    one.b = factor_of(right, one, item);
    one.c.from = {source::kind::buffer, shared_.buffer_of[id]};
    for (int k = 0; k < n; ++k)
      for (int d = 0; d < to.rank; ++d)
        if (to.dims[d] == one.axes[k]) one.c.dims[k] = static_cast<signed char>(d);
    plan_.buffers[shared_.buffer_of[id]].written = buffer::anywhere;
    return one;
  }

 private:
  constexpr factor factor_of(int id, const contraction& whole, int item) {
    factor one;
    const int stored = facts_.stored(id);
    const bool bound = facts_.is(stored, dag::role::access);
    one.from = bound ? source{source::kind::input, shared_.input_of[facts_.operand(stored, 0)]}
                     : source{source::kind::buffer, shared_.buffer_of[stored]};
    for (int k = 0; k < whole.rank(); ++k) {
      const int axis = facts_.shown_along(id, whole.axes[k]);
      if (bound) {
        for (int j = 1; j < facts_.node(stored).count; ++j)
          if (facts_.axis_of(facts_.operand(stored, j)) == axis) one.dims[k] = static_cast<signed char>(j - 1);
      } else {
        const buffer& from = plan_.buffers[one.from.index];
        for (int d = 0; d < from.rank; ++d)
          if (from.dims[d] == axis) one.dims[k] = static_cast<signed char>(d);
      }
    }
    facts_.each_place(id, [&](int axis, int place) {
      for (int d = 0; d < max_rank; ++d)
        if (bound ? d + 1 < facts_.node(stored).count && facts_.axis_of(facts_.operand(stored, d + 1)) == axis
                  : d < plan_.buffers[one.from.index].rank && plan_.buffers[one.from.index].dims[d] == axis)
          one.places[d] = place;
      one.has_places = true;
    });
    if (!bound) {
      plan_.buffers[one.from.index].reader = item;
      plan_.buffers[one.from.index].read = buffer::anywhere;
    }
    return one;
  }

  program_facts& facts_;
  const value_tables& shared_;
  Table& plan_;
};

}  // namespace tapeless::detail::planning
