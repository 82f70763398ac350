// SPDX-License-Identifier: BSL-1.0
// From bindings to numbers: finds which binding feeds which symbol, checks that each symbol is bound once and that
// nothing else is, settles the scalar type, and runs the plan.
#pragma once

#include <array>
#include <initializer_list>
#include <type_traits>

#include <tapeless/api/scalar.hpp>
#include <tapeless/expr/binding.hpp>
#include <tapeless/pass/request/finish.hpp>
#include <tapeless/pass/request/values.hpp>
#include <tapeless/run/reference.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

// A finished program as a plan to run.
template <class Pass>
struct planned {
  // Values that have become equal are one again.
  using source = std::conditional_t<detail::pass::has_repeats<Pass>, detail::pass::schedule<Pass>, Pass>;
  // Its values stand in any order; `order` says in which they are computed.
  static constexpr const dag::view& program = pass::draft_of<source>;
  static constexpr auto order =
      detail::planning::make_order<detail::pass::sizes_of<source>.nodes>(detail::pass::roomy<source>::program);
  static constexpr detail::planning::plan_size size = order.size;
  static constexpr detail::planning::straight_line<size> plan =
      detail::planning::make_plan<size>(detail::pass::roomy<source>::program, order);
  static constexpr std::size_t symbols = static_cast<std::size_t>(size.symbols);
  static constexpr std::size_t roots = static_cast<std::size_t>(size.roots);

  // The slot of a symbol, or -1.
  static constexpr int slot_of(const char* name, dag::symbol_kind kind) {
    for (int s = 0; s < size.symbols; ++s) {
      const dag::symbol_entry& entry = plan.symbols[static_cast<std::size_t>(s)];
      if (entry.kind == kind && dag::same_text(entry.name, name)) return s;
    }
    return -1;
  }
  // The slots of many symbols at once, by a table of names.
  static constexpr void find_slots(const definition* const* wanted, int count, int* slots) {
    unsigned mask = 7;
    while (mask < 2u * static_cast<unsigned>(size.symbols)) mask = 2 * mask + 1;
    dag::scratch<int> table(static_cast<int>(mask) + 1, -1);
    int* const places = table.data();
    for (int s = 0; s < size.symbols; ++s) {
      unsigned at = static_cast<unsigned>(dag::hash_text(plan.symbols[s].name)) & mask;
      while (places[at] >= 0) at = (at + 1) & mask;
      places[at] = s;
    }
    for (int k = 0; k < count; ++k) {
      unsigned at = static_cast<unsigned>(dag::hash_text(wanted[k]->name)) & mask;
      while (places[at] >= 0 && (plan.symbols[places[at]].kind != wanted[k]->kind ||
                                 !dag::same_text(plan.symbols[places[at]].name, wanted[k]->name)))
        at = (at + 1) & mask;
      slots[k] = places[at];
    }
  }
};

// Instead of a fold, of which compilers take 256 operands at most.
constexpr bool all_true(std::initializer_list<bool> list) {
  for (const bool one : list)
    if (!one) return false;
  return true;
}

template <class Symbol>
constexpr bool contains(const dag::view& program) {
  for (int s = 0; s < program.symbol_count; ++s)
    if (program.symbols[s].kind == definition_for<Symbol>->kind &&
        dag::same_text(program.symbols[s].name, definition_for<Symbol>->name))
      return true;
  return false;
}

// The symbols of a program, of which `Pass` is the pass.
template <class Pass>
struct symbols_in {
  template <class X>
  static constexpr bool wants = contains<X>(pass::draft_of<Pass>);
};

// Whether an expression may be called with a symbol it does not contain: one of the formula it was derived from.
// derivative(a*b, a) is b and can still be called with a and b.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
template <class E, class Symbol>
struct permission {
  friend constexpr auto permitted(permission);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <class E, class Symbol>
struct permit {
  friend constexpr auto permitted(permission<E, Symbol>) { return true; }
};
template <class E, class Symbol, class Asker>
concept has_permission = requires {
  permitted(typename keyed<permission<E, Symbol>, Asker>::type{});
};

// Each mistake is one sentence; the symbol is in the name of the type.
template <class Symbol, bool Bound>
struct symbol_without_value {
  static_assert(Bound, "tapeless: a symbol of the formula has no value: bind it in the call, f(x = 1.0)");
};
template <class Symbol, bool Once>
struct symbol_bound_twice {
  static_assert(Once, "tapeless: a symbol is bound twice in one call");
};
template <class Symbol, bool Known>
struct symbol_not_in_formula {
  static_assert(Known, "tapeless: a symbol is bound that the formula does not contain");
};

template <class Plan, std::size_t Slot>
struct slot_symbol {
  static constexpr const char* name = Plan::plan.symbols[Slot].name;
  static constexpr std::size_t length() {
    std::size_t size = 0;
    while (name[size] != '\0') ++size;
    return size + 1;
  }
  static constexpr auto make() {
    label<length()> result;
    for (std::size_t k = 0; k < length(); ++k) result.text[k] = name[k];
    return result;
  }
  using type = expr<make()>;
};

// What a call with these symbols means for a plan. Known: the pass whose program has all symbols of the formula.
template <class Plan, class Asker, class Known, class... Symbols>
struct wiring {
  static constexpr int slots[sizeof...(Symbols) + 1] = {
      Plan::slot_of(definition_for<Symbols>->name, definition_for<Symbols>->kind)...};

