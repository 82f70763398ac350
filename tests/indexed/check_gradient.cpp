// SPDX-License-Identifier: BSL-1.0
// check_gradient over axes: elements of tensors by name, numbers beside them, and a rule that is wrong in one of them.
#include "tests/support/catch.hpp"

#include <array>
#include <string>
#include <vector>

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto t = labels<"t">;
constexpr auto s = symbol<"s">;

struct cube_ {
  static constexpr auto name = "cube";
  static constexpr auto value = [](const auto& x) { return x * x * x; };
  static constexpr auto partial = [](auto x) { return 3.000003 * x * x; };
};

const std::vector<double> x{0.5, -1.25, 2.0, 0.75, 1.5, -0.25};
const std::vector<double> w{0.3, -0.7, 1.1, 0.9, -0.2, 0.4, 0.6, -1.0, 0.1};

}  // namespace

TEST_CASE("a loss in tensors and a number") {
  constexpr auto Z = sum(i, X(n, i) * W(i, o));
  constexpr auto f = -mean(n, log(pick(softmax(o, s * Z), o, t(n)))) + s * s;
  const auto check = check_gradient(f, n = 2, i = 3, o = 3, X = x, W = w, t = std::vector<int>{0, 2}, s = 1.5);
  INFO(to_string(check));
  CHECK(check.ok());
  REQUIRE(check.entries.size() == 6 + 9 + 1);
  for (const auto& one : check.entries) CHECK(one.verdict == gradient_verdict::agrees);
  std::string names;
  for (const auto& one : check.entries) names += one.name + " ";
  CHECK(names.find("X(1, 2) ") != std::string::npos);
  CHECK(names.find("W(2, 0) ") != std::string::npos);
  CHECK(names.find("s ") != std::string::npos);
}

TEST_CASE("a wrong rule is off in the elements that it meets") {
  constexpr auto f = sum(n, i, function_of<cube_>(X(n, i))) + sum(i, o, square(W(i, o)));
  const auto check = check_gradient(f, n = 2, i = 3, o = 3, X = x, W = w);
  CHECK(!check);
  for (const auto& one : check.entries) {
    INFO(one.name);
    CHECK(one.verdict == (one.name[0] == 'X' ? gradient_verdict::differs : gradient_verdict::agrees));
  }
  CHECK(check.entries[2].name == "X(0, 2)");
  CHECK(check.entries[2].off() == Approx(3e-6 * 4).epsilon(1e-4));
}

TEST_CASE("of large tensors some elements, nested arrays by rows, corners") {
  const std::vector<double> many(1000, 0.5);
  const auto check = check_gradient(sum(n, square(X(n))), n = 1000, X = many);
  CHECK(check.ok());
  REQUIRE(check.entries.size() == 16);
  CHECK(check.entries.back().name == "X(999)");
  const std::array<std::array<double, 2>, 2> square_matrix{{{0.0, 2.0}, {3.0, 0.0}}};
  const auto corners = check_gradient(sum(n, i, abs(X(n, i))), n = 2, i = 2, X = square_matrix);
  CHECK(corners.ok());
  REQUIRE(corners.entries.size() == 4);
  CHECK(corners.entries[0].verdict == gradient_verdict::no_derivative);
  CHECK(corners.entries[1].verdict == gradient_verdict::agrees);
  CHECK(corners.entries[3].verdict == gradient_verdict::no_derivative);
}
