// SPDX-License-Identifier: BSL-1.0
// The planner at run time, where sanitizers see it: random programs over axes and their gradients go through the same
// passes and the same planner as in the compiler. Each plan must hold what every plan holds and, run number by number,
// whole, tile by tile and in groups, compute what the program says. TAPELESS_PROGRAMS sets how many programs,
// TAPELESS_SEED the first of them.
#include <cstdlib>
#include <memory>
#include <numeric>
#include <random>
#include <sstream>
#include <utility>

#include "tests/indexed/plan_runner.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace plans {

namespace pass = tapeless::detail::pass;
using tapeless::handle;
using tapeless::dag::symbol_kind;

// The K-th root of the program at hand, where a pass names the types of formulas and symbols.
template <int K>
struct root {};

// How many roots the program of a pass has, where it is one of this file.
template <class Pass>
inline constexpr int root_count = 0;
template <int... K>
inline constexpr int root_count<pass::lower<root<K>...>> = sizeof...(K);
template <class Pass>
inline constexpr int root_count<pass::stabilize<Pass>> = root_count<Pass>;
template <class... F, class... X>
inline constexpr int root_count<pass::indexed_gradient<pass::outputs<F...>, pass::inputs<X...>>> =
    root_count<pass::lower<F..., X...>>;
template <class Pass, int First, int Count>
inline constexpr int root_count<pass::expand<Pass, First, Count>> = root_count<Pass>;
template <class Pass>
concept at_run_time = (root_count<Pass> > 0);

struct known_sizes {
  dag::sizes used;
};

}  // namespace plans

// The programs of these passes are known at run time only.
namespace tapeless::detail::pass {

template <plans::at_run_time Pass>
inline constexpr plans::known_sizes stage<Pass>{{0, 0, 0, 0, plans::root_count<Pass>}};
template <plans::at_run_time Pass>
inline dag::view view_of<Pass>{};

}  // namespace tapeless::detail::pass

namespace plans {
namespace {

constexpr int usual_programs = 5000;

// A program in tables of just its size, so that a look beyond them is one beyond allocated memory.
struct stored {
  std::vector<dag::node> nodes;
  std::vector<int> edges;
  std::vector<dag::number> numbers;
  std::vector<dag::symbol_entry> symbols;
  std::vector<int> roots;
  dag::problem trouble = dag::problem::none;

