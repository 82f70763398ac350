// SPDX-License-Identifier: BSL-1.0
// What a prepared formula will do, before it does it: its loop nests, contractions and buffers, as numbers to check and
// as text to read.
#pragma once

#include <algorithm>

#include <tapeless/api/prepare.hpp>
#include <tapeless/api/stream_rows.hpp>
#include <tapeless/print/plan_text.hpp>
#include <tapeless/run/loops/memory_layout.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// What the results of a verb are called in a printed plan: value, grad_W, hess_W_b.
template <class Verb>
std::vector<std::string> result_names() {
  const dag::view& formula = pass::view_of<written_of<Verb>>;
  const auto input = [&](int k) {
    return std::string("_") + formula.symbol(formula.nodes[formula.roots[Verb::formulas::count + k]]).name;
  };
  std::vector<std::string> names;
  for (int r = 0; r < Verb::count; ++r) {
    const pass::root_key key = root_shapes<Verb>::source::key(Verb::first + r);
    std::string name = key.second >= 0 ? "hess" : key.first < 0 ? "value" : key.output >= 0 ? "jac" : "grad";
    if (key.output >= 0 && Verb::formulas::count > 1) name += std::to_string(key.output);
    if (key.first >= 0) name += input(key.first);
    if (key.second >= 0) name += input(key.second);
    names.push_back(name);
  }
  return names;
}
// Those of what is kept.
template <class Verb>
  requires is_kept_part<Verb> std::vector<std::string> result_names() {
    const auto& names = pass::kept_names<Verb::count>;
    return {names.begin(), names.begin() + Verb::count};
  }

// The plan that a call runs, and that which is run when data are bound.
template <class Verb, class Shard>
struct described_plan {
  using type = planned_loops<Verb, true, Shard>;
};
template <class Verb, class... X>
struct described_plan<Verb, known_data<X...>> {
  using type = planned_loops<call_part<Verb, pass::known_symbols<X...>, true>, true>;
  using kept = kept_part<Verb, pass::known_symbols<X...>, true>;
};

}  // namespace detail

// The plan of a request. All members are compile-time constants.
template <class Verb, class Shard = detail::no_shard>
struct plan_description {
  using Plan = typename detail::described_plan<Verb, Shard>::type;  // the plan itself, for the library
  // What is computed when data are bound, of plan_of(f, data(x)): a description like this one, with the values that are
  // kept as its results.
  static constexpr auto kept() { return plan_description<typename detail::described_plan<Verb, Shard>::kept>{}; }
  // The number of loop nests.
  static constexpr int nests() { return Plan::plan.nest_count; }
  // The number of sweeps over innermost loops.
  static constexpr int sweeps() {
    int count = 0;
    for (int s = 0; s < Plan::plan.used.sweeps; ++s)
      count += Plan::plan.sweeps[s].end > Plan::plan.sweeps[s].body ? 1 : 0;
    return count;
  }
  // The number of sums of products of two tensors: matrix products and the like.
  static constexpr int contractions() { return Plan::plan.used.contractions; }
  // The number of places in memory for results and values between nests; values that are never alive at once share one.
  static constexpr int buffers() { return Plan::plan.slot_count; }
  // The number of runs of nests and contractions that are done tile by tile.
  static constexpr int phases() { return Plan::plan.used.phases; }

  // How often a call adds up sums of all ranks, of plan_of(f, ranks(n)): each time with one message along each branch
  // of a tree, and one to all. Of plan_of(f, streamed(n)), how many passes over the rows of a block add to sums that
  // are kept. 0 where rows are neither shared out nor arrive in blocks.
  static constexpr int reductions() {
    int count = 0;
    for (int h = 0; h < Plan::plan.used.phases; ++h) count += is_reduced(h) ? 1 : 0;
    return count;
  }
  // What the messages of all reductions of a call hold, in bytes of doubles: plan.reduced_bytes(i = 784, ...). Extents
  // that are not given count as 1.
  template <class... B>
  static constexpr std::ptrdiff_t reduced_bytes(const B&... extents) {
    static_assert((detail::is_binding<B> && ...), "tapeless: plan_of takes the extents of axes: plan.bytes(n = 128)");
    std::ptrdiff_t lengths[detail::planning::max_axes] = {};
    for (int a = 0; a < Plan::plan.axis_count; ++a) lengths[a] = extent(a, extents...);
    std::ptrdiff_t size = 0;
    for (int h = 0; h < Plan::plan.used.phases; ++h)
      each_sum(h, [&](int buffer) { size += detail::run::elements_of(Plan::plan.buffers[buffer], lengths); });
    return static_cast<std::ptrdiff_t>(sizeof(double)) * size;
  }

