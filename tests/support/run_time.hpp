// SPDX-License-Identifier: BSL-1.0
// The passes of the compiler at run time: a program that a test writes goes through the passes that a formula's program
// goes through, and is kept in tables of just its size. A pass names its source by a type; here the type names a place
// where the source is put before the pass runs.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <memory>
#include <vector>

#include <tapeless/pass/fast.hpp>
#include <tapeless/pass/request/finish.hpp>
#include <tapeless/pass/request/gradient.hpp>
#include <tapeless/pass/request/hessian.hpp>
#include <tapeless/rules/registry.hpp>

namespace run_time {

namespace dag = tapeless::dag;
namespace pass = tapeless::detail::pass;

// The K-th root of the program at hand, where a pass names the types of formulas and symbols; Axes: whether the program
// is one over axes.
template <int K, bool Axes>
struct root {};

// How many roots the program of a pass has, where it is one of these, and whether it is over axes.
template <class Pass>
inline constexpr int root_count = 0;
template <class Pass>
inline constexpr bool over_axes = false;
template <int... K, bool... Axes>
inline constexpr int root_count<pass::lower<root<K, Axes>...>> = sizeof...(K);
template <int... K, bool... Axes>
inline constexpr bool over_axes<pass::lower<root<K, Axes>...>> = (Axes && ...);
template <class Pass>
inline constexpr int root_count<pass::stabilize<Pass>> = root_count<Pass>;
template <class Pass>
inline constexpr bool over_axes<pass::stabilize<Pass>> = over_axes<Pass>;
template <class Pass>
inline constexpr int root_count<pass::fast_functions<Pass>> = root_count<Pass>;
template <class Pass>
inline constexpr int root_count<pass::fast_sums<Pass>> = root_count<Pass>;
template <class Pass>
inline constexpr int root_count<pass::fast_divisors<Pass>> = root_count<Pass>;
template <class Pass>
inline constexpr bool over_axes<pass::fast_functions<Pass>> = over_axes<Pass>;
template <class Pass>
inline constexpr bool over_axes<pass::fast_sums<Pass>> = over_axes<Pass>;
template <class Pass>
inline constexpr bool over_axes<pass::fast_divisors<Pass>> = over_axes<Pass>;
template <class Pass>
inline constexpr int root_count<pass::share_renamed<Pass>> = root_count<Pass>;
template <class Pass>
inline constexpr bool over_axes<pass::share_renamed<Pass>> = over_axes<Pass>;
template <class... F, class... X, pass::conditioning How>
inline constexpr int root_count<pass::gradient<pass::outputs<F...>, pass::inputs<X...>, How>> =
    root_count<pass::lower<F..., X...>>;
template <class... F, class... X, pass::conditioning How>
inline constexpr bool over_axes<pass::gradient<pass::outputs<F...>, pass::inputs<X...>, How>> =
    over_axes<pass::lower<F..., X...>>;
template <class F, class... X, pass::conditioning How>
inline constexpr int root_count<pass::hessian<F, pass::inputs<X...>, How>> =
    root_count<pass::lower<F, X...>> == 0 ? 0
                                          : static_cast<int>(1 + sizeof...(X) + sizeof...(X) * (sizeof...(X) + 1) / 2);
template <class F, class... X, pass::conditioning How>
inline constexpr bool over_axes<pass::hessian<F, pass::inputs<X...>, How>> = over_axes<pass::lower<F, X...>>;
template <class Pass, int First, int Count>
inline constexpr int root_count<pass::expand<Pass, First, Count>> = root_count<Pass>;
template <class Pass, int First, int Count>
inline constexpr bool over_axes<pass::expand<Pass, First, Count>> = over_axes<Pass>;
template <class Pass, int First, int Count>
inline constexpr int root_count<pass::shorten<Pass, First, Count>> = root_count<Pass>;
template <class Pass, int First, int Count>
inline constexpr bool over_axes<pass::shorten<Pass, First, Count>> = over_axes<Pass>;
template <class Pass>
concept known_later = (root_count<Pass> > 0);

struct known_sizes {
  dag::sizes used;
};

}  // namespace run_time

// The programs of these passes are known at run time only.
namespace tapeless::inline v0_2::detail::pass {

template <run_time::known_later Pass>
inline constexpr run_time::known_sizes finished<Pass>{{0, 0, 0, 0, run_time::root_count<Pass>}};
template <run_time::known_later Pass>
inline dag::view view_of<Pass>{};
template <run_time::known_later Pass>
inline constexpr dag::sizes sizes_of<Pass>{0, 0, 0, 0, run_time::root_count<Pass>};
template <run_time::known_later Pass>
inline const dag::view& draft_of<Pass> = view_of<Pass>;
template <run_time::known_later Pass>
inline constexpr dag::sizes capacity_of<Pass>{0, 0, 0, 0, run_time::root_count<Pass>};
template <run_time::known_later Pass>
inline constexpr bool has_repeats<Pass> = true;  // looking for what may be equal does no harm
template <run_time::known_later Pass>
inline constexpr bool has_axes<Pass> = run_time::over_axes<Pass>;
// First derivatives of numbers name no axis a second time.
template <run_time::known_later Pass>
inline constexpr std::array<const char*, 1> primed_names<Pass>{};

// Any rule may be in them.
template <class Member, class... R>
constexpr auto forms_of(rule_list<R...>) {
  return std::array{form_of<Member, operation_at<R>()>()...};
}
template <class Member, run_time::known_later Pass>
struct forms<Member, Pass> {
  static handle apply(const dag::operation& op, const handle* operands, int count) {
    static constexpr auto table = forms_of<Member>(rules::registry{});
    for (const form_of_operation& form : table)
      if (form.exists && form.hash == op.hash && form.identity == op.identity) return form.call(operands, count);
    return handle::none();
  }
};

}  // namespace tapeless::detail::pass

namespace run_time {

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
      : nodes(from.nodes, from.nodes + from.used.nodes),
        edges(from.edges, from.edges + from.used.edges),
        numbers(from.numbers, from.numbers + from.used.numbers),
        symbols(from.symbols, from.symbols + from.used.symbols),
        roots(from.roots, from.roots + from.used.roots),
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

inline constexpr dag::sizes program_room{8192, 32768, 4096, 64, 16};

template <dag::sizes Room = program_room, class Run>
stored build_program(const Run& run) {
  const auto target = std::make_unique<dag::program<Room>>();
  const auto buckets = std::make_unique<std::array<int, std::bit_ceil(static_cast<std::size_t>(4 * Room.nodes))>>();
  pass::pass_output shop(*target, *buckets, tapeless::rules::arithmetic<Run>);
  run(shop);
  return stored(*target);
}

}  // namespace run_time
