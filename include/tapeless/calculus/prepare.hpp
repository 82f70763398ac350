// SPDX-License-Identifier: BSL-1.0
// Indexed formulas on data: prepare(value_and_gradient(J, W, b), n = 128, i = 784) plans in the compiler and allocates
// once; a call checks what it is given, before anything is written, and then runs loops that neither allocate nor
// throw.
#pragma once

#include <tapeless/calculus/derivative.hpp>
#include <tapeless/calculus/indexed_call.hpp>
#include <tapeless/calculus/workspace.hpp>

namespace tapeless {

// How many threads a prepared formula uses: prepare(f, n = 1000000, threads(4)). Its results have the same bits for
// every number of threads, though not those of a formula that is prepared without.
struct thread_count {
  int value = 1;
};
constexpr thread_count threads(int count) { return {count}; }

namespace detail {

// Each mistake is one sentence; the symbol is in the name of the type.
template <class Symbol, bool Bound>
struct no_data_for {
  static_assert(Bound, "tapeless: a tensor, label or symbol of the formula is not bound: net(X = data)");
};
template <class Symbol, bool Fits>
struct data_of_another_type_for {
  static_assert(Fits,
                "tapeless: tensors are bound to numbers of the prepared type (prepare<float>(...) for floats), labels "
                "to integers");
};
template <class Axis, bool Given>
struct no_extent_for {
  static_assert(Given, "tapeless: an axis of the formula has no extent: prepare(f, n = 128)");
};
template <class Axis, bool Known>
struct no_such_axis {
  static_assert(Known, "tapeless: an extent is given for an axis that the formula does not have");
};

// Symbol number K of a program as a type to name in a message.
template <class Known, std::size_t K>
struct known_symbol {
  static constexpr const char* text = pass::view_of<Known>.symbols[K].name;
  static constexpr std::size_t size = [] {
    std::size_t n = 0;
    while (text[n] != '\0') ++n;
    return n + 1;
  }();
  static constexpr auto make() {
    label<size> result;
    for (std::size_t k = 0; k < size; ++k) result.text[k] = text[k];
    return result;
  }
  using type = expr<make()>;
};
template <class Known, class... Symbols>
constexpr bool names(std::size_t k) {
  const dag::symbol_entry& entry = pass::view_of<Known>.symbols[k];
  return ((definition_for<Symbols>->kind == entry.kind && dag::same_text(definition_for<Symbols>->name, entry.name)) ||
          ...);
}
// Whether the extent of axis k follows from the axes that are given or fixed: a tensor stands along both.
template <class Known, class... Symbols>
constexpr bool follows(int k) {
  constexpr dag::view program = pass::view_of<Known>;
  bool known[static_cast<std::size_t>(program.symbol_count) + 1]{};
  for (int s = 0; s < program.symbol_count; ++s)
    known[s] = program.symbols[s].extent > 0 || names<Known, Symbols...>(static_cast<std::size_t>(s));
  const auto axis = [&](const dag::node& access, int d) { return program.nodes[program.operand(access, d)].payload; };
  for (bool more = true; more && !known[k];) {
    more = false;
    for (int a = 0; a < program.node_count; ++a)
      for (int b = 0; b < program.node_count; ++b) {
        const dag::node& one = program.nodes[a];
        const dag::node& other = program.nodes[b];
        if (one.op->part != dag::role::access || other.op->part != dag::role::access || one.count != other.count ||
            program.operand(one, 0) != program.operand(other, 0))
          continue;
        for (int d = 1; d < one.count; ++d)
          if (known[axis(one, d)] && !known[axis(other, d)]) more = known[axis(other, d)] = true;
      }
  }
  return known[k];
}
// The first symbol of a program, an axis or not, that is not among the given ones; -1 if there is none.
template <class Known, bool Axes, class... Symbols>
constexpr int first_unnamed() {
  const dag::view program = pass::view_of<Known>;
  for (int k = 0; k < program.symbol_count; ++k)
    if ((program.symbols[k].kind == dag::symbol_kind::axis) == Axes && program.symbols[k].extent == 0 &&
        !names<Known, Symbols...>(static_cast<std::size_t>(k)) && !(Axes && follows<Known, Symbols...>(k)))
      return k;
  return -1;
}

template <class... Symbol>
struct bound_together {
  template <class One>
  static constexpr bool once = (0 + ... + int{std::same_as<One, Symbol>}) == 1;
};
template <class... Symbol>
constexpr bool bound_once() {
  return (... && (sizeof(symbol_bound_twice<Symbol, bound_together<Symbol...>::template once<Symbol>>) > 0));
}

template <class T, class Symbol, class V>
constexpr bool fits() {
  constexpr dag::symbol_kind kind = definition_for<Symbol>->kind;
  if constexpr (kind == dag::symbol_kind::tensor || kind == dag::symbol_kind::labels) {
    using element = std::remove_cv_t<std::remove_pointer_t<decltype(as_data(std::declval<const V&>()).elements)>>;
    return kind == dag::symbol_kind::tensor ? std::same_as<element, T> : std::integral<element>;
  } else {
    return std::is_arithmetic_v<V>;
  }
}

// Known: the program of the formula as it is written.
template <class T, class Known, class... B>
constexpr bool check_tensor_bindings() {
  static_assert((is_binding<B> && ...), "tapeless: a prepared formula is called with bindings: net(X = data)");
  if constexpr ((is_binding<B> && ...)) {
    constexpr int missing = first_unnamed<Known, false, typename B::symbol_type...>();
    if constexpr (missing >= 0)
      return sizeof(no_data_for<typename known_symbol<Known, static_cast<std::size_t>(missing)>::type, false>) > 0;
    else if constexpr (!(contains<typename B::symbol_type>(pass::view_of<Known>) && ...))
      return (... && (sizeof(symbol_not_in_formula<typename B::symbol_type,
                                                   contains<typename B::symbol_type>(pass::view_of<Known>)>) > 0));
    else
      return bound_once<typename B::symbol_type...>() &&
             (... &&
              (sizeof(data_of_another_type_for<typename B::symbol_type,
                                               fits<T, typename B::symbol_type, typename B::value_type>()>) > 0));
  }
  return false;
}
template <class Known, class... B>
constexpr bool check_extents() {
  static_assert((is_binding<B> && ...), "tapeless: prepare takes the extents of axes: prepare(f, n = 128)");
  if constexpr ((is_binding<B> && ...)) {
    constexpr int missing = first_unnamed<Known, true, typename B::symbol_type...>();
    if constexpr (missing >= 0)
      return sizeof(no_extent_for<typename known_symbol<Known, static_cast<std::size_t>(missing)>::type, false>) > 0;
    else
      return (... && (sizeof(no_such_axis < typename B::symbol_type,
                             axis_type<typename B::symbol_type> &&
                                 contains<typename B::symbol_type>(pass::view_of<Known>) >) > 0)) &&
             bound_once<typename B::symbol_type...>();
  }
  return false;
}

// The same for what prepare was given: the number of threads stands among the extents.
template <class Known, class... Extent>
constexpr bool check_extents_of(pass::inputs<Extent...>, pass::inputs<>) {
  return check_extents<Known, Extent...>();
}
template <class Known, class... Extent, class B, class... More>
constexpr bool check_extents_of(pass::inputs<Extent...>, pass::inputs<B, More...>) {
  if constexpr (std::same_as<B, thread_count>)
    return check_extents_of<Known>(pass::inputs<Extent...>{}, pass::inputs<More...>{});
  else
    return check_extents_of<Known>(pass::inputs<Extent..., B>{}, pass::inputs<More...>{});
}

// value_and_gradient of a formula with respect to tensors, and symbols among them.
template <class F, class X>
struct indexed_gradient_object;
template <class F, class... X>
struct indexed_gradient_object<F, pass::inputs<X...>> {
  // Value and gradient as plain arrays: a constant expression when all data are std::arrays.
  template <class... B>
  constexpr auto operator()(const B&... bindings) const {
    if constexpr (check_arguments<B...>()) return call_indexed(pass::outputs<F>{}, pass::inputs<X...>{}, bindings...);
  }
};

// What value_and_gradient returns, with or without tensors.
template <class Object>
inline constexpr bool is_gradient_request = false;
template <class F, class X>
inline constexpr bool is_gradient_request<value_and_gradient_object<F, X>> = true;
template <class F, class X>
inline constexpr bool is_gradient_request<indexed_gradient_object<F, X>> = true;

}  // namespace detail

template <class T, class Plan, class F, class X>
class prepared;

template <class T, class Plan, class... F, class... X>
class prepared<T, Plan, detail::pass::outputs<F...>, detail::pass::inputs<X...>> {
  using space = detail::workspace<T, Plan>;
  using formula = detail::pass::lower<F..., X...>;

