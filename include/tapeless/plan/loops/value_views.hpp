// SPDX-License-Identifier: BSL-1.0
// Values that are shown along other axes than they are stored along, at one place, or at places that axes count off:
// where they are read. And along which axis the innermost loop of a nest is to run.
#pragma once

#include <bit>

#include <tapeless/dag/affine_place.hpp>
#include <tapeless/plan/loops/axis_table.hpp>

namespace tapeless::inline v0_2::detail::planning {

class value_views : public axis_table {
 public:
  value* values = nullptr;  // by number

  // The functions below cost the compiler more than what they do: loops look at values[id] themselves.
  constexpr const dag::node& node(int id) const { return program.nodes[id]; }
  constexpr int operand(int id, int k) const { return values[id].operands[k]; }
  constexpr bool is(int id, dag::role part) const { return values[id].part == part; }
  constexpr bool is_pick(int id) const { return values[id].part == dag::role::pick; }
  constexpr bool is_view(int id) const { return values[id].what == duty::shown; }
  // The value whose elements a view reads; of any other value the value itself.
  constexpr int stored(int id) const {
    while (values[id].what == duty::shown) id = values[id].operands[0];
    return id;
  }
  // The axis of the stored value that a view shows along `axis`, or -1.
  constexpr int shown_along(int id, int axis) const {
    for (; values[id].what == duty::shown; id = operand(id, 0)) {
      if (is_axis(operand(id, 2)) && axis == axis_of(operand(id, 2)))
        axis = axis_of(operand(id, 1));
      else if (axis == axis_of(operand(id, 1)))
        return -1;
    }
    return axis;
  }
  // Calls visit(axis, place) for each axis of the stored value along which a view shows one place only.
  template <class Visit>
  constexpr void each_place(int id, const Visit& visit) const {
    for (; values[id].what == duty::shown; id = operand(id, 0))
      if (is_number(operand(id, 2)))
        visit(shown_along(operand(id, 0), axis_of(operand(id, 1))),
              static_cast<int>(program.value(node(operand(id, 2))).value()));
  }
  // Whether a value is shown at places that are counted off.
  constexpr bool is_counted(int id) const { return values[id].counted && values[id].part == dag::role::pick; }
  // Where such a value is read along an axis of what is stored: a constant, and for each axis a factor.
  struct counted_place {
    int constant = 0;
    int factors[max_axes] = {};
    constexpr void add(const counted_place& other, int times) {
      constant += times * other.constant;
      for (int a = 0; a < max_axes; ++a) factors[a] += times * other.factors[a];
    }
  };
  constexpr counted_place place_of(int id, int axis) const {
    counted_place place;
    const int body = operand(id, 0), to = operand(id, 2);
    if (is_view(body))
      place = place_of(body, axis);
    else
      place.factors[axis] = 1;
    const int factor = place.factors[axis_of(operand(id, 1))];
    if (factor == 0) return place;
    place.factors[axis_of(operand(id, 1))] = 0;
    if (is_axis(to))
      place.factors[axis_of(to)] += factor;
    else if (is_number(to))
      place.constant += factor * static_cast<int>(program.value(node(to)).value());
    else
      place.add(place_of_label(to), factor);
    return place;
  }
  // Of labels by themselves, or at one place along an axis.
  constexpr counted_place place_of_label(int label) const {
    const dag::node& own = node(label);
    if (own.op->part == dag::role::access) {
      counted_place place;
      const affine_place read = read_place(program.symbol(node(program.operand(own, 0))).name);
      place.constant = static_cast<int>(read.constant);
      for (int k = 0; k < read.count; ++k)
        place.factors[axis_of(program.operand(own, k + 1))] += static_cast<int>(read.terms[k].factor);
      return place;
    }
    counted_place place = place_of_label(program.operand(own, 0));
    const int axis = axis_of(program.operand(own, 1));
    place.constant += place.factors[axis] * static_cast<int>(program.value(node(program.operand(own, 2))).value());
    place.factors[axis] = 0;
    return place;
  }
  constexpr bool is_axis(int id) const { return values[id].part == dag::role::symbol && values[id].axes != 0; }
  constexpr bool is_number(int id) const {
    const value& v = values[id];
    return v.operand_count == 0 && v.what != duty::copy && v.part != dag::role::symbol;
  }
  // The number of an axis, given its node.
  constexpr int axis_of(int id) const { return std::countr_zero(values[id].axes); }

  // Over which of several axes the innermost loop runs: the one that most tensors store closest together.
  constexpr int innermost(axis_mask axes) {
    for (const choice& known : choices_)
      if (known.axes == axes) return known.inner;
    int votes[max_axes]{};
    for (const int id : tensors_) {
      const axis_mask own = values[id].axes & axes;
      if (own == 0) continue;
      // Of the axes in question, the one that this tensor stores closest together.
      int last = 0;
      const int* const operands = values[id].operands;
      if (is_counted(id))
        last = closest_counted(id, own);
      else
        for (int k = 1; k < values[id].operand_count; ++k)
          if ((own & values[operands[k]].axes) != 0) last = axis_of(operands[k]);
      votes[last] += own == axes && values[id].axes == axes ? 8 : (own & (own - 1u)) != 0 ? 2 : 1;
    }
    // Never a sharded axis, if there is another: sums over it are complete only when all have been added up.
    const axis_mask candidates = (axes & ~sharded) != 0 ? axes & ~sharded : axes;
    int best = -1;
    for (int a = 0; a < axis_count; ++a)
      if ((candidates >> a & 1u) != 0 && (best < 0 || votes[a] >= votes[best])) best = a;
    choices_.push({axes, best});
    return best;
  }

 protected:
  constexpr value_views(const dag::view& from, const wanted* shapes) : axis_table(from, shapes) {}

  // The innermost loops over these axes run along this one, whatever tensors say.
  constexpr void run_along(axis_mask axes, int inner) {
    for (const choice& known : choices_)
      if (known.axes == axes) return;
    choices_.push({axes, inner});
  }

  // What the first of several views shows.
  constexpr int bottom_of(int id) const {
    do id = program.operand(node(id), 0);
    while (values[id].what == duty::shown);
    return id;
  }
  // The axis along which neighbours of a tensor that is shown at counted places lie closest together; rather one of any
  // length than one whose length is fixed, the rows of a window.
  constexpr int closest_counted(int id, axis_mask among) const {
    const int stored = bottom_of(id);
    for (int j = values[stored].operand_count - 1; j > 0; --j) {
      const counted_place place = place_of(id, axis_of(operand(stored, j)));
      int best = -1, quality = -1;
      for (int a = 0; a < axis_count; ++a) {
        if (place.factors[a] == 0 || (among >> a & 1u) == 0) continue;
        const int own = (place.factors[a] == 1 ? 2 : 0) + (axis_extents[a] == 0 ? 1 : 0);
        if (own > quality) best = a, quality = own;
      }
      if (best >= 0) return best;
    }
    return std::countr_zero(among);
  }

  dag::scratch<int> tensors_;  // where tensors stand, but for labels

 private:
  struct choice {
    axis_mask axes = 0;
    int inner = 0;
  };
  dag::scratch<choice> choices_;  // of innermost axes, so far
};

}  // namespace tapeless::detail::planning
