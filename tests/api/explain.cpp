// SPDX-License-Identifier: BSL-1.0
// The table of the notes on back-propagation, for their own circuit f3: every node with its local derivatives and the
// sum that its adjoint is, as text and LaTeX, as a circuit, and with numbers that are checked by hand.
#include "tests/support/catch.hpp"

#include <cmath>
#include <sstream>
#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto s1 = symbol<"s1">;
constexpr auto s2 = symbol<"s2">;
constexpr auto y = integer<"y">;
constexpr auto f3 = -log10(choose(y, exp(s1) / (exp(s1) + exp(s2)), exp(s2) / (exp(s1) + exp(s2))));

const std::string wire_table = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\"><TR><TD>";

TEST_CASE("the table as text") {
  CHECK(to_string(explain(a * b + sin(a))) ==
        "a\n    g-a = g-v2*cos(a) + b*g-v1\n"
        "b\n    g-b = a*g-v1\n"
        "v1 = a*b\n    dv1/da = b\n    dv1/db = a\n    g-v1 = g-L\n"
        "v2 = sin(a)\n    dv2/da = cos(a)\n    g-v2 = g-L\n"
        "v3 = v1 + v2\n    dv3/dv1 = 1\n    dv3/dv2 = 1\n    g-v3 = g-L\n");
  CHECK(to_string(explain(a * b, a = 2.0, b = 3.0)) ==
        "a = 2\n    g-a = b*g-L  = 3\nb = 3\n    g-b = a*g-L  = 2\n"
        "v1 = a*b  = 6\n    dv1/da = b\n    dv1/db = a\n    g-v1 = g-L  = 1\n");
  CHECK(to_string(explain(a - b, a = 2.0, b = 3.0)) ==
        "a = 2\n    g-a = g-L  = 1\nb = 3\n    g-b = -g-L  = -1\n"
        "v1 = a - b  = -1\n    dv1/da = 1\n    dv1/db = -1\n    g-v1 = g-L  = 1\n");
  CHECK(to_string(explain(-a)) == "a\n    g-a = -g-L\nv1 = -a\n    dv1/da = -1\n    g-v1 = g-L\n");
  std::ostringstream stream;
  stream << explain(a);
  CHECK(stream.str() == "a\n    g-a = g-L\n");
}

TEST_CASE("f3 node by node") {
  const auto table = explain(f3, s1 = 0.3, s2 = 1.2, y = 1);
  CHECK(table.bound);
  const auto row = [&](const std::string& name) -> const auto& {
    for (const auto& one : table.nodes)
      if (one.name.plain == name) return one;
    FAIL("no node " << name);
    return table.nodes[0];
  };
  const auto near = [](double value, double reference) { return std::abs(value - reference) < 1e-14; };
  const double e1 = std::exp(0.3), e2 = std::exp(1.2), d = e1 + e2, p = e1 / d;
  const double g_p = -1 / (p * std::log(10.0));
  CHECK(table.nodes.size() == 11);
  CHECK(row("v1").formula.plain == "exp(s1)");
  CHECK(row("v1").partials.size() == 1);
  CHECK(row("v1").partials[0].value.plain == "v1");  // the derivative is the value
  CHECK(row("v3").formula.plain == "v1 + v2");
  CHECK(row("v4").partials[0].value.plain == "1/v3");
  CHECK(row("v4").partials[1].value.plain == "-v4/v3");
  CHECK(row("v6").formula.plain == "choose(y, v4, v5)");
  CHECK(row("v6").partials[0].value.plain == "2 - y");
  CHECK(row("v6").partials[1].value.plain == "y - 1");
  CHECK(row("v7").partials[0].value.plain == "1/(v6*ln(10))");
  CHECK(row("y").adjoint.plain.empty());  // data
  CHECK(near(row("v3").value, d));
  CHECK(near(row("v6").value, p));
  CHECK(near(row("v8").value, -std::log10(p)));
  CHECK(near(row("v6").adjoint_value, g_p));
  CHECK(near(row("v4").adjoint_value, g_p));
  CHECK(row("v5").adjoint_value == 0);
  CHECK(near(row("v3").adjoint_value, -g_p * e1 / (d * d)));
  // e1 receives from P1 and from d, the slip of the notes corrected.
  CHECK(row("v1").adjoint.plain == "g-v4/v3 + g-v3");
  CHECK(near(row("v1").adjoint_value, g_p / d - g_p * e1 / (d * d)));
  CHECK(near(row("s1").adjoint_value, -(1 - p) / std::log(10.0)));
  CHECK(near(row("s2").adjoint_value, (1 - p) / std::log(10.0)));
}

