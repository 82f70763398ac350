// SPDX-License-Identifier: BSL-1.0
// Random programs over axes: the value and the gradients in tensors, as requests compute them, against the exact
// evaluation of the program written out element by element. A few elements of each gradient are looked at.
// TAPELESS_PROGRAMS sets how many programs there are, TAPELESS_SEED the first of them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/indexed/evaluation.hpp"
#include "tests/indexed/random_program.hpp"
#include "tests/random/unrolled.hpp"
#include "tests/support/catch.hpp"

namespace random_programs {
namespace {

constexpr int usual_programs = 3000;

struct tally {
  long programs = 0;
  long results = 0;
  long not_asked = 0;  // programs without a derivative, or too large
  long corners = 0;
  long undefined = 0;
  long vague = 0;
  long faults = 0;
};

constexpr dag::sizes wide_room{16384, 65536, 8192, 16, 4};

class comparison {
 public:
  comparison(const plans::request& one, unsigned seed, tally& count)
      : one_(one),
        given_(plans::random_world(seed)),
        seed_(seed),
        count_(count),
        written_(one.steps.written.look()),
        derived_(one.steps.derived.look()),
        found_(derived_, given_) {}

  void run() {
    std::mt19937 random(seed_);
    for (int r = one_.values; r < static_cast<int>(one_.shapes.size()); ++r) {
      const int symbol = written_.roots[r];
      const std::string of = written_.symbol(written_.nodes[symbol]).name;
      std::vector<element> inputs;
      const std::size_t size = given_.arrays.at(of).values.size();
      for (std::size_t k = 0; k < exact::max_inputs && k < size; ++k) {
        const element next{of, static_cast<std::ptrdiff_t>(random() % size)};
        if (std::find(inputs.begin(), inputs.end(), next) == inputs.end()) inputs.push_back(next);
      }
      const std::vector<double> gradient = found_.root(r, one_.shapes[plans::at(r)]);
      look(inputs, gradient, found_.root(0, one_.shapes[0])[0]);
    }
  }

 private:
  void look(const std::vector<element>& inputs, const std::vector<double>& gradient, double value) {
    const run_time::stored scalar = run_time::build_program<wide_room>([&](run_time::pass::pass_output& shop) {
      unroller work(shop.builder, written_, given_, inputs);
      shop.add_root(work.root(0));
    });
    const dag::view program = scalar.look();
    double x[exact::max_inputs] = {};
    for (std::size_t k = 0; k < inputs.size(); ++k)
      x[k] = given_.arrays.at(inputs[k].of).values[plans::at(inputs[k].offset)];
    exact::answer truth[4];
    for (unsigned d = 0; d < 4; ++d) {
      truth[d] = exact::ask({&program, 0, x, static_cast<int>(inputs.size()), d, {}, true}, exact::digits::usual);
      if (truth[d].undefined) return void(++count_.undefined);
    }
    compare(
        value, truth, [](const exact::answer& one) { return one.value; }, "the value");
    if (truth[0].corner) return void(++count_.corners);
    for (std::size_t k = 0; k < inputs.size(); ++k)
      compare(
          gradient[plans::at(inputs[k].offset)], truth, [k](const exact::answer& one) { return one.gradient[k]; },
          inputs[k].of.c_str());
  }
  template <class Part>
  void compare(double got, const exact::answer (&truth)[4], const Part& part, const char* what) {
    const auto right = static_cast<double>(part(truth[0]));
    double spread = 0;
    for (const exact::answer& one : truth) spread = std::fmax(spread, std::abs(static_cast<double>(part(one)) - right));
    ++count_.results;
    if (std::abs(got - right) <= 1000 * spread + 1e-13 * std::abs(right)) return;
    if (!(spread <= 1e-9 * std::abs(right)) && right != 0) return void(++count_.vague);
    if (++count_.faults <= 20)
      std::printf("seed %u, %s: got %.17g, right %.17g (rounding errors move it by %.2g)\n", seed_, what, got, right,
                  spread);
  }

  const plans::request& one_;
  const plans::world given_;
  unsigned seed_;
  tally& count_;
  const dag::view written_;
  const dag::view derived_;
  const plans::evaluation found_;
};

void try_program(unsigned seed, tally& count) {
  ++count.programs;
  const plans::request one = plans::random_request(seed);
  if (one.ready().trouble != dag::problem::none || one.shapes.size() == plans::at(one.values)) {
    ++count.not_asked;
    return;
  }
  try {
    comparison(one, seed, count).run();
  } catch (const too_large&) {
    ++count.not_asked;
  } catch (const plans::no_extent&) {
    ++count.not_asked;
  }
}

long from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atol(text) : otherwise;
}

}  // namespace

TEST_CASE("random programs over axes are what an exact evaluation says") {
  tally count;
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 1));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_PROGRAMS", usual_programs));
  for (unsigned k = 0; k < programs && count.faults < 100; ++k) try_program(first + k, count);
  std::printf(
      "%ld programs, %ld numbers compared, %ld faults; %ld vague; programs or tensors: %ld not asked for, %ld at "
      "corners, %ld undefined\n",
      count.programs, count.results, count.faults, count.vague, count.not_asked, count.corners, count.undefined);
  CHECK(count.faults == 0);
  CHECK(count.results > 4 * count.programs);
}

}  // namespace random_programs
