// SPDX-License-Identifier: BSL-1.0
// The second way to write a formula: a generic lambda that runs in the compiler on handles. Plain numbers, loops,
// arrays and existing templated code work in it, all values have one C++ type, and thousands of them compile quickly.
// The result is the same expression type as the formula written with operators.
#pragma once

#include <array>
#include <tuple>
#include <utility>

#include <tapeless/api/bundle.hpp>
#include <tapeless/linear/mat.hpp>
#include <tapeless/pass/raise.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// The values that a recorded lambda returns, in order: one, or those of arrays, vectors, matrices, tuples and pairs of
// them.
template <class T>
struct recorded_outputs {
  static constexpr int count = 1;
  template <class Use>
  static constexpr void each([[maybe_unused]] const T& value, const Use& use) {
    constexpr bool is_value = std::same_as<T, handle> || plain_number<T>;
    static_assert(is_value || mistaken<T>,
                  "tapeless: a recorded lambda returns a value, or an array, tuple or pair of values");
    if constexpr (is_value)
      use(handle(value));
    else
      use(handle(0));
  }
};
template <class T, std::size_t N>
struct recorded_outputs<std::array<T, N>> {
  static constexpr int count = static_cast<int>(N) * recorded_outputs<T>::count;
  template <class Use>
  static constexpr void each(const std::array<T, N>& values, const Use& use) {
    for (const T& value : values) recorded_outputs<T>::each(value, use);
  }
};
template <class T, std::size_t N>
struct recorded_outputs<result_array<T, N>> : recorded_outputs<std::array<T, N>> {};
template <class T, std::size_t N>
struct recorded_outputs<vec<T, N>> {
  static constexpr int count = static_cast<int>(N) * recorded_outputs<T>::count;
  template <class Use>
  static constexpr void each(const vec<T, N>& values, const Use& use) {
    for (const T& value : values) recorded_outputs<T>::each(value, use);
  }
};
template <class T, std::size_t R, std::size_t C>
struct recorded_outputs<mat<T, R, C>> {
  static constexpr int count = static_cast<int>(R * C) * recorded_outputs<T>::count;
  template <class Use>
  static constexpr void each(const mat<T, R, C>& values, const Use& use) {
    for (const T& value : values.values) recorded_outputs<T>::each(value, use);
  }
};
template <class... T>
struct recorded_outputs<std::tuple<T...>> {
  static constexpr int count = (0 + ... + recorded_outputs<std::remove_cvref_t<T>>::count);
  template <class Use>
  static constexpr void each(const std::tuple<T...>& values, const Use& use) {
    std::apply(
        [&](const auto&... value) { (recorded_outputs<std::remove_cvref_t<decltype(value)>>::each(value, use), ...); },
        values);
  }
};
template <class A, class B>
struct recorded_outputs<std::pair<A, B>> {
  static constexpr int count = recorded_outputs<A>::count + recorded_outputs<B>::count;
  template <class Use>
  static constexpr void each(const std::pair<A, B>& values, const Use& use) {
    recorded_outputs<A>::each(values.first, use);
    recorded_outputs<B>::each(values.second, use);
  }
};

// Whether a lambda takes one value for each name.
template <class F, fixed_string... Name>
concept takes_names = requires(F lambda, const handle& value) {
  lambda((static_cast<void>(Name), value)...);
};

// What a lambda gets for a symbol, and for several of them.
// Whether a function object is no template: its parameters are plain numbers.
template <class F>
inline constexpr bool has_plain_parameters = requires {
  &F::operator();
};

template <class X>
struct parameter {
  using type = handle;
  static constexpr int count = 1;
  static constexpr type make(dag::builder& builder) {
    return handle(builder, builder.make_symbol(definition_for<X>->name, definition_for<X>->kind));
  }
};
template <class... X>
struct parameter<symbol_list<X...>> {
  using type = vec<handle, sizeof...(X)>;
  static constexpr int count = static_cast<int>(sizeof...(X));
  static constexpr type make(dag::builder& builder) { return {{parameter<X>::make(builder)...}}; }
};

