// SPDX-License-Identifier: BSL-1.0
// check_gradient finds nothing wrong with the rules of the library, each at a point inside its domain.
#include "tests/support/catch.hpp"
#include "tests/support/each_rule.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>

namespace {

using namespace tapeless;

constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;
constexpr auto c = symbol<"c">;
constexpr auto n = integer<"n">;

// A point inside the domain of operand k, different for each operand.
template <class R>
double inside(std::size_t k) {
  constexpr double wanted[] = {0.625, 1.375, 2.25};
  if constexpr (requires { R::domain[0]; }) {
    const rules::interval range = R::domain[k < R::domain.size() ? k : 0];
    if (wanted[k] > range.low && wanted[k] < range.high) return wanted[k];
    return range.high > 1e300 ? range.low + 0.75 : range.low + 0.375 * (range.high - range.low);
  } else {
    return wanted[k];
  }
}

template <class R, class... E>
void check(const E&... operands) {
  [&]<std::size_t... K>(std::index_sequence<K...>) {
    const auto result = check_gradient(each_rule::apply<R>(operands...), (operands = inside<R>(K))...);
    INFO(R::name << '\n' << to_string(result));
    CHECK(result.ok());
    for (const auto& one : result.entries) CHECK(one.verdict == gradient_verdict::agrees);
  }
  (std::index_sequence_for<E...>{});
}

template <class R>
void check_rule(std::type_identity<R>) {
  constexpr int arity = operation_of<R>.arity;
  if constexpr (operation_of<R>.result == dag::sort::condition || arity == 0) {
    return;
  } else if constexpr (requires { R::integer_order; }) {
    const auto result = check_gradient(apply<R>(constant<2>, b), b = inside<R>(1));
    INFO(R::name << '\n' << to_string(result));
    CHECK(result.ok());
    CHECK(result[b].verdict == gradient_verdict::agrees);
  } else if constexpr (std::is_same_v<R, rules::choose_>) {
    CHECK(check_gradient(choose(n, a, b), n = 2, a = 0.5, b = 1.5));
  } else if constexpr (arity == 1) {
    check<R>(a);
  } else if constexpr (arity == 2) {
    check<R>(a, b);
  } else {
    check<R>(a, b, c);
  }
}

}  // namespace

TEST_CASE("the rules of the library agree with differences") {
  each_rule::visit_all(rules::number_rules{}, [](auto rule) { check_rule(rule); });
}
