// SPDX-License-Identifier: BSL-1.0
// What a prepared formula with sparse results holds.
#pragma once

#include <tapeless/api/compressed.hpp>

namespace tapeless::inline v0_2 {

template <class T, class Verb, class Change>
struct prepared_rows<T, Verb, Change>::contents {
  using kinds_type =
      typename detail::elements::all_kinds<T, problem, Change, std::make_integer_sequence<int, problem::kinds>>::type;
  static constexpr const dag::view& formula = problem::formula;
  static constexpr std::size_t symbols = static_cast<std::size_t>(names::inputs) + 1;
  using place_list = detail::run::place_list;

  std::ptrdiff_t by_axis[detail::loops::max_axes + 1] = {};
  detail::run::axis_extents extents{names::look(), by_axis};
  detail::elements::unknown_array<T> unknowns[key_count + 1];
  std::array<T, symbols> numbers{};                         // by symbol: numbers, and the lengths of axes
  std::array<detail::run::array_place<T>, symbols> data{};  // by symbol: tensors
  std::array<place_list, symbols> labels{};                 // by symbol, stored densely
  kinds_type kinds;
  detail::run::node_table nodes;
  detail::run::coupling second;
  detail::run::dependence first;
  std::vector<T> gradient, values, residuals;
  T sum{};
  bool bound = false, relabelled = true;
  std::unique_ptr<detail::run::team> team;
  int threads = 1;
  std::vector<T> row_values;  // of many threads

  void set_threads(int count) {
    threads = count;
    if (count > 1) team = std::make_unique<detail::run::team>(count);
  }

  void set_engine(const detail::run::engine& with) {
    threads = with.lanes;
    if (threads > 1) team = std::make_unique<detail::run::team>(with);
  }

  template <class Use>
  void each_kind(const Use& use) {
    std::apply([&](auto&... one) { (use(one), ...); }, kinds);
  }

  // The extents of a tensor.
  detail::elements::dense_shape shape_of(int symbol) const {
    const detail::loops::input& one = names::all.input[symbol];
    detail::elements::dense_shape shape;
    shape.rank = one.rank;
    for (int d = 0; d < one.rank; ++d) shape.extents[d] = by_axis[one.axes[d]];
    return shape;
  }
  std::ptrdiff_t length_of(int axis_symbol) const { return extents.of(formula.symbols[axis_symbol].name); }

  void allocate() {
    for (int s = 0; s < names::inputs; ++s) {
      if (formula.symbols[s].kind == dag::symbol_kind::labels) labels[at(s)].assign(at(shape_of(s).size()), -1);
      if (formula.symbols[s].kind == dag::symbol_kind::axis) numbers[at(s)] = static_cast<T>(length_of(s));
    }
    for (std::size_t k = 0; k < key_count; ++k) {
      auto& one = unknowns[k];
      one.shape = shape_of(key_symbols[k]);
      one.width = problem::layout[k].width;
      one.nodes = one.shape.size() / one.width;
      one.first_node = static_cast<std::int32_t>(nodes.nodes());
      one.first_unknown = nodes.unknowns();
      nodes.add(one.nodes, one.width);
      one.allocate();
    }
    gradient.assign(is_jacobian ? 0 : at(nodes.unknowns()), T(0));
    each_kind([&](auto& one) { allocate_kind(one); });
  }
  static constexpr auto key_symbols = [] {
    std::array<int, key_count + 1> all{};
    for (int s = 0; s < names::inputs; ++s)
      if (keys::find(formula.symbols[s]) >= 0) all[static_cast<std::size_t>(keys::find(formula.symbols[s]))] = s;
    return all;
  }();
  template <class One>
  void allocate_kind(One& one) {
    using tables = typename One::tables;
    one.data.rows = tables::row_axis >= 0 ? length_of(tables::row_axis) : 1;
    detail::run::counted(one.data.rows, "rows");
    if constexpr (is_jacobian) residuals.assign(at(one.data.rows) * tables::formulas, T(0));
    for (auto& list : one.labels) list.assign(at(one.data.rows), 0);
    for (auto& list : one.data.offsets) list.assign(at(one.data.rows), 0);
    for (int b = 0; b < tables::blocks; ++b) {
      const detail::elements::block& from = tables::table.blocks[at(b)];
      auto& key = unknowns[from.key];
      one.data.unknowns[at(b)] = key.values.data();
      one.data.gradients[at(b)] = key.gradient.data();
      one.data.first_nodes[at(b)] = key.first_node;
      if (!from.by_row()) one.data.nodes[at(b)].assign(at(one.data.rows), 0);
    }
  }

  // Tensors stay where they are; unknowns and labels are copied.
  void take(int symbol, const tensor_view<const T>& view) {
    auto& place = data[at(symbol)];
    place.data = const_cast<T*>(view.elements);  // only read
    for (int d = 0; d < view.rank; ++d) place.strides[d] = view.strides[d];
  }
  template <std::integral I>
  void take(int symbol, const tensor_view<const I>& view) {
    std::int32_t* to = labels[at(symbol)].data();
    bool changed = false;
    detail::elements::each_element(view, [&](const I& label) {
      changed = changed || *to != static_cast<std::int32_t>(label);
      *to++ = static_cast<std::int32_t>(label);
    });
    relabelled = relabelled || changed;
  }

