// SPDX-License-Identifier: BSL-1.0
// The programs that compute the value, gradient and Hessian of a program of numbers, made at run time by the passes
// that the compiler runs.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "tests/random/program.hpp"

#include <tapeless/pass/simplify.hpp>
#include <tapeless/run/reference.hpp>

namespace random_programs {

namespace pass = tapeless::detail::pass;
using run_time::build_program;
using run_time::stored;

// The value, then the gradient, then the upper triangle of the Hessian by rows.
using numbers = std::vector<double>;

// Every value of a program at a point.
class evaluation {
 public:
  evaluation(const dag::view& program, const point& at) : at_(at), values_(program, nullptr, places_of(program)) {}
  double number(int id) const { return values_.number(id); }

 private:
  using place = tapeless::detail::run::array_place<double>;
  const place* places_of(const dag::view& program) {
    places_.resize(static_cast<std::size_t>(program.symbol_count));
    for (int s = 0; s < program.symbol_count; ++s)
      places_[static_cast<std::size_t>(s)].data = &at_.x[program.symbols[s].name[0] - 'x'];
    return places_.data();
  }

  point at_;
  std::vector<place> places_;
  tapeless::detail::run::reference<double> values_;
};

inline numbers evaluate(const dag::view& program, const point& at) {
  const evaluation values(program, at);
  numbers all;
  for (int r = 0; r < program.root_count; ++r) all.push_back(values.number(program.roots[r]));
  return all;
}

// Whether a product, quotient or power that a root comes from at a point leaves the range of normal doubles although
// none of its operands does: collecting factors, as a textbook does, may have this effect.
inline bool leaves_range(const dag::view& program, int root, const point& at) {
  const evaluation all(program, at);
  dag::scratch<char> looked_at(program.node_count);
  dag::scratch<int> pending;
  pending.push(program.roots[root]);
  while (!pending.empty()) {
    const int id = pending.pop();
    if (looked_at[id] != 0) continue;
    looked_at[id] = 1;
    const dag::node& node = program.nodes[id];
    const dag::role part = node.op->part;
    if (part == dag::role::selection || part == dag::role::guard) {
      pending.push(program.operand(node, all.number(program.operand(node, 0)) != 0 ? 1 : 2));
      continue;
    }
    bool normal = true;
    for (int k = 0; k < node.count; ++k) {
      pending.push(program.operand(node, k));
      normal = normal && std::isnormal(all.number(program.operand(node, k)));
    }
    const double value = all.number(id);
    const bool collects = part == dag::role::product || part == dag::role::quotient || part == dag::role::power;
    if (collects && normal && !std::isnormal(value) && !std::isnan(value)) return true;
  }
  return false;
}

// What a root costs.
inline int effort_of(dag::view program, int root) {
  program.roots += root;
  program.root_count = 1;
  const dag::scratch<bool> needed = dag::needed_values(program);
  dag::scratch<bool> varies(program.node_count);
  int effort = 0;
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    varies[id] = node.op->is_symbol();
    for (int k = 0; k < node.count; ++k) varies[id] = varies[id] || varies[program.operand(node, k)];
    if (needed[id] && varies[id]) effort += pass::effort_of(program, node);
  }
  return effort;
}

