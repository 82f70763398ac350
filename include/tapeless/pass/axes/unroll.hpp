// SPDX-License-Identifier: BSL-1.0
// Formulas that are sums over rows, or one value per row, as formulas of numbers: all axes of fixed length are written
// out, a tensor's element becomes a symbol. What each symbol stands for is said by places: a constant, the row, or a
// label of the row.
#pragma once

#include <bit>
#include <limits>

#include <tapeless/pass/lower.hpp>
#include <tapeless/pass/request/request.hpp>
#include <tapeless/rules/written_out.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Axes of at most so many places are written out; longer ones have rows.
inline constexpr int longest_unrolled = 16;

// A place along an axis: a constant from 0, the row, or label number l as first_label - l.
inline constexpr int at_row = -1, first_label = -2, at_no_place = std::numeric_limits<int>::min();
constexpr bool is_label_place(int place) { return place <= first_label; }
constexpr int label_number(int place) { return first_label - place; }

inline constexpr int max_element_rank = 6;

// An element of a tensor, a number (without axes), or the length of an axis.
struct element_leaf {
  int symbol = -1;  // among those of the formulas as written
  int rank = 0;
  int places[max_element_rank]{};
  int axes[max_element_rank]{};  // symbols likewise

  friend constexpr bool operator==(const element_leaf& a, const element_leaf& b) {
    if (a.symbol != b.symbol || a.rank != b.rank) return false;
    for (int d = 0; d < a.rank; ++d)
      if (a.places[d] != b.places[d]) return false;
    return true;
  }
};
// Labels of a row. Places may be those of labels before.
struct element_label {
  element_leaf from;
  int axis = -1;  // along which they pick
};

// e0, e1, ...: what the symbols of an element are called.
struct element_name {
  char text[8]{};
};
inline constexpr int max_element_leaves = 1024;
inline constexpr auto element_names = [] {
  std::array<element_name, max_element_leaves> names{};
  for (int k = 0; k < max_element_leaves; ++k) {
    char* at = names[static_cast<std::size_t>(k)].text;
    *at++ = 'e';
    int power = 1;
    while (k / power >= 10) power *= 10;
    for (; power > 0; power /= 10) *at++ = static_cast<char>('0' + k / power % 10);
  }
  return names;
}();

constexpr bool is_axis(const dag::view& program, int id) {
  return program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis;
}
// Whether an axis has rows and is not written out.
constexpr bool has_rows(const dag::view& program, int axis) {
  const int extent = program.symbol(program.nodes[axis]).extent;
  return extent == 0 || extent > longest_unrolled;
}
constexpr bool sums_rows(const dag::view& program, const dag::node& node) {
  return node.op->part == dag::role::reduction && has_rows(program, program.operand(node, 0));
}

// The axes whose rows the roots have: those over which the roots sum, in the order of the program, and those along
// which they vary. Each is a node.
constexpr dag::scratch<int> row_axes(const dag::view& program) {
  dag::scratch<int> axes;
  const auto put = [&](int axis) {
    for (const int known : axes)
      if (known == axis) return;
    axes.push(axis);
  };
  for (int id = 0; id < program.node_count; ++id)
    if (sums_rows(program, program.nodes[id])) put(program.operand(program.nodes[id], 0));
  for (int r = 0; r < program.root_count; ++r)
    for (int id = 0; id < program.node_count; ++id)
      if (is_axis(program, id) && (program.nodes[program.roots[r]].axes & program.nodes[id].axes) != 0 &&
          has_rows(program, id))
        put(id);
  return axes;
}

// The axes of fixed length along which a root varies, in the order of the program.
constexpr dag::scratch<int> unrolled_axes(const dag::view& program, int root) {
  dag::scratch<int> axes;
  for (int id = 0; id < program.node_count; ++id)
    if (is_axis(program, id) && (program.nodes[program.roots[root]].axes & program.nodes[id].axes) != 0 &&
        !has_rows(program, id))
      axes.push(id);
  return axes;
}
constexpr int fixed_extent(const dag::view& program, int axis) { return program.symbol(program.nodes[axis]).extent; }

