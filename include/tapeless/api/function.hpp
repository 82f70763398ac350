// SPDX-License-Identifier: BSL-1.0
// A formula, gradient, Jacobian, ... as an ordinary function of positional arguments, for hot loops. The object is
// empty and trivially copyable; a call allocates nothing, throws nothing and is straight-line code.
#pragma once

#include <span>

#include <tapeless/api/hessian.hpp>
#include <tapeless/run/scalar/span_error.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

template <class... X>
constexpr symbol_list<X...> as_list(const pass::inputs<X...>&) {
  return {};
}

template <class... X>
constexpr bool are_arguments() {
  return all_true({(symbolic<X> || is_symbol_list<X>)...});
}
template <class... X>
constexpr void check_arguments_of_function() {
  static_assert(
      are_arguments<X...>() || any_true({mistaken<X>...}),
      "tapeless: the arguments of a function are symbols: arguments(x, y), of a group its numbers: a.storage");
}

}  // namespace detail

// The positional arguments of a function, in order: symbols and lists of symbols. The compiler refuses anything else.
template <class... X>
constexpr auto arguments(const X&...) {
  detail::check_arguments_of_function<X...>();
  if constexpr (detail::are_arguments<X...>())
    return detail::as_list(typename detail::inputs_of<X...>::type{});
  else
    return detail::not_a_formula{};
}

