// SPDX-License-Identifier: BSL-1.0
// Places that axes count off, x(k[n + 1_c]), where the extents of the axes are known: whether they are places of their
// axis, and a table of them for what looks them up.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <tapeless/api/binding_checks.hpp>
#include <tapeless/run/memory/view.hpp>

namespace tapeless::inline v0_2::detail {

// Such labels among the symbols of the program of a pass.
template <class Written>
struct counted_in {
  static constexpr bool is_counted(int symbol) {
    const dag::symbol_entry& entry = pass::view_of<Written>.symbols[symbol];
    return entry.kind == dag::symbol_kind::labels && names_places(entry.name);
  }
  static constexpr int count = [] {
    int found = 0;
    for (int s = 0; s < pass::view_of<Written>.symbol_count; ++s) found += is_counted(s) ? 1 : 0;
    return found;
  }();
  // The number of the symbol.
  static constexpr int symbol(std::size_t k) {
    int s = 0;
    for (std::size_t left = k + 1;; ++s)
      if (is_counted(s) && --left == 0) return s;
  }
  template <std::size_t K>
  struct leaf {
    static constexpr const char* text = pass::view_of<Written>.symbols[symbol(K)].name;
    static constexpr auto name = fixed_text<std::char_traits<char>::length(text)>(text);
    using type = leaf_t<symbol_source<name, dag::symbol_kind::labels>>;
  };
};

// Their numbers, for one set of extents.
template <class Written>
class counted_places {
 public:
  static constexpr std::size_t count = static_cast<std::size_t>(counted_in<Written>::count);

  // extents.of(name): the number of elements of an axis. Throws std::invalid_argument where a place lies outside of its
  // axis.
  template <class Extents>
  static void check(const Extents& extents) {
    if constexpr (count > 0) {
      const dag::view program = pass::view_of<Written>;
      for (int id = 0; id < program.node_count; ++id) {
        const dag::node& one = program.nodes[id];
        if (one.op->part != dag::role::pick) continue;
        const dag::node& label = program.nodes[program.operand(one, 2)];
        if (label.op->part != dag::role::access) continue;
        const char* const name = program.symbol(program.nodes[program.operand(label, 0)]).name;
        const dag::symbol_entry& along = program.symbol(program.nodes[program.operand(one, 1)]);
        if (names_places(name)) check(name, *along.origin == '\0' ? along.name : along.origin, extents);
      }
    }
  }
  // After check. is_read(name): whether a list is looked up. Throws std::invalid_argument where a place is no int.
  template <class Extents, class IsRead>
  void fill(const Extents& extents, const IsRead& is_read) {
    for (std::size_t k = 0; k < count; ++k)
      if (is_read(name_of(k))) fill(k, extents);
  }
  // Both, of the lists that a plan reads.
  template <class Plan, class Extents>
  void fill_for(const Extents& extents) {
    check(extents);
    fill(extents, [](const char* name) {
      for (int k = 0; k < Plan::plan.used.inputs; ++k)
        if (Plan::outline.inputs[k].kind == dag::symbol_kind::labels &&
            dag::same_text(Plan::outline.inputs[k].name, name))
          return true;
      return false;
    });
  }
  // Calls use(arguments..., bindings...) with a binding for each of the labels.
  template <class Use, class... A>
  void with(const Use& use, const A&... arguments) const {
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      use(arguments...,
          binding<typename counted_in<Written>::template leaf<K>::type, tensor_view<const int>>{views_[K]}...);
    }
    (std::make_index_sequence<count>{});
  }

 private:
  static const char* name_of(std::size_t which) {
    return pass::view_of<Written>.symbols[counted_in<Written>::symbol(which)].name;
  }
  template <class Extents>
  static std::ptrdiff_t extent_of(const Extents& extents, const affine_place::term& one) {
    return extents.of(std::string(one.axis, static_cast<std::size_t>(one.length)).c_str());
  }
  // The first and the last place are those of the first or last element of each axis.
  template <class Extents>
  static void check(const char* name, const char* axis, const Extents& extents) {
    const affine_place place = read_place(name);
    double first = static_cast<double>(place.constant), last = first;
    for (int k = 0; k < place.count; ++k) {
      const double reach =
          static_cast<double>(place.terms[k].factor) * static_cast<double>(extent_of(extents, place.terms[k]) - 1);
      (reach < 0 ? first : last) += reach;
    }
    const std::ptrdiff_t extent = extents.of(axis);
    if (first >= 0 && last < static_cast<double>(extent)) return;
    const double outside = first < 0 ? first : last;
    run::refuse("place " + std::to_string(static_cast<std::int64_t>(outside)) + " of " + name + " is not among the " +
                std::to_string(extent) + " of axis " + axis + ", from 0 to " + std::to_string(extent - 1));
  }
  template <class Extents>
  void fill(std::size_t which, const Extents& extents) {
    const char* const name = name_of(which);
    const affine_place place = read_place(name);
    tensor_view<const int>& view = views_[which];
    view.rank = place.count;
    std::ptrdiff_t size = 1;
    for (int d = place.count - 1; d >= 0; --d) {
      const affine_place::term& one = place.terms[d];
      view.extents[d] = extent_of(extents, one);
      view.strides[d] = size;
      size *= view.extents[d];
    }
    std::vector<int>& list = lists_[which];
    list.resize(static_cast<std::size_t>(size));
    std::ptrdiff_t at[affine_place::max_axes] = {};
    for (int& number : list) {
      std::int64_t value = place.constant;
      for (int d = 0; d < place.count; ++d) value += place.terms[d].factor * at[d];
      if (!std::in_range<int>(value)) run::refuse(std::string("the places ") + name + " are beyond the range of int");
      number = static_cast<int>(value);
      for (int d = place.count - 1; d >= 0 && ++at[d] == view.extents[d]; --d) at[d] = 0;
    }
    view.elements = list.data();
  }

  std::array<std::vector<int>, count> lists_;
  std::array<tensor_view<const int>, count> views_{};
};

}  // namespace tapeless::detail
