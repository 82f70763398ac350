// SPDX-License-Identifier: BSL-1.0
// Rows S1 to S8 of the notes on back-propagation: every derivative as a type, as text, in a constant expression, and as
// numbers for an upstream gradient g-L given at run time. The two slips of the notes are corrected: g-d carries -1/d^2,
// and e1 receives from P1 and from d.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <random>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto d = symbol<"d">;
constexpr auto s = symbol<"s">;
constexpr auto P = symbol<"P">;
constexpr auto P1 = symbol<"P1">;
constexpr auto P2 = symbol<"P2">;
constexpr auto e1 = symbol<"e1">;
constexpr auto e2 = symbol<"e2">;
constexpr auto y = integer<"y">;

// Numbers that are not known to the compiler.
double some(double low, double high) {
  static std::mt19937 generator(7);
  return std::uniform_real_distribution<double>(low, high)(generator);
}

using checks::close;

// S1: Q = c + d
constexpr auto sum = c + d;
static_assert(derivative(sum, c) == 1_c && derivative(sum, d) == 1_c);
static_assert(std::is_same_v<decltype(derivative(sum, c)), std::remove_cv_t<decltype(constant<1>)>>);
static_assert(pullback(sum, c, d)(5.0, c = 2.0, d = 3.0)[c] == 5.0 &&
              pullback(sum, c, d)(5.0, c = 2.0, d = 3.0)[d] == 5.0);

TEST_CASE("S1: an add node passes its upstream gradient on") {
  CHECK(to_string(sum) == "c + d");
  CHECK(to_string(gradient(sum)) == "(1, 1)");
  const double g = some(-2, 2);
  const auto back = pullback(sum, c, d)(g, c = some(-1, 1), d = some(-1, 1));
  CHECK(back[c] == g);
  CHECK(back[d] == g);
}

// S2: Q = a*b
constexpr auto product = a * b;
static_assert(derivative(product, a) == b && derivative(product, b) == a);
static_assert(std::is_same_v<decltype(derivative(product, a)), std::remove_cv_t<decltype(b)>>);
static_assert(derivative(product, a)(a = 2.0, b = 3.0) == 3.0);

TEST_CASE("S2: a multiply node passes the other factor on") {
  CHECK(to_string(derivative(product, a)) == "b");
  CHECK(to_string(gradient(product)) == "(b, a)");
  const double g = some(-2, 2), av = some(-1, 1), bv = some(-1, 1);
  const auto back = pullback(product, a, b)(g, a = av, b = bv);
  CHECK(back[a] == g * bv);
  CHECK(back[b] == g * av);
}

// S3: b feeds Q1 = a*b and Q2 = b*c
constexpr auto fork = bundle(a * b, b* c);
static_assert(derivative(a * b + b * c, b) == a + c);
static_assert(gradient(a * b + b * c)[b] == a + c && gradient(a * b + b * c)[a] == b &&
              gradient(a * b + b * c)[c] == b);
static_assert(pullback(fork, b)(2.0, 3.0, a = 5.0, b = 1.0, c = 7.0)[b] == 2.0 * 5.0 + 3.0 * 7.0);

TEST_CASE("S3: a fork adds what comes back") {
  CHECK(to_string(derivative(a * b + b * c, b)) == "a + c");
  const double g1 = some(-2, 2), g2 = some(-2, 2), av = some(-1, 1), bv = some(-1, 1), cv = some(-1, 1);
  const auto back = pullback(fork, a, b, c)(g1, g2, a = av, b = bv, c = cv);
  CHECK(close(back[b], g1 * av + g2 * cv, 1e-13));
  CHECK(back[a] == g1 * bv);
  CHECK(back[c] == g2 * bv);
}

// S4: Q = -log10 P
constexpr auto log_node = -log10(P);
static_assert(derivative(log_node, P) == -1_c / (P * constants::ln10));
static_assert(
    std::is_same_v<decltype(derivative(log_node, P)), std::remove_cv_t<decltype(-1_c / (P * constants::ln10))>>);
