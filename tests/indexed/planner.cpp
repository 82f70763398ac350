// SPDX-License-Identifier: BSL-1.0
// The planner at run time, where sanitizers see it: random programs over axes and their gradients go through the same
// passes and the same planner as in the compiler. Each plan must hold what every plan holds and, run number by number,
// whole, tile by tile and in groups, compute what the program says. TAPELESS_PROGRAMS sets how many programs,
// TAPELESS_SEED the first of them.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/indexed/distance.hpp"
#include "tests/indexed/evaluation.hpp"
#include "tests/indexed/plan_check.hpp"
#include "tests/indexed/plan_room.hpp"
#include "tests/indexed/plan_run.hpp"
#include "tests/indexed/random_program.hpp"
#include "tests/indexed/requests.hpp"
#include "tests/indexed/world.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace plans {
namespace {

namespace dag = tapeless::dag;
namespace loops = tapeless::detail::planning;
namespace pass = tapeless::detail::pass;
using indexed::distance;
using tapeless::handle;
using tapeless::dag::symbol_kind;

constexpr int usual_programs = 5000;

using plan_table = loops::loop_plan<plan_room>;

template <loops::capacities Room>
std::unique_ptr<loops::loop_plan<Room>> planned(const request& of, const loops::sharding& along = {}) {
  auto plan = std::make_unique<loops::loop_plan<Room>>();
  const loops::planner<Room> work(of.ready().look(), of.shapes.data(), *plan, along);
  return plan;
}

std::string text_of(const plan_table& plan) {
  std::ostringstream out;
  const std::vector<std::string> names = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"};
  tapeless::detail::print::plan_printer(out, plan, names).print();
  return out.str();
}

// What has become of the programs, so that a test that skips most of them fails.
struct tally {
  int programs = 0, compared = 0;
  int results = 0;   // that are compared
  int vague = 0;     // results that depend on the last bits of what they are made from
  int infinite = 0;  // programs with a value that is no ordinary number
  int untold = 0;    // without a derivative, or with too many axes
  int deep = 0;      // with more axes or sweeps than a nest has
  int nests = 0, contractions = 0, scratch = 0;
  int shared = 0;    // buffers that take the place of another
  int tiled = 0;     // phases of several items
  int sums = 0;      // of tiles
  int sharded = 0;   // plans for rows that several processes have
  int streamed = 0;  // and for rows that arrive in blocks
  int held = 0;      // and programs without one: they need the rows of others
};

void look_at(const plan_table& plan, tally& count) {
  count.nests += plan.nest_count;
  count.contractions += plan.used.contractions;
  for (int b = 0; b < plan.used.buffers; ++b) {
    count.shared += plan.buffers[b].same_as >= 0 ? 1 : 0;
    count.scratch += plan.buffers[b].scratch ? 1 : 0;
  }
  for (int h = 0; h < plan.used.phases; ++h)
    count.tiled += plan.phases[h].axis >= 0 && plan.phases[h].end > plan.phases[h].first + 1 ? 1 : 0;
  count.sums += plan.used.parts;
}

using results = std::vector<std::vector<double>>;

results results_of(const evaluation& of, const request& one, int count) {
  results all;
  for (int r = 0; r < count; ++r) all.push_back(of.root(r, one.shapes[at(r)]));
  return all;
}

// Whether what another form of a program gives, disturbed, is what is expected, or without a disturbance, which may
// lead past a comparison in one of the forms, nearly the same bits.
bool agrees(const std::vector<double>& disturbed, const run_time::stored& form, const world& given, const request& one,
            std::size_t root, const std::vector<double>& expected) {
  if (distance(disturbed, expected) < 1e-7) return true;
  const evaluation undisturbed(form.look(), given);
  return distance(undisturbed.root(static_cast<int>(root), one.shapes[root]), expected) < 1e-12;
}

void try_plan(const plan_table& plan, const request& one, const world& given, tally& count, bool streams = false) {
  const plan_check<plan_table> check(plan, one.ready().look(), one.shapes.data());
  const int roots = static_cast<int>(one.shapes.size());
  const evaluation exact(one.ready().look(), given);
  const evaluation disturbed(one.ready().look(), given, 1);
  const evaluation derived(one.steps.derived.look(), given, 2);
  const evaluation written(one.steps.written.look(), given, 3);
  const results expected = results_of(exact, one, roots);
  if (!std::all_of(expected.begin(), expected.end(), finite)) {
    ++count.infinite;
    return;
  }
  // A result is firm where the last bits of what it is made from do not matter.
  const results others[] = {results_of(disturbed, one, roots), results_of(derived, one, roots),
                            results_of(written, one, one.values)};
  const bool ties = exact.ties() || disturbed.ties() || derived.ties() || written.ties();
  std::vector<bool> firm;
  for (std::size_t r = 0; r < expected.size(); ++r) {
    firm.push_back(!ties && distance(others[0][r], expected[r]) < 1e-10);
    ++(firm.back() ? count.results : count.vague);
    if (!firm.back()) continue;
    demand(agrees(others[1][r], one.steps.derived, given, one, r, expected[r]), "the form for loops is another value");
    demand(r >= others[2].size() || agrees(others[2][r], one.steps.written, given, one, r, expected[r]),
           "a pass has made another value");
  }
  ++count.compared;
  look_at(plan, count);
  plan_run<plan_table> machine(plan, given);
  using way = plan_run<plan_table>::way;
  const way ways[] = {{},
                      {.tile = 1, .lanes = 2},
                      {.tile = 2},
                      {.tile = 3, .lanes = 4},
                      {.groups = 2, .lanes = 4},
                      {.tile = 1, .groups = 3, .backwards = true},
                      {.tile = 2, .groups = 2, .backwards = true, .lanes = 2}};
  for (way how : ways) {
    how.streams = streams;
    const results found = machine.run(how);
    for (std::size_t r = 0; r < found.size(); ++r)
      demand(!firm[r] || distance(found[r], expected[r]) < 1e-9, "a result is wrong");
  }
}

// What is wrong with a plan, or nothing.
std::string wrong_with(const plan_table& plan, const request& one, unsigned seed, tally& count, bool streams = false) {
  try {
    try_plan(plan, one, random_world(seed), count, streams);
  } catch (const std::exception& what) {
    return what.what();
  }
  return {};
}

// The same with the rows of one axis shared out, or streamed.
void try_sharded(const request& one, const plan_table& whole, unsigned seed, tally& count, loops::sharding_kind how) {
  if (whole.axis_count == 0) return;
  const char* const axis = whole.axis_names[static_cast<int>(seed) % whole.axis_count];
  const auto plan = planned<plan_room>(one, {axis, how});
  const bool streams = how != loops::sharding_kind::ranks;
  REQUIRE(plan->problem != loops::trouble::full);
  count.held += plan->problem != loops::trouble::none ? 1 : 0;
  if (plan->problem != loops::trouble::none) return;
  REQUIRE(plan->sharded != 0);
  tally sharded;
  const std::string error = wrong_with(*plan, one, seed, sharded, streams);
  (streams ? count.streamed : count.sharded) += sharded.compared;
  if (!error.empty())
    FAIL("axis " << axis << (streams ? " is streamed: " : " is shared out: ") << error << '\n' << text_of(*plan));
}

void try_program(const request& one, unsigned seed, tally& count) {
  ++count.programs;
  if (one.ready().trouble == dag::problem::no_derivative || one.ready().trouble == dag::problem::too_many_axes) {
    ++count.untold;
    return;
  }
  REQUIRE(one.ready().trouble == dag::problem::none);
  REQUIRE(names_axes(one.ready().look()));
  const auto plan = planned<plan_room>(one);
  REQUIRE(plan->problem != loops::trouble::full);
  if (plan->problem != loops::trouble::none) {
    ++count.deep;
    return;
  }
  const std::string error = wrong_with(*plan, one, seed, count);
  if (!error.empty()) FAIL(error << '\n' << text_of(*plan));
  using how = loops::sharding_kind;
  for (const how kind : {how::ranks, how::stream, how::counted_stream}) try_sharded(one, *plan, seed, count, kind);
}

int from_environment(const char* name, int otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

TEST_CASE("random programs are planned") {
  tally count;
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 0));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_PROGRAMS", usual_programs));
  for (unsigned seed = first; seed < first + programs; ++seed) {
    INFO("program " << seed);
    try_program(random_request(seed), seed, count);
  }
  INFO(count.results << " results of " << count.compared << " programs are compared, " << count.vague
                     << " are vague; without: " << count.infinite << " infinite, " << count.untold
                     << " not to be differentiated, " << count.deep << " too deep. " << count.nests << " nests, "
                     << count.contractions << " contractions, " << count.tiled << " phases, " << count.sums
                     << " sums of tiles, " << count.shared << " shared buffers, " << count.scratch << " rows; "
                     << count.sharded << " with shared-out rows, " << count.streamed << " with streamed ones, "
                     << count.held << " that cannot");
  CHECK(count.compared > count.programs * 9 / 10);
  CHECK(count.vague < count.results / 10);
  CHECK(count.sharded > count.programs / 5);
  CHECK(count.streamed > count.programs / 20);
  for (const int seen : {count.contractions, count.tiled, count.sums, count.shared, count.scratch})
    CHECK(seen > count.programs / 100);
}

