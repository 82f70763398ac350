// SPDX-License-Identifier: BSL-1.0
// What stands between a user's data and a program: the checks of ranks, extents, labels and null pointers, and where
// elements are found afterwards. The same for prepared formulas and for direct calls.
#pragma once

#include <concepts>
#include <functional>
#include <limits>
#include <type_traits>
#include <utility>

#include <tapeless/run/memory/extents.hpp>
#include <tapeless/run/memory/labels.hpp>
#include <tapeless/run/place.hpp>
#include <tapeless/run/memory/view.hpp>

namespace tapeless::inline v0_2::detail::run {

[[noreturn]] inline void a_tensor_is_bound_to_a_null_pointer(const char* tensor) {
  refuse("tensor " + std::string(tensor) + " is bound to a null pointer");
}
[[noreturn]] inline void data_have_another_number_of_axes(const char* tensor, int rank, int given) {
  refuse("tensor " + std::string(tensor) + " has " + std::to_string(rank) + (rank == 1 ? " axis" : " axes") +
         " and is bound to data with " + std::to_string(given));
}
[[noreturn]] inline void data_have_another_extent(const char* axis, std::ptrdiff_t extent, std::ptrdiff_t given,
                                                  const char* tensor) {
  refuse("axis " + std::string(axis) + " has the extent " + std::to_string(extent) + " and " + std::to_string(given) +
         " in tensor " + tensor);
}
[[noreturn]] inline void data_have_another_number_of_elements(const char* tensor, std::ptrdiff_t size,
                                                              std::ptrdiff_t given) {
  refuse("tensor " + std::string(tensor) + " has " + std::to_string(size) + " elements and is bound to " +
         std::to_string(given));
}
template <class I>
[[noreturn]] inline void a_label_is_out_of_range(I label, const char* labels, std::ptrdiff_t classes) {
  refuse("label " + std::to_string(label) + " in " + labels + " is not among the " + std::to_string(classes) +
         " from 0 to " + std::to_string(classes - 1));
}

[[noreturn]] inline void labels_need_a_wider_type(const char* labels, std::ptrdiff_t classes) {
  refuse("labels " + std::string(labels) + " pick among " + std::to_string(classes) +
         ", more than numbers of this type can tell apart: prepare<double>(...)");
}

[[noreturn]] inline void refuse_overlap(const char* tensor) {
  refuse("tensor " + std::string(tensor) + " overlaps the results: copy them first");
}
// Whether elements lie in this memory, or around it.
template <class E>
bool overlaps(const tensor_view<E>& view, const void* from, const void* to) {
  std::ptrdiff_t low = 0;
  std::ptrdiff_t high = 0;
  for (int d = 0; d < view.rank; ++d) {
    const std::ptrdiff_t reach = (view.extents[d] - 1) * view.strides[d];
    (reach < 0 ? low : high) += reach;
  }
  const std::less<const void*> before;
  return before(view.elements + low, to) && before(from, view.elements + high + 1);
}

// The number of the input, or -1: a formula may have lost it. A tensor may have the name of a number.
constexpr int find_input(const planning::input* inputs, int count, const dag::symbol_entry& symbol) {
  for (int k = 0; k < count; ++k)
    if (inputs[k].kind == symbol.kind && dag::same_text(inputs[k].name, symbol.name)) return k;
  return -1;
}

// Checks what is bound and puts it where the program finds it. extents: by number of the axis, all known.
template <class T>
class data_binding {
 public:
  constexpr data_binding(const binding_tables& tables, const std::ptrdiff_t* extents)
      : tables_(tables), extents_(extents) {}

  constexpr int find(const dag::symbol_entry& symbol) const {
    return find_input(tables_.inputs, tables_.input_count, symbol);
  }

  // A run of elements takes the shape of its tensor.
  template <class E>
  constexpr tensor_view<E> shaped(const tensor_view<E>& value, int input) const {
    const planning::input& one = tables_.inputs[input];
    if (!value.flat || one.rank == 1) return value;
    tensor_view<E> result{value.elements, one.rank};
    std::ptrdiff_t size = 1;
    for (int d = one.rank - 1; d >= 0; --d) {
      result.extents[d] = extents_[one.axes[d]];
      result.strides[d] = size;
      size *= result.extents[d];
    }
    if (size != value.extents[0]) data_have_another_number_of_elements(one.name, size, value.extents[0]);
    return result;
  }

