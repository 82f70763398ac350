// SPDX-License-Identifier: BSL-1.0
// Formulas as C functions. Each printed function stands here a second time, pasted in as code: the text must be the
// golden one, and the code must give the formula's numbers.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <string>

#include <tapeless/tapeless.hpp>

// NAN is a float, which C makes a double without a word.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdouble-promotion"
// clang-format off
// A golden function, once as text and once as code.
#define GOLDEN(text, ...)       \
  namespace golden {            \
  __VA_ARGS__                   \
  }                             \
  namespace {                   \
  const char text[] = #__VA_ARGS__; \
  }

GOLDEN(branches_text, double branches(double a, double b, double c, double k) {
  return ((a < b) && !(b >= c) ? a*a/b : (-1.0/10.0)*sqrt(a)) + (k == 1 ? a : k == 2 ? b : k == 3 ? c : NAN);
})
GOLDEN(shared_text, void shared(double a, double b, double *out) {
  const double t1 = exp(a*b);
  const double t2 = t1 + 1.0;
  const double t3 = t1/t2;
  const double t4 = 1.0/t2;
  const double t5 = t1*(t4 - t3*t4);
  out[0] = t3;
  out[1] = b*t5;
  out[2] = a*t5;
})
GOLDEN(signs_text, double signs(double a, double b, double c) {
  return a/(b*c) - (a - (b - c)) + a/b/c - 2.0*a;
})
GOLDEN(conditions_text, double conditions(double a, double b) {
  const int c_t1 = a < b;
  return (c_t1 ? a : b) + (c_t1 ? sin(a) : exp(b));
})
GOLDEN(clash_text, void clash(double out, double double_, double *out_) {
  out_[0] = out*double_;
  out_[1] = out;
})
GOLDEN(functions_text, double functions(double x, double y) {
  return fabs(x) + atan2(x, y) + ((x) < (y) ? (y) : (x)) + pow(x, y) + cbrt(x) + fmod(x, y) + erf(x);
})
// clang-format on
#pragma GCC diagnostic pop

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

using checks::close;

// White space does not matter; the preprocessor has its own idea of it.
std::string squeezed(const std::string& text) {
  std::string result;
  for (char one : text)
    if (one != ' ' && one != '\n') result += one;
  return result;
}
bool same_code(const std::string& printed, const std::string& golden) {
  return squeezed(printed) == squeezed("#include <math.h>" + golden);
}

TEST_CASE("branches") {
  constexpr auto f = select(a < b && !(b >= c), pow(a, 2_c) / b, -sqrt(a) * 0.1_c) + choose(k, a, b, c);
  CHECK(same_code(to_c(f, "branches"), branches_text));
  for (int which : {1, 2, 3})
    for (double at : {0.5, 2.0})
      CHECK(close(golden::branches(at, 1.0, 3.0, which), f(a = at, b = 1.0, c = 3.0, k = which)));
}

TEST_CASE("values and derivatives with shared parts") {
  constexpr auto f = value_and_gradient(exp(a * b) / (1_c + exp(a * b)), a, b);
  CHECK(same_code(to_c(f, "shared"), shared_text));
  double out[3];
  golden::shared(0.4, -0.7, out);
  const auto r = f(a = 0.4, b = -0.7);
  CHECK(close(out[0], r.value));
  CHECK(close(out[1], r[a]));
  CHECK(close(out[2], r[b]));
}

TEST_CASE("signs and precedence") {
  constexpr auto f = a / (b * c) - (a - (b - c)) + a / b / c - (-a) * (-2_c);
  CHECK(same_code(to_c(f, "signs"), signs_text));
  CHECK(close(golden::signs(1.5, -0.3, 0.8), f(a = 1.5, b = -0.3, c = 0.8)));
}

TEST_CASE("a condition that is used twice is an int") {
  constexpr auto f = select(a < b, a, b) + select(a < b, sin(a), exp(b));
  CHECK(same_code(to_c(f, "conditions"), conditions_text));
  for (double at : {0.1, 0.9}) CHECK(close(golden::conditions(at, 0.5), f(a = at, b = 0.5)));
}

TEST_CASE("names that C has taken") {
  constexpr auto out = symbol<"out">;
  constexpr auto keyword = symbol<"double">;
  CHECK(same_code(to_c(bundle(out * keyword, out), "clash"), clash_text));
  double numbers[2];
  golden::clash(2.0, 3.0, numbers);
  CHECK(numbers[0] == 6);
  CHECK(numbers[1] == 2);
  // Names beyond ASCII stay apart.
  CHECK(to_c(symbol<"α"> * symbol<"β">).find("return α*β;") != std::string::npos);
}

TEST_CASE("functions of the C library") {
  constexpr auto f = abs(x) + atan2(x, y) + max(x, y) + pow(x, y) + cbrt(x) + fmod(x, y) + erf(x);
  CHECK(same_code(to_c(f, "functions"), functions_text));
  CHECK(close(golden::functions(1.7, 0.6), f(x = 1.7, y = 0.6)));
}

TEST_CASE("arguments in the order asked for, and none") {
  CHECK(same_code(to_c(bundle(a, 2_c, a * b), arguments(b, c, a), "g"),
                  "void g(double b, double c, double a, double *out) {out[0]=a;out[1]=2.0;out[2]=a*b;}"));
  CHECK(same_code(to_c(a - b), "double f(double a, double b) {return a - b;}"));
  CHECK(same_code(to_c(2_c), "double f(void) {return 2.0;}"));
  CHECK(same_code(to_c(constant<std::numeric_limits<double>::infinity()>), "double f(void) {return INFINITY;}"));
  CHECK(same_code(to_c(constants::pi * 1e300_c), "double f(void) {return 1e+300*3.14159265358979323846;}"));
}

}  // namespace
