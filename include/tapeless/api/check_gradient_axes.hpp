// SPDX-License-Identifier: BSL-1.0
// check_gradient of formulas over axes: tensors are copied, their elements moved one by one.
#pragma once

#include <tuple>

#include <tapeless/api/check_gradient.hpp>
#include <tapeless/api/prepare.hpp>

namespace tapeless::inline v0_2::detail {

// A tensor of doubles by rows, a number, or labels as they were bound.
template <class Symbol>
struct own_elements {
  using symbol_type = Symbol;
  std::vector<double> list;
  tensor_view<const double> shape;

  auto bound() const {
    tensor_view<const double> view = shape;
    view.elements = list.data();
    return binding<Symbol, tensor_view<const double>>{view};
  }
};
template <class Symbol, class V>
struct own_value {
  using symbol_type = Symbol;
  V value;
  auto bound() const { return binding<Symbol, V>{value}; }
};

template <class T>
void copy_rows(std::vector<double>& list, const tensor_view<T>& from, T* at, int dimension) {
  if (dimension == from.rank) {
    list.push_back(static_cast<double>(*at));
    return;
  }
  for (std::ptrdiff_t k = 0; k < from.extents[dimension]; ++k)
    copy_rows(list, from, at + k * from.strides[dimension], dimension + 1);
}
template <class Symbol, class V>
auto own_data(const binding<Symbol, V>& one) {
  constexpr dag::symbol_kind kind = definition_for<Symbol>->kind;
  if constexpr (kind == dag::symbol_kind::tensor) {
    const auto data = as_data(one.value);
    own_elements<Symbol> own;
    copy_rows(own.list, data, data.elements, 0);
    own.shape.rank = data.rank;
    own.shape.flat = data.flat;
    std::ptrdiff_t step = 1;
    for (int d = data.rank - 1; d >= 0; --d) {
      own.shape.extents[d] = data.extents[d];
      own.shape.strides[d] = step;
      step *= data.extents[d];
    }
    return own;
  } else if constexpr (kind == dag::symbol_kind::real) {
    return own_value<Symbol, double>{static_cast<double>(one.value)};
  } else {
    return own_value<Symbol, V>{one.value};
  }
}
template <bool Axes, class Symbol, class V>
auto chosen_binding(const binding<Symbol, V>& one) {
  if constexpr ((definition_for<Symbol>->kind == dag::symbol_kind::axis) != Axes)
    return std::tuple<>();
  else if constexpr (Axes)
    return std::tuple(one);
  else
    return std::tuple(own_data(one));
}

// Elements of one tensor, by name and place; `value_now` computes with what `list` holds.
template <class Entries, class Now>
void check_elements(Entries& entries, const char* name, std::vector<double>& list, double value,
                    const tensor_view<const double>& derivative, const Now& value_now) {
  constexpr std::size_t most = 16;
  const std::size_t size = list.size();
  for (std::size_t k = 0; k < (size < most ? size : most); ++k) {
    const std::size_t place = size <= most ? k : k * (size - 1) / (most - 1);
    std::string index;
    std::size_t rest = place;
    const double* slope = derivative.elements;
    for (int d = derivative.rank - 1; d >= 0; --d) {
      const auto extent = static_cast<std::size_t>(derivative.extents[d]);
      index.insert(0, std::to_string(rest % extent).append(index.empty() ? "" : ", "));
      slope += static_cast<std::ptrdiff_t>(rest % extent) * derivative.strides[d];
      rest /= extent;
    }
    auto& entry = entries.emplace_back();
    entry.name = std::string(name) + "(" + index + ")";
    const double x = list[place];
    const auto at = [&](double to) {
      list[place] = to;
      const double moved = value_now();
      list[place] = x;
      return moved;
    };
    differences::compare(at, x, value, *slope, entry);
  }
}

template <class F, class... X>
struct array_checker<F, pass::inputs<X...>> {
  template <class... B>
  static auto check(const F& f, const B&... bindings) {
    const auto extents = std::tuple_cat(chosen_binding<true>(bindings)...);
    auto data = std::tuple_cat(chosen_binding<false>(bindings)...);
    const auto prepared_for = [&](const auto& request) {
      return std::apply([&](const auto&... axes) { return prepare(request, axes...); }, extents);
    };
    auto values = prepared_for(f);
    auto derivatives = prepared_for(gradient(f, X{}...));
    const auto value_now = [&] {
      return std::apply([&](const auto&... all) { return static_cast<double>(values(all.bound()...).value); }, data);
    };
    const double value = value_now();
    const auto slopes = std::apply([&](const auto&... all) { return derivatives(all.bound()...); }, data);
    basic_gradient_check<std::string, X...> result;
    const auto of_key = [&]<class Key>(const Key& key) {
      const auto look = [&]<class Own>(Own& own) {
        if constexpr (!std::same_as<typename Own::symbol_type, Key>)
          return;
        else if constexpr (requires { own.list; })
          check_elements(result.entries, definition_for<Key>->name, own.list, value, slopes[key], value_now);
        else
          check_number(result.entries.emplace_back(), definition_for<Key>->name, own.value, value, slopes[key],
                       value_now);
      };
      std::apply([&](auto&... all) { (look(all), ...); }, data);
      return true;
    };
    const bool done[] = {of_key(X{})..., true};
    static_cast<void>(done);
    return result;
  }

 private:
  template <class Entry, class Now>
  static void check_number(Entry& entry, const char* name, double& number, double value, double slope,
                           const Now& value_now) {
    entry.name = name;
    const double x = number;
    const auto at = [&](double to) {
      number = to;
      const double moved = value_now();
      number = x;
      return moved;
    };
    differences::compare(at, x, value, slope, entry);
  }
};

}  // namespace tapeless::detail