  // check and take of a view as it was bound. A run of elements for a tensor of several axes is not made a view of them
  // where that is not needed: copies of views take longer than what is looked at.
  template <class E>
  [[gnu::always_inline]] constexpr void check_bound(const tensor_view<E>& view, int input) const {
    const planning::input& one = tables_.inputs[input];
    if (!view.flat || one.rank == 1) return check(view, input);
    if constexpr (std::integral<std::remove_const_t<E>>) return check(shaped(view, input), input);
    if (view.elements == nullptr) a_tensor_is_bound_to_a_null_pointer(one.name);
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) size *= extents_[one.axes[d]];
    if (size != view.extents[0]) data_have_another_number_of_elements(one.name, size, view.extents[0]);
  }
  template <class E>
  [[gnu::always_inline]] constexpr void take_bound(const tensor_view<E>& view, int input, array_place<T>& place) const {
    const planning::input& one = tables_.inputs[input];
    if constexpr (std::same_as<std::remove_const_t<E>, T>) {
      place.data = const_cast<T*>(view.elements);  // inputs are only read
      std::ptrdiff_t step = 1;
      for (int d = one.rank - 1; d >= 0; --d) {
        place.strides[d] = view.flat ? step : view.strides[d];
        step *= extents_[one.axes[d]];
      }
    } else {
      take(shaped(view, input), place, place.data);
    }
  }

  // Refuses data that do not fit the input; writes nothing.
  template <class E>
  [[gnu::always_inline]] constexpr void check(const tensor_view<E>& view, int input) const {
    const planning::input& one = tables_.inputs[input];
    if (view.elements == nullptr) a_tensor_is_bound_to_a_null_pointer(one.name);
    if (view.rank != one.rank) data_have_another_number_of_axes(one.name, one.rank, view.rank);
    for (int d = 0; d < one.rank; ++d)
      if (view.extents[d] != extents_[one.axes[d]])
        data_have_another_extent(tables_.axis_names[one.axes[d]], extents_[one.axes[d]], view.extents[d], one.name);
    if constexpr (std::integral<std::remove_const_t<E>>)
      for (int a = 0; a < tables_.axis_count; ++a)
        if ((one.picks >> a & 1u) != 0) check_labels(one.name, view, extents_[a]);
  }

  // Elements of type T stay where they are; others, labels among them, are copied to `own`, as are those that `copies`
  // says.
  template <class E>
  static constexpr void take(const tensor_view<E>& view, array_place<T>& place, T* own, bool copies = false) {
    if constexpr (std::same_as<std::remove_const_t<E>, T>) {
      if (!copies) {
        place.data = const_cast<T*>(view.elements);  // inputs are only read
        for (int d = 0; d < view.rank; ++d) place.strides[d] = view.strides[d];
        return;
      }
    }
    place.data = own;
    std::ptrdiff_t step = 1;
    for (int d = view.rank - 1; d >= 0; --d) {
      place.strides[d] = step;
      step *= view.extents[d];
    }
    if (is_dense(view)) {
      if (step > 0) convert<T>(view.elements, own, step);
      return;
    }
    std::ptrdiff_t at[planning::max_rank] = {};
    for (std::ptrdiff_t k = 0; k < step; ++k, advance(at, view)) own[k] = static_cast<T>(element_at(view, at));
  }

 private:
  template <class E>
  static constexpr void advance(std::ptrdiff_t* at, const tensor_view<E>& view) {
    for (int d = view.rank - 1; d >= 0 && ++at[d] == view.extents[d]; --d) at[d] = 0;
  }
  template <class E>
  static constexpr E element_at(const tensor_view<E>& view, const std::ptrdiff_t* at) {
    std::ptrdiff_t offset = 0;
    for (int d = 0; d < view.rank; ++d) offset += at[d] * view.strides[d];
    return view.elements[offset];
  }
  template <class E>
  static constexpr void check_labels(const char* name, const tensor_view<E>& view, std::ptrdiff_t classes) {
    // All labels have to be numbers of the type that programs compute with.
    constexpr std::ptrdiff_t most = std::ptrdiff_t{1}
                                    << (std::numeric_limits<T>::digits < 62 ? std::numeric_limits<T>::digits : 62);
    if (classes > most) labels_need_a_wider_type(name, classes);
    const std::ptrdiff_t size = view.size();
    if (is_dense(view)) {
      const std::ptrdiff_t beyond = size > 0 ? first_beyond(view.elements, size, classes) : 0;
      if (beyond < size) a_label_is_out_of_range(view.elements[beyond], name, classes);
      return;
    }
    std::ptrdiff_t at[planning::max_rank] = {};
    for (std::ptrdiff_t k = 0; k < size; ++k, advance(at, view))
      if (!is_label(element_at(view, at), classes)) a_label_is_out_of_range(element_at(view, at), name, classes);
  }
  // Whether the elements lie next to each other, in their order.
  template <class E>
  static constexpr bool is_dense(const tensor_view<E>& view) {
    std::ptrdiff_t step = 1;
    for (int d = view.rank - 1; d >= 0; --d) {
      if (view.strides[d] != step && view.extents[d] > 1) return false;
      step *= view.extents[d];
    }
    return true;
  }

  binding_tables tables_;
  const std::ptrdiff_t* extents_;
};

}  // namespace tapeless::detail::run
