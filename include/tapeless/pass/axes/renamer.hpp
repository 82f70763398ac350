// SPDX-License-Identifier: BSL-1.0
// Values along other axes, and sums over axes with names that do not matter.
#pragma once

#include <array>
#include <bit>

#include <tapeless/pass/schedule.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Names of axes that passes make up; there are never more than a program can have.
struct axis_name {
  char text[4]{};
};
constexpr std::array<axis_name, dag::builder::max_axes> numbered_axes(const char* prefix) {
  std::array<axis_name, dag::builder::max_axes> names{};
  for (int k = 1; k <= dag::builder::max_axes; ++k) {
    char* at = names[static_cast<std::size_t>(k) - 1].text;
    for (const char* c = prefix; *c != '\0'; ++c) *at++ = *c;
    if (k >= 10) *at++ = static_cast<char>('0' + k / 10);
    *at = static_cast<char>('0' + k % 10);
  }
  return names;
}
inline constexpr auto made_up_axes = numbered_axes("i");   // for people: i1, i2, ...
inline constexpr auto standard_names = numbered_axes("");  // that no axis of a formula can have

// Copies values along other axes. What has been copied is remembered, so that renaming one value after the other costs
// no more than the values that are new.
class renamer {
 public:
  constexpr explicit renamer(dag::builder& program) : program_(program) {}

  // The value `id` with axis `from` (a node) renamed to axis `to`. Each value below it is visited once, however often
  // it is shared.
  constexpr int rename(int id, int from, int to) {
    if (from == to || !varies(id, from)) return id;
    if (!varies(id, to)) return exchange(id, from, to);
    // Places along both axes become one; sums over `to` inside are over another axis first.
    return copied(id, from, to, false);
  }

  // The value with the names of two axes exchanged, wherever they stand: also those of sums inside, so that none comes
  // in the way of the other.
  constexpr int exchange(int id, int a, int b) { return copied(id, a, b, true); }

  // A sum or pick over the axis `to` instead of its own.
  constexpr int inside(int id, int to) {
    const dag::node node = program_[id];
    const int bound = node.op->axis_operand, body = 1 - bound;
    int operands[3]{};  // a pick has three
    for (int j = 0; j < node.count; ++j) operands[j] = program_.operand(id, j);
    operands[body] = exchange(operands[body], operands[bound], to);
    operands[bound] = to;
    return program_.make(*node.op, operands, node.count);
  }

  // An axis that the program does not have yet, as long as another one.
  constexpr int fresh(int like) {
    const dag::symbol_entry& known = program_.symbol(like);
    const char* const origin = *known.origin != '\0' ? known.origin : known.name;
    for (const axis_name& one : made_up_axes)
      if (!program_.has_axis(one.text)) return program_.make_symbol(one.text, dag::symbol_kind::axis, 0, origin);
    program_.report(dag::problem::too_many_axes);
    return 0;
  }

 private:
  // What has been copied from one axis to another: the places of the copies, -1 where there is none yet.
  struct change {
    int from = 0;
    int to = 0;
    bool exchanges = false;
    dag::scratch<int> copies{};
  };

  constexpr bool varies(int id, int axis) const { return (program_[id].axes & program_[axis].axes) != 0; }

  // The number of a change, with a place for the copy of every value up to `id`.
  constexpr int change_for(int id, int from, int to, bool exchanges) {
    int which = 0;
    for (; which < changes_.size(); ++which) {
      const change& one = changes_[which];
      if (one.from == from && one.to == to && one.exchanges == exchanges) break;
    }
    if (which == changes_.size()) changes_.push({from, to, exchanges, {}});
    dag::scratch<int>& copies = changes_[which].copies;
    const int known = copies.size();
    const int least = (id > from ? id > to ? id : to : from > to ? from : to) + 1;
    if (known >= least) return which;
    dag::scratch<int> longer(2 * known > least ? 2 * known : least, -1);
    for (int k = 0; k < known; ++k) longer[k] = copies[k];
    longer[from] = to;
    if (exchanges) longer[to] = from;
    copies = static_cast<dag::scratch<int>&&>(longer);
    return which;
  }

