// SPDX-License-Identifier: BSL-1.0
// A recorded loop of SIZE steps, x' = sin(x)*x + c, with value and gradient: many operations of which none has a type.
#include "chain.hpp"

constexpr auto h = tapeless::function(tapeless::value_and_gradient(compile_case::formula), compile_case::inputs);
double call(double a, double b) { return h(a, b).value; }
