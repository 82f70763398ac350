// SPDX-License-Identifier: BSL-1.0
// Random programs printed as C: value, gradient and Hessian as requests compute them and in textbook form, hundreds of
// functions in a file, compiled and called beside the evaluation of what was printed. All numbers have the same bits,
// at ordinary points, zeros of either sign, the ends of the range, infinities, NaN and ties. TAPELESS_C_PROGRAMS sets
// how many programs there are, TAPELESS_SEED the first of them.
#include "tests/random/routes.hpp"
#include "tests/support/printed_c.hpp"

#include <tapeless/print/c.hpp>

namespace random_programs {
namespace {

constexpr int usual_programs = 600;
constexpr int programs_per_file = 300;

// Whether C has the bits: not of exponentials of squares, which the library computes with more care.
bool has_bits(const dag::view& program) {
  const dag::scratch<bool> needed = dag::needed_values(program);
  for (int id = 0; id < program.node_count; ++id)
    if (needed[id] && printed_c::is_rougher_as_c(program.nodes[id].op->name)) return false;
  return true;
}

bool add_printed(const stored& program, int inputs, const std::string& label) {
  if (!has_bits(program.look())) return false;
  std::vector<tapeless::detail::print::c_parameter> parameters;
  for (int k = 0; k < inputs; ++k) parameters.push_back({input_names[k], dag::symbol_kind::real});
  std::vector<int> slots;
  for (int r = 0; r < program.look().root_count; ++r) slots.push_back(r);
  const std::string code =
      tapeless::detail::print::to_c<std::string>(program.look(), printed_c::next_name(), parameters, slots);
  printed_c::add(label, code, static_cast<std::size_t>(inputs), slots.size(),
                 [program, inputs](const double* in, double* out) {
                   point at;
                   std::copy_n(in, inputs, at.x);
                   const numbers all = evaluate(program.look(), at);
                   std::copy(all.begin(), all.end(), out);
                 });
  return true;
}

}  // namespace

TEST_CASE("random programs printed as C have the bits of the evaluation") {
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 1));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_C_PROGRAMS", usual_programs));
  int compared = 0, without_bits = 0;
  for (unsigned from = 0; from < programs; from += programs_per_file) {
    printed_c::functions().clear();
    for (unsigned k = from; k < std::min(programs, from + programs_per_file); ++k) {
      const unsigned seed = first + k;
      const int inputs = 1 + static_cast<int>(seed % exact::max_inputs);
      const stored written = random_program(seed, inputs);
      const routes made = routes_of(written, inputs);
      if (!made.complete || made.request.nodes.size() > 400) continue;  // some take the C compiler a minute
      const std::string label = "seed " + std::to_string(seed);
      for (const stored* one : {&made.request, &made.printed}) {
        const bool added = add_printed(*one, inputs, label + (one == &made.request ? ", request" : ", textbook"));
        ++(added ? compared : without_bits);
      }
    }
    printed_c::check_all();
  }
  std::printf("%d functions compared, %d without the bits in C\n", compared, without_bits);
  CHECK(compared > 1.5 * programs);
}

}  // namespace random_programs
