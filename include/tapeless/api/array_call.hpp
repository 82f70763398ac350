// SPDX-License-Identifier: BSL-1.0
// Requests over axes called like those of numbers, f(X = data): in constant expressions with std::array, which bring
// their extents along, and at run time as the plain reference for prepared loops.
#pragma once

#include <tapeless/api/array_data.hpp>
#include <tapeless/api/array_shapes.hpp>

namespace tapeless::inline v0_2::detail {

template <class T>
inline constexpr bool is_single = false;
template <class Roots>
inline constexpr bool is_single<const single_root<Roots>> = true;

// Copies a root into the array of a slot.
template <class Verb, std::size_t Slot, class Shape, class Arrays, class Data>
class slot_filler {
 public:
  constexpr slot_filler(const Arrays& arrays, const Data& data) : arrays_(arrays), data_(data) {
    const loops::wanted& shape = root_shapes<Verb>::value[static_cast<std::size_t>(Shape::root)];
    for (int d = 0; d < Shape::rank; ++d) {
      const char* const name = shape.axes[Shape::axis(d)];
      bits_[d] = data.bit_of(name);
      const pass::axis_list axes = root_shapes<Verb>::axes(Shape::root);
      extents_[d] = data.extents.of(pass::view_of<written_of<Verb>>.symbols[axes[Shape::axis(d)].symbol].name);
    }
  }
  template <class Array>
  constexpr void fill(Array& to, int d = 0) {
    if constexpr (is_array<Array>) {
      for (std::size_t k = 0; k < to.size(); ++k) {
        place_[bits_[d]] = static_cast<std::ptrdiff_t>(k);
        fill(to[k], d + 1);
      }
    } else {
      to = arrays_.at(Shape::root, place_);
    }
  }
  template <class T>
  constexpr void fill(std::vector<T>& to, int d = 0) {
    if (d == Shape::rank) return to.push_back(arrays_.at(Shape::root, place_));
    for (std::ptrdiff_t k = 0; k < extents_[d]; ++k) {
      place_[bits_[d]] = k;
      fill(to, d + 1);
    }
  }

 private:
  const Arrays& arrays_;
  const Data& data_;
  int bits_[loops::max_rank + 1]{};
  std::ptrdiff_t extents_[loops::max_rank + 1]{};
  std::ptrdiff_t place_[32]{};
};

template <class Verb>
struct array_call {
  template <class... A>
  static constexpr auto call(const A&... arguments) {
    return with_seeds<Verb>([](const auto&... all) { return run(all...); }, arguments...);
  }

 private:
  template <class... B>
  static constexpr auto run(const B&... bindings) {
    using T = call_scalar<typename B::value_type...>;
    if constexpr (check_array_bindings<Verb>(formula_bindings<B...>{}) && (check_seed<T, Verb, B>() && ...)) {
      call_data<T, Verb> data;
      (data.measure(bindings), ...);
      data.extents.spread();
      (data.take(bindings), ...);
      const detail::run::reference<T> arrays(data.program, data.by_axis, data.places());
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        array_roots<typename array_of<T, slot_shape<Verb, K, B...>>::type...> roots;
        (slot_filler<Verb, K, slot_shape<Verb, K, B...>, detail::run::reference<T>, call_data<T, Verb>>(arrays, data)
             .fill(std::get<K>(roots.arrays)),
         ...);
        const typename Verb::template over_axes<decltype(roots)> result(roots);
        if constexpr (is_single<decltype(result)>)
          return result.value;
        else
          return result;
      }
      (std::make_index_sequence<slot_count<Verb>()>{});
    }
  }
};

}  // namespace tapeless::detail