  // After all data have been taken.
  void finish() {
    if (relabelled) each_kind([&](auto& one) { find_nodes(one); });
    if constexpr (has_matrix)
      if (relabelled) find_pattern();
    if constexpr (!is_jacobian)
      if (relabelled && threads > 1) share_rows();
    each_kind([&](auto& one) { find_data(one); });
    relabelled = false;
  }
  // Where a place says, in a row.
  template <class One>
  static std::ptrdiff_t place_in(const One& one, int place, std::ptrdiff_t row) {
    if (place == detail::pass::at_row) return row;
    return place >= 0 ? place : one.labels[at(detail::pass::label_number(place))][at(row)];
  }
  template <class One>
  void find_nodes(One& one) {
    using tables = typename One::tables;
    for (int l = 0; l < tables::labels; ++l) {
      const detail::elements::element_leaf& from = tables::from::labels[at(l)].from;
      const detail::elements::dense_shape shape = shape_of(from.symbol);
      const place_list& all = labels[at(from.symbol)];
      for (std::ptrdiff_t row = 0; row < one.data.rows; ++row) {
        std::ptrdiff_t offset = 0;
        for (int d = 0; d < from.rank; ++d) offset = offset * shape.extents[d] + place_in(one, from.places[d], row);
        one.labels[at(l)][at(row)] = all[at(offset)];
      }
    }
    for (int b = 0; b < tables::blocks; ++b) {
      const detail::elements::block& from = tables::table.blocks[at(b)];
      if (from.by_row()) continue;
      const detail::elements::dense_shape& shape = unknowns[from.key].shape;
      for (std::ptrdiff_t row = 0; row < one.data.rows; ++row) {
        std::ptrdiff_t node = 0;
        for (int d = 0; d < from.leading; ++d) node = node * shape.extents[d] + place_in(one, from.places[d], row);
        one.data.nodes[at(b)][at(row)] = static_cast<std::int32_t>(node);
      }
    }
  }
  void find_pattern() {
    std::vector<detail::run::row_nodes> all;
    each_kind([&](auto& one) { all.push_back(one.data.look()); });
    if constexpr (is_jacobian)
      first.build(nodes, all[0], static_cast<int>(std::tuple_element_t<0, kinds_type>::tables::formulas));
    else
      second.build(nodes, all);
    values.assign(pattern().inner.size(), T(0));
  }
  template <class One>
  void find_data(One& one) {
    using tables = typename One::tables;
    for (int l = 0; l < tables::leaves; ++l) {
      if (tables::table.leaf_variable[at(l)] >= 0) continue;
      const detail::elements::element_leaf& leaf = tables::from::leaves[at(l)];
      if (leaf.rank == 0) {
        one.data.data[at(l)] = &numbers[at(leaf.symbol)];
        continue;
      }
      const auto& place = data[at(leaf.symbol)];
      std::ptrdiff_t offset = 0, step = 0;
      for (int d = 0; d < leaf.rank; ++d) {
        if (leaf.places[d] >= 0) offset += leaf.places[d] * place.strides[d];
        if (leaf.places[d] == detail::pass::at_row) step += place.strides[d];
      }
      one.data.data[at(l)] = place.data + offset;
      one.data.steps[at(l)] = step;
    }
    for (int k = 0; k < tables::lists; ++k) {
      const detail::elements::element_leaf& leaf = tables::from::leaves[at(tables::table.list_leaf[at(k)])];
      const auto& place = data[at(leaf.symbol)];
      for (std::ptrdiff_t row = 0; row < one.data.rows; ++row) {
        std::ptrdiff_t offset = 0;
        for (int d = 0; d < leaf.rank; ++d)
          if (leaf.places[d] < 0) offset += place_in(one, leaf.places[d], row) * place.strides[d];
        one.data.offsets[at(k)][at(row)] = detail::run::counted(offset, "elements of a tensor");
      }
    }
  }

  const detail::run::compressed_pattern& pattern() const {
    if constexpr (is_jacobian)
      return first.matrix;
    else
      return second.matrix;
  }
  // Whether elements lie where results do.
  template <class E>
  bool overlaps(const tensor_view<E>& view) const {
    for (const std::vector<T>* const one : {&gradient, &values, &residuals})
      if (!one->empty() && detail::run::overlaps(view, one->data(), one->data() + one->size())) return true;
    return false;
  }
  compressed_matrix<T> matrix() const { return {pattern(), values.data()}; }
  auto value() const {
    if constexpr (is_jacobian)
      return std::span<const T>(residuals);
    else
      return sum;
  }
  auto derivative(std::size_t key) const {
    const auto& one = unknowns[key];
    tensor_view<const T> view{gradient.data() + one.first_unknown, one.shape.rank};
    std::ptrdiff_t step = 1;
    for (int d = one.shape.rank - 1; d >= 0; --d) {
      view.extents[d] = one.shape.extents[d];
      view.strides[d] = step;
      step *= view.extents[d];
    }
    return view;
  }