// Writes the value of one row, as numbers. A template, so that it and the rules that it needs are compiled where a sum
// over rows is written out, and not with the header.
template <class H>
class unroller_of {
 public:
  // axis: whose rows, a node; -1: what is the same for all rows.
  constexpr unroller_of(dag::builder& target, const dag::view& program, int axis)
      : target_(target), program_(program), axis_(axis), sums_(program.node_count), known_(program.node_count, -1) {
    for (int k = 0; k < dag::builder::max_axes; ++k) here_[k] = at_no_place;
    if (axis >= 0) here_[bit_of(axis)] = at_row;
    for (int id = 0; id < program.node_count; ++id) {
      sums_[id] = sums_rows(program, node(id));
      for (int k = 0; k < node(id).count; ++k) sums_[id] = sums_[id] || sums_[operand(id, k)];
    }
  }

  constexpr const dag::scratch<element_leaf>& leaves() const { return leaves_; }
  constexpr const dag::scratch<element_label>& labels() const { return labels_; }

  // What the rows of the axis add to a root that is a sum over rows; for no axis the terms without rows.
  constexpr handle term(int id) {
    if (!sums_[id]) return axis_ < 0 ? value(id) : handle(0);
    const dag::node& one = node(id);
    if (sums_rows(program_, one)) {
      if (one.op->combines != dag::combination::add || sums_[operand(id, 1)]) return refused();
      return operand(id, 0) == axis_ ? value(operand(id, 1)) : handle(0);
    }
    switch (one.op->part) {
      case dag::role::sum:
        return plus(term(operand(id, 0)), term(operand(id, 1)));
      case dag::role::difference:
        return plus(term(operand(id, 0)), negative(term(operand(id, 1))));
      case dag::role::negation:
        return negative(term(operand(id, 0)));
      case dag::role::product:
        for (int k = 0; k < 2; ++k)
          if (!sums_[operand(id, 1 - k)]) return times(term(operand(id, k)), operand(id, 1 - k));
        return refused();
      case dag::role::quotient: {
        if (sums_[operand(id, 1)]) return refused();
        const handle above = term(operand(id, 0));
        return above.is_number() && above.number().is(0) ? above : above / value(operand(id, 1));
      }
      case dag::role::reduction: {
        if (one.op->combines != dag::combination::add) return refused();
        handle total = 0;
        at_each_place(operand(id, 0), [&] { total = plus(total, term(operand(id, 1))); });
        return total;
      }
      default:
        return one.op->orders ? term(operand(id, 1)) : refused();
    }
  }

  // The values of a root along axes of fixed length, the last one fastest.
  template <class Use>
  constexpr void each(int id, const int* axes, int count, const Use& use) {
    if (sums_[id])
      use(refused());
    else if (count == 0)
      use(value(id));
    else
      at_each_place(*axes, [&] { each(id, axes + 1, count - 1, use); });
  }

 private:
  struct known_value {
    int next = -1;   // of the same node
    int places = 0;  // where they begin
    handle value = 0;
  };

  constexpr const dag::node& node(int id) const { return program_.nodes[id]; }
  constexpr int operand(int id, int k) const { return program_.operand(node(id), k); }
  constexpr int bit_of(int axis) const { return std::countr_zero(node(axis).axes); }
  constexpr handle refused() {
    target_.report(dag::problem::no_sum_of_rows);
    return 0;
  }
  static constexpr bool is_zero(const handle& value) { return value.is_number() && value.number().is(0); }
  constexpr handle plus(const handle& a, const handle& b) { return is_zero(a) ? b : is_zero(b) ? a : a + b; }
  constexpr handle negative(const handle& a) { return is_zero(a) ? a : -a; }
  constexpr handle times(const handle& a, int factor) { return is_zero(a) ? a : a * value(factor); }

