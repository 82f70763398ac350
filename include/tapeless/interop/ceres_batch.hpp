// SPDX-License-Identifier: BSL-1.0
// Residuals of one kind for Ceres, computed together: all rows in packs when Ceres says that it is about to evaluate
// them; its cost functions then only copy.
#pragma once

#include <initializer_list>
#include <vector>

#include <ceres/evaluation_callback.h>

#include <tapeless/api/data.hpp>
#include <tapeless/batch.hpp>
#include <tapeless/interop/ceres.hpp>

namespace tapeless::inline v0_2 {

namespace detail::least_squares {

template <class Blocks, class... X, class... More>
struct sorted<Blocks, symbol_list<>, data_symbols<X...>, More...> : sorted<Blocks, symbol_list<X...>, More...> {};
template <class Blocks, class Data, class... More>
struct sorted<Blocks, Data, thread_count, More...> : sorted<Blocks, Data, More...> {};

template <class A>
inline constexpr bool is_data = std::same_as<A, thread_count>;
template <class... X>
inline constexpr bool is_data<data_symbols<X...>> = true;
template <class... A>
constexpr bool check_batch() {
  constexpr bool said = any_true({mistaken<A>..., false});
  constexpr bool right = all_true({(is_block<A> || is_data<A>)..., true}) && any_true({is_block<A>..., false});
  static_assert(
      right || said,
      "tapeless: a batch of residuals has blocks of symbols, symbols of data, and may have threads: block(x, y), "
      "data(u), threads(4)");
  return right;
}

constexpr int threads_of() { return 1; }
template <class First, class... More>
constexpr int threads_of(const First& first, const More&... more) {
  if constexpr (std::same_as<First, thread_count>)
    return first.value;
  else
    return threads_of(more...);
}

}  // namespace detail::least_squares

// Residual blocks of one kind; made by ceres_batch. It is the evaluation callback of the problem that they are added
// to, and has to live as long as the problem.
template <class Programs, class Data>
class ceres_batch_object;
template <class Programs, class... D>
class ceres_batch_object<Programs, symbol_list<D...>> final : public ceres::EvaluationCallback {
 public:
  // How many threads compute the rows. Throws std::invalid_argument when there is none.
  explicit ceres_batch_object(int threads) : pool_(threads) {}
  ceres_batch_object(const ceres_batch_object&) = delete;
  ceres_batch_object& operator=(const ceres_batch_object&) = delete;

  // One more residual block: pointers to its blocks of parameters, in their order, and its data, u = 3.0, in any order.
  // Gives its cost function, which copies what was computed for the parameters there, whatever it is called with.
  // Throws std::invalid_argument when a pointer is null.
  template <class... A>
  std::unique_ptr<ceres::CostFunction> add(A... given) {
    using namespace detail::least_squares;
    constexpr std::size_t pointers = (std::size_t{0} + ... + (std::is_pointer_v<A> ? 1 : 0));
    using bound = typename sorted<block_list<>, symbol_list<>,
                                  std::conditional_t<std::is_pointer_v<A>, parameter_block<>, A>...>::data;
    constexpr bool right = pointers == Programs::blocks && same_symbols(bound{});
    static_assert(
        right,
        "tapeless: a residual block is added with a pointer for each block of parameters and a number for each "
        "symbol of the data: add(camera, point, u = 3.0)");
    if constexpr (right) {
      const double* places[pointers];
      std::size_t k = 0;
      (note(places, k, given), ...);
      for (const double* one : places)
        if (one == nullptr) detail::batches::refuse("a block of parameters is a null pointer");
      for (k = 0; k < Programs::blocks; ++k) parameters_[k].push_back(places[k]);
      (keep(given), ...);
      results_.resize(rows() * row_size);
      state_ = nothing;
      return std::make_unique<copying>(*this, rows() - 1);
    }
  }
  // How many residual blocks there are.
  std::size_t rows() const { return parameters_[0].size(); }

  // Computes what Ceres is about to ask for; called by it.
  void PrepareForEvaluation(bool evaluate_jacobians, bool new_evaluation_point) override {
    const known wanted = evaluate_jacobians ? jacobians : residuals;
    if (!new_evaluation_point && state_ >= wanted) return;
    compute(evaluate_jacobians, std::make_index_sequence<Programs::blocks>{}, std::make_index_sequence<sizeof...(D)>{});
    state_ = wanted;
  }