  // Which rows each thread computes: those that name its nodes.
  void share_rows() {
    std::ptrdiff_t most = 0;
    each_kind([&](auto& one) {
      using tables = typename std::remove_reference_t<decltype(one)>::tables;
      one.shares.assign(at(threads), {});
      most = std::max(most, one.data.rows);
      for (int t = 0; t < threads; ++t) {
        auto& mine = one.shares[at(t)];
        for (int b = 0; b < tables::blocks; ++b) {
          mine.begin[at(b)] = first_owned(unknowns[tables::table.blocks[at(b)].key].nodes, t);
          mine.end[at(b)] = first_owned(unknowns[tables::table.blocks[at(b)].key].nodes, t + 1);
        }
        for (std::ptrdiff_t row = 0; row < one.data.rows; ++row) {
          bool named = tables::blocks == 0 && t == 0;
          for (int b = 0; b < tables::blocks; ++b) {
            const std::ptrdiff_t node = tables::table.blocks[at(b)].by_row() ? row : one.data.nodes[at(b)][at(row)];
            named = named || (node >= mine.begin[at(b)] && node < mine.end[at(b)]);
          }
          if (named) mine.rows.push_back(static_cast<std::int32_t>(row));
        }
      }
    });
    row_values.assign(at(most), T(0));
  }
  // Of so many nodes thread t owns those from here to where the next one begins.
  std::int32_t first_owned(std::ptrdiff_t count, int t) const { return static_cast<std::int32_t>(count * t / threads); }

  void run() noexcept {
    sum = T(0);
    if (team != nullptr) {
      auto begin = [&](int t, int) noexcept { begin_share(t); };
      team->run(threads, begin);
    } else {
      for (std::size_t k = 0; k < key_count; ++k) take_unknowns(k, 0, unknowns[k].nodes);
      if constexpr (!is_jacobian) std::fill(values.begin(), values.end(), T(0));
    }
    int number = 0;
    each_kind([&](auto& one) { run_kind(one, number++); });
    if constexpr (!is_jacobian)
      for (std::size_t k = 0; k < key_count; ++k) unknowns[k].give(gradient.data() + unknowns[k].first_unknown);
  }
  // Copies the unknowns of nodes and clears their gradients.
  void take_unknowns(std::size_t k, std::ptrdiff_t begin, std::ptrdiff_t end) noexcept {
    auto& one = unknowns[k];
    if (one.shape.rank == 0) {
      one.values[0] = numbers[at(key_symbols[k])];
    } else {
      const auto& place = data[at(key_symbols[k])];
      tensor_view<const T> view{place.data, one.shape.rank};
      for (int d = 0; d < one.shape.rank; ++d) {
        view.extents[d] = one.shape.extents[d];
        view.strides[d] = place.strides[d];
      }
      one.take(view, begin, end);
    }
    std::fill(one.gradient.begin() + begin * one.step(), one.gradient.begin() + end * one.step(), T(0));
  }
  void begin_share(int t) noexcept {
    for (std::size_t k = 0; k < key_count; ++k) {
      const std::int32_t begin = first_owned(unknowns[k].nodes, t), end = first_owned(unknowns[k].nodes, t + 1);
      take_unknowns(k, begin, end);
      if constexpr (has_matrix && !is_jacobian) {
        const auto line = [&](std::int32_t node) {
          return pattern().outer[at(nodes.first[at(unknowns[k].first_node + node)])];
        };
        std::fill(values.begin() + line(begin), values.begin() + line(end), T(0));
      }
    }
  }
  template <class One>
  void run_kind(One& one, int number) noexcept {
    detail::run::matrix_target<T> target{values.data(), pattern().outer.data(), nullptr, nodes.first.data(),
                                         first.apart};
    if constexpr (is_jacobian)
      target.places = first.places.data();
    else if constexpr (has_matrix)
      target.places = second.places[at(number)].data();
    const std::ptrdiff_t pieces = One::loop::pieces(one.data.rows);
    if (team == nullptr) {
      for (std::ptrdiff_t p = 0; p < pieces; ++p) sum += One::loop::run(one.data, p, target, residuals.data());
    } else if constexpr (is_jacobian) {
      auto task = [&](int t, int) noexcept {
        for (std::ptrdiff_t p = pieces * t / threads; p < pieces * (t + 1) / threads; ++p)
          One::loop::run(one.data, p, target, residuals.data());
      };
      team->run(threads, task);
    } else {
      auto task = [&](int t, int) noexcept {
        One::loop::run_share(one.data, one.shares[at(t)], target, row_values.data());
      };
      team->run(threads, task);
      for (std::ptrdiff_t p = 0; p < pieces; ++p) sum += One::loop::sum_of(row_values.data(), one.data.rows, p);
    }
  }
};

}  // namespace tapeless
