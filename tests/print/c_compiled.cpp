// SPDX-License-Identifier: BSL-1.0
// Printed C is the formula: every request, numbers at the ends, names that C has taken. It is compiled by the C
// compiler and must give the bits that the formula has in C++.
#include "tests/support/printed_c.hpp"

#include <stdexcept>
#include <tuple>

namespace {

using namespace printed_c;
using namespace tapeless::literals;

struct twice_ {
  static constexpr auto name = "twice";
  static constexpr auto value = [](const auto& x) { return 2 * x; };
  static constexpr auto partial = [](auto) { return 2; };
};
// Called like a function that the C library of Unix has.
struct gamma_rule {
  static constexpr auto name = "gamma";
  static constexpr auto value = [](const auto& x) { return 3 * x; };
  static constexpr auto partial = [](auto) { return 3; };
};
// A pattern without brackets.
struct bare_ {
  static constexpr auto name = "bare";
  static constexpr auto c = "#1*#2 + #1";
  static constexpr auto value = [](const auto& x, const auto& y) { return x * y + x; };
  static constexpr auto partial = std::tuple{[](auto, auto y) { return y + 1; }, [](auto x, auto) { return x; }};
};

void add_formulas() {
  add("order", a / (a + b), arguments(b, a));
  add("unused", a * a, arguments(c, b, a));
  add("derivative without b", derivative(a * a + b, a), arguments(b, a));
  add("numbers",
      a * 1e22_c + 0.1_c / (a + constant<5e-324>)-b * constant<9007199254740993> + a * constant<9007199254740993, 7> -
          constant<1, 9007199254740993> * b + constant<-0.0> + c * 123456789012345678_c,
      arguments(a, b, c));
  add("infinities", max(a, constant<-inf>) + min(b, constant<inf>), arguments(a, b));
  add("signs", a - (b - c) - (-(-a)) + (-a) * (-2_c) - -2_c * b / (c / a) - (a - -3_c), arguments(a, b, c));
  add("powers", pow(a, -2_c) + pow(-2_c, b) + pow(2_c, pow(3_c, a)) + pow(pow(a, b), c) + pow(-a, 2_c) - pow(a, 2_c),
      arguments(a, b, c));
  add("logic", select((a < b || b < c) && !(a >= c), a, select(equals(a, b), b * c, c)), arguments(a, b, c));
  add("condition", a < b && !signbit(a), arguments(a, b));
  add("choice", choose(k, a, b * c, c) * choose(k + 1_c, b, sin(a), a), arguments(a, b, c, k));
  add("ties", max(max(a * b, b * c), max(c, a + b)) - min(a - b, min(b * b, c)), arguments(a, b, c));
  add("log_sum_exp of four", log_sum_exp(a, b * c, c, 2_c) + log_sum_exp(a), arguments(a, b, c));
  own_functions()["twice"] = [](const double* x) { return 2 * x[0]; };
  own_functions()["gamma_"] = [](const double* x) { return 3 * x[0]; };
  add("user", function_of<twice_>(a + b) * function_of<gamma_rule>(b) / function_of<bare_>(a + b, b - a),
      arguments(a, b));
  add("recorded", record<"a", "b">([](auto x, auto y) {
        for (int step = 0; step < 12; ++step) x = sin(x) * x + y;
        return x;
      }),
      arguments(a, b));
}
void add_names() {
  constexpr auto strange = symbol<"x'"> - symbol<"x_"> / symbol<"double"> + symbol<"double_"> * symbol<"t1">;
  add("primes and words", strange * strange + exp(strange),
      arguments(symbol<"x'">, symbol<"x_">, symbol<"double">, symbol<"double_">, symbol<"t1">));
  functions().back().arity = 5;
  constexpr auto library = exp(symbol<"exp">) + symbol<"y0"> * symbol<"I"> - symbol<"printed_1">;
  add("functions", library, arguments(symbol<"exp">, symbol<"y0">, symbol<"I">, symbol<"printed_1">));
  constexpr auto kinds = symbol<"k"> * symbol<"k"> + 3_c * k;
  add("a real and an integer", kinds, arguments(symbol<"k">, k));
  constexpr auto parts = (symbol<"c_t1"> < b) || symbol<"v1"> < symbol<"t1">;
  add("names of parts", select(parts, b, a) + select(parts, sin(a), b),
      arguments(a, b, symbol<"c_t1">, symbol<"t1">, symbol<"v1">));
  add("beyond ASCII", symbol<"α"> * symbol<"β²"> - symbol<"→">, arguments(symbol<"β²">, symbol<"→">, symbol<"α">));
  add("out", bundle(symbol<"out"> + a, symbol<"out"> * a), arguments(symbol<"out">, a));
}
void add_requests() {
  static constexpr auto f = a * exp(b / c) + hypot(a, b) * select(a < b, log(c), c * a);
  static constexpr auto g = atan2(a * c, b) - sqrt(c);
  add("value and gradient", value_and_gradient(f, a, b, c), arguments(c, b, a));
  add("gradient", gradient(f, b, a), arguments(a, b, c));
  add("hessian", hessian(f, a, b, c), arguments(b, a, c));
  add("value, gradient, Hessian", value_gradient_hessian(g, a, b, c), arguments(a, b, c));
  add("bundle", bundle(f, g, 2_c, a), arguments(a, b, c));
  add("jacobian", jacobian(bundle(f, g), a, c), arguments(a, b, c));
  add("value and jacobian", value_and_jacobian(bundle(f, g), a, c), arguments(a, b, c));
  add("third derivative", derivative<3>(f, b), arguments(a, b, c));
  add("stabilized", stabilize(log(exp(a) + exp(b)) + 1_c - cos(c)), arguments(a, b, c));
  add("gradient of stabilized", value_and_gradient(stabilize(log(exp(a) + exp(b))), a, b), arguments(a, b));
  add("simplified", simplify(f * f / g + f + 3_c * f), arguments(a, b, c));
  add("substituted", substitute(f, a = g, b = a), arguments(a, b, c));
  add("pullback", to_c(pullback(bundle(f, g), a, c), arguments(a, b, c), next_name()), 5, 2,
      [](const double* in, double* out) {
        const auto r = pullback(bundle(f, g), a, c)(in[0], in[1], a = in[2], b = in[3], c = in[4]);
        out[0] = r[a];
        out[1] = r[c];
      });
  add("jvp", to_c(jvp(f, a, b, c), next_name()), 6, 1, [](const double* in, double* out) {
    out[0] = jvp(f, a, b, c)(in[0], in[1], in[2], a = in[3], b = in[4], c = in[5]);
  });
  add("hvp", to_c(hvp(g, a, b), arguments(c, b, a), next_name()), 5, 2, [](const double* in, double* out) {
    const auto r = hvp(g, a, b)(in[0], in[1], c = in[2], b = in[3], a = in[4]);
    out[0] = r[a];
    out[1] = r[b];
  });
}

}  // namespace

