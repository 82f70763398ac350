// SPDX-License-Identifier: BSL-1.0
// A request over axes on rows that arrive in blocks: total = prepare(f, n = 4096, streamed(n)) keeps sums over all
// blocks, so that it needs memory for one block and for sums, however many rows there are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include <tapeless/api/prepare.hpp>
#include <tapeless/api/stream_rows.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

template <class Symbol, bool Fits>
struct bound_with_blocks {
  static_assert(Fits,
                "tapeless: streamed: start takes what is the same for all blocks, accumulate what stands along their "
                "rows");
};
template <class Axis, bool Fits>
struct extent_of_block {
  static_assert(Fits, "tapeless: streamed: accumulate takes how many rows a block has, n = 100, and no other extent");
};
template <class B, class Axis>
inline constexpr bool is_block_extent = false;
template <class Axis, class N>
inline constexpr bool is_block_extent<binding<Axis, N>, Axis> = true;
// Bindings but for that of an axis.
template <class Axis, class Bindings, class Done = pass::inputs<>>
struct without_extent {
  using type = Done;
};
template <class Axis, class B, class... More, class... Done>
struct without_extent<Axis, pass::inputs<B, More...>, pass::inputs<Done...>>
    : without_extent<Axis, pass::inputs<More...>,
                     std::conditional_t<is_block_extent<B, Axis>, pass::inputs<Done...>, pass::inputs<Done..., B>>> {};

// Whether these are all that start (Rows: accumulate) takes, once each, of their types; if not, the compiler says why.
template <class T, class Verb, class Axis, bool Rows, class Known, class... B>
constexpr bool check_stream_bindings(pass::inputs<B...>) {
  constexpr int missing = first_unbound<Known, Axis, Rows, typename B::symbol_type...>();
  if constexpr (!(contains<typename B::symbol_type>(pass::view_of<Known>) && ...))
    return (
        ... &&
        (sizeof(
             symbol_not_in_formula<typename B::symbol_type, contains<typename B::symbol_type>(pass::view_of<Known>)>) >
         0));
  else if constexpr ((axis_type<typename B::symbol_type> || ...))
    return (..., (sizeof(extent_of_block<typename B::symbol_type, !axis_type<typename B::symbol_type>>) > 0));
  else if constexpr (((stands_along_rows<Verb, Axis, typename B::symbol_type>::value != Rows) || ...))
    return (...,
            (sizeof(bound_with_blocks<typename B::symbol_type,
                                      stands_along_rows<Verb, Axis, typename B::symbol_type>::value == Rows>) > 0));
  else if constexpr (missing >= 0)
    return sizeof(no_data_for<typename known_symbol<Known, static_cast<std::size_t>(missing)>::type, false>) > 0;
  else
    return bound_once<typename B::symbol_type...>() &&
           (... && (sizeof(data_of_another_type_for<typename B::symbol_type,
                                                    fits<T, typename B::symbol_type, typename B::value_type>()>) > 0));
}
template <class... A>
constexpr bool check_until_finish() {
  constexpr bool lasting = !(ends_with_call<A> || ...);
  static_assert(lasting,
                "tapeless: streamed: start keeps pointers to data until finish, and a temporary ends with this line: "
                "give it a name");
  return lasting;
}

}  // namespace detail

// What prepare returns where the rows of an axis are streamed: a formula or request with memory for one block and for
// the sums of all. T: the type of all numbers. It can be moved but not copied; after a move the calls of the old object
// throw std::invalid_argument. Whatever throws that leaves the sums as they were.
template <class T, class Plan, class Verb, class Axis>
class streamed_sums {
  using space = detail::run::workspace<T, Plan>;
  using formula = detail::written_of<Verb>;
  using roots = detail::prepared_roots<Verb, Plan, T>;
  using inputs = detail::input_binding<T, Plan, Verb>;
  static constexpr const char* axis_name = detail::definition_for<Axis>->name;

 public:
  using scalar = T;  // the type of all numbers
  // The numbers and arrays of a pass, in the shape of the request: r.value, r[W]. Arrays are views into this object.
  using result = typename Verb::template over_axes<roots>;

  // Takes what prepare takes: the extents of the axes, of the streamed one the most rows of a block, how rows arrive
  // and the number of threads.
  template <class... B>
  explicit streamed_sums(const B&... extents)
      : space_(std::make_unique<space>(detail::declared_axes<Plan, Verb>.data())) {
    if constexpr (detail::check_extents_of<formula>(detail::pass::inputs<>{}, detail::pass::inputs<B...>{}) &&
                  (detail::sharded_axis<formula, B>::fits && ...)) {
      for (const auto& one : detail::fixed_extents<formula>)
        if (one.extent > 0) space_->extents.set(one.axis, one.extent);
      (set(extents), ...);
      space_->extents.spread();
      counted_.template fill_for<Plan>(space_->extents);
      (set_stream(extents), ...);
      space_->allocate();
    }
  }

