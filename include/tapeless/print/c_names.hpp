// SPDX-License-Identifier: BSL-1.0
// Names in C. A symbol may be called double, y0, x' or α, two kinds of symbols may share a name, and a user's rule may
// be called like a function of math.h: here each gets an identifier of its own.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tapeless/print/formula_printer.hpp>

namespace tapeless::inline v0_2::detail::print {

constexpr bool is_word_of(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
    if ((at == 0 || list[at - 1] == ' ') && (at + word.size() == list.size() || list[at + word.size()] == ' '))
      return !word.empty();
  return false;
}

// Words of C up to C23, and of C++, whose compilers read printed code too.
inline constexpr std::string_view c_words =
    "auto break case char const continue default do double else enum extern float for goto if inline int long register "
    "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while alignas "
    "alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual asm fortran complex "
    "imaginary and and_eq bitand bitor catch class compl concept consteval constinit const_cast co_await co_return "
    "co_yield decltype delete dynamic_cast explicit export friend mutable namespace new noexcept not not_eq operator "
    "or or_eq private protected public reinterpret_cast requires static_cast template this throw try typeid typename "
    "using virtual wchar_t xor xor_eq";

// What math.h may define: functions, macros and types, also those of POSIX and of compilers that predefine words.
inline constexpr std::string_view c_functions =
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma "
    "fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan "
    "nearbyint nextafter nexttoward pow remainder remquo rint round scalbln scalbn sin sinh sqrt tan tanh tgamma trunc "
    "isnan isinf isfinite isnormal signbit fpclassify isgreater isgreaterequal isless islessequal islessgreater "
    "isunordered";
inline constexpr std::string_view c_other_names =
    "abs labs llabs j0 j1 jn y0 y1 yn gamma signgam scalb drem significand finite exp10 pow10 sincos sinpi cospi tanpi "
    "asinpi acospi atanpi rsqrt rootn pown powr compoundn roundeven fmaximum fminimum fadd fsub fmul fdiv ffma fsqrt "
    "canonicalize issignaling issubnormal iszero iseqsig float_t double_t NAN INFINITY HUGE_VAL HUGE_VALF HUGE_VALL "
    "HUGE MAXFLOAT DOMAIN SING OVERFLOW UNDERFLOW PLOSS TLOSS FP_NAN FP_INFINITE FP_ZERO FP_SUBNORMAL FP_NORMAL "
    "FP_ILOGB0 FP_ILOGBNAN FP_FAST_FMA MATH_ERRNO MATH_ERREXCEPT math_errhandling M_E M_LOG2E M_LOG10E M_LN2 M_LN10 "
    "M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2 SNAN I linux unix i386 main";

constexpr bool is_c_function(std::string_view name) { return is_word_of(c_functions, name); }

// Whether C has its own idea of a name, also with the suffix of its float or long double form.
constexpr bool is_c_name(std::string_view name) {
  if (is_word_of(c_words, name) || is_word_of(c_functions, name) || is_word_of(c_other_names, name)) return true;
  if (name.starts_with("__") || name.starts_with("tapeless_")) return true;
  if (name.size() > 1 && name[0] == '_' && name[1] >= 'A' && name[1] <= 'Z') return true;
  const bool suffix = name.ends_with('f') || name.ends_with('l');
  return suffix && is_word_of(c_functions, name.substr(0, name.size() - 1));
}

constexpr bool is_c_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_c_digit(char c) { return c >= '0' && c <= '9'; }

// A name as a C identifier: Latin, Greek and Cyrillic letters stay, which all compilers take; other characters beyond
// ASCII are written byte by byte, and a prime becomes an underscore.
template <class String>
String c_identifier(std::string_view name) {
  constexpr std::string_view hex = "0123456789abcdef";
  String text;
  for (std::size_t k = 0; k < name.size(); ++k) {
    const auto byte = static_cast<unsigned char>(name[k]);
    if (byte < 0x80) {
      text += is_c_letter(name[k]) || is_c_digit(name[k]) ? name[k] : '_';
      continue;
    }
    const unsigned next = k + 1 < name.size() ? static_cast<unsigned char>(name[k + 1]) : 0u;
    const unsigned code =
        byte >= 0xc3 && byte < 0xe0 && next >= 0x80 && next < 0xc0 ? (byte & 31u) << 6 | (next & 63u) : 0u;
    const bool latin = code >= 0xc0 && code < 0x250 && code != 0xd7 && code != 0xf7;
    const bool greek = (code >= 0x391 && code <= 0x3a1) || (code >= 0x3a3 && code <= 0x3c9);
    if (latin || greek || (code >= 0x400 && code < 0x482)) {
      text += name[k];
      text += name[++k];
    } else {
      text += "_x";
      text += hex[byte >> 4];
      text += hex[byte & 15u];
    }
  }
  return text;
}

// Whether a text can be the name of a C function of its own.
template <class String>
bool is_free_c_name(std::string_view name) {
  if (name.empty() || is_c_digit(name[0]) || is_c_name(name)) return false;
  return c_identifier<String>(name) == name;
}

// Names that have been given, each once.
template <class String>
class c_names {
 public:
  void take(String name) { taken_.push_back(std::move(name)); }
  // An identifier for this name that nothing else has.
  String give(std::string_view name) {
    String text = c_identifier<String>(name);
    while (is_c_name(text) || contains(taken_, text)) text += '_';
    taken_.push_back(text);
    return text;
  }
  const std::vector<String>& taken() const { return taken_; }

 private:
  std::vector<String> taken_;
};

}  // namespace tapeless::detail::print
