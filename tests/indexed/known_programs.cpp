// SPDX-License-Identifier: BSL-1.0
// Random programs over axes some of whose tensors, labels and numbers are known before the rest: what is kept of them
// and the rest that reads it compute what the program does. Half of the programs are sums of polynomials in data, the
// others are those that the planner is tried with. TAPELESS_PROGRAMS sets how many programs there are, TAPELESS_SEED
// the first of them.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "tests/indexed/evaluation.hpp"
#include "tests/indexed/random_program.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/pass/axes/kept_values.hpp>
#include <tapeless/pass/axes/moments.hpp>

namespace plans {
namespace {

constexpr int usual_programs = 4000;
constexpr dag::sizes wide_room{32768, 131072, 8192, 256, 128};
constexpr int most_kept = 100;

struct tally {
  int programs = 0;
  int not_asked = 0;  // without a derivative, too large, or with numbers that a comparison cannot tell apart
  int sums = 0;       // that are known ones
  int kept = 0;       // values
  int results = 0;
  int faults = 0;
};

// Data by name.
struct chosen {
  std::set<std::string> names;
  bool contains(const dag::symbol_entry& one) const {
    return one.kind != symbol_kind::axis && one.kind != symbol_kind::seed && names.count(one.name) != 0;
  }
};

// Sums over one or two axes of sums of products whose factors are linear in one tensor each, with weights, divisors and
// functions among them.
class polynomials {
 public:
  polynomials(dag::builder& program, unsigned seed) : program_(program), random_(seed) {
    for (int a = 0; a < axis_count; ++a)
      axes_[a] = handle(program_, program_.make_symbol(axis_names[a], symbol_kind::axis));
  }
  handle number() {
    handle total = summed();
    if (below(2) == 0) total = total * summed();
    if (below(3) == 0) total = total + tanh(summed() * handle(0.125));
    return total;
  }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  // u(n), v(m), w(o), X(n, m), Y(m, o) or Z(n, o).
  handle tensor() {
    static constexpr int own[6][2] = {{0, -1}, {2, -1}, {4, -1}, {0, 2}, {2, 4}, {0, 4}};
    const int k = below(6);
    handle operands[3] = {handle(program_, program_.make_symbol(tensors[k].name, symbol_kind::tensor))};
    int count = 1;
    for (const int axis : own[k])
      if (axis >= 0) operands[count++] = axes_[axis];
    return build(program_, *tapeless::detail::operation_at<tapeless::rules::access_>(), operands, count);
  }
  handle scalar() {
    return below(5) == 0 ? handle(below(7) - 3)
                         : handle(program_, program_.make_symbol(numbers[below(2)], symbol_kind::real));
  }
  handle value() { return below(3) == 0 ? scalar() : tensor(); }
  handle factor() {
    const handle first = tensor(), second = value();
    switch (below(9)) {
      case 0:
        return first;
      case 1:
        return value();
      case 2:
        return (first - second) / (1 + square(scalar()));
      case 3:
        return scalar() * first + second;
      case 4:
        return log(2 + square(first)) - second;
      case 5:
        return exp(-square(first)) + second;
      case 6:
        return (first - second) - value();
      case 7:
        return -(first + scalar() * second);
      default:
        return first - second;
    }
  }
  handle term() {
    handle product = factor();
    for (int more = below(3); more > 0; --more) product = below(3) == 0 ? square(product) : product * factor();
    if (below(6) == 0) product = sin(product);
    if (below(6) == 0) product = product / (1 + square(value()));
    return product;
  }
  handle summed() {
    handle body = term();
    for (int more = below(3); more > 0; --more) body = below(2) == 0 ? body + term() : body - term();
    for (int a = 0; a < axis_count; ++a) {
      const int axis = below(2) == 0 ? a : axis_count - 1 - a;
      if (!tapeless::rules::varies_along(body, axes_[axis])) continue;
      body = tapeless::rules::sum_along(axes_[axis], body);
      if (below(4) == 0) body = square(body);
    }
    for (int a = 0; a < axis_count; ++a)
      if (tapeless::rules::varies_along(body, axes_[a])) body = tapeless::rules::sum_along(axes_[a], body);
    return body;
  }

  dag::builder& program_;
  std::mt19937 random_;
  handle axes_[axis_count];
};

request polynomial_request(unsigned seed) {
  std::mt19937 random(seed);
  const std::size_t choice = random() % 3;
  const auto write = [&](pass::pass_output& shop) {
    shop.add_root(polynomials(shop.builder, seed).number());
    std::vector<int> symbols;
    for (int id = 0; id < shop.builder.size(); ++id) {
      if (!shop.builder[id].op->is_symbol()) continue;
      const symbol_kind kind = shop.builder.symbol(id).kind;
      if (kind == symbol_kind::tensor || kind == symbol_kind::real) symbols.push_back(id);
    }
    if (symbols.empty()) symbols.push_back(shop.builder.make_symbol("c", symbol_kind::real));
    for (int k = 0; k < derivative_counts[choice]; ++k) shop.add_root(symbols[random() % symbols.size()]);
  };
  return request_of(build_program(write), 1, choice, seed);
}

class comparison {
 public:
  comparison(const request& one, unsigned seed, bool far, tally& count)
      : one_(one), given_(random_world(seed)), seed_(seed), count_(count), derived_(one.steps.derived.look()) {
    // Axes of which no element is to be left out are long enough to be worth a sum of their own.
    std::mt19937 random(seed + 7);
    // Numbers far from zero, whose differences are what counts.
    if (far)
      for (auto& each : given_.arrays)
        if (std::isupper(each.first[0]) || std::string("uvwcd").find(each.first) != std::string::npos)
          for (double& number : each.second.values) number += 1e6;
    for (const auto& each : given_.arrays)
      if (each.first[0] == '[' || random() % 3 != 0) data_.names.insert(each.first);
  }
  void run() {
    const evaluation right(derived_, given_);
    if (right.ties()) {
      ++count_.not_asked;
      return;
    }
    int sums = 0;
    const stored rewritten = run_time::build_program<wide_room>([&](pass::pass_output& shop) {
      sums = pass::rewrite_moments(shop, derived_, pass::known_values(derived_, data_), seed_ % 2 == 0);
    });
    demand(rewritten.trouble == dag::problem::none, "no room for sums");
    const dag::view whole = rewritten.look();
    const pass::known_values known(whole, data_);
    const stored kept =
        run_time::build_program<wide_room>([&](pass::pass_output& shop) { pass::write_kept(shop, whole, known); });
    const stored rest = run_time::build_program<wide_room>(
        [&](pass::pass_output& shop) { pass::write_rest(shop, whole, known, pass::kept_names<most_kept>.data()); });
    demand(kept.trouble == dag::problem::none && rest.trouble == dag::problem::none, "no room for what is kept");
    count_.sums += sums;
    const world more = with_kept(whole, known, kept.look());
    const evaluation found(rest.look(), more);
    for (int r = 0; r < derived_.root_count; ++r) compare(r, right, found);
    needs_no_kept(rest.look(), kept.look());
  }