  template <class Program>
  explicit stored(const Program& from)
      : nodes(from.nodes.begin(), from.nodes.begin() + from.used.nodes),
        edges(from.edges.begin(), from.edges.begin() + from.used.edges),
        numbers(from.numbers.begin(), from.numbers.begin() + from.used.numbers),
        symbols(from.symbols.begin(), from.symbols.begin() + from.used.symbols),
        roots(from.roots.begin(), from.roots.begin() + from.used.roots),
        trouble(from.trouble) {}
  dag::view look() const {
    const auto count = [](const auto& of) { return static_cast<int>(of.size()); };
    return {nodes.data(),
            edges.data(),
            numbers.data(),
            symbols.data(),
            roots.data(),
            count(nodes),
            count(edges),
            count(numbers),
            count(symbols),
            count(roots),
            0};
  }
};

constexpr dag::sizes program_room{8192, 32768, 4096, 64, 16};

template <class Run>
stored build_program(const Run& run) {
  const auto target = std::make_unique<dag::program<program_room>>();
  const auto buckets = std::make_unique<std::array<int, 32768>>();
  pass::workshop shop(*target, *buckets, tapeless::rules::arithmetic<Run>);
  run(shop);
  return stored(*target);
}

constexpr const char* axis_names[] = {"n", "m", "i", "k", "o"};
constexpr int axis_kinds[] = {0, 0, 1, 1, 2};  // axes of one kind are equally long
constexpr int axis_count = 5;
constexpr int kind_count = 3;

// A tensor with the kinds of its dimensions; of labels, the kind that they pick from.
struct declared {
  const char* name;
  int rank;
  int kinds[3];
  int picks = -1;
};
constexpr declared tensors[] = {{"u", 1, {0}},    {"v", 1, {1}},       {"w", 1, {2}},       {"X", 2, {0, 1}},
                                {"Y", 2, {1, 2}}, {"Z", 2, {0, 2}},    {"V", 2, {2, 1}},    {"Q", 2, {0, 0}},
                                {"R", 2, {1, 1}}, {"T", 3, {0, 1, 2}}, {"S", 3, {2, 0, 1}}, {"P", 3, {1, 0, 1}}};
constexpr declared labels[] = {{"t", 1, {0}, 2}, {"s", 1, {1}, 2}, {"r", 1, {0}, 1},
                               {"q", 1, {2}, 0}, {"g", 1, {0}, 0}, {"l", 2, {0, 1}, 2}};
constexpr const char* numbers[] = {"c", "d"};

// Writes a random program over these axes.
class writer {
 public:
  writer(dag::builder& program, unsigned seed) : program_(program), random_(seed) {
    for (int a = 0; a < axis_count; ++a) axes_[a] = leaf(axis_names[a], symbol_kind::axis);
    // Few tensors are used often, many seldom; and some programs are about contractions, others about rows.
    variety_ = 1 + below(static_cast<int>(std::size(tensors)));
    second_axes_ = below(3);
    for (int& weight : weights_) weight = 1 + below(4) * below(4);
    first_tensor_ = below(static_cast<int>(std::size(tensors)));
  }

  void write(int operations) {
    for (int k = 0; k < 3; ++k) values_.push_back(stored_value());
    for (int k = 0; k < operations; ++k) values_.push_back(next());
  }
  // A number that depends on the last values.
  handle number() {
    handle total = reduced(values_.back());
    for (std::size_t k = 2; k < values_.size() && k < at(2 + below(4)); ++k)
      total = total + reduced(values_[values_.size() - k]);
    return total;
  }
  handle value() { return any(); }

 private:
  static constexpr int most_rank = 4;

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  handle leaf(const char* name, symbol_kind kind) { return {program_, program_.make_symbol(name, kind)}; }
  handle access(const declared& one, symbol_kind kind, int without = -1) {
    handle operands[4] = {leaf(one.name, kind)};
    unsigned taken = without < 0 ? 0u : 1u << without;
    for (int d = 0; d < one.rank; ++d) {
      std::vector<int> free;
      for (int a = 0; a < axis_count; ++a)
        if (axis_kinds[a] == one.kinds[d] && (taken >> a & 1u) == 0) free.push_back(a);
      const int a = free.size() > 1 && below(4) < second_axes_ ? free.back() : free.front();
      taken |= 1u << a;
      operands[d + 1] = axes_[a];
    }
    return build(program_, *tapeless::detail::operation_at<tapeless::rules::access_>(), operands, one.rank + 1);
  }
  handle stored_value() {
    if (below(12) == 0) return leaf(numbers[below(2)], symbol_kind::real);
    const int k = (first_tensor_ + below(variety_)) % static_cast<int>(std::size(tensors));
    return access(tensors[k], symbol_kind::tensor);
  }
  // A recent value, an old one or a stored one.
  handle any() {
    const int k = below(10);
    if (k < 2 || values_.empty()) return stored_value();
    const int count = static_cast<int>(values_.size());
    return values_[at(count - 1 - (k < 7 ? below(std::min(count, 4)) : below(count)))];
  }
  bool varies(const handle& value, int a) const { return tapeless::rules::varies_along(value, axes_[a]); }
  static int rank(const handle& value) { return std::popcount(tapeless::rules::axes_of(value)); }
  static int joint_rank(const handle& a, const handle& b) {
    return std::popcount(tapeless::rules::axes_of(a) | tapeless::rules::axes_of(b));
  }
  handle partner(const handle& a) {
    for (int k = 0; k < 6; ++k) {
      const handle b = any();
      const bool common = rank(a) == 0 || rank(b) == 0 || joint_rank(a, b) < rank(a) + rank(b);
      if (joint_rank(a, b) <= most_rank && (common || below(4) == 0)) return b;
    }
    return a;
  }
  int axis_of(const handle& a) {
    int x = below(axis_count);
    while (!varies(a, x)) x = (x + 1) % axis_count;
    return x;
  }

