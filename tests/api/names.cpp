// SPDX-License-Identifier: BSL-1.0
// `using namespace tapeless` at global scope takes no words from a program: its own one-letter variables, its own
// run(), pass(), node and value, and its own namespace math stay usable, with all warnings on.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

int a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13;
int n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20, u = 21, v = 22, w = 23, z = 26;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
int A = 1, B = 2, E = 3, F = 4, N = 5, R = 6, T = 7, X = 8;

namespace math {
inline double twice(double number) { return 2 * number; }
}  // namespace math

struct node {
  int value = 0;
};
struct program {
  node nodes[2];
};
struct number {
  double digits = 0;
};
struct value {
  double amount = 0;
};
struct view {};
struct text {};
struct layout {};
struct builder {};
struct operation {};
struct plan {};
struct direction {};
struct problem {};

int run() { return 1; }
int pass(int count_of_them) { return count_of_them; }
int run(int speed) { return speed; }
int place() { return 2; }
int contains() { return 3; }
int join() { return 4; }
int fill() { return 5; }
int is_zero() { return 6; }
int detail_of() { return 7; }
enum class mode { slow, fast };
enum class cost { low, high };

// A formula as a function object of the program's own, with its own parameter names.
double evaluate(double x_value, double y_value) { return (x * y + sin(x))(x = x_value, y = y_value); }

template <class Number>
constexpr Number energy(Number position, Number speed) {
  return speed * speed / Number(2) + position;
}

// Functions named like the library's, with another number of parameters.
template <class Number>
constexpr Number elu(Number at) {
  return at + Number(100);
}
template <class Number>
constexpr auto norm(const Number& first, const Number& second) {
  return first * first + second * second;
}

TEST_CASE("a program's own names stay its own") {
  CHECK(a + b + c + d + e + f + g + h + i + j + k + l + m == 91);
  CHECK(n + o + p + q + r + s + t + u + v + w + z == 14 + 15 + 16 + 17 + 18 + 19 + 20 + 21 + 22 + 23 + 26);
  CHECK(A + B + E + F + N + R + T + X == 36);
  CHECK(run() + run(3) + pass(2) + place() + contains() + join() + fill() + is_zero() + detail_of() == 33);
  CHECK(math::twice(2.0) == 4.0);
  CHECK(program{{node{1}, node{2}}}.nodes[1].value == 2);
  CHECK(number{1.5}.digits + value{2.5}.amount == 4.0);
  CHECK((mode::fast != mode::slow && cost::low != cost::high));
  CHECK((sizeof(view) + sizeof(text) + sizeof(layout) + sizeof(builder) + sizeof(operation) + sizeof(plan) > 0));
}

TEST_CASE("numbers are still numbers") {
  // Unqualified calls on plain doubles find the C library and nothing of the formulas'.
  const double plain = sin(0.5) + exp(1.0) + pow(2.0, 3.0) + std::max(1.0, 2.0) + fabs(-1.0);
  CHECK(std::abs(plain - (std::sin(0.5) + std::exp(1.0) + 8 + 2 + 1)) < 1e-15);
  CHECK(energy(1.0, 2.0) == 3.0);
  CHECK(1 + 2 == 3);
  CHECK((1 < 2 && !(2.0 < 1.0)));
}

TEST_CASE("and formulas are formulas") {
  CHECK(std::abs(evaluate(0.5, 2.0) - (1 + std::sin(0.5))) < 1e-15);
  constexpr auto potential = record<"x", "y">([](auto position, auto speed) { return energy(position, speed); });
  const auto result = value_and_gradient(potential, x, y)(x = 1.0, y = 2.0);
  CHECK(result.value == 3.0);
  CHECK(result[y] == 2.0);
  CHECK(tapeless::function(potential, arguments(x, y))(1.0, 2.0) == 3.0);
  CHECK(record<"x", "y">([](auto first, auto second) { return elu(first) + norm(first, second); })(x = 1.0, y = 2.0) ==
        106);
  CHECK(norm(x, x)(x = 2.0) == 8);
  const int count_of_symbols = 2;
  CHECK(count_of_symbols == 2);
  CHECK(to_string(hessian(potential, x, y)(y, y)) == "1");
  CHECK(record<"x">([](auto in) {
          auto sum = in;
          for (int step = 0; step < 3; ++step) sum = sum * in;
          return sum;
        })(x = 2.0) == 16.0);
}
