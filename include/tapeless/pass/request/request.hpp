// SPDX-License-Identifier: BSL-1.0
// What every request starts from: the formulas and inputs, copied into a fresh program. Numbers are the case without
// axes: an input may be a tensor, and then a derivative in it has the axes with which the formula names it first.
#pragma once

#include <tapeless/pass/differentiate/forward.hpp>
#include <tapeless/pass/differentiate/reverse.hpp>
#include <tapeless/pass/request/axis_names.hpp>
#include <tapeless/pass/stabilize.hpp>

namespace tapeless::inline v0_2::detail::pass {

template <class... F>
struct outputs {
  static constexpr int count = sizeof...(F);
};
template <class... X>
struct inputs {
  static constexpr int count = sizeof...(X);
};

// Whether formulas are differentiated as they are written or in their best conditioned form, which is for real numbers.
enum class conditioning : std::uint8_t { as_written, stable };

// Which derivative a root is: of an output, in an input, then in another one; -1 where there is none.
struct root_key {
  int output = -1;
  int first = -1;
  int second = -1;
};

// g0, g1, ...: the names of the numbers and tensors that come with a call, such as upstream gradients.
struct seed_name {
  char text[12]{};
  constexpr operator const char*() const { return text; }
};
template <int Count>
inline constexpr auto seed_names = [] {
  std::array<seed_name, static_cast<std::size_t>(Count) + 1> names{};
  for (int k = 0; k < Count; ++k) {
    char digits[10]{};
    int length = 0;
    for (int rest = k; rest > 0 || length == 0; rest /= 10) digits[length++] = static_cast<char>('0' + rest % 10);
    seed_name& name = names[static_cast<std::size_t>(k)];
    name.text[0] = 'g';
    for (int d = 0; d < length; ++d) name.text[1 + d] = digits[length - 1 - d];
  }
  return names;
}();

// What derivatives of formulas over axes need beyond the chain rule: pass/axes/derivatives.hpp. Formulas without axes
// never ask.
template <class Pass>
struct axis_derivatives;

// results[k] = sum over r of seeds[r] * (derivative of roots[r] in inputs[k]). Roots with axes are summed over them.
template <class Pass>
constexpr void reverse(dag::builder& program, const int* roots, const handle* seeds, int root_count,
                       const input* inputs, int count, handle* results) {
  const adjoints all(program, roots, seeds, root_count, inputs, count);
  for (int k = 0; k < count; ++k) {
    if constexpr (Pass::over_axes) {
      if (inputs[k].is_tensor()) {
        results[k] = axis_derivatives<Pass>::in_tensor(program, all, inputs[k]);
        continue;
      }
    }
    const handle adjoint = all[inputs[k].symbol];
    results[k] = adjoint.exists() ? adjoint : handle(0);
  }
}

// A formula over axes with what stands in it along several sets of axes computed once: pass/axes/renamed_values.hpp.
template <class Pass>
struct share_renamed;

// Whether a program has selections, extremes or other values that are one of several.
constexpr bool has_branches(const dag::view& program) {
  for (int id = 0; id < program.node_count; ++id)
    if (program.nodes[id].op->price == dag::cost::select) return true;
  return false;
}

// Whether the compiler knows the program of a pass. Tests make programs at run time.
template <class Pass>
concept compiled = requires {
  typename std::integral_constant<int, draft_of<Pass>.node_count>;
};
// Whether a program has a property; false of one that is made at run time.
template <class Pass, class Has>
constexpr bool known_to_have(const Has& has) {
  if constexpr (compiled<Pass>)
    return has(draft_of<Pass>);
  else
    return false;
}

template <class F, class X, conditioning How = conditioning::as_written>
class request;
template <class... F, class... X, conditioning How>
class request<outputs<F...>, inputs<X...>, How> {
 public:
  using written = lower<F..., X...>;
  static constexpr int m = sizeof...(F);
  static constexpr int n = sizeof...(X);
  static constexpr bool over_axes = has_axes<written>;
  using stable = std::conditional_t<over_axes, share_renamed<stabilize<written>>, stabilize<written>>;
  using source = std::conditional_t<How == conditioning::stable, stable, written>;
  static constexpr dag::sizes used = sizes_of<source>;
  // Nodes, in work for the compiler: derivatives of programs with branches have masks, which are looked at everywhere.
  static constexpr double work =
      used.nodes * (known_to_have<source>([](const dag::view& from) { return has_branches(from); }) ? 6.0 : 1.0);
  // growth: how many nodes per node of the formulas to make room for; seeds: numbers and tensors that come with a call.
  static constexpr dag::sizes room(int growth, int roots, int seeds = 0) {
    const int nodes = growth * used.nodes + 64 + 8 * seeds;
    return {nodes, 2 * nodes, 2 * used.numbers + 32, used.symbols + seeds + (over_axes ? 64 : 0), roots};
  }