  handle next() {
    const handle a = any();
    int k = below(std::accumulate(std::begin(weights_), std::end(weights_), 0));
    int kind = 0;
    while (k >= weights_[kind]) k -= weights_[kind++];
    switch (rank(a) == 0 && kind > 1 ? 0 : kind) {
      case 0:
        return elementwise(a);
      case 1:
        return met(a, partner(a));
      case 2: {  // a sum of products
        const handle product = a * partner(a);
        return tapeless::rules::sum_along(axes_[axis_of(a)], product) * handle(0.125);
      }
      case 3:
        return picked(a);
      case 4:
        return tapeless::rules::sum_along(axes_[axis_of(a)], a) * handle(0.25);
      default:
        return over(a, axis_of(a));
    }
  }
  handle elementwise(const handle& a) {
    switch (below(16)) {
      case 0:
        return tanh(a);
      case 1:
        return sin(a);
      case 2:
        return exp(-square(a));
      case 3:
        return logistic(a);
      case 4:
        return softplus(a);
      case 5:
        return sqrt(1 + square(a));
      case 6:
        return 1 / (2 + square(a));
      case 7:
        return relu(a);
      case 8:
        return log1p(square(a));
      case 9:
        return pow(tanh(a), 3);
      case 10:
        return clamp(a, -0.5, 0.75);
      case 11:
        return -a;
      case 12:
        return log(2 + sin(a));
      case 13:
        return a + 0.5;
      case 14:
        return 3 * a - 0.25;
      default:
        return abs(a) * handle(0.5);
    }
  }
  handle met(const handle& a, const handle& b) {
    switch (below(14)) {
      case 0:
        return a + b;
      case 1:
        return a - b;
      case 2:
        return a / (1 + square(b));
      case 3:
        return max(a, b);
      case 4:
        return select(a < b, sin(a), b * handle(0.25));
      case 5: {
        const handle c = partner(a);
        if (joint_rank(a * b, c) > most_rank) return min(a, b);
        return select((a < c && !(b < 0.1)) || c < b, a * b, c);
      }
      case 6:
        return log_sum_exp(tanh(a), tanh(b), 0.25 * sin(a), handle(0.5));
      case 7:
        return a * b - a;
      case 8:
        return 1 - a * tanh(b);
      case 9:
        return choose(select(a < b, 1, select(a < 0.3, 2, 3)), sin(a), b, a * b);
      case 10: {
        const handle c = partner(a);
        return joint_rank(a * b, c) > most_rank ? max(a, b) : select(a < 0.2, b, c);
      }
      default:
        return a * b;
    }
  }
  handle picked(const handle& a) {
    if (below(8) == 0) return a * tapeless::rules::indicator_of(axes_[0], axes_[1]);
    const declared& one = labels[below(static_cast<int>(std::size(labels)))];
    for (int k = 0, x = below(axis_count); k < axis_count; ++k, x = (x + 1) % axis_count) {
      if (axis_kinds[x] != one.picks || !varies(a, x)) continue;
      const handle label = access(one, symbol_kind::labels, x);
      if (joint_rank(a, label) > most_rank) continue;
      if (below(4) == 0) return a * tapeless::rules::indicator_of(axes_[x], label);
      return tapeless::pick_along(a, axes_[x], label);
    }
    return met(a, partner(a));
  }
  handle over(const handle& a, int x) {
    const handle& along = axes_[x];
    switch (below(7)) {
      case 0:
        return tapeless::max_over(along, a);
      case 1:
        return tapeless::min_over(along, a);
      case 2:
        return tapeless::log_sum_exp_over(along, a);
      case 3:
        return log(tapeless::rules::sum_along(along, exp(tanh(a))));
      case 4: {
        const handle bounded = sin(a);
        return exp(bounded) / tapeless::rules::sum_along(along, exp(bounded));
      }
      case 5:
        return a - tapeless::rules::sum_along(along, a) / tapeless::size(along);
      default:
        return tapeless::rules::sum_along(along, a) / tapeless::size(along);
    }
  }
  handle reduced(handle value) {
    if (below(2) == 0) value = sin(value);
    while (rank(value) > 0) {
      const int x = axis_of(value);
      const int kind = below(6);
      value = kind == 0   ? tapeless::max_over(axes_[x], value)
              : kind == 1 ? tapeless::rules::sum_along(axes_[x], square(value))
                          : tapeless::rules::sum_along(axes_[x], value);
    }
    return value;
  }