 public:
  using scalar = T;

  template <class... B>
  explicit prepared(const B&... extents) : space_(std::make_unique<space>()) {
    if constexpr (detail::check_extents_of<formula>(detail::pass::inputs<>{}, detail::pass::inputs<B...>{})) {
      for (const auto& one : detail::fixed_extents<formula>)
        if (one.extent > 0) space_->set_extent(one.axis, one.extent);
      (set(extents), ...);
      space_->spread_extents(detail::declared_axes<Plan, formula>.data());
      space_->allocate();
    }
  }

  // One result: the value, a number or, of a formula that has axes, a view; the derivative in a symbol or tensor x.
  class result {
   public:
    explicit result(const space& from) : value(first(from)), from_(&from) {}

    using value_type =
        std::conditional_t<Plan::plan.buffers[Plan::plan.outputs[0].buffer].rank == 0, T, tensor_view<const T>>;
    value_type value;

    template <class Key>
    auto operator[](const Key&) const {
      constexpr std::size_t k = sizeof...(F) + detail::checked_key_index<detail::leaf_of_key<Key>, X...>();
      return at<k>(*from_);
    }

   private:
    static value_type first(const space& from) { return at<0>(from); }
    template <std::size_t K>
    static auto at(const space& from) {
      constexpr const auto& place = Plan::plan.buffers[Plan::plan.outputs[K].buffer];
      if constexpr (place.rank == 0)
        return *from.machine.buffers[Plan::plan.outputs[K].buffer].data;
      else
        return from.view(Plan::plan.outputs[K].buffer);
    }
    const space* from_;
  };

