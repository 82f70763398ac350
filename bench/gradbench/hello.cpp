// SPDX-License-Identifier: BSL-1.0
// GradBench's "hello": a square and its derivative, which show that the protocol is right.
#include <stdexcept>

#include <tapeless/tapeless.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

constexpr auto x = tapeless::symbol<"x">;
constexpr auto power = function(square(x), arguments(x));
constexpr auto slope = function(derivative(square(x), x), arguments(x));

template <class Function>
struct call {
  Function function;
  double argument, result = 0;
  void run() { result = function(argument); }
  double output() const { return result; }
};

}  // namespace

gradbench::json gradbench::hello(const std::string& function, const json& input) {
  if (function == "square") return measured(input, [&] { return call{power, input.get<double>()}; });
  if (function == "double") return measured(input, [&] { return call{slope, input.get<double>()}; });
  throw std::invalid_argument("hello has no function " + function);
}