namespace detail {

template <class Symbol, bool Given>
struct symbol_without_argument {
  static_assert(Given, "tapeless: a symbol of the formula is missing from arguments(...)");
};

// Where the arguments of a function go in a plan.
template <class Plan, class... X>
struct argument_slots {
  static constexpr std::array<int, sizeof...(X) + 1> list = [] {
    std::array<int, sizeof...(X) + 1> slots{};
    const definition* const wanted[] = {definition_for<X>..., nullptr};
    Plan::find_slots(wanted, static_cast<int>(sizeof...(X)), slots.data());
    return slots;
  }();
  // The first symbol that no argument gives, or -1. SeedsGiven: numbers that come with a call stand before them.
  template <bool SeedsGiven>
  static constexpr int missing = [] {
    dag::scratch<bool> found(Plan::size.symbols);
    for (std::size_t k = 0; k < sizeof...(X); ++k)
      if (list[k] >= 0) found[list[k]] = true;
    for (int s = 0; s < Plan::size.symbols; ++s)
      if (!found[s] && !(SeedsGiven && Plan::plan.symbols[s].kind == dag::symbol_kind::seed)) return s;
    return -1;
  }();
};

// Which argument each symbol of a plan is.
template <class Plan, class... X>
struct argument_sources {
  static constexpr std::array<std::size_t, Plan::symbols + 1> list = [] {
    std::array<std::size_t, Plan::symbols + 1> sources{};
    for (std::size_t k = 0; k < sizeof...(X); ++k)
      if (argument_slots<Plan, X...>::list[k] >= 0)
        sources[static_cast<std::size_t>(argument_slots<Plan, X...>::list[k])] = k;
    return sources;
  }();
  static constexpr std::size_t source(std::size_t symbol) { return list[symbol]; }
};

template <class Plan, bool SeedsGiven, class... X>
constexpr bool check_function_arguments() {
  constexpr int missing = argument_slots<Plan, X...>::template missing<SeedsGiven>;
  if constexpr (missing >= 0)
    return sizeof(symbol_without_argument<typename slot_symbol<Plan, static_cast<std::size_t>(missing)>::type, false>) >
           0;
  else
    return true;
}

// How many numbers a result is: a value before its gradient before its Hessian, matrices by rows.
template <class T>
inline constexpr std::size_t flat_size = 1;
template <class T, std::size_t N>
inline constexpr std::size_t flat_size<std::array<T, N>> = N;
template <class T, std::size_t N>
inline constexpr std::size_t flat_size<result_array<T, N>> = N;
template <class T, class... Keys>
inline constexpr std::size_t flat_size<keyed_values<T, Keys...>> = sizeof...(Keys);
template <class T, class... Keys>
inline constexpr std::size_t flat_size<value_with_gradient<T, Keys...>> = 1 + sizeof...(Keys);
template <class T, std::size_t Rows, class... Keys>
inline constexpr std::size_t flat_size<matrix_values<T, Rows, Keys...>> = Rows * sizeof...(Keys);
template <class T, std::size_t Rows, class... Keys>
inline constexpr std::size_t flat_size<values_with_jacobian<T, Rows, Keys...>> = Rows*(1 + sizeof...(Keys));
template <class T, class... Keys>
inline constexpr std::size_t flat_size<value_with_hessian<T, Keys...>> = 1 + sizeof...(Keys) * (1 + sizeof...(Keys));

template <class T>
inline constexpr bool is_span = false;
template <class T, std::size_t N>
inline constexpr bool is_span<std::span<T, N>> = true;

// A vector, matrix or expression of Eigen.
template <class T>
concept of_eigen = requires {
  typename T::PlainObject;
  T::IsVectorAtCompileTime;
};
// Whether T is a row of numbers in memory: an array, std::vector, std::array, std::span, a vector of Eigen; or a
// pointer, or something of Eigen, that is taken for one.
template <class T>
concept row = std::is_array_v<T> || std::is_pointer_v<std::remove_const_t<T>> || of_eigen<T> || requires(T& values) {
  values.data();
  values.size();
};

// As a span.
template <class V>
constexpr auto as_span(V& values) {
  using row_type = std::remove_const_t<V>;
  if constexpr (std::is_pointer_v<row_type>) {
    static_assert(
        !std::is_pointer_v<row_type>,
        "tapeless: a pointer does not say how many numbers there are: h(std::span(in, 2), std::span(out, 3))");
    return std::span<std::remove_pointer_t<row_type>>();
  } else if constexpr (of_eigen<row_type>) {
    constexpr bool dense = [] {
      if constexpr (row_type::IsVectorAtCompileTime && requires { values.data(); })
        return row_type::InnerStrideAtCompileTime == 1;
      else
        return false;
    }();
    static_assert(dense,
                  "tapeless: a row of numbers is a vector whose elements lie next to each other; for other vectors, "
                  "expressions and matrices of Eigen include tapeless/interop/eigen.hpp: evaluate(h, v), "
                  "evaluate_into(h, into(values, J), v)");
    if constexpr (dense)
      return std::span<std::remove_pointer_t<decltype(values.data())>, fixed_size<row_type>()>(
          values.data(), static_cast<std::size_t>(values.size()));
    else
      return std::span<
          std::conditional_t<std::is_const_v<V>, const typename row_type::Scalar, typename row_type::Scalar>>();
  } else {
    return std::span(values);
  }
}

template <class... A>
inline constexpr bool without_rows = all_true({!row<const A>...});

struct a_call_has_one_number_for_each_argument;

// The type of a pointer to a function, in a form that a conversion operator can deduce.
template <class R, class... A>
using function_pointer = R (*)(A...);
template <class R, class... A>
using noexcept_function_pointer = R (*)(A...) noexcept;

}  // namespace detail

// What function returns; see the specialization.
template <class Verb, class Arguments>
struct function_object;

// A request as a function of the symbols X in order. Empty and trivially copyable.
template <class Verb, class... X>
struct function_object<Verb, symbol_list<X...>> {
  using verb = Verb;                                              // the request
  using program = typename detail::finished_program<Verb>::type;  // what runs
  static constexpr std::size_t arity = sizeof...(X);              // the number of arguments
  // The type of the result for numbers of type T.
  template <class T>
  using result = decltype(Verb::shape(std::declval<std::array<T, detail::planned<program>::roots>>()));

