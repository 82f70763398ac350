// SPDX-License-Identifier: BSL-1.0
// Indices that users give to results: out of range they are an error in a constant expression and fail an assertion at
// run time; those of .at(...) are an exception, as in the standard library, and end the program where there are none.
#pragma once

#include <cassert>
#include <cstddef>
#include <type_traits>

#if defined(__cpp_exceptions)
#include <stdexcept>
#include <string>
#endif

namespace tapeless::inline v0_2::dag {

// Not constexpr: compilers name it where a constant expression comes here.
inline void index_out_of_range() {}

constexpr void expect_in_range(bool in_range) {
  if (std::is_constant_evaluated() && !in_range) index_out_of_range();
  assert(in_range && "an index is out of range");
}
constexpr std::size_t in_range(std::size_t index, std::size_t count) {
  expect_in_range(index < count);
  return index;
}

#if defined(__cpp_exceptions)
[[noreturn]] inline void throw_out_of_range(std::ptrdiff_t index, std::size_t count) {
  throw std::out_of_range("tapeless: index " + std::to_string(index) + " is not among the " + std::to_string(count) +
                          " from 0 to " + std::to_string(count - 1));
}
#else
[[noreturn]] inline void throw_out_of_range(std::ptrdiff_t, std::size_t) { __builtin_trap(); }
#endif
// What several symbols, of which the first has this name, cannot be bound to.
#if defined(__cpp_exceptions)
[[noreturn]] inline void refuse_count(std::size_t symbols, const char* first, std::size_t numbers) {
  throw std::invalid_argument("tapeless: " + std::to_string(symbols) + " symbols, the first of them " + first +
                              ", are bound to " + std::to_string(numbers) + " numbers");
}
[[noreturn]] inline void refuse_null(const char* first) {
  throw std::invalid_argument(std::string("tapeless: symbols, the first of them ") + first +
                              ", are bound to a null pointer");
}
#else
[[noreturn]] inline void refuse_count(std::size_t, const char*, std::size_t) { __builtin_trap(); }
[[noreturn]] inline void refuse_null(const char*) { __builtin_trap(); }
#endif

constexpr std::size_t checked_index(std::size_t index, std::size_t count) {
  if (index >= count) throw_out_of_range(static_cast<std::ptrdiff_t>(index), count);
  return index;
}

}  // namespace tapeless::dag
