// SPDX-License-Identifier: BSL-1.0
// Random programs over axes, and arrays for them: what the planner is tried with beyond the formulas that somebody
// thought of. A seed stands for the same program everywhere.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "tests/indexed/random_steps.hpp"
#include "tests/indexed/requests.hpp"
#include "tests/indexed/world.hpp"

#include <tapeless/tensor.hpp>

namespace plans {

namespace dag = tapeless::dag;
namespace pass = tapeless::detail::pass;
using tapeless::handle;
using tapeless::dag::symbol_kind;

inline constexpr const char* axis_names[] = {"n", "m", "i", "k", "o"};
inline constexpr int axis_kinds[] = {0, 0, 1, 1, 2};  // axes of one kind are equally long
inline constexpr int axis_count = 5;
inline constexpr int kind_count = 3;

// A tensor with the kinds of its dimensions; of labels, the kind that they pick from.
struct declared {
  const char* name;
  int rank;
  int kinds[3];
  int picks = -1;
};
inline constexpr declared tensors[] = {{"u", 1, {0}},    {"v", 1, {1}},       {"w", 1, {2}},       {"X", 2, {0, 1}},
                                       {"Y", 2, {1, 2}}, {"Z", 2, {0, 2}},    {"V", 2, {2, 1}},    {"Q", 2, {0, 0}},
                                       {"R", 2, {1, 1}}, {"T", 3, {0, 1, 2}}, {"S", 3, {2, 0, 1}}, {"P", 3, {1, 0, 1}}};
inline constexpr declared labels[] = {{"t", 1, {0}, 2}, {"s", 1, {1}, 2},    {"r", 1, {0}, 1}, {"q", 1, {2}, 0},
                                      {"g", 1, {0}, 0}, {"l", 2, {0, 1}, 2}, {"p", 1, {0}, 2}};
// Places that axes count off, among at least twice as many as there are along the first kind of axis; the names of the
// axes in them do not matter.
inline constexpr declared counted[] = {
    {"[a + 0]", 1, {0}, 2}, {"[a + 1]", 1, {0}, 2}, {"[2*a + 1]", 1, {0}, 2}, {"[a + b]", 2, {0, 0}, 2}};
inline constexpr const char* numbers[] = {"c", "d"};

// Writes a random program over these axes.
class writer {
 public:
  writer(dag::builder& program, unsigned seed) : program_(program), random_(seed) {
    for (int a = 0; a < axis_count; ++a) axes_[a] = leaf(axis_names[a], symbol_kind::axis);
    // Few tensors are used often, many seldom; and some programs are about contractions, others about rows.
    variety_ = 1 + below(static_cast<int>(std::size(tensors)));
    second_axes_ = below(3);
    for (int& weight : weights_) weight = 1 + below(4) * below(4);
    first_tensor_ = below(static_cast<int>(std::size(tensors)));
  }

  void write(int operations) {
    for (int k = 0; k < 3; ++k) values_.push_back(stored_value());
    for (int k = 0; k < operations; ++k) values_.push_back(next());
  }
  // A number that depends on the last values.
  handle number() {
    handle total = reduced(values_.back());
    for (std::size_t k = 2; k < values_.size() && k < at(2 + below(4)); ++k)
      total = total + reduced(values_[values_.size() - k]);
    return total;
  }
  handle value() { return any(); }

 private:
  static constexpr int max_rank = 4;

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  handle leaf(const char* name, symbol_kind kind) { return {program_, program_.make_symbol(name, kind)}; }
  handle access(const declared& one, symbol_kind kind, int without = -1) {
    handle operands[4] = {leaf(one.name, kind)};
    unsigned taken = without < 0 ? 0u : 1u << without;
    for (int d = 0; d < one.rank; ++d) {
      std::vector<int> free;
      for (int a = 0; a < axis_count; ++a)
        if (axis_kinds[a] == one.kinds[d] && (taken >> a & 1u) == 0) free.push_back(a);
      const int a = free.size() > 1 && below(4) < second_axes_ ? free.back() : free.front();
      taken |= 1u << a;
      operands[d + 1] = axes_[a];
    }
    return build(program_, *tapeless::detail::operation_at<tapeless::rules::access_>(), operands, one.rank + 1);
  }
  handle stored_value() {
    if (below(12) == 0) return leaf(numbers[below(2)], symbol_kind::real);
    const int k = (first_tensor_ + below(variety_)) % static_cast<int>(std::size(tensors));
    return access(tensors[k], symbol_kind::tensor);
  }
  // A recent value, an old one or a stored one.
  handle any() {
    const int k = below(10);
    if (k < 2 || values_.empty()) return stored_value();
    const int count = static_cast<int>(values_.size());
    return values_[at(count - 1 - (k < 7 ? below(std::min(count, 4)) : below(count)))];
  }
  bool varies(const handle& value, int a) const { return tapeless::rules::varies_along(value, axes_[a]); }
  static int rank(const handle& value) { return std::popcount(tapeless::rules::axes_of(value)); }
  static int joint_rank(const handle& a, const handle& b) {
    return std::popcount(tapeless::rules::axes_of(a) | tapeless::rules::axes_of(b));
  }
  handle partner(const handle& a) {
    for (int k = 0; k < 6; ++k) {
      const handle b = any();
      const bool common = rank(a) == 0 || rank(b) == 0 || joint_rank(a, b) < rank(a) + rank(b);
      if (joint_rank(a, b) <= max_rank && (common || below(4) == 0)) return b;
    }
    return a;
  }
  int axis_of(const handle& a) {
    int x = below(axis_count);
    while (!varies(a, x)) x = (x + 1) % axis_count;
    return x;
  }

