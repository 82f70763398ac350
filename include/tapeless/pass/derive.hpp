// SPDX-License-Identifier: BSL-1.0
// What can be asked of formulas, each as one program: the values and all derivatives share every common part. The roots
// of a program start with the values, so that any of them can be asked for alone or together.
#pragma once

#include <tapeless/pass/differentiate.hpp>
#include <tapeless/pass/optimize.hpp>
#include <tapeless/pass/schedule.hpp>

namespace tapeless::detail::pass {

template <class... F>
struct outputs {
  static constexpr int count = sizeof...(F);
};
template <class... X>
struct inputs {
  static constexpr int count = sizeof...(X);
};

inline constexpr std::size_t max_seeds = 256;
struct seed_name {
  char text[8]{};
  constexpr operator const char*() const { return text; }
};
// g0, g1, ...: the names of the numbers that come with a call, such as upstream gradients.
inline constexpr std::array<seed_name, max_seeds> seed_names = [] {
  std::array<seed_name, max_seeds> names;
  for (std::size_t k = 0; k < max_seeds; ++k) {
    int at = 0;
    names[k].text[at++] = 'g';
    if (k >= 100) names[k].text[at++] = static_cast<char>('0' + k / 100);
    if (k >= 10) names[k].text[at++] = static_cast<char>('0' + k / 10 % 10);
    names[k].text[at++] = static_cast<char>('0' + k % 10);
  }
  return names;
}();

// The formulas and the symbols of a request, copied into a fresh program.
template <class F, class X>
class request;
template <class... F, class... X>
class request<outputs<F...>, inputs<X...>> {
 public:
  using source = lower<F..., X...>;
  static constexpr int m = sizeof...(F);
  static constexpr int n = sizeof...(X);
  static constexpr dag::sizes used = finished<source>.used;
  // `growth`: how many nodes per node of the formulas to make room for.
  static constexpr dag::sizes room(int growth, int roots, int seeds = 0) {
    return {growth * used.nodes + 64 + seeds, (growth * used.nodes + 64) * 2, 2 * used.numbers + 32,
            used.symbols + seeds, roots};
  }

  constexpr explicit request(pass_output& out) {
    out.builder.set_mode(dag::mode::reduced);
    out.builder.set_commutes(true);
    out.builder.set_primal(true);
    copy_program(out.builder, view_of<source>, values);
    out.builder.set_primal(false);
    for (int r = 0; r < m; ++r) out.add_root(values[r]);
  }

  // A symbol that no formula can contain, for numbers that come with the call.
  static constexpr handle seed(pass_output& out, int k) {
    return {out.builder, out.builder.make_symbol(seed_names[static_cast<std::size_t>(k)], dag::symbol_kind::seed)};
  }

  int values[m + n + 1]{};
  const int* symbols = values + m;

  static_assert(m <= static_cast<int>(max_seeds) && n <= static_cast<int>(max_seeds),
                "tapeless: more than 256 outputs or inputs in one request");
};

// The values alone.
template <class F>
struct values {
  using request_type = request<F, inputs<>>;
  static constexpr dag::sizes estimate = request_type::room(2, F::count);
  static constexpr void run(pass_output& out) { request_type asked(out); }
};

// F and its derivative with respect to X, then the next, by forward mode: the way a textbook goes.
template <class F, class... X>
struct tangent {
  using request_type = request<outputs<F>, inputs<X...>>;
  static constexpr int order = sizeof...(X);
  static constexpr dag::sizes estimate = request_type::room(8 * order * order, 2);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    const handle one = 1;
    handle result;
    int root = asked.values[0];
    for (int k = 0; k < order; ++k) {
      forward(out.builder, &root, 1, asked.symbols + k, &one, 1, &result);
      root = result.id_in(out.builder);
    }
    out.add_root(root);
  }
};

// F and its gradient, by reverse mode; in one symbol by forward mode.
template <class F, class X>
struct gradient {
  using request_type = request<outputs<F>, X>;
  static constexpr dag::sizes estimate = request_type::room(8, 1 + X::count);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    handle adjoints[X::count + 1];
    if (X::count == 1) {
      // Forward mode keeps no adjoints: for x^16 by Horner's rule it makes no powers of x.
      const handle one = 1;
      forward(out.builder, asked.values, 1, asked.symbols, &one, 1, adjoints);
    } else {
      reverse(out.builder, asked.values[0], 1, asked.symbols, X::count, adjoints);
    }
    for (int k = 0; k < X::count; ++k) out.add_root(adjoints[k]);
  }
};

