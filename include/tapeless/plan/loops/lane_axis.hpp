// SPDX-License-Identifier: BSL-1.0
// The axis of the data along the lanes. Where each of many data meets parameters element by element, (x(n, d) - m(k,
// d))^2, values have more axes than any tensor, and nothing says how they are to lie in memory. Parameters tend to be
// few and data many: the innermost loops of all these values run along the axis of the data, and tensors that store it
// farther apart are turned first, tile by tile.
#pragma once

#include <bit>

#include <tapeless/plan/loops/value_views.hpp>

namespace tapeless::inline v0_2::detail::planning {

class lane_axis : public value_views {
 public:
  // The axis, or -1.
  constexpr int along_lanes() const { return lanes_; }
  // The product that a contraction sums up.
  constexpr int product_of(int contraction) const {
    int body = program.operand(program.nodes[contraction], 1);
    while (program.nodes[body].op->part == dag::role::reduction) body = program.operand(program.nodes[body], 1);
    return body;
  }
  // Whether the rows of a nest over several axes are cut: its innermost loop runs along the data.
  constexpr bool cuts_rows(axis_mask axes) {
    return lanes_ >= 0 && (axes & (axes - 1u)) != 0 && (axes >> lanes_ & 1u) != 0 && innermost(axes) == lanes_;
  }

 protected:
  constexpr lane_axis(const dag::view& from, const wanted* shapes) : value_views(from, shapes) {}

  // What is stored is not computed where it is read.
  constexpr void settle_factor(int id) {
    value& v = values[id];
    const bool sums = v.part == dag::role::sum || v.part == dag::role::difference;
    // One addition has the same bits wherever it is done.
    v.again = v.what == duty::inlined && sums && v.source == -1 && v.weight == 1 && std::popcount(v.axes) > 2;
    settle(id);
  }
  constexpr void settle(int id) {
    if (values[id].what == duty::inlined || (values[id].what == duty::shown && values[id].counted))
      values[id].what = duty::pointwise;
  }

  // Views are read where the value of the first one is stored.
  constexpr void settle_shown(int id) {
    if (values[id].what != duty::shown) settle(id);
  }

  // To be called when it is known what each value is to the plan.
  constexpr void choose_lanes() {
    // Values of three axes and more, none of which any tensor has all of, are what all this is about.
    axis_mask found = 0;
    for (int id = 0; id < program.node_count; ++id) found |= wide(id);
    if (found == 0) return;
    axis_mask candidates = found & ~sharded & ~refused();
    for (int r = 0; r < program.root_count; ++r)
      for (int k = 0; k < results[r].rank; ++k) candidates &= ~(axis_mask{1} << axis_number(results[r].axes[k]));
    // Of several, the one that is summed over last: the data of a likelihood, not the components of its mixture.
    int best = -1;
    for (int id = program.node_count - 1; id >= 0 && best < 0; --id) {
      const value& v = values[id];
      if (v.what != duty::reduction && v.what != duty::contraction) continue;
      const axis_mask summed = v.over & ~v.axes & candidates;
      for (axis_mask rest = summed; rest != 0 && best < 0; rest &= (rest - 1u))
        if (meets_parameters(std::countr_zero(rest))) best = std::countr_zero(rest);
    }
    if (best < 0) return;
    const axis_mask own = axis_mask{1} << best;
    for (int id = 0; id < program.node_count; ++id) {
      value& v = values[id];
      if (v.what == duty::reduction && (v.axes & own) != 0 && std::popcount(v.over) > 2 && std::popcount(v.axes) == 2)
        run_along(v.axes, best);
      if (v.what != duty::leaf || v.part != dag::role::access || (v.axes & own) == 0 || std::popcount(v.axes) < 2)
        continue;
      run_along(v.axes, best);
      if (axis_of(operand(id, v.operand_count - 1)) == best) continue;
      v.what = duty::turned;
      v.first_operand = v.operand_count;
    }
    lanes_ = best;
    run_wide_along(best);
    sum_up_along_lanes();
  }