  handle next() {
    const handle a = any();
    int k = below(std::accumulate(std::begin(weights_), std::end(weights_), 0));
    int kind = 0;
    while (k >= weights_[kind]) k -= weights_[kind++];
    switch (rank(a) == 0 && kind > 1 ? 0 : kind) {
      case 0:
        return elementwise(a);
      case 1:
        return met(a, partner(a));
      case 2: {  // a sum of products
        const handle product = a * partner(a);
        return tapeless::rules::sum_along(axes_[axis_of(a)], product) * handle(0.125);
      }
      case 3:
        return picked(a);
      case 4:
        return tapeless::rules::sum_along(axes_[axis_of(a)], a) * handle(0.25);
      default:
        return over(a, axis_of(a));
    }
  }
  handle elementwise(const handle& a) {
    const int kind = below(16);
    switch (kind) {
      case 9:
        return pow(tanh(a), 3);
      case 10:
        return clamp(a, -0.5, 0.75);
      case 11:
        return -a;
      case 12:
        return log(2 + sin(a));
      case 13:
        return a + 0.5;
      case 14:
        return 3 * a - 0.25;
      default:
        return random_steps::elementwise(kind, a);
    }
  }
  handle met(const handle& a, const handle& b) {
    const int kind = below(14);
    switch (kind) {
      case 5: {
        const handle c = partner(a);
        if (joint_rank(a * b, c) > max_rank) return min(a, b);
        return select((a < c && !(b < 0.1)) || c < b, a * b, c);
      }
      case 6:
        return log_sum_exp(tanh(a), tanh(b), 0.25 * sin(a), handle(0.5));
      case 7:
        return a * b - a;
      case 8:
        return 1 - a * tanh(b);
      case 9:
        return choose(select(a < b, 1, select(a < 0.3, 2, 3)), sin(a), b, a * b);
      case 10: {
        const handle c = partner(a);
        return joint_rank(a * b, c) > max_rank ? max(a, b) : select(a < 0.2, b, c);
      }
      default:
        return random_steps::met(kind, a, b);
    }
  }
  handle picked(const handle& a) {
    if (below(8) == 0) return a * tapeless::rules::indicator_of(axes_[0], axes_[1]);
    if (below(3) == 0) {
      const handle pair = paired();
      if (pair.exists()) return pair;
    }
    const declared& one = below(4) == 0 ? counted[below(static_cast<int>(std::size(counted)))]
                                        : labels[below(static_cast<int>(std::size(labels)))];
    for (int k = 0, x = below(axis_count); k < axis_count; ++k, x = (x + 1) % axis_count) {
      if (axis_kinds[x] != one.picks || !varies(a, x)) continue;
      const handle label = access(one, symbol_kind::labels, x);
      if (joint_rank(a, label) > max_rank) continue;
      if (below(4) == 0) return a * tapeless::rules::indicator_of(axes_[x], label);
      return tapeless::pick_along(a, axes_[x], label);
    }
    return met(a, partner(a));
  }
  // Two elements of one tensor at the places that two kinds of labels say, as the ends of a spring; or none().
  handle paired() {
    const int x = axis_count - 1;
    const handle a = stored_value();
    const bool counts = below(2) == 0;
    const handle ends[] = {access(counts ? counted[below(3)] : labels[0], symbol_kind::labels),
                           access(counts ? counted[below(3)] : labels[std::size(labels) - 1], symbol_kind::labels)};
    const auto mask = [](const handle& one) { return tapeless::rules::axes_of(one); };
    if (!varies(a, x) || std::popcount(mask(a) | mask(ends[0]) | mask(ends[1])) > max_rank) return handle::none();
    const handle u = tapeless::pick_along(a, axes_[x], ends[0]), v = tapeless::pick_along(a, axes_[x], ends[1]);
    switch (below(6)) {
      case 0:
        return square(u - v);
      case 1:
        return u * sin(v);
      case 2:
        return sin(u) * cos(v) - u;
      case 3:
        return u / (2 + square(v));
      case 4:
        return u * v * partner(u * v);
      default:
        return fma(u, tanh(v), v);
    }
  }
  handle over(const handle& a, int x) {
    const handle& along = axes_[x];
    const int kind = below(7);
    switch (kind) {
      case 3:
        return log(tapeless::rules::sum_along(along, exp(tanh(a))));
      case 4: {
        const handle bounded = sin(a);
        return exp(bounded) / tapeless::rules::sum_along(along, exp(bounded));
      }
      case 5:
        return a - tapeless::rules::sum_along(along, a) / tapeless::size(along);
      default:
        return random_steps::over(kind, along, a);
    }
  }
  handle reduced(handle value) {
    if (below(2) == 0) value = sin(value);
    while (rank(value) > 0) {
      const int x = axis_of(value);
      value = random_steps::without(below(6), axes_[x], value);
    }
    return value;
  }