struct routes {
  stored request;         // what value_gradient_hessian runs
  stored textbook;        // the same in the form that is printed
  stored stable;          // of the stabilized formula
  stored fast;            // of the fast formula
  stored fast_value;      // the fast formula itself
  stored plain_value;     // the formula as requests take it
  stored printed;         // the textbook form with functions written out, as to_c prints it
  bool complete = false;  // whether no table on the way was full
};
// Runs a pass that changes a program in place, and brings what it has made of it into order.
template <class Pass>
auto shortened(const dag::view& program) {
  return [program](pass::pass_output& out) {
    const stored changed = build_program<small_room>([&](pass::pass_output& shop) {
      std::vector<int> places;
      for (int id = 0; id < program.node_count; ++id)
        places.push_back(shop.builder.adopt(program, program.nodes[id], places.data()));
      for (int r = 0; r < program.root_count; ++r) shop.add_root(program.roots[r]);
      Pass::run(shop);
    });
    if (changed.trouble != dag::problem::none) out.builder.report(changed.trouble);
    pass::view_of<Pass> = changed.look();
    pass::schedule<Pass, 0, run_time::root_count<Pass>>::run(out);
  };
}
template <int... X>
routes routes_of(const stored& written, std::integer_sequence<int, X...>) {
  using formula = run_time::root<0, false>;
  using symbols = pass::inputs<run_time::root<1 + X, false>...>;
  using source = pass::lower<formula, run_time::root<1 + X, false>...>;
  using plain = pass::hessian<formula, symbols>;
  using better = pass::hessian<formula, symbols, pass::conditioning::stable>;
  constexpr int roots = run_time::root_count<plain>;
  constexpr auto root_places = static_cast<std::size_t>(roots);
  bool complete = written.trouble == dag::problem::none;
  const auto checked = [&complete](stored made) {
    complete = complete && made.trouble == dag::problem::none;
    return made;
  };
  const auto finished = [&]<class Pass>(Pass*, const stored& derived) {
    using cheap = pass::expand<Pass, 0, roots>;
    pass::view_of<Pass> = derived.look();
    // As pass::finish chooses.
    if (!pass::has_cheaper_forms(derived.look()))
      return checked(build_program<small_room>(shortened<pass::shorten<Pass, 0, roots>>(derived.look())));
    const stored expanded = checked(build_program<small_room>(cheap::run));
    return checked(build_program<small_room>(shortened<pass::shorten<cheap>>(expanded.look())));
  };
  pass::view_of<source> = written.look();
  const stored derived = checked(build_program<small_room>(plain::run));
  const stored stable = checked(build_program<small_room>(pass::stabilize<source>::run));
  pass::view_of<pass::stabilize<source>> = stable.look();
  const stored better_derived = checked(build_program<small_room>(better::run));
  const auto fast_of = [&] {
    using functions = pass::fast_functions<source>;
    using sums = pass::fast_sums<functions>;
    const stored first = checked(build_program<small_room>(functions::run));
    pass::view_of<functions> = first.look();
    const stored second = checked(build_program<small_room>(sums::run));
    pass::view_of<sums> = second.look();
    return checked(build_program<small_room>(pass::fast_divisors<sums>::run));
  };
  const stored fast = fast_of();
  const stored reduced = checked(build_program<small_room>([&](pass::pass_output& shop) {
    shop.builder.set_mode(dag::mode::reduced);
    shop.builder.set_commutes(true);
    dag::scratch<int> places(written.look().root_count);
    pass::copy_program(shop.builder, written.look(), places.data());
    shop.add_root(places[0]);
  }));
  pass::view_of<source> = fast.look();
  const stored fast_derived = checked(build_program<small_room>(plain::run));
  const stored fast_request = finished(static_cast<plain*>(nullptr), fast_derived);
  pass::view_of<source> = written.look();
  const dag::view from = derived.look();
  const stored request = finished(static_cast<plain*>(nullptr), derived);
  const stored textbook = checked(build_program<small_room>([&](pass::pass_output& shop) {
    int places[root_places];
    pass::simplify_program(shop.builder, from, pass::form::textbook, places);
    for (const int id : places) shop.add_root(id);
  }));
  pass::view_of<plain> = textbook.look();
  routes all{request,
             textbook,
             finished(static_cast<better*>(nullptr), better_derived),
             fast_request,
             fast,
             reduced,
             checked(build_program<small_room>(pass::expand<plain, 0, roots>::run))};
  all.complete = complete;
  return all;
}
inline routes routes_of(const stored& written, int inputs) {
  if (inputs == 1) return routes_of(written, std::make_integer_sequence<int, 1>{});
  if (inputs == 2) return routes_of(written, std::make_integer_sequence<int, 2>{});
  return routes_of(written, std::make_integer_sequence<int, 3>{});
}

inline std::string text_of(const dag::view& program) {
  std::string text;
  const dag::scratch<bool> needed = dag::needed_values(program);
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    char line[64];
    if (!needed[id] || node.op->is_symbol() || node.op->is_number()) continue;
    text += "  v" + std::to_string(id) + " = " + node.op->name;
    for (int k = 0; k < node.count; ++k) {
      const int from = program.operand(node, k);
      const dag::node& one = program.nodes[from];
      if (one.op->is_symbol())
        text += std::string(" ") + program.symbol(one).name;
      else if (one.op->is_number()) {
        std::snprintf(line, sizeof line, " %.17g", program.value(one).value());
        text += line;
      } else
        text += " v" + std::to_string(from);
    }
    text += "\n";
  }
  return text + "  the value is v" + std::to_string(program.roots[0]) + "\n";
}

inline long from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atol(text) : otherwise;
}

}  // namespace random_programs