 private:
  enum known { nothing, residuals, jacobians };
  static constexpr std::size_t row_size = Programs::residuals * (1 + Programs::parameters);

  // The cost function of one row.
  class copying final : public Programs::cost_function {
   public:
    copying(const ceres_batch_object& all, std::size_t row) : all_(all), row_(row) {}
    bool Evaluate(double const* const*, double* to, double** to_jacobians) const override {
      const bool both = Programs::wants(to_jacobians);
      if (all_.state_ < (both ? jacobians : residuals)) return false;  // Ceres has not been given the callback
      const double* const from = all_.results_.data() + row_ * row_size;
      for (std::size_t i = 0; i < Programs::residuals; ++i) to[i] = from[i];
      if (both) Programs::deal_out(from + Programs::residuals, to_jacobians);
      return true;
    }

   private:
    const ceres_batch_object& all_;
    std::size_t row_;
  };

  template <class... X>
  static constexpr bool same_symbols(const symbol_list<X...>&) {
    constexpr bool known_ones = detail::all_true({(detail::key_index<X, D...>() >= 0)..., true});
    return known_ones && sizeof...(X) == sizeof...(D) && detail::least_squares::all_different<X...>();
  }
  template <class A>
  static void note(const double** places, std::size_t& k, const A& given) {
    if constexpr (std::is_pointer_v<A>) places[k++] = given;
  }
  template <class A>
  void keep(const A&) {}
  template <class Symbol, class V>
  void keep(const binding<Symbol, V>& given) {
    data_[static_cast<std::size_t>(detail::key_index<Symbol, D...>())].push_back(static_cast<double>(given.value));
  }

  template <std::size_t... B, std::size_t... K>
  void compute(bool derivatives, std::index_sequence<B...>, std::index_sequence<K...>) {
    const auto in = inputs(pointed<Programs::sizes[B]>(parameters_[B])..., data_[K]...);
    const auto count = static_cast<std::ptrdiff_t>(rows()), step = static_cast<std::ptrdiff_t>(row_size);
    if (derivatives)
      batch(Programs::all::both, in, outputs(row_blocks<static_cast<int>(row_size)>(results_.data(), count)), pool_);
    else
      batch(Programs::all::values, in,
            outputs(row_blocks<static_cast<int>(Programs::residuals)>(results_.data(), count, step)), pool_);
  }

  std::array<std::vector<const double*>, Programs::blocks> parameters_;
  std::array<std::vector<double>, sizeof...(D)> data_;
  std::vector<double> results_;  // by rows: residuals, then their Jacobian
  thread_pool pool_;
  known state_ = nothing;
};

// Residual blocks of one kind for Ceres: auto all = ceres_batch(residual, block(r1, r2, r3), block(X1, X2, X3), data(u,
// v)), with threads(4) by four threads. Set options.evaluation_callback = &all of the problem's options before the
// problem is made, then problem.AddResidualBlock(all.add(camera, point, u = 3.0, v = 4.0).release(), nullptr, camera,
// point).
template <class F, class... A>
auto ceres_batch(const F&, const A&... given) {
  using namespace detail::least_squares;
  if constexpr (check_batch<A...>()) {
    using parts = sorted<block_list<>, symbol_list<>, A...>;
    using all = programs<F, typename parts::blocks, typename parts::data>;
    static_cast<void>(all::all::said);
    return ceres_batch_object<all, typename parts::data>(threads_of(given...));
  }
}

// Several batches in one problem, which has one callback: ceres_callbacks all{&a, &b}.
class ceres_callbacks final : public ceres::EvaluationCallback {
 public:
  // They have to live as long as the problem.
  ceres_callbacks(std::initializer_list<ceres::EvaluationCallback*> all) : all_(all) {}
  // Passed on to each; called by Ceres.
  void PrepareForEvaluation(bool evaluate_jacobians, bool new_evaluation_point) override {
    for (ceres::EvaluationCallback* one : all_) one->PrepareForEvaluation(evaluate_jacobians, new_evaluation_point);
  }

 private:
  std::vector<ceres::EvaluationCallback*> all_;
};

}  // namespace tapeless
