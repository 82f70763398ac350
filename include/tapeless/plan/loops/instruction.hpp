// SPDX-License-Identifier: BSL-1.0
// The instructions of loops: what is loaded, computed, added up and stored, for a row or along the innermost loop.
#pragma once

#include <cstdint>

#include <tapeless/dag/node.hpp>

namespace tapeless::inline v0_2::detail::planning {

using dag::combination;

enum class act : std::uint8_t {
  constant,  // to = constant a
  extent,    // to = the number of elements along axis a
  place,     // to = the place in loop a of the nest
  load,      // to = stream a
  pick,      // to = stream a at the label b
  spread,    // to = row value a, in all lanes
  compute,   // to = op(a, b, c)
  equal,     // to = 1 where a == b, else 0
  fused,     // to = a*b + c, with signs
  total,     // accumulator to takes a, or a*b where there are two
  result,    // to = accumulator a of the sweep before
  lag,    // to = c, where there is one, + a, `count` elements later along the sweep, times `scale`, where there is one;
          // what is left at its end is added to stream b, that many elements on
  store,  // stream to = a
  accumulate,  // stream to takes a; where something is picked from the stream, at the label b: at places next to each
               // other (count 1) or one by one (count 2); c: the longest of the lags in it
};

// Signs of a fused multiply-add.
enum class signs : std::uint8_t { plus, minus, negated };  // a*b + c, a*b - c, c - a*b

// Values live in slots: of the row (one number each) or of a sweep (one pack each). The slot of a condition is the
// complement of its index.
struct instruction {
  act what = act::constant;
  combination how = combination::add;
  signs sign = signs::plus;
  const dag::operation* op = nullptr;
  int count = 0;
  int to = 0;
  int a = 0;
  int b = 0;
  int c = 0;
  int pool = 0;  // operands of more than three: pool[pool .. pool + count)
  int scale = -1;
};

// One sweep over the innermost loop, and what is computed once per row before it.
struct inner_sweep {
  int rows = 0;    // instructions [rows, set_up): numbers of the row
  int set_up = 0;  // [set_up, body): packs that do not change during the sweep
  int body = 0;    // [body, end)
  int end = 0;
  int numbers = 0;  // slots of the sweep
  int conditions = 0;
  int accumulators = 0;
};

}  // namespace tapeless::detail::planning