  constexpr explicit request(pass_output& out) : program_(&out.builder), places_(m + n) {
    out.builder.set_mode(dag::mode::reduced);
    out.builder.set_commutes(true);
    out.builder.set_primal(true);
    copy_program(out.builder, draft_of<source>, places_.data());
    out.builder.set_primal(false);
    for (int r = 0; r < m; ++r) out.add_root(places_[r]);
    inputs_ = dag::scratch<input>(n);
    for (int k = 0; k < n; ++k) inputs_[k].symbol = places_[m + k];
    if constexpr (over_axes)
      for (int k = 0; k < n; ++k) inputs_[k] = along({-1, k, -1}, k);
  }

  // The request of numbers that an earlier step has copied, by where its outputs and inputs are.
  constexpr request(pass_output& out, const int* places) requires(!over_axes)
      : program_(&out.builder), places_(m + n), inputs_(n) {
    for (int k = 0; k < m + n; ++k) places_[k] = places[k];
    for (int k = 0; k < n; ++k) inputs_[k].symbol = places_[m + k];
  }

  // The values of the outputs, and the inputs.
  constexpr const int* values() const { return places_.data(); }
  constexpr const input* list() const { return inputs_.data(); }

  // Input k as it stands in a derivative: along the axes that the key of the root gives it.
  constexpr input along(const root_key& key, int k, bool second = false) const {
    dag::builder& program = *program_;
    const int symbol = places_[m + k];
    if (!program[symbol].op->is_symbol() || program.symbol(symbol).kind != dag::symbol_kind::tensor)
      return {symbol, -1};
    const int first = first_access(view_of<written>, view_of<written>.roots[m + k]);
    if (first < 0) return {symbol, -1};
    const axis_list axes = axes_of_root<written, m>(key);
    for (const root_axis& one : axes)
      if (one.taken) program.report(dag::problem::axis_names_taken);
    const int rank = view_of<written>.nodes[first].count - 1;
    const int from = second ? axes.size() - rank : axes.size() - rank - rank_of(key.second);
    return {symbol, access(*view_of<written>.nodes[first].op, symbol, axes, from, rank)};
  }

  // A symbol that no formula can contain, for a number that comes with the call or, where the value has axes, for a
  // tensor of them.
  constexpr handle seed(int k, int output = -1) const {
    dag::builder& program = *program_;
    const int symbol =
        program.make_symbol(seed_names<(m > n ? m : n)>[static_cast<std::size_t>(k)], dag::symbol_kind::seed);
    if constexpr (over_axes) {
      if (output >= 0) {
        const axis_list axes = axes_of_root<written, m>(root_key{output, -1, -1});
        if (!axes.empty()) return {program, access(access_in(view_of<written>), symbol, axes, 0, axes.size())};
      }
    }
    return {program, symbol};
  }

 private:
  static constexpr int rank_of(int k) {
    if (k < 0) return 0;
    const int first = first_access(view_of<written>, view_of<written>.roots[m + k]);
    return first < 0 ? 0 : view_of<written>.nodes[first].count - 1;
  }
  constexpr int access(const dag::operation& op, int symbol, const axis_list& axes, int from, int rank) const {
    dag::scratch<int> operands(rank + 1);
    operands[0] = symbol;
    for (int d = 0; d < rank; ++d)
      operands[1 + d] = program_->make_symbol(axes[from + d].entry(view_of<written>, primed_names<written>));
    return program_->make(op, operands.data(), rank + 1);
  }

  dag::builder* program_;
  dag::scratch<int> places_;
  dag::scratch<input> inputs_;
};

}  // namespace tapeless::detail::pass
