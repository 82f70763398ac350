// SPDX-License-Identifier: BSL-1.0
// What a plan must be and what it must compute, independent of the code that it becomes: a check of its tables, a
// scalar interpreter of them in memory that knows who has written what, and the values of a program node by node.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <tapeless/run/loops/planner.hpp>

namespace plans {

namespace dag = tapeless::dag;
namespace loops = tapeless::detail::run::loops;
using loops::act;
using loops::axis_mask;
using loops::instruction;

// Counts and places of the standard containers.
template <class I>
std::size_t at(I k) {
  return static_cast<std::size_t>(k);
}
inline void demand(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// An axis that a derivative has made and no tensor stands along.
struct no_extent : std::runtime_error {
  no_extent() : std::runtime_error("an axis has no extent") {}
};

struct array {
  std::vector<std::ptrdiff_t> extents;
  std::vector<double> values;  // row-major
};
// Everything that a program is given: numbers are arrays without dimensions.
struct world {
  std::map<std::string, std::ptrdiff_t> extents;  // of the axes
  std::map<std::string, array> arrays;
};

// Whether axes and tensors stand in all places that are for them.
inline bool names_axes(const dag::view& program) {
  const auto is_axis = [&](int id) {
    return program.nodes[id].op->is_symbol() && program.symbol(program.nodes[id]).kind == dag::symbol_kind::axis;
  };
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& one = program.nodes[id];
    const auto axis_at = [&](int k) { return is_axis(program.operand(one, k)); };
    switch (one.op->part) {
      case dag::role::access:
        if (!program.nodes[program.operand(one, 0)].op->is_symbol() || axis_at(0)) return false;
        for (int k = 1; k < one.count; ++k)
          if (!axis_at(k)) return false;
        break;
      case dag::role::reduction:
      case dag::role::extent:
        if (!axis_at(0)) return false;
        break;
      case dag::role::pick:
        if (!axis_at(1)) return false;
        break;
      default:
        if (one.op->binds && !axis_at(0)) return false;
    }
  }
  return true;
}

// The values of all nodes that the roots need, each over its own axes.
class evaluation {
 public:
  // noise: not 0 where every rounded result is to be off a little more, to see what the roots make of it.
  evaluation(const dag::view& program, const world& given, unsigned noise = 0)
      : program_(program), given_(given), noise_(noise), values_(at(program.node_count)) {
    std::vector<bool> needed(at(program.node_count));
    for (int r = 0; r < program.root_count; ++r) needed[at(program.roots[r])] = true;
    for (int id = program.node_count - 1; id >= 0; --id)
      for (int k = 0; needed[at(id)] && k < node(id).count; ++k) needed[at(operand(id, k))] = true;
    for (int id = 0; id < program.node_count; ++id) {
      if (!is_symbol(id, dag::symbol_kind::axis) || !needed[at(id)]) continue;
      bits_[name(id)] = std::countr_zero(node(id).axes);
      const auto found = given.extents.find(name(id));
      if (found != given.extents.end()) extents_[bit_of(id)] = found->second;
    }
    // Axes that a derivative has renamed are as long as the tensors along them.
    for (int id = 0; id < program.node_count; ++id)
      for (int k = 1; needed[at(id)] && node(id).op->part == dag::role::access && k < node(id).count; ++k)
        if (extents_[bit_of(operand(id, k))] == 0)
          extents_[bit_of(operand(id, k))] = given.arrays.at(name(operand(id, 0))).extents.at(at(k - 1));
    for (const auto& [axis, bit] : bits_)
      if (extents_[at(bit)] == 0) throw no_extent();
    for (int id = 0; id < program.node_count; ++id)
      if (needed[at(id)]) evaluate(id);
  }

  // Whether a condition hangs on the last bits of two numbers.
  bool ties() const { return ties_; }
  // Root r over these axes, the last one running fastest.
  std::vector<double> root(int r, const loops::wanted& shape) const {
    const int id = program_.roots[r];
    std::vector<double> result;
    places here{};
    const auto visit = [&](const auto& self, int d) -> void {
      if (d == shape.rank) {
        result.push_back(element(id, here));
        return;
      }
      const auto known = bits_.find(shape.axes[d]);  // an axis that the values do not have says only how often
      std::ptrdiff_t scratch = 0;
      std::ptrdiff_t& k = known == bits_.end() ? scratch : here[at(known->second)];
      for (k = 0; k < given_.extents.at(shape.axes[d]); ++k) self(self, d + 1);
      k = 0;
    };
    visit(visit, 0);
    return result;
  }

 private:
  using places = std::array<std::ptrdiff_t, 32>;

  const dag::node& node(int id) const { return program_.nodes[id]; }
  int operand(int id, int k) const { return program_.operand(node(id), k); }
  std::string name(int id) const { return program_.symbol(node(id)).name; }
  bool is_symbol(int id, dag::symbol_kind kind) const {
    return node(id).op->is_symbol() && program_.symbol(node(id)).kind == kind;
  }
  double element(int id, const places& here) const {
    std::ptrdiff_t offset = 0;
    for (axis_mask rest = node(id).axes; rest != 0; rest &= rest - 1u) {
      const std::size_t bit = at(std::countr_zero(rest));
      offset = offset * extents_[bit] + here[bit];
    }
    return values_[at(id)][at(offset)];
  }

