// SPDX-License-Identifier: BSL-1.0
// The number of rows taken out of what is computed row by row: random programs and their gradients keep their values,
// and many of them can be streamed only then.
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

#include "tests/indexed/distance.hpp"
#include "tests/indexed/evaluation.hpp"
#include "tests/indexed/plan_room.hpp"
#include "tests/indexed/random_program.hpp"
#include "tests/indexed/requests.hpp"
#include "tests/indexed/world.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace plans {
namespace {

using indexed::distance;

struct along_n {
  static constexpr const char* name = "n";
};
using source = pass::lower<root<0>>;  // a program that is known at run time only
using without_count = pass::without_row_count<source, along_n>;

loops::trouble trouble_of_stream(const stored& program, const request& of) {
  const auto plan = std::make_unique<loops::loop_plan<plan_room>>();
  const loops::planner<plan_room> work(program.look(), of.shapes.data(), *plan,
                                       {along_n::name, loops::sharding_kind::stream});
  return plan->problem;
}

TEST_CASE("values stay what they are without the number of rows in them") {
  int compared = 0, changed = 0, needing = 0, helped = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const request one = random_request(seed, true);
    if (one.ready().trouble != dag::problem::none) continue;
    pass::view_of<source> = one.ready().look();
    const stored taken_out = build_program(without_count::run);
    REQUIRE(taken_out.trouble == dag::problem::none);
    REQUIRE(names_axes(taken_out.look()));
    changed += taken_out.nodes.size() != one.ready().nodes.size() ? 1 : 0;
    const world given = random_world(seed);
    const evaluation before(one.ready().look(), given), disturbed(one.ready().look(), given, 1);
    const evaluation after(taken_out.look(), given);
    for (int r = 0; r < static_cast<int>(one.shapes.size()); ++r) {
      const std::vector<double> expected = before.root(r, one.shapes[at(r)]);
      // Where the last bits of what a result is made from matter, they may be others.
      if (!finite(expected) || before.ties() || distance(disturbed.root(r, one.shapes[at(r)]), expected) > 1e-10)
        continue;
      INFO("program " << seed << ", root " << r);
      CHECK(distance(after.root(r, one.shapes[at(r)]), expected) < 1e-9);
      ++compared;
    }
    if (trouble_of_stream(one.ready(), one) != loops::trouble::row_count) continue;
    ++needing;
    helped += trouble_of_stream(taken_out, one) == loops::trouble::none ? 1 : 0;
  }
  INFO(compared << " results, " << needing << " programs whose rows need their number, " << helped
                << " of which no longer do");
  CHECK(compared > 3000);
  CHECK(changed > 300);
  CHECK(helped > 10);
  CHECK(helped > needing / 3);
}

}  // namespace
}  // namespace plans