  static constexpr int first_missing() {
    for (int s = 0; s < Plan::size.symbols; ++s) {
      bool found = Plan::plan.symbols[static_cast<std::size_t>(s)].kind == dag::symbol_kind::seed;
      for (std::size_t k = 0; k < sizeof...(Symbols); ++k) found = found || slots[k] == s;
      if (!found) return s;
    }
    return -1;
  }
  template <class Symbol>
  static constexpr bool is_known() {
    if constexpr (contains<Symbol>(detail::pass::view_of<Known>))
      return true;
    else
      return has_permission<Asker, Symbol, wiring>;
  }
  template <class Symbol>
  static constexpr bool check() {
    constexpr int times = [] {
      const bool same[] = {std::same_as<Symbol, Symbols>...};
      int count = 0;
      for (const bool one : same) count += one ? 1 : 0;
      return count;
    }();
    if constexpr (times > 1)
      return sizeof(symbol_bound_twice<Symbol, false>) > 0;
    else if constexpr (!is_known<Symbol>())
      return sizeof(symbol_not_in_formula<Symbol, false>) > 0;
    else
      return true;
  }
  static constexpr int missing = first_missing();
  static constexpr bool check_all() {
    if constexpr (missing >= 0)
      return sizeof(symbol_without_value<typename slot_symbol<Plan, static_cast<std::size_t>(missing)>::type, false>) >
             0;
    else
      return all_true({check<Symbols>()...});
  }
  static constexpr bool valid = check_all();
};

// The roots of a program, found by the evaluator that checks, for values in the order of the plan's symbols.
template <class Plan, class T, class In>
constexpr std::array<T, Plan::roots> check_values(In values) {
  dag::scratch<run::array_place<T>> bound(Plan::program.symbol_count);
  for (int s = 0; s < Plan::program.symbol_count; ++s) {
    const int slot = Plan::slot_of(Plan::program.symbols[s].name, Plan::program.symbols[s].kind);
    if (slot >= 0) bound[s].data = &values[static_cast<std::size_t>(slot)];
  }
  const run::reference<T> checked(Plan::program, Plan::order.values, Plan::order.count, bound.data());
  std::array<T, Plan::roots> results{};
  for (std::size_t r = 0; r < results.size(); ++r) results[r] = checked.at(static_cast<int>(r), nullptr);
  return results;
}

// Runs a plan on its symbols, which stand where Sources says; the results are roots as Order says.
template <class Plan, class T, class Order, class Sources>
[[gnu::always_inline]] constexpr void run_plan(const T* values, T* results) {
  if constexpr (std::same_as<T, double> || std::same_as<T, float>)
    if (__builtin_is_constant_evaluated()) {
      std::array<T, Plan::symbols + 1> symbols{};
      for (std::size_t s = 0; s < Plan::symbols; ++s) symbols[s] = values[Sources::source(s)];
      const auto roots = check_values<Plan, T>(symbols);
      for (std::size_t k = 0; k < static_cast<std::size_t>(Order::count); ++k) results[k] = roots[Order::root(k)];
      return;
    }
  detail::run::executor<Plan>::template run<T, Order, Sources>(values, results);
}
// The same for values in the order of the symbols, and all roots.
template <class Plan, class T, class In>
[[gnu::always_inline]] constexpr std::array<T, Plan::roots> run_plan(const In& values) {
  std::array<T, Plan::roots> results{};
  run_plan<Plan, T, detail::run::in_order<Plan::roots>, detail::run::as_given>(values.data(), results.data());
  return results;
}

// Of a list of initializers, because compilers stop at folds of more than 256 operands.
template <int Slot, class Values, class T>
[[gnu::always_inline]] constexpr bool place(Values& values, const T& value) {
  if constexpr (Slot >= 0)
    values[static_cast<std::size_t>(Slot)] = static_cast<std::remove_cvref_t<decltype(values[0])>>(value);
  return true;
}

// The slot of the k-th number that comes with the call, or -1 when the program does not need it.
template <class Plan, int Count>
constexpr int seed_slot(std::size_t k) {
  return Plan::slot_of(detail::pass::seed_names<Count>[k], dag::symbol_kind::seed);
}

// The roots of a plan for bindings, and for the numbers in `seeds` that go to the seed symbols in order.
template <class Plan, class Asker, class Known, class T, std::size_t N, class... Symbols, class... B>
[[gnu::always_inline]] constexpr auto call_plan([[maybe_unused]] const std::array<T, N>& seeds,
                                                const binding<Symbols, B>&... bindings) {
  using wires = wiring<Plan, Asker, Known, Symbols...>;
  if constexpr (wires::missing >= 0)  // said here, because compilers print all calls on the way
    static_cast<void>(sizeof(
        symbol_without_value<typename slot_symbol<Plan, static_cast<std::size_t>(wires::missing)>::type, false>));
  if constexpr (wires::valid) {
    using scalar = std::conditional_t<N == 0, scalar_type<B...>, scalar_type<T, B...>>;
    std::array<scalar, Plan::symbols + 1> values{};
    [&]<std::size_t... K, std::size_t... S>(std::index_sequence<K...>, std::index_sequence<S...>) {
      const bool placed[] = {place<wires::slots[K]>(values, bindings.value)...,
                             place<seed_slot<Plan, static_cast<int>(N)>(S)>(values, seeds[S])..., true};
      static_cast<void>(placed);
    }
    (std::index_sequence_for<B...>{}, std::make_index_sequence<N>{});
    return run_plan<Plan, scalar>(values);
  }
}

inline constexpr std::array<any_integer, 0> no_seeds{};

template <class B>
inline constexpr bool binds_formula = false;
template <class Symbol, class V>
inline constexpr bool binds_formula<binding<Symbol, V>> = expression<V> || mistaken<V>;

template <class B>
inline constexpr bool binds_nothing = false;
template <class Symbol>
inline constexpr bool binds_nothing<binding<Symbol, no_value>> = true;

// Calls with something that is not a binding, or not one of a number or data, end here.
template <class... B>
constexpr bool check_arguments() {
  constexpr bool bindings = all_true({is_binding<B>...});
  constexpr bool values = all_true({!binds_formula<B>...});
  constexpr bool mistakes = !all_true({!binds_nothing<B>...});
  static_assert(bindings,
                "tapeless: an expression is called with bindings, f(x = 1.0, y = 2.0); function(f, arguments(x, y)) "
                "takes plain numbers");
  static_assert(values,
                "tapeless: a call binds symbols to numbers; substitute(f, x = g) puts a formula in their place");
  return bindings && values && !mistakes;
}

// A hana::map from symbols to numbers (api/hana.hpp) stands for bindings.
template <class T>
inline constexpr bool is_symbol_map = false;
template <class Call, class Map>
constexpr auto with_map_bindings(const Call& call, const Map& map);

// Calls of requests over axes with arrays; api/array_call.hpp defines them.
template <class Verb>
struct array_call;
template <class F>
struct values_verb;  // api/request.hpp

template <class E>
struct evaluator {
  using source = detail::pass::values<detail::pass::outputs<E>>;
  using program = detail::pass::finish_values<source>;
  using plan = planned<program>;

  template <class... B>
  [[gnu::always_inline]] static constexpr auto call(const B&... bindings) {
    if constexpr (sizeof...(B) == 1 && (is_symbol_map<B> && ...)) {
      return with_map_bindings([](const auto&... inner) { return call(inner...); }, bindings...);
    } else if constexpr (any_true({is_list_binding<B>..., false})) {
      return with_single_bindings<symbols_in<detail::pass::lower<E>>>(
          [](const auto&... single) { return call(single...); }, bindings...);
    } else if constexpr (!check_arguments<B...>()) {
      return;
    } else if constexpr (pass::has_axes<pass::lower<E>>) {
      return array_call<values_verb<pass::outputs<E>>>::call(bindings...);
    } else {
      const auto roots = call_plan<plan, E, detail::pass::lower<E>>(no_seeds, bindings...);
      if constexpr (definition_for<E>->op->result == dag::sort::condition)
        return roots[0] != decltype(roots[0] + roots[0])(0);
      else
        return roots[0];
    }
  }
};

}  // namespace detail
}  // namespace tapeless
