// SPDX-License-Identifier: BSL-1.0
// Residuals for Ceres: ceres_cost(residual, block(r1, r2, r3), block(X1, X2, X3), u = 3.0, v = 4.0) is a cost function
// with analytic Jacobians, one straight-line program for both; where Ceres wants residuals alone, another one without
// derivatives runs. interop/ceres_batch.hpp computes all residuals of one kind together.
#pragma once

// First, because compilers only say which file they do not find.
#if !__has_include(<ceres/sized_cost_function.h>)
#error tapeless: this header needs Ceres (libceres-dev)
#endif
#if !__has_include(<Eigen/Core>)
#error tapeless: this header needs Eigen (libeigen3-dev); its folder goes behind -isystem
#endif

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <type_traits>

#include <ceres/sized_cost_function.h>

#include <tapeless/tapeless.hpp>

namespace tapeless::inline v0_2 {

// A block of parameters of an optimizer: symbols in order.
template <class... X>
struct parameter_block {
  // The number of parameters.
  static constexpr int size = static_cast<int>(sizeof...(X));
};

namespace detail::least_squares {

template <class... X>
constexpr parameter_block<X...> as_block(const pass::inputs<X...>&) {
  return {};
}

template <class A>
inline constexpr bool is_block = false;
template <class... X>
inline constexpr bool is_block<parameter_block<X...>> = true;

// The blocks among what is given, one after the other, and the symbols of the data.
template <class... B>
struct block_list {};
template <class Blocks, class Data, class... A>
struct sorted {
  using blocks = Blocks;
  using data = Data;
};
template <class... B, class Data, class... X, class... More>
struct sorted<block_list<B...>, Data, parameter_block<X...>, More...>
    : sorted<block_list<B..., parameter_block<X...>>, Data, More...> {};
template <class Blocks, class... D, class Symbol, class V, class... More>
struct sorted<Blocks, symbol_list<D...>, binding<Symbol, V>, More...>
    : sorted<Blocks, symbol_list<D..., Symbol>, More...> {};

template <class... X>
constexpr bool all_different() {
  constexpr std::array<const definition*, sizeof...(X) + 1> all{definition_for<X>..., nullptr};
  for (std::size_t i = 0; i < sizeof...(X); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (all[i] == all[j]) return false;
  return true;
}

template <class Symbol, bool Given>
struct symbol_without_place {
  static_assert(Given, "tapeless: a symbol of the residual is neither in a block nor in the data");
};
// The first symbol of a residual that is not among those of blocks and data, or -1.
template <class F, class... X>
inline constexpr int missing_symbol = argument_slots<planned<program_of<F>>, X...>::template missing<false>;
template <class F, class... X>
inline constexpr bool fits = all_different<X...>() && missing_symbol<F, X...> < 0;
// Says what does not fit.
template <class F, class... X>
constexpr bool check_symbols() {
  static_assert(all_different<X...>(), "tapeless: a symbol stands twice among the parameters and data of a residual");
  constexpr int missing = missing_symbol<F, X...>;
  if constexpr (all_different<X...>() && missing >= 0)
    return sizeof(symbol_without_place<
                  typename slot_symbol<planned<program_of<F>>, static_cast<std::size_t>(missing)>::type, false>) == 0;
  else
    return true;
}

// The two programs of a residual F in blocks of parameters and data: what every adapter of it asks for.
template <class F, class Blocks, class Data>
struct programs;
template <class F, class... B, class... D>
struct programs<F, block_list<B...>, symbol_list<D...>> {
  template <class... X>
  struct joined {
    static constexpr bool said = check_symbols<F, X..., D...>();
    using residual = std::conditional_t<fits<F, X..., D...>, F, std::tuple_element_t<0, std::tuple<X...>>>;
    static constexpr auto values = function(residual{}, symbol_list<X..., D...>{});
    static constexpr auto both =
        function(value_and_jacobian(residual{}, symbol_list<X...>{}), symbol_list<X..., D...>{});
  };
  template <class Done, class... Rest>
  struct join;
  template <class... Done>
  struct join<symbol_list<Done...>> {
    using type = joined<Done...>;
  };
  template <class... Done, class... X, class... Rest>
  struct join<symbol_list<Done...>, parameter_block<X...>, Rest...> : join<symbol_list<Done..., X...>, Rest...> {};
  using all = typename join<symbol_list<>, B...>::type;

  static constexpr std::size_t blocks = sizeof...(B), data = sizeof...(D);
  static constexpr std::array<int, blocks> sizes{B::size...};
  static constexpr std::size_t parameters = static_cast<std::size_t>((0 + ... + B::size));
  static constexpr std::size_t residuals = flat_size<typename decltype(all::values)::template result<double>>;
  using cost_function = ceres::SizedCostFunction<static_cast<int>(residuals), B::size...>;

  // Whether Ceres wants the derivatives in any block.
  static bool wants(double* const* jacobians) {
    if (jacobians == nullptr) return false;
    for (std::size_t b = 0; b < blocks; ++b)
      if (jacobians[b] != nullptr) return true;
    return false;
  }
  // A Jacobian by rows, block by block, each by rows; blocks that Ceres keeps constant have none.
  static void deal_out(const double* jacobian, double** to) {
    std::size_t first = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
      const auto size = static_cast<std::size_t>(sizes[b]);
      if (to[b] != nullptr)
        for (std::size_t i = 0; i < residuals; ++i)
          for (std::size_t k = 0; k < size; ++k) to[b][i * size + k] = jacobian[i * parameters + first + k];
      first += size;
    }
  }
};

template <class Programs>
class cost final : public Programs::cost_function {
 public:
  explicit cost(const std::array<double, Programs::data>& data) : data_(data) {}

  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    std::array<double, Programs::parameters + Programs::data> in;
    double* to = in.data();
    for (std::size_t b = 0; b < Programs::blocks; ++b)
      for (int k = 0; k < Programs::sizes[b]; ++k) *to++ = parameters[b][k];
    for (const double one : data_) *to++ = one;
    if (!Programs::wants(jacobians)) {
      Programs::all::values(in, std::span<double, Programs::residuals>(residuals, Programs::residuals));
      return true;
    }
    std::array<double, Programs::residuals*(1 + Programs::parameters)> out;
    Programs::all::both(in, out);
    for (std::size_t i = 0; i < Programs::residuals; ++i) residuals[i] = out[i];
    Programs::deal_out(out.data() + Programs::residuals, jacobians);
    return true;
  }