// Short programs over the axes and tensors above.
class words {
 public:
  explicit words(dag::builder& program) : program_(program) {}
  handle axis(const char* name) const { return {program_, program_.make_symbol(name, symbol_kind::axis)}; }
  handle number(const char* name) const { return {program_, program_.make_symbol(name, symbol_kind::real)}; }
  template <class... Axis>
  handle tensor(const char* name, const Axis&... along) const {
    return access(name, symbol_kind::tensor, axis(along)...);
  }
  handle labels(const char* name, const char* along) const { return access(name, symbol_kind::labels, axis(along)); }
  handle sum(const char* along, const handle& body) const { return tapeless::rules::sum_along(axis(along), body); }

 private:
  template <class... Axis>
  handle access(const char* name, symbol_kind kind, const Axis&... along) const {
    return tapeless::apply<tapeless::rules::access_>(handle(program_, program_.make_symbol(name, kind)), along...);
  }
  dag::builder& program_;
};

// Write: says the formula and, for its derivative, the symbol. Tried with arrays of many sizes.
template <class Write>
void try_formula(const Write& write, std::size_t derivatives = 0) {
  constexpr unsigned worlds = 20;
  const request one =
      request_of(build_program([&](pass::pass_output& shop) { write(shop, words(shop.builder)); }), 1, derivatives, 0);
  tally count;
  for (unsigned seed = 0; seed < worlds; ++seed) try_program(one, seed, count);
  CHECK(count.compared == static_cast<int>(worlds));
  CHECK(count.vague == 0);
}