  dag::builder& program_;
  std::mt19937 random_;
  handle axes_[axis_count];
  std::vector<handle> values_;
  int variety_ = 1;
  int first_tensor_ = 0;
  int second_axes_ = 0;
  int weights_[6] = {};
};

// A program on its way from the formula to the planner.
struct programs {
  stored written;  // with the symbols to differentiate in among its roots
  stored derived;  // its values and derivatives
  stored ready;    // the same in forms that suit loops
};
// What is planned, and the shapes of its results.
struct request {
  programs steps;
  int values = 1;
  std::vector<loops::wanted> shapes;
  const stored& ready() const { return steps.ready; }
};

// The passes between the formula as it is written and the planner: M values and N derivatives of the first.
template <bool Wide, int... F, int... X>
programs passed(stored written, std::integer_sequence<int, F...>, std::integer_sequence<int, X...>) {
  constexpr int m = sizeof...(F);
  using source = pass::lower<root<F>..., root<m + X>...>;
  using gradient = pass::indexed_gradient<pass::outputs<root<F>...>, pass::inputs<root<m + X>...>>;
  using last = pass::ready_for_loops<gradient, Wide>;
  pass::view_of<source> = written.look();
  const stored stable = build_program(pass::stabilize<source>::run);
  pass::view_of<pass::stabilize<source>> = stable.look();
  const stored gradients = build_program(gradient::run);
  pass::view_of<gradient> = gradients.look();
  stored derived = build_program(last::source::run);
  pass::view_of<typename last::source> = derived.look();
  stored ready = build_program(last::run);
  for (const dag::problem one : {written.trouble, stable.trouble, gradients.trouble, derived.trouble})
    if (ready.trouble == dag::problem::none) ready.trouble = one;
  return {std::move(written), std::move(derived), std::move(ready)};
}
template <int M, int N>
programs passed(stored written, bool wide) {
  constexpr std::make_integer_sequence<int, M> values;
  constexpr std::make_integer_sequence<int, N> derivatives;
  return wide ? passed<true>(std::move(written), values, derivatives)
              : passed<false>(std::move(written), values, derivatives);
}
using passes = programs (*)(stored, bool);
constexpr int most_values = 3;
constexpr int derivative_counts[] = {0, 1, 2, 5};
constexpr passes all_passes[most_values][std::size(derivative_counts)] = {
    {passed<1, 0>, passed<1, 1>, passed<1, 2>, passed<1, 5>},
    {passed<2, 0>, passed<2, 1>, passed<2, 2>, passed<2, 5>},
    {passed<3, 0>, passed<3, 1>, passed<3, 2>, passed<3, 5>}};

// The axes of root r: of values those that they vary along, in any order; of derivatives those of the tensor where it
// stands first.
loops::wanted shape_of(const dag::view& program, int r, int values, std::mt19937& random) {
  loops::wanted shape;
  const auto name = [&](int id) { return program.symbol(program.nodes[id]).name; };
  const int id = program.roots[r];
  if (r < values) {
    for (int k = 0; k < program.node_count; ++k)
      if (program.nodes[k].op->is_symbol() && (program.nodes[k].axes & program.nodes[id].axes) != 0)
        shape.axes[shape.rank++] = name(k);
    std::shuffle(shape.axes, shape.axes + shape.rank, random);
  } else if (program.symbol(program.nodes[id]).kind == symbol_kind::tensor) {
    const int access = pass::first_access(program, id);
    for (int k = 1; k < program.nodes[access].count; ++k)
      shape.axes[shape.rank++] = name(program.operand(program.nodes[access], k));
  }
  return shape;
}

// values, choice: how many values the program has and which of the derivative counts.
request request_of(stored written, int values, std::size_t choice, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<loops::wanted> shapes;
  for (int r = 0; r < static_cast<int>(written.roots.size()); ++r)
    shapes.push_back(shape_of(written.look(), r, values, random));
  const bool wide = random() % 3 != 0;
  return {all_passes[values - 1][choice](std::move(written), wide), values, std::move(shapes)};
}

request random_request(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<int>(random() % limit); };
  const int values = below(4) == 0 ? 2 + below(2) : 1;
  const std::size_t choice = at(below(std::size(derivative_counts)));
  const int derivatives = derivative_counts[choice];
  const int operations = below(3) == 0 ? below(6) : below(36);
  const auto write = [&](pass::workshop& shop) {
    writer text(shop.builder, seed);
    text.write(operations);
    // What is differentiated is a number; other values have axes.
    shop.add_root(derivatives > 0 || below(3) == 0 ? text.number() : text.value());
    for (int r = 1; r < values; ++r) shop.add_root(text.value());
    std::vector<int> symbols;
    for (int id = 0; id < shop.builder.size(); ++id) {
      if (!shop.builder[id].op->is_symbol()) continue;
      const symbol_kind kind = shop.builder.symbol(id).kind;
      if (kind == symbol_kind::tensor || kind == symbol_kind::real) symbols.push_back(id);
    }
    for (int k = 0; k < derivatives; ++k) shop.add_root(symbols[at(below(symbols.size()))]);
  };
  return request_of(build_program(write), values, choice, seed);
}

world random_world(unsigned seed) {
  std::mt19937 random(seed);
  world given;
  std::ptrdiff_t lengths[kind_count];
  for (std::ptrdiff_t& one : lengths) one = random() % 6 == 0 ? 1 : static_cast<std::ptrdiff_t>(2 + random() % 3);
  if (random() % 8 == 0) lengths[random() % kind_count] = 7;
  for (int a = 0; a < axis_count; ++a) given.extents[axis_names[a]] = lengths[axis_kinds[a]];
  const auto fill = [&](const declared& one) {
    array& to = given.arrays[one.name];
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) {
      to.extents.push_back(lengths[one.kinds[d]]);
      size *= to.extents.back();
    }
    for (std::ptrdiff_t k = 0; k < size; ++k)
      to.values.push_back(one.picks < 0 ? std::uniform_real_distribution<>(-1.5, 1.5)(random)
                                        : static_cast<double>(random() % at(lengths[one.picks])));
  };
  for (const declared& one : tensors) fill(one);
  for (const declared& one : labels) fill(one);
  for (const char* one : numbers) given.arrays[one].values = {std::uniform_real_distribution<>(-1.5, 1.5)(random)};
  return given;
}

