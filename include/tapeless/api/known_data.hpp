// SPDX-License-Identifier: BSL-1.0
// Requests over axes with data that many calls share: h = prepare(value_and_gradient(f, mu, sigma), n = 1000, data(x)).
// What depends on data alone is computed when they are bound and kept; sums of polynomials in data become known sums,
// so that a normal log-density of any number of data takes a handful of operations per call.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>

#include <tapeless/api/bound_record.hpp>
#include <tapeless/api/known_bindings.hpp>
#include <tapeless/api/prepare.hpp>

namespace tapeless::inline v0_2 {

// What prepare returns where data(...) is among its arguments. T: the type of all numbers. It can be moved but not
// copied; after a move the calls of the old object throw std::invalid_argument.
template <class T, class Verb, class Data>
class prepared_with_data {
  static constexpr bool wide = sizeof(T) > 4;
  using formula = detail::written_of<Verb>;
  using whole = detail::known_program<Verb, typename Data::symbols, wide>;
  using plain_plan = detail::plan_on_this<detail::planned_loops<Verb, wide>>;
  using call_plan =
      detail::plan_on_this<detail::planned_loops<detail::call_part<Verb, typename Data::symbols, wide>, wide>>;
  using kept_plan =
      detail::plan_on_this<detail::planned_loops<detail::kept_part<Verb, typename Data::symbols, wide>, wide>>;
  using roots = detail::known_roots<Verb, call_plan, plain_plan, T>;
  static constexpr bool has_sums = whole::sums > 0;  // else both plans give the same
  static constexpr bool keeps = whole::kept > 0;

 public:
  using scalar = T;  // the type of all numbers
  // The numbers and arrays of one call, in the shape of the request: r.value, r[W], r.hessian(W, b), ... Arrays are
  // views into this object.
  using result = typename Verb::template over_axes<roots>;

  // Takes what prepare takes: the extents of the axes, the number of threads, and the data.
  template <class... B>
  explicit prepared_with_data(const B&... arguments) : own_(std::make_unique<contents>()) {
    if constexpr (detail::check_extents_of<formula>(detail::pass::inputs<>{}, detail::pass::inputs<B...>{})) {
      for (const auto& one : detail::fixed_extents<formula>)
        if (one.extent > 0) set_extent(one.axis, one.extent);
      (set(arguments), ...);
      spread_extents();
      (set_workers(arguments), ...);
      allocate();
      (bind_at_once(arguments), ...);
    }
  }

  // Binds what is no data, every tensor and symbol of it, and runs; data may be bound anew in the same call. Before the
  // bindings stand the arrays of upstream gradients or directions that the request takes. Throws std::invalid_argument,
  // with everything as it was, when what is bound does not fit, or when data have not been bound.
  template <class... A>
  result operator()(A&&... arguments) & {
    if constexpr (detail::check_data_last<Data, A...>()) bind_arguments(arguments...);
    check_bound();
    run();
    if constexpr ((detail::ends_with_call<A> || ...)) own_->given = false;
    return shown();
  }
  // Of a temporary: the compiler refuses it, as its results are views.
  template <class... A>
  result operator()(const A&...) && {
    detail::check_kept<(sizeof...(A) > 1000)>();
    return shown();
  }
  // Binds without running. What of the data is named is bound anew and what depends on it computed; what is no data is
  // bound together or not at all. It keeps pointers: the compiler refuses temporary vectors, arrays and matrices. Data
  // are to stay as they are until they are bound again.
  template <class... A>
  void bind(A&&... arguments) {
    if constexpr (detail::check_lasting<A...>()) bind_arguments(arguments...);
  }
  // The loops alone, on what has been bound last; nothing is checked.
  void run() noexcept {
    if (own_->plainly)
      run_plainly();
    else
      own_->call.run();
  }

  // Whether the data are what they were when they were bound: reads all of them. False where an element has been
  // written since, but for one chance in 2^64; what is kept belongs to the old ones, and bind(x = data) computes it
  // anew. Throws std::invalid_argument when data have not been bound.
  bool unchanged() const {
    check_data();
    for (const detail::bound_record& one : own_->records)
      if (!one.unchanged()) return false;
    return true;
  }
  // The number of elements along an axis.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return own_->plain.extents.of(detail::definition_for<A>->name);
  }
  // The memory for results and for what is kept, in bytes.
  std::size_t bytes() const {
    std::size_t sum = own_->call.bytes() + own_->plain.bytes();
    if constexpr (keeps) sum += own_->kept.bytes();
    return sum;
  }

 private:
  template <class Plan>
  struct space_of : detail::run::workspace<T, Plan> {
    space_of() : detail::run::workspace<T, Plan>(detail::declared_axes<Plan, Verb>.data()) {}
  };
  struct nothing {};
  struct contents {
    space_of<plain_plan> plain;
    space_of<call_plan> call;
    [[no_unique_address]] std::conditional_t<keeps, space_of<kept_plan>, nothing> kept;
    std::array<detail::bound_record, static_cast<std::size_t>(Data::symbols::count) + 1> records{};
    detail::counted_places<formula> counted;
    bool given = false;    // all that is no data is bound
    bool plainly = false;  // what is kept is not finite
  };

