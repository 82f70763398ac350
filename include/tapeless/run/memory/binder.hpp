// SPDX-License-Identifier: BSL-1.0
// The checks that stand between a user's data and the loops: ranks, extents, labels, null pointers and overlaps.
#pragma once

#include <concepts>
#include <type_traits>

#include <tapeless/run/memory/workspace.hpp>

namespace tapeless::detail::run {

// Checks what is bound and puts it where the loops find it.
template <class T, class Plan>
class binder_of {
 public:
  explicit binder_of(workspace<T, Plan>& space) : space_(space) {}

  // Throws when a value does not fit.
  template <class V>
  void look(const dag::symbol_entry& symbol, const V& value) const {
    const char* const name = symbol.name;
    const input* one = find(symbol);
    if (one == nullptr || one->rank == 0) return;
    if constexpr (requires { value.elements; }) {
      auto view = shaped(value, *one);
      using element = std::remove_const_t<std::remove_pointer_t<decltype(value.elements)>>;
      if (value.elements == nullptr) refuse("tensor " + std::string(name) + " is bound to a null pointer");
      if (view.rank != one->rank)
        refuse("tensor " + std::string(name) + " has " + std::to_string(one->rank) +
               (one->rank == 1 ? " axis" : " axes") + " and is bound to data with " + std::to_string(view.rank));
      for (int d = 0; d < one->rank; ++d) {
        const std::ptrdiff_t extent = space_.map.extents[one->axes[d]];
        if (view.extents[d] != extent)
          refuse("axis " + std::string(Plan::outline.axis_names[one->axes[d]]) + " has the extent " +
                 std::to_string(extent) + " and " + std::to_string(view.extents[d]) + " in tensor " + name);
      }
      std::ptrdiff_t low = 0;
      std::ptrdiff_t high = 0;
      for (int d = 0; d < view.rank; ++d) {
        const std::ptrdiff_t reach = (view.extents[d] - 1) * view.strides[d];
        (reach < 0 ? low : high) += reach;
      }
      if (space_.holds(view.elements + low, view.elements + high + 1))
        refuse("tensor " + std::string(name) + " overlaps the results: copy them first");
      if constexpr (std::integral<element>) {
        if (one->picks >= 0) check_labels(name, view, space_.map.extents[one->picks]);
      }
    }
  }

  template <class V>
  void take(const dag::symbol_entry& symbol, const V& value) {
    const input* one = find(symbol);
    if (one == nullptr) return;
    auto& place = space_.map.inputs[static_cast<int>(one - Plan::outline.inputs.entries)];
    if constexpr (requires { value.elements; }) {
      const auto view = shaped(value, *one);
      using element = std::remove_const_t<std::remove_pointer_t<decltype(value.elements)>>;
      if constexpr (std::same_as<element, T>) {
        place.data = const_cast<T*>(view.elements);  // inputs are only read
        for (int d = 0; d < view.rank; ++d) place.strides[d] = view.strides[d];
      } else if constexpr (std::integral<element>) {
        std::ptrdiff_t step = 1;
        for (int d = view.rank - 1; d >= 0; --d) {
          place.strides[d] = step;
          step *= view.extents[d];
        }
        std::ptrdiff_t at[max_rank] = {};
        for (std::ptrdiff_t k = 0; k < step; ++k, advance(at, view))
          place.data[k] = static_cast<T>(element_at(view, at));
      }
    } else {
      *place.data = static_cast<T>(value);
    }
  }

 private:
  // A tensor may have the name of a number.
  const input* find(const dag::symbol_entry& symbol) const {
    for (int k = 0; k < Plan::outline.used.inputs; ++k)
      if (Plan::outline.inputs[k].kind == symbol.kind && dag::same_text(Plan::outline.inputs[k].name, symbol.name))
        return &Plan::outline.inputs[k];
    return nullptr;
  }

  // A run of elements takes the shape of its tensor.
  template <class E>
  tensor_view<E> shaped(const tensor_view<E>& value, const input& one) const {
    if (!value.flat || one.rank == 1) return value;
    tensor_view<E> result{value.elements, one.rank};
    std::ptrdiff_t size = 1;
    for (int d = one.rank - 1; d >= 0; --d) {
      result.extents[d] = space_.map.extents[one.axes[d]];
      result.strides[d] = size;
      size *= result.extents[d];
    }
    if (size != value.extents[0])
      refuse("tensor " + std::string(one.name) + " has " + std::to_string(size) + " elements and is bound to " +
             std::to_string(value.extents[0]));
    return result;
  }

  template <class E>
  static void advance(std::ptrdiff_t* at, const tensor_view<E>& view) {
    for (int d = view.rank - 1; d >= 0 && ++at[d] == view.extents[d]; --d) at[d] = 0;
  }
  template <class E>
  static E element_at(const tensor_view<E>& view, const std::ptrdiff_t* at) {
    std::ptrdiff_t offset = 0;
    for (int d = 0; d < view.rank; ++d) offset += at[d] * view.strides[d];
    return view.elements[offset];
  }
  template <class E>
  static void check_labels(const char* name, const tensor_view<E>& view, std::ptrdiff_t classes) {
    std::ptrdiff_t at[max_rank] = {};
    const std::ptrdiff_t size = view.size();
    for (std::ptrdiff_t k = 0; k < size; ++k, advance(at, view)) {
      const auto label = element_at(view, at);
      if (std::cmp_less(label, 0) || std::cmp_greater_equal(label, classes))
        refuse("label " + std::to_string(label) + " in " + name + " is not among the " + std::to_string(classes) +
               " from 0 to " + std::to_string(classes - 1));
    }
  }

  workspace<T, Plan>& space_;
};

}  // namespace tapeless::detail::run