constexpr loops::capacities plan_room{.inputs = 64,
                                      .constants = 2048,
                                      .items = 2048,
                                      .contractions = 512,
                                      .streams = 8192,
                                      .stages = 4096,
                                      .instructions = 16384,
                                      .pool = 4096,
                                      .starts = 2048,
                                      .buffers = 4096,
                                      .outputs = 16,
                                      .phases = 2048,
                                      .parts = 2048,
                                      .spans = 4096};
using plan_table = loops::table<plan_room>;

template <loops::capacities Room>
std::unique_ptr<loops::table<Room>> planned(const request& of) {
  auto plan = std::make_unique<loops::table<Room>>();
  const loops::planner<Room> work(of.ready().look(), of.shapes.data(), *plan);
  return plan;
}

std::string text_of(const plan_table& plan) {
  std::ostringstream out;
  const char* names[] = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"};
  loops::plan_printer(out, plan, names).print();
  return out.str();
}

// The largest difference of two lists, relative to the largest number of the second.
double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  double scale = 1e-3;
  demand(a.size() == b.size(), "a result has another size");
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double error = std::abs(a[k] - b[k]);
    largest = error <= largest ? largest : error;  // NaN stays
    scale = std::fmax(scale, std::abs(b[k]));
  }
  return largest / scale;
}
bool finite(const std::vector<double>& all) {
  return std::all_of(all.begin(), all.end(), [](double x) { return std::abs(x) < 1e100; });
}

