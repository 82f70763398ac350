// SPDX-License-Identifier: BSL-1.0
// From expression to expression: identity, simplification, substitution.
#pragma once

#include <tapeless/api/bundle.hpp>
#include <tapeless/api/derivative.hpp>
#include <tapeless/expr/truth.hpp>
#include <tapeless/pass/axes/renamer.hpp>
#include <tapeless/pass/fast.hpp>
#include <tapeless/pass/stabilize.hpp>

namespace tapeless::inline v0_2 {
namespace detail::pass {

// A formula with symbols replaced by formulas, all at once: substitute(f, x = y, y = x) swaps.
template <class F, class Symbols, class Values>
struct substituted;
template <class F, class... S, class... V>
struct substituted<F, inputs<S...>, outputs<V...>> {
  using source = lower<F, S..., V...>;
  static constexpr dag::sizes used = finished<source>.used;
  static constexpr dag::sizes estimate{2 * used.nodes + 16, 2 * used.edges + 16, used.numbers + 8, used.symbols + 1, 1};
  static constexpr void run(pass_output& out) {
    const dag::view from = view_of<source>;
    constexpr int n = sizeof...(S);
    const auto copy_all = [&](int root, int* ids) {
      copy_reachable(from, &root, 1, ids,
                     [&](const dag::node& node) { return copy_node(out.builder, from, node, ids); });
      return ids[root];
    };
    dag::scratch<int> plain(from.node_count, -1), replaced(from.node_count, -1);
    for (int k = 0; k < n; ++k) {
      const int value = copy_all(from.roots[1 + n + k], plain.data());
      replaced[from.roots[1 + k]] = value;
    }
    out.add_root(copy_all(from.roots[0], replaced.data()));
  }
};

}  // namespace detail::pass

namespace detail {

// What a formula is up to the names of axes that are summed over, the order of terms and factors and so on: the same
// type for identical formulas.
template <class F>
using canonical = pass::raise<pass::schedule<pass::identify<pass::with_standard_axes<pass::lower<F>>>>, 0>;

template <class F, class G>
constexpr bool identical() {
  if constexpr (std::same_as<F, G>)
    return true;
  else
    return std::same_as<canonical<F>, canonical<G>>;
}

template <class B>
constexpr bool check_replacement() {
  static_assert(is_binding<B>, "tapeless: substitute(f, x = g) takes the replacements as bindings");
  if constexpr (is_binding<B>) {
    static_assert(expression<typename B::value_type>,
                  "tapeless: substitute puts expressions in place of symbols: write x = 2_c for a number");
    return expression<typename B::value_type>;
  } else {
    return false;
  }
}

}  // namespace detail

// Whether two formulas are the same one, decided by the compiler: they have one canonical form, up to the order of
// terms and factors, the names of axes that are summed over, like terms, powers, signs, and, in formulas of up to about
// 80 nodes, products of sums multiplied out. It does not prove theorems: sin(x)^2 + cos(x)^2 is not 1 here.
template <expression F, expression G>
constexpr auto operator==(const F&, const G&) {
  return detail::truth<detail::identical<F, G>()>{};
}
// The opposite of ==.
template <expression F, expression G>
constexpr auto operator!=(const F&, const G&) {
  return detail::truth<!detail::identical<F, G>()>{};
}

// The formula as a textbook writes it: constants folded exactly, like terms collected, powers merged, signs pulled out.
template <expression F>
constexpr auto simplify(const F&) {
  return detail::pass::raise<detail::pass::schedule<detail::pass::simplify<detail::pass::lower<F>>>, 0>{};
}

// simplify(f) with common factors of fractions cancelled: x^2/x becomes x. Its domain is then larger than that of
// f, which is undefined where a cancelled factor is 0; therefore this is done on request only.
template <expression F>
constexpr auto cancel(const F&) {
  return detail::pass::raise<detail::pass::schedule<detail::pass::cancel<detail::pass::lower<F>>>, 0>{};
}

// The same function in a form that overflows and cancels less, in its derivatives too: log of a ratio of exponentials
// becomes log-sum-exp, 1 - cos(x) becomes 2*sin(x/2)^2, sqrt(x + 1) - sqrt(x) a quotient, and so on. For real
// arguments.
template <expression F>
constexpr auto stabilize(const F&) {
  return detail::pass::raise<detail::pass::schedule<detail::pass::stabilize<detail::pass::lower<F>>>, 0>{};
}

// The same function by fewer or cheaper operations, which round otherwise: terms with a common factor become one
// product, divisions by one value products with its reciprocal, functions what their rules know as `fast`. A value may
// differ by rounding of the size of the largest term on the way; log10 is not exact at powers of ten. What stands along
// axes keeps its order of additions.
template <expression F>
constexpr auto fast(const F&) {
  return detail::pass::raise<detail::pass::fast<detail::pass::lower<F>>, 0>{};
}

// The same of several formulas at once, which share what they have in common.
template <class... F>
constexpr auto fast(const bundle_object<F...>&) {
  using program = detail::pass::fast<detail::pass::lower<F...>>;
  return []<std::size_t... K>(std::index_sequence<K...>) {
    return bundle(detail::pass::raise<program, static_cast<int>(K)>{}...);
  }
  (std::make_index_sequence<sizeof...(F)>{});
}

// f with symbols replaced by expressions, all at once: substitute(f, x = g, y = h). The compiler refuses a plain
// number; write x = 2_c.
template <expression F, class... B>
constexpr auto substitute(const F&, const B&... replacements) {
  if constexpr ((detail::is_list_binding<B> || ...))
    return detail::with_single_bindings<detail::every_symbol>(
        [](const auto&... single) { return substitute(F{}, single...); }, replacements...);
  else if constexpr ((detail::check_replacement<B>() && ...))
    return detail::pass::raise<
        detail::pass::schedule<detail::pass::substituted<F, detail::pass::inputs<typename B::symbol_type...>,
                                                         detail::pass::outputs<typename B::value_type...>>>,
        0>{};
}

// The same in every formula of a bundle.
template <class... F, class... B>
constexpr auto substitute(const bundle_object<F...>&, const B&... replacements) {
  return bundle(substitute(F{}, replacements...)...);
}

}  // namespace tapeless
