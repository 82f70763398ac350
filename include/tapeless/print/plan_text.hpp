// SPDX-License-Identifier: BSL-1.0
// A plan as text: each nest as the loops it becomes, each contraction as the sum it is, with the buffers by name. What
// a user reads to see what a formula costs, and what tests compare.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::print {

using namespace planning;

template <class Table>
class plan_printer {
 public:
  // results: the name of each result, the value first.
  plan_printer(std::ostream& out, const Table& plan, const std::vector<std::string>& results)
      : out_(out), plan_(plan), results_(results) {}

  void print() {
    for (int k = 0; k < plan_.used.items; ++k) {
      const item& one = plan_.items[k];
      // Within each tile, items that go over an axis together.
      if (one.run_end > k) out_ << "run of " << one.run_end - k << " over " << axis(one.run_axis) << ":\n";
      if (one.what == item::kind::contraction)
        print(plan_.contractions[one.index]);
      else
        print(plan_.nests[one.index]);
    }
  }

 private:
  std::string axis(int a) const { return plan_.axis_names[a]; }
  const buffer& buffer_at(int b) const { return plan_.buffers[b]; }

  // Buffers are named by their place; what shares a place is never alive at once.
  std::string name(const source& from) const {
    if (from.from == source::kind::input) return plan_.inputs[from.index].name;
    const buffer& one = buffer_at(from.index);
    for (int b = 0; b < plan_.used.buffers; ++b)
      if (buffer_at(b).output >= 0 && buffer_at(b).slot == one.slot)
        return results_[static_cast<std::size_t>(buffer_at(b).output)];
    return "buffer" + std::to_string(one.slot);
  }
  int rank(const source& from) const {
    return from.from == source::kind::input ? plan_.inputs[from.index].rank : buffer_at(from.index).rank;
  }

  std::string element(const nest& loops, int s, const std::string& label = "") const {
    const stream& one = plan_.streams[loops.first_stream + s];
    const int dimensions = rank(one.from);
    if (dimensions == 0) return name(one.from);
    std::string text = name(one.from) + "[";
    for (int d = 0; d < dimensions; ++d) {
      if (d > 0) text += ",";
      if (d == one.picked) text += label;
      if (one.places[d] >= 0) text += std::to_string(one.places[d]);
      for (int k = 0; k < loops.depth; ++k)
        if (one.dims[k] == d) text += axis(loops.loops[k]);
      if (one.shift >= 0 && (plan_.shifts[one.shift].dims >> d & 1u) != 0) text += place(loops, one.shift, d);
    }
    return text + "]";
  }
  // Of places that are counted off: 2*n - u + 1.
  std::string place(const nest& loops, int number, int d) const {
    const shift& all = plan_.shifts[number];
    std::string text;
    const auto add = [&](int factor, const std::string& of) {
      const int size = factor < 0 ? -factor : factor;
      text += text.empty() ? (factor < 0 ? "-" : "") : (factor < 0 ? " - " : " + ");
      text += of.empty() ? std::to_string(size) : size == 1 ? of : std::to_string(size) + "*" + of;
    };
    for (int k = 0; k < loops.depth; ++k)
      if (all.factors[d][k] != 0) add(all.factors[d][k], axis(loops.loops[k]));
    if (all.constants[d] != 0 || text.empty()) add(all.constants[d], "");
    return text;
  }

  std::string factor_text(const contraction& whole, const factor& one) const {
    std::string text = name(one.from);
    for (int d = 0; d < rank(one.from); ++d) {
      if (one.places[d] >= 0) text.append(d == 0 ? "[" : ",").append(std::to_string(one.places[d]));
      for (int k = 0; k < whole.rank(); ++k)
        if (one.dims[k] == d) text.append(d == 0 ? "[" : ",").append(axis(whole.axes[k]));
    }
    return rank(one.from) > 0 ? text + "]" : text;
  }
  void print(const contraction& one) {
    out_ << factor_text(one, one.c) << " = sum(";
    for (int k = one.rank() - one.summed; k < one.rank(); ++k) out_ << axis(one.axes[k]) << ", ";
    out_ << factor_text(one, one.a) << '*' << factor_text(one, one.b) << ")\n";
  }

  void print(const nest& loops) {
    for (int k = loops.first_start; k < loops.first_start + loops.start_count; ++k) {
      const start& one = plan_.starts[k];
      out_ << name({source::kind::buffer, one.buffer})
           << (one.how == combination::add      ? " = 0\n"
               : one.how == combination::larger ? " = -inf\n"
                                                : " = inf\n");
    }
    std::string indent;
    for (int d = 0; d + 1 < loops.depth; ++d) {
      out_ << indent << "for " << axis(loops.loops[d]) << ":\n";
      indent += "  ";
    }
    row_.assign(static_cast<std::size_t>(loops.row_numbers) + 1, "");
    row_conditions_.assign(static_cast<std::size_t>(loops.row_conditions) + 1, "");
    for (int k = loops.prelude; k < loops.prelude_end; ++k) print(loops, k, indent, row_, row_conditions_, "r");
    for (int s = 0; s < loops.sweep_count; ++s) {
      const inner_sweep& one = plan_.sweeps[loops.first_sweep + s];
      for (int k = one.rows; k < one.set_up; ++k) print(loops, k, indent, row_, row_conditions_, "r");
      if (one.end == one.body) continue;
      out_ << indent << "sweep " << axis(loops.loops[loops.depth - 1]) << ":\n";
      pack_.assign(static_cast<std::size_t>(one.numbers) + 1, "");
      pack_conditions_.assign(static_cast<std::size_t>(one.conditions) + 1, "");
      for (int k = one.set_up; k < one.end; ++k) print(loops, k, indent + "  ", pack_, pack_conditions_, "v");
    }
  }

