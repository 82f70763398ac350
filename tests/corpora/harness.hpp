// SPDX-License-Identifier: BSL-1.0
// What the generated files need: a formula of a corpus with its points, and the two routes by which its numbers are
// computed. No Catch2 here, so that a file of formulas compiles no more than the library.
#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace corpora {

// How far a point has references; each includes those before it.
enum class defined { nothing, value, gradient, hessian };

// A reference, a bound or a result is one row: the value, the gradient, the upper triangle of the Hessian by rows.
struct point_table {
  const double* inputs;
  const double* references;
  const double* bounds;  // absolute
  const defined* parts;
  const bool* counted;
  std::size_t size;
};

struct problem {
  const char* title;
  std::size_t variables;
  point_table points;
  void (*program)(const double* in, double* row);
  void (*expressions)(const double* in, double* row);
};

// The place of the second derivative in variables i and j, i <= j, in a row.
constexpr std::size_t second(std::size_t variables, std::size_t i, std::size_t j) {
  return 1 + variables + i * variables - i * (i + 1) / 2 + j;
}

// (c ? a : b) of the corpus inside a recorded lambda. A condition on plain numbers is decided there already.
template <class C, class A, class B>
constexpr auto branch(const C& c, const A& a, const B& b) {
  if constexpr (std::is_same_v<C, bool>)
    return c ? a : b;
  else
    return tapeless::select(c, a, b);
}

template <class F, class... X>
struct routes {
  static constexpr std::size_t variables = sizeof...(X);

  // Value, gradient and Hessian in one program.
  static void program(const double* in, double* row) {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      const auto all = tapeless::value_gradient_hessian(F{}, X{}...)((X{} = in[K])...);
      row[0] = all.value;
      ((row[1 + K] = all.gradient[X{}]), ...);
      for (std::size_t i = 0; i < variables; ++i)
        for (std::size_t j = i; j < variables; ++j) row[second(variables, i, j)] = all.hessian(i, j);
    }
    (std::index_sequence_for<X...>{});
  }

  // Each number by an expression of its own.
  static void expressions(const double* in, double* row) {
    row[0] = evaluate(F{}, in);
    [&]<std::size_t... I>(std::index_sequence<I...>) { (derivatives<I>(in, row), ...); }
    (std::index_sequence_for<X...>{});
  }

 private:
  template <std::size_t K>
  using variable = std::tuple_element_t<K, std::tuple<X...>>;

  // By position, because a derivative may have lost symbols, which a call by name may then refuse.
  template <class E>
  static double evaluate(const E& expression, const double* in) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
      return tapeless::function(expression, tapeless::arguments(X{}...))(in[K]...);
    }
    (std::index_sequence_for<X...>{});
  }

  template <std::size_t I>
  static void derivatives(const double* in, double* row) {
    const auto by_i = [&]<std::size_t... J>(std::index_sequence<J...>) {
      ((row[second(variables, I, I + J)] = evaluate(tapeless::derivative(F{}, variable<I>{}, variable<I + J>{}), in)),
       ...);
    };
    row[1 + I] = evaluate(tapeless::derivative(F{}, variable<I>{}), in);
    by_i(std::make_index_sequence<variables - I>{});
  }
};

template <class F, class... X>
constexpr problem make_problem(const char* title, const F&, const point_table& points, const X&...) {
  using way = routes<F, X...>;
  return {title, sizeof...(X), points, &way::program, &way::expressions};
}

}  // namespace corpora
