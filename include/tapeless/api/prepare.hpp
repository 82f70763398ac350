// SPDX-License-Identifier: BSL-1.0
// Requests over axes on data: prepare(value_and_gradient(J, W, b), n = 128, i = 784) plans in the compiler and
// allocates once; a call checks what it is given, before anything is written, and then runs loops that neither allocate
// nor throw.
#pragma once

#include <tapeless/api/array_call.hpp>
#include <tapeless/api/counted_places.hpp>
#include <tapeless/api/gradient.hpp>
#include <tapeless/api/input_binding.hpp>
#include <tapeless/api/known_plans.hpp>
#include <tapeless/api/rank_agreement.hpp>
#include <tapeless/run/memory/workspace.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// The numbers and arrays of a prepared request, in its workspace: good until the next call.
template <class Verb, class Plan, class T>
struct prepared_roots {
  using space = detail::run::workspace<T, Plan>;
  const space* from = nullptr;

  template <std::size_t Slot>
  auto get() const {
    constexpr int root = static_cast<int>(root_at<Verb>(Slot));
    constexpr int buffer = Plan::plan.outputs[root].buffer;
    if constexpr (Plan::plan.buffers[buffer].rank == 0)
      return *from->map.buffers[buffer].data;
    else if constexpr (is_turned<Verb>(Slot))
      return turned(from->view(buffer), rank_of_first<Verb>(root));
    else
      return from->view(buffer);
  }

 private:
  // The dimensions of the second input first.
  static tensor_view<const T> turned(const tensor_view<const T>& whole, int first) {
    tensor_view<const T> result{whole.elements, whole.rank};
    for (int d = 0; d < whole.rank; ++d) {
      const int from_dimension = (d + first) % whole.rank;
      result.extents[d] = whole.extents[from_dimension];
      result.strides[d] = whole.strides[from_dimension];
    }
    return result;
  }
};

// Whether an argument refers to data that end with the call. A: what a forwarding reference deduces.
template <class A>
inline constexpr bool ends_with_call = is_temporary_data<A>;
template <class Symbol, class V>
inline constexpr bool ends_with_call<temporary_binding<Symbol, V>> = true;
template <class Symbol, class V>
inline constexpr bool ends_with_call<temporary_binding<Symbol, V>&> = true;
template <class Symbol, class V>
inline constexpr bool ends_with_call<const temporary_binding<Symbol, V>&> = true;
template <class Symbol, class V>
inline constexpr bool ends_with_call<binding<Symbol, V>> = false;

// Whether bind may keep pointers to what these arguments refer to.
template <class... A>
constexpr bool check_lasting() {
  constexpr bool lasting = !(ends_with_call<A> || ...);
  static_assert(lasting,
                "tapeless: bind keeps pointers to data, which end with this line when they are a temporary: give "
                "them a name, or call net(X = ...)");
  return lasting;
}
// Results that are views end with what they refer to.
template <bool Kept>
constexpr bool check_kept() {
  static_assert(Kept,
                "tapeless: the value is a view into the prepared formula: keep that in a variable, net = prepare(f)");
  return Kept;
}

}  // namespace detail

// What prepare returns: a formula or request with memory for its results. T: the type of all numbers. It can be moved
// but not copied; after a move the calls of the old object throw std::invalid_argument.
template <class T, class Plan, class Verb>
class prepared {
  using space = detail::run::workspace<T, Plan>;
  using formula = detail::written_of<Verb>;
  using roots = detail::prepared_roots<Verb, Plan, T>;

 public:
  using scalar = T;  // the type of all numbers

  // Takes what prepare takes: the extents of the axes and the number of threads.
  template <class... B>
  explicit prepared(const B&... extents) : space_(std::make_unique<space>(detail::declared_axes<Plan, Verb>.data())) {
    if constexpr (detail::check_extents_of<formula>(detail::pass::inputs<>{}, detail::pass::inputs<B...>{}) &&
                  (detail::sharded_axis<formula, B>::fits && ...)) {
      (set(extents), ...);
      agreement_.check([&] { set_extents(extents...); });
      if constexpr (Plan::is_sharded) {
        const auto rows = agreement_.template rows<sizeof(T)>(Plan::outline, space_->map.extents, fingerprint);
        space_->set_ranks(agreement_.link(), rows, agreement_.blocks());
      }
      agreement_.check([&] { space_->allocate(); });
    }
  }