template <class X>
inline constexpr bool is_parameter = symbolic<X> || is_symbol_list<X>;

template <class Recording>
constexpr bool try_recording() {
  return detail::pass::execute<Recording, Recording::estimate>().used.nodes >= 0;
}
template <class Recording>
concept runs_in_the_compiler = requires {
  typename std::bool_constant<try_recording<Recording>()>;
};

}  // namespace detail

namespace detail::pass {

// The program that a lambda describes. Its parameters are the symbols Name.
template <class F, fixed_string... Name>
struct recording {
  using result = std::remove_cvref_t<decltype(std::declval<F>()((static_cast<void>(Name), std::declval<handle>())...))>;
  using results = detail::recorded_outputs<result>;
  // Generous, because room that stays empty costs nothing and a second attempt as much as the first.
  static constexpr dag::sizes estimate{16384, 32768, 4096, static_cast<int>(sizeof...(Name)), results::count};
  static constexpr void run(pass_output& out) {
    std::size_t at = 0;
    const handle parameters[] = {handle(out.builder, out.builder.make_symbol(Name.text, dag::symbol_kind::real))...};
    static_cast<void>(at);
    const auto values = [&]<std::size_t... K>(std::index_sequence<K...>) { return F{}(parameters[K]...); }
    (std::make_index_sequence<sizeof...(Name)>{});
    results::each(values, [&](const handle& value) { out.add_root(value); });
  }
};

// The same where the parameters are those that the symbols and lists of symbols X say.
template <class F, class... X>
struct recording_in {
  using result =
      std::remove_cvref_t<decltype(std::declval<F>()(std::declval<const typename detail::parameter<X>::type&>()...))>;
  using results = detail::recorded_outputs<result>;
  static constexpr dag::sizes estimate{16384, 32768, 4096, (0 + ... + detail::parameter<X>::count), results::count};
  static constexpr void run(pass_output& out) {
    // In braces, which are evaluated from left to right.
    const std::tuple<typename detail::parameter<X>::type...> parameters{detail::parameter<X>::make(out.builder)...};
    const auto values = std::apply(F{}, parameters);
    results::each(values, [&](const handle& value) { out.add_root(value); });
  }
};

}  // namespace detail::pass

namespace detail {

// The formulas of a recording, or its sentence.
template <class Recording>
constexpr auto recorded() {
  if constexpr (!runs_in_the_compiler<Recording>) {
    constexpr bool runs = runs_in_the_compiler<Recording>;
    static_assert(
        runs,
        "tapeless: the recorded lambda cannot run in the compiler: every function it calls must be constexpr; "
        "those of Eigen are not, those of vec and mat in tapeless/linear.hpp are");
    constexpr bool reason = try_recording<Recording>();  // what the compiler says about it
    return void(reason);
  } else {
    return []<std::size_t... K>(std::index_sequence<K...>) {
      if constexpr (sizeof...(K) == 1 &&
                    (std::same_as<typename Recording::result, handle> || plain_number<typename Recording::result>))
        return pass::raise<Recording, 0>{};
      else
        return bundle_object<pass::raise<Recording, static_cast<int>(K)>...>{};
    }
    (std::make_index_sequence<static_cast<std::size_t>(Recording::results::count)>{});
  }
}

// A function object as those of Ceres: pointers to parameters, and one to the results.
template <class F, int Results>
struct with_pointers {
  template <class... P>
    requires requires(F f, const P&... parameters, handle* results) { f(parameters.data()..., results); }
  constexpr auto operator()(const P&... parameters) const {
    std::array<handle, static_cast<std::size_t>(Results)> results{};
    static_cast<void>(F{}(parameters.data()..., results.data()));
    return results;
  }
};

template <class F, class... X>
constexpr bool check_recording_in() {
  constexpr bool symbols = all_true({is_parameter<X>..., true});
  constexpr bool empty = std::is_empty_v<F> && std::is_default_constructible_v<F>;
  static_assert(symbols,
                "tapeless: record takes symbols and lists of symbols, then a lambda: record(x, symbols<\"p\", 3>, f)");
  if constexpr (symbols) {
    static_assert(
        empty,
        "tapeless: a recorded lambda has no captures; it runs in the compiler, where run-time values do not exist");
    constexpr bool takes = std::is_invocable_v<F, const typename parameter<X>::type&...>;
    static_assert(takes || !has_plain_parameters<F>,
                  "tapeless: record hands values over that are known at run time only, so its lambda is a template: "
                  "[](const auto& p, auto x) instead of [](const vec<double, 3>& p, double x)");
    static_assert(takes || has_plain_parameters<F>,
                  "tapeless: the lambda of record takes one value for each symbol and one vec for each list of "
                  "symbols, and calls functions by bare names: sin(x), not std::sin(x); functions that it calls take "
                  "its values as template parameters, not as double");
    return empty && takes;
  } else {
    return false;
  }
}
template <class F, class... X>
constexpr auto record_in() {
  if constexpr (check_recording_in<F, X...>())
    return recorded<pass::recording_in<F, X...>>();
  else
    return not_a_formula{};
}
template <class... A>
using lambda_of = std::tuple_element_t<sizeof...(A) - 1, std::tuple<A...>>;

template <class F, class... A, std::size_t... K>
constexpr auto record_before(std::index_sequence<K...>) {
  return record_in<F, std::tuple_element_t<K, std::tuple<A...>>...>();
}

}  // namespace detail

