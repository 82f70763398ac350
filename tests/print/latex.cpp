// SPDX-License-Identifier: BSL-1.0
// Formulas in LaTeX read as they mean: fractions and powers as such, parentheses where and only where a reader needs
// them, also inside the patterns of single functions.
#include "tests/support/catch.hpp"

#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto k = integer<"k">;

TEST_CASE("arithmetic") {
  CHECK(to_latex(a + b * c) == R"(a + b\,c)");
  CHECK(to_latex((a + b) * c) == R"(\left(a + b\right)\,c)");
  CHECK(to_latex(a - (b - c)) == R"(a - \left(b - c\right))");
  CHECK(to_latex(a / (b * c)) == R"(\frac{a}{b\,c})");
  CHECK(to_latex(a / b * c) == R"(\frac{a}{b}\,c)");
  CHECK(to_latex((a + b) / (a - b)) == R"(\frac{a + b}{a - b})");
  CHECK(to_latex(-(a + b)) == R"(-\left(a + b\right))");
  CHECK(to_latex(a * (-b)) == R"(a\,\left(-b\right))");
  CHECK(to_latex(2_c * a) == R"(2\,a)");
  CHECK(to_latex(-2_c * a) == R"(-2\,a)");
  CHECK(to_latex(a * 2_c) == R"(a \cdot 2)");
  CHECK(to_latex(0.1_c * a) == R"(\frac{1}{10}\,a)");
  CHECK(to_latex(a - 1_c / 2_c) == R"(a - \frac{1}{2})");
  CHECK(to_latex(1e300_c * a) == R"(1\cdot 10^{300}\,a)");
}

TEST_CASE("powers") {
  CHECK(to_latex(pow(a, 2_c)) == "{a}^{2}");
  CHECK(to_latex(square(a + b)) == R"({\left(a + b\right)}^{2})");
  CHECK(to_latex(pow(pow(a, b), c)) == R"({\left({a}^{b}\right)}^{c})");
  CHECK(to_latex(pow(a, b / c)) == R"({a}^{\frac{b}{c}})");
  CHECK(to_latex(pow(-a, 2_c)) == R"({\left(-a\right)}^{2})");
  CHECK(to_latex(-pow(a, 2_c)) == "-{a}^{2}");
  CHECK(to_latex(pow(a / b, 2_c)) == R"({\left(\frac{a}{b}\right)}^{2})");
  CHECK(to_latex(pow(exp(a), b)) == R"({\left(e^{a}\right)}^{b})");
  CHECK(to_latex(pow(rsqrt(a), 2_c)) == R"({\left(\frac{1}{\sqrt{a}}\right)}^{2})");
  CHECK(to_latex(pow(1e300_c, a)) == R"({\left(1\cdot 10^{300}\right)}^{a})");
}

TEST_CASE("functions with notations of their own") {
  CHECK(to_latex(sin(a + b)) == R"(\sin\left(a + b\right))");
  CHECK(to_latex(sqrt(a + b)) == R"(\sqrt{a + b})");
  CHECK(to_latex(cbrt(a)) == R"(\sqrt[3]{a})");
  CHECK(to_latex(exp(a * b)) == R"(e^{a\,b})");
  CHECK(to_latex(abs(a - b)) == R"(\left|a - b\right|)");
  CHECK(to_latex(floor(a)) == R"(\left\lfloor a\right\rfloor)");
  CHECK(to_latex(log10(a)) == R"(\log_{10}\left(a\right))");
  CHECK(to_latex(hypot(a, b)) == R"(\sqrt{{a}^{2}+{b}^{2}})");
  CHECK(to_latex(hypot(a + b, c)) == R"(\sqrt{{\left(a + b\right)}^{2}+{c}^{2}})");
  CHECK(to_latex(fma(a + b, c, a) * b) == R"(\left(\left(a + b\right)\,c+a\right)\,b)");
  CHECK(to_latex(xlogy(a + b, c)) == R"(\left(a + b\right)\,\ln\left(c\right))");
  CHECK(to_latex(expm1(a) * b) == R"(\left(e^{a}-1\right)\,b)");
  CHECK(to_latex(sin_pi(a + b)) == R"(\sin\left(\pi\,\left(a + b\right)\right))");
  CHECK(to_latex(log1p(-a)) == R"(\ln\left(1+\left(-a\right)\right))");
  CHECK(to_latex(constants::pi * constants::e + constants::ln10) == R"(\pi\,e + \ln 10)");
}