TEST_CASE("a row of scratch keeps off what the next row reads") {
  try_formula([](pass::pass_output& shop, const words& w) {
    const handle z = tanh(w.tensor("Q", "m", "n") + tanh(w.tensor("u", "n")));
    shop.add_root(w.sum("m", log(w.sum("n", exp(z)))));
  });
}

TEST_CASE("a row of scratch keeps off what the next tile reads") {
  try_formula([](pass::pass_output& shop, const words& w) {
    const handle product = w.sum("k", tanh(w.tensor("v", "k")) * w.tensor("R", "i", "k"));
    const handle z = tanh(w.tensor("R", "i", "k") + w.sum("o", sin(w.tensor("Y", "i", "o"))) + product);
    shop.add_root(w.sum("i", log(w.sum("k", exp(z)))));
  });
}

TEST_CASE("a value is found among others by its bits wherever it is computed") {
  try_formula(
      [](pass::pass_output& shop, const words& w) {
        const handle row = exp(w.sum("o", sin(w.tensor("Y", "i", "o"))));
        shop.add_root(tapeless::max_over(w.axis("i"), 2 - w.number("c") * row));
        shop.add_root(shop.builder.make_symbol("Y", symbol_kind::tensor));
      },
      1);
}

TEST_CASE("a choice stays outside of sums and tensors") {
  try_formula([](pass::pass_output& shop, const words& w) {
    const handle left = w.tensor("X", "n", "i") < 0;
    const handle rows = select(left, w.tensor("u", "n"), w.tensor("v", "i"));
    const handle axes = select(left, w.tensor("R", "i", "k"), w.tensor("R", "k", "i"));
    const handle sums = select(left, w.sum("n", exp(w.tensor("u", "n"))), w.sum("i", exp(w.tensor("v", "i"))));
    const handle sizes = select(left, tapeless::size(w.axis("n")), tapeless::size(w.axis("i")));
    shop.add_root(w.sum("n", w.sum("i", rows * w.sum("k", axes) + sums * sizes)));
  });
}

