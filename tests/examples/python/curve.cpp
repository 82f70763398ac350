// SPDX-License-Identifier: BSL-1.0
// Residuals of a curve and their Jacobian as a module for Python, by pybind11: arrays of NumPy go in and come out
// without copies, errors are exceptions. For fit_curve.py.
#include <span>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <tapeless/batch.hpp>
#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto b = symbols<"b", 2>;
constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto residual = b[0_c] * (1_c - exp(-b[1_c] * x)) - y;
constexpr auto rows = function(value_and_gradient(residual, b), arguments(b, x, y));

using array = pybind11::array_t<double, pybind11::array::c_style | pybind11::array::forcecast>;
std::span<const double> span_of(const array& numbers) {
  return {numbers.data(), static_cast<std::size_t>(numbers.size())};
}

// For n measurements: an array of n residuals, and the Jacobian, n x 2.
pybind11::tuple residuals(const array& parameters, const array& xs, const array& ys) {
  if (parameters.size() != 2) throw std::invalid_argument("the curve has two parameters");
  const std::span<const double> at = span_of(parameters), first = span_of(xs), second = span_of(ys);
  pybind11::array_t<double> values(xs.size()), jacobian({xs.size(), pybind11::ssize_t{2}});
  const std::span<double> out(values.mutable_data(), first.size());
  double* const derivatives = jacobian.mutable_data();
  {
    const pybind11::gil_scoped_release others_may_run;
    batch(rows, inputs(at[0], at[1], first, second), outputs(out, row_blocks<2>(derivatives, xs.size())));
  }
  return pybind11::make_tuple(values, jacobian);
}

}  // namespace

PYBIND11_MODULE(curve, module) {
  module.doc() = "b0*(1 - exp(-b1*x)) - y and its derivatives in b0 and b1";
  module.def("residuals", &residuals, pybind11::arg("parameters"), pybind11::arg("x"), pybind11::arg("y"),
             "The residuals of all measurements and their Jacobian.");
}