static_assert(gradient(log_node)[P] == -1_c / (P * constants::ln10));
static_assert(derivative(log_node, P)(P = 0.5) < -0.868588963806503 &&
              derivative(log_node, P)(P = 0.5) > -0.868588963806504);

TEST_CASE("S4: the log node gives -1/(P*ln 10)") {
  CHECK(to_string(derivative(log_node, P)) == "-1/(P*ln(10))");
  CHECK(to_latex(derivative(log_node, P)) == "-\\frac{1}{P\\,\\ln 10}");
  const double g = some(-2, 2), p = some(0.1, 0.9);
  CHECK(close(pullback(log_node, P)(g, P = p)[P], -g / (p * std::log(10.0))));
}

// S5: P = choose(y, P1, P2) = P1*(2 - y) + P2*(y - 1)
constexpr auto choice = choose(y, P1, P2);
static_assert(derivative(choice, P1) == 2_c - y && derivative(choice, P2) == y - 1_c &&
              derivative(choice, y) == P2 - P1);
static_assert(gradient(choice).size() == 2, "y is data: no gradient unless it is asked for");
static_assert(choice(y = 1, P1 = 0.25, P2 = 0.5) == 0.25 && choice(y = 2, P1 = 0.25, P2 = 0.5) == 0.5);
static_assert(pullback(choice, P1, P2)(3.0, y = 1, P1 = 0.2, P2 = 0.3)[P1] == 3.0);
static_assert(pullback(choice, P1, P2)(3.0, y = 1, P1 = 0.2, P2 = 0.3)[P2] == 0.0);

TEST_CASE("S5: the choose node passes the gradient to the chosen one") {
  CHECK(to_string(choice) == "choose(y, P1, P2)");
  CHECK(to_string(derivative(choice, P1)) == "2 - y");
  CHECK(to_string(derivative(choice, P2)) == "y - 1");
  CHECK(to_string(derivative(choice, y)) == "P2 - P1");
  for (int which : {1, 2}) {
    const double g = some(-2, 2), p1 = some(0, 1), p2 = some(0, 1);
    CHECK(choice(y = which, P1 = p1, P2 = p2) == (which == 1 ? p1 : p2));
    const auto back = pullback(choice, P1, P2, y)(g, y = which, P1 = p1, P2 = p2);
    CHECK(back[P1] == g * (2 - which));
    CHECK(back[P2] == g * (which - 1));
    CHECK(close(back[y], g * (p2 - p1)));
  }
  CHECK(std::isnan(choice(y = 3, P1 = 0.1, P2 = 0.2)));
}

// S6: P1 = e1/d, P2 = e2/d with d = e1 + e2; both are outputs
constexpr auto total = e1 + e2;
constexpr auto quotients = bundle(e1 / total, e2 / total);
static_assert(derivative(e1 / d, e1) == 1_c / d && derivative(e1 / d, d) == -e1 / square(d));
static_assert(derivative(e1 / d, d) == -1_c * e1 * pow(d, -2_c));

TEST_CASE("S6: the divide nodes") {
  CHECK(to_string(derivative(e1 / d, e1)) == "1/d");
  CHECK(to_string(derivative(e1 / d, d)) == "-e1/d^2");
  const double g1 = some(-2, 2), g2 = some(-2, 2), e1v = some(0.1, 2), e2v = some(0.1, 2);
  const double dv = e1v + e2v;
  const double gd = -(g1 * e1v + g2 * e2v) / (dv * dv);
  const auto back = pullback(quotients, e1, e2)(g1, g2, e1 = e1v, e2 = e2v);
  CHECK(close(back[e1], g1 / dv + gd, 1e-12));
  CHECK(close(back[e2], g2 / dv + gd, 1e-12));
}

// S7: e = exp(s)
constexpr auto exp_node = exp(s);
static_assert(derivative(exp_node, s) == exp(s));
static_assert(std::is_same_v<decltype(derivative(exp_node, s)), std::remove_cv_t<decltype(exp_node)>>);
static_assert(count(value_and_gradient(exp_node, s)).call == 1, "the derivative is the value itself");

