// SPDX-License-Identifier: BSL-1.0
// Functions of C that were printed, compiled by the C compiler into a library, and called beside the formulas that they
// were printed from. What C lacks is lent to the library by its name.
#pragma once

#include "tests/support/catch.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

// CMake says which; by hand it is the usual one.
#ifndef TAPELESS_C_COMPILER
#define TAPELESS_C_COMPILER "cc"
#endif

namespace printed_c {

using namespace tapeless;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto d = symbol<"d">;
constexpr auto k = integer<"k">;

// A printed function, and the same in C++.
struct printed_function {
  std::string label;
  std::string code;
  std::size_t arity;
  std::size_t results;
  std::function<void(const double* in, double* out)> formula;
};
inline std::vector<printed_function>& functions() {
  static std::vector<printed_function> list;
  return list;
}
inline std::string next_name() { return "printed_" + std::to_string(functions().size()); }

template <class H>
inline constexpr std::size_t size_of_result = detail::flat_size<typename H::template result<double>>;

template <class H>
void by_formula(const double* in, double* out) {
  H{}(std::span<const double, H::arity>(in, H::arity), std::span<double, size_of_result<H>>(out, size_of_result<H>));
}
template <class F, class... X>
void add(const std::string& label, const F& f, const symbol_list<X...>& list) {
  constexpr auto h = function(F{}, symbol_list<X...>{});
  using H = std::remove_const_t<decltype(h)>;
  static_cast<void>(f);
  static_cast<void>(list);
  functions().push_back({label, to_c(h, next_name()), sizeof...(X), size_of_result<H>, &by_formula<H>});
}
// For requests with numbers that come with the call.
inline void add(const std::string& label, std::string code, std::size_t arity, std::size_t results,
                std::function<void(const double*, double*)> formula) {
  functions().push_back({label, std::move(code), arity, results, std::move(formula)});
}

// What C lacks, lent by name: the rules of the library, and those of a test.
using own_function = double (*)(const double*);
inline std::map<std::string, own_function>& own_functions() {
  static std::map<std::string, own_function> list;
  return list;
}
template <class... R>
double call_rule(tapeless::detail::rule_list<R...>, const std::string& name, const double* x, int count) {
  const dag::operation* const all[] = {&operation_of<R>...};
  for (const dag::operation* one : all)
    if (name == one->name) return one->value(x, count);
  std::abort();
}
inline double lent_call(const char* name, const double* x, int count) {
  const auto own = own_functions().find(name);
  return own != own_functions().end() ? own->second(x) : call_rule(rules::number_rules{}, name, x, count);
}
// The declarations of a printed text, defined as calls of what is lent.
inline void lend(std::ofstream& file, const std::string& code, std::set<std::string>& lent) {
  std::istringstream lines(code);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t open = line.find('(');
    if (!line.starts_with("double ") || !line.ends_with(");") || open == std::string::npos) continue;
    const std::string name = line.substr(7, open - 7);
    if (!lent.insert(name).second) continue;
    const auto count = 1 + std::count(line.begin(), line.end(), ',');
    file << "double " << name << "(";
    for (int slot = 0; slot < count; ++slot) file << (slot > 0 ? ", double x" : "double x") << slot;
    file << ") { const double x[] = {";
    for (int slot = 0; slot < count; ++slot) file << (slot > 0 ? ", x" : "x") << slot;
    file << "}; return lent_call(\"" << name << "\", x, " << count << "); }\n";
  }
}

// All functions as one file, as they are printed.
inline void write_library(const std::string& path) {
  std::ofstream file(path);
  for (const printed_function& one : functions()) file << one.code << '\n';
  for (std::size_t f = 0; f < functions().size(); ++f) {
    const printed_function& one = functions()[f];
    const bool single = one.results == 1;
    file << "void call_" << f << "(const double *in, double *out) { " << (single ? "out[0] = " : "") << "printed_" << f
         << "(";
    for (std::size_t j = 0; j < one.arity; ++j) file << (j > 0 ? ", " : "") << "in[" << j << "]";
    file << (single ? "" : one.arity > 0 ? ", out" : "out") << "); (void)in; }\n";
  }
  std::set<std::string> lent;
  file << "double (*lent_call)(const char *, const double *, int);\n";
  for (const printed_function& one : functions()) lend(file, one.code, lent);
}

