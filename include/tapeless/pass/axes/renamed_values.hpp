// SPDX-License-Identifier: BSL-1.0
// Values that are other values along other axes: of a recurrence, h(n, v) beside h(n, u), where a product of matrices
// takes the state as rows and as columns. The second one is not computed again but read where the first one is stored.
#pragma once

#include <bit>

#include <tapeless/pass/lower.hpp>
#include <tapeless/rules/axes.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Finds them in one walk: nodes with the same operation whose operands are the same but for the names of axes, in the
// same pattern. Names of axes count where no tensor says how long the axis is: sum(u, 1) is not sum(v, 1).
class renamed_values {
 public:
  constexpr explicit renamed_values(const dag::view& program)
      : program_(program),
        size_(std::bit_ceil(static_cast<unsigned>(2 * program.node_count + 2))),
        fact_list_(program.node_count),
        table_(static_cast<int>(size_), -1),
        facts_(fact_list_.data()) {
    for (int id = 0; id < program_.node_count; ++id)
      if (program_.nodes[id].op->is_symbol() && program_.symbol(program_.nodes[id]).kind == dag::symbol_kind::axis)
        axis_nodes_[std::countr_zero(program_.nodes[id].axes)] = id;
    for (int id = 0; id < program_.node_count; ++id) classify(id);
  }
  renamed_values(const renamed_values&) = delete;
  renamed_values& operator=(const renamed_values&) = delete;

  // The first value that is `id` along other axes, perhaps `id` itself.
  constexpr int original(int id) const { return facts_[id].original; }
  // The axes, as nodes, along which both vary, in the same order.
  constexpr int axis_count(int id) const { return facts_[id].count; }
  constexpr int axis(int id, int k) const { return axis_nodes_[bits_[facts_[id].first + k]]; }
  // Whether a sum, maximum or minimum has to be found for it: that it is worth keeping.
  constexpr bool is_costly(int id) const { return facts_[id].costly; }

 private:
  static constexpr int axis_bits = 32;
  // How an operand's axes stand in a pattern: by the order in which they come, or by their names.
  static constexpr int bound = axis_bits, named = axis_bits + 1;

  struct facts {
    int original = 0;
    int first = 0;  // axes that may have other names: bits_[first .. first + count)
    int count = 0;
    std::uint32_t names = 0;  // axes whose names count
    int key = 0;              // what is compared: keys_[key .. end)
    int end = 0;
    bool costly = false;
  };

  constexpr void classify(int id) {
    const dag::node& node = program_.nodes[id];
    facts& own = facts_[id];
    own.original = id;
    if (node.count == 0) {
      own.names = node.axes;
      return;
    }
    own.costly = node.op->part == dag::role::reduction;
    // The axis of a sum or pick has its meaning in the body alone.
    const int inner = node.op->binds_axis() ? program_.operand(node, node.op->axis_operand) : -1;
    const int body = inner < 0 ? -1 : program_.operand(node, 1 - node.op->axis_operand);
    std::uint32_t others = 0;
    for (int k = 0; k < node.count; ++k) {
      const int operand = program_.operand(node, k);
      own.costly = own.costly || facts_[operand].costly;
      if (operand != inner && operand != body && !is_axis_of_tensor(node, k)) others |= facts_[operand].names;
    }
    own.names = others | (body < 0 ? 0 : facts_[body].names);
    write_key(id, inner, body);
    if (inner >= 0) own.names &= ~program_.nodes[inner].axes | others;
    find(id);
  }
  // Whether an operand is an axis along which tensors stand: any name does for it.
  constexpr bool is_axis_of_tensor(const dag::node& node, int k) const {
    return node.op->part == dag::role::access ? k > 0 : node.op->views && k == 2;
  }