TEST_CASE("S7: the exp node reuses its value") {
  CHECK(to_string(derivative(exp_node, s)) == "exp(s)");
  const double g = some(-2, 2), sv = some(-3, 3);
  CHECK(close(pullback(exp_node, s)(g, s = sv)[s], std::exp(sv) * g));
}

// S8: f3, the whole circuit
constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto den = exp(s1) + exp(s2);
constexpr auto f3 = -log10(choose(y, exp(s1) / den, exp(s2) / den));

// The notes' formulas, node by node.
struct by_hand {
  double L, g_s1, g_s2, g_y;
};
by_hand notes(double s1v, double s2v, int yv, double g_L) {
  const double e1v = std::exp(s1v), e2v = std::exp(s2v);
  const double dv = e1v + e2v;
  const double p1 = e1v / dv, p2 = e2v / dv;
  const double p = p1 * (2 - yv) + p2 * (yv - 1);
  const double g_p = -g_L / (p * std::log(10.0));
  const double g_p1 = g_p * (2 - yv), g_p2 = g_p * (yv - 1);
  const double g_d = -(g_p1 * e1v + g_p2 * e2v) / (dv * dv);
  const double g_e1 = g_p1 / dv + g_d, g_e2 = g_p2 / dv + g_d;
  return {-std::log10(p), g_e1 * e1v, g_e2 * e2v, g_p * (p2 - p1)};
}

constexpr bool f3_in_a_constant_expression() {
  const auto r = value_and_gradient(f3, s1, s2)(s1 = 0.3, s2 = 1.2, y = 1);
  // 50-digit values: 0.53902627898898555..., -0.30876144590190062...
  const auto near = [](double x, double reference) { return x - reference < 4e-16 && reference - x < 4e-16; };
  return near(r.value, 0.53902627898898556) && near(r[s1], -0.30876144590190062) && near(r[s2], 0.30876144590190062);
}
static_assert(f3_in_a_constant_expression());
static_assert(gradient(f3).size() == 2);
static_assert(count(value_and_gradient(f3, s1, s2)).call == 3, "two exp and one log");

TEST_CASE("S8: f3 whole") {
  CHECK(f3_in_a_constant_expression());
  CHECK(to_string(f3) == "-log10(choose(y, exp(s1)/(exp(s1) + exp(s2)), exp(s2)/(exp(s1) + exp(s2))))");
  for (int repeat = 0; repeat < 50; ++repeat)
    for (int which : {1, 2}) {
      const double s1v = some(-3, 3), s2v = some(-3, 3), g = some(-2, 2);
      const by_hand expected = notes(s1v, s2v, which, g);
      const auto r = value_and_gradient(f3, s1, s2)(s1 = s1v, s2 = s2v, y = which);
      CHECK(close(r.value, expected.L, 1e-13));
      CHECK(close(g * r[s1], expected.g_s1, 1e-12));
      CHECK(close(g * r[s2], expected.g_s2, 1e-12));
      const auto back = pullback(f3, s1, s2, y)(g, s1 = s1v, s2 = s2v, y = which);
      CHECK(close(back[s1], expected.g_s1, 1e-12));
      CHECK(close(back[s2], expected.g_s2, 1e-12));
      CHECK(close(back[y], expected.g_y, 1e-12));
      CHECK(close(derivative(f3, s1)(s1 = s1v, s2 = s2v, y = which) * g, expected.g_s1, 1e-11));
    }
}

TEST_CASE("S8: the stable form agrees and survives large scores") {
  constexpr auto stable = stabilize(f3);
  CHECK(to_string(stable) == "softplus(-choose(y, s1 - s2, s2 - s1))/ln(10)");
  for (int which : {1, 2}) {
    const double s1v = some(-3, 3), s2v = some(-3, 3);
    CHECK(close(stable(s1 = s1v, s2 = s2v, y = which), f3(s1 = s1v, s2 = s2v, y = which), 1e-13));
  }
  const auto r = value_and_gradient(stable, s1, s2)(s1 = 800.0, s2 = -800.0, y = 2);
  CHECK(close(r.value, 1600 / std::log(10.0)));
  CHECK(close(r[s1], 1 / std::log(10.0)));
  CHECK(close(r[s2], -1 / std::log(10.0)));
}

}  // namespace
