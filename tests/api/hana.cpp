// SPDX-License-Identifier: BSL-1.0
// The library at the edge of Boost.Hana: expressions can be compared and hashed, results searched by symbol, and maps
// take the place of bindings.
#include "tests/support/catch.hpp"

#include <boost/hana.hpp>

#include <tapeless/tapeless.hpp>

namespace {

namespace hana = boost::hana;
using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto f = x * x * y;

// Comparable
static_assert(hana::Comparable<decltype(f)>::value);
static_assert(hana::equal(x + y, y + x) && hana::not_equal(x, y) && hana::equal(f, y* square(x)));
static_assert(decltype(hana::equal(x, x))::value && !decltype(hana::equal(x, y))::value);
static_assert(hana::equal.to(x)(x) && hana::all_of(hana::make_tuple(x + y, y + x), hana::equal.to(x + y)));

// What == says is a truth value of Hana.
static_assert(hana::IntegralConstant<decltype(x == y)>::value && hana::Logical<decltype(x == y)>::value);
static_assert(hana::if_(x + y == y + x, 1, 'a') == 1 && hana::value<decltype(x == y)>() == false);
static_assert(hana::and_(x == x, hana::true_c) && hana::not_(x == y) && !hana::or_(x == y, x == y) && x != y);
static_assert((x == x) == hana::true_c && (x == y) != hana::true_c && ((x == x) && hana::true_c));
static_assert((x == x) && !(x == y) && ((x == y) || (x == x)) && decltype(x == x)::value);

// Hashable: what is equal has one hash.
static_assert(hana::Hashable<decltype(f)>::value);
static_assert(hana::hash(x + y) == hana::hash(y + x) && hana::hash(x) != hana::hash(y));
constexpr auto names = hana::make_set(x, y, x + y);
static_assert(hana::contains(names, y + x) && !hana::contains(names, z) && hana::size(names) == hana::size_c<3>);
constexpr auto dictionary = hana::make_map(hana::make_pair(x, 1), hana::make_pair(x* y, 2));
static_assert(dictionary[x] == 1 && dictionary[y * x] == 2);

// Searchable: results, and gradients as expressions.
constexpr auto numbers = gradient(f, x, y)(x = 3.0, y = 5.0);
static_assert(hana::Searchable<decltype(numbers)>::value);
static_assert(hana::find(numbers, x) == hana::just(30.0) && hana::find(numbers, y) == hana::just(9.0));
static_assert(hana::find(numbers, z) == hana::nothing && hana::contains(numbers, x) && !hana::contains(numbers, z));
static_assert(hana::at_key(numbers, x) == 30.0);
static_assert(hana::any_of(numbers, hana::equal.to(y)) && hana::none_of(numbers, hana::equal.to(z)));
static_assert(hana::find(gradient(f, x, y), x).value() == 2_c * x * y && hana::contains(gradient(f, x, y), y));
constexpr auto with_value = value_and_gradient(f, x, y)(x = 3.0, y = 5.0);
static_assert(hana::find(with_value, y) == hana::just(9.0) && hana::contains(with_value, x));

// Maps out and in.
constexpr auto map = to_map(numbers);
static_assert(map[x] == 30.0 && map[y] == 9.0 && hana::length(map) == hana::size_c<2>);
constexpr auto slopes = to_map(gradient(f, x, y));
static_assert(slopes[y] == square(x));
constexpr auto point = hana::make_map(hana::make_pair(x, 3.0), hana::make_pair(y, 5.0));
static_assert(f(point) == 45.0);
static_assert((x - y)(map) == 21.0, "a gradient can be fed to a formula");

TEST_CASE("maps with numbers of run time") {
  double a = 2;
  const auto where = hana::make_map(hana::make_pair(x, a), hana::make_pair(y, 7));
  CHECK(f(where) == 28);
  const auto r = to_map(gradient(f, x, y)(x = a, y = 7.0));
  CHECK(r[x] == 28);
  double sum = 0;
  hana::for_each(r, [&](const auto& pair) { sum += hana::second(pair); });
  CHECK(sum == 32);
  CHECK(hana::find(gradient(f, x)(x = a, y = 7.0), x).value() == 28);
}

}  // namespace