TEST_CASE("conditions") {
  CHECK(to_latex(select(a <= b, a, b)) == R"(\begin{cases}a & \text{if } a \le b\\ b & \text{otherwise}\end{cases})");
  CHECK(to_latex((a < b || b < c) && !(a >= c)) ==
        R"(\left(\left(a < b\right) \lor \left(b < c\right)\right) \land \lnot\left(a \ge c\right))");
  CHECK(to_latex(choose(k, a, b)) == R"(\operatorname{choose}\left(k, a, b\right))");
}

TEST_CASE("names") {
  CHECK(to_latex(symbol<"lambda"> * symbol<"Omega">) == R"(\lambda\,\Omega)");
  CHECK(to_latex(symbol<"s1"> + symbol<"x_max"> + symbol<"w12">) == R"(s_{1} + x_{\mathrm{max}} + w_{12})");
  CHECK(to_latex(symbol<"speed">) == R"(\mathrm{speed})");
  CHECK(to_latex(symbol<"a_b_c">) == "a_{b,c}");
  CHECK(to_latex(symbol<"W1_old"> + symbol<"v_alpha_2">) == R"(W_{1,\mathrm{old}} + v_{\alpha,2})");
  CHECK(to_latex(symbol<"free_energy">) == R"(\mathrm{free}_{\mathrm{energy}})");
  CHECK(to_latex(symbol<"_x"> * symbol<"x_">) == R"(\mathrm{\_x}\,\mathrm{x\_})");
  // Two symbols never read the same, nor like a constant.
  CHECK(to_latex(symbol<"x1"> * symbol<"x_1">) == R"(x_{1}\,\mathrm{x\_1})");
  CHECK(to_latex(symbol<"e"> * exp(a)) == R"(\mathrm{e}\,e^{a})");
  CHECK(to_latex(symbol<"pi"> * constants::pi) == R"(\mathrm{pi}\,\pi)");
  CHECK(to_latex(symbol<"e"> * sqrt(symbol<"pi">)) == R"(e\,\sqrt{\pi})");
}

TEST_CASE("bundles, derivatives and shared parts") {
  CHECK(to_latex(bundle(a, b / c)) == R"(\left(a,\; \frac{b}{c}\right))");
  CHECK(to_latex(derivative(-log10(a), a)) == R"(-\frac{1}{a\,\ln 10})");
  CHECK(to_latex(gradient(a * b * b, a, b)) == R"(\left({b}^{2},\; 2\,a\,b\right))");
  constexpr auto chain = record<"a", "b">([](auto u, auto v) {
    for (int level = 0; level < 8; ++level) u = sin(u) * u + v;
    return u;
  });
  const std::string text = to_latex(chain);
  CHECK(text.starts_with("\\begin{aligned}\nt_{1} &= \\sin\\left(a\\right)\\,a + b \\\\\n"));
  CHECK(text.ends_with("& \\sin\\left(t_{7}\\right)\\,t_{7} + b\n\\end{aligned}"));
}

TEST_CASE("matrices") {
  CHECK(to_latex(jacobian(bundle(a * b, a / b), a, b)) ==
        R"(\begin{pmatrix}b & a \\ \frac{1}{b} & -\frac{a}{{b}^{2}}\end{pmatrix})");
  CHECK(to_latex(hessian(a * a * b + sin(b), a, b)) ==
        R"(\begin{pmatrix}2\,b & 2\,a \\ 2\,a & -\sin\left(b\right)\end{pmatrix})");
  CHECK(to_latex(value_gradient_hessian(square(a) * b, a, b)) ==
        R"(\left({a}^{2}\,b,\; \begin{pmatrix}2\,a\,b \\ {a}^{2}\end{pmatrix},\; )"
        R"(\begin{pmatrix}2\,b & 2\,a \\ 2\,a & 0\end{pmatrix}\right))");
  CHECK(to_latex(value_and_jacobian(bundle(a, b), a, b)) ==
        R"(\left(\begin{pmatrix}a \\ b\end{pmatrix},\; \begin{pmatrix}1 & 0 \\ 0 & 1\end{pmatrix}\right))");
}