 private:
  world with_kept(const dag::view& whole, const pass::known_values& known, const dag::view& kept) {
    world more = given_;
    const tapeless::dag::scratch<int> list = known.kept();
    count_.kept += list.size();
    const evaluation values(kept, given_);
    for (int k = 0; k < list.size(); ++k) {
      loops::wanted shape;
      array& to = more.arrays[std::string(pass::kept_names<most_kept>[at(k)])];
      for (const int axis : pass::axes_of_kept(whole, list[k])) {
        const char* const name = whole.symbol(whole.nodes[axis]).name;
        if (given_.extents.count(name) == 0) throw no_extent();
        shape.axes[shape.rank++] = name;
        to.extents.push_back(given_.extents.at(name));
      }
      to.values = values.root(k, shape);
    }
    return more;
  }
  // Nothing that is kept depends on what is no data.
  void needs_no_kept(const dag::view& rest, const dag::view& kept) {
    (void)rest;
    for (int id = 0; id < kept.node_count; ++id) {
      if (!kept.nodes[id].op->is_symbol()) continue;
      const dag::symbol_entry& one = kept.symbol(kept.nodes[id]);
      if (one.kind != symbol_kind::axis) demand(data_.contains(one), "what is kept depends on what is no data");
    }
  }
  void compare(int r, const evaluation& right, const evaluation& found) {
    const loops::wanted& shape = one_.shapes[at(r)];
    const std::vector<double> expected = right.root(r, shape), got = found.root(r, shape);
    std::vector<double> spread(expected.size());
    double largest = 0;
    for (unsigned noise = 1; noise <= 6; ++noise) {
      const std::vector<double> off = evaluation(derived_, given_, noise).root(r, shape);
      for (std::size_t k = 0; k < off.size(); ++k) spread[k] = std::fmax(spread[k], std::abs(off[k] - expected[k]));
    }
    for (const double one : spread) largest = std::fmax(largest, one);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      ++count_.results;
      // A single element may come out of a sum in which the noise is less by chance.
      const double bound = spread[k] + largest / 10 + 1e-13 * std::abs(expected[k]);
      if (std::abs(got[k] - expected[k]) <= bound || got[k] == expected[k] ||
          (std::isnan(got[k]) && std::isnan(expected[k])))
        continue;
      if (++count_.faults <= 20)
        std::printf("seed %u, root %d: got %.17g, right %.17g (rounding errors move it by %.2g)\n", seed_, r, got[k],
                    expected[k], spread[k]);
      return;
    }
  }

  const request& one_;
  world given_;
  unsigned seed_;
  tally& count_;
  const dag::view derived_;
  chosen data_;
};

long from_environment(const char* name, long otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::atol(text) : otherwise;
}

void try_programs(request (*make)(unsigned), bool far, tally& count) {
  const auto first = static_cast<unsigned>(from_environment("TAPELESS_SEED", 1));
  const auto programs = static_cast<unsigned>(from_environment("TAPELESS_PROGRAMS", usual_programs));
  for (unsigned seed = first; seed < first + programs && count.faults < 50; ++seed) {
    ++count.programs;
    const request one = make(seed);
    if (one.ready().trouble != dag::problem::none) {
      ++count.not_asked;
      continue;
    }
    try {
      comparison(one, seed, far, count).run();
    } catch (const no_extent&) {
      ++count.not_asked;
    }
  }
  std::printf("%d programs, %d not asked for, %d sums known, %d values kept, %d numbers compared, %d faults\n",
              count.programs, count.not_asked, count.sums, count.kept, count.results, count.faults);
}

}  // namespace

TEST_CASE("sums of random polynomials in data are what they are without known data") {
  tally count;
  try_programs(polynomial_request, false, count);
  CHECK(count.faults == 0);
  try_programs(polynomial_request, true, count);
  CHECK(count.faults == 0);
  CHECK(count.sums > count.programs / 2);
  CHECK(count.not_asked < count.programs / 4);
}

TEST_CASE("random programs with known data are what they are without") {
  tally count;
  try_programs([](unsigned seed) { return random_request(seed); }, false, count);
  CHECK(count.faults == 0);
  CHECK(count.kept > count.programs / 2);
  CHECK(count.not_asked < count.programs / 2);
}

}  // namespace plans
