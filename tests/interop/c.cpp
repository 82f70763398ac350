// SPDX-License-Identifier: BSL-1.0
// Functions with the linkage of C: their numbers and names, rows of them, and the header that declares them.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/interop/c_rows.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * x * exp(y) + y;
constexpr auto bare = function(f, arguments(y, x));
constexpr auto second = function(value_gradient_hessian(f, x, y), arguments(x, y));

}  // namespace

TAPELESS_EXPORT(exported_value, bare);
TAPELESS_EXPORT_ROWS(exported_second, second);
TAPELESS_EXPORT(exported_jacobian, function(value_and_jacobian(bundle(x* y, sin(x)), x, y), arguments(x, y)));

namespace {

std::vector<std::string> listed(const char* const* names) {
  std::vector<std::string> all;
  for (; *names != nullptr; ++names) all.emplace_back(*names);
  return all;
}

TEST_CASE("functions of C") {
  void (*const call)(const double*, double*) = exported_value;
  const double in[2] = {0.5, 3};  // y, x
  double value = 0;
  call(in, &value);
  CHECK(value == Approx(9 * std::exp(0.5) + 0.5).epsilon(1e-15));

  const double at[2] = {3, 0.5};
  double all[7] = {};
  exported_second(at, all);
  const double e = std::exp(0.5);
  const double right[7] = {9 * e + 0.5, 6 * e, 9 * e + 1, 2 * e, 6 * e, 6 * e, 9 * e};
  for (int k = 0; k < 7; ++k) CHECK(all[k] == Approx(right[k]).epsilon(1e-15));
}
TEST_CASE("names of arguments and results") {
  CHECK(listed(exported_value_arguments()) == std::vector<std::string>{"y", "x"});
  CHECK(listed(exported_value_results()) == std::vector<std::string>{"value"});
  CHECK(listed(exported_second_results()) == std::vector<std::string>{"value", "gradient[x]", "gradient[y]",
                                                                      "hessian(x, x)", "hessian(x, y)", "hessian(y, x)",
                                                                      "hessian(y, y)"});
  CHECK(listed(exported_jacobian_results()) == std::vector<std::string>{"values[0]", "values[1]", "jacobian(0, x)",
                                                                        "jacobian(0, y)", "jacobian(1, x)",
                                                                        "jacobian(1, y)"});
  CHECK(exported_value_arguments() == exported_value_arguments());
}
TEST_CASE("rows") {
  for (const std::ptrdiff_t rows : {0, 1, 3, 7, 8, 9, 33}) {
    std::vector<double> in, out(static_cast<std::size_t>(7 * rows + 1), -1.0);
    for (std::ptrdiff_t k = 0; k < 2 * rows; ++k) in.push_back(0.1 * static_cast<double>(k) - 1);
    REQUIRE(exported_second_rows(rows, in.data(), out.data()) == 0);
    for (std::ptrdiff_t k = 0; k < rows; ++k) {
      double right[7];
      exported_second(in.data() + 2 * k, right);
      for (std::ptrdiff_t j = 0; j < 7; ++j)
        CHECK(out[static_cast<std::size_t>(7 * k + j)] == Approx(right[j]).epsilon(1e-14));
    }
    CHECK(out.back() == -1.0);
  }
}
TEST_CASE("rows that are refused") {
  double numbers[16] = {1, 2, 3, 4};
  CHECK(exported_second_rows(-1, numbers, numbers + 4) == 1);
  CHECK(exported_second_rows(1, nullptr, numbers) == 1);
  CHECK(exported_second_rows(1, numbers, nullptr) == 1);
  CHECK(exported_second_rows(2, numbers, numbers + 1) == 1);
  CHECK(numbers[1] == 2);
}
TEST_CASE("the header") {
  const std::string text = c_header("exported_second", second);
  CHECK(text ==
        "// exported_second, a function of numbers made by tapeless.\n"
        "#pragma once\n"
        "\n"
        "#ifdef __cplusplus\n"
        "extern \"C\" {\n"
        "#endif\n"
        "\n"
        "// in, 2 numbers: x, y.\n"
        "// out, 7 numbers: value, gradient[x], gradient[y], hessian(x, x), hessian(x, y), hessian(y, x), hessian(y, "
        "y).\n"
        "void exported_second(const double* in, double* out);\n"
        "// Their names, and a null pointer behind them.\n"
        "const char* const* exported_second_arguments(void);\n"
        "const char* const* exported_second_results(void);\n"
        "\n"
        "#ifdef __cplusplus\n"
        "}\n"
        "#endif\n");
}

TEST_CASE("headers are C") {
  for (const std::string& text : {c_header("exported_second", second), c_rows_header("exported_second", second)}) {
    const bool rows = text.find("exported_second_rows") != std::string::npos;
    const std::string name = rows ? "exported_rows" : "exported";
    std::ofstream(name + ".h") << text;
    std::ofstream(name + ".c") << "#include \"" + name + ".h\"\n"
                               << "int main(void) {\n  double in[2] = {1, 2}, out[7];\n  exported_second(in, out);\n"
                               << (rows ? "  exported_second_rows(1, in, out);\n" : "")
                               << "  return exported_second_arguments() == exported_second_results();\n}\n";
    const std::string command = TAPELESS_C_COMPILER " -x c -std=c99 -Wall -Wextra -Werror -fsyntax-only " + name + ".c";
    CHECK(std::system(command.c_str()) == 0);
  }
}

}  // namespace
