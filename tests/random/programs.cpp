// SPDX-License-Identifier: BSL-1.0
// Random programs of numbers, made at run time by the passes that the compiler runs: the value, gradient and Hessian as
// requests compute them, in textbook form and in the form of `stabilize`, in double, float and long double, against an
// exact evaluation of the program as it is written. TAPELESS_PROGRAMS sets how many programs there are, TAPELESS_SEED
// the first of them.
#include "tests/random/trial.hpp"
#include "tests/support/catch.hpp"

namespace random_programs {
namespace {

constexpr int usual_programs = 20000;

void try_program(unsigned seed, tally& count) {
  const int inputs = 1 + static_cast<int>(seed % exact::max_inputs);
  // One of eight is a polynomial, almost.
  const stored written = seed % 8 == 5 ? random_polynomial(seed, inputs) : random_program(seed, inputs);
  const point at = random_point(seed, inputs);
  trial(written, at, inputs, "seed " + std::to_string(seed), count).run(seed % 8);
}

}  // namespace

TEST_CASE("random programs of numbers are what an exact evaluation says") {
  tally count;
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 1));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_PROGRAMS", usual_programs));
  for (unsigned k = 0; k < programs && count.faults < 20; ++k) try_program(first + k, count);
  std::printf(
      "%ld programs, %ld numbers compared, %ld of them in float and long double, %ld values NaN and %ld infinite as "
      "they are, %ld faults; %ld derivatives infinite, %ld numbers vague, %ld of textbook forms out of "
      "range, %ld reordered, %ld sums of paths that cancel; "
      "%ld have a faster form; programs: "
      "%ld undefined, %ld at corners, %ld extreme, %ld too large, %ld with more digits\n",
      count.programs, count.results, count.others, count.not_a_number, count.no_limit, count.faults, count.infinite,
      count.vague, count.out_of_range, count.reordered, count.by_paths, count.faster, count.undefined, count.corners,
      count.extreme, count.too_large, count.again);
  CHECK(count.faults == 0);
  CHECK(count.too_large < count.programs / 100);
  CHECK(count.out_of_range <= 1 + count.programs / 10000);
  CHECK(count.reordered <= 1 + count.programs / 100000);
  CHECK(count.slower <= 1 + count.programs / 10000);
  CHECK(count.faster > count.programs / 20);
  CHECK(count.by_paths <= 30 + count.programs / 10000);  // of one program there may be 30
  CHECK(count.results > 6 * count.programs);
  CHECK(count.others > count.programs / 2);
  CHECK(count.not_a_number + count.no_limit > count.programs / 100);
}

}  // namespace random_programs