  // Begins a pass over the rows; what has been accumulated before is gone. Takes what is the same for all blocks:
  // tensors and symbols that do not stand along the rows, and before them such directions or upstream gradients. It
  // keeps pointers to the data, which are to stay as they are until finish. Without arguments: on what has been bound
  // last. Throws std::invalid_argument when the data do not fit, or when nothing has been bound.
  template <class... A>
  void start(A&&... arguments) {
    if constexpr (detail::check_until_finish<A...>()) {
      check_space();
      if constexpr (sizeof...(A) > 0 || !has_common)
        bind<false>(0, arguments...);
      else if (!space_->bound)
        detail::run::refuse("streamed: start takes what is the same for all blocks: start(w = weights)");
      space_->bound = true;
      space_->begin_pass();
      open_ = true;
      rows_ = 0;
    }
  }
  // Adds a block: accumulate(n = 100, X = data, y = targets). n: how many rows it has; left out, as many as prepare was
  // told. The data are those of the block's rows and are not needed after the call. Nothing is allocated. Throws
  // std::invalid_argument, with the sums as they were, when the data do not fit, when there are too many rows, or
  // before start.
  template <class... A>
  void accumulate(const A&... arguments) {
    check_space();
    if (!open_) detail::run::refuse("streamed: start(...) begins a pass over the rows, before its first block");
    const std::ptrdiff_t most = space_->extents.of(axis_name);
    std::ptrdiff_t rows = most;
    (read_rows(rows, arguments), ...);
    if (rows < 1) detail::run::an_axis_has_no_element(axis_name, rows);
    if (rows > most)
      detail::run::refuse("streamed: a block has at most " + std::to_string(most) + " rows, as prepare was told, not " +
                          std::to_string(rows));
    const std::ptrdiff_t total = space_->stream().total();
    if (total > 0 && rows_ + rows > total)
      detail::run::refuse("streamed: there are " + std::to_string(total) + " rows in all, and this block ends at " +
                          std::to_string(rows_ + rows));
    space_->stream().tree().expect_room();
    bind<true>(rows, arguments...);
    space_->add_block(extents_of_block_, rows);
    rows_ += rows;
  }
  // The results over all rows since start; good until the next start. Throws std::invalid_argument, with the sums as
  // they were, when there has been no block, or fewer rows than streamed was told.
  result finish() {
    check_space();
    if (!open_ || rows_ == 0) detail::run::refuse("streamed: no block has been accumulated since start");
    const std::ptrdiff_t total = space_->stream().total();
    if (total > rows_)
      detail::run::refuse("streamed: " + std::to_string(rows_) + " of " + std::to_string(total) +
                          " rows have been accumulated");
    space_->end_pass(rows_);
    open_ = false;
    return result(roots{space_.get()});
  }

  // How many rows and blocks have been accumulated since start.
  std::ptrdiff_t rows() const { return rows_; }
  std::int64_t blocks() const { return space_->stream().tree().count(); }
  // The number of elements along an axis; of the streamed one the most of a block.
  template <detail::axis_type A>
  std::ptrdiff_t extent(const A&) const {
    return space_->extents.of(detail::definition_for<A>->name);
  }
  // The size of the workspace in bytes: it does not depend on the number of rows. The part for sums of very many blocks
  // is not touched before there are so many.
  std::size_t bytes() const { return space_->bytes(); }

 private:
  // Which of what comes before the bindings belongs to start, or to accumulate.
  template <bool Rows>
  static constexpr int seed_count = [] {
    int count = 0;
    for (int k = 0; k < Verb::seeds; ++k) count += detail::seed_along_rows<Verb, Axis>(k) == Rows ? 1 : 0;
    return count;
  }();
  template <bool Rows>
  static constexpr int seed_at(int which) {
    for (int k = 0; k < Verb::seeds; ++k)
      if (detail::seed_along_rows<Verb, Axis>(k) == Rows && which-- == 0) return k;
    return -1;
  }
  static constexpr bool has_common = detail::first_unbound<formula, Axis, false>() >= 0 || seed_count<false> > 0;

