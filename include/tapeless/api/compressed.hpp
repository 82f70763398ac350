// SPDX-License-Identifier: BSL-1.0
// Sums over rows that labels tie to unknowns, with sparse derivatives: compressed(value_gradient_hessian(L, X)). Each
// row is a small program of numbers, evaluated for as many rows at once as a register has numbers; its results are
// added to a gradient and to a sparse matrix whose pattern is found when labels are bound.
#pragma once

#include <memory>
#include <span>

#include <tapeless/api/compressed_matrix.hpp>
#include <tapeless/api/element_binding.hpp>
#include <tapeless/api/function.hpp>
#include <tapeless/api/gauss_newton.hpp>
#include <tapeless/api/prepare.hpp>

namespace tapeless::inline v0_2 {

// A request whose derivatives are to be sparse; made by compressed(...).
template <class Verb, class Change = detail::run::as_computed>
struct compressed_request {
  using sparse_verb = Verb;  // what is asked for, of which formulas, in which symbols
};

namespace detail::elements {

// The request of one row, and what is made of it.
template <class Verb, class Kind>
struct row_verb;
template <class F, class X, class Kind>
struct row_verb<value_and_gradient_verb<F, X>, Kind> {
  static constexpr run::row_results what = run::row_results::gradient;
  using type = value_and_gradient_verb<typename Kind::template formula<0>, typename Kind::unknowns>;
};
template <class F, class X, class Kind>
struct row_verb<value_gradient_hessian_verb<F, X>, Kind> {
  static constexpr run::row_results what = run::row_results::hessian;
  using type = value_gradient_hessian_verb<typename Kind::template formula<0>, typename Kind::unknowns>;
};
template <class Kind, class Rows>
struct row_outputs;
template <class Kind, std::size_t... R>
struct row_outputs<Kind, std::index_sequence<R...>> {
  using type = pass::outputs<typename Kind::template formula<R>...>;
};
template <class Kind>
using outputs_of_row = typename row_outputs<Kind, std::make_index_sequence<Kind::formulas>>::type;
template <class F, class X, class Kind>
struct row_verb<gauss_newton_verb<F, X>, Kind> {
  static constexpr run::row_results what = run::row_results::hessian;
  using type = gauss_newton_verb<outputs_of_row<Kind>, typename Kind::unknowns>;
};
template <class F, class X, class Kind>
struct row_verb<value_and_jacobian_verb<F, X>, Kind> {
  static constexpr run::row_results what = run::row_results::jacobian;
  using type = value_and_jacobian_verb<outputs_of_row<Kind>, typename Kind::unknowns>;
};

template <class Verb>
inline constexpr bool is_known = false;
template <class F, class X>
inline constexpr bool is_known<value_and_gradient_verb<F, X>> = true;
template <class F, class X>
inline constexpr bool is_known<value_gradient_hessian_verb<F, X>> = true;
template <class F, class X>
inline constexpr bool is_known<gauss_newton_verb<F, X>> = true;
template <class F, class X>
inline constexpr bool is_known<value_and_jacobian_verb<F, X>> = true;

// One kind of rows at run time.
template <class T, class Problem, int K, class Change>
struct rows_of_kind {
  using tables = kind<Problem, K>;
  using row = row_verb<typename Problem::verb, tables>;
  static constexpr run::row_results what = row::what;
  using function = tapeless::function_object<typename row::type, typename tables::arguments>;
  using loop = run::row_loop<T, tables, what, function, Change>;

  run::kind_data<T, tables> data;
  std::array<run::place_list, static_cast<std::size_t>(tables::labels) + 1> labels;
  std::vector<typename loop::share> shares;  // by thread
};

template <class T, class Problem, class Change, class Kinds>
struct all_kinds;
template <class T, class Problem, class Change, int... K>
struct all_kinds<T, Problem, Change, std::integer_sequence<int, K...>> {
  using type = std::tuple<rows_of_kind<T, Problem, K, Change>...>;
};

}  // namespace detail::elements

// What prepare returns for compressed(...). T: the type of all numbers. It can be moved but not copied.
template <class T, class Verb, class Change>
class prepared_rows {
  using problem = detail::elements::problem<Verb>;
  using written = detail::written_of<Verb>;
  using names = detail::elements::formula_tables<Verb>;
  using keys = typename problem::keys;
  static constexpr detail::run::row_results what = detail::elements::rows_of_kind<T, problem, 0, Change>::what;
  static constexpr bool is_jacobian = what == detail::run::row_results::jacobian;
  static constexpr bool has_matrix = what != detail::run::row_results::gradient;
  static constexpr std::size_t key_count = static_cast<std::size_t>(keys::count);
  struct contents;

