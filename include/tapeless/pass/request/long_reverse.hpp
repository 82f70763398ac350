// SPDX-License-Identifier: BSL-1.0
// Reverse mode on numbers in several steps, for formulas that are longer than what compilers do for one constant.
#pragma once

#include <array>

#include <tapeless/pass/differentiate/waist.hpp>
#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Whether a request is of a long formula of numbers with a waist: pass/differentiate/waist.hpp.
template <class Request>
inline constexpr bool has_waist = [] {
  if constexpr (Request::over_axes || Request::n < least_inputs_of_waist || Request::used.nodes < least_below_waist) {
    return false;
  } else {
    constexpr const dag::view& from = draft_of<typename Request::source>;
    const dependence depends(from.nodes, from.edges, from.node_count - 1, from.roots + Request::m, Request::n);
    return find_waist(from.nodes, from.edges, from.roots[0], depends) >= 0;
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

// The first step copies the formulas, the others pass adjoints on. AtWaist: below its waist, if the formula has one,
// adjoints are those of the waist.
template <class Request, bool AtWaist = false>
class long_reverse {
  static constexpr int place_count = Request::m + Request::n;
  static constexpr int room = 2 * Request::used.nodes + 64;  // for adjoints; a copy is hardly ever longer

 public:
  static constexpr int operations_per_node = 3500;
  static constexpr int passing_steps = steps_for(Request::work, operations_per_node);
  static constexpr int steps = Request::over_axes || passing_steps == 1 ? 1 : 1 + passing_steps;

  struct memory {
    std::array<int, static_cast<std::size_t>(place_count)> places{};
    std::array<int, static_cast<std::size_t>(room)> adjoints{};  // one more than their places
    int last = 0;
    int waist = -1;
    int outer = -1;  // the adjoint of the waist
  };

  static constexpr void start(pass_output& out, memory& kept) {
    const Request asked(out);
    for (int k = 0; k < place_count; ++k) kept.places[static_cast<std::size_t>(k)] = asked.values()[k];
    kept.last = asked.values()[0];
    if (kept.last >= room) return out.builder.report(dag::problem::full);
    kept.adjoints[static_cast<std::size_t>(kept.last)] = handle(1).id_in(out.builder) + 1;
  }
  // Step number `step` from 1 on.
  static constexpr void pass_on(pass_output& out, memory& kept, int step) {
    if (out.builder.overflow()) return;
    dag::scratch<int> symbols(Request::n);
    for (int k = 0; k < Request::n; ++k) symbols[k] = kept.places[static_cast<std::size_t>(Request::m + k)];
    const dependence depends(out.builder, kept.last, symbols.data(), Request::n);
    const int count = kept.last + 1;
    dag::scratch<int> list = dag::scratch<int>::unwritten(count);
    int* const adjoint = list.data();
    int* const known = kept.adjoints.data();
    for (int id = 0; id < count; ++id) adjoint[id] = known[id] - 1;
    const auto border = [&](int k) {  // what is passed on before step k
      return static_cast<int>(static_cast<long long>(count) * (k - 1) / passing_steps);
    };
    int root = kept.last - border(step), end = count - border(step + 1);
    if constexpr (AtWaist) {
      if (step == 1) kept.waist = find_waist(out.builder.nodes(), out.builder.edges(), kept.last, depends);
      if (end <= kept.waist && kept.waist <= root) {
        kept.outer = take_at_waist(out.builder, root, kept.last, kept.waist, depends, adjoint);
        root = kept.waist;
      }
    }
    propagate(out.builder, root, depends, adjoint, 0, end);
    for (int id = 0; id < count; ++id) known[id] = adjoint[id] + 1;
  }
  // After the last step: the derivative in input k, of the waist where kept.outer is not negative.
  static constexpr handle derivative(pass_output& out, const memory& kept, int k) {
    const int symbol = kept.places[static_cast<std::size_t>(Request::m + k)];
    const int place = symbol > kept.last ? 0 : kept.adjoints[static_cast<std::size_t>(symbol)];
    return place == 0 ? handle(0) : handle(out.builder, place - 1);
  }
};

}  // namespace tapeless::detail::pass