  constexpr int copied(int id, int from, int to, bool exchanges) {
    const std::uint32_t axes = program_[from].axes | (exchanges ? program_[to].axes : 0);
    if ((program_[id].axes & axes) == 0) return id;
    const int which = change_for(id, from, to, exchanges);
    int* copies = changes_[which].copies.data();
    if (copies[id] >= 0) return copies[id];
    // First what is to be copied is marked, then it is copied in the order of the program. A call within this one has a
    // mark of its own.
    const int mark = --mark_;
    int first = id;
    dag::scratch<int> waiting;
    waiting.push(id);
    copies[id] = mark;
    while (!waiting.empty()) {
      const int next = waiting.pop();
      if (next < first) first = next;
      const dag::node& node = program_[next];
      const int* const operands = program_.operands_of(node);
      for (int j = keeps_body(next, axes) ? 1 : 0; j < node.count; ++j) {
        const int below = operands[j];
        if (copies[below] != -1) continue;
        copies[below] = (program_[below].axes & axes) != 0 ? mark : below;
        if (copies[below] == mark) waiting.push(below);
      }
    }
    for (int k = first; k <= id; ++k) {
      if (copies[k] != mark) continue;
      const int made = keeps_body(k, axes) ? shown(k, copies)
                       : exchanges         ? rebuilt(k, copies)
                                           : rebuilt_apart(k, from, to, copies);
      copies = changes_[which].copies.data();  // other changes may have been made on the way
      copies[k] = made;
    }
    ++mark_;
    return copies[id];
  }
  // Of a value that is shown along another axis only that one is renamed, as long as the value has none of the axes
  // itself.
  constexpr bool keeps_body(int k, std::uint32_t axes) const {
    if (!program_[k].op->views) return false;
    return (program_[program_.operand(k, 0)].axes & ~program_[program_.operand(k, 1)].axes & axes) == 0;
  }
  constexpr int shown(int k, const int* copies) {
    const handle operands[3] = {{program_, program_.operand(k, 0)},
                                {program_, program_.operand(k, 1)},
                                {program_, copies[program_.operand(k, 2)]}};
    return build(program_, *program_[k].op, operands, 3).id_in(program_);
  }
  constexpr int rebuilt(int k, const int* copies) { return copy_node(program_, program_.look(), program_[k], copies); }

  // Value k, which varies along `from`, of renamed operands.
  constexpr int rebuilt_apart(int k, int from, int to, const int* renamed) {
    const dag::operation& op = *program_[k].op;
    const int count = program_[k].count;
    for (int j = 1; op.part == dag::role::access && j < count; ++j)
      if (program_.operand(k, j) == to) program_.report(dag::problem::axis_twice);
    if (!op.binds_axis() || program_.operand(k, op.axis_operand) != to) return rebuilt(k, renamed);
    // sum(to, ... from ...): its own axis makes way
    dag::scratch<handle> operands(count);
    for (int j = 0; j < count; ++j) operands[j] = handle(program_, renamed[program_.operand(k, j)]);
    const int bound = op.axis_operand, body = 1 - bound;
    const int other = fresh(to);
    operands[body] = handle(program_, rename(exchange(program_.operand(k, body), to, other), from, to));
    operands[bound] = handle(program_, other);
    return build(program_, op, operands.data(), operands.size()).id_in(program_);
  }

  dag::builder& program_;
  dag::scratch<change> changes_;
  int mark_ = -1;
};

// How many values formulas have, one for each definition and those of stored programs.
class definition_count {
 public:
  constexpr void add(const definition& root) {
    dag::scratch<const definition*> waiting;
    waiting.push(&root);
    while (!waiting.empty()) {
      const definition& one = *waiting.pop();
      if (!note(one)) continue;
      values_ += one.is_stored ? one.stored->node_count : 1;
      for (int k = 0; k < one.count && !one.is_stored; ++k) waiting.push(one.operands[k]);
    }
  }
  constexpr int values() const { return values_; }

