// SPDX-License-Identifier: BSL-1.0
// One call of a case through spans: CASE is its header, REQUEST what is asked for.
#include <span>

#include CASE

constexpr auto h = tapeless::function(tapeless::REQUEST(compile_case::formula), compile_case::inputs);
void call(std::span<const double> in, std::span<double> out) { h(in, out); }
