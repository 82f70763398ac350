// SPDX-License-Identifier: BSL-1.0
// The same for many rows of numbers, as arrays of NumPy lie in memory: TAPELESS_EXPORT_ROWS(energy, h) adds a function
// that computes as many rows at once as a register has numbers.
#pragma once

#include <stdexcept>

#include <tapeless/batch.hpp>
#include <tapeless/interop/c.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class H>
int call_rows(std::ptrdiff_t rows, const double* in, double* out) noexcept {
  if (rows < 0) return 1;
  try {
    batch(H{}, inputs(row_blocks<static_cast<int>(H::arity)>(in, rows)),
          outputs(row_blocks<static_cast<int>(result_count(H{}))>(out, rows)));
    return 0;
  } catch (const std::invalid_argument&) {
    return 1;
  }
}

}  // namespace detail

// The declarations of TAPELESS_EXPORT_ROWS(name, h) as the text of a header for C and C++.
template <class H>
std::string c_rows_header(std::string_view name, const H& h) {
  return detail::c_declarations(name, h, "#include <stddef.h>\n\n",
                                "// Many rows, one after another; 1 and nothing written where they are refused.\nint " +
                                    std::string(name) + "_rows(ptrdiff_t rows, const double* in, double* out);\n");
}

}  // namespace tapeless

// TAPELESS_EXPORT(name, h), and int name_rows(ptrdiff_t rows, const double* in, double* out): arguments and results of
// one row after those of another. The result is 0, or 1 with nothing written: a negative number of rows, null pointers,
// results where arguments are.
#define TAPELESS_EXPORT_ROWS(name, ...)                                                                           \
  TAPELESS_EXPORT(name, __VA_ARGS__);                                                                             \
  extern "C" [[gnu::visibility("default")]] int name##_rows(std::ptrdiff_t rows, const double* in, double* out) { \
    return ::tapeless::detail::call_rows<std::remove_cvref_t<decltype(__VA_ARGS__)>>(rows, in, out);              \
  }                                                                                                               \
  static_assert(true)