// The adjoints of the inputs for upstream gradients that come with the call, one per output.
template <class F, class X>
struct pullback {
  using request_type = request<F, X>;
  static constexpr dag::sizes estimate = request_type::room(8, F::count + X::count, F::count);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    handle seeds[F::count];
    for (int r = 0; r < F::count; ++r) seeds[r] = request_type::seed(out, r);
    handle adjoints[X::count + 1];
    reverse(out.builder, asked.values, seeds, F::count, asked.symbols, X::count, adjoints);
    for (int k = 0; k < X::count; ++k) out.add_root(adjoints[k]);
  }
};

// The directional derivatives of the outputs along a direction that comes with the call, one number per input.
template <class F, class X>
struct pushforward {
  using request_type = request<F, X>;
  static constexpr dag::sizes estimate = request_type::room(8, 2 * F::count, X::count);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    handle seeds[X::count + 1];
    for (int k = 0; k < X::count; ++k) seeds[k] = request_type::seed(out, k);
    handle tangents[F::count];
    forward(out.builder, asked.values, F::count, asked.symbols, seeds, X::count, tangents);
    for (int r = 0; r < F::count; ++r) out.add_root(tangents[r]);
  }
};

enum class direction : std::uint8_t { forward, reverse };

// The outputs and their Jacobian by rows.
template <class F, class X, direction Way>
struct jacobian {
  using request_type = request<F, X>;
  static constexpr int sweeps = Way == direction::forward ? X::count : F::count;
  static constexpr dag::sizes estimate = request_type::room(4 + 4 * sweeps, F::count*(1 + X::count));
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    constexpr int m = F::count;
    constexpr int n = X::count;
    handle* entries = new handle[static_cast<std::size_t>(m * n) + 1];
    if (Way == direction::reverse) {
      for (int r = 0; r < m; ++r) reverse(out.builder, asked.values[r], 1, asked.symbols, n, entries + r * n);
    } else {
      handle column[m + 1];
      const handle one = 1;
      for (int k = 0; k < n; ++k) {
        forward(out.builder, asked.values, m, asked.symbols + k, &one, 1, column);
        for (int r = 0; r < m; ++r) entries[r * n + k] = column[r];
      }
    }
    for (int k = 0; k < m * n; ++k) out.add_root(entries[k]);
    delete[] entries;
  }
};

// F, its gradient, and the upper triangle of its Hessian by rows. The gradient comes by reverse mode; its derivatives
// by forward mode, one sweep per column, each computing only what the triangle needs.
template <class F, class X>
struct hessian {
  using request_type = request<outputs<F>, X>;
  static constexpr int n = X::count;
  static constexpr dag::sizes estimate = request_type::room(12 + 8 * n, 1 + n + n * (n + 1) / 2);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    handle adjoints[n + 1];
    reverse(out.builder, asked.values[0], 1, asked.symbols, n, adjoints);
    int gradient[n + 1];
    for (int k = 0; k < n; ++k) {
      gradient[k] = adjoints[k].id_in(out.builder);
      out.add_root(gradient[k]);
    }
    handle* entries = new handle[static_cast<std::size_t>(n * n) + 1];
    handle column[n + 1];
    const handle one = 1;
    for (int j = 0; j < n; ++j) {
      forward(out.builder, gradient, j + 1, asked.symbols + j, &one, 1, column);
      for (int i = 0; i <= j; ++i) entries[i * n + j] = column[i];
    }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(entries[i * n + j]);
    delete[] entries;
  }
};

// F, its gradient, and Hessian times a direction that comes with the call.
template <class F, class X>
struct hessian_vector {
  using request_type = request<outputs<F>, X>;
  static constexpr int n = X::count;
  static constexpr dag::sizes estimate = request_type::room(24, 1 + 2 * n, n);
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    handle seeds[n + 1];
    for (int k = 0; k < n; ++k) seeds[k] = request_type::seed(out, k);
    handle adjoints[n + 1];
    reverse(out.builder, asked.values[0], 1, asked.symbols, n, adjoints);
    int gradient[n + 1];
    for (int k = 0; k < n; ++k) {
      gradient[k] = adjoints[k].id_in(out.builder);
      out.add_root(gradient[k]);
    }
    handle products[n + 1];
    forward(out.builder, gradient, n, asked.symbols, seeds, n, products);
    for (int k = 0; k < n; ++k) out.add_root(products[k]);
  }
};

// A program made ready to run: Count roots from First on, in cheap operations.
template <class Pass, int First = 0, int Count = finished<Pass>.used.roots>
using finish = shorten<expand<Pass, First, Count>>;

// The same for values without derivatives, where nothing may be shortened.
template <class Pass>
using finish_values = expand<Pass, 0, finished<Pass>.used.roots>;

}  // namespace tapeless::detail::pass