  template <class Do>
  constexpr void at_each_place(int axis, const Do& what) {
    const int extent = program_.symbol(node(axis)).extent, bit = bit_of(axis), before = here_[bit];
    for (int k = 0; k < extent; ++k) {
      here_[bit] = k;
      what();
    }
    here_[bit] = before;
  }

  // The value at the places of its axes, computed once.
  constexpr handle value(int id) {
    const std::uint32_t axes = node(id).axes;
    for (int k = known_[id]; k >= 0; k = values_[k].next) {
      const int* at = places_.data() + values_[k].places;
      std::uint32_t rest = axes;
      while (rest != 0 && *at == here_[std::countr_zero(rest)]) {
        rest &= rest - 1u;
        ++at;
      }
      if (rest == 0) return values_[k].value;
    }
    const int first = places_.size();
    for (std::uint32_t rest = axes; rest != 0; rest &= rest - 1u) places_.push(here_[std::countr_zero(rest)]);
    const handle made = compute(id);
    values_.push({known_[id], first, made});
    known_[id] = values_.size() - 1;
    return made;
  }
  constexpr handle compute(int id) {
    const dag::node& one = node(id);
    switch (one.op->part) {
      case dag::role::number:
        return {program_.value(one), &target_};
      case dag::role::symbol:
        return leaf({one.payload, 0, {}, {}});
      case dag::role::extent: {
        const int extent = program_.symbol(node(operand(id, 0))).extent;
        return extent > 0 ? handle(extent) : leaf({node(operand(id, 0)).payload, 0, {}, {}});
      }
      case dag::role::access:
        return leaf(element(id));
      case dag::role::reduction:
        return reduced(id);
      case dag::role::pick: {
        const int bit = bit_of(operand(id, 1)), before = here_[bit];
        here_[bit] = place(operand(id, 2), operand(id, 1));
        const handle picked = value(operand(id, 0));
        here_[bit] = before;
        return picked;
      }
      default:
        break;
    }
    if (one.op->indicator) return indicated(id);
    if (one.op->binds) return value(operand(id, 1));
    const bool chooses = one.op->part == dag::role::selection || one.op->part == dag::role::guard;
    if (chooses) {
      const int known = truth(operand(id, 0));
      if (known >= 0) return value(operand(id, known != 0 ? 1 : 2));
    }
    dag::scratch<handle> operands(one.count);
    for (int k = 0; k < one.count; ++k) operands[k] = value(operand(id, k));
    return build(target_, *one.op, operands.data(), one.count);
  }
  // 1 or 0 where a condition compares constants, else -1.
  constexpr int truth(int id) {
    const dag::node& one = node(id);
    if (one.op->result != dag::sort::condition || one.count != 2) return -1;
    double numbers[2]{};
    for (int k = 0; k < 2; ++k) {
      if (node(operand(id, k)).op->result == dag::sort::condition) return -1;
      const handle side = value(operand(id, k));
      if (!side.is_number()) return -1;
      numbers[k] = side.number().value();
    }
    return one.op->value(numbers, 2) != 0 ? 1 : 0;
  }
  // The largest, the smallest or the sum of what stands at the places of an axis of fixed length.
  constexpr handle reduced(int id) {
    if (has_rows(program_, operand(id, 0))) return refused();
    dag::scratch<handle> terms;
    at_each_place(operand(id, 0), [&] { terms.push(value(operand(id, 1))); });
    return rules::combined(target_, node(id).op->combines, terms.data(), terms.size());
  }
  constexpr handle indicated(int id) {
    const int axis = operand(id, 0), a = here_[bit_of(axis)], b = place(operand(id, 1), axis);
    if (a == b) return 1;
    return a >= 0 && b >= 0 ? handle(0) : refused();
  }

