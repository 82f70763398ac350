// SPDX-License-Identifier: BSL-1.0
// One pass, one constexpr variable. Each pass then has the compiler's whole step budget for itself and is evaluated
// once, however many requests share it. A pass writes into generous tables; the finished program is cut to size.
#pragma once

#include <bit>

#include <tapeless/rules/algebra.hpp>

namespace tapeless::inline v0_2::detail::pass {

// What a pass works with: a builder and the list of results it is to fill.
class pass_output {
 public:
  template <dag::sizes Capacity, std::size_t Buckets>
  constexpr pass_output(dag::program<Capacity>& target, std::array<int, Buckets>& buckets,
                        const dag::algebra& arithmetic)
      : builder(target, buckets, arithmetic, dag::mode::as_written),
        roots_(target.roots),
        used_(&target.used),
        repeats_(&target.repeats),
        capacity_(Capacity.roots) {}

  dag::builder builder;

  // Keeps `count` of the roots, from number `first` on, of a program that is there already.
  constexpr void keep_roots(int first, int count) {
    for (int r = 0; r < count; ++r) roots_[r] = roots_[first + r];
    used_->roots = count;
  }
  constexpr int* roots() { return roots_; }
  constexpr int root_count() const { return used_->roots; }
  // The program so far.
  constexpr dag::view look() const {
    dag::view all = builder.look();
    all.roots = roots_;
    all.root_count = used_->roots;
    return all;
  }
  // What has become equal may stand in the program twice.
  constexpr void report_repeats() { *repeats_ = true; }
  constexpr void add_root(const handle& value) { add_root(value.id_in(builder)); }
  constexpr void add_root(int id) {
    if (used_->roots < capacity_)
      roots_[used_->roots++] = id;
    else
      builder.report(dag::problem::full);
  }

