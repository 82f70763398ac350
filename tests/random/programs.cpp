// SPDX-License-Identifier: BSL-1.0
// Random programs of numbers, made at run time by the passes that the compiler runs: the value, gradient and Hessian as
// requests compute them, in textbook form and in the form of `stabilize`, against an exact evaluation of the program as
// it is written. TAPELESS_PROGRAMS sets how many programs there are, TAPELESS_SEED the first of them.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/random/program.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/pass/simplify.hpp>
#include <tapeless/run/reference.hpp>

namespace random_programs {
namespace {

namespace pass = tapeless::detail::pass;
using run_time::build_program;
using run_time::stored;

constexpr int usual_programs = 20000;

// The value, then the gradient, then the upper triangle of the Hessian by rows.
using numbers = std::vector<double>;

numbers evaluate(const dag::view& program, const point& at) {
  std::vector<tapeless::detail::run::array_place<double>> places(static_cast<std::size_t>(program.symbol_count));
  double x[exact::max_inputs];
  for (int k = 0; k < exact::max_inputs; ++k) x[k] = at.x[k];
  for (int s = 0; s < program.symbol_count; ++s)
    places[static_cast<std::size_t>(s)].data = &x[program.symbols[s].name[0] - 'x'];
  const tapeless::detail::run::reference<double> values(program, nullptr, places.data());
  numbers all;
  for (int r = 0; r < program.root_count; ++r) all.push_back(values.at(r, nullptr));
  return all;
}
numbers list_of(const exact::answer& one, int inputs) {
  numbers all{one.value};
  for (int i = 0; i < inputs; ++i) all.push_back(one.gradient[i]);
  for (int i = 0; i < inputs; ++i)
    for (int j = i; j < inputs; ++j) all.push_back(one.hessian[i][j]);
  return all;
}

// The programs that the routes compute.
struct routes {
  stored request;   // what value_gradient_hessian runs
  stored textbook;  // the same in the form that is printed
  stored stable;    // of the stabilized formula
  bool too_large = false;
};
template <int... X>
routes routes_of(const stored& written, std::integer_sequence<int, X...>) {
  using formula = run_time::root<0, false>;
  using symbols = pass::inputs<run_time::root<1 + X, false>...>;
  using source = pass::lower<formula, run_time::root<1 + X, false>...>;
  using plain = pass::hessian<formula, symbols>;
  using better = pass::hessian<formula, symbols, pass::conditioning::stable>;
  constexpr int roots = run_time::root_count<plain>;
  const auto finished = [&]<class Pass>(Pass*, const stored& derived) {
    using cheap = pass::expand<Pass, 0, roots>;
    pass::view_of<Pass> = derived.look();
    const stored expanded = build_program<small_room>(cheap::run);
    pass::view_of<cheap> = expanded.look();
    return build_program<small_room>(pass::shorten<cheap>::run);
  };
  pass::view_of<source> = written.look();
  const stored derived = build_program<small_room>(plain::run);
  const stored stable = build_program<small_room>(pass::stabilize<source>::run);
  pass::view_of<pass::stabilize<source>> = stable.look();
  const stored better_derived = build_program<small_room>(better::run);
  const dag::view from = derived.look();
  // What has not found a place stands for node 0, also in the programs that are made of these.
  const auto is_cut = [](const stored& one) { return one.trouble != dag::problem::none; };
  const bool too_large = is_cut(written) || is_cut(derived) || is_cut(stable) || is_cut(better_derived);
  return {finished(static_cast<plain*>(nullptr), derived), build_program<small_room>([&](pass::pass_output& shop) {
            int places[roots];
            pass::simplify_program(shop.builder, from, pass::form::textbook, places);
            for (const int id : places) shop.add_root(id);
          }),
          finished(static_cast<better*>(nullptr), better_derived), too_large};
}
routes routes_of(const stored& written, int inputs) {
  if (inputs == 1) return routes_of(written, std::make_integer_sequence<int, 1>{});
  if (inputs == 2) return routes_of(written, std::make_integer_sequence<int, 2>{});
  return routes_of(written, std::make_integer_sequence<int, 3>{});
}

struct tally {
  long programs = 0;
  long too_large = 0;
  long results = 0;    // numbers that are compared
  long undefined = 0;  // programs without a value at the point
  long infinite = 0;   // derivatives that are no numbers
  long corners = 0;    // programs without derivatives at the point
  long extreme = 0;    // programs with numbers on the way that doubles hardly hold
  long vague = 0;      // numbers that rounding errors leave open
  long again = 0;      // programs that were evaluated with more digits
  long faults = 0;
};

std::string text_of(const dag::view& program) {
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

// How far from the truth a number may be: what rounding errors do, seen from a few disturbed evaluations, and some
// ulps.
class judge {
 public:
  judge(const stored& written, const point& at, int inputs) : program_(written.look()), at_(at), inputs_(inputs) {}

  void look(exact::digits how, int disturbed) {
    const exact::answer truth = ask(how, 0);
    exact_ = list_of(truth, inputs_);
    corner_ = truth.corner;
    extreme_ = truth.extreme;
    undefined_ = truth.undefined;
    spread_.assign(exact_.size(), 0);
    for (int d = 1; d <= disturbed; ++d) {
      const exact::answer other = ask(how, static_cast<unsigned>(d));
      corner_ = corner_ || other.corner;
      extreme_ = extreme_ || other.extreme;
      undefined_ = undefined_ || other.undefined;
      const numbers moved = list_of(other, inputs_);
      for (std::size_t k = 0; k < moved.size(); ++k) {
        const double by = std::abs(moved[k] - exact_[k]);
        if (!(by <= spread_[k])) spread_[k] = by;
      }
    }
  }
  bool corner() const { return corner_; }
  bool extreme() const { return extreme_; }
  bool undefined() const { return undefined_; }
  const numbers& truth() const { return exact_; }
  bool is_vague(std::size_t k) const { return !(spread_[k] <= 1e-9 * std::abs(exact_[k])); }
  bool accepts(std::size_t k, double got) const {
    const double truth = exact_[k];
    if (std::abs(got - truth) <= 1000 * spread_[k] + 0x1p-47 * std::abs(truth)) return true;
    return got == truth;
  }
  double spread(std::size_t k) const { return spread_[k]; }

 private:
  exact::answer ask(exact::digits how, unsigned disturbance) const {
    return exact::ask({&program_, 0, at_.x, inputs_, disturbance}, how);
  }
  const dag::view program_;
  const point& at_;
  int inputs_;
  numbers exact_;
  numbers spread_;
  bool corner_ = false;
  bool extreme_ = false;
  bool undefined_ = false;
};

void try_program(unsigned seed, tally& count) {
  const int inputs = 1 + static_cast<int>(seed % exact::max_inputs);
  const stored written = random_program(seed, inputs);
  const point at = random_point(seed, inputs);
  ++count.programs;
  const routes made = routes_of(written, inputs);
  if (made.too_large || made.request.trouble != dag::problem::none || made.textbook.trouble != dag::problem::none ||
      made.stable.trouble != dag::problem::none) {
    ++count.too_large;
    return;
  }
  judge verdict(written, at, inputs);
  verdict.look(exact::digits::usual, 0);
  int looks = 1;  // most programs need no second one
  const char* const names[] = {"request", "textbook", "stable"};
  const stored* const programs[] = {&made.request, &made.textbook, &made.stable};
  if (verdict.corner()) ++count.corners;
  if (verdict.extreme()) ++count.extreme;
  if (verdict.undefined()) {
    ++count.undefined;
    return;
  }
  for (int r = 0; r < 3; ++r) {
    const numbers got = evaluate(programs[r]->look(), at);
    for (std::size_t k = 0; k < got.size(); ++k) {
      if (verdict.extreme() || (k > 0 && (verdict.corner() || !at.finite))) break;
      if (!std::isfinite(verdict.truth()[k])) {
        ++count.infinite;
        continue;
      }
      ++count.results;
      if (verdict.accepts(k, got[k])) continue;
      if (looks < 3) {
        if (++looks == 3) ++count.again;
        verdict.look(looks == 2 ? exact::digits::usual : exact::digits::many, looks == 2 ? 3 : 12);
        --count.results;
        --k;
        continue;
      }
      if (verdict.is_vague(k)) {
        ++count.vague;
        continue;
      }
      if (++count.faults <= 20)
        std::printf(
            "seed %u, %s, number %d: got %.17g, right %.17g (rounding errors move it by %.2g)\n"
            "  x = %.17g, y = %.17g, z = %.17g\n%s",
            seed, names[r], static_cast<int>(k), got[k], verdict.truth()[k], verdict.spread(k), at.x[0], at.x[1],
            at.x[2], text_of(written.look()).c_str());
      break;
    }
  }
}

long from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atol(text) : otherwise;
}

}  // namespace

TEST_CASE("random programs of numbers are what an exact evaluation says") {
  tally count;
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 1));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_PROGRAMS", usual_programs));
  for (unsigned k = 0; k < programs; ++k) try_program(first + k, count);
  std::printf(
      "%ld programs, %ld numbers compared, %ld faults; %ld numbers infinite, %ld vague; programs: %ld undefined, "
      "%ld at corners, %ld extreme, %ld too large, %ld with more digits\n",
      count.programs, count.results, count.faults, count.infinite, count.vague, count.undefined, count.corners,
      count.extreme, count.too_large, count.again);
  CHECK(count.faults == 0);
  CHECK(count.too_large < count.programs / 100);
  CHECK(count.results > 6 * count.programs);
}

}  // namespace random_programs
