// SPDX-License-Identifier: BSL-1.0
// The value, gradient and Hessian of a program of numbers as it is written, to far more digits than a double has.
// Nothing of the library's rules takes part: functions come from MPFR, their derivatives from differences of such
// values, and the chain rule is that of truncated Taylor series (jets). Only the branches that are taken are looked at.
#pragma once

#include <tapeless/dag/node.hpp>

namespace exact {

namespace dag = tapeless::dag;

inline constexpr int max_inputs = 3;

// 100 decimal digits, which is enough unless a derivative is far smaller than the function; or 1200.
enum class digits { usual, many };

// The type in which the numbers are computed: the bits of its numbers, and the exponents beyond which a number on the
// way makes a program an extreme one.
struct arithmetic {
  int digits = 53;
  int reach = 330;
};

// What is asked: a root of a program at a point. inputs[k] is the value of the symbol with payload k. A disturbance
// other than 0 moves every value of the program and every derivative of a function by a rounding error of the type, up
// or down as the number says, to see what rounding errors can do to the results.
struct question {
  const dag::view* program = nullptr;
  int root = 0;
  const double* inputs = nullptr;
  int count = 0;
  unsigned disturbance = 0;
  arithmetic type{};
  bool to_the_end = false;  // also what follows extreme numbers, which takes long in a few programs
  // Disturbed is also every derivative on its way into an operation, by a rounding error of all paths that
  // lead to it, as they come together in reverse mode.
  bool by_paths = false;
};

struct answer {
  long double value = 0;
  long double gradient[max_inputs] = {};
  long double hessian[max_inputs][max_inputs] = {};
  bool corner = false;       // the value has no derivative here, or none that differences can find
  bool undefined = false;    // a value on the way does not exist
  bool extreme = false;      // on the way there are numbers near the ends of the range of the type
  bool vanished = false;     // on the way there is a number too small even for these digits, and taken for 0
  bool passed_over = false;  // on the way a NaN or an infinity meets an operation that may leave it out
};

// Whether the function is known here.
bool knows(const dag::operation& op);

answer ask(const question& what, digits how);

}  // namespace exact