TEST_CASE("the table in LaTeX") {
  CHECK(to_latex(explain(a * b)) ==
        "\\begin{array}{lll}\nQ & \\partial Q/\\partial\\,\\cdot & g_{Q} \\\\\n\\hline\n"
        "a &  & g_{a} = b\\,g_{L} \\\\\n"
        "b &  & g_{b} = a\\,g_{L} \\\\\n"
        "v_{1} = a\\,b & \\frac{\\partial v_{1}}{\\partial a} = b,\\; \\frac{\\partial v_{1}}{\\partial b} = a & "
        "g_{v_{1}} = g_{L} \\\\\n\\end{array}");
}

// A wire of the circuit: what stands above it and below.
std::string wire(const std::string& above, const std::string& below) {
  return "<FONT COLOR=\"#188038\">" + above + "</FONT></TD></TR><HR/><TR><TD PORT=\"g\"><FONT COLOR=\"#c5221f\">" +
         below + "</FONT>";
}

TEST_CASE("the circuit with and without numbers") {
  const std::string plain = to_dot(explain(a * b));
  const auto in_plain = [&](const std::string& text) { return plain.find(text) != std::string::npos; };
  CHECK(in_plain("n2 [label=\"×\", shape=circle"));
  CHECK(in_plain("n0 [label=\"a\"];"));
  CHECK(in_plain("wn0 [label=<" + wire_table + wire(" ", "b*g-L")));
  CHECK(in_plain("wn2 [label=<" + wire_table + wire("v1", "g-L")));
  CHECK(in_plain("wn0:e -> n2 [label=\"b\", "));  // the local derivative
  CHECK(in_plain("gr0 [label=\"g-L\", "));        // enters from the right
  CHECK(in_plain("wn2:g:e -> gr0 [dir=back, color=\"#c5221f\"]"));
  const std::string bound = to_dot(explain(a * b, a = 2.0, b = 3.0));
  const auto in_bound = [&](const std::string& text) { return bound.find(text) != std::string::npos; };
  CHECK(in_bound("wn0 [label=<" + wire_table + wire("2", "3")));
  CHECK(in_bound("wn2 [label=<" + wire_table + wire("6", "1")));
  CHECK(in_bound("wn0:e -> n2 [label=\"3\", "));
  CHECK(in_bound("wn1:e -> n2 [label=\"2\", "));
}

TEST_CASE("the numbers of local derivatives") {
  const auto table = explain(a / b + sin(a), a = 0.5, b = 4.0);
  for (const auto& row : table.nodes)
    for (const auto& partial : row.partials) {
      const double expected = row.formula.plain != "a/b"     ? (row.formula.plain == "sin(a)" ? std::cos(0.5) : 1)
                              : partial.operand.plain == "a" ? 0.25
                                                             : -0.5 / 16;
      CHECK(std::abs(partial.number - expected) < 1e-15);
    }
  CHECK(explain(a / b).nodes[2].partials[0].number == 0);  // not bound
}

TEST_CASE("names stay apart from those of symbols, constants are no nodes") {
  constexpr auto v1 = symbol<"v1">;
  const auto table = explain(v1 * v1 + 2_c);
  CHECK(table.nodes.size() == 3);
  CHECK(table.nodes[0].name.plain == "v1");
  CHECK(table.nodes[1].name.plain != "v1");
  CHECK(!explain(a).bound);
  CHECK(explain(square(a), a = 3).nodes[0].adjoint_value == 6);
}

}  // namespace
