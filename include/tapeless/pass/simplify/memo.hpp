// SPDX-License-Identifier: BSL-1.0
// What has been found out about a node, computed once.
#pragma once

#include <tapeless/dag/scratch.hpp>

namespace tapeless::inline v0_2::detail::pass {

template <class T>
class memo {
 public:
  constexpr memo() = default;
  template <class Compute>
  constexpr T get(int id, const Compute& compute) {
    if (id < places_.size() && places_[id] != 0) return values_[places_[id] - 1];
    const T value = compute();  // may look up other nodes
    if (id >= places_.size()) places_.lengthen(id + 1 < 2 * places_.size() ? 2 * places_.size() : id + 16);
    values_.push(value);
    places_[id] = values_.size();
    return value;
  }

 private:
  dag::scratch<int> places_;  // from 1 on; 0: not known yet
  dag::scratch<T> values_;
};

}  // namespace tapeless::detail::pass
