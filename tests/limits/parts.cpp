// SPDX-License-Identifier: BSL-1.0
// Long programs run as several functions. The reference is the same program in one piece, bit by bit: the parts are
// made so short here that values, conditions and results of every kind pass from one to another.
#include "tests/support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;

// A chain whose conditions are asked again many steps later, alone, negated, both and within one another.
constexpr auto formulas = record<"x", "y", "z">([](auto a, auto b, auto c) {
  const auto low = a < b;
  const auto both = low && !(b < c * a);
  handle u = a, v = b, w = c;
  for (int k = 0; k < 4; ++k) {
    u = select(low, u + sin(v), u - v * w) + 0.25 * k;
    v = select(both, v / (1 + w * w), fma(u, v, w));
    w = log_sum_exp(u / 8, v / 8, w, a * 0.125, b) - min(u, v);
    if (k == 2) u = select(u < v, u + c, u - c);
  }
  return std::tuple{u, v, w, u * v + w, a, handle(2), low, both};
});
constexpr auto values = function(formulas, arguments(y, z, x));
constexpr auto derivatives = function(value_gradient_hessian(record<"x", "y", "z">([](auto a, auto b, auto c) {
                                        const auto low = a < b;
                                        handle u = a * c;
                                        for (int k = 0; k < 3; ++k) {
                                          u = select(low, sqrt(1 + u * b) * c, u + cos(u * c) * a);
                                          u = u / (1 + u * u) + 0.5 * k;
                                        }
                                        return u;
                                      })),
                                      arguments(z, x, y));

template <class Request, int Longest, class T>
constexpr auto run(const std::array<T, 3>& in) {
  using plan = detail::planned<typename Request::program>;
  std::array<T, plan::roots> out{};
  detail::run::executor<plan, Longest>::template run<T>(in.data(), out.data());
  return out;
}
template <class Request>
constexpr int pieces(int longest) {
  return (detail::planned<typename Request::program>::size.steps + longest - 1) / longest;
}
template <class T, std::size_t N>
bool same_bits(const std::array<T, N>& a, const std::array<T, N>& b) {
  return std::memcmp(a.data(), b.data(), sizeof a) == 0;
}

template <class Request, class T>
void check_parts() {
  constexpr int all = 1 << 20;
  for (const std::array<T, 3>& in :
       {std::array<T, 3>{T(0.5), T(-0.75), T(0.25)}, {T(0.25), T(1.5), T(0.75)}, {T(-2), T(3), T(-2.5)}, {1, 1, 1}}) {
    const auto whole = run<Request, all>(in);
    CHECK(same_bits(run<Request, 7>(in), whole));
    CHECK(same_bits(run<Request, 16>(in), whole));
    CHECK(same_bits(run<Request, 40>(in), whole));
  }
}

}  // namespace

TEST_CASE("parts of a program compute what the whole program computes") {
  check_parts<decltype(values), double>();
  check_parts<decltype(values), float>();
  check_parts<decltype(derivatives), double>();
}

TEST_CASE("parts work in constant expressions") {
  constexpr std::array<double, 3> in{0.5, -0.75, 0.25};
  constexpr auto whole = run<decltype(derivatives), 1 << 20>(in);
  constexpr auto parts = run<decltype(derivatives), 16>(in);
  static_assert(whole == parts && whole[0] != 0);
}

TEST_CASE("the programs of this test have many parts, and their conditions cross them") {
  CHECK(pieces<decltype(values)>(7) > 8);
  CHECK(pieces<decltype(derivatives)>(40) > 2);
  using plan = detail::planned<decltype(values)::program>;
  CHECK(plan::size.conditions >= 4);
  using second = detail::planning::part_of_plan<plan, 16, 2>;
  CHECK(second::size.conditions > 0);
}