  // h(0.3, 1.2): the result for the arguments in their order; integers alone count as double.
  template <class... A>
    requires(sizeof...(A) == sizeof...(X) && sizeof...(A) > 0 && detail::without_rows<A...>)
  [[gnu::always_inline]] constexpr auto operator()(const A&... values) const noexcept {
    return call<detail::scalar_type<A...>>(std::index_sequence_for<A...>{}, values...);
  }

  // h(in, out): arguments and results as rows of numbers; a value comes before its gradient before its Hessian,
  // matrices by rows. Derivatives lie in the order of the symbols that the request names, or of all symbols as the
  // formula names them first, whatever the order of the arguments. A span of the wrong size is refused by the compiler,
  // or ends the program with a message where the size is not part of its type.
  template <class T, std::size_t N, std::size_t M>
  [[gnu::always_inline]] constexpr void operator()(std::span<const T, N> in, std::span<T, M> out) const noexcept {
    constexpr std::size_t needed = detail::flat_size<result<T>>;
    static_assert(N == std::dynamic_extent || N == arity,
                  "tapeless: the input span has another size than the argument list");
    static_assert(M == std::dynamic_extent || M == needed,
                  "tapeless: the output span has another size than the result");
    if (N == std::dynamic_extent && in.size() != arity) detail::wrong_span_size(in.size(), arity, "input");
    if (M == std::dynamic_extent && out.size() != needed) detail::wrong_span_size(out.size(), needed, "output");
    fill<T, needed>(in.data(), out.data());
  }
  // The same for arguments that could be changed.
  template <class T, std::size_t N, std::size_t M>
    requires(!std::is_const_v<T>)
  constexpr void operator()(std::span<T, N> in, std::span<T, M> out) const noexcept {
    (*this)(std::span<const T, N>(in), out);
  }

  // The same for arrays, std::vector, vectors of Eigen and other rows of numbers in memory. The compiler refuses
  // pointers, and vectors whose elements do not lie next to each other.
  template <detail::row In, class Out>
    requires(detail::row<std::remove_reference_t<Out>> &&
             (!detail::is_span<In> || !detail::is_span<std::remove_cvref_t<Out>>))
  constexpr void operator()(const In& in, Out&& out) const noexcept {
    (*this)(detail::as_span(in), detail::as_span(out));
  }
  // Refused by the compiler, which names what it returns: another number of arguments. Deleted, so that programs may
  // ask whether a call fits.
  template <class... A>
    requires(sizeof...(A) != sizeof...(X) && (sizeof...(A) != 2 || detail::without_rows<A...>))
  detail::a_call_has_one_number_for_each_argument operator()(const A&...) const = delete;
  // Refused by the compiler: rows of numbers of two types.
  template <class T, std::size_t N, class U, std::size_t M>
    requires(!std::same_as<std::remove_const_t<T>, U>)
  constexpr void operator()(std::span<T, N>, std::span<U, M>) const noexcept {
    static_assert(
        std::same_as<std::remove_const_t<T>, U>,
        "tapeless: the arguments and the results of a function are rows of one type of numbers, the second of "
        "which can be written");
  }

  // For machinery that keeps numbers of type T elsewhere: where.template get<k>() is argument k, and where.template
  // put<k>(y) takes result k.
  template <class T, class Where>
  [[gnu::always_inline]] static constexpr void run_between(Where& where) noexcept {
    using plan = detail::planned<program>;
    detail::run::executor<plan>::template run_between<T, order<detail::flat_size<result<T>>>,
                                                      detail::argument_sources<plan, X...>>(where);
  }

  // Which root of the program result number k is, and which argument symbol number s of it.
  static constexpr std::size_t root_of(std::size_t k) { return detail::root_at<Verb>(k); }
  static constexpr std::size_t argument_of(std::size_t s) {
    return detail::argument_sources<detail::planned<program>, X...>::source(s);
  }

  // The first result whose negative result number k is, or -1.
  static constexpr int opposite_of(int k) {
    return detail::run::executor<detail::planned<program>>::template opposite_of<
        order<detail::flat_size<result<double>>>>(static_cast<std::size_t>(k));
  }

