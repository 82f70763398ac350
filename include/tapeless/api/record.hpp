// SPDX-License-Identifier: BSL-1.0
// The second way to write a formula: a generic lambda that runs in the compiler on handles. Plain numbers, loops,
// arrays and existing templated code work in it, all values have one C++ type, and thousands of them compile quickly.
// The result is the same expression type as the formula written with operators.
#pragma once

#include <array>
#include <tuple>
#include <utility>

#include <tapeless/api/bundle.hpp>
#include <tapeless/pass/raise.hpp>
#include <tapeless/pass/schedule.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// The values that a recorded lambda returns, in order: one, or those of arrays, tuples and pairs of them.
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

}  // namespace detail::pass

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
  static_assert(detail::takes_names<F, Name...>,
                "tapeless: the lambda of record takes one `auto` parameter for each name and calls functions by bare "
                "names: sin(x), not std::sin(x)");
  using recorded = detail::pass::recording<F, Name...>;
  if constexpr (!detail::takes_names<F, Name...>) {
    return detail::not_a_formula{};
  } else if constexpr (!(std::is_empty_v<F> && std::is_default_constructible_v<F> &&
                         detail::all_true({detail::is_identifier(Name.text)...}))) {
    return;
  } else if constexpr (!detail::runs_in_the_compiler<recorded>) {
    static_assert(
        detail::runs_in_the_compiler<recorded>,
        "tapeless: the recorded lambda cannot run in the compiler: every function it calls must be constexpr");
    constexpr bool reason = detail::try_recording<recorded>();  // what the compiler says about it
    return void(reason);
  } else {
    using program = detail::pass::schedule<recorded>;
    return []<std::size_t... K>(std::index_sequence<K...>) {
      if constexpr (sizeof...(K) == 1 && !requires { std::tuple_size<typename recorded::result>::value; })
        return detail::pass::raise<program, 0>{};
      else
        return bundle_object<detail::pass::raise<program, static_cast<int>(K)>...>{};
    }
    (std::make_index_sequence<static_cast<std::size_t>(recorded::results::count)>{});
  }
}

}  // namespace tapeless
