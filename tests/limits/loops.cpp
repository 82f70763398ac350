// SPDX-License-Identifier: BSL-1.0
// Loops that were written out run as loops again. The reference is the same program in one straight line, bit by bit,
// and plain loops by hand.
#include "tests/support/catch.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;

constexpr int whole = 1 << 20;

template <class Request, int Longest, class T>
constexpr auto run(const std::array<T, detail::planned<typename Request::program>::symbols>& in) {
  using plan = detail::planned<typename Request::program>;
  std::array<T, plan::roots> out{};
  detail::run::executor<plan, Longest>::template run<T>(in.data(), out.data());
  return out;
}
template <class Request, int Longest>
using parts = detail::planning::plan_parts<detail::planned<typename Request::program>, Longest>;
// Steps that stand in loops, by the length of one iteration.
template <class Request, int Longest>
constexpr int loops() {
  int found = 0;
  for (int k = 0; k < parts<Request, Longest>::count; ++k)
    found += detail::planning::parts_of<detail::planned<typename Request::program>, Longest>[k].times > 1 ? 1 : 0;
  return found;
}
template <class Request, int Longest>
constexpr int straight_steps() {
  int left = 0;
  for (int k = 0; k < parts<Request, Longest>::count; ++k)
    left += detail::planning::parts_of<detail::planned<typename Request::program>, Longest>[k].length;
  return left;
}

// Numbers in 0.25 .. 1, of which every one differs.
template <class T, std::size_t N>
std::array<T, N> inputs(std::uint32_t seed) {
  std::array<T, N> in{};
  for (T& x : in) {
    seed = seed * 1664525u + 1013904223u;
    x = T(0.25) + T(seed >> 8) / T(1 << 24) * T(0.75);
  }
  return in;
}
template <class T>
bool same_number(T a, T b) {
  return (a == b && std::signbit(a) == std::signbit(b)) || (std::isnan(a) && std::isnan(b));
}
template <class Request, int Longest, class T>
bool agrees() {
  constexpr std::size_t n = detail::planned<typename Request::program>::symbols;
  for (std::uint32_t seed = 1; seed < 5; ++seed) {
    const auto in = inputs<T, n>(seed);
    const auto looped = run<Request, Longest>(in), straight = run<Request, whole>(in);
    for (std::size_t k = 0; k < looped.size(); ++k)
      if (!same_number(looped[k], straight[k])) return false;
  }
  return true;
}

// A filter as firmware has it: constants that change with every step, conditions, divisions.
constexpr auto filter = function(value_and_gradient(record<"q", "r", "x", "p">([](auto q, auto r, auto x0, auto p0) {
                                   handle x = x0, p = p0, cost = 0;
                                   for (int k = 0; k < 40; ++k) {
                                     p += q;
                                     const handle residual = 0.25 * k + 0.125 * ((k * 7) % 5 - 2) - x, s = p + r;
                                     const handle bounded = select(residual > s, s + log(residual / s), residual);
                                     cost += log(s) + bounded * bounded / s;
                                     x += p / s * bounded;
                                     p -= p / s * p;
                                   }
                                   return cost;
                                 })),
                                 arguments(symbol<"x">, symbol<"q">, symbol<"p">, symbol<"r">));

// Along the inputs, every intermediate value a result, a recurrence that looks back two steps, one constant by name.
template <std::size_t... K>
constexpr auto walk(std::index_sequence<K...>) {
  return record<(fixed_string<3>({'a', static_cast<char>('a' + K), '\0'}))...>([](auto... all) {
    const handle x[] = {all...};
    constexpr int n = sizeof...(all);
    std::array<handle, 2 * sizeof...(all) + 2> out;
    handle before = x[0], last = x[1], angle = 0;
    for (int k = 0; k < n; ++k) {
      const handle next = sin(last) * x[k] + fma(before, x[n - 1], x[k]);
      before = last;
      last = next;
      angle += constants::pi * x[k] * x[n - 1];
      out[static_cast<std::size_t>(2 * k)] = next;
      out[static_cast<std::size_t>(2 * k + 1)] = before / (1 + next * next);
    }
    out[static_cast<std::size_t>(2 * n)] = angle;
    out[static_cast<std::size_t>(2 * n + 1)] = last;
    return out;
  });
}
constexpr auto walked =
    function(walk(std::make_index_sequence<24>{}),
             arguments(symbol<"aa">, symbol<"ab">, symbol<"ac">, symbol<"ad">, symbol<"ae">, symbol<"af">, symbol<"ag">,
                       symbol<"ah">, symbol<"ai">, symbol<"aj">, symbol<"ak">, symbol<"al">, symbol<"am">, symbol<"an">,
                       symbol<"ao">, symbol<"ap">, symbol<"aq">, symbol<"ar">, symbol<"as">, symbol<"at">, symbol<"au">,
                       symbol<"av">, symbol<"aw">, symbol<"ax">));