 private:
  int* roots_;
  dag::sizes* used_;
  bool* repeats_;
  int capacity_;
};

constexpr dag::sizes scaled(dag::sizes guess, int factor) {
  guess.nodes *= factor;
  guess.edges *= factor;
  guess.numbers *= factor;
  guess.symbols *= factor;
  guess.roots *= factor;
  return guess;
}

template <dag::sizes Capacity>
using bucket_table = std::array<int, std::bit_ceil(static_cast<std::size_t>(2 * Capacity.nodes + 2))>;

// About half of what compilers do for one constant, in operations of g++: a step of clang's is some seven of them.
#ifdef __clang__
inline constexpr int operations_in_step = 3'500'000;
#else
inline constexpr int operations_in_step = 17'000'000;
#endif
// How many steps a pass takes whose operations are about this many for each of its nodes.
constexpr int steps_for(double nodes, double operations_per_node) {
  return 1 + static_cast<int>(nodes * operations_per_node / operations_in_step);
}
// A pass that is longer than what compilers do for one constant has several: `steps`, how many, or `in_steps`, as many
// as it takes until its memory says `done`; `memory`, what each leaves for the next one beside the program; and
// `run_step(pass_output&, memory&, int step)`, or without a number. All steps together do what `run(pass_output&)` does
// at once.
template <class Pass>
constexpr bool takes_steps() {
  if constexpr (requires { Pass::steps; })
    return Pass::steps > 1;
  else if constexpr (requires { Pass::in_steps; })
    return Pass::in_steps;
  else
    return false;
}
template <class Pass, dag::sizes Capacity>
constexpr auto execute();
template <class Pass, int Factor>
inline constexpr auto attempt = execute<Pass, scaled(Pass::estimate, Factor)>();
template <class Pass, int Factor = 1, dag::problem Trouble = attempt<Pass, Factor>.trouble>
struct roomy;

// A pass that changes a program where it stands, which is a third of the work of writing another one: it has a type
// `edits`, the pass whose program it is. What it adds stands behind all values that were there, also behind those that
// use it, so that only a walk from the roots finds operands first; `finished` puts them in order.
template <class Pass>
concept editing = requires {
  typename Pass::edits;
};
template <class Pass, int First, int Count>
struct schedule;

// What a pass begins with: nothing, or the program that it changes.
template <class Pass, dag::sizes Capacity>
constexpr dag::program<Capacity> first_state() {
  if constexpr (editing<Pass>) {
    constexpr const auto& from = roomy<typename Pass::edits>::program;
    if constexpr (std::same_as<const dag::program<Capacity>&, decltype(from)>)
      return from;
    else
      return dag::copied<Capacity>(from);
  } else {
    return dag::program<Capacity>();
  }
}

template <class Pass, dag::sizes Capacity>
struct unfinished {
  dag::program<Capacity> result = first_state<Pass, Capacity>();
  bucket_table<Capacity> buckets{};
  dag::builder::state state;
  typename Pass::memory memory;
};
template <class Pass, dag::sizes Capacity, int Step>
constexpr unfinished<Pass, Capacity> execute_step();
template <class Pass, dag::sizes Capacity, int Step>
inline constexpr unfinished<Pass, Capacity> after_step = execute_step<Pass, Capacity, Step>();
template <class Pass, dag::sizes Capacity, int Step>
constexpr unfinished<Pass, Capacity> execute_step() {
  unfinished<Pass, Capacity> work = [] {
    if constexpr (Step == 0)
      return unfinished<Pass, Capacity>();
    else
      return after_step<Pass, Capacity, Step - 1>;
  }();
  pass_output out(work.result, work.buckets, rules::arithmetic<Pass>);
  if constexpr (Step > 0)
    out.builder.resume(work.state);
  else if constexpr (editing<Pass>)
    out.builder.count_axes();
  if constexpr (requires { Pass::in_steps; })
    Pass::run_step(out, work.memory);
  else
    Pass::run_step(out, work.memory, Step);
  work.state = out.builder.now();
  return work;
}
template <class Pass, dag::sizes Capacity, int Step = 0>
constexpr const unfinished<Pass, Capacity>& last_step() {
  constexpr bool ends = [] {
    if constexpr (requires { Pass::in_steps; })
      return after_step<Pass, Capacity, Step>.memory.done ||
             after_step<Pass, Capacity, Step>.result.trouble != dag::problem::none;
    else
      return Step + 1 == Pass::steps;
  }();
  if constexpr (ends)
    return after_step<Pass, Capacity, Step>;
  else
    return last_step<Pass, Capacity, Step + 1>();
}

template <class Pass, dag::sizes Capacity>
constexpr auto execute() {
  if constexpr (takes_steps<Pass>()) {
    return last_step<Pass, Capacity>().result;
  } else {
    dag::program<Capacity> result = first_state<Pass, Capacity>();
    bucket_table<Capacity> buckets{};
    pass_output out(result, buckets, rules::arithmetic<Pass>);
    if constexpr (editing<Pass>) out.builder.count_axes();
    Pass::run(out);
    return result;
  }
}

// The first attempt that fits; estimates are generous, so a second one is rare. The outcome is a template argument, so
// that a pass that cannot be evaluated ends here with the compiler's reason and not in a cascade.
template <class Pass, int Factor, dag::problem Trouble>
struct roomy {
  static_assert(
      Trouble != dag::problem::no_derivative,
      "tapeless: a function of the formula has no derivative in this operand (an order, or a choice among more than "
      "two): make that operand a constant or an integer symbol and leave it out of the derivatives");
  static_assert(Trouble != dag::problem::too_many_axes, "tapeless: a formula has at most 31 axes");
  static_assert(Trouble != dag::problem::unequal_axes,
                "tapeless: a tensor stands with different numbers of axes in one formula");
  static_assert(Trouble != dag::problem::missing_axis,
                "tapeless: a sum, mean, max, min or pick is along an axis that its operand does not have");
  static_assert(Trouble != dag::problem::outer_product,
                "tapeless: two values without a common axis meet: if every element is to meet every other, write "
                "repeat(o, a) for the one that is the same along o");
  static_assert(Trouble != dag::problem::labels_as_numbers,
                "tapeless: labels are integers that pick; they take no part in arithmetic");
  static_assert(Trouble != dag::problem::axis_as_number,
                "tapeless: an axis is no number: size(n) is how many elements it has");
  static_assert(Trouble != dag::problem::axis_twice,
                "tapeless: renaming puts an axis twice into one tensor: X(i, i) is not a diagonal here");
  static_assert(
      Trouble != dag::problem::axis_names_taken,
      "tapeless: derivatives in a tensor name its axes with primes, n' and so on, and the formula has axes of "
      "these names: name them differently");
  static_assert(Trouble != dag::problem::two_extents,
                "tapeless: two extents for one axis: axis<\"o\", 10> has ten elements everywhere in a formula");
  static_assert(
      Trouble != dag::problem::no_sum_of_rows,
      "tapeless: this is no sum over rows: a formula that is evaluated row by row adds up values that each "
      "depend on one row of a long axis, all other axes having fixed lengths of at most 16, d = axis<\"d\", 3>");
  static constexpr const auto& program = attempt<Pass, Factor>;
};
template <class Pass, int Factor>
struct roomy<Pass, Factor, dag::problem::full> : roomy<Pass, 4 * Factor> {};
template <class Pass>
struct roomy<Pass, 256, dag::problem::full> {
  static_assert(!std::same_as<Pass, Pass>,
                "tapeless: this formula is too large for the compiler: split it into several");
  static constexpr const auto& program = attempt<Pass, 256>;
};

// The program of a pass in the tables that it was built in, which are longer than it, and how much of them it fills:
// what other passes and plans read. Cutting it to size would cost them a tenth of their operations and two copies; g++
// keeps nothing for elements that are not written. At run time `view_of` is to be asked.
template <class Pass>
inline constexpr dag::view draft_of = roomy<Pass>::program.look();
template <class Pass>
inline constexpr dag::sizes sizes_of = roomy<Pass>::program.used;

// The tables that a program was built in.
template <class Pass>
inline constexpr dag::sizes capacity_of = std::remove_cvref_t<decltype(roomy<Pass>::program)>::capacity;

// The finished program of a pass. Pass: `estimate`, the tables it will need, and `run(pass_output&)`.
template <class Pass>
inline constexpr auto finished = dag::trimmed<sizes_of<Pass>>(roomy<Pass>::program);
template <editing Pass>
inline constexpr auto finished<Pass> = finished<schedule<Pass, 0, sizes_of<Pass>.roots>>;

template <class Pass>
inline constexpr dag::view view_of = finished<Pass>.look();

// Whether a formula names an axis; one that does not is made of numbers.
constexpr bool names_axes(const dag::view& program) {
  for (int s = 0; s < program.symbol_count; ++s)
    if (program.symbols[s].kind == dag::symbol_kind::axis) return true;
  return false;
}
template <class Pass>
inline constexpr bool has_axes = names_axes(draft_of<Pass>);
// Whether what has become equal may stand in a program twice.
template <class Pass>
inline constexpr bool has_repeats = roomy<Pass>::program.repeats;

}  // namespace tapeless::detail::pass
