// SPDX-License-Identifier: BSL-1.0
// The names of results, in the order in which a row has them.
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto f = x * x * y;
constexpr auto g = bundle(f, x + y);

template <class Names>
std::vector<std::string> list(const Names& names) {
  return {names.begin(), names.end()};
}
using words = std::vector<std::string>;

TEST_CASE("names of results and arguments") {
  CHECK(list(result_names(function(f, x, y))) == words{"value"});
  CHECK(list(result_names(function(g, x, y))) == words{"values[0]", "values[1]"});
  CHECK(list(result_names(function(gradient(f, y, x), x, y))) == words{"gradient[y]", "gradient[x]"});
  CHECK(list(result_names(function(value_and_gradient(f, x, y), x, y))) ==
        words{"value", "gradient[x]", "gradient[y]"});
  CHECK(list(result_names(function(jacobian(g, x), x, y))) == words{"jacobian(0, x)", "jacobian(1, x)"});
  CHECK(list(result_names(function(value_and_jacobian(g, x, y), x, y))) ==
        words{"values[0]", "values[1]", "jacobian(0, x)", "jacobian(0, y)", "jacobian(1, x)", "jacobian(1, y)"});
  CHECK(list(result_names(function(hessian(f, x, y), x, y))) ==
        words{"hessian(x, x)", "hessian(x, y)", "hessian(y, x)", "hessian(y, y)"});
  CHECK(list(result_names(function(value_gradient_hessian(f, x), x, y))) ==
        words{"value", "gradient[x]", "hessian(x, x)"});
  CHECK(list(argument_names(function(f, y, x))) == words{"y", "x"});
  static_assert(result_count(function(value_gradient_hessian(f, x, y), x, y)) == 7);
}

// They are the places: each column holds what the scalar result has by this name.
TEST_CASE("results lie where their names say") {
  constexpr auto h = function(value_gradient_hessian(f, x, y), arguments(x, y));
  const auto names = result_names(h);
  double found[7];
  batch(h, inputs(3.0, 5.0), outputs(columns<7>(found, 1, 1)));
  const auto r = h(3.0, 5.0);
  const auto place = [&](const char* name) {
    for (std::size_t k = 0; k < 7; ++k)
      if (names[k] == name) return found[k];
    return -1.0;
  };
  CHECK(place("value") == r.value);
  CHECK(place("gradient[x]") == r[x]);
  CHECK(place("gradient[y]") == r[y]);
  CHECK(place("hessian(x, x)") == r.hessian(x, x));
  CHECK(place("hessian(x, y)") == r.hessian(x, y));
  CHECK(place("hessian(y, y)") == r.hessian(y, y));
}

}  // namespace