// A random iteration of 4 to 12 operations on what is carried from step to step, with constants of each step.
template <std::uint32_t Seed>
constexpr auto random_loop = function(value_and_gradient(record<"x", "y", "z">([](auto x, auto y, auto z) {
                                        std::uint32_t state = Seed * 2654435761u;
                                        const auto draw = [&](std::uint32_t n) {
                                          state = state * 1664525u + 1013904223u;
                                          return static_cast<int>((state >> 8) % n);
                                        };
                                        const int operations = 4 + draw(9), times = 10 + draw(15);
                                        std::array<int, 12> what{}, left{}, right{}, goes{};
                                        for (std::size_t k = 0; k < 12; ++k) {
                                          what[k] = draw(8);
                                          left[k] = draw(4);
                                          right[k] = draw(4);
                                          goes[k] = draw(4);
                                        }
                                        handle value[4] = {x, y, z, x * y};
                                        for (int t = 0; t < times; ++t)
                                          for (std::size_t k = 0; k < static_cast<std::size_t>(operations); ++k) {
                                            const handle a = value[left[k]], b = value[right[k]];
                                            handle& to = value[goes[k]];
                                            if (what[k] == 0) to = a + 0.5 * b;
                                            if (what[k] == 1) to = a - b * (0.25 + 0.0625 * t);
                                            if (what[k] == 2) to = a * b / (1 + a * a);
                                            if (what[k] == 3) to = sin(a) + 0.125 * (t % 3);
                                            if (what[k] == 4) to = select(a < b, a, 0.5 * (a + b));
                                            if (what[k] == 5) to = a / (2 + b * b);
                                            if (what[k] == 6) to = fma(a, 0.5, z);
                                            if (what[k] == 7) to = exp(-a * a) + y;
                                          }
                                        return value[0] + value[1] * value[2] + value[3];
                                      })),
                                      arguments(symbol<"z">, symbol<"x">, symbol<"y">));

// Loops whose first iteration takes other operands: another value of its own, its own where later ones take that of the
// iteration before, two values where later ones take one.
enum class first { other_value, own_value, two_values };
template <first Which>
constexpr auto odd_start = function(record<"x", "y", "z">([](auto x, auto y, auto z) {
                                      handle last = x, sum = z, old = y;
                                      for (int t = 0; t < 30; ++t) {
                                        const handle u = sin(last), p = u - y, r = p / z, before = last;
                                        handle a = u, c = last;
                                        if (Which == first::other_value && t == 0) a = p;
                                        if (Which == first::own_value) a = t == 0 ? u : old;
                                        if (Which == first::two_values && t == 0) c = y;
                                        const handle q = a - r, s = c - q;
                                        last = s / (2 + q / before);
                                        sum = sum + last * 0.25;
                                        old = u;
                                      }
                                      return std::tuple{last, sum};
                                    }),
                                    arguments(symbol<"x">, symbol<"y">, symbol<"z">));
template <first Which>
void check_odd_start() {
  using request = std::remove_const_t<decltype(odd_start<Which>)>;
  CHECK(loops<request, 16>() >= 1);
  CHECK((agrees<request, 16, double>()));
}

template <std::uint32_t Seed>
void check_random() {
  using request = std::remove_const_t<decltype(random_loop<Seed>)>;
  INFO("seed " << Seed);
  CHECK((agrees<request, 16, double>()));
  CHECK((agrees<request, 16, float>()));
}

}  // namespace

TEST_CASE("a recorded filter and its gradient are a few loops") {
  using request = std::remove_const_t<decltype(filter)>;
  constexpr int steps = detail::planned<request::program>::size.steps;
  STATIC_REQUIRE(loops<request, 1024>() >= 2);
  STATIC_REQUIRE(5 * straight_steps<request, 1024>() < steps);
  CHECK(agrees<request, 1024, double>());
  CHECK(agrees<request, 1024, float>());
  CHECK(agrees<request, 1024, long double>());
}

TEST_CASE("loops along inputs and back, with every value a result") {
  using request = std::remove_const_t<decltype(walked)>;
  STATIC_REQUIRE(loops<request, 64>() >= 1);
  CHECK(agrees<request, 64, double>());
  CHECK(agrees<request, 64, long double>());
  // By hand.
  const auto in = inputs<double, 24>(7);
  std::array<double, 50> out{};
  walked(in, out);
  double before = in[0], last = in[1], angle = 0;
  for (std::size_t k = 0; k < 24; ++k) {
    const double next = std::sin(last) * in[k] + std::fma(before, in[23], in[k]);
    before = last;
    last = next;
    angle += 3.14159265358979323846 * in[k] * in[23];
    CHECK(out[2 * k] == Approx(next).epsilon(1e-13));
    CHECK(out[2 * k + 1] == Approx(before / (1 + next * next)).epsilon(1e-13));
  }
  CHECK(out[48] == Approx(angle).epsilon(1e-13));
  CHECK(out[49] == Approx(last).epsilon(1e-13));
}

TEST_CASE("random loops compute what the straight line computes") {
  check_random<1>();
  check_random<2>();
  check_random<3>();
  check_random<4>();
  check_random<5>();
  check_random<6>();
  check_random<7>();
  check_random<8>();
  constexpr int found = loops<std::remove_const_t<decltype(random_loop<1>)>, 16>() +
                        loops<std::remove_const_t<decltype(random_loop<2>)>, 16>() +
                        loops<std::remove_const_t<decltype(random_loop<3>)>, 16>() +
                        loops<std::remove_const_t<decltype(random_loop<4>)>, 16>();
  CHECK(found >= 4);
}

TEST_CASE("first iterations with other operands") {
  check_odd_start<first::other_value>();
  check_odd_start<first::own_value>();
  check_odd_start<first::two_values>();
}

TEST_CASE("loops are found in constant expressions too, and where they are none stay straight") {
  using request = std::remove_const_t<decltype(random_loop<4>)>;
  constexpr std::array<double, 3> in{0.5, 0.25, 1};
  constexpr auto looped = run<request, 16>(in);
  constexpr auto straight = run<request, whole>(in);
  static_assert(looped == straight && looped[0] != 0);
  using short_one = std::remove_const_t<decltype(function(sin(symbol<"x">) * symbol<"x">, arguments(symbol<"x">)))>;
  STATIC_REQUIRE(loops<short_one, 1024>() == 0);
}