 private:
  std::array<double, Programs::data> data_;
};

template <class... A>
constexpr bool check_blocks() {
  constexpr bool right = all_true({(mistaken<A> || is_block<A> || is_binding<A>)..., true});
  static_assert(right, "tapeless: a residual for Ceres has blocks of symbols and data: block(x, y), u = 3.0");
  constexpr bool some = any_true({is_block<A>..., false});
  static_assert(some || !right || any_true({mistaken<A>..., false}),
                "tapeless: a residual for Ceres has a block of parameters: block(x, y)");
  return right && some && !any_true({mistaken<A>..., false});
}

// The numbers of bindings in their order; nothing of blocks.
template <class Symbol, class V>
void take(double*& to, const binding<Symbol, V>& given) {
  *to++ = static_cast<double>(given.value);
}
template <class... X>
void take(double*&, const parameter_block<X...>&) {}

}  // namespace detail::least_squares

// A block of parameters: symbols, and lists of them. The compiler refuses anything else.
template <class... X>
constexpr auto block(const X&...) {
  constexpr bool symbols_only = detail::are_arguments<X...>() && sizeof...(X) > 0;
  static_assert(symbols_only, "tapeless: a block of parameters has symbols: block(x, y)");
  if constexpr (symbols_only)
    return detail::least_squares::as_block(typename detail::inputs_of<X...>::type{});
  else
    return detail::not_a_formula{};
}

// A residual as a cost function of Ceres: a formula, a bundle, or what record made of templated code, whose symbols
// stand in blocks, in the order in which problem.AddResidualBlock names them, or are data, bound to numbers that are
// copied. Jacobians of blocks that are constant are left out, and where no Jacobian is wanted none is computed. A
// problem owns what it is given: problem.AddResidualBlock(ceres_cost(...).release(), nullptr, camera, point).
template <class F, class... A>
auto ceres_cost(const F& f, const A&... given) {
  using namespace detail::least_squares;
  if constexpr (detail::any_true({detail::is_list_binding<A>..., false})) {
    return detail::with_single_bindings<detail::every_symbol>(
        [&](const auto&... single) { return ceres_cost(f, single...); }, given...);
  } else if constexpr (check_blocks<A...>()) {
    using parts = sorted<block_list<>, symbol_list<>, A...>;
    using all = programs<F, typename parts::blocks, typename parts::data>;
    static_cast<void>(all::all::said);
    std::array<double, all::data> data{};
    double* to = data.data();
    (take(to, given), ...);
    return std::make_unique<cost<all>>(data);
  } else {
    return std::unique_ptr<ceres::CostFunction>{};
  }
}

}  // namespace tapeless
