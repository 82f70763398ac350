// SPDX-License-Identifier: BSL-1.0
// What a prepared formula will do, before it does it: its loop nests, contractions and buffers, as numbers to check and
// as text to read.
#pragma once

#include <tapeless/calculus/prepare.hpp>
#include <tapeless/run/loops/show.hpp>

namespace tapeless {

// The plan of a formula or of its value and gradient. All members are compile-time constants.
template <class Plan, class... Keys>
struct plan_description {
  // Loop nests, and sweeps over their innermost loops.
  static constexpr int nests() { return Plan::plan.nest_count; }
  static constexpr int sweeps() {
    int count = 0;
    for (int s = 0; s < Plan::plan.used.stages; ++s)
      count += Plan::plan.stages[s].end > Plan::plan.stages[s].body ? 1 : 0;
    return count;
  }
  // Sums of products of two tensors: matrix products and their kin.
  static constexpr int contractions() { return Plan::plan.used.contractions; }
  // Places in memory for results and values between nests; values that are never alive at once share one.
  static constexpr int buffers() { return Plan::plan.slot_count; }
  // Runs of nests and contractions that are done tile by tile.
  static constexpr int phases() { return Plan::plan.used.phases; }

  friend std::ostream& operator<<(std::ostream& out, const plan_description&) {
    const char* names[] = {"value", detail::definition_for<Keys>->name...};
    const auto many = [&](int count, const char* what) -> std::ostream& {
      return out << count << ' ' << what << (count == 1 ? "" : "s");
    };
    many(nests(), "nest") << " with ";
    many(sweeps(), "sweep") << ", ";
    many(contractions(), "contraction") << ", ";
    many(buffers(), "buffer") << '\n';
    detail::run::loops::plan_printer(out, Plan::plan, names).print();
    return out;
  }
};

template <expression F>
constexpr auto plan_of(const F&) {
  return plan_description<detail::loop_plan<detail::pass::outputs<F>, detail::pass::inputs<>>>{};
}
template <template <class, class> class Object, class F, class... X>
  requires(detail::is_gradient_request<Object<F, detail::pass::inputs<X...>>>)
constexpr auto plan_of(const Object<F, detail::pass::inputs<X...>>&) {
  return plan_description<detail::loop_plan<detail::pass::outputs<F>, detail::pass::inputs<X...>>, X...>{};
}

}  // namespace tapeless