// What has become of the programs, so that a test that skips most of them fails.
struct tally {
  int programs = 0;
  int compared = 0;  // of these
  int results = 0;   // that are compared
  int vague = 0;     // results that depend on the last bits of what they are made from
  int infinite = 0;  // programs with a value that is no ordinary number
  int untold = 0;    // without a derivative, or with too many axes
  int deep = 0;      // with more axes or sweeps than a nest has
  int nests = 0;
  int contractions = 0;
  int shared = 0;  // buffers that take the place of another
  int scratch = 0;
  int tiled = 0;  // phases of several items
  int sums = 0;   // of tiles
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

void try_plan(const plan_table& plan, const request& one, const world& given, tally& count) {
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
    demand(distance(others[1][r], expected[r]) < 1e-7, "the form for loops is another value");
    demand(r >= others[2].size() || distance(others[2][r], expected[r]) < 1e-7, "a pass has made another value");
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
  for (const way& how : ways) {
    const results found = machine.run(how);
    for (std::size_t r = 0; r < found.size(); ++r)
      demand(!firm[r] || distance(found[r], expected[r]) < 1e-9, "a result is wrong");
  }
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
  std::string error;
  try {
    try_plan(*plan, one, random_world(seed), count);
  } catch (const no_extent&) {
    ++count.untold;
  } catch (const std::exception& what) {
    error = what.what();
  }
  if (!error.empty()) FAIL(error << '\n' << text_of(*plan));
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
                     << " sums of tiles, " << count.shared << " shared buffers, " << count.scratch << " rows");
  CHECK(count.compared > count.programs * 9 / 10);
  CHECK(count.vague < count.results / 10);
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
      request_of(build_program([&](pass::workshop& shop) { write(shop, words(shop.builder)); }), 1, derivatives, 0);
  tally count;
  for (unsigned seed = 0; seed < worlds; ++seed) try_program(one, seed, count);
  CHECK(count.compared == static_cast<int>(worlds));
  CHECK(count.vague == 0);
}

TEST_CASE("a row of scratch keeps off what the next row reads") {
  try_formula([](pass::workshop& shop, const words& w) {
    const handle z = tanh(w.tensor("Q", "m", "n") + tanh(w.tensor("u", "n")));
    shop.add_root(w.sum("m", log(w.sum("n", exp(z)))));
  });
}

TEST_CASE("a row of scratch keeps off what the next tile reads") {
  try_formula([](pass::workshop& shop, const words& w) {
    const handle product = w.sum("k", tanh(w.tensor("v", "k")) * w.tensor("R", "i", "k"));
    const handle z = tanh(w.tensor("R", "i", "k") + w.sum("o", sin(w.tensor("Y", "i", "o"))) + product);
    shop.add_root(w.sum("i", log(w.sum("k", exp(z)))));
  });
}

