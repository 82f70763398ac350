// SPDX-License-Identifier: BSL-1.0
// The plan of an indexed program as plain constexpr tables: fused loop nests with straight-line bodies, contractions,
// the buffers between them, and the order in which they run. What the executor turns into code, what `plan_of` prints,
// and what tests count.
#pragma once

#include <cstdint>

#include <tapeless/dag/node.hpp>
#include <tapeless/plan/loops/instruction.hpp>

namespace tapeless::inline v0_2::detail::planning {

using axis_mask = std::uint32_t;

constexpr int max_axes = 31;
constexpr int max_rank = 6;                         // axes of one value or nest
constexpr int max_contraction_rank = 2 * max_rank;  // axes of one contraction: those of both factors
constexpr int max_sweeps = 8;                       // of one nest over its innermost axis

// Where numbers come from: a tensor or number that is bound, or a buffer of the plan.
struct source {
  enum class kind : std::uint8_t { input, buffer };
  kind from = kind::input;
  int index = -1;
  constexpr bool operator==(const source&) const = default;
};

// Places that the loops of a nest count off, by dimension of what is read: a constant and, for each loop, a factor of
// the place in it.
struct shift {
  std::uint32_t dims = 0;  // the dimensions that are counted off
  int constants[max_rank] = {};
  int factors[max_rank][max_rank] = {};  // [dimension][loop]
  constexpr bool moves_along(int loop) const {
    for (int d = 0; d < max_rank; ++d)
      if (factors[d][loop] != 0) return true;
    return false;
  }
  constexpr bool operator==(const shift&) const = default;
};

// A source as a nest walks over it. dims[k] is the dimension of the source along the k-th loop of the nest, outermost
// first, or -1: the source is the same along that loop.
struct stream {
  source from{};
  signed char dims[max_rank] = {-1, -1, -1, -1, -1, -1};
  signed char picked = -1;                          // the dimension along which a label picks, or -1
  int shift = -1;                                   // the number of its places that are counted off, or -1: none are
  int places[max_rank] = {-1, -1, -1, -1, -1, -1};  // by dimension: the only place there that is read, or -1
  constexpr bool has_places() const {
    for (const int place : places)
      if (place >= 0) return true;
    return false;
  }
};

struct nest {
  axis_mask axes = 0;
  int depth = 0;  // loops; the last one is the innermost
  int loops[max_rank] = {};
  int first_stream = 0;
  int stream_count = 0;
  int prelude = 0;  // instructions [prelude, prelude_end): numbers of the whole nest
  int prelude_end = 0;
  int first_sweep = 0;
  int sweep_count = 0;
  int first_start = 0;  // buffers that must be filled before the nest accumulates into them
  int start_count = 0;
  int row_numbers = 0;
  int row_conditions = 0;
  bool cuts_rows = false;  // sums along the innermost loop are added up tile by tile
};

struct start {
  int buffer = 0;
  combination how = combination::add;
};

// One operand of a contraction: a dimension of the source per axis of the contraction, in the order of its groups.
struct factor {
  source from{};
  signed char dims[max_contraction_rank] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  int places[max_rank] = {-1, -1, -1, -1, -1, -1};  // by dimension, as of a stream
  bool has_places = false;
};

// c[batch, rows, columns] = sum over `summed` of a[batch, rows, summed]*b[batch, summed, columns].
struct contraction {
  int axes[max_contraction_rank] = {};  // batch, rows, columns, summed, in this order
  int batch = 0;                        // how many axes each group has
  int rows = 0;
  int columns = 0;
  int summed = 0;
  factor a{};
  factor b{};
  factor c{};
  int phase = -1;  // that it is done in
  constexpr int rank() const { return batch + rows + columns + summed; }
};

struct buffer {
  axis_mask axes = 0;
  int rank = 0;
  int dims[max_rank] = {};  // axes, slowest first
  int slot = -1;
  int output = -1;  // the number of the result that it holds, or -1
  int first = 0;    // alive from this item to that one
  int last = 0;
  int written = -1;      // the sweep of its nest that writes it first
  int reader = -1;       // the item that reads it last
  int read = -1;         // and the last sweep in which it does; `anywhere`: not in order
  int same_as = -1;      // the buffer whose place it has: that one overwrites it element by element
  int overwrites = -1;   // and the other way round
  int first_write = -1;  // the first item that writes to its place
  bool scratch = false;  // a row that one nest keeps values of one row in
  bool renewed = false;  // with every one of many rows
  bool apart = false;    // a sum over the data: a place that nothing has had keeps all their tiles one phase
  int phase = -1;        // the phase that it lives in, with room for a tile; -1: it lives longer, or is not cut
  int run_axis = -1;     // the axis of the run of items that it lives in, with room for one place; -1: it lives longer
  static constexpr int anywhere = 99;
};

struct item {
  enum class kind : std::uint8_t { nest, contraction };
  kind what = kind::nest;
  int index = 0;
  int depth = 0;
  // Items [this one, run_end) of a phase are done for some places of an axis after another, within each tile: what one
  // of them has written is in the first level of cache when the next one reads it. run_end: 0 where no run begins.
  int run_end = 0;
  int run_axis = -1;
};

// A run of items that all go over one axis, none of which needs a sum over it that another has begun: they are done
// tile by tile, while the data of a tile is in the cache, and tiles can be shared out among threads.
struct phase {
  int first = 0;  // items [first, end)
  int end = 0;
  int axis = -1;            // -1: one item after the other
  bool multiplies = false;  // a product of matrices is among them
  bool has_runs = false;    // with matrices that live in runs of its items
  int first_part = 0;
  int part_count = 0;
};

// A buffer of a phase that is not cut like its tiles, so that each group of tiles has one of its own.
struct part {
  enum class kind : std::uint8_t {
    sum,      // the groups add up, and their sums are combined
    scratch,  // a row
    alike     // each group stores the same number; that of the first one stays
  };
  int buffer = 0;
  combination how = combination::add;
  kind what = kind::sum;
};

// One place where a bound tensor stands: its dimension `dim` is along this axis. Axes of one dimension are equally
// long, whatever they are called.
struct span {
  int input = 0;
  int dim = 0;
  int axis = 0;
};

// Where a result of the program is.
struct output {
  int buffer = -1;
};

struct capacities {
  int inputs = 0;
  int constants = 0;
  int items = 0;
  int contractions = 0;
  int streams = 0;
  int sweeps = 0;
  int instructions = 0;
  int pool = 0;
  int starts = 0;
  int buffers = 0;
  int outputs = 0;
  int phases = 0;
  int parts = 0;
  int spans = 0;
  int shifts = 0;
};

// What keeps a program from having a plan: tables that are too small (larger ones are tried), too many axes of one
// value or nest, too many in all, too many sweeps of one nest, or elements of a sharded axis that another process has.
// Of a streamed axis also: sums over all rows that rows need, the number of rows before it is known, results along it.
enum class trouble : std::uint8_t { none, full, rank, axes, sweeps, shard, passes, row_count, row_results };

// Who has the places of a sharded axis: several processes, each some of them, or one, block after block, so that a sum
// over them is complete only after the last block. Of a counted stream it is known beforehand how many there are.
enum class sharding_kind : std::uint8_t { ranks, stream, counted_stream };
// A sharded axis by name, or none.
struct sharding {
  const char* axis = "";
  sharding_kind how = sharding_kind::ranks;
  constexpr bool is_stream() const { return *axis != '\0' && how != sharding_kind::ranks; }
};

struct input {
  const char* name = "";
  dag::symbol_kind kind = dag::symbol_kind::real;
  int rank = 0;
  int axes[max_rank] = {};  // as it is written first in the formula
  axis_mask picks = 0;      // of labels: the axes that they pick from
};

struct constant {
  dag::number value{};
  bool is_named = false;  // g++ with sanitizers: no address is known to be none in a constant expression
  const dag::operation* named = nullptr;
};

// An array that is indexed by int.
template <class T, int N>
struct list {
  static constexpr int capacity = N > 0 ? N : 1;
  T entries[static_cast<std::size_t>(capacity)]{};
  constexpr const T& operator[](int k) const { return entries[k]; }
  constexpr T& operator[](int k) { return entries[k]; }
  static constexpr int size() { return capacity; }
};

// What a program needs of a plan while it runs; the rest has become code.
template <capacities Capacity>
struct outline {
  const char* axis_names[max_axes] = {};
  int axis_extents[max_axes] = {};          // those that are fixed
  const char* axis_origins[max_axes] = {};  // of those that renaming has made up: axes that are as long
  int axis_count = 0;
  axis_mask sharded = 0;  // axes of which this process has some places only
  list<input, Capacity.inputs> inputs{};
  list<contraction, Capacity.contractions> contractions{};
  list<buffer, Capacity.buffers> buffers{};
  list<phase, Capacity.phases> phases{};
  list<part, Capacity.parts> parts{};
  list<span, Capacity.spans> spans{};
  capacities used{};
  int slot_count = 0;
};

template <capacities Capacity>
struct loop_plan : outline<Capacity> {
  list<constant, Capacity.constants> constants{};
  list<item, Capacity.items> items{};
  list<nest, Capacity.items> nests{};
  list<stream, Capacity.streams> streams{};
  list<shift, Capacity.shifts> shifts{};
  list<inner_sweep, Capacity.sweeps> sweeps{};
  list<instruction, Capacity.instructions> code{};
  list<int, Capacity.pool> pool{};
  list<start, Capacity.starts> starts{};
  list<output, Capacity.outputs> outputs{};
  int nest_count = 0;
  trouble problem = trouble::none;
};

// The outline of a plan, with room for what there is.
template <capacities Exact, capacities Capacity>
constexpr outline<Exact> outline_of(const loop_plan<Capacity>& plan) {
  outline<Exact> result;
  for (int a = 0; a < plan.axis_count; ++a) {
    result.axis_names[a] = plan.axis_names[a];
    result.axis_extents[a] = plan.axis_extents[a];
    result.axis_origins[a] = plan.axis_origins[a];
  }
  result.axis_count = plan.axis_count;
  result.sharded = plan.sharded;
  const auto copy = [](auto& to, const auto& from, int count) {
    for (int k = 0; k < count; ++k) to[k] = from[k];
  };
  copy(result.inputs, plan.inputs, plan.used.inputs);
  copy(result.contractions, plan.contractions, plan.used.contractions);
  copy(result.buffers, plan.buffers, plan.used.buffers);
  copy(result.phases, plan.phases, plan.used.phases);
  copy(result.parts, plan.parts, plan.used.parts);
  copy(result.spans, plan.spans, plan.used.spans);
  result.used = plan.used;
  result.slot_count = plan.slot_count;
  return result;
}

}  // namespace tapeless::detail::planning