TEST_CASE("printed C gives the bits of the formula") {
  add_formulas();
  add_names();
  add_requests();
  check_all();
}

TEST_CASE("nested maxima do not double the text") {
  constexpr auto nested = record<"x", "y">([](auto x, auto y) {
    for (int level = 0; level < 40; ++level) x = max(x * y, min(y, x + 1));
    return x;
  });
  CHECK(to_c(nested).size() < 40 * 200);
}

TEST_CASE("a name that a C function cannot have") {
  const auto says = [](const char* name) {
    try {
      to_c(a, name);
    } catch (const std::invalid_argument& mistake) {
      return std::string(mistake.what());
    }
    return std::string();
  };
  for (const char* name : {"double", "exp", "y0", "2x", "", "a b", "NAN", "sinf", "main", "__x"}) {
    INFO(name);
    CHECK(says(name) ==
          "tapeless: to_c needs a name for the function that is an identifier and no word of C or math.h: " +
              std::string(name));
  }
  CHECK(says("energy").empty());
}

TEST_CASE("functions that C lacks are declared") {
  const std::string text = to_c(digamma(a) + beta(a, b));
  CHECK(text.find("double digamma(double);\ndouble beta(double, double);\n") != std::string::npos);
  CHECK(to_c(sin(a)).find("double sin(") == std::string::npos);
}