  dag::builder& program_;
  std::mt19937 random_;
  handle axes_[axis_count];
  std::vector<handle> values_;
  int variety_ = 1;
  int first_tensor_ = 0;
  int second_axes_ = 0;
  int weights_[6] = {};
};

// averaged: the first value, where it is a number, is divided by the number of places along the first axis.
inline request random_request(unsigned seed, bool averaged = false) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<int>(random() % limit); };
  const int values = below(4) == 0 ? 2 + below(2) : 1;
  const std::size_t choice = at(below(std::size(derivative_counts)));
  const int derivatives = derivative_counts[choice];
  const int operations = below(3) == 0 ? below(6) : below(36);
  const auto write = [&](pass::pass_output& shop) {
    writer text(shop.builder, seed);
    text.write(operations);
    // What is differentiated is a number; other values have axes.
    const bool number = derivatives > 0 || below(3) == 0;
    const handle first = number ? text.number() : text.value();
    const auto places = [&] {
      return handle(shop.builder, shop.builder.make_symbol(axis_names[0], symbol_kind::axis));
    };
    shop.add_root(number && averaged ? first / tapeless::size(places()) : first);
    for (int r = 1; r < values; ++r) shop.add_root(text.value());
    std::vector<int> symbols;
    for (int id = 0; id < shop.builder.size(); ++id) {
      if (!shop.builder[id].op->is_symbol()) continue;
      const symbol_kind kind = shop.builder.symbol(id).kind;
      if (kind == symbol_kind::tensor || kind == symbol_kind::real) symbols.push_back(id);
    }
    for (int k = 0; k < derivatives; ++k) shop.add_root(symbols[at(below(symbols.size()))]);
  };
  return request_of(build_program(write), values, choice, seed);
}

inline world random_world(unsigned seed) {
  std::mt19937 random(seed);
  world given;
  std::ptrdiff_t lengths[kind_count];
  for (std::ptrdiff_t& one : lengths) one = random() % 6 == 0 ? 1 : static_cast<std::ptrdiff_t>(2 + random() % 3);
  if (random() % 8 == 0) lengths[random() % kind_count] = 7;
  lengths[2] = std::max(lengths[2], 2 * lengths[0]);
  for (int a = 0; a < axis_count; ++a) given.extents[axis_names[a]] = lengths[axis_kinds[a]];
  const auto fill = [&](const declared& one) {
    array& to = given.arrays[one.name];
    std::ptrdiff_t size = 1;
    for (int d = 0; d < one.rank; ++d) {
      to.extents.push_back(lengths[one.kinds[d]]);
      size *= to.extents.back();
    }
    for (std::ptrdiff_t k = 0; k < size; ++k)
      to.values.push_back(one.picks < 0 ? std::uniform_real_distribution<>(-1.5, 1.5)(random)
                                        : static_cast<double>(random() % at(lengths[one.picks])));
  };
  for (const declared& one : tensors) fill(one);
  for (const declared& one : labels) fill(one);
  for (const declared& one : counted) {
    const auto place = tapeless::detail::read_place(one.name);
    array& to = given.arrays[one.name];
    to.extents.assign(at(one.rank), lengths[0]);
    for (std::ptrdiff_t a = 0; a < lengths[0]; ++a)
      for (std::ptrdiff_t b = 0; b < (one.rank > 1 ? lengths[0] : 1); ++b)
        to.values.push_back(
            static_cast<double>(place.terms[0].factor * a + place.terms[1].factor * b + place.constant));
  }
  for (const char* one : numbers) given.arrays[one].values = {std::uniform_real_distribution<>(-1.5, 1.5)(random)};
  return given;
}

}  // namespace plans