TEST_CASE("what an indicator takes out of a sum is still summed over the axis of its label") {
  try_formula([](pass::pass_output& shop, const words& w) {
    const handle indicator = tapeless::rules::indicator_of(w.axis("o"), w.labels("t", "n"));
    const handle v = w.tensor("v", "i");
    shop.add_root(w.sum("n", w.sum("o", w.sum("i", indicator * v / (1 + square(v))))));
  });
}

TEST_CASE("many values need many others") {
  // Conditions are not stored: whoever asks for one needs all that it is made from.
  try_formula([](pass::pass_output& shop, const words& w) {
    const handle u = w.tensor("u", "n");
    handle together = u < 100;
    for (int k = 0; k < 160; ++k) together = together && tanh(u * (k + 2)) < w.number("c");
    handle total = u;
    for (int k = 0; k < 200; ++k) total = total + sin(select(together, u * 0.01 * k, u));
    shop.add_root(total);
  });
}

TEST_CASE("nests over many sets of axes") {
  static constexpr const char* names[] = {"n", "m", "n3", "n4", "n5", "n6", "n7", "n8"};
  try_formula([](pass::pass_output& shop, const words& w) {
    handle total = w.number("c");
    for (unsigned set = 1; set < 256; ++set) {
      if (std::popcount(set) > 4) continue;
      handle x = w.number("c");
      for (int a = 0; a < 8; ++a)
        if ((set >> a & 1u) != 0) x = x + w.tensor("u", names[a]);
      x = tanh(x);
      for (int a = 0; a < 8; ++a)
        if ((set >> a & 1u) != 0) x = sin(w.sum(names[a], x));
      total = total + x;
    }
    shop.add_root(total);
  });
}

TEST_CASE("a plan that has no room is refused") {
  // Each list on its own is too short for some programs.
  constexpr loops::capacities small{.inputs = 64,
                                    .constants = 2048,
                                    .items = 8,
                                    .contractions = 2,
                                    .streams = 24,
                                    .sweeps = 16,
                                    .instructions = 64,
                                    .pool = 8,
                                    .starts = 6,
                                    .buffers = 12,
                                    .outputs = 16,
                                    .phases = 5,
                                    .parts = 4,
                                    .spans = 64,
                                    .shifts = 4};
  int refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    INFO("program " << seed);
    const request one = random_request(seed);
    if (one.ready().trouble != dag::problem::none) continue;
    const auto large = planned<plan_room>(one);
    const auto plan = planned<small>(one);
    const loops::capacities& used = large->used;
    const bool fits = used.items <= small.items && used.contractions <= small.contractions &&
                      used.streams <= small.streams && used.sweeps <= small.sweeps &&
                      used.instructions <= small.instructions && used.pool <= small.pool &&
                      used.starts <= small.starts && used.buffers <= small.buffers && used.phases <= small.phases &&
                      used.parts <= small.parts && used.spans <= small.spans && used.shifts <= small.shifts;
    CHECK((plan->problem != loops::trouble::full) == fits);
    refused += fits ? 0 : 1;
  }
  CHECK(refused > 50);
  CHECK(refused < 250);
}

TEST_CASE("a nest of too many sweeps is refused") {
  for (const int sums : {1, 3, 6, 7, 8, 12, 24, 40}) {
    const request one = request_of(build_program([&](pass::pass_output& shop) {
                                     const words w(shop.builder);
                                     handle x = w.tensor("u", "n");
                                     for (int k = 0; k < sums; ++k) x = x - w.sum("n", sin(x)) * w.number("c");
                                     shop.add_root(x);
                                   }),
                                   1, 0, 0);
    INFO(sums << " sums");
    CHECK(planned<plan_room>(one)->problem ==
          (sums < loops::max_sweeps ? loops::trouble::none : loops::trouble::sweeps));
    tally count;
    if (sums < loops::max_sweeps) try_program(one, 0, count);
  }
}

}  // namespace
}  // namespace plans