  // Calls work(space, plan) for each plan that runs.
  template <class Work>
  void each_space(const Work& work) {
    work.template operator()<call_plan>(own_->call);
    if constexpr (keeps) work.template operator()<kept_plan>(own_->kept);
    if constexpr (has_sums) work.template operator()<plain_plan>(own_->plain);
  }

  void set_extent(const char* axis, std::ptrdiff_t extent) {
    own_->plain.extents.set(axis, extent);
    own_->call.extents.set(axis, extent);
    if constexpr (keeps) own_->kept.extents.set(axis, extent);
  }
  template <class A, class N>
  void set(const binding<A, N>& extent) {
    set_extent(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(extent.value));
  }
  template <class B>
  void set(const B&) {}
  template <class B>
  void set_workers(const B& given) {
    if constexpr (std::same_as<B, thread_count>)
      each_space([&]<class>(auto& space) { space.set_threads(given.value); });
    else if constexpr (std::same_as<B, executor_lanes>)
      each_space([&]<class>(auto& space) { space.set_engine(given.with); });
  }
  // Tensors that only one of the plans has may say how long an axis of the others is.
  void spread_extents() {
    own_->plain.extents.spread();
    spread_like_plain<call_plan>(own_->call);
    if constexpr (keeps) spread_like_plain<kept_plan>(own_->kept);
    own_->counted.check(own_->plain.extents);
    own_->counted.fill(own_->plain.extents, [](const char*) { return true; });
  }
  template <class Plan>
  void spread_like_plain(space_of<Plan>& space) {
    constexpr const auto& from = plain_plan::outline;
    for (int a = 0; a < Plan::outline.axis_count; ++a)
      for (int b = 0; b < from.axis_count && space.map.extents[a] == 0; ++b)
        if (dag::same_text(Plan::outline.axis_names[a], from.axis_names[b]))
          space.map.extents[a] = own_->plain.map.extents[b];
    space.extents.spread();
  }
  void allocate() {
    each_space([&]<class>(auto& space) { space.allocate(); });
    own_->counted.with([&](const auto&... one) { (take(one), ...); });
    if constexpr (keeps) connect(std::make_index_sequence<static_cast<std::size_t>(whole::kept)>{});
  }
  // What is kept is read where it has been written.
  template <std::size_t... K>
  void connect(std::index_sequence<K...>) {
    (connect<K>(), ...);
  }
  template <std::size_t K>
  void connect() {
    constexpr int buffer = kept_plan::plan.outputs[static_cast<int>(K)].buffer;
    constexpr int rank = kept_plan::plan.buffers[buffer].rank;
    constexpr dag::symbol_entry entry{detail::pass::kept_names<whole::kept>[K],
                                      rank == 0 ? dag::symbol_kind::real : dag::symbol_kind::tensor};
    constexpr int input =
        detail::run::find_input(call_plan::outline.inputs.entries, call_plan::plan.used.inputs, entry);
    if constexpr (input >= 0) {
      own_->call.map.inputs[input].data = own_->kept.map.buffers[buffer].data;
      for (int d = 0; d < rank; ++d)
        own_->call.map.inputs[input].strides[d] = own_->kept.map.buffers[buffer].strides[d];
    }
  }
  template <class... B>
  void bind_at_once(const bound_data<B...>& data) {
    std::apply([&](const auto&... one) { this->bind_arguments(one...); }, data.bindings);
  }
  template <class B>
  void bind_at_once(const B&) {}