struct library {
  void* handle = nullptr;
  explicit library(const std::string& stem) {
    const std::string source = stem + ".c", object = stem + ".so";
    write_library(source);
    const std::string command = std::string(TAPELESS_C_COMPILER) +
                                " -x c -std=c99 -O1 -ffp-contract=off -fno-builtin -fPIC -shared -Wall -Wextra -Werror "
                                "-Wno-unused-parameter -Wno-tautological-negation-compare " +
                                source + " -o " + object + " -lm";
    REQUIRE(std::system(command.c_str()) == 0);
    handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
    REQUIRE(handle != nullptr);
    std::remove(object.c_str());
    std::remove(source.c_str());
    void* const place = dlsym(handle, "lent_call");
    REQUIRE(place != nullptr);
    *static_cast<double (**)(const char*, const double*, int)>(place) = &lent_call;
  }
  library(const library&) = delete;
  library& operator=(const library&) = delete;
  ~library() { dlclose(handle); }
  using caller = void (*)(const double*, double*);
  caller at(std::size_t f) const {
    return reinterpret_cast<caller>(dlsym(handle, ("call_" + std::to_string(f)).c_str()));
  }
};

// Two NaNs are equal whatever their sign, which IEEE leaves open.
inline bool same_bits(double x, double y) {
  return (x != x && y != y) || std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
}

inline const std::vector<std::array<double, 6>> points{
    {0.3, 0.7, 1.9, 2},   {1.25, 2.5, 0.4, 1},    {-0.6, 1.3, 2.2, 3},   {2, 6, 3, 2},         {0.0, -0.0, 0.0, 1},
    {-0.0, 0.0, 1.0, 1},  {3, 3, 3, 3},           {1e-9, 0.999, 0.1, 2}, {40, 0.25, 7.5, 4},   {-35.7, -2, 0.5, 1},
    {1e200, 1e200, 1, 1}, {3e-200, 1e-200, 0, 2}, {inf, 1, 2, 1},        {-inf, inf, -inf, 2}, {nan, 1, 2, 1},
    {1, nan, nan, nan},   {5e-324, 2, 3, 1},      {0.5, 0.5, 1, 0.5}};

// Rules that the library evaluates with more care than a line of C: an exponential of a square to the last bit.
inline bool is_rougher_as_c(const std::string& rule) {
  return rule == "erf_slope" || rule == "normal_density" || rule == "normal_cdf" || rule == "gelu";
}

// Where the standard library may throw is left out.
inline bool compare(const library& from, std::size_t f) {
  const printed_function& one = functions()[f];
  const library::caller call = from.at(f);
  if (call == nullptr) return false;
  std::vector<double> expected(one.results), got(one.results);
  bool same = true;
  for (std::array<double, 6> in : points) {
    if (one.label.find("bessel") != std::string::npos || one.label.find("neumann") != std::string::npos ||
        one.label.find("polygamma") != std::string::npos) {
      if (!(in[1] > 0.1 && in[1] < 50)) continue;
      in[0] = 2;
    }
    one.formula(in.data(), expected.data());
    call(in.data(), got.data());
    for (std::size_t r = 0; r < one.results; ++r) {
      if (same_bits(got[r], expected[r])) continue;
      if (is_rougher_as_c(one.label) && std::abs(got[r] - expected[r]) <= 1e-12 * std::abs(expected[r])) continue;
      same = false;
      char text[400];
      std::snprintf(text, sizeof text, "%s(%g, %g, %g, %g)[%zu]: C gives %.17g, the formula %.17g", one.label.c_str(),
                    in[0], in[1], in[2], in[3], r, got[r], expected[r]);
      UNSCOPED_INFO(text << '\n' << one.code);
    }
  }
  return same;
}

// Compiles all functions that were added and compares each at all points.
inline void check_all() {
  static int files = 0;
  const library compiled("/tmp/tapeless_printed_" + std::to_string(getpid()) + "_" + std::to_string(++files));
  for (std::size_t f = 0; f < functions().size(); ++f) {
    INFO(functions()[f].label);
    CHECK(compare(compiled, f));
  }
}

}  // namespace printed_c