 public:
  using scalar = T;  // the type of all numbers

  // Takes the extents of the axes.
  template <class... B>
  explicit prepared_rows(const B&... extents) : own_(std::make_unique<contents>()) {
    static_assert(!(detail::cuts_rows<B> || ...),
                  "tapeless: compressed(...) takes all rows at once, in one process: neither ranks nor streamed");
    static_assert(!detail::knows_data<B...>, "tapeless: compressed(...) keeps nothing of its data: without data(...)");
    if constexpr (!detail::knows_data<B...> &&
                  detail::check_extents_of<written>(detail::pass::inputs<>{}, detail::pass::inputs<B...>{})) {
      for (const auto& one : detail::fixed_extents<written>)
        if (one.extent > 0) own_->extents.set(one.axis, one.extent);
      (set(extents), ...);
      own_->extents.spread();
      counted_.check(own_->extents);
      counted_.fill(own_->extents, [](const char*) { return true; });
      own_->allocate();
    }
  }

  // The results of one run: views into this object, good until the next call.
  class result {
   public:
    // The results in an object.
    explicit result(const contents& from) : value(from.value()), from_(&from) {}
    // The sum; of compressed(value_and_jacobian(...)) all residuals, those of a row one after another.
    decltype(std::declval<const contents&>().value()) value;
    // All derivatives, key by key in the order of the request, each row by row. Not of a Jacobian.
    std::span<const T> gradient() const {
      holds<!is_jacobian>();
      return from_->gradient;
    }
    // The derivative in a symbol or tensor, in its shape. Not of a Jacobian.
    template <class Key>
    auto operator[](const Key&) const {
      holds<!is_jacobian>();
      constexpr std::size_t key = index_of<Key>();
      return from_->derivative(key);
    }
    // The second derivatives, symmetric, or J'J of gauss_newton: row and column k belong to gradient()[k].
    compressed_matrix<T> hessian() const {
      holds<has_matrix && !is_jacobian>();
      return from_->matrix();
    }
    // The first derivatives of residuals: row k belongs to value[k].
    compressed_matrix<T> jacobian() const {
      holds<is_jacobian>();
      return from_->matrix();
    }
    // The parts of that matrix.
    int rows() const { return matrix().rows(); }
    int cols() const { return matrix().cols(); }
    std::ptrdiff_t nonzeros() const { return matrix().nonzeros(); }
    std::span<const int> outer() const { return matrix().outer(); }
    std::span<const int> inner() const { return matrix().inner(); }
    std::span<const T> values() const { return matrix().values(); }
    // The number of the first unknown of a symbol or tensor.
    template <class Key>
    int first(const Key&) const {
      return from_->unknowns[index_of<Key>()].first_unknown;
    }

   private:
    template <bool Held>
    static constexpr void holds() {
      static_assert(
          Held,
          "tapeless: the result does not hold this: .hessian() is of value_gradient_hessian and gauss_newton, "
          ".jacobian() of value_and_jacobian, .gradient() and [X] of all others");
    }
    compressed_matrix<T> matrix() const {
      holds<has_matrix>();
      return from_->matrix();
    }
    template <class Key>
    static constexpr std::size_t index_of() {
      return []<class... X>(detail::pass::inputs<X...>) {
        return detail::checked_key_index<Key, X...>();
      }(typename Verb::keys{});
    }
    const contents* from_;
  };

  // Binds every tensor, label and symbol of the formula and runs. The pattern is found again only where labels have
  // changed. Throws std::invalid_argument, with nothing changed, when what is bound does not fit.
  template <class... A>
  result operator()(A&&... arguments) & {
    bind_all(arguments...);
    run();
    if constexpr ((detail::ends_with_call<A> || ...)) own_->bound = false;
    return result(*own_);
  }
  // Of a temporary, to which the results would refer: refused by the compiler.
  template <class... A>
  detail::not_a_formula operator()(A&&...) && {
    detail::check_kept<(detail::mistaken<A> && ...)>();
    return {};
  }
  // Binds without running. Data are referred to and may change in place; labels are copied.
  template <class... A>
  void bind(A&&... arguments) {
    if constexpr (detail::check_lasting<A...>()) bind_all(arguments...);
  }
  // Runs on what has been bound last.
  result operator()() & {
    check();
    if (!own_->bound) detail::run::refuse("bind the tensors of the formula before it is run");
    run();
    return result(*own_);
  }
  // The same without results and checks; allocates nothing.
  void run() noexcept { own_->run(); }

  // The number of elements along an axis.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return own_->extents.of(detail::definition_for<A>->name);
  }

