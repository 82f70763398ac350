// EXPECT: this formula is too large for the compiler: split it into several
// SPDX-License-Identifier: BSL-1.0
// Passes that find their tables too small are run again with larger ones, but not for ever. This one asks for more than
// all of them.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::detail;

template <int Nodes>
struct numbers {
  static constexpr dag::sizes estimate{.nodes = 1, .edges = 1, .numbers = 1, .symbols = 1, .roots = 1};
  static constexpr void run(pass::pass_output& out) {
    for (int k = 0; k < Nodes; ++k) out.builder.make_number(dag::number(k));
  }
};
#ifdef MISTAKE
constexpr auto program = pass::finished<numbers<300>>;
#else
constexpr auto program = pass::finished<numbers<200>>;
#endif
