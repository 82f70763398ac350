// SPDX-License-Identifier: BSL-1.0
// Functions for C and for whatever calls C, such as Python: TAPELESS_EXPORT(energy, function(value_and_gradient(f, x,
// y), arguments(x, y))) in one file of a library. Whoever calls it sees neither formulas nor C++; c_header writes the
// declarations.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tapeless/api/result_names.hpp>
#include <tapeless/tapeless.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class H>
inline constexpr bool is_function_object = false;
template <class Verb, class... X>
inline constexpr bool is_function_object<tapeless::function_object<Verb, symbol_list<X...>>> = true;

// Texts that stay, and a null pointer behind them.
template <std::size_t N>
struct lasting_names {
  std::array<std::string, N> texts;
  std::array<const char*, N + 1> pointers{};
  explicit lasting_names(std::array<std::string, N> all) : texts(std::move(all)) {
    for (std::size_t k = 0; k < N; ++k) pointers[k] = texts[k].c_str();
  }
  lasting_names(const lasting_names&) = delete;
};

// What stands behind the functions of C.
template <class H>
struct c_function {
  static constexpr bool known = is_function_object<H>;
  static_assert(known,
                "tapeless: what is exported is a function of numbers: TAPELESS_EXPORT(name, function(f, arguments(x, "
                "y)))");
  static void call(const double* in, double* out) noexcept {
    if constexpr (known)
      H{}(std::span<const double, H::arity>(in, H::arity),
          std::span<double, result_count(H{})>(out, result_count(H{})));
  }
  static const char* const* arguments() {
    return kept([](const auto& h) { return argument_names(h); });
  }
  static const char* const* results() {
    return kept([](const auto& h) { return result_names(h); });
  }

 private:
  template <class Names>
  static const char* const* kept(const Names& names_of) {
    if constexpr (known) {
      static const lasting_names names(names_of(H{}));
      return names.pointers.data();
    } else {
      return nullptr;
    }
  }
};

template <class Names>
void add_list(std::string& text, const Names& names) {
  for (std::size_t k = 0; k < names.size(); ++k) text += (k > 0 ? ", " : " ") + names[k];
}

// include: a line of its own at the top; more: declarations at the end.
template <class H>
std::string c_declarations(std::string_view name, const H& h, const std::string& include, const std::string& more) {
  const std::string n(name);
  std::string text = "// " + n + ", a function of numbers made by tapeless.\n#pragma once\n\n" + include;
  text += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n// in, " + std::to_string(H::arity) + " numbers:";
  add_list(text, argument_names(h));
  text += ".\n// out, " + std::to_string(result_count(h)) + " numbers:";
  add_list(text, result_names(h));
  text += ".\nvoid " + n + "(const double* in, double* out);\n";
  text += "// Their names, and a null pointer behind them.\nconst char* const* " + n +
          "_arguments(void);\nconst char* const* " + n + "_results(void);\n" + more;
  return text + "\n#ifdef __cplusplus\n}\n#endif\n";
}

}  // namespace detail

// The declarations of TAPELESS_EXPORT(name, h) as the text of a header for C and C++. The name is an identifier.
template <class H>
std::string c_header(std::string_view name, const H& h) {
  return detail::c_declarations(name, h, "", "");
}

}  // namespace tapeless

// Defines functions with the linkage of C: void name(const double* in, double* out), which reads as many numbers as the
// function object has arguments and writes its results, a value before its gradient before its Hessian, matrices by
// rows; and const char* const* name_arguments(void), name_results(void), the names of these numbers and a null pointer
// behind them. They throw nothing and allocate nothing, but for the names at the first call. in and out are not null.
// The compiler refuses what is no function object. In one file of a program or library, outside of all namespaces.
#define TAPELESS_EXPORT(name, ...)                                                                  \
  extern "C" {                                                                                      \
  [[gnu::visibility("default")]] void name(const double* in, double* out) {                         \
    ::tapeless::detail::c_function<std::remove_cvref_t<decltype(__VA_ARGS__)>>::call(in, out);      \
  }                                                                                                 \
  [[gnu::visibility("default")]] const char* const* name##_arguments(void) {                        \
    return ::tapeless::detail::c_function<std::remove_cvref_t<decltype(__VA_ARGS__)>>::arguments(); \
  }                                                                                                 \
  [[gnu::visibility("default")]] const char* const* name##_results(void) {                          \
    return ::tapeless::detail::c_function<std::remove_cvref_t<decltype(__VA_ARGS__)>>::results();   \
  }                                                                                                 \
  }                                                                                                 \
  static_assert(true)