  // Binds every tensor and symbol of the formula and runs. Throws std::invalid_argument, with nothing written, when
  // what is bound does not fit: extents, labels out of range, null data, data that overlaps the results.
  template <class... B>
  result operator()(const B&... bindings) {
    bind(bindings...);
    return (*this)();
  }
  // Binds without running, for loops that call again and again on the same data.
  template <class... B>
  void bind(const B&... bindings) {
    if constexpr (detail::check_tensor_bindings<T, formula, B...>()) {
      detail::binder_of<T, Plan> check(*space_);
      (check.look(detail::definition_for<typename B::symbol_type>->name, detail::as_data(bindings.value)), ...);
      (check.take(detail::definition_for<typename B::symbol_type>->name, detail::as_data(bindings.value)), ...);
      space_->bound = true;
    }
  }
  // Runs on what has been bound last.
  result operator()() {
    if (!space_->bound) throw std::invalid_argument("tapeless: bind the tensors of the formula before it is run");
    run();
    return result(*space_);
  }
  // The loops alone.
  void run() noexcept { space_->run(); }

  // How many elements an axis has.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return space_->extent(detail::definition_for<A>->name);
  }
  // The bytes of the workspace.
  std::size_t bytes() const { return space_->bytes(); }

 private:
  template <class A, class N>
  void set(const binding<A, N>& extent) {
    space_->set_extent(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(extent.value));
  }
  void set(const thread_count& threads) { space_->set_threads(threads.value); }

  std::unique_ptr<space> space_;
};

// Value and gradient in tensors, and symbols among them, for prepare(...).
template <expression F, class... X>
  requires(requires { typename X::leaf; } || ...)
constexpr auto value_and_gradient(const F&, const X&...) {
  static_assert(detail::free_axes<F> == 0,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated");
  static_assert((detail::contains<detail::leaf_of_key<X>>(detail::pass::view_of<detail::pass::lower<F>>) && ...),
                "tapeless: a gradient is asked for in a tensor or symbol that the formula does not contain");
  return detail::indexed_gradient_object<F, detail::pass::inputs<detail::leaf_of_key<X>...>>{};
}

namespace detail {

// A plan whose code is for one set of instructions: its name is part of the code's, so that translation units that are
// compiled for different processors keep theirs apart.
template <class Plan, class Isa = xsimd::default_arch>
struct plan_on_this : Plan {};

template <class Request, class T>
struct prepared_type;
template <class Request, class T>
  requires expression<Request>
struct prepared_type<Request, T> {
  using values = pass::outputs<Request>;
  using type = prepared<T, plan_on_this<loop_plan<values, pass::inputs<>, (sizeof(T) > 4)>>, values, pass::inputs<>>;
};
template <template <class, class> class Object, class F, class... X, class T>
  requires is_gradient_request<Object<F, pass::inputs<X...>>>
struct prepared_type<Object<F, pass::inputs<X...>>, T> {
  static_assert(free_axes<F> == 0,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated");
  using values = pass::outputs<F>;
  using type =
      prepared<T, plan_on_this<loop_plan<values, pass::inputs<X...>, (sizeof(T) > 4)>>, values, pass::inputs<X...>>;
};

}  // namespace detail

// The type of a prepared formula, for members: prepared_of<decltype(request), float>.
template <class Request, class T = double>
using prepared_of = typename detail::prepared_type<std::remove_cv_t<Request>, T>::type;

// f, or value_and_gradient(f, W, ...), ready to be called with tensors. Arguments: an extent for each axis of the
// formula, n = 128, and threads(4) if several threads are to share the work. T: the type of all numbers, float or
// double. Throws std::invalid_argument for an extent that is not positive.
template <class T = double, class Request, class... B>
  requires(expression<Request> || detail::is_gradient_request<Request>)
auto prepare(const Request&, const B&... extents) { return prepared_of<Request, T>(extents...); }
template <class T = double, class Request, class... B>
  requires(!expression<Request> && !detail::is_gradient_request<Request>)
detail::not_a_formula prepare(const Request&, const B&...) {
  detail::check_bare_tensors<Request>();
  static_assert(detail::mistaken<Request>,
                "tapeless: prepare takes a formula or value_and_gradient(f, X, ...) of one with tensors");
  return {};
}

}  // namespace tapeless