  // The numbers and arrays of one run, in the shape of the request: r.value, r[W], r.hessian(W, b), ... Arrays are
  // views into this object.
  using result = typename Verb::template over_axes<roots>;

  // The value and the derivatives by key of a temporary, with the memory that they refer to.
  class kept_result {
   public:
    // Takes over the memory in which the results lie.
    explicit kept_result(std::unique_ptr<space> own)
        : value(roots{own.get()}.template get<0>()), result_(roots{own.get()}), own_(std::move(own)) {}
    // The value of the formula.
    T value;
    // The derivative in a symbol or tensor, as of `result`.
    template <class Key>
    auto operator[](const Key& key) const {
      return result_[key];
    }

   private:
    result result_;
    std::unique_ptr<space> own_;
  };

  // Binds every tensor and symbol of the formula and runs; before the bindings stand the arrays of upstream gradients
  // or directions that the request takes. Throws std::invalid_argument, with nothing written, when what is bound does
  // not fit: extents, labels out of range, null data, data that overlaps the results.
  template <class... A>
  result operator()(A&&... arguments) & {
    bind_arguments(arguments...);
    run();
    // What has ended with this call is not there for the next one.
    if constexpr ((detail::ends_with_call<A> || ...)) space_->bound = false;
    return result(roots{space_.get()});
  }
  // Of a temporary: what the result refers to is handed over to it.
  template <class... A>
  auto operator()(const A&... arguments) && {
    constexpr bool can_keep = requires(const result& one) {
      { one.value } -> std::same_as<const T&>;
    };
    if constexpr (detail::check_kept<(can_keep && sizeof...(A) >= 0)>()) {
      bind_arguments(arguments...);
      run();
      return kept_result(std::move(space_));
    }
  }
  // Binds without running, for loops that call again and again on the same data, to which it keeps pointers: the
  // compiler refuses temporary vectors, arrays and matrices.
  template <class... A>
  void bind(A&&... arguments) {
    if constexpr (detail::check_lasting<A...>()) bind_arguments(arguments...);
  }
  // Runs on what has been bound last. Throws std::invalid_argument when nothing has been, unless the formula has
  // nothing to bind.
  result operator()() & {
    check_space();
    agreement_.check([&] {
      if (Plan::plan.used.inputs > 0 && !space_->bound)
        detail::run::refuse("bind the tensors of the formula before it is run");
    });
    run();
    return result(roots{space_.get()});
  }
  // The loops alone, on what has been bound last; nothing is checked.
  void run() noexcept { space_->run(); }