  // The operands of what commutes come in the order of their originals or, where they are one, in the order that makes
  // the lesser key.
  constexpr void write_key(int id, int inner, int body) {
    const dag::node& node = program_.nodes[id];
    facts& own = facts_[id];
    own.key = keys_.size();
    own.first = bits_.size();
    bool swaps = false;
    if (node.count == 2 && node.op->commutative && inner < 0) {
      const int first = facts_[program_.operand(node, 0)].original, second = facts_[program_.operand(node, 1)].original;
      swaps = second < first || (first == second && swapped_is_less(node, own));
    }
    write_operands(node, own, inner, body, swaps);
    own.count = bits_.size() - own.first;
    own.end = keys_.size();
  }
  constexpr bool swapped_is_less(const dag::node& node, const facts& own) {
    write_operands(node, own, -1, -1, false);
    const int middle = keys_.size();
    bits_.shorten(own.first);
    write_operands(node, own, -1, -1, true);
    bool less = false;
    for (int k = 0; k < middle - own.key; ++k) {
      const int here = keys_[own.key + k], there = keys_[middle + k];
      if (here == there) continue;
      less = there < here;
      break;
    }
    keys_.shorten(own.key);
    bits_.shorten(own.first);
    return less;
  }
  constexpr void write_operands(const dag::node& node, const facts& own, int inner, int body, bool swaps) {
    for (int j = 0; j < node.count; ++j) {
      const int operand = program_.operand(node, swaps ? 1 - j : j);
      if (operand == inner) {
        const bool counts = body >= 0 && (facts_[body].names & program_.nodes[inner].axes) != 0;
        keys_.push(counts ? named + std::countr_zero(program_.nodes[inner].axes) : bound);
      } else if (is_axis_of_tensor(node, j)) {
        write_axis(own, std::countr_zero(program_.nodes[operand].axes), -1);
      } else {
        keys_.push(-1 - facts_[operand].original);
        const int end = facts_[operand].first + facts_[operand].count;
        for (int k = facts_[operand].first; k < end; ++k)
          write_axis(own, bits_[k], operand == body ? std::countr_zero(program_.nodes[inner].axes) : -1);
      }
    }
  }
  constexpr void write_axis(const facts& own, int bit, int inner) {
    if ((own.names >> bit & 1u) != 0) {
      keys_.push(named + bit);
    } else if (bit == inner) {
      keys_.push(bound);
    } else {
      int at = own.first;
      while (at < bits_.size() && bits_[at] != bit) ++at;
      keys_.push(at - own.first);
      if (at == bits_.size()) bits_.push(bit);
    }
  }

  constexpr void find(int id) {
    facts& own = facts_[id];
    const dag::operation& op = *program_.nodes[id].op;
    std::uint64_t hash = op.hash;
    for (int k = own.key; k < own.end; ++k) hash = dag::mix(hash, static_cast<std::uint64_t>(keys_[k]));
    for (unsigned at = static_cast<unsigned>(hash >> 32) & (size_ - 1);; at = (at + 1) & (size_ - 1)) {
      const int other = table_[static_cast<int>(at)];
      if (other < 0) {
        table_[static_cast<int>(at)] = id;
        return;
      }
      if (!op.same(*program_.nodes[other].op) || !same_key(own, facts_[other])) continue;
      own.original = other;
      return;
    }
  }
  constexpr bool same_key(const facts& one, const facts& other) const {
    if (one.end - one.key != other.end - other.key) return false;
    for (int k = 0; k < one.end - one.key; ++k)
      if (keys_[one.key + k] != keys_[other.key + k]) return false;
    return true;
  }

  const dag::view& program_;
  const unsigned size_;
  dag::scratch<facts> fact_list_;
  dag::scratch<int> table_;
  dag::scratch<int> keys_;
  dag::scratch<int> bits_;
  facts* const facts_;
  int axis_nodes_[axis_bits]{};
};

