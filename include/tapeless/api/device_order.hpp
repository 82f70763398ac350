// SPDX-License-Identifier: BSL-1.0
// Index lists of a device that are looked at once: for rows that they pick, and in order for values that they add to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <tapeless/api/batch_checks.hpp>
#include <tapeless/api/columns.hpp>
#include <tapeless/run/device/order.hpp>

namespace tapeless::inline v0_2 {
namespace detail::batches {

// What can launch kernels: emulated_device and the like.
template <class Device>
concept computes_batches = requires(const Device& on, const void* pointer) {
  on.reaches(pointer);
  on.allocate(std::size_t{});
};

// Memory of a device for the length of a call.
template <class Device>
class device_memory {
 public:
  device_memory(const Device& device, std::size_t bytes)
      : device_(device), memory_(bytes > 0 ? device.allocate(bytes) : nullptr) {}
  ~device_memory() {
    if (memory_ != nullptr) device_.release(memory_);
  }
  device_memory(const device_memory&) = delete;
  device_memory& operator=(const device_memory&) = delete;
  template <class T>
  T* as() const {
    return static_cast<T*>(memory_);
  }

 private:
  const Device& device_;
  void* memory_;
};

// An index list of a device, copied to the host.
template <class Indices>
struct copied_list {
  std::vector<typename Indices::index> numbers;
  Indices list;
};
template <class Device, class Indices>
copied_list<Indices> host_copy(const Device& on, const Indices& list) {
  const std::ptrdiff_t last = (list.rows - 1) * list.step;
  const std::ptrdiff_t first = std::min<std::ptrdiff_t>(last, 0);
  const std::ptrdiff_t size = std::max<std::ptrdiff_t>(last, 0) + Indices::count - first;
  copied_list<Indices> copy{std::vector<typename Indices::index>(static_cast<std::size_t>(size)), list};
  on.fetch(copy.numbers.data(), list.data + first, static_cast<std::size_t>(size) * sizeof(typename Indices::index));
  copy.list.data = copy.numbers.data() - first;
  return copy;
}
// Looks at a list on the device, for whose answer the host waits. Nothing that is computed is launched before.
template <class Device, class Indices>
void look_at(const Device& on, const Indices& list, std::ptrdiff_t size, const std::string& name) {
  if (list.rows == 0) return;
  const device_memory<Device> wrong(on, sizeof(int));
  on.clear(wrong.template as<int>(), sizeof(int));
  const device::index_kernel<Indices> kernel{list, size, wrong.template as<int>()};
  on.launch(kernel, kernel.blocks());
  int found = 0;
  on.fetch(&found, wrong.template as<int>(), sizeof(int));
  if (found != 0) refuse_index(host_copy(on, list).list, size, name);
}

}  // namespace detail::batches

// Integers of a device from 0 to size - 1, for gathered with at least so many values, which do not look at them again:
// an index list as it takes it, of a mesh that stays as it is. The device looks, and the host waits. It refers to the
// list, which must neither end nor change before it does. Throws std::invalid_argument where an index is out of range.
template <class I, detail::batches::computes_batches Device>
auto checked_indices(const I& indices, std::ptrdiff_t size, const Device& on) {
  const auto columns = detail::as_columns(indices);
  constexpr bool whole = requires { detail::as_indices(columns); };
  static_assert(
      whole, "tapeless: checked_indices(list, size) has a column of integers, or a vector of std::array of integers");
  if constexpr (whole) {
    auto list = detail::as_indices(columns);
    if (list.rows > 0 && list.data == nullptr) detail::batches::refuse("an index list is a null pointer");
    if (list.rows > 0 && !on.reaches(list.data))
      detail::batches::refuse("an index list lies in memory of the host, which the device does not reach");
    detail::batches::look_at(on, list, size, "an index list");
    list.below = size;
    return list;
  } else {
    return detail::not_a_column{};
  }
}

// An index list of a device in order, made by ordered_indices; it owns memory of the device, which it gives back at its
// end. Copies share it.
template <class Indices>
struct ordered_index_list {
  Indices indices;                      // the list, for gathered
  detail::device::order_of_list order;  // the terms of each value
  std::shared_ptr<const void> memory;   // where the order is
};

// Integers of a device from 0 to size - 1, for gathered and for scatter_added(values, list) on a device: which rows add
// to which value is found once, by the host, which waits for the list. It refers to the list, which must neither end
// nor change before it does. Throws std::invalid_argument where an index is out of range, and for more than 2^31 - 1 of
// them.
template <class I, detail::batches::computes_batches Device>
auto ordered_indices(const I& indices, std::ptrdiff_t size, const Device& on) {
  const auto list = checked_indices(indices, size, on);
  using list_type = std::remove_const_t<decltype(list)>;
  ordered_index_list<list_type> result{list, {}, {}};
  const std::ptrdiff_t places = list.rows * list_type::count;
  if (places > std::numeric_limits<int>::max() || size > std::numeric_limits<int>::max() - 1)
    detail::batches::refuse("an index list that is put in order has at most 2147483647 indices");
  // The starts of the values, then the places.
  const auto values = static_cast<std::size_t>(size);
  std::vector<int> order(values + 1 + static_cast<std::size_t>(places));
  if (places > 0) {
    const auto copy = detail::batches::host_copy(on, list);
    const auto each = [&](const auto& take) {
      for (std::ptrdiff_t row = 0; row < list.rows; ++row)
        for (int k = 0; k < list_type::count; ++k)
          take(static_cast<std::size_t>(copy.list.at(row, k)), static_cast<int>(row * list_type::count + k));
    };
    each([&](std::size_t value, int) { ++order[value + 1]; });
    for (std::size_t v = 0; v < values; ++v) order[v + 1] += order[v];
    std::vector<int> next(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(values));
    each([&](std::size_t value, int place) { order[values + 1 + static_cast<std::size_t>(next[value]++)] = place; });
  }
  const std::size_t bytes = order.size() * sizeof(int);
  void* const memory = on.allocate(bytes);
  result.memory = std::shared_ptr<const void>(memory, [on](const void* p) { on.release(const_cast<void*>(p)); });
  on.send(memory, order.data(), bytes);
  const int* const starts = static_cast<const int*>(memory);
  result.order = {starts, starts + values + 1, size};
  return result;
}

namespace detail {

template <class E, int Count, bool Dense, class Indices>
inline constexpr bool is_column<device::added_in_order<E, Count, Dense, Indices>> = true;

}  // namespace detail

// As outputs of device_batch: added to values[indices[r]]. Each value gets its terms in the order of the rows, in a row
// in that of its indices, those of one such output after those of another.
template <class V, class Indices>
constexpr auto scatter_added(V&& values, const ordered_index_list<Indices>& list) {
  const auto to = detail::with_indices(values, list.indices);
  return detail::device::in_order(to, list.order);
}
// As inputs, as of any list.
template <class V, class Indices>
constexpr auto gathered(V&& values, const ordered_index_list<Indices>& list) {
  return detail::with_indices(values, list.indices);
}

}  // namespace tapeless