  void evaluate(int id) {
    const dag::node& one = node(id);
    if (is_symbol(id, dag::symbol_kind::axis) || is_symbol(id, dag::symbol_kind::tensor) ||
        is_symbol(id, dag::symbol_kind::labels))
      return;
    std::vector<int> bits;
    std::ptrdiff_t size = 1;
    for (axis_mask rest = one.axes; rest != 0; rest &= rest - 1u) {
      bits.push_back(std::countr_zero(rest));
      size *= extents_[at(bits.back())];
    }
    demand(size <= 200000, "too large");
    const array* source = nullptr;
    if (one.op->part == dag::role::access) source = &given_.arrays.at(name(operand(id, 0)));
    const bool chooses = dag::same_text(one.op->name, "max_over") || dag::same_text(one.op->name, "min_over");
    const bool rounds = one.op->result == dag::sort::real && !chooses &&
                        (one.op->price == dag::cost::add || one.op->price == dag::cost::multiply ||
                         one.op->price == dag::cost::divide || one.op->price == dag::cost::call);
    std::vector<double>& to = values_[at(id)];
    to.reserve(at(size));
    places here{};
    for (std::ptrdiff_t k = 0; k < size; ++k) {
      std::ptrdiff_t rest = k;
      for (std::size_t d = bits.size(); d-- > 0;) {
        here[at(bits[d])] = rest % extents_[at(bits[d])];
        rest /= extents_[at(bits[d])];
      }
      double result = computed(id, here, source);
      if (rounds && noise_ != 0) result *= 1 + 1e-13 * jitter(id, result);
      to.push_back(result);
    }
  }
  // Between -1 and 1; equal numbers of one node stay equal.
  double jitter(int id, double x) const {
    const std::uint64_t bits = dag::mix(dag::mix(at(id), std::bit_cast<std::uint64_t>(x)), noise_);
    return static_cast<double>(bits >> 11) * 0x1p-52 - 1;
  }
  double computed(int id, places& here, const array* source) {
    const dag::node& one = node(id);
    switch (one.op->part) {
      case dag::role::number:
        return program_.value(one).value();
      case dag::role::symbol:
        return given_.arrays.at(name(id)).values[0];
      case dag::role::extent:
        return static_cast<double>(extents_[bit_of(operand(id, 0))]);
      case dag::role::access: {
        std::ptrdiff_t offset = 0;
        for (int k = 1; k < one.count; ++k) {
          const std::size_t bit = bit_of(operand(id, k));
          demand(extents_[bit] == source->extents.at(at(k - 1)), "an axis is not as long as the tensor");
          offset = offset * extents_[bit] + here[bit];
        }
        return source->values[at(offset)];
      }
      case dag::role::reduction: {
        const std::string kind = one.op->name;
        const bool of_exponentials = kind == "log_sum_exp_over";
        const bool adds = kind == "sum" || of_exponentials;
        demand(adds || kind == "max_over" || kind == "min_over", "an unknown reduction");
        const std::size_t bit = bit_of(operand(id, 0));
        const std::ptrdiff_t before = here[bit];
        double result = adds ? 0 : kind == "max_over" ? -INFINITY : INFINITY;
        for (here[bit] = 0; here[bit] < extents_[bit]; ++here[bit]) {
          const double next = element(operand(id, 1), here);
          result = adds                 ? result + (of_exponentials ? std::exp(next) : next)
                   : kind == "max_over" ? std::fmax(result, next)
                                        : std::fmin(result, next);
        }
        here[bit] = before;
        return of_exponentials ? std::log(result) : result;
      }
      case dag::role::pick: {
        const std::size_t bit = bit_of(operand(id, 1));
        const std::ptrdiff_t before = here[bit];
        const auto label = static_cast<std::ptrdiff_t>(element(operand(id, 2), here));
        demand(label >= 0 && label < extents_[bit], "a label out of range");
        here[bit] = label;
        const double result = element(operand(id, 0), here);
        here[bit] = before;
        return result;
      }
      default:
        break;
    }
    if (dag::same_text(one.op->name, "onehot")) {
      const int label = operand(id, 1);
      const double place = static_cast<double>(here[bit_of(operand(id, 0))]);
      if (is_symbol(label, dag::symbol_kind::axis)) return place == static_cast<double>(here[bit_of(label)]) ? 1 : 0;
      return place == element(label, here) ? 1 : 0;
    }
    double operands[32] = {};
    for (int k = 0; k < one.count; ++k) operands[k] = element(operand(id, k), here);
    if (one.op->result == dag::sort::condition && one.count == 2 && !one.op->takes_condition(0)) {
      const double difference = std::abs(operands[0] - operands[1]);
      if (difference > 0 && difference < 1e-9 * (std::abs(operands[0]) + std::abs(operands[1]))) ties_ = true;
    }
    return one.op->value(operands, one.count);
  }
  std::size_t bit_of(int axis) const { return at(std::countr_zero(node(axis).axes)); }

  const dag::view program_;
  const world& given_;
  unsigned noise_;
  bool ties_ = false;
  std::vector<std::vector<double>> values_;
  std::map<std::string, int> bits_;  // of the axes in the masks of the program
  std::array<std::ptrdiff_t, 32> extents_{};
};

// The slots that an instruction reads.
template <class Table>
std::vector<int> read_by(const Table& plan, const instruction& one) {
  switch (one.what) {
    case act::pick:
      return {one.b};
    case act::spread:
    case act::store:
    case act::accumulate:
      return {one.a};
    case act::equal:
      return {one.a, one.b};
    case act::fused:
      return {one.a, one.b, one.c};
    case act::total:
      return one.count == 2 ? std::vector<int>{one.a, one.b} : std::vector<int>{one.a};
    case act::compute: {
      if (one.count > 3) return {plan.pool.entries + one.pool, plan.pool.entries + one.pool + one.count};
      const int slots[] = {one.a, one.b, one.c};
      return {slots, slots + one.count};
    }
    default:
      return {};
  }
}
inline bool touches_memory(const instruction& one) {
  return one.what == act::load || one.what == act::pick || one.what == act::store || one.what == act::accumulate;
}
inline bool writes_memory(const instruction& one) { return one.what == act::store || one.what == act::accumulate; }
inline int stream_in(const instruction& one) { return writes_memory(one) ? one.to : one.a; }

// What holds of every plan, whatever it computes. Throws std::logic_error with what does not.
template <class Table>
class plan_check {
 public:
  plan_check(const Table& plan, const dag::view& program, const loops::wanted* shapes)
      : plan_(plan), uses_(at(plan.used.buffers)) {
    check_items();
    check_results(program, shapes);
    for (int k = 0; k < plan.used.items; ++k) {
      const loops::item& one = plan.items[k];
      if (one.what == loops::item::kind::nest)
        check(plan.nests[one.index], k);
      else
        check(plan.contractions[one.index], k);
    }
    check_lifetimes();
    for (int h = 0; h < plan.used.phases; ++h) check(plan.phases[h]);
  }