  template <class... A>
  void bind_arguments(const A&... arguments) {
    static_assert(Verb::seeds > 0 || ((detail::is_binding<A> || detail::is_list_binding<A>)&&...),
                  "tapeless: a prepared formula is called with bindings: net(X = data)");
    constexpr bool calls = ((!detail::binds_data<A, Data>) || ...);
    check_space();
    if constexpr (detail::any_true({detail::is_list_binding<A>..., false}))
      detail::with_single_bindings<detail::symbols_in<formula>>(
          [this](const auto&... single) { this->bind_arguments(single...); }, arguments...);
    else if constexpr (calls)
      detail::with_seeds<Verb>([this](const auto&... all) { this->template bind_all<true>(all...); }, arguments...);
    else
      bind_all<false>(arguments...);
  }
  // Calls: all that is no data is among the bindings.
  template <bool Calls, class... B>
  void bind_all(const B&... bindings) {
    if constexpr (check<Calls>(detail::formula_bindings<B...>{}) && (detail::check_seed<T, Verb, B>() && ...)) {
      (check_one(bindings), ...);
      (take(bindings), ...);
      if constexpr (Calls) own_->given = true;
      if constexpr ((detail::is_data_symbol<typename B::symbol_type, Data> || ...)) {
        (record(bindings), ...);
        if (has_all_data()) keep();
      }
    }
  }
  template <bool Calls, class... B>
  static constexpr bool check(detail::pass::inputs<B...>) {
    using detail::contains;
    constexpr dag::view known = detail::pass::view_of<formula>;
    constexpr int missing = detail::first_not_given<formula, typename Data::symbols, typename B::symbol_type...>();
    if constexpr (!(contains<typename B::symbol_type>(known) && ...))
      return (
          ...,
          (sizeof(detail::symbol_not_in_formula<typename B::symbol_type, contains<typename B::symbol_type>(known)>) >
           0));
    else if constexpr (Calls && missing >= 0)
      return sizeof(detail::no_data_for<
                    typename detail::known_symbol<formula, static_cast<std::size_t>(missing < 0 ? 0 : missing)>::type,
                    false>) > 0;
    else
      return detail::bound_once<typename B::symbol_type...>() &&
             (... &&
              (sizeof(detail::data_of_another_type_for<
                      typename B::symbol_type, detail::fits<T, typename B::symbol_type, typename B::value_type>()>) >
               0));
  }
  // Refuses what does not fit, in any of the plans; writes nothing.
  template <class B>
  void check_one(const B& one) {
    check_in<plain_plan>(own_->plain, one);
    each_space([&]<class Plan>(auto& space) { this->template check_in<Plan>(space, one); });
  }
  template <class Plan, class B>
  static void check_in(const space_of<Plan>& space, const B& one) {
    using inputs = detail::input_binding<T, Plan, Verb>;
    const auto data = detail::as_data(one.value);
    const detail::run::data_binding<T> binding(space.tables(), space.map.extents);
    if constexpr (requires { data.elements; })
      if (space.bytes() > 0 && space.overlaps(data))
        detail::run::refuse_overlap(detail::entry_of<Verb, typename B::symbol_type>().name);
    constexpr int input = inputs::template input_of<typename B::symbol_type>;
    if constexpr (input >= 0 && requires { data.elements; }) binding.check_bound(data, input);
  }
  template <class B>
  void take(const B& one) {
    each_space([&]<class Plan>(auto& space) {
      const detail::run::data_binding<T> binding(space.tables(), space.map.extents);
      detail::input_binding<T, Plan, Verb>::template take<typename B::symbol_type>(space, binding,
                                                                                   detail::as_data(one.value));
    });
  }
  template <class B>
  void record(const B& one) {
    if constexpr (detail::is_data_symbol<typename B::symbol_type, Data>) {
      detail::bound_record& own = own_->records[place_of<typename B::symbol_type>(Data{})];
      const auto data = detail::as_data(one.value);
      if constexpr (requires { data.elements; })
        own.refer_to(data);
      else
        own.refer_to_number();
    }
  }
  template <class Symbol, class... X>
  static constexpr std::size_t place_of(const detail::known_data<X...>&) {
    std::size_t place = 0;
    (void)(... || (std::same_as<Symbol, X> ? true : (++place, false)));
    return place;
  }
  bool has_all_data() const {
    for (std::size_t k = 0; k < static_cast<std::size_t>(Data::symbols::count); ++k)
      if (!own_->records[k].bound()) return false;
    return true;
  }
  // Computes what is kept.
  void keep() noexcept {
    if constexpr (keeps) {
      own_->kept.run();
      if constexpr (has_sums)
        own_->plainly = !all_finite(std::make_index_sequence<static_cast<std::size_t>(whole::kept)>{});
    }
  }
  template <std::size_t... K>
  bool all_finite(std::index_sequence<K...>) const {
    return (... && is_finite<kept_plan::plan.outputs[static_cast<int>(K)].buffer>());
  }
  template <int Buffer>
  bool is_finite() const {
    bool all = true;
    if constexpr (kept_plan::plan.buffers[Buffer].rank == 0)
      all = std::isfinite(*own_->kept.map.buffers[Buffer].data);
    else
      for (const T one : own_->kept.view(Buffer)) all = all && std::isfinite(one);
    return all;
  }
  void run_plainly() noexcept {
    if constexpr (has_sums) own_->plain.run();
  }
  result shown() const {
    roots all{{&own_->call}, {nullptr}};
    if (own_->plainly) all.plain.from = &own_->plain;
    return result(all);
  }

  static constexpr bool needs_call = detail::first_not_given<formula, typename Data::symbols>() >= 0 || Verb::seeds > 0;
  void check_space() const {
    if (own_ == nullptr) detail::run::refuse("this prepared formula has been moved to another");
  }
  void check_data() const {
    check_space();
    if (!has_all_data()) detail::run::refuse("data(...): bind the data before the formula is run: net.bind(x = data)");
  }
  void check_bound() const {
    check_data();
    if (needs_call && !own_->given) detail::run::refuse("bind the tensors of the formula before it is run");
  }

  std::unique_ptr<contents> own_;
};

namespace detail {
template <class Verb, class T, class... X>
struct prepared_as<Verb, T, known_data<X...>> {
  using type = prepared_with_data<T, Verb, known_data<X...>>;
};
}  // namespace detail

// The type of a prepared request with data, for members: prepared_with_data_of<decltype(request), double,
// decltype(data(x))>.
template <class Request, class T, class Symbols>
using prepared_with_data_of =
    detail::prepared_verb<detail::verb_of<Request>, T, typename detail::shard_in<std::remove_cvref_t<Symbols>>::type>;

}  // namespace tapeless
