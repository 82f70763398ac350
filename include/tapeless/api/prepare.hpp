// SPDX-License-Identifier: BSL-1.0
// Indexed formulas on data: prepare(value_and_gradient(J, W, b), n = 128, i = 784) plans in the compiler and allocates
// once; a call checks what it is given, before anything is written, and then runs loops that neither allocate nor
// throw.
#pragma once

#include <tapeless/run/memory/binder.hpp>
#include <tapeless/api/derivative.hpp>
#include <tapeless/api/array_call.hpp>
#include <tapeless/api/prepare_checks.hpp>

namespace tapeless {

namespace detail {

// A symbol as programs know it.
template <class Symbol>
inline constexpr dag::symbol_entry symbol_named{definition_for<Symbol>->name, definition_for<Symbol>->kind,
                                                definition_for<Symbol>->extent};

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
  using space = detail::run::workspace<T, Plan>;
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
        return *from.map.buffers[Plan::plan.outputs[K].buffer].data;
      else
        return from.view(Plan::plan.outputs[K].buffer);
    }
    const space* from_;
  };
  // The same for a temporary, with the memory that it refers to; not a result that could be copied without.
  class kept_result : result {
   public:
    using result::value, result::operator[];
    explicit kept_result(std::unique_ptr<space> own) : result(*own), own_(std::move(own)) {}

   private:
    std::unique_ptr<space> own_;
  };

  // Binds every tensor and symbol of the formula and runs. Throws std::invalid_argument, with nothing written, when
  // what is bound does not fit: extents, labels out of range, null data, data that overlaps the results.
  template <class... B>
  result operator()(const B&... bindings) & {
    bind(bindings...);
    return (*this)();
  }
  // Of a temporary: what the result refers to is handed over to it.
  template <class... B>
  kept_result operator()(const B&... bindings) && {
    static_assert(std::same_as<typename result::value_type, T> && sizeof...(B) >= 0,
                  "tapeless: the value is a view into the prepared formula: keep that in a variable, net = prepare(f)");
    bind(bindings...);
    (*this)();
    return kept_result(std::move(space_));
  }
  // Binds without running, for loops that call again and again on the same data.
  template <class... B>
  void bind(const B&... bindings) {
    if constexpr (detail::check_tensor_bindings<T, formula, B...>()) {
      check_space();
      detail::run::binder_of<T, Plan> check(*space_);
      (check.look(detail::symbol_named<typename B::symbol_type>, detail::as_data(bindings.value)), ...);
      (check.take(detail::symbol_named<typename B::symbol_type>, detail::as_data(bindings.value)), ...);
      space_->bound = true;
    }
  }
  // Runs on what has been bound last.
  result operator()() & {
    check_space();
    if (!space_->bound) detail::run::refuse("bind the tensors of the formula before it is run");
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
  void check_space() const {
    if (space_ == nullptr) detail::run::refuse("this prepared formula has been moved to another");
  }

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
  static_assert(((detail::definition_for<detail::leaf_of_key<X>>->kind != dag::symbol_kind::labels) && ...),
                "tapeless: labels are integers that pick: there is no derivative in them");
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
  using type =
      prepared<T, plan_on_this<planned_loops<values, pass::inputs<>, (sizeof(T) > 4)>>, values, pass::inputs<>>;
};
template <template <class, class> class Object, class F, class... X, class T>
  requires is_gradient_request<Object<F, pass::inputs<X...>>>
struct prepared_type<Object<F, pass::inputs<X...>>, T> {
  static_assert(free_axes<F> == 0,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated");
  using values = pass::outputs<F>;
  using type =
      prepared<T, plan_on_this<planned_loops<values, pass::inputs<X...>, (sizeof(T) > 4)>>, values, pass::inputs<X...>>;
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
