// SPDX-License-Identifier: BSL-1.0
// Derivatives of numbers in several constants, for formulas that are longer than what compilers do for one: sweeps over
// the program, in reverse or forward, that stop where a constant has done its share and go on in the next one.
#pragma once

#include <array>

#include <tapeless/pass/differentiate/forward.hpp>
#include <tapeless/pass/differentiate/waist.hpp>
#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Whether a request is of a long formula of numbers with a waist: pass/differentiate/waist.hpp.
template <class Request>
inline constexpr bool has_waist = [] {
  if constexpr (Request::over_axes || Request::n < least_inputs_of_waist || Request::used.nodes < least_below_waist) {
    return false;
  } else {
    return known_to_have<typename Request::source>([](const dag::view& from) {
      const dependence depends(from.nodes, from.edges, from.node_count - 1, from.roots + Request::m, Request::n);
      return find_waist(from.nodes, from.edges, from.roots[0], depends) >= 0;
    });
  }
}();

// A waist and the derivative in it; -1, -1 where there is none.
struct waist_slope {
  int waist = -1;
  int outer = -1;
};
// values: the places of the outputs, the first of which is meant, and of the inputs; gradient receives the derivatives
// of the waist in these.
template <class Request>
constexpr waist_slope reverse_through_waist(dag::builder& program, const int* values, int* gradient) {
  const int root = values[0];
  const int* const symbols = values + Request::m;
  const dependence depends(program, root, symbols, Request::n);
  const int waist = find_waist(program.nodes(), program.edges(), root, depends);
  if (waist < 0) return {};
  dag::scratch<int> adjoint(root + 1, -1);
  adjoint[root] = handle(1).id_in(program);
  const int outer = take_at_waist(program, root, root, waist, depends, adjoint.data());
  if (outer < 0) return {};
  propagate(program, waist, depends, adjoint.data());
  const int zero = handle(0).id_in(program);
  for (int k = 0; k < Request::n; ++k)
    gradient[k] = symbols[k] <= root && adjoint[symbols[k]] >= 0 ? adjoint[symbols[k]] : zero;
  return {waist, outer};
}

// What sweeps leave for the next constant. Room: for the places of adjoints or tangents; Results: for what sweeps find.
template <class Request, int Room, int Results>
struct sweep_memory {
  std::array<int, static_cast<std::size_t>(Request::m + Request::n)> places{};  // of outputs and inputs
  std::array<int, static_cast<std::size_t>(Room)> table{};  // adjoints or tangents by value: one more than their places
  std::array<int, static_cast<std::size_t>(Results) + 1> results{};
  int used = 0;      // of the table
  int sweep = 0;     // in progress
  int position = 0;  // one more than the next value of this sweep; 0 before it
  waist_slope above{};
  bool copied = false;
  bool done = false;  // nothing is left to do
};

// One constant's share of the sweeps of a request. A pass names its `sweep_memory` and has `run_step(out, kept)`, which
// calls these functions sweep by sweep until one returns false, or `spent` says that it is enough.
template <class Request, class Memory>
class sweeps {
 public:
  // Whether a request of so many sweeps may need several constants.
  static constexpr bool are_long(double count) {
    return !Request::over_axes && steps_for(Request::work * count, 6000) > 1;
  }

  // The first share copies the formulas.
  static constexpr bool copies(pass_output& out, Memory& kept) {
    if (kept.copied) return false;
    const Request asked(out);
    for (std::size_t k = 0; k < kept.places.size(); ++k) kept.places[k] = asked.values()[static_cast<int>(k)];
    return kept.copied = true;
  }

  constexpr sweeps(pass_output& out, Memory& kept)
      : asked_(out, kept.places.data()), program_(out.builder), kept_(kept), size_before_(out.builder.size()) {}
  sweeps(const sweeps&) = delete;
  sweeps& operator=(const sweeps&) = delete;

  constexpr const Request& asked() const { return asked_; }

  // Whether this constant has done its share, in nodes that were made, of which each is some thousand operations, and
  // values that were visited.
  constexpr bool spent() const {
    return program_.overflow() || 3 * (program_.size() - size_before_) + visited_ > operations_in_step / 1000;
  }

