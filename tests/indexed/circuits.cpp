// SPDX-License-Identifier: BSL-1.0
// Circuits of formulas over axes: shapes on the wires, a product that is summed as one circle, a network on one page.
#include "tests/support/catch.hpp"

#include <string>

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto W2 = tensor<"W2">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;

int occurrences(const std::string& text, const std::string& wanted) {
  int count = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) ++count;
  return count;
}
const std::string value = "\", fontcolor=\"#188038\"";

TEST_CASE("a linear layer") {
  const std::string text = to_dot(sum(i, X(n, i) * W(i, o)) + b(o));
  CHECK(occurrences(text, "[label=\"×\\nΣ i\", shape=circle, fixedsize=true, width=0.5];") == 1);
  CHECK(occurrences(text, "[label=\"X(n, i)\"];") == 1);
  CHECK(occurrences(text, "[label=\"n × i" + value) == 1);  // from X
  CHECK(occurrences(text, "[label=\"i × o" + value) == 1);  // from W
  CHECK(occurrences(text, "[label=\"n × o" + value) == 2);  // into the sum, and to the result
  CHECK(occurrences(text, "[label=\"o" + value) == 1);
  CHECK(occurrences(text, " -> ") == 5);
  CHECK(occurrences(text, "headlabel") == 0);  // factors and terms may be exchanged
}

TEST_CASE("sums over several axes are one circle, squares stay") {
  const std::string text = to_dot(sum(i, o, square(W(i, o))));
  CHECK(occurrences(text, "[label=\"Σ i, o\", ") + occurrences(text, "[label=\"Σ o, i\", ") == 1);
  CHECK(occurrences(text, "[label=\"square\", ") == 1);
  CHECK(occurrences(text, "[label=\"i × o" + value) == 2);
}

TEST_CASE("a product with another use is a circle of its own") {
  constexpr auto product = X(n, i) * W(i, o);
  const std::string text = to_dot(bundle(sum(i, product), product));
  CHECK(occurrences(text, "[label=\"×\", ") == 1);
  CHECK(occurrences(text, "[label=\"Σ i\", ") == 1);
}

TEST_CASE("a network is cut into rows, and its tensors are drawn where they are used") {
  constexpr auto hidden = relu(sum(i, X(n, i) * W(i, h)) + b(h));
  constexpr auto Z = sum(h, hidden * W2(h, o));
  constexpr auto L = -mean(n, log(pick(exp(Z) / sum(o, exp(Z)), o, t(n)))) + sum(i, h, square(W(i, h)));
  const std::string text = to_dot(L);
  CHECK(occurrences(text, "a0 -> a1; }") == 1);
  CHECK(occurrences(text, "[label=\"W(i, h)\"];") == 2);
  CHECK(occurrences(text, "[label=\"v1\", fontcolor=\"#5f6368\"];") == 2);
  CHECK(occurrences(text, "label=\"v2\"") == 0);
}

}  // namespace
