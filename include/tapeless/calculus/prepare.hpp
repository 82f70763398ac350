// SPDX-License-Identifier: BSL-1.0
// Indexed formulas on data: prepare(value_and_gradient(J, W, b), n = 128, i = 784) plans in the compiler and allocates
// once; a call checks what it is given, before anything is written, and then runs loops that neither allocate nor
// throw.
#pragma once

#include <tapeless/calculus/derivative.hpp>
#include <tapeless/calculus/indexed_call.hpp>
#include <tapeless/calculus/workspace.hpp>

namespace tapeless {

namespace detail {

template <class Leaf, bool Bound>
struct tensor_without_value {
  static_assert(Bound, "tapeless: a tensor or symbol of the formula has no value: bind it in the call, net(X = data)");
};

// Each mistake is one sentence; the symbol is in the name of the type.
template <class Plan, class Known, class... B>
constexpr bool check_tensor_bindings() {
  static_assert((is_binding<B> && ...), "tapeless: a prepared formula is called with bindings: net(X = data)");
  return (is_binding<B> && ...);
}

// value_and_gradient of a formula with respect to tensors, and symbols among them.
template <class F, class X>
struct indexed_gradient_object;
template <class F, class... X>
struct indexed_gradient_object<F, pass::inputs<X...>> {
  // Value and gradient as plain arrays: a constant expression when all data are std::arrays.
  template <class... B>
  constexpr auto operator()(const B&... bindings) const {
    if constexpr (check_arguments<B...>())
      return call_indexed(pass::outputs<F>{}, pass::inputs<X...>{}, bindings...);
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

 public:
  using scalar = T;

  template <class... B>
  explicit prepared(const B&... extents) : space_(std::make_unique<space>()) {
    (take_extent(extents), ...);
    space_->allocate();
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
    if constexpr (detail::check_tensor_bindings<Plan, detail::pass::lower<F..., X...>, B...>()) {
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
  void run() noexcept { detail::run::loops::plan_code<Plan, T>::run(space_->machine); }

  // How many elements an axis has.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return space_->extent(detail::definition_for<A>->name);
  }
  // The bytes of the workspace.
  std::size_t bytes() const { return space_->bytes(); }

 private:
  template <class A, class N>
  void take_extent(const binding<A, N>& one) {
    static_assert(detail::axis_type<A>, "tapeless: prepare takes the extents of axes: n = 128");
    space_->set_extent(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(one.value));
  }

  std::unique_ptr<space> space_;
};

// Value and gradient in tensors, and symbols among them, for prepare(...).
template <expression F, class... X>
  requires(requires { typename X::leaf; } || ...)
constexpr auto value_and_gradient(const F&, const X&...) {
  static_assert(detail::free_axes<F> == 0,
                "tapeless: the formula still varies along an axis: sum or average it before it is differentiated");
  return detail::indexed_gradient_object<F, detail::pass::inputs<detail::leaf_of_key<X>...>>{};
}

// f, or value_and_gradient(f, W, ...), ready to be called with tensors. Arguments: an extent for each axis of the
// formula, n = 128. T: the type of all numbers, double unless said: prepare<float>(...).
template <class T = double, expression F, class... B>
auto prepare(const F&, const B&... extents) {
  using values = detail::pass::outputs<F>;
  using none = detail::pass::inputs<>;
  using plan = detail::loop_plan<values, none>;
  return prepared<T, plan, values, none>(extents...);
}
template <class T = double, template <class, class> class Object, class F, class... X, class... B>
  requires(
      std::same_as<Object<F, detail::pass::inputs<X...>>, value_and_gradient_object<F, detail::pass::inputs<X...>>> ||
      std::same_as<Object<F, detail::pass::inputs<X...>>,
                   detail::indexed_gradient_object<F, detail::pass::inputs<X...>>>)
auto prepare(const Object<F, detail::pass::inputs<X...>>&, const B&... extents) {
  using values = detail::pass::outputs<F>;
  using keys = detail::pass::inputs<X...>;
  using plan = detail::loop_plan<values, keys>;
  return prepared<T, plan, values, keys>(extents...);
}

}  // namespace tapeless