  using names = std::vector<std::string>;
  static std::string& at(names& numbers, names& conditions, int slot) {
    return slot < 0 ? conditions[static_cast<std::size_t>(~slot)] : numbers[static_cast<std::size_t>(slot)];
  }

  // Operands are written where they are used; what is computed gets a name, numbered by its slot.
  void print(const nest& loops, int k, const std::string& indent, names& numbers, names& conditions,
             const char* prefix) {
    const instruction& one = plan_.code[k];
    const auto value = [&](int slot) -> std::string& { return at(numbers, conditions, slot); };
    switch (one.what) {
      case act::equal:
      case act::fused:
      case act::compute: {
        const std::string fresh = prefix + std::to_string(one.to < 0 ? ~one.to : one.to) + (one.to < 0 ? "?" : "");
        out_ << indent << fresh << " = " << computed(one, value) << '\n';
        value(one.to) = fresh;
        break;
      }
      case act::lag: {
        const std::string fresh = prefix + std::to_string(one.to), sign = one.sign == signs::negated ? "-" : "";
        out_ << indent << fresh << " = " << (one.c < 0 ? sign : value(one.c) + (sign.empty() ? " + " : " - "))
             << (one.scale < 0 ? "" : value(one.scale) + "*") << value(one.a);
        if (one.count > 0) out_ << "(" << axis(loops.loops[loops.depth - 1]) << " - " << one.count << ")";
        out_ << '\n';
        value(one.to) = fresh;
        break;
      }
      case act::total:
        out_ << indent << name_of(one.how) << ' ' << one.to << " of " << value(one.a)
             << (one.count == 2 ? "*" + value(one.b) : "") << '\n';
        break;
      case act::store:
        out_ << indent << element(loops, one.to) << " = " << value(one.a) << '\n';
        break;
      case act::accumulate:
        out_ << indent << (one.count > 0 ? element(loops, one.to, value(one.b)) : element(loops, one.to))
             << (one.sign == signs::negated    ? " -= "
                 : one.how == combination::add ? " += "
                                               : std::string(" ") + name_of(one.how) + "= ")
             << value(one.a) << '\n';
        break;
      default:
        value(one.to) = operand(loops, one, value);
        break;
    }
  }
  static const char* name_of(combination how) {
    return how == combination::add ? "sum" : how == combination::larger ? "max" : "min";
  }
  template <class Value>
  std::string operand(const nest& loops, const instruction& one, const Value& value) {
    switch (one.what) {
      case act::constant: {
        const constant& c = plan_.constants[one.a];
        return c.is_named ? c.named->name : number_text(c.value);
      }
      case act::extent:
        return "size(" + axis(one.a) + ")";
      case act::place:
        return axis(loops.loops[one.a]);
      case act::load:
        return element(loops, one.a);
      case act::pick:
        return element(loops, one.a, value(one.b));
      case act::spread:
        return at(row_, row_conditions_, one.a);
      default:  // the result of a sweep
        return name_of(one.how) + std::to_string(one.a);
    }
  }
  static std::string number_text(const dag::number& value) {
    const auto whole = [](dag::int128 part) { return std::to_string(static_cast<std::int64_t>(part)); };
    if (value.is_short() && value.is_integer()) return whole(value.numerator());
    if (value.is_short()) return whole(value.numerator()) + "/" + whole(value.denominator());
    return std::to_string(value.value());
  }
  template <class Value>
  std::string computed(const instruction& one, const Value& value) const {
    if (one.what == act::equal) return value(one.a) + " == " + value(one.b);
    if (one.what == act::fused) {
      const std::string product = value(one.a) + "*" + value(one.b);
      if (one.sign == signs::negated) return value(one.c) + " - " + product;
      return product + (one.sign == signs::plus ? " + " : " - ") + value(one.c);
    }
    const dag::operation& op = *one.op;
    if (op.style == dag::notation::infix && one.count == 2) return value(one.a) + op.sign + value(one.b);
    if (op.style == dag::notation::prefix) return op.sign + value(one.a);
    std::string text = std::string(op.name) + "(" + value(one.a);
    if (one.count > 1 && one.count < 4) text += ", " + value(one.b);
    if (one.count == 3) text += ", " + value(one.c);
    for (int k = 1; one.count > 3 && k < one.count; ++k) text += ", " + value(plan_.pool[one.pool + k]);
    return text + ")";
  }

  std::ostream& out_;
  const Table& plan_;
  const std::vector<std::string>& results_;
  names row_;
  names row_conditions_;
  names pack_;
  names pack_conditions_;
};

}  // namespace tapeless::detail::print