 private:
  static constexpr std::size_t at(std::ptrdiff_t k) { return static_cast<std::size_t>(k); }

  template <class A, class N>
  void set(const binding<A, N>& extent) {
    own_->extents.set(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(extent.value));
  }
  void set(const thread_count& threads) {
    detail::run::check_threads(threads.value);
    own_->set_threads(threads.value);
  }
  void set(const executor_lanes& engine) {
    detail::run::check_lanes(engine.with);
    own_->set_engine(engine.with);
  }
  void check() const {
    if (own_ == nullptr) detail::run::refuse("this prepared formula has been moved to another");
  }

  template <class... B>
  void bind_all(const B&... bindings) {
    counted_.with([this](const auto&... all) { this->bind_each(all...); }, bindings...);
  }
  template <class... B>
  void bind_each(const B&... bindings) {
    if constexpr (detail::check_arguments<B...>()) {
      if constexpr (detail::check_tensor_bindings<T, Verb>(detail::formula_bindings<B...>{})) {
        check();
        const detail::run::data_binding<T> binding(names::look(), own_->by_axis);
        (check_one(binding, detail::entry_of<Verb, typename B::symbol_type>(), detail::as_data(bindings.value)), ...);
        own_->bound = false;
        (take(binding, detail::entry_of<Verb, typename B::symbol_type>(), detail::as_data(bindings.value)), ...);
        own_->finish();
        own_->bound = true;
      }
    }
  }
  template <class V>
  void check_one(const detail::run::data_binding<T>& binding, const dag::symbol_entry& symbol, const V& value) const {
    if constexpr (requires { value.elements; }) {
      const int input = binding.find(symbol);
      if (input < 0) return;
      const auto view = binding.shaped(value, input);
      binding.check(view, input);
      if (own_->overlaps(view)) detail::run::refuse_overlap(symbol.name);
    }
  }
  template <class V>
  void take(const detail::run::data_binding<T>& binding, const dag::symbol_entry& symbol, const V& value) {
    const int input = binding.find(symbol);
    if (input < 0) return;
    if constexpr (!requires { value.elements; })
      own_->numbers[at(input)] = static_cast<T>(value);
    else
      own_->take(input, binding.shaped(value, input));
  }

  std::unique_ptr<contents> own_;
  detail::counted_places<written> counted_;
};

namespace detail {

template <class Verb>
constexpr bool check_compressed() {
  constexpr bool known = elements::is_known<Verb>;
  static_assert(
      known,
      "tapeless: compressed takes value_gradient_hessian(L, X), value_and_gradient(L, X), value_and_jacobian(r, "
      "X) or gauss_newton(r, X)");
  if constexpr (known) {
    static_assert(is_over_axes<Verb>, "tapeless: compressed is for formulas over axes, which have rows");
    return is_over_axes<Verb>;
  } else {
    return false;
  }
}

}  // namespace detail

// A request with sparse results, for prepare: value_gradient_hessian(L, X, ...) or value_and_gradient(L, X, ...) of a
// sum over rows, gauss_newton(r, X, ...) or value_and_jacobian(r, X, ...) of residuals that vary along one axis with
// rows and along others of fixed length. Rows find their unknowns by labels, X(k[i(e)], d), or have them to themselves,
// X(e, d). The compiler refuses a formula in which a row is not a small formula of its own.
// positive_semidefinite of tapeless/interop/eigen.hpp as a second argument makes the second derivatives of each row so.
template <class Request, class Change = detail::run::as_computed>
  requires(!requires { Request::is_structural_zero(0, 0); })
constexpr auto compressed(const Request&, const Change& = {}) {
  if constexpr (detail::requesting<Request>) {
    if constexpr (detail::check_compressed<typename Request::verb>())
      return compressed_request<typename Request::verb, Change>{};
    else
      return detail::not_a_formula{};
  } else {
    static_assert(detail::mistaken<Request>,
                  "tapeless: compressed takes a request: compressed(value_gradient_hessian(L, X))");
    return detail::not_a_formula{};
  }
}

// A request with sparse results, ready to be called with tensors; arguments as of prepare for other requests.
template <class T = double, class Verb, class Change, class... B>
prepared_rows<T, Verb, Change> prepare(const compressed_request<Verb, Change>&, const B&... extents) {
  return prepared_rows<T, Verb, Change>(extents...);
}

// The type of what prepare returns for it, for members: compressed_of<decltype(compressed(request)), float>.
template <class Request, class T = double>
using compressed_of = decltype(prepare<T>(std::declval<const Request&>()));

}  // namespace tapeless

#include <tapeless/api/compressed_contents.hpp>