// Pass with every value that is worth keeping computed along one set of axes.
template <class Pass>
struct share_renamed {
  static constexpr dag::sizes used = sizes_of<Pass>;
  static constexpr dag::sizes estimate{2 * used.nodes + 16, 3 * used.edges + 32, used.numbers, used.symbols,
                                       used.roots};
  static constexpr void run(pass_output& out) {
    const dag::view from = draft_of<Pass>;
    const renamed_values values(from);
    dag::scratch<bool> shown_list(from.node_count), needed_list(from.node_count);
    dag::scratch<comparison> compared_list(from.node_count);
    bool* const shown = shown_list.data();
    bool* const needed = needed_list.data();
    comparison* const compared = compared_list.data();
    for (int r = 0; r < from.root_count; ++r) needed[from.roots[r]] = true;
    for (int id = from.node_count - 1; id >= 0; --id) {
      if (!needed[id]) continue;
      shown[id] = compared[id] == comparison::both_shown || (compared[id] == comparison::none && values.is_costly(id));
      shown[id] = shown[id] && can_be_shown(from, values, id);
      if (shown[id]) {
        needed[values.original(id)] = true;
        for (int k = 0; k < values.axis_count(id); ++k)
          needed[values.axis(id, k)] = needed[values.axis(values.original(id), k)] = true;
      } else {
        for (int k = 0; k < from.nodes[id].count; ++k) needed[from.operand(from.nodes[id], k)] = true;
        if (from.nodes[id].op->equality) compare(from, values, from.nodes[id], compared);
      }
    }
    dag::scratch<int> places = dag::scratch<int>::unwritten(from.node_count);
    int* const ids = places.data();
    for (int id = 0; id < from.node_count; ++id)
      if (needed[id])
        ids[id] =
            shown[id] ? show(out.builder, from, values, id, ids) : copy_node(out.builder, from, from.nodes[id], ids);
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }

 private:
  // Two values that are compared, one of them the largest of the other's kind, are both computed where they stand or
  // both read where others stand: computed again, in another loop, a value may miss its maximum by its last bit.
  enum class comparison : std::uint8_t { none, both_shown, neither_shown };
  static constexpr void compare(const dag::view& from, const renamed_values& values, const dag::node& node,
                                comparison* compared) {
    bool both = true;
    for (int k = 0; k < 2; ++k) {
      const int id = from.operand(node, k);
      both = both && compared[id] != comparison::neither_shown &&
             (values.original(id) == id || can_be_shown(from, values, id));
    }
    for (int k = 0; k < 2; ++k)
      if (compared[from.operand(node, k)] != comparison::neither_shown)
        compared[from.operand(node, k)] = both ? comparison::both_shown : comparison::neither_shown;
  }

  static constexpr bool can_be_shown(const dag::view& from, const renamed_values& values, int id) {
    if (values.original(id) == id || from.nodes[id].op->result == dag::sort::condition) return false;
    return each_change(from, values, id, [](int, int) {});
  }
  // Calls change(from, to) for each axis of the original that is another one here, in an order in which the value has
  // no axis twice. False where there is none: of a transposed matrix.
  template <class Change>
  static constexpr bool each_change(const dag::view& from, const renamed_values& values, int id, const Change& change) {
    const int original = values.original(id), count = values.axis_count(id);
    std::uint32_t now = from.nodes[original].axes, done = 0;
    int left = 0;
    for (int k = 0; k < count; ++k) {
      if (values.axis(original, k) == values.axis(id, k))
        done |= std::uint32_t{1} << k;
      else
        ++left;
    }
    for (bool any = true; any && left > 0;) {
      any = false;
      for (int k = 0; k < count; ++k) {
        const int there = values.axis(original, k), here = values.axis(id, k);
        if ((done >> k & 1u) != 0 || (now & from.nodes[here].axes) != 0) continue;
        change(there, here);
        now = (now & ~from.nodes[there].axes) | from.nodes[here].axes;
        done |= std::uint32_t{1} << k;
        --left;
        any = true;
      }
    }
    return left == 0;
  }
  static constexpr int show(dag::builder& target, const dag::view& from, const renamed_values& values, int id,
                            const int* ids) {
    int value = ids[values.original(id)];
    each_change(from, values, id, [&](int there, int here) {
      const int operands[3] = {value, ids[there], ids[here]};
      value = target.make(*detail::operation_at<rules::along_>(), operands, 3);
    });
    return value;
  }
};

}  // namespace tapeless::detail::pass