  // The number of elements along an axis.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return space_->extents.of(detail::definition_for<A>->name);
  }
  // The size of the workspace in bytes.
  std::size_t bytes() const { return space_->bytes(); }

 private:
  template <class... A>
  void bind_arguments(const A&... arguments) {
    static_assert(Verb::seeds > 0 || (detail::is_binding<A> && ...),
                  "tapeless: a prepared formula is called with bindings: net(X = data)");
    if constexpr (detail::any_true({detail::is_list_binding<A>..., false}))
      detail::with_single_bindings<detail::symbols_in<detail::written_of<Verb>>>(
          [this](const auto&... single) { this->bind_arguments(single...); }, arguments...);
    else if constexpr (Verb::seeds > 0 || (detail::is_binding<A> && ...))
      detail::with_seeds<Verb>(
          [this](const auto&... all) {
            counted_.with([this](const auto&... each) { this->bind_all(each...); }, all...);
          },
          arguments...);
  }
  template <class... B>
  void bind_all(const B&... bindings) {
    if constexpr (detail::check_tensor_bindings<T, Verb>(detail::formula_bindings<B...>{}) &&
                  (detail::check_seed<T, Verb, B>() && ...)) {
      check_space();
      const detail::run::data_binding<T> binding(space_->tables(), space_->map.extents);
      using inputs = detail::input_binding<T, Plan, Verb>;
      agreement_.check([&] {
        (inputs::template check<typename B::symbol_type>(*space_, binding, detail::as_data(bindings.value)), ...);
      });
      (inputs::template take<typename B::symbol_type>(*space_, binding, detail::as_data(bindings.value)), ...);
      space_->bound = true;
    }
  }
  static constexpr std::uint64_t fingerprint = detail::pass::view_of<detail::loop_program<Verb>>.fingerprint;
  template <class... B>
  void set_extents(const B&... given) {
    for (const auto& one : detail::fixed_extents<formula>)
      if (one.extent > 0) space_->extents.set(one.axis, one.extent);
    (set_extent(given), ...);
    space_->extents.spread();
    counted_.template fill_for<Plan>(space_->extents);
  }
  template <class A, class N>
  void set_extent(const binding<A, N>& extent) {
    space_->extents.set(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(extent.value));
  }
  void set_extent(const thread_count& threads) { space_->set_threads(threads.value); }
  void set_extent(const executor_lanes& engine) { space_->set_engine(engine.with); }
  template <class A>
  void set_extent(const rank_group<A>&) {}
  // Before anything can be refused, who is to agree.
  template <class B>
  void set(const B& given) {
    if constexpr (detail::is_rank_group<B>) agreement_ = detail::rank_agreement(given.with, given.owner, given.blocks);
  }
  void check_space() const {
    if (space_ == nullptr) detail::run::refuse("this prepared formula has been moved to another");
  }

  [[no_unique_address]] detail::agreement_of<Plan::is_sharded> agreement_;
  std::unique_ptr<space> space_;
  detail::counted_places<formula> counted_;
};

namespace detail {

// A plan whose code is for one set of instructions: its name is part of the code's, so that translation units that are
// compiled for different processors keep theirs apart.
template <class Plan, class Isa = xsimd::default_arch>
struct plan_on_this : Plan {};

// What prepare returns where rows are all there, or shared out among processes.
template <class Verb, class T, class Shard>
struct prepared_as {
  using type = prepared<T, plan_on_this<planned_loops<Verb, (sizeof(T) > 4), Shard>>, Verb>;
};
template <class Verb, class T, class Shard = no_shard>
using prepared_verb = typename prepared_as<Verb, T, Shard>::type;

}  // namespace detail

// The type of a prepared request, for members: prepared_of<decltype(request), float>. Of one whose rows are shared out,
// ranks(link, n): prepared_of<decltype(request), float, decltype(n)>.
template <class Request, class T = double, class... Axis>
using prepared_of = detail::prepared_verb<detail::verb_of<Request>, T,
                                          typename detail::shard_in<rank_group<std::remove_cvref_t<Axis>>...>::type>;

// A formula or request, ready to be called with tensors. Arguments: an extent for each axis of the formula, n = 128,
// threads(4), or on(pool), if several threads are to share the work, ranks(link, n), if several processes have rows
// each of axis n (ranks.hpp), streamed(n), if its rows arrive in blocks (stream.hpp), or data(x), if many calls share x
// (known_data.hpp). T: the type of all numbers, float or double. The compiler refuses a missing extent; one that is not
// positive, or less than one thread, throws std::invalid_argument.
template <class T = double, class Request, class... B>
  requires detail::request_or_expression<Request>
auto prepare(const Request&, const B&... extents) {
  if constexpr (!detail::knows_data<B...>)
    return detail::prepared_verb<detail::verb_of<Request>, T, typename detail::shard_in<B...>::type>(extents...);
  else if constexpr (detail::check_data<detail::verb_of<Request>, B...>())
    return detail::prepared_verb<detail::verb_of<Request>, T, typename detail::shard_in<B...>::type>(extents...);
  else
    return detail::not_a_formula{};
}
// For what is no formula and no request: the compiler says so.
template <class T = double, class Request, class... B>
  requires(!detail::request_or_expression<Request>)
detail::not_a_formula prepare(const Request&, const B&...) {
  detail::check_bare_tensors<Request>();
  static_assert(detail::mistaken<Request>,
                "tapeless: prepare takes a formula or a request, such as value_and_gradient(f, X, ...), of one with "
                "tensors");
  return {};
}

}  // namespace tapeless
