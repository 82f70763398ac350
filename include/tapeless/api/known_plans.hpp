// SPDX-License-Identifier: BSL-1.0
// The two plans of a request with known data: what is kept, computed when data are bound, and what each call does with
// it.
#pragma once

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/api/data.hpp>
#include <tapeless/api/planned_loops.hpp>
#include <tapeless/api/ranks.hpp>
#include <tapeless/pass/axes/kept_values.hpp>
#include <tapeless/pass/axes/moments.hpp>

namespace tapeless::inline v0_2::detail {

// A request with its sums of polynomials in data rewritten. Wide: as of loop_program.
template <class Verb, class Known, bool Wide>
struct known_program {
  static constexpr int count = Verb::count;
  using plain = pass::expand<typename Verb::template source<pass::conditioning::stable>, Verb::first, Verb::count>;
  using type = pass::with_moments<plain, Known, Wide>;
  // How many sums over data have become known ones.
  static constexpr int sums = [] {
    const dag::view program = pass::view_of<type>;
    return static_cast<int>(program.value(program.nodes[program.roots[count]]).value());
  }();
  static constexpr int kept = pass::kept_count<type, count, Known>;
};

// What is kept, and the rest, as planned_loops takes requests.
template <class Verb, class Known, bool Wide>
struct kept_part {
  using whole = known_program<Verb, Known, Wide>;
  template <pass::conditioning>
  using source = pass::kept_values<typename whole::type, whole::count, Known>;
  static constexpr int first = 0;
  static constexpr int count = whole::kept;
};
template <class Verb, class Known, bool Wide>
struct call_part {
  using whole = known_program<Verb, Known, Wide>;
  template <pass::conditioning>
  using source = pass::with_kept_values<typename whole::type, whole::count, Known>;
  static constexpr int first = 0;
  static constexpr int count = whole::count;
};

template <class Verb>
inline constexpr bool is_kept_part = false;
template <class Verb, class Known, bool Wide>
inline constexpr bool is_kept_part<kept_part<Verb, Known, Wide>> = true;

template <class Verb, class Known, bool Wide>
struct root_shapes<call_part<Verb, Known, Wide>> : root_shapes<Verb> {};
template <class Verb, class Known, bool Wide>
struct root_shapes<kept_part<Verb, Known, Wide>> {
  using part = kept_part<Verb, Known, Wide>;
  static constexpr auto value = [] {
    std::array<loops::wanted, static_cast<std::size_t>(part::count) + 1> shapes{};
    for (int k = 0; k < part::count; ++k) {
      loops::wanted& shape = shapes[static_cast<std::size_t>(k)];
      while (const char* const name = part::template source<pass::conditioning::stable>::axis_of(k, shape.rank))
        shape.axes[shape.rank++] = name;
    }
    return shapes;
  }();
};

// The division of what prepare was told, as an argument of prepared_as and plan_of.
template <class... X>
struct known_data {
  using symbols = pass::known_symbols<X...>;
  static constexpr loops::sharding how{};
};
template <class... X, class... More>
struct shard_in<data_symbols<X...>, More...> {
  using type = known_data<X...>;
};
template <class... B, class... More>
struct shard_in<bound_data<B...>, More...> {
  using type = known_data<typename B::symbol_type...>;
};

// Whether data are among what prepare was told, and whether that is possible; if not, the compiler says why.
template <class... B>
inline constexpr bool knows_data = any_true({is_known_data<B>..., false});
template <class Symbol, bool Apart>
struct derivative_in_data {
  static_assert(Apart,
                "tapeless: data(...): a derivative is asked for in what is named as data, which is the same for many "
                "calls: leave it out of one or the other");
};
template <class Symbol, bool Contained>
struct data_not_in_formula {
  static_assert(Contained, "tapeless: data(...) names a symbol, tensor or labels that the formula does not contain");
};
template <class Symbol, bool Once>
struct data_named_twice {
  static_assert(Once, "tapeless: data(...) names a symbol, tensor or labels twice");
};
template <class Symbol, class Keys>
inline constexpr bool is_among_keys = false;
template <class Symbol, class... X>
inline constexpr bool is_among_keys<Symbol, pass::inputs<X...>> = (std::same_as<Symbol, leaf_of_key<X>> || ...);

template <class Verb, class... X>
constexpr bool check_known(const known_data<X...>&) {
  constexpr bool contained = (contains<X>(pass::view_of<written_of<Verb>>) && ...);
  constexpr bool apart = (!is_among_keys<X, typename Verb::keys> && ...);
  constexpr bool once = (bound_together<X...>::template once<X> && ...);
  return ((sizeof(data_not_in_formula<X, contains<X>(pass::view_of<written_of<Verb>>)>) > 0) && ...) &&
         ((sizeof(derivative_in_data<X, !is_among_keys<X, typename Verb::keys>>) > 0) && ...) &&
         ((sizeof(data_named_twice<X, bound_together<X...>::template once<X>>) > 0) && ...) && contained && apart &&
         once;
}
template <class Verb, class... B>
constexpr bool check_data() {
  constexpr int lists = (0 + ... + int{is_known_data<B>});
  constexpr bool whole = !any_true({cuts_rows<B>..., false});
  static_assert(lists <= 1, "tapeless: data(x, t) names all data of a formula at once");
  static_assert(whole,
                "tapeless: data(...): rows that are shared out among ranks, or arrive in blocks, are not kept from one "
                "call to the next");
  if constexpr (lists == 1 && whole)
    return check_known<Verb>(typename shard_in<B...>::type{});
  else
    return false;
}

}  // namespace tapeless::detail
