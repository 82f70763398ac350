// SPDX-License-Identifier: BSL-1.0
// What is written in other libraries, and the same here, as "Moving over" in README.md beside this file shows it side
// by side. The output is compared with from_other_libraries.txt.
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace from_ceres {

using namespace tapeless;

// exp(m*x + c) - y
struct residual {
  template <class T>
  constexpr bool operator()(const T* m, const T* c, const T* data, T* r) const {
    r[0] = exp(m[0] * data[0] + c[0]) - data[1];
    return true;
  }
};
constexpr auto m = symbols<"m", 1>;
constexpr auto c = symbols<"c", 1>;
constexpr auto data = symbols<"data", 2>;
constexpr auto curve = record<1>(m, c, data, residual{});
constexpr auto cost = function(value_and_jacobian(curve, m, c), arguments(m, c, data));

}  // namespace from_ceres

namespace from_autodiff {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = record<"x", "y">([](auto a, auto b) { return 1 + a + b + a * b + b / a + exp(a / b); });
constexpr auto both = value_and_gradient(f, x, y);  // both(x = 1.0, y = 2.0): .value, [x], [y]

}  // namespace from_autodiff

namespace from_sympy {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = sin(x * y) * exp(x);
constexpr auto slope = derivative(f, x);                                // sympy.diff(f, x)
constexpr auto there = substitute(slope, y = 2_c * x);                  // .subs(y, 2*x)
constexpr auto compiled = function(bundle(f, slope), arguments(x, y));  // lambdify((x, y), [f, slope], cse=True)
// to_latex(slope), to_c(bundle(f, slope), "f"), simplify(slope): latex, ccode, simplify

}  // namespace from_sympy

namespace from_cppad {

using namespace tapeless;

// A model with an independent vector x and dependent vector y, and its Jacobian as a function on rows of numbers.
constexpr auto x = symbols<"x", 3>;
constexpr auto model = record(x, [](const auto& a) { return std::array{a[0] * a[1] + sin(a[2]), a[1] / a[2]}; });
constexpr auto jacobian_by_rows = function(jacobian(model, x), arguments(x));
constexpr auto sparse = compressed(jacobian(model, x));  // without its zero; sparsity(jacobian(model, x)) says where
// extern "C" for a shared library: TAPELESS_EXPORT(model, jacobian_by_rows); C source: to_c(jacobian_by_rows, "model")

}  // namespace from_cppad

int main() {
  const auto r = from_ceres::cost(0.3, 0.1, 2.0, 1.5);
  std::printf("%.6f %.6f %.6f\n", r.values[0], r.jacobian(0, 0), r.jacobian(0, 1));

  using namespace from_autodiff;
  const auto at = both(x = 1.0, from_autodiff::y = 2.0);
  std::printf("%.6f %.6f %.6f\n", at.value, at[x], at[from_autodiff::y]);

  std::cout << from_sympy::slope << '\n' << from_sympy::there << '\n';
  std::printf("%.6f\n", from_sympy::compiled(0.5, 2.0)[1]);

  const std::vector<double> in{1, 2, 4};
  std::vector<double> out(6);
  from_cppad::jacobian_by_rows(in, out);
  for (const double entry : out) std::printf("%g ", entry);
  const auto entries = from_cppad::sparse(from_cppad::x = in);
  std::printf("\n%zu entries, the last %g\n", entries.size(), entries[4]);
}