 private:
  int lanes_ = -1;

  // The axes of a value, or of what it sums up, where they are three or more.
  constexpr axis_mask wide(int id) const {
    const value& v = values[id];
    if (v.what <= duty::leaf) return 0;
    const axis_mask axes = v.what == duty::contraction ? v.axes : v.axes | v.over;
    return std::popcount(axes) > 2 ? axes : 0;
  }
  // Axes that have to stay where they are: what labels and views read, and tensors of several axes that meet fewer
  // than three or are a factor of a product of matrices.
  constexpr axis_mask refused() const {
    axis_mask result = 0;
    const auto refuse_tensor = [&](int id) {
      if (values[id].part == dag::role::access && std::popcount(values[id].axes) > 1) result |= values[id].axes;
    };
    for (int id = 0; id < program.node_count; ++id) {
      const value& v = values[id];
      if (v.what == duty::unused || v.what == duty::leaf) continue;
      if (v.what == duty::shown || v.scatters || v.part == dag::role::pick || node(id).op->indicator) {
        result |= v.axes | v.over;
        for (int k = 0; k < v.operand_count; ++k) result |= values[operand(id, k)].axes;
      } else if (v.what == duty::contraction) {
        refuse_tensor(values[product_of(id)].operands[0]);
        refuse_tensor(values[product_of(id)].operands[1]);
      } else if (wide(id) == 0) {
        for (int k = v.first_operand; k < v.operand_count; ++k) refuse_tensor(operand(id, k));
      }
    }
    for (int r = 0; r < program.root_count; ++r) refuse_tensor(program.roots[r]);
    // A loop that is known to be shorter than four registers is not worth it.
    for (int a = 0; a < axis_count; ++a)
      if (axis_extents[a] > 0 && axis_extents[a] < 32) result |= axis_mask{1} << a;
    return result;
  }
  // Whether all values of three axes and more that have this one have its fellows from a tensor without it, and no
  // tensor has them all.
  constexpr bool meets_parameters(int axis) const {
    const axis_mask own = axis_mask{1} << axis;
    for (int id = 0; id < program.node_count; ++id) {
      const axis_mask axes = wide(id);
      if ((axes & own) == 0) continue;
      bool met = false;
      for (int t = 0; t < program.node_count; ++t) {
        const value& v = values[t];
        if (v.what != duty::leaf || v.part != dag::role::access) continue;
        if ((axes & ~v.axes) == 0) return false;
        if ((axes & ~v.axes) == own) met = true;
      }
      if (!met) return false;
    }
    return true;
  }
  // Sums over the data of a product of matrices with a value along some of its axes are products themselves, matrices
  // times vectors.
  constexpr void sum_up_along_lanes() {
    for (int id = 0; id < program.node_count; ++id) {
      value& sum = values[id];
      if (sum.what != duty::reduction || sum.scatters || node(id).op->combines != combination::add) continue;
      const int product = sum.operands[1];
      if (axis_of(sum.operands[0]) != along_lanes() || values[product].part != dag::role::product) continue;
      if (values[product].uses != 1 || values[product].what > duty::pointwise) continue;
      for (int k = 0; k < 2; ++k) {
        const value& matrix = values[values[product].operands[k]];
        const int other = values[product].operands[1 - k];
        const value& vector = values[other];
        if (matrix.what != duty::contraction || (vector.axes & ~matrix.axes) != 0 || vector.axes == matrix.axes)
          continue;
        if ((matrix.axes & sum.over) != sum.over || ((vector.axes & sum.over) >> along_lanes() & 1u) == 0) continue;
        if (vector.what != duty::inlined && vector.what != duty::pointwise) continue;
        settle(other);
        values[product].what = duty::unused;
        sum.what = duty::contraction;
        break;
      }
    }
  }
  constexpr void run_wide_along(int axis) {
    for (int id = 0; id < program.node_count; ++id)
      if ((wide(id) >> axis & 1u) != 0) run_along(wide(id), axis);
  }
};

}  // namespace tapeless::detail::planning
