// SPDX-License-Identifier: BSL-1.0
// Long sums, long lists of operands and many functions of one's own in print: as text, LaTeX and C, nothing is left
// out. The reference is the same text put together by a loop.
#include "tests/support/catch.hpp"

#include <string>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = integer<"y">;

template <int N>
constexpr auto sum_of_sines = record<"x">([](auto a) {
  auto sum = sin(a);
  for (int k = 2; k <= N; ++k) sum = sum + sin(k * a);
  return sum;
});
template <int... K>
constexpr auto chosen(std::integer_sequence<int, K...>) {
  return choose(y, x * constant<K + 2>...);
}
template <int... K>
constexpr auto exponentials(std::integer_sequence<int, K...>) {
  return log_sum_exp(x * constant<K + 2>...);
}

// A formula that was broken into lines, in one.
std::string in_one_line(std::string latex) {
  const std::string begin = "\\begin{aligned}\n& ", end = "\n\\end{aligned}", next = " \\\\\n&\\quad{}";
  if (!latex.starts_with(begin)) return latex;
  latex = latex.substr(begin.size(), latex.size() - begin.size() - end.size());
  for (std::size_t at = latex.find(next); at != std::string::npos; at = latex.find(next, at))
    latex.erase(at, next.size());
  return latex;
}

template <int N>
void check() {
  INFO(N << " terms and operands");
  std::string text = "sin(x)", latex = "\\sin\\left(x\\right)", list, latex_list;
  for (int k = 2; k <= N; ++k) {
    text += " + sin(" + std::to_string(k) + "*x)";
    latex += " + \\sin\\left(" + std::to_string(k) + "\\,x\\right)";
  }
  for (int k = 2; k < N + 2; ++k) {
    list += (k > 2 ? ", x*" : "x*") + std::to_string(k);
    latex_list += (k > 2 ? ", x \\cdot " : "x \\cdot ") + std::to_string(k);
  }
  CHECK(to_string(sum_of_sines<N>) == text);
  CHECK(in_one_line(to_latex(sum_of_sines<N>)) == latex);
  CHECK((to_latex(sum_of_sines<N>).find("\\quad") != std::string::npos) == (N > 9));
  constexpr auto options = chosen(std::make_integer_sequence<int, N>{});
  constexpr auto operands = exponentials(std::make_integer_sequence<int, N>{});
  CHECK(to_string(options) == "choose(y, " + list + ")");
  CHECK(to_string(operands) == "log_sum_exp(" + list + ")");
  CHECK(to_latex(operands) == "\\operatorname{logsumexp}\\left(" + latex_list + "\\right)");
  const std::string c = to_c(sum_of_sines<N>, "f");
  std::size_t calls = 0;
  for (std::size_t at = c.find("sin("); at != std::string::npos; at = c.find("sin(", at + 1)) ++calls;
  CHECK(calls == N);
  CHECK(c.find(std::to_string(N)) != std::string::npos);
}

TEST_CASE("5 terms and operands in print") { check<5>(); }
TEST_CASE("17 terms and operands in print") { check<17>(); }
TEST_CASE("33 terms and operands in print") { check<33>(); }
TEST_CASE("65 terms and operands in print") { check<65>(); }
TEST_CASE("257 terms and operands in print") { check<257>(); }

}  // namespace