 private:
  static constexpr int never = -1;
  // Where in an item memory is touched: by an instruction of a sweep, or somewhere else.
  struct touch {
    int item = 0;
    int stream = -1;
    int stage = -1;  // -1: not in a sweep
    int place = -1;
    act what = act::load;
  };
  struct use {
    std::vector<touch> reads;
    std::vector<touch> writes;
    int first_write = std::numeric_limits<int>::max();
    int last_read = never;
    int last() const { return std::max(last_read, writes.empty() ? never : writes.back().item); }
  };
  // The slots of rows or of a sweep: which have been written.
  struct slots {
    std::vector<bool> numbers;
    std::vector<bool> conditions;
    slots(int number_count, int condition_count) : numbers(at(number_count)), conditions(at(condition_count)) {}
    void write(int slot) {
      std::vector<bool>& all = slot < 0 ? conditions : numbers;
      const std::size_t k = at(slot < 0 ? ~slot : slot);
      demand(k < all.size(), "a slot out of range is written");
      demand(!all[k], "a slot is written twice");
      all[k] = true;
    }
    void read(int slot) const {
      const std::vector<bool>& all = slot < 0 ? conditions : numbers;
      const std::size_t k = at(slot < 0 ? ~slot : slot);
      demand(k < all.size(), "a slot out of range is read");
      demand(all[k], "a slot is read before it is written");
    }
  };

  static axis_mask bit(int axis) { return axis_mask{1} << axis; }
  const loops::buffer& buffer(int b) const { return plan_.buffers[b]; }
  static bool contains(int index, int first, int count) { return index >= first && index < first + count; }

  void check_items() const {
    std::vector<bool> nests(at(plan_.nest_count));
    std::vector<bool> contractions(at(plan_.used.contractions));
    for (int k = 0; k < plan_.used.items; ++k) {
      const loops::item& one = plan_.items[k];
      std::vector<bool>& all = one.what == loops::item::kind::nest ? nests : contractions;
      demand(contains(one.index, 0, static_cast<int>(all.size())) && !all[at(one.index)], "an item is not its own");
      all[at(one.index)] = true;
    }
    demand(plan_.used.items == plan_.nest_count + plan_.used.contractions, "a nest or contraction is no item");
    int next = 0;
    for (int h = 0; h < plan_.used.phases; ++h) {
      demand(plan_.phases[h].first == next && plan_.phases[h].end > next, "phases leave items out");
      next = plan_.phases[h].end;
    }
    demand(next == plan_.used.items, "the last items are in no phase");
  }

  void check_results(const dag::view& program, const loops::wanted* shapes) const {
    demand(plan_.used.outputs == program.root_count, "a root has no result");
    std::set<int> taken;
    for (int r = 0; r < program.root_count; ++r) {
      const int b = plan_.outputs[r].buffer;
      demand(contains(b, 0, plan_.used.buffers) && buffer(b).output == r, "a result is in no buffer of its own");
      demand(taken.insert(buffer(b).slot).second, "two results have one place");
      demand(buffer(b).rank == shapes[r].rank, "a result has another rank");
      for (int d = 0; d < buffer(b).rank; ++d)
        demand(dag::same_text(plan_.axis_names[buffer(b).dims[d]], shapes[r].axes[d]), "a result has other axes");
    }
    for (int b = 0; b < plan_.used.buffers; ++b) {
      const loops::buffer& one = buffer(b);
      axis_mask axes = 0;
      for (int d = 0; d < one.rank; ++d) axes |= bit(one.dims[d]);
      demand(axes == one.axes && std::popcount(axes) == one.rank, "the dimensions of a buffer are not its axes");
      demand(contains(one.slot, 0, plan_.slot_count), "a buffer has no place");
    }
  }

  void check(const loops::nest& one, int item) {
    axis_mask axes = 0;
    for (int d = 0; d < one.depth; ++d) axes |= bit(one.loops[d]);
    demand(axes == one.axes && std::popcount(axes) == one.depth, "the loops of a nest are not its axes");
    demand(one.first_stream >= 0 && one.first_stream + one.stream_count <= plan_.used.streams, "streams out of range");
    for (int s = 0; s < one.stream_count; ++s) check(plan_.streams[one.first_stream + s], one);
    demand(one.prelude <= one.prelude_end && one.prelude_end <= plan_.used.instructions, "a prelude out of range");
    demand(one.first_stage >= 0 && one.first_stage + one.stage_count <= plan_.used.stages, "stages out of range");
    std::map<int, loops::combine> starts;
    for (int s = one.first_start; s < one.first_start + one.start_count; ++s) {
      demand(contains(s, 0, plan_.used.starts), "starts out of range");
      demand(starts.emplace(plan_.starts[s].buffer, plan_.starts[s].how).second, "a sum starts twice");
    }
    std::set<int> started;
    slots row(one.row_numbers, one.row_conditions);
    int next = one.prelude_end;
    for (int c = one.prelude; c < one.prelude_end; ++c)
      check(plan_.code[c], c, one, item, -1, row, row, starts, started);
    std::vector<bool> totals;
    for (int s = 0; s < one.stage_count; ++s) {
      const loops::stage& now = plan_.stages[one.first_stage + s];
      demand(now.rows == next && now.rows <= now.set_up && now.set_up <= now.body && now.body <= now.end &&
                 now.end <= plan_.used.instructions,
             "the parts of a stage are not in order");
      next = now.end;
      for (int c = now.rows; c < now.set_up; ++c) {
        const instruction& step = plan_.code[c];
        if (step.what == act::result)
          demand(contains(step.a, 0, static_cast<int>(totals.size())) && totals[at(step.a)],
                 "a sum is read before it is complete");
        check(step, c, one, item, -1, row, row, starts, started);
      }
      slots pack(now.numbers, now.conditions);
      for (int c = now.set_up; c < now.body; ++c) {
        const instruction& step = plan_.code[c];
        demand(step.what == act::constant || step.what == act::spread, "an instruction that sets nothing up");
        check(step, c, one, item, -1, row, pack, starts, started);
      }
      totals.assign(at(now.accumulators), false);
      demand(now.body == now.end || one.depth > 0, "a sweep without a loop");
      for (int c = now.body; c < now.end; ++c) {
        const instruction& step = plan_.code[c];
        if (step.what == act::total) {
          demand(contains(step.to, 0, now.accumulators) && !totals[at(step.to)], "two sums in one accumulator");
          demand(step.count == 1 || (step.count == 2 && step.how == loops::combine::add), "a total of many");
          totals[at(step.to)] = true;
        }
        demand(step.what != act::result && step.what != act::spread && step.what != act::constant &&
                   step.what != act::extent,
               "an instruction of rows in a sweep");
        check(step, c, one, item, s, pack, pack, starts, started);
      }
      for (const bool written : totals) demand(written, "an accumulator that nothing is added to");
    }
    demand(started.size() == starts.size(), "a sum starts and is not made");
  }