// The formula that a lambda computes: record<"x", "y">([](auto x, auto y) { ... }). One value gives an expression,
// several (in an array, tuple or pair) a bundle. The lambda may use constants, loops, arrays and other templates. The
// compiler refuses one that has captures or calls what is not constexpr.
template <fixed_string... Name, class F>
constexpr auto record(const F&) {
  static_assert(
      std::is_empty_v<F> && std::is_default_constructible_v<F>,
      "tapeless: a recorded lambda has no captures; it runs in the compiler, where run-time values do not exist");
  static_assert(detail::all_true({detail::is_identifier(Name.text)...}),
                "tapeless: the name of a symbol is an identifier: letters, digits and _, the first not a digit");
  constexpr bool takes = detail::takes_names<F, Name...>;
  static_assert(takes || !detail::has_plain_parameters<F>,
                "tapeless: record hands values over that are known at run time only, so its lambda is a template: "
                "[](auto x) instead of [](double x)");
  static_assert(takes || detail::has_plain_parameters<F>,
                "tapeless: the lambda of record takes one `auto` parameter for each name and calls functions by bare "
                "names: sin(x), not std::sin(x); functions that it calls take its values as template parameters, not "
                "as double");
  if constexpr (!takes) {
    return detail::not_a_formula{};
  } else if constexpr (!(std::is_empty_v<F> && std::is_default_constructible_v<F> &&
                         detail::all_true({detail::is_identifier(Name.text)...}))) {
    return;
  } else {
    return detail::recorded<detail::pass::recording<F, Name...>>();
  }
}

// The same for symbols and lists of symbols, each list a vec of values: record(x, symbols<"cam", 9>, [](auto x,
// const auto& cam) { ... cam[k] ... }). The lambda comes last.
template <class X, class... More>
  requires(sizeof...(More) > 0)
constexpr auto record(const X&, const More&...) {
  return detail::record_before<detail::lambda_of<More...>, X, More...>(std::make_index_sequence<sizeof...(More)>{});
}

// A bundle of Results formulas from a function object as Ceres takes it, which reads parameters by pointers and writes
// its results by one more: record<2>(symbols<"cam", 9>, symbols<"pt", 3>, reprojection{}). It is empty, its operator()
// is a constexpr template in the type of the numbers, and its branches are `select`.
template <int Results, class X, class... More>
  requires(sizeof...(More) > 0)
constexpr auto record(const X&, const More&...) {
  static_assert(Results > 0, "tapeless: a recorded function object has at least one result");
  if constexpr (Results > 0) {
    using lambda = detail::with_pointers<detail::lambda_of<More...>, Results>;
    return detail::record_before<lambda, X, More...>(std::make_index_sequence<sizeof...(More)>{});
  } else {
    return detail::not_a_formula{};
  }
}

}  // namespace tapeless
