// SPDX-License-Identifier: BSL-1.0
// 43 formulas of textbooks, SIZE of them, each with its derivatives of order 1 to ORDER as expressions, and the calls
// that print them.
#include <string>
#include <tuple>
#include <utility>

#include <tapeless/tapeless.hpp>

#ifndef ORDER
#define ORDER 6
#endif

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto a = symbol<"a">;
constexpr auto b = symbol<"b">;

constexpr auto formulas = std::tuple{
    sin(x) * cos(x),
    exp(sin(x)),
    tan(x),
    exp(-x) * x,
    exp(-square(x) / 2_c),
    log(1_c + square(x)),
    sqrt(1_c + square(x)),
    1_c / (1_c + square(x)),
    1_c / (1_c + exp(-x)),
    atan(x),
    asin(x),
    tanh(x),
    sin(x) / x,
    (1_c - cos(x)) / square(x),
    pow(x, x),
    pow(a, x),
    pow(x, a),
    log(x) / x,
    log(x) * x - x,
    exp(a* x) * sin(b* x),
    exp(-a* x) * cos(b* x),
    (1_c - x) / (1_c + x),
    (a * x + b) / (square(x) + 1_c),
    sinh(x) * cosh(x),
    exp(x) / (1_c + exp(x)),
    log(log(x)),
    sqrt(x + sqrt(x)),
    sin(square(x)),
    cos(log(x)),
    square(sin(x)) + square(x),
    x / sqrt(square(x) + square(a)),
    1_c / (exp(x) - 1_c),
    x / (exp(x) - 1_c),
    log(x + sqrt(square(x) + 1_c)),
    pow(1_c + x, a),
    pow(1_c - square(x), a),
    square(1_c - exp(-a * (x - b))),
    a / pow(x, 12_c) - b / pow(x, 6_c),
    atan(a* tan(x)),
    exp(-a / x),
    sin(1_c / x) * x,
    erf(x) * exp(square(x)),
    1_c + x + b* x* x + a* x* x* x,
};
static_assert(std::tuple_size_v<decltype(formulas)> == 43);

template <std::size_t K, std::size_t... Order>
void add(std::string& text, std::index_sequence<Order...>) {
  ((text += to_string(derivative<Order + 1>(std::get<K>(formulas), x))), ...);
}
template <std::size_t... K>
std::string all(std::index_sequence<K...>) {
  std::string text;
  (add<K>(text, std::make_index_sequence<ORDER>{}), ...);
  return text;
}
template std::string all(decltype(std::make_index_sequence<SIZE>{}));