  // Where a label says, along an axis.
  constexpr int place(int label, int axis) {
    const dag::node& one = node(label);
    if (one.op->is_number()) return static_cast<int>(program_.value(one).value());
    if (is_axis(program_, label)) return here_[bit_of(label)];
    const element_label wanted{element(label), axis};
    for (int l = 0; l < labels_.size(); ++l)
      if (labels_[l].from == wanted.from) return first_label - l;
    labels_.push(wanted);
    return first_label - (labels_.size() - 1);
  }
  constexpr element_leaf element(int access) {
    const dag::node& one = node(access);
    element_leaf result{node(operand(access, 0)).payload, one.count - 1, {}, {}};
    if (result.rank > max_element_rank) {
      target_.report(dag::problem::unequal_axes);
      result.rank = max_element_rank;
    }
    for (int d = 0; d < result.rank; ++d) {
      const int axis = operand(access, d + 1);
      result.places[d] = here_[bit_of(axis)];
      result.axes[d] = node(axis).payload;
      if (result.places[d] == at_no_place) refused();
    }
    return result;
  }
  constexpr handle leaf(const element_leaf& wanted) {
    int k = 0;
    while (k < leaves_.size() && !(leaves_[k] == wanted)) ++k;
    if (k == max_element_leaves) {
      target_.report(dag::problem::full);
      return 0;
    }
    if (k == leaves_.size()) leaves_.push(wanted);
    const dag::symbol_kind kind = program_.symbols[wanted.symbol].kind;
    const dag::symbol_kind as = kind == dag::symbol_kind::integer ? kind : dag::symbol_kind::real;
    return {target_, target_.make_symbol(element_names[static_cast<std::size_t>(k)].text, as)};
  }

  dag::builder& target_;
  const dag::view program_;
  int axis_;
  dag::scratch<bool> sums_;  // whether a value has a sum over rows inside
  dag::scratch<int> known_;
  dag::scratch<known_value> values_;
  dag::scratch<int> places_;
  dag::scratch<element_leaf> leaves_;
  dag::scratch<element_label> labels_;
  int here_[dag::builder::max_axes]{};
};
using unroller = unroller_of<handle>;

// One row of formulas F: what the rows of row axis number Kind add to the one formula, or, of several values along that
// axis, those along the axes of fixed length. Kind beyond the row axes: the terms without rows.
template <class Formulas, int Kind>
struct unrolled;
template <class... F, int Kind>
struct unrolled<outputs<F...>, Kind> {
  using source = lower<F...>;
  static constexpr dag::sizes used = sizes_of<source>;
  static constexpr int roots = [] {
    int count = 0;
    for (int r = 0; r < used.roots; ++r) {
      int all = 1;
      for (const int axis : unrolled_axes(draft_of<source>, r)) all *= fixed_extent(draft_of<source>, axis);
      count += all;
    }
    return count;
  }();
  static constexpr dag::sizes estimate{16 * used.nodes + 512, 32 * used.nodes + 1024, used.numbers + 64,
                                       max_element_leaves, roots};
  static constexpr void run(pass_output& out) { write(out); }

  // The unroller, whose leaves and labels tell what the symbols stand for.
  static constexpr unroller write(pass_output& out) {
    const dag::view from = draft_of<source>;
    out.builder.set_mode(dag::mode::reduced);
    const dag::scratch<int> axes = row_axes(from);
    unroller rows(out.builder, from, Kind < axes.size() ? axes[Kind] : -1);
    for (int r = 0; r < from.root_count; ++r) {
      const int root = from.roots[r];
      if (from.nodes[root].axes == 0) {
        out.add_root(rows.term(root));
        continue;
      }
      const dag::scratch<int> along = unrolled_axes(from, r);
      rows.each(root, along.data(), along.size(), [&](const handle& value) { out.add_root(value); });
    }
    return rows;
  }
};

}  // namespace tapeless::detail::pass
