// SPDX-License-Identifier: BSL-1.0
// How long the axes of a program are: given by name or found from data, and following from the tensors that stand along
// several axes. The same for prepared formulas and for direct calls, which are constant expressions, too: there the
// name of the function that refuses is the message.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include <tapeless/dag/scratch.hpp>
#include <tapeless/plan/loops/loop_plan.hpp>

namespace tapeless::inline v0_2::detail::run {

[[noreturn]] inline void refuse(const std::string& what) { throw std::invalid_argument("tapeless: " + what); }

// Not constexpr, each a sentence.
[[noreturn]] inline void an_axis_has_no_element(const char* axis, std::ptrdiff_t extent) {
  refuse("axis " + std::string(axis) + " has the extent " + std::to_string(extent) + "; it has one or more elements");
}
[[noreturn]] inline void an_axis_has_another_extent_in_the_formula(const char* axis, std::ptrdiff_t known,
                                                                   std::ptrdiff_t extent) {
  refuse("axis " + std::string(axis) + " has the extent " + std::to_string(known) + " in the formula, not " +
         std::to_string(extent));
}
[[noreturn]] inline void an_axis_has_no_extent(const char* axis) {
  refuse("axis " + std::string(axis) + " has no extent: prepare(f, " + axis + " = 100)");
}
[[noreturn]] inline void a_tensor_stands_along_axes_of_different_extents(const char* tensor, const char* declared,
                                                                         std::ptrdiff_t length, const char* axis,
                                                                         std::ptrdiff_t extent) {
  refuse("tensor " + std::string(tensor) + " stands along the axes " + declared + " and " + axis +
         ", which have the extents " + std::to_string(length) + " and " + std::to_string(extent));
}

// What is known of a program before its axes have extents. Axes, inputs and spans are those of its plan or of its
// nodes; declared[k] is the axis that the formula names first for the dimension of span k.
struct binding_tables {
  const char* const* axis_names = nullptr;
  const char* const* axis_origins = nullptr;
  int axis_count = 0;
  const planning::input* inputs = nullptr;
  int input_count = 0;
  const planning::span* spans = nullptr;
  const char* const* declared = nullptr;
  int span_count = 0;
};

class axis_extents {
 public:
  // The extent of axis number k is kept in by_axis[k], 0 before it is known.
  constexpr axis_extents(const binding_tables& tables, std::ptrdiff_t* by_axis) : tables_(tables), by_axis_(by_axis) {}

  // An axis of the formula, whether or not the program still has it.
  constexpr void set(const char* axis, std::ptrdiff_t extent) {
    if (extent <= 0) an_axis_has_no_element(axis, extent);
    if (const std::ptrdiff_t known = of(axis); known != 0) {
      if (known != extent) an_axis_has_another_extent_in_the_formula(axis, known, extent);
      return;
    }
    given_.push({axis, extent});
    for (int a = 0; a < tables_.axis_count; ++a)
      if (dag::same_text(tables_.axis_names[a], axis)) by_axis_[a] = extent;
  }
  // 0 if it is not known.
  constexpr std::ptrdiff_t of(const char* axis) const {
    for (const named& one : given_)
      if (dag::same_text(one.axis, axis)) return one.extent;
    return 0;
  }

  // The dimensions of a tensor are as long as the axes that the formula names first for it. Everywhere else where it
  // stands, the axes must agree; those that renaming has made take their extents from there or, if no tensor stands
  // along them, from the axis that had the name before.
  constexpr void spread() {
    for (bool more = true; more;) {
      more = false;
      for (int a = 0; a < tables_.axis_count; ++a)
        if (by_axis_[a] == 0 && *tables_.axis_origins[a] != '\0') by_axis_[a] = of(tables_.axis_origins[a]);
      for (int k = 0; k < tables_.span_count; ++k) {
        const planning::span& one = tables_.spans[k];
        std::ptrdiff_t& own = by_axis_[one.axis];
        const std::ptrdiff_t length = length_along(one, tables_.declared[k]);
        more = more || (own == 0 && length != 0);
        if (own == 0) own = length;
        if (own != length)
          a_tensor_stands_along_axes_of_different_extents(tables_.inputs[one.input].name, tables_.declared[k], length,
                                                          tables_.axis_names[one.axis], own);
      }
    }
    for (int a = 0; a < tables_.axis_count; ++a)
      if (by_axis_[a] == 0) an_axis_has_no_extent(tables_.axis_names[a]);
  }

 private:
  struct named {
    const char* axis = "";
    std::ptrdiff_t extent = 0;
  };

  // How long the dimension of a tensor is that a span names: as the axis that the formula names first for it, or, if
  // renaming has made that one, as any other axis that stands there.
  constexpr std::ptrdiff_t length_along(const planning::span& one, const char* first) const {
    std::ptrdiff_t length = of(first);
    for (int k = 0; k < tables_.span_count && length == 0; ++k)
      if (tables_.spans[k].input == one.input && tables_.spans[k].dim == one.dim)
        length = by_axis_[tables_.spans[k].axis];
    return length;
  }

  binding_tables tables_;
  std::ptrdiff_t* by_axis_;
  dag::scratch<named> given_;
};

}  // namespace tapeless::detail::run