 private:
  // False where the definition has been noted before.
  constexpr bool note(const definition& one) {
    if (2 * (count_ + 1) > seen_.size()) grow();
    const unsigned mask = static_cast<unsigned>(seen_.size()) - 1;
    unsigned at = static_cast<unsigned>(one.hash) & mask;
    for (std::uint64_t* seen = seen_.data(); seen[at] != 0; at = (at + 1) & mask)
      if (seen[at] == one.hash) return false;
    seen_[static_cast<int>(at)] = one.hash;
    ++count_;
    return true;
  }
  constexpr void grow() {
    const dag::scratch<std::uint64_t> old = static_cast<dag::scratch<std::uint64_t>&&>(seen_);
    seen_ = dag::scratch<std::uint64_t>(old.empty() ? 256 : 2 * old.size());
    const unsigned mask = static_cast<unsigned>(seen_.size()) - 1;
    for (const std::uint64_t hash : old) {
      if (hash == 0) continue;
      unsigned at = static_cast<unsigned>(hash) & mask;
      while (seen_[static_cast<int>(at)] != 0) at = (at + 1) & mask;
      seen_[static_cast<int>(at)] = hash;
    }
  }

  dag::scratch<std::uint64_t> seen_;
  int count_ = 0;
  int values_ = 0;
};

// Formulas that stand under other names of their axes, written out: in one walk, however many times there is a name
// for the formula so far.
template <class... E>
struct written_out {
  static constexpr int values = [] {
    definition_count count;
    for (const definition* const root : {detail::definition_for<E>...}) count.add(*root);
    return count.values();
  }();
  static constexpr dag::sizes room = room_to_lower<E...>();
  static constexpr dag::sizes estimate{room.nodes + 3 * values, room.edges + 6 * values, room.numbers, room.symbols,
                                       room.roots};
  static constexpr void run(pass_output& out) {
    renamer rename(out.builder);
    importer<renamer> import_into(out.builder, &rename);
    const definition* const roots[] = {detail::definition_for<E>...};
    for (const definition* const root : roots) out.add_root(import_into.import(*root));
    check_ranks(out.builder);
  }
};
// What has been renamed stays behind.
template <class... E>
struct lower_renamed : schedule<written_out<E...>> {};

// A formula whose sums are over axes with standard names, so that sum(n, f(n)) and sum(m, f(m)) become one. A sum gets
// the first name that no sum inside has whose values vary along its axis: networks of any depth need few of them. Axes
// with fixed extents keep their names.
template <class Pass>
struct standard_axes {
  using source = Pass;
  static constexpr dag::sizes used = sizes_of<source>;
  static constexpr dag::sizes estimate{4 * used.nodes + 16, 8 * used.edges + 32, used.numbers + 8,
                                       used.symbols + dag::builder::max_axes, used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<source>;
    dag::builder& program = out.builder;
    dag::scratch<int> places(from.node_count);
    int* const ids = places.data();
    for (int k = 0; k < from.node_count; ++k) {
      const dag::node& node = from.nodes[k];
      ids[k] = copy_node(program, from, node, ids);
      if (!node.op->binds_axis()) continue;
      const int bound = node.op->axis_operand;
      const int axis = ids[from.operand(node, bound)], body = ids[from.operand(node, 1 - bound)];
      if (program.symbol(axis).extent > 0) continue;
      const int name = std::countr_one(names_inside(program, body, program[axis].axes));
      if (name >= dag::builder::max_axes) {
        program.report(dag::problem::too_many_axes);
        break;
      }
      const int standard =
          program.make_symbol(standard_names[static_cast<std::size_t>(name)].text, dag::symbol_kind::axis);
      ids[k] = renamer(program).inside(ids[k], standard);
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  // Which standard names the sums in a value have, bit by bit, as far as they vary along an axis.
  static constexpr std::uint32_t names_inside(const dag::builder& program, int value, std::uint32_t axis) {
    std::uint32_t names = 0;
    dag::scratch<bool> wanted_list(value + 1);
    bool* const wanted = wanted_list.data();
    wanted[value] = true;
    for (int id = value; id >= 0; --id) {
      const dag::node& node = program[id];
      if (!wanted[id] || (node.axes & axis) == 0) continue;
      if (node.op->binds_axis()) names |= number_of(program.symbol(program.operand(id, node.op->axis_operand)).name);
      for (int j = 0; j < node.count; ++j) wanted[program.operand(id, j)] = true;
    }
    return names;
  }
  static constexpr std::uint32_t number_of(const char* name) {
    for (int k = 0; k < dag::builder::max_axes; ++k)
      if (dag::same_text(standard_names[static_cast<std::size_t>(k)].text, name)) return std::uint32_t{1} << k;
    return 0;
  }
};

template <class Pass>
using with_standard_axes = std::conditional_t<has_axes<Pass>, standard_axes<Pass>, Pass>;

}  // namespace tapeless::detail::pass
