// SPDX-License-Identifier: BSL-1.0
// The data of formulas that are evaluated row by row: unknowns in padded copies, labels as places, and where each row
// finds what it reads.
#pragma once

#include <tapeless/api/array_data.hpp>
#include <tapeless/api/element_tables.hpp>
#include <tapeless/run/elements/row_loop.hpp>

namespace tapeless::inline v0_2::detail::elements {

using run::at;

// What the binding of data needs to know of a formula, as plain tables.
template <class Verb>
struct formula_tables {
  using tables = call_tables<Verb, written_of<Verb>>;
  static constexpr int spans = tables().look().span_count;
  static constexpr int inputs = pass::view_of<written_of<Verb>>.symbol_count;
  struct copied {
    const char* names[loops::max_axes + 1]{};
    const char* origins[loops::max_axes + 1]{};
    int axes = 0;
    loops::input input[static_cast<std::size_t>(inputs) + 1]{};
    loops::span span[static_cast<std::size_t>(spans) + 1]{};
    const char* declared[static_cast<std::size_t>(spans) + 1]{};
  };
  static constexpr copied all = [] {
    copied result;
    const tables from;
    const run::binding_tables seen = from.look();
    result.axes = seen.axis_count;
    for (int a = 0; a < seen.axis_count; ++a) {
      result.names[a] = seen.axis_names[a];
      result.origins[a] = seen.axis_origins[a];
    }
    for (int k = 0; k < inputs; ++k) result.input[k] = seen.inputs[k];
    for (int k = 0; k < spans; ++k) {
      result.span[k] = seen.spans[k];
      result.declared[k] = seen.declared[k];
    }
    return result;
  }();
  static constexpr run::binding_tables look() {
    return {all.names, all.origins, all.axes, all.input, inputs, all.span, all.declared, spans};
  }
};

// The elements of one tensor, row by row, as they are counted when it is stored densely.
struct dense_shape {
  int rank = 0;
  std::ptrdiff_t extents[loops::max_rank + 1] = {};
  std::ptrdiff_t size() const {
    std::ptrdiff_t n = 1;
    for (int d = 0; d < rank; ++d) n *= extents[d];
    return n;
  }
};

// Calls use(element) for all elements of data in the order of dense storage.
template <class E, class Use>
void each_element(const tensor_view<E>& view, const Use& use) {
  const int last = view.rank - 1;
  std::ptrdiff_t place[tensor_view<E>::max_rank] = {};
  for (;;) {
    const E* from = view.elements;
    for (int d = 0; d < last; ++d) from += place[d] * view.strides[d];
    for (std::ptrdiff_t k = 0; k < view.extents[last]; ++k) use(from[k * view.strides[last]]);
    int d = last - 1;
    while (d >= 0 && ++place[d] == view.extents[d]) place[d--] = 0;
    if (d < 0) return;
  }
}
// Whether the elements lie one after another in that order.
template <class E>
bool is_dense(const tensor_view<E>& view) {
  std::ptrdiff_t step = 1;
  for (int d = view.rank - 1; d >= 0; --d) {
    if (view.strides[d] != step && view.extents[d] > 1) return false;
    step *= view.extents[d];
  }
  return true;
}
// to[node*to_step + k] = from[node*from_step + k] for k < Width, or, for Width 0, k < width.
template <int Width, class T>
void copy_nodes(const T* from, std::ptrdiff_t from_step, T* to, std::ptrdiff_t to_step, std::ptrdiff_t nodes,
                int width) {
  const int n = Width > 0 ? Width : width;
  for (; nodes > 0; --nodes, from += from_step, to += to_step)
    for (int k = 0; k < n; ++k) to[k] = from[k];
}
template <class T>
void copy_nodes(const T* from, std::ptrdiff_t from_step, T* to, std::ptrdiff_t to_step, std::ptrdiff_t nodes,
                int width) {
  if (from_step == to_step)
    std::memcpy(to, from, at(nodes * from_step) * sizeof(T));
  else if (width == 3)
    copy_nodes<3>(from, from_step, to, to_step, nodes, width);
  else
    copy_nodes<0>(from, from_step, to, to_step, nodes, width);
}

// One key: its elements as unknowns.
template <class T>
struct unknown_array {
  dense_shape shape;
  int width = 1;  // of a node
  std::ptrdiff_t nodes = 0;
  std::int32_t first_node = 0, first_unknown = 0;
  std::vector<T> values, gradient;  // padded, and room for a pack that is read beyond the last node
  int step() const { return run::padded(width); }

  void allocate() {
    values.assign(at(nodes * step() + 64), T(0));
    gradient.assign(at(nodes * step() + 64), T(0));
  }
  // Copies nodes from `begin` to `end`.
  void take(const tensor_view<const T>& view, std::ptrdiff_t begin, std::ptrdiff_t end) {
    if (is_dense(view))
      return copy_nodes(view.elements + begin * width, width, values.data() + begin * step(), step(), end - begin,
                        width);
    std::ptrdiff_t place[tensor_view<T>::max_rank] = {};
    std::ptrdiff_t rest = begin * width;
    for (int d = shape.rank - 1; d >= 0; --d) {
      place[d] = rest % shape.extents[d];
      rest /= shape.extents[d];
    }
    for (T* to = values.data() + begin * step(); begin < end; ++begin, to += step())
      for (int k = 0; k < width; ++k) {
        std::ptrdiff_t offset = 0;
        for (int d = 0; d < shape.rank; ++d) offset += place[d] * view.strides[d];
        to[k] = view.elements[offset];
        for (int d = shape.rank - 1; d >= 0 && ++place[d] == shape.extents[d]; --d) place[d] = 0;
      }
  }
  void give(T* to) const { copy_nodes(gradient.data(), step(), to, width, nodes, width); }
};

}  // namespace tapeless::detail::elements