  // As a plain function: double (*f)(double, double) = h, or for rows of numbers
  // void (*f)(std::span<const double>, std::span<double>) = h; both may be noexcept.
  template <class R, class... A>
    requires(sizeof...(A) == sizeof...(X) || (std::same_as<R, void> && sizeof...(A) == 2))
  constexpr operator detail::function_pointer<R, A...>() const noexcept { return &invoke<R, A...>; }
  template <class R, class... A>
    requires(sizeof...(A) == sizeof...(X) || (std::same_as<R, void> && sizeof...(A) == 2))
  constexpr operator detail::noexcept_function_pointer<R, A...>() const noexcept { return &invoke<R, A...>; }

 private:
  template <class R, class... A>
  static constexpr R invoke(A... values) noexcept {
    return function_object{}(values...);
  }

  // Which root each result is.
  template <std::size_t Count>
  struct order {
    static constexpr int count = static_cast<int>(Count);
    static constexpr std::array<std::size_t, Count> roots = [] {
      std::array<std::size_t, Count> list{};
      for (std::size_t k = 0; k < Count; ++k) list[k] = detail::root_at<Verb>(k);
      return list;
    }();
    static constexpr std::size_t root(std::size_t result) { return roots[result]; }
  };

  // Arguments and results straight to and from their places in the program: copies would go through memory.
  template <class T, std::size_t Count>
  [[gnu::always_inline]] static constexpr void fill(const T* in, T* out) noexcept {
    using plan = detail::planned<program>;
    static_assert(detail::has_slots<Verb> || plan::roots == Count);
    detail::run_plan<plan, T, order<Count>, detail::argument_sources<plan, X...>>(in, out);
  }

  template <class T, class... A, std::size_t... K>
  [[gnu::always_inline]] static constexpr auto call(std::index_sequence<K...>, const A&... values) noexcept {
    using plan = detail::planned<program>;
    if constexpr (detail::check_function_arguments<plan, false, X...>()) {
      std::array<T, plan::symbols + 1> slots{};
      const bool placed[] = {detail::place<detail::argument_slots<plan, X...>::list[K]>(slots, values)..., true};
      static_cast<void>(placed);
      return Verb::shape(detail::run_plan<plan, T>(slots));
    }
  }
};

// A formula, bundle, gradient, value and gradient, Jacobian, Hessian, ... as a function of the given symbols:
// function(f, arguments(x, y)), or function(f, x, y). It throws nothing and allocates nothing. The compiler refuses a
// formula over axes, and one with a symbol that is not among the arguments.
template <detail::request_or_expression R, class... X>
constexpr auto function(const R&, const symbol_list<X...>&) {
  using verb = detail::verb_of<R>;
  static_assert(!detail::is_over_axes<verb>,
                "tapeless: a function takes numbers; a formula over axes is prepared: prepare(f, n = 128)");
  if constexpr (!detail::is_over_axes<verb>) {
    static_assert(detail::check_function_arguments<detail::planned<detail::program_of<R>>, false, X...>());
    return function_object<verb, symbol_list<X...>>{};
  }
}
// The same with the symbols themselves.
template <detail::request_or_expression R, class X, class... More>
  requires(!detail::is_symbol_list<X> || sizeof...(More) > 0)
constexpr auto function(const R& request, const X& first, const More&... more) {
  if constexpr (detail::are_arguments<X, More...>()) {
    return function(request, arguments(first, more...));
  } else {
    detail::check_arguments_of_function<X, More...>();
    return detail::not_a_formula{};
  }
}
// Refused by the compiler: the order of the arguments is not known.
template <detail::request_or_expression R>
constexpr detail::not_a_formula function(const R&) {
  static_assert(detail::mistaken<R>,
                "tapeless: a function has the symbols of its arguments in order: function(f, arguments(x, y))");
  return {};
}

}  // namespace tapeless