  void check(const loops::stream& one, const loops::nest& loops_of) const {
    const bool is_buffer = one.from.from == loops::source::kind::buffer;
    demand(contains(one.from.index, 0, is_buffer ? plan_.used.buffers : plan_.used.inputs), "a stream over nothing");
    const int rank = is_buffer ? buffer(one.from.index).rank : plan_.inputs[one.from.index].rank;
    std::vector<bool> covered(at(rank));
    const auto cover = [&](int dimension) {
      demand(contains(dimension, 0, rank) && !covered[at(dimension)], "a stream with a dimension out of range");
      covered[at(dimension)] = true;
    };
    for (int d = 0; d < loops::most_rank; ++d) {
      if (one.dims[d] < 0) continue;
      demand(d < loops_of.depth, "a stream along a loop that there is not");
      cover(one.dims[d]);
      demand(stands(one.from, one.dims[d], loops_of.loops[d]), "a stream along another axis");
    }
    if (one.picked >= 0) cover(one.picked);
    for (const bool is : covered) demand(is, "a stream leaves a dimension out");
  }
  bool stands(const loops::source& from, int dim, int axis) const {
    if (from.from == loops::source::kind::buffer) return buffer(from.index).dims[dim] == axis;
    for (int k = 0; k < plan_.used.spans; ++k)
      if (plan_.spans[k].input == from.index && plan_.spans[k].dim == dim && plan_.spans[k].axis == axis) return true;
    return false;
  }

  // sweep: the number of the sweep or -1. Slots are read from `from` and written to `to`.
  void check(const instruction& one, int place, const loops::nest& whole, int item, int sweep, const slots& from,
             slots& to, const std::map<int, loops::combine>& starts, std::set<int>& started) {
    const std::vector<int> operands = read_by(plan_, one);
    for (const int slot : operands) from.read(slot);
    const bool may_be_conditions = one.what == act::compute || one.what == act::spread;
    for (std::size_t k = 0; k < operands.size(); ++k)
      demand(may_be_conditions
                 ? one.what == act::spread || (operands[k] < 0) == one.op->takes_condition(static_cast<int>(k))
                 : operands[k] >= 0,
             "a condition for a number");
    switch (one.what) {
      case act::constant:
        demand(contains(one.a, 0, plan_.used.constants), "a constant out of range");
        break;
      case act::extent:
        demand(contains(one.a, 0, plan_.axis_count), "an axis out of range");
        break;
      case act::place:
        demand(contains(one.a, 0, sweep < 0 ? whole.depth - 1 : whole.depth), "the place in a loop that there is not");
        break;
      case act::spread:
        demand((one.a < 0) == (one.to < 0), "a condition for a number");
        break;
      case act::compute:
        demand(one.op != nullptr && one.count > 0 && (one.op->arity < 0 || one.op->arity == one.count),
               "an operation with too many operands");
        demand((one.op->result == dag::sort::condition) == (one.to < 0), "a condition for a number");
        break;
      default:
        break;
    }
    if (touches_memory(one)) touch_memory(one, place, whole, item, sweep, starts, started);
    if (!writes_memory(one) && one.what != act::total) to.write(one.to);
  }

  void touch_memory(const instruction& one, int place, const loops::nest& whole, int item, int sweep,
                    const std::map<int, loops::combine>& starts, std::set<int>& started) {
    demand(contains(stream_in(one), 0, whole.stream_count), "a stream out of range");
    const loops::stream& along = plan_.streams[whole.first_stream + stream_in(one)];
    demand((one.what == act::pick) == (along.picked >= 0), "a stream is picked from or walked along");
    const bool moves = whole.depth > 0 && along.dims[whole.depth - 1] >= 0;
    demand(!moves || sweep >= 0, "a number of a row moves along the row");
    demand(!writes_memory(one) || sweep < 0 || moves, "a sweep writes to one place only");
    if (along.from.from == loops::source::kind::input) {
      demand(!writes_memory(one), "an input is written");
      return;
    }
    const int b = along.from.index;
    const touch now{item, whole.first_stream + stream_in(one), sweep, place, one.what};
    (writes_memory(one) ? uses_[at(b)].writes : uses_[at(b)].reads).push_back(now);
    if (one.what == act::accumulate) {
      const auto begun = starts.find(b);
      demand(begun != starts.end() && begun->second == one.how, "a sum does not start, or in another way");
      demand(started.insert(b).second, "a sum is made twice");
    }
    if (one.what == act::store) {
      const axis_mask inner = whole.depth > 0 ? bit(whole.loops[whole.depth - 1]) : 0u;
      const axis_mask all = sweep >= 0 ? whole.axes : whole.axes & ~inner;
      demand(starts.count(b) == 0, "a sum is stored");
      demand(buffer(b).axes == (buffer(b).scratch ? inner : all), "a value is stored over and over");
    }
  }

