// SPDX-License-Identifier: BSL-1.0
// The document on a formula and its derivatives, piece by piece; examples.report has pdflatex set one.
#include "tests/support/catch.hpp"

#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b_max = symbol<"b_max">;

TEST_CASE("a small formula") {
  const std::string text = latex_report(a * sin(b_max), a, b_max);
  const auto has = [&](const std::string& piece) {
    INFO(piece << "\nin\n" << text);
    CHECK(text.find(piece) != std::string::npos);
  };
  CHECK(text.starts_with("\\documentclass"));
  CHECK(text.ends_with("\\end{document}\n"));
  has("\\section*{Definition}\n\\begin{align*}\nL &= a\\,\\sin\\left(b_{\\mathrm{max}}\\right)\n\\end{align*}\n");
  has("$a$ &  & $g_{a} = g_{L}\\,v_{1}$ \\\\[1mm]\n");
  has("$v_{2} = a\\,v_{1}$ & $\\partial v_{2}/\\partial a = v_{1}$ & $g_{v_{2}} = g_{L}$ \\\\[1mm]\n"
      " & $\\partial v_{2}/\\partial v_{1} = a$ &  \\\\[1mm]\n");
  has("\\section*{Gradient}\n\\begin{align*}\n"
      "\\frac{\\partial L}{\\partial a} &= \\sin\\left(b_{\\mathrm{max}}\\right) \\\\\n"
      "\\frac{\\partial L}{\\partial b_{\\mathrm{max}}} &= a\\,\\cos\\left(b_{\\mathrm{max}}\\right)\n\\end{align*}\n");
  has("\\frac{\\partial^{2} L}{\\partial a^{2}} &= 0 \\\\\n"
      "\\frac{\\partial^{2} L}{\\partial a\\,\\partial b_{\\mathrm{max}}} &= \\cos\\left(b_{\\mathrm{max}}\\right) "
      "\\\\\n"
      "\\frac{\\partial^{2} L}{\\partial b_{\\mathrm{max}}^{2}} &= -a\\,\\sin\\left(b_{\\mathrm{max}}\\right)\n");
  has("void L(double a, double b_max, double *out) {\n");
}

TEST_CASE("shared parts are lines of their own, long lines of code are broken") {
  constexpr auto chain = record<"a", "b">([](auto u, auto v) {
    for (int level = 0; level < 4; ++level) u = sin(u) * u + exp(v * u) * tgamma(u + v);
    return u;
  });
  const std::string text = latex_report(chain, a);
  CHECK(text.find("\\begin{align*}\nt_{1} &= ") != std::string::npos);
  const std::string begin = "\\begin{verbatim}\n";
  const std::size_t code = text.find(begin) + begin.size();
  for (std::size_t at = code; at < text.find("\\end{verbatim}");) {
    const std::size_t end = text.find('\n', at);
    CHECK(end - at <= 104);
    at = end + 1;
  }
}

}  // namespace