TEST_CASE("a value is found among others by its bits wherever it is computed") {
  try_formula(
      [](pass::workshop& shop, const words& w) {
        const handle row = exp(w.sum("o", sin(w.tensor("Y", "i", "o"))));
        shop.add_root(tapeless::max_over(w.axis("i"), 2 - w.number("c") * row));
        shop.add_root(shop.builder.make_symbol("Y", symbol_kind::tensor));
      },
      1);
}

TEST_CASE("a choice stays outside of sums and tensors") {
  try_formula([](pass::workshop& shop, const words& w) {
    const handle left = w.tensor("X", "n", "i") < 0;
    const handle rows = select(left, w.tensor("u", "n"), w.tensor("v", "i"));
    const handle axes = select(left, w.tensor("R", "i", "k"), w.tensor("R", "k", "i"));
    const handle sums = select(left, w.sum("n", exp(w.tensor("u", "n"))), w.sum("i", exp(w.tensor("v", "i"))));
    const handle sizes = select(left, tapeless::size(w.axis("n")), tapeless::size(w.axis("i")));
    shop.add_root(w.sum("n", w.sum("i", rows * w.sum("k", axes) + sums * sizes)));
  });
}

TEST_CASE("what an indicator takes out of a sum is still summed over the axis of its label") {
  try_formula([](pass::workshop& shop, const words& w) {
    const handle indicator = tapeless::rules::indicator_of(w.axis("o"), w.labels("t", "n"));
    const handle v = w.tensor("v", "i");
    shop.add_root(w.sum("n", w.sum("o", w.sum("i", indicator * v / (1 + square(v))))));
  });
}

TEST_CASE("many values need many others") {
  // Conditions are not stored: whoever asks for one needs all that it is made from.
  try_formula([](pass::workshop& shop, const words& w) {
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
  try_formula([](pass::workshop& shop, const words& w) {
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
                                    .stages = 16,
                                    .instructions = 64,
                                    .pool = 8,
                                    .starts = 6,
                                    .buffers = 12,
                                    .outputs = 16,
                                    .phases = 5,
                                    .parts = 4,
                                    .spans = 64};
  int refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    INFO("program " << seed);
    const request one = random_request(seed);
    if (one.ready().trouble != dag::problem::none) continue;
    const auto large = planned<plan_room>(one);
    const auto plan = planned<small>(one);
    const loops::capacities& used = large->used;
    const bool fits = used.items <= small.items && used.contractions <= small.contractions &&
                      used.streams <= small.streams && used.stages <= small.stages &&
                      used.instructions <= small.instructions && used.pool <= small.pool &&
                      used.starts <= small.starts && used.buffers <= small.buffers && used.phases <= small.phases &&
                      used.parts <= small.parts && used.spans <= small.spans;
    CHECK((plan->problem != loops::trouble::full) == fits);
    refused += fits ? 0 : 1;
  }
  CHECK(refused > 50);
  CHECK(refused < 250);
}

TEST_CASE("a nest of too many sweeps is refused") {
  for (const int sums : {1, 3, 6, 7, 8, 12, 24, 40}) {
    const request one = request_of(build_program([&](pass::workshop& shop) {
                                     const words w(shop.builder);
                                     handle x = w.tensor("u", "n");
                                     for (int k = 0; k < sums; ++k) x = x - w.sum("n", sin(x)) * w.number("c");
                                     shop.add_root(x);
                                   }),
                                   1, 0, 0);
    INFO(sums << " sums");
    CHECK(planned<plan_room>(one)->problem ==
          (sums < loops::most_sweeps ? loops::trouble::none : loops::trouble::sweeps));
    tally count;
    if (sums < loops::most_sweeps) try_program(one, 0, count);
  }
}

}  // namespace
}  // namespace plans