  void check(const loops::contraction& one, int item) {
    std::array<axis_mask, 4> groups{};
    const int counts[] = {one.batch, one.rows, one.columns, one.summed};
    int next = 0;
    axis_mask all = 0;
    for (std::size_t g = 0; g < 4; ++g)
      for (int k = 0; k < counts[g]; ++k) {
        const axis_mask axis = bit(one.axes[next++]);
        demand((all & axis) == 0, "an axis is in two groups of a contraction");
        all |= axis;
        groups[g] |= axis;
      }
    demand(one.summed == 1 && one.rank() <= loops::most_rank, "a contraction sums over one axis");
    const auto axes_of = [&](const loops::factor& from) {
      const bool is_buffer = from.from.from == loops::source::kind::buffer;
      demand(contains(from.from.index, 0, is_buffer ? plan_.used.buffers : plan_.used.inputs), "a factor is nothing");
      const int rank = is_buffer ? buffer(from.from.index).rank : plan_.inputs[from.from.index].rank;
      std::vector<bool> covered(at(rank));
      axis_mask axes = 0;
      for (int k = 0; k < one.rank(); ++k) {
        const int dimension = from.dims[k];
        if (dimension < 0) continue;
        demand(dimension < rank && !covered[at(dimension)], "a factor with a dimension out of range");
        demand(stands(from.from, dimension, one.axes[k]), "a factor along another axis");
        covered[at(dimension)] = true;
        axes |= bit(one.axes[k]);
      }
      for (const bool is : covered) demand(is, "a contraction leaves a dimension out");
      return axes;
    };
    const auto [batch, rows, columns, summed] = groups;
    demand(axes_of(one.a) == (batch | rows | summed), "the left factor of a contraction has other axes");
    demand(axes_of(one.b) == (batch | columns | summed), "the right factor of a contraction has other axes");
    demand(axes_of(one.c) == (batch | rows | columns), "a contraction has other axes");
    demand(one.c.from.from == loops::source::kind::buffer, "a contraction writes to an input");
    for (const loops::factor* from : {&one.a, &one.b})
      if (from->from.from == loops::source::kind::buffer) uses_[at(from->from.index)].reads.push_back({.item = item});
    uses_[at(one.c.from.index)].writes.push_back({.item = item, .what = act::accumulate});
  }

  // A buffer is written before it is read, and what shares its place keeps away from there until it is read last.
  void check_lifetimes() {
    for (int b = 0; b < plan_.used.buffers; ++b) {
      use& own = uses_[at(b)];
      for (const touch& one : own.writes) own.first_write = std::min(own.first_write, one.item);
      for (const touch& one : own.reads) own.last_read = std::max(own.last_read, one.item);
      demand(!own.writes.empty(), "a buffer is not written");
      demand(!own.reads.empty() || buffer(b).output >= 0, "a buffer is not read");
      for (const touch& one : own.reads) demand(one.item >= own.first_write, "a buffer is read before it is written");
      for (const touch& one : own.writes) {
        demand(one.item == own.first_write, "two items write a buffer");
        demand(!buffer(b).scratch || own.last() == own.first_write, "a row of scratch outlives its nest");
      }
      if (buffer(b).output >= 0) own.last_read = plan_.used.items;
      const loops::buffer& root = buffer(root_of(b));
      demand(root.alive <= own.first_write && buffer(b).last >= std::min(own.last(), plan_.used.items),
             "a buffer is alive for too short a time");
    }
    for (int b = 0; b < plan_.used.buffers; ++b)
      for (int c = 0; c < b; ++c) {
        if (buffer(b).slot != buffer(c).slot) continue;
        demand(buffer(b).axes == buffer(c).axes, "buffers of different sizes share a place");
        demand(comes_before(b, c) || comes_before(c, b), "two values that are needed at once share a place");
      }
  }
  int root_of(int b) const {
    while (buffer(b).same_as >= 0) b = buffer(b).same_as;
    return b;
  }
  bool comes_before(int b, int c) const {
    const use& from = uses_[at(b)];
    const use& to = uses_[at(c)];
    if (from.last() < to.first_write) return true;
    if (from.last() > to.first_write || from.first_write == to.first_write) return false;
    // In the nest that reads one for the last time the other takes its place, element by element.
    for (int d = 0; d < buffer(b).rank; ++d)
      if (buffer(b).dims[d] != buffer(c).dims[d]) return false;
    for (const touch& read : from.reads) {
      if (read.item != to.first_write) continue;
      for (const touch& write : to.writes) {
        if (read.stage < 0 || write.stage < 0 || read.what != act::load || write.what != act::store) return false;
        if (read.place >= write.place) return false;  // sweeps stand one behind the other
        const loops::stream& x = plan_.streams[read.stream];
        const loops::stream& y = plan_.streams[write.stream];
        for (int d = 0; d < loops::most_rank; ++d)
          if (x.dims[d] != y.dims[d]) return false;
        // Each element is there for one place of all loops.
        if (buffer(b).rank != plan_.nests[plan_.items[read.item].index].depth) return false;
      }
    }
    return true;
  }

  // What the tiles of a phase add up is known and no tile reads it; what else they write they do not share.
  void check(const loops::phase& one) const {
    demand(one.first_part >= 0 && one.first_part + one.part_count <= plan_.used.parts, "parts out of range");
    if (one.axis < 0) {
      demand(one.part_count == 0, "parts without an axis");
      return;
    }
    std::map<int, const loops::part*> parts;
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p) {
      const loops::part& sum = plan_.parts[p];
      if (!sum.scratch) demand(parts.emplace(sum.buffer, &sum).second, "a part is added up twice");
      parts.emplace(sum.buffer, &sum);
      demand((buffer(sum.buffer).axes & bit(one.axis)) == 0, "a part is cut like the tiles");
    }
    for (int k = one.first; k < one.end; ++k) {
      const loops::item& item = plan_.items[k];
      axis_mask axes = 0;
      if (item.what == loops::item::kind::nest)
        axes = plan_.nests[item.index].axes;
      else
        for (int d = 0; d < plan_.contractions[item.index].rank(); ++d)
          axes |= bit(plan_.contractions[item.index].axes[d]);
      demand((axes & bit(one.axis)) != 0, "an item does not go along the axis of its phase");
    }
    for (int b = 0; b < plan_.used.buffers; ++b) {
      const use& own = uses_[at(b)];
      const bool written = contains(own.first_write, one.first, one.end - one.first);
      const auto part = parts.find(b);
      demand(written || part == parts.end(), "a part that the phase does not make");
      if (!written || (buffer(b).axes & bit(one.axis)) != 0) continue;
      if (part == parts.end() && is_repeated(b)) continue;
      demand(part != parts.end(), "all tiles write to one buffer");
      demand(part->second->scratch == buffer(b).scratch, "a part is scratch or a sum");
      for (const touch& write : own.writes) {
        demand(buffer(b).scratch || write.what == act::accumulate, "a part is stored");
        if (!buffer(b).scratch) demand(part->second->how == how_of(write), "a part is added up in another way");
      }
      for (const touch& read : own.reads)
        demand(buffer(b).scratch || read.item >= one.end, "a sum is read before it is complete");
    }
  }
  // A number that stands before the only loop of a nest: each tile stores the same one.
  bool is_repeated(int b) const {
    const use& own = uses_[at(b)];
    return buffer(b).rank == 0 && own.writes.size() == 1 && own.writes[0].what == act::store &&
           plan_.nests[plan_.items[own.first_write].index].depth == 1;
  }
  loops::combine how_of(const touch& write) const {
    return write.place < 0 ? loops::combine::add : plan_.code[write.place].how;
  }