  // Reverse mode from roots with these adjoints, which may be asked for with its waist: whether it has come to its end
  // and slopes[k] is the place of the derivative in input k.
  constexpr bool reverse(const int* roots, const handle* seeds, int root_count, int* slopes, bool at_waist = false) {
    dag::builder& program = program_;
    const int* const symbols = asked_.values() + Request::m;
    int last = 0;
    for (int r = 0; r < root_count; ++r) last = roots[r] > last ? roots[r] : last;
    const dependence depends(program, last, symbols, Request::n);
    dag::scratch<int> list = dag::scratch<int>::unwritten(last + 1);
    int* const adjoint = list.data();
    load(adjoint, last + 1);
    visited_ += last / 16;
    if (kept_.position == 0) {
      kept_.position = last + 1;
      for (int r = 0; r < root_count; ++r) {
        const int before = adjoint[roots[r]];
        adjoint[roots[r]] = (before >= 0 ? handle(program, before) + seeds[r] : seeds[r]).id_in(program);
      }
      kept_.above = {at_waist ? find_waist(program.nodes(), program.edges(), last, depends) : -1, -1};
    }
    int id = kept_.position - 1;
    while (id >= 0 && !spent()) {
      const int end = id < values_at_once ? 0 : id - values_at_once + 1;
      if (end <= kept_.above.waist && kept_.above.waist <= id) {
        kept_.above.outer = take_at_waist(program, id, last, kept_.above.waist, depends, adjoint);
        id = kept_.above.waist;
      }
      for (int k = id; k >= end; --k) visited_ += adjoint[k] >= 0 && depends[k] ? 2 : 0;
      propagate(program, id, depends, adjoint, 0, end);
      id = end - 1;
    }
    if (id >= 0) return save(adjoint, last + 1, id + 1);
    const int zero = handle(0).id_in(program);
    for (int k = 0; k < Request::n; ++k)
      slopes[k] = symbols[k] <= last && adjoint[symbols[k]] >= 0 ? adjoint[symbols[k]] : zero;
    return finish();
  }

  // Forward mode to the first `count` roots of `all` from seeds in these inputs: whether it has come to its end and
  // results[r] is the place of the derivative of root r.
  constexpr bool forward(tangents& all, int count, const input* inputs, const handle* seeds, int seed_count,
                         int* results) {
    if (kept_.position == 0) {
      all.seed(inputs, seeds, seed_count);
      kept_.position = all.first() + 1;
    } else {
      for (int id = 0; id < kept_.used; ++id)
        if (kept_.table[static_cast<std::size_t>(id)] > 0) all.set(id, kept_.table[static_cast<std::size_t>(id)] - 1);
      visited_ += kept_.used / 32;
    }
    int id = kept_.position - 1;
    while (id <= all.last() && !spent()) {
      const int end = id + values_at_once <= all.last() ? id + values_at_once : all.last() + 1;
      visited_ += 1 + 2 * all.advance(count, id, end);
      id = end;
    }
    if (id <= all.last()) return save(all.data(), all.last() + 1, id + 1);
    for (int r = 0; r < count; ++r) results[r] = all.result(r).id_in(program_);
    all.clear();
    return finish();
  }

 private:
  static constexpr int values_at_once = 32;

  constexpr void load(int* list, int count) const {
    for (int id = 0; id < count; ++id) list[id] = -1;
    for (int id = 0; id < kept_.used && id < count; ++id) list[id] = kept_.table[static_cast<std::size_t>(id)] - 1;
  }
  constexpr bool save(const int* list, int count, int position) {
    if (count > static_cast<int>(kept_.table.size())) {
      program_.report(dag::problem::full);
      return false;
    }
    for (int id = 0; id < count; ++id)
      if (list[id] >= 0 || kept_.table[static_cast<std::size_t>(id)] != 0)
        kept_.table[static_cast<std::size_t>(id)] = list[id] + 1;
    if (count > kept_.used) kept_.used = count;
    kept_.position = position;
    return false;
  }
  // Nothing of the table is in use for the next sweep.
  constexpr bool finish() {
    kept_.used = 0;
    kept_.position = 0;
    ++kept_.sweep;
    return true;
  }

  Request asked_;
  dag::builder& program_;
  Memory& kept_;
  int size_before_;
  int visited_ = 0;
};

}  // namespace tapeless::detail::pass
