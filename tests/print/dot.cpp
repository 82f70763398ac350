// SPDX-License-Identifier: BSL-1.0
// Formulas as Graphviz circuits: one node per distinct value, edges in the order of operands where order matters.
#include "tests/support/catch.hpp"

#include <string>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;

const std::string head =
    "digraph formula {\n  rankdir=LR;\n  nodesep=0.2;\n  ranksep=0.2;\n"
    "  node [fontname=\"Helvetica\", fontsize=11, shape=plaintext, margin=0.03, width=0, height=0.25];\n"
    "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.6, labelfontsize=8, labelfontcolor=\"#5f6368\"];\n";
const std::string circle = ", shape=circle, fixedsize=true, width=0.4];\n";

int occurrences(const std::string& text, const std::string& wanted) {
  int count = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) ++count;
  return count;
}

TEST_CASE("a quotient and a choice") {
  CHECK(to_dot(a / b + select(a < b, 2_c, a)) == head + "  n2 [label=\"÷\"" + circle +
                                                     "  n0 [label=\"a\"];\n"
                                                     "  n0 -> n2 [headlabel=\"1\"];\n"
                                                     "  n1 [label=\"b\"];\n"
                                                     "  n1 -> n2 [headlabel=\"2\"];\n"
                                                     "  n3 [label=\"<\"" +
                                                     circle +
                                                     "  n0 -> n3 [headlabel=\"1\"];\n"
                                                     "  n1 -> n3 [headlabel=\"2\"];\n"
                                                     "  n5 [label=\"select\", shape=circle, fixedsize=true, width=0.5, "
                                                     "fontsize=9];\n"
                                                     "  n3 -> n5 [headlabel=\"1\"];\n"
                                                     "  n4 [label=\"2\"];\n"
                                                     "  n4 -> n5 [headlabel=\"2\"];\n"
                                                     "  n0 -> n5 [headlabel=\"3\"];\n"
                                                     "  n6 [label=\"+\"" +
                                                     circle +
                                                     "  n2 -> n6;\n"
                                                     "  n5 -> n6;\n"
                                                     "  r0 [label=\"result\"];\n"
                                                     "  n6 -> r0;\n}\n");
}

TEST_CASE("what is shared is one node, and every output has a name") {
  const std::string text = to_dot(bundle(a * b, sin(a * b)));
  CHECK(occurrences(text, "label=\"×\"") == 1);
  CHECK(occurrences(text, "label=\"sin\"") == 1);
  CHECK(occurrences(text, "label=\"result 0\"") == 1);
  CHECK(occurrences(text, "label=\"result 1\"") == 1);
  CHECK(occurrences(text, " -> ") == 5);
  CHECK(occurrences(to_dot(gradient(a * a, a)), "label=\"a\"") == 1);
  CHECK(to_dot(a) == head + "  n0 [label=\"a\"];\n  r0 [label=\"result\"];\n  n0 -> r0;\n}\n");
}

TEST_CASE("a chain of many levels has as many nodes") {
  constexpr auto chain = record<"a">([](auto u) {
    for (int level = 0; level < 32; ++level) u = u * sin(u);
    return u;
  });
  CHECK(occurrences(to_dot(chain), "label=\"sin\"") == 32);
  CHECK(occurrences(to_dot(chain), "label=\"×\"") == 32);
}

TEST_CASE("what is longer than a page is cut into rows where one wire is enough") {
  constexpr auto chain = record<"a">([](auto u) {
    for (int level = 0; level < 8; ++level) u = u * sin(u);
    return u;
  });
  const std::string text = to_dot(chain);  // 16 operations after each other
  CHECK(occurrences(text, "a0 -> a1; }") == 1);
  CHECK(occurrences(text, "[label=\"v1\", fontcolor=\"#5f6368\"]") == 2);  // where it leaves, and where it comes in
  CHECK(occurrences(text, "label=\"v2\"") == 0);
  // Names of the formula are not taken.
  constexpr auto of_v1 = substitute(chain, a = symbol<"v1">);
  CHECK(occurrences(to_dot(of_v1), "[label=\"v1\"]") == 1);
  CHECK(occurrences(to_dot(of_v1), ", fontcolor=\"#5f6368\"]") == 2);
}

}  // namespace