  // The memory that a prepared formula takes, in bytes of doubles, for these extents, for one thread or for several:
  // plan_of(f).bytes(n = 128, ..., threads(4)). Those that are not given count as 1. Results, values between nests,
  // copies of numbers and labels, blocks of matrix products, and what each thread and each group of tiles has of its
  // own; the last few bytes up to a whole cache line are not counted.
  template <class... B>
  static constexpr std::ptrdiff_t bytes(const B&... extents) {
    static_assert(((detail::is_binding<B> || detail::says_who_works<B>)&&...),
                  "tapeless: plan_of takes the extents of axes: plan.bytes(n = 128)");
    static_assert(!Shard::how.is_stream() || sizeof...(B) == static_cast<std::size_t>(-1),
                  "tapeless: the memory for blocks of rows depends on how they are cut: prepare(f, ..., streamed(n)), "
                  "then total.bytes()");
    std::ptrdiff_t lengths[detail::planning::max_axes] = {};
    for (int a = 0; a < Plan::plan.axis_count; ++a) lengths[a] = extent(a, extents...);
    int workers = 0;
    (count_threads(workers, extents), ...);
    return static_cast<std::ptrdiff_t>(sizeof(double)) * (workers == 0
                                                              ? size<detail::run::one_thread>(lengths, 1)
                                                              : size<detail::run::thread_team>(lengths, workers));
  }

  // The plan as text: a line of totals, then its loop nests and contractions.
  friend std::ostream& operator<<(std::ostream& out, const plan_description&) {
    const std::vector<std::string> names = detail::result_names<Verb>();
    const auto many = [&](int count, const char* what) -> std::ostream& {
      return out << count << ' ' << what << (count == 1 ? "" : "s");
    };
    many(nests(), "nest") << " with ";
    many(sweeps(), "sweep") << ", ";
    many(contractions(), "contraction") << ", ";
    many(buffers(), "buffer") << '\n';
    detail::print::plan_printer(out, Plan::plan, names).print();
    for (int h = 0; h < Plan::plan.used.phases; ++h) {
      if (!is_reduced(h)) continue;
      out << (Shard::how.is_stream() ? "over all blocks:" : "over all ranks:");
      each_sum(h, [&](int buffer) {
        const auto& one = Plan::plan.buffers[buffer];
        out << ' ';
        if (one.output >= 0)
          out << names[static_cast<std::size_t>(one.output)];
        else
          out << "buffer" << one.slot;
      });
      out << '\n';
    }
    return out;
  }

 private:
  static constexpr bool is_reduced(int phase) {
    int sums = 0;
    each_sum(phase, [&](int) { ++sums; });
    return sums > 0;
  }
  // Calls visit(buffer) for each sum over sharded rows in a phase.
  template <class Visit>
  static constexpr void each_sum(int phase, const Visit& visit) {
    const auto& one = Plan::plan.phases[phase];
    const int axis = one.axis;
    if (axis < 0 || (Plan::plan.sharded >> axis & 1u) == 0) return;
    for (int p = one.first_part; p < one.first_part + one.part_count; ++p)
      if (Plan::plan.parts[p].what == detail::planning::part::kind::sum) visit(Plan::plan.parts[p].buffer);
  }
  template <class... B>
  static constexpr std::ptrdiff_t extent(int axis, const B&... extents) {
    const char* const origin = Plan::plan.axis_origins[axis];
    [[maybe_unused]] const char* const name = *origin != '\0' ? origin : Plan::plan.axis_names[axis];
    std::ptrdiff_t result = Plan::plan.axis_extents[axis] > 0 ? Plan::plan.axis_extents[axis] : 1;
    (take_extent(result, name, extents), ...);
    return result;
  }
  template <class B>
  static constexpr void take_extent(std::ptrdiff_t& to, const char* name, const B& given) {
    if constexpr (detail::is_binding<B>)
      if (dag::same_text(detail::definition_for<typename B::symbol_type>->name, name))
        to = static_cast<std::ptrdiff_t>(given.value);
  }
  template <class B>
  static constexpr void count_threads(int& to, const B& given) {
    if constexpr (std::same_as<B, thread_count>) to = given.value;
    if constexpr (std::same_as<B, executor_lanes>) to = given.with.lanes;
  }
  // In doubles.
  template <class Sharing>
  static constexpr std::ptrdiff_t size(const std::ptrdiff_t* lengths, int workers) {
    return detail::run::layout_of<double, Sharing, Plan::outline.used>(Plan::outline, lengths, workers, 1).result.size;
  }
};

// The plan of a formula or request over axes, as prepare will run it. Its numbers are known to the compiler; printed,
// it is a text.
template <detail::request_or_expression Request>
constexpr auto plan_of(const Request&) {
  return plan_description<detail::verb_of<Request>>{};
}
// The same where ranks share out the rows of an axis: plan_of(f, ranks(n)).
template <detail::request_or_expression Request, class Axis>
constexpr auto plan_of(const Request&, const rank_axis<Axis>& rows) {
  return plan_description<detail::verb_of<Request>,
                          typename detail::shard_in<std::remove_cvref_t<decltype(rows)>>::type>{};
}
// The same of a request with data that many calls share, plan_of(f, data(x)): what each call does.
template <detail::request_or_expression Request, class... X>
constexpr auto plan_of(const Request&, const data_symbols<X...>&) {
  if constexpr (detail::check_data<detail::verb_of<Request>, data_symbols<X...>>())
    return plan_description<detail::verb_of<Request>, detail::known_data<X...>>{};
  else
    return detail::not_a_formula{};
}

// The same where rows arrive in blocks: plan_of(f, streamed(n)).
template <detail::request_or_expression Request, class Axis, bool Counted>
constexpr auto plan_of(const Request&, const row_stream<Axis, Counted>&) {
  return plan_description<detail::verb_of<Request>, typename detail::shard_in<row_stream<Axis, Counted>>::type>{};
}

}  // namespace tapeless