// The lines of a text as LaTeX sets them, each no wider than a page allows.
bool fits_page(const std::string& text) {
  return detail::print::widest_line<std::string>(text) <= detail::print::latex_line;
}
std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_CASE("wide matrices name their entries, and stand in parts where that is not enough") {
  constexpr auto wave = [](auto x) { return symbol<"amplitude"> * sin(symbol<"frequency"> * x + symbol<"phase">); };
  const std::string wide = to_latex(jacobian(bundle(wave(a) * wave(b), wave(b) * wave(c)), a, b, c));
  CHECK(fits_page(wide));
  CHECK(wide.starts_with("\\begin{aligned}\nt_{1} &= "));
  CHECK(wide.find("& \\begin{pmatrix}") != std::string::npos);
  CHECK(wide.find(" & 0 \\\\ 0 & ") != std::string::npos);
  // More columns than the matrices of amsmath have.
  constexpr auto p = symbols<"p", 12>;
  constexpr auto f = record(p, [](const auto& v) {
    auto s = v[0] * v[1];
    for (int m = 1; m < 11; ++m) s += v[m] * v[m + 1];
    return s;
  });
  const std::string twelve = to_latex(jacobian(bundle(f, f * f), p));
  CHECK(fits_page(twelve));
  CHECK(count_of(twelve, "\\begin{array}{*{12}{c}}") == 1);
  CHECK(count_of(twelve, "\\left") == count_of(twelve, "\\right"));
  constexpr auto q = symbols<"q", 40>;
  constexpr auto g = record(q, [](const auto& v) {
    auto s = v[0] * v[0];
    for (int m = 1; m < 40; ++m) s += v[m] * v[m];
    return s;
  });
  const std::string forty = to_latex(jacobian(bundle(g, g), q));
  CHECK(fits_page(forty));
  CHECK(forty.find("\\text{columns }1\\text{ to }") != std::string::npos);
  CHECK(forty.find("\\text{ to }40\\text{: }") != std::string::npos);
}

TEST_CASE("what is too wide inside of brackets, fractions and exponents gets a name") {
  constexpr auto wave = [](auto x) { return symbol<"amplitude"> * sin(symbol<"frequency"> * x + symbol<"phase">); };
  constexpr auto long_sum = wave(a) + wave(b) - wave(c) * wave(a) + exp(symbol<"first"> * symbol<"second">);
  CHECK(!fits_page("\\left(" + to_latex(a * b) + std::string(80, 'x') + "\\right)"));
  for (const std::string& text :
       {to_latex(square(sin(long_sum))), to_latex(wave(a) / long_sum), to_latex(exp(-long_sum)),
        to_latex(select(long_sum < a, long_sum * a, b)), to_latex(log(long_sum) * long_sum)}) {
    CHECK(fits_page(text));
    CHECK(text.find("t_{1} &= ") != std::string::npos);
  }
}

TEST_CASE("long sums and products are broken outside of brackets") {
  constexpr auto wave = [](auto x) { return symbol<"amplitude"> * sin(x + symbol<"phase">); };
  constexpr auto sum = wave(symbol<"first">) - wave(symbol<"second">) + wave(symbol<"third">) + wave(symbol<"fourth">);
  const std::string text = to_latex(sum);
  CHECK(text.starts_with("\\begin{aligned}\n& \\mathrm{amplitude}\\,"));
  CHECK(text.ends_with("\n\\end{aligned}"));
  CHECK(text.find(" \\\\\n&\\quad{} + \\mathrm{amplitude}\\,\\sin\\left(\\mathrm{third}") != std::string::npos);
  CHECK(text.find("\\cdot") == std::string::npos);
  const std::string product =
      to_latex(wave(symbol<"first">) * wave(symbol<"second">) * wave(symbol<"third">) * wave(symbol<"fourth">));
  CHECK(product.find(" \\\\\n&\\quad{}\\cdot{}\\,") != std::string::npos);
  // A fraction is as wide as the wider of its parts; within it nothing is broken, but has a name.
  CHECK(to_latex(a / sum).ends_with("& \\frac{a}{t_{1}}\n\\end{aligned}"));
}

}  // namespace