  const Table& plan_;
  std::vector<use> uses_;
};

// Runs a plan, one number after the other.
template <class Table>
class plan_run {
 public:
  // How the axis of a phase is cut: into groups with sums of their own, and these into tiles.
  struct way {
    std::ptrdiff_t tile = 1 << 20;
    std::ptrdiff_t groups = 1;
    bool backwards = false;    // the last group first
    std::ptrdiff_t lanes = 1;  // elements of a sweep that take each instruction together
  };

  plan_run(const Table& plan, const world& given) : plan_(plan) {
    for (int a = 0; a < plan.axis_count; ++a) {
      const auto known = given.extents.find(plan.axis_names[a]);
      if (known != given.extents.end()) extents_[at(a)] = known->second;
    }
    for (int k = 0; k < plan.used.inputs; ++k) inputs_.push_back(&given.arrays.at(plan.inputs[k].name));
    // Axes that a derivative has renamed are as long as the tensors along them.
    for (int k = 0; k < plan.used.spans; ++k) {
      const loops::span& one = plan.spans[k];
      const std::ptrdiff_t length = inputs_[at(one.input)]->extents.at(at(one.dim));
      std::ptrdiff_t& own = extents_[at(one.axis)];
      if (own == 0) own = length;
      demand(own == length, "an axis is not as long as the tensor");
    }
    for (int a = 0; a < plan.axis_count; ++a)
      if (extents_[at(a)] == 0) throw no_extent();
    for (int b = 0; b < plan.used.buffers; ++b) sizes_.push_back(size_of(plan.buffers[b]));
  }

  // The results, each over the axes of its buffer.
  std::vector<std::vector<double>> run(const way& how) {
    way_ = how;
    std::vector<std::ptrdiff_t> sizes(at(plan_.slot_count));
    for (int b = 0; b < plan_.used.buffers; ++b) {
      std::ptrdiff_t& size = sizes[at(plan_.buffers[b].slot)];
      size = std::max(size, sizes_[at(b)]);
    }
    std::vector<memory> slots;
    for (const std::ptrdiff_t size : sizes) slots.emplace_back(size);
    places_.clear();
    for (int b = 0; b < plan_.used.buffers; ++b) places_.push_back(&slots[at(plan_.buffers[b].slot)]);
    for (int h = 0; h < plan_.used.phases; ++h) run(plan_.phases[h]);
    std::vector<std::vector<double>> results;
    for (int r = 0; r < plan_.used.outputs; ++r) {
      std::vector<double>& result = results.emplace_back();
      for (std::ptrdiff_t k = 0; k < sizes_[at(plan_.outputs[r].buffer)]; ++k)
        result.push_back(load({loops::source::kind::buffer, plan_.outputs[r].buffer}, k));
    }
    return results;
  }

 private:
  static constexpr int nobody = -1;
  // Places, who has written them last, and which group has been there in which phase.
  struct memory {
    struct visit {
      int phase = nobody;
      std::ptrdiff_t group = 0;
      bool several = false;
    };
    std::vector<double> values;
    std::vector<int> owners;  // buffers
    std::vector<visit> reads;
    std::vector<visit> writes;
    explicit memory(std::ptrdiff_t size)
        : values(at(size), std::numeric_limits<double>::quiet_NaN()),
          owners(at(size), nobody),
          reads(at(size)),
          writes(at(size)) {}
  };
  struct range {
    std::ptrdiff_t begin = 0;
    std::ptrdiff_t end = 0;
  };
  using ranges = std::array<range, loops::most_axes>;
  struct walk {
    loops::source from;
    std::ptrdiff_t steps[loops::most_rank] = {};
    std::ptrdiff_t picked = 0;
    std::ptrdiff_t picked_extent = 0;
  };
  // Numbers of a row, or of the elements of a sweep that go together.
  struct frame {
    std::ptrdiff_t lanes = 1;
    std::vector<double> numbers;
    std::vector<double> conditions;
    frame(int number_count, int condition_count, std::ptrdiff_t width)
        : lanes(width),
          numbers(at(number_count * width), std::numeric_limits<double>::quiet_NaN()),
          conditions(at(condition_count * width)) {}
    double& at_lane(int slot, std::ptrdiff_t lane) {
      return slot < 0 ? conditions.at(at(~slot * lanes + lane)) : numbers.at(at(slot * lanes + lane));
    }
  };