  template <bool Rows, class... A>
  void bind(std::ptrdiff_t rows, const A&... arguments) {
    constexpr int given = (0 + ... + (detail::is_binding<A> || detail::is_list_binding<A> ? 0 : 1));
    static_assert(Verb::seeds > 0 || given == 0,
                  "tapeless: streamed: start and accumulate take bindings: total.accumulate(n = 100, X = data)");
    static_assert(Verb::seeds == 0 || given == seed_count<Rows>,
                  "tapeless: streamed: upstream gradients and directions come before the bindings, those along the "
                  "rows with each block, the others with start");
    if constexpr (given == seed_count<Rows>) {
      if constexpr (detail::any_true({detail::is_list_binding<A>..., false}))
        detail::with_single_bindings<detail::symbols_in<formula>>(
            [&](const auto&... single) { this->template bind_single<Rows>(rows, single...); }, arguments...);
      else
        bind_single<Rows>(rows, arguments...);
    }
  }
  template <bool Rows, class... A>
  void bind_single(std::ptrdiff_t rows, const A&... arguments) {
    constexpr auto places = [] {
      const bool seeds[] = {!detail::is_binding<A>..., false};
      std::array<int, sizeof...(A) + 1> all{};
      for (int k = 0, next = 0; k < static_cast<int>(sizeof...(A)); ++k)
        if (seeds[k]) all[static_cast<std::size_t>(k)] = seed_at<Rows>(next++);
      return all;
    }();
    [&]<std::size_t... P>(std::index_sequence<P...>) {
      if constexpr (Rows)
        this->template bind_all<Rows>(rows, detail::bound_seed<places[P]>(arguments)...);
      else
        counted_.with([&](const auto&... all) { this->template bind_all<Rows>(rows, all...); },
                      detail::bound_seed<places[P]>(arguments)...);
    }
    (std::index_sequence_for<A...>{});
  }
  template <bool Rows, class... B>
  void bind_all(std::ptrdiff_t rows, const B&... bindings) {
    if constexpr (detail::check_stream_bindings<T, Verb, Axis, Rows, formula>(data_bindings<Rows, B...>{}) &&
                  (detail::check_seed<T, Verb, B>() && ...)) {
      std::copy_n(space_->map.extents, detail::planning::max_axes, extents_of_block_);
      for (int a = 0; Rows && a < Plan::outline.axis_count; ++a)
        if ((Plan::outline.sharded >> a & 1u) != 0) extents_of_block_[a] = rows;
      const detail::run::data_binding<T> binding(space_->tables(), extents_of_block_);
      (check(binding, bindings), ...);
      (take(binding, bindings), ...);
    }
  }
  // Bindings without those of seeds and without the extent of a block.
  template <bool Rows, class... B>
  using data_bindings =
      typename detail::without_extent<std::conditional_t<Rows, Axis, void>, detail::formula_bindings<B...>>::type;

  template <class B>
  void check(const detail::run::data_binding<T>& binding, const B& one) const {
    if constexpr (!detail::is_block_extent<B, Axis>)
      inputs::template check<typename B::symbol_type>(*space_, binding, detail::as_data(one.value));
  }
  template <class B>
  void take(const detail::run::data_binding<T>& binding, const B& one) {
    if constexpr (!detail::is_block_extent<B, Axis>)
      inputs::template take<typename B::symbol_type>(*space_, binding, detail::as_data(one.value));
  }
  template <class B>
  static void read_rows(std::ptrdiff_t& rows, const B& given) {
    if constexpr (detail::is_block_extent<B, Axis>) {
      static_assert(std::integral<typename B::value_type>, "tapeless: the extent of an axis is an integer");
      if constexpr (std::integral<typename B::value_type>) rows = static_cast<std::ptrdiff_t>(given.value);
    }
  }
  template <class A, class N>
  void set(const binding<A, N>& extent) {
    space_->extents.set(detail::definition_for<A>->name, static_cast<std::ptrdiff_t>(extent.value));
  }
  void set(const thread_count& threads) { space_->set_threads(threads.value); }
  void set(const executor_lanes& engine) { space_->set_engine(engine.with); }
  template <class A, bool Counted>
  void set(const row_stream<A, Counted>&) {}
  template <class B>
  void set_stream(const B&) {}
  template <class A, bool Counted>
  void set_stream(const row_stream<A, Counted>& rows) {
    space_->set_stream(rows.total, rows.parts);
  }
  void check_space() const {
    if (space_ == nullptr) detail::run::refuse("this prepared formula has been moved to another");
  }

  std::unique_ptr<space> space_;
  detail::counted_places<formula> counted_;
  std::ptrdiff_t extents_of_block_[detail::planning::max_axes] = {};
  std::ptrdiff_t rows_ = 0;  // since start
  bool open_ = false;        // after start, before finish
};

namespace detail {
template <class Verb, class T, class Axis, planning::sharding_kind How>
  requires(How != planning::sharding_kind::ranks)
struct prepared_as<Verb, T, shard_along<Axis, How>> {
  using type = streamed_sums<T, plan_on_this<planned_loops<Verb, (sizeof(T) > 4), shard_along<Axis, How>>>, Verb, Axis>;
};
}  // namespace detail

// The type of a prepared request whose rows are streamed, for members: streamed_of<decltype(request), double,
// decltype(streamed(n))>.
template <class Request, class T, class Stream>
using streamed_of = detail::prepared_verb<detail::verb_of<Request>, T, typename detail::shard_in<Stream>::type>;

}  // namespace tapeless