  std::ptrdiff_t size_of(const loops::buffer& one) const {
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) size *= extents_[at(one.dims[d])];
    return size;
  }
  std::ptrdiff_t stride(const loops::source& from, int dim) const {
    std::ptrdiff_t step = 1;
    if (from.from == loops::source::kind::input) {
      const array& whole = *inputs_[at(from.index)];
      for (std::size_t d = at(dim) + 1; d < whole.extents.size(); ++d) step *= whole.extents[d];
    } else {
      const loops::buffer& whole = plan_.buffers[from.index];
      for (int d = dim + 1; d < whole.rank; ++d) step *= extents_[at(whole.dims[d])];
    }
    return step;
  }
  std::ptrdiff_t extent(const loops::source& from, int dim) const {
    return from.from == loops::source::kind::input ? inputs_[at(from.index)]->extents[at(dim)]
                                                   : extents_[at(plan_.buffers[from.index].dims[dim])];
  }

  // Memory.
  double load(const loops::source& from, std::ptrdiff_t offset) {
    if (from.from == loops::source::kind::input) return inputs_[at(from.index)]->values.at(at(offset));
    memory& place = *places_[at(from.index)];
    demand(offset >= 0 && offset < sizes_[at(from.index)], "a place outside of its buffer is read");
    demand(place.owners[at(offset)] != nobody, "a place is read before it is written");
    demand(place.owners[at(offset)] == from.index, "a place is read after another value has been written there");
    if (way_.groups > 1) {
      const auto& write = place.writes[at(offset)];
      auto& read = place.reads[at(offset)];
      demand(write.phase != phase_ || write.group == group_, "a group reads what another one writes");
      if (read.phase == phase_ && read.group != group_) read.several = true;
      if (read.phase != phase_) read = {phase_, group_, false};
    }
    return place.values[at(offset)];
  }
  void store(int b, std::ptrdiff_t offset, double value) {
    memory& place = *places_[at(b)];
    demand(offset >= 0 && offset < sizes_[at(b)], "a place outside of its buffer is written");
    double& to = place.values[at(offset)];
    if (way_.groups > 1) {
      const auto& read = place.reads[at(offset)];
      auto& write = place.writes[at(offset)];
      // Of a number each group may store the same one.
      const bool same = sizes_[at(b)] == 1 && place.owners[at(offset)] == b && to == value;
      demand(same || write.phase != phase_ || write.group == group_, "two groups write to one place");
      demand(same || read.phase != phase_ || (!read.several && read.group == group_),
             "a group writes what another one reads");
      write = {phase_, group_, false};
    }
    to = value;
    place.owners[at(offset)] = b;
  }
  static double combined(loops::combine how, double a, double b) {
    return how == loops::combine::add ? a + b : how == loops::combine::larger ? std::fmax(a, b) : std::fmin(a, b);
  }
  static double neutral(loops::combine how) {
    return how == loops::combine::add ? 0 : how == loops::combine::larger ? -INFINITY : INFINITY;
  }

  // Phases.
  void run(const loops::phase& one) {
    ++phase_;
    group_ = 0;
    ranges whole{};
    for (int a = 0; a < plan_.axis_count; ++a) whole[at(a)] = {0, extents_[at(a)]};
    if (one.axis < 0) {
      for (int k = one.first; k < one.end; ++k) run(plan_.items[k], whole, -1, true);
      return;
    }
    const std::ptrdiff_t extent = extents_[at(one.axis)];
    const std::ptrdiff_t groups = std::min(way_.groups, extent);
    if (groups == 1) {
      run_tiles(one, whole, {0, extent});
      return;
    }
    // Sums and scratch of each group; the first one adds up in the place of the result.
    const std::vector<memory*> shared = places_;
    std::vector<std::vector<memory>> own(at(groups));
    for (std::ptrdiff_t k = 0; k < groups; ++k) {
      group_ = way_.backwards ? groups - 1 - k : k;
      places_ = shared;
      std::vector<memory>& parts = own[at(group_)];
      parts.reserve(at(one.part_count));
      for (int p = one.first_part; p < one.first_part + one.part_count; ++p) {
        const loops::part& part = plan_.parts[p];
        memory& place = parts.emplace_back(sizes_[at(part.buffer)]);
        if (group_ > 0 || part.scratch) places_[at(part.buffer)] = &place;
      }
      run_tiles(one, whole, {extent * group_ / groups, extent * (group_ + 1) / groups});
    }
    places_ = shared;
    ++phase_;
    group_ = 0;
    for (int p = 0; p < one.part_count; ++p) {
      const loops::part& part = plan_.parts[one.first_part + p];
      if (part.scratch) continue;
      for (std::ptrdiff_t g = 1; g < groups; ++g)
        for (std::ptrdiff_t k = 0; k < sizes_[at(part.buffer)]; ++k) {
          const memory& from = own[at(g)][at(p)];
          demand(from.owners[at(k)] == part.buffer, "a group leaves a part of its sum empty");
          store(part.buffer, k,
                combined(part.how, load({loops::source::kind::buffer, part.buffer}, k), from.values[at(k)]));
        }
    }
  }
  void run_tiles(const loops::phase& one, ranges whole, range along) {
    for (std::ptrdiff_t begin = along.begin; begin < along.end; begin += way_.tile) {
      whole[at(one.axis)] = {begin, std::min(along.end, begin + way_.tile)};
      for (int k = one.first; k < one.end; ++k) run(plan_.items[k], whole, one.axis, begin == along.begin);
    }
  }
  void run(const loops::item& one, const ranges& over, int axis, bool first) {
    if (one.what == loops::item::kind::contraction) {
      multiply(plan_.contractions[one.index], over, axis, first);
      return;
    }
    const loops::nest& nest = plan_.nests[one.index];
    for (int s = nest.first_start; s < nest.first_start + nest.start_count; ++s) {
      const loops::start& sum = plan_.starts[s];
      const loops::buffer& shape = plan_.buffers[sum.buffer];
      if (first || (axis >= 0 && (shape.axes >> axis & 1u) != 0)) fill(sum, shape, over, 0, 0);
    }
    run(nest, over);
  }
  void fill(const loops::start& sum, const loops::buffer& shape, const ranges& over, int d, std::ptrdiff_t offset) {
    if (d == shape.rank) {
      store(sum.buffer, offset, neutral(sum.how));
      return;
    }
    const range& along = over[at(shape.dims[d])];
    const std::ptrdiff_t step = stride({loops::source::kind::buffer, sum.buffer}, d);
    for (std::ptrdiff_t k = along.begin; k < along.end; ++k) fill(sum, shape, over, d + 1, offset + k * step);
  }

  void multiply(const loops::contraction& one, const ranges& over, int axis, bool first) {
    const int rank = one.rank();
    const int outside = rank - one.summed;
    bool adds = false;
    for (int k = outside; k < rank; ++k) adds = adds || (!first && one.axes[k] == axis);
    std::ptrdiff_t here[loops::most_rank] = {};
    const auto offset = [&](const loops::factor& from) {
      std::ptrdiff_t result = 0;
      for (int k = 0; k < rank; ++k)
        if (from.dims[k] >= 0) result += here[k] * stride(from.from, from.dims[k]);
      return result;
    };
    double sum = 0;
    const auto visit = [&](const auto& self, int k) -> void {
      if (k == rank) {
        sum += load(one.a.from, offset(one.a)) * load(one.b.from, offset(one.b));
        return;
      }
      if (k == outside) sum = adds ? load(one.c.from, offset(one.c)) : 0;
      const range& along = over[at(one.axes[k])];
      for (here[k] = along.begin; here[k] < along.end; ++here[k]) self(self, k + 1);
      here[k] = 0;
      if (k == outside) store(one.c.from.index, offset(one.c), sum);
    };
    visit(visit, 0);
  }

  // Nests.
  void run(const loops::nest& one, const ranges& over) {
    walks_.clear();
    for (int s = one.first_stream; s < one.first_stream + one.stream_count; ++s) {
      const loops::stream& from = plan_.streams[s];
      walk& to = walks_.emplace_back();
      to.from = from.from;
      for (int d = 0; d < one.depth; ++d)
        if (from.dims[d] >= 0) to.steps[d] = stride(from.from, from.dims[d]);
      if (from.picked < 0) continue;
      to.picked = stride(from.from, from.picked);
      to.picked_extent = extent(from.from, from.picked);
    }
    depth_ = one.depth;
    for (int d = 0; d < depth_; ++d) here_[d] = over[at(one.loops[d])].begin;
    frame row(one.row_numbers, one.row_conditions, 1);
    for (int c = one.prelude; c < one.prelude_end; ++c) step(plan_.code[c], row, row, 0);
    rows(one, over, row, 0);
  }
  void rows(const loops::nest& one, const ranges& over, frame& row, int d) {
    if (d + 1 < depth_) {
      const range& along = over[at(one.loops[d])];
      for (here_[d] = along.begin; here_[d] < along.end; ++here_[d]) rows(one, over, row, d + 1);
      here_[d] = along.begin;
      return;
    }
    for (const walk& along : walks_) {  // nothing stays behind from the row before
      if (along.from.from != loops::source::kind::buffer || !plan_.buffers[along.from.index].scratch) continue;
      std::vector<int>& owners = places_[at(along.from.index)]->owners;
      std::replace(owners.begin(), owners.end(), along.from.index, nobody);
    }
    for (int s = one.first_stage; s < one.first_stage + one.stage_count; ++s) {
      const loops::stage& now = plan_.stages[s];
      for (int c = now.rows; c < now.set_up; ++c) step(plan_.code[c], row, row, 0);
      if (now.end > now.body) sweep(now, over[at(one.loops[depth_ - 1])], row);
    }
  }
  void sweep(const loops::stage& one, const range& along, frame& row) {
    frame pack(one.numbers, one.conditions, way_.lanes);
    for (int c = one.set_up; c < one.body; ++c)
      for (std::ptrdiff_t lane = 0; lane < pack.lanes; ++lane) step(plan_.code[c], row, pack, lane);
    results_.assign(at(one.accumulators), 0);
    for (int c = one.body; c < one.end; ++c)
      if (plan_.code[c].what == act::total) results_[at(plan_.code[c].to)] = neutral(plan_.code[c].how);
    for (std::ptrdiff_t k = along.begin; k < along.end; k += pack.lanes)
      for (int c = one.body; c < one.end; ++c)
        for (std::ptrdiff_t lane = 0; lane < std::min(pack.lanes, along.end - k); ++lane) {
          here_[depth_ - 1] = k + lane;
          step(plan_.code[c], pack, pack, lane);
        }
    here_[depth_ - 1] = along.begin;
  }

  std::ptrdiff_t offset(const walk& along) const {
    std::ptrdiff_t result = 0;
    for (int d = 0; d < depth_; ++d) result += here_[d] * along.steps[d];
    return result;
  }
  // One instruction for one element: from the numbers of `from`, those of rows for a spread, to those of `to`.
  void step(const instruction& one, frame& from, frame& to, std::ptrdiff_t lane) {
    const auto value = [&](int slot) { return from.at_lane(slot, from.lanes > 1 ? lane : 0); };
    const auto result = [&](double x) { to.at_lane(one.to, lane) = x; };
    switch (one.what) {
      case act::constant: {
        const loops::constant& c = plan_.constants[one.a];
        return result(c.named != nullptr ? c.named->value(nullptr, 0) : c.value.value());
      }
      case act::extent:
        return result(static_cast<double>(extents_[at(one.a)]));
      case act::place:
        return result(static_cast<double>(here_[one.a]));
      case act::load:
        return result(load(walks_[at(one.a)].from, offset(walks_[at(one.a)])));
      case act::pick: {
        const walk& along = walks_[at(one.a)];
        const auto label = static_cast<std::ptrdiff_t>(value(one.b));
        demand(label >= 0 && label < along.picked_extent, "a label out of range");
        return result(load(along.from, offset(along) + label * along.picked));
      }
      case act::spread:
        return result(value(one.a));
      case act::compute: {
        const std::vector<int> slots = read_by(plan_, one);
        double operands[32] = {};
        for (std::size_t k = 0; k < slots.size(); ++k) operands[k] = value(slots[k]);
        return result(one.op->value(operands, one.count));
      }
      case act::equal:
        return result(value(one.a) == value(one.b) ? 1 : 0);
      case act::fused: {
        const double a = one.sign == loops::signs::negated ? -value(one.a) : value(one.a);
        const double c = one.sign == loops::signs::minus ? -value(one.c) : value(one.c);
        return result(std::fma(a, value(one.b), c));
      }
      case act::total: {
        double& sum = results_[at(one.to)];
        sum = one.count == 2 ? std::fma(value(one.a), value(one.b), sum) : combined(one.how, sum, value(one.a));
        return;
      }
      case act::result:
        return result(results_.at(at(one.a)));
      case act::store:
        return store(walks_[at(one.to)].from.index, offset(walks_[at(one.to)]), value(one.a));
      case act::accumulate: {
        const walk& along = walks_[at(one.to)];
        return store(along.from.index, offset(along), combined(one.how, load(along.from, offset(along)), value(one.a)));
      }
    }
  }

  const Table& plan_;
  way way_;
  std::array<std::ptrdiff_t, loops::most_axes> extents_{};
  std::vector<const array*> inputs_;
  std::vector<std::ptrdiff_t> sizes_;  // of the buffers
  std::vector<memory*> places_;        // where each buffer is
  int phase_ = 0;
  std::ptrdiff_t group_ = 0;
  std::vector<walk> walks_;  // of the nest that runs
  std::ptrdiff_t here_[loops::most_rank] = {};
  int depth_ = 0;
  std::vector<double> results_;
};

}  // namespace plans
