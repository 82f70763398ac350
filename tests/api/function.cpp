// SPDX-License-Identifier: BSL-1.0
// Formulas as ordinary functions: positional arguments, rows of numbers, function pointers, every scalar type, and no
// allocation, no exception and no state in a call.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <cmath>
#include <complex>
#include <cstdlib>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>
#if __has_include(<xsimd/xsimd.hpp>)
// Its headers shadow names, which is not this project's business.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <xsimd/xsimd.hpp>
#pragma GCC diagnostic pop
#endif

#include <tapeless/tapeless.hpp>

namespace {
int allocations = 0;
}

// Everything that allocates comes through here; the other forms of operator new call it.
// Not inlined, or g++ sees free() where it expects delete.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto k = integer<"k">;

// f, df/dx = y*exp(x*y) + 1/(2*sqrt(x)), df/dy = x*exp(x*y)
constexpr auto f = exp(x * y) + sqrt(x);

using checks::close;

constexpr auto value = tapeless::function(f, arguments(x, y));
constexpr auto both = tapeless::function(value_and_gradient(f, x, y), arguments(x, y));

// What makes it fit for hot loops.
template <class F>
constexpr bool is_light = std::is_empty_v<F>&& std::is_trivially_copyable_v<F>&& std::is_default_constructible_v<F>;
static_assert(is_light<std::remove_cv_t<decltype(value)>> && is_light<std::remove_cv_t<decltype(both)>>);
static_assert(noexcept(value(1.0, 2.0)) && noexcept(both(1.0f, 2.0f)));
static_assert(noexcept(both(std::declval<std::span<const double>>(), std::declval<std::span<double>>())));
static_assert(is_light<std::remove_cv_t<decltype(f)>> && is_light<decltype(value_and_gradient(f, x, y))>);
static_assert(is_light<decltype(jacobian(bundle(f, x), x, y))> && is_light<decltype(hessian(f, x, y))>);

// Argument types.
static_assert(std::is_same_v<decltype(value(1.0f, 2.0f)), float> && std::is_same_v<decltype(value(1, 2)), double>);
static_assert(std::is_same_v<decltype(value(1.0f, 2)), float> && std::is_same_v<decltype(value(1.0f, 2.0)), double>);
static_assert(std::is_same_v<decltype(value(1, 2.0L)), long double>);
static_assert(!std::is_invocable_v<decltype(value), double> && !std::is_invocable_v<decltype(value), double, int, int>);

// Order and extra arguments: a function may take what its formula does not need.
static_assert(tapeless::function(x - y, arguments(y, x))(1.0, 5.0) == 4.0);
static_assert(
    std::is_same_v<decltype(tapeless::function(x - y, y, x)), decltype(tapeless::function(x - y, arguments(y, x)))>);
static_assert(std::is_same_v<decltype(tapeless::function(f, symbols<"x">, y)), std::remove_const_t<decltype(value)>>);
static_assert(tapeless::function(x * x, arguments(y, x))(1.0, 5.0) == 25.0);
static_assert(tapeless::function(choose(k, x, y), arguments(k, x, y))(2, 5.0, 7.0) == 7.0);

TEST_CASE("positional calls") {
  CHECK(close(value(0.3, 1.2), std::exp(0.36) + std::sqrt(0.3)));
  const auto r = both(0.3, 1.2);
  CHECK(close(r.value, std::exp(0.36) + std::sqrt(0.3)));
  CHECK(close(r[x], 1.2 * std::exp(0.36) + 0.5 / std::sqrt(0.3)));
  CHECK(close(r[y], 0.3 * std::exp(0.36)));
  CHECK(tapeless::function(bundle(x + y, x * y), arguments(x, y))(2.0, 3.0) == std::array{5.0, 6.0});
}

TEST_CASE("rows of numbers in and out") {
  const std::vector<double> in{2.0, 3.0};
  std::vector<double> out(3);
  both(std::span<const double>(in), std::span<double>(out));
  const auto r = both(2.0, 3.0);
  CHECK(out == std::vector<double>{r.value, r[x], r[y]});

  std::array<double, 2> fixed_in{2.0, 3.0};
  std::array<double, 7> fixed_out{};
  constexpr auto g = x * x * y;
  tapeless::function(value_gradient_hessian(g, x, y), arguments(x, y))(std::span(fixed_in), std::span(fixed_out));
  CHECK(fixed_out == std::array{12.0, 12.0, 4.0, 6.0, 4.0, 4.0, 0.0});

  std::array<float, 2> narrow_in{2.0f, 3.0f};
  std::array<float, 6> narrow_out{};
  tapeless::function(value_and_jacobian(bundle(g, x + y), x, y), arguments(x, y))(std::span(narrow_in),
                                                                                  std::span(narrow_out));
  CHECK(narrow_out == std::array{12.0f, 5.0f, 12.0f, 4.0f, 1.0f, 1.0f});

  std::array<double, 4> matrix{};
  tapeless::function(hessian(g, x, y), arguments(x, y))(std::span(fixed_in), std::span(matrix));
  CHECK(matrix == std::array{6.0, 4.0, 4.0, 0.0});
  // Vectors and arrays as they are; a row of a fixed size of the wrong size is refused by the compiler.
  std::vector<double> same(3);
  both(in, same);
  CHECK(same == out);
  std::array<double, 3> same_fixed{};
  both(std::array{2.0, 3.0}, same_fixed);
  CHECK(std::vector<double>(same_fixed.begin(), same_fixed.end()) == out);
  both(in, std::span<double>(same_fixed));
  // In and out may be the same memory: all is read before anything is written.
  tapeless::function(gradient(g, x, y), arguments(x, y))(std::span(fixed_in), std::span(fixed_in));
  CHECK(fixed_in == std::array{12.0, 4.0});
}

double integrate(double (*integrand)(double), double to) {
  double sum = 0;
  for (int step = 0; step < 1000; ++step) sum += integrand((step + 0.5) * to / 1000) * to / 1000;
  return sum;
}

TEST_CASE("function pointers") {
  double (*pointer)(double, double) = value;
  CHECK(pointer(0.3, 1.2) == value(0.3, 1.2));
  float (*narrow)(float, float) = value;
  CHECK(narrow(0.3f, 1.2f) == value(0.3f, 1.2f));
  CHECK(close(integrate(tapeless::function(3_c * x * x, arguments(x)), 2), 8, 1e-6));
}

TEST_CASE("no call allocates") {
  const std::vector<double> in{2.0, 3.0};
  std::vector<double> out(7);
  constexpr auto all = tapeless::function(value_gradient_hessian(f, x, y), arguments(x, y));
  const int before = allocations;
  const auto r = both(in[0], in[1]);
  all(std::span<const double>(in), std::span<double>(out));
  const auto keyed = value_and_gradient(f, x, y)(x = in[0], y = in[1]);
  const auto back = pullback(f, x, y)(2.0, x = in[0], y = in[1]);
  const int after = allocations;
  CHECK(before > 0);
  CHECK(after == before);
  CHECK(r[x] == keyed[x]);
  CHECK(close(back[y], 2 * out[2]));
}

TEST_CASE("float and long double") {
  CHECK(std::abs(both(0.3f, 1.2f)[x] - static_cast<float>(both(0.3, 1.2)[x])) < 1e-6f);
  const long double wide = both(0.3L, 1.2L)[y];
  CHECK(std::abs(wide - 0.3L * std::exp(0.36L)) < 1e-18L);
}

TEST_CASE("complex numbers") {
  using complex = std::complex<double>;
  const complex at(0.3, 0.4), other(1.0, -2.0);
  const auto r = both(at, other);
  CHECK(std::abs(r.value - (std::exp(at * other) + std::sqrt(at))) < 1e-14);
  CHECK(std::abs(r[x] - (other * std::exp(at * other) + 0.5 / std::sqrt(at))) < 1e-14);
  CHECK(std::abs(pow(x, 3_c)(x = at) - at * at * at) < 1e-15);
}

TEST_CASE("many digits") {
  using wide = boost::multiprecision::cpp_bin_float_50;
  const wide a("0.3"), b("1.2");
  const auto r = both(a, b);
  CHECK(abs(r.value - (exp(a * b) + sqrt(a))) < wide("1e-48"));
  CHECK(abs(r[x] - (b * exp(a * b) + 1 / (2 * sqrt(a)))) < wide("1e-48"));
  CHECK(abs(r[y] - a * exp(a * b)) < wide("1e-48"));
  // Constants bring as many digits as are asked for.
  constexpr auto exact = bundle(x * 0.1_c, x / 3_c, x * constants::pi, x * constants::ln10);
  const auto constants_of = exact(x = wide(1));
  CHECK(abs(constants_of[0] - wide("0.1")) < wide("1e-48"));
  CHECK(abs(constants_of[1] - wide(1) / 3) < wide("1e-48"));
  CHECK(abs(constants_of[2] - wide("3.14159265358979323846264338327950288419716939937510582")) < wide("1e-48"));
  CHECK(abs(constants_of[3] - wide("2.30258509299404568401799145468436420760110148862877298")) < wide("1e-48"));
}

#if __has_include(<xsimd/xsimd.hpp>)
TEST_CASE("packs of numbers") {
  using pack = xsimd::batch<double>;
  double a[pack::size], b[pack::size];
  for (std::size_t lane = 0; lane < pack::size; ++lane) {
    a[lane] = 0.3 + static_cast<double>(lane);
    b[lane] = 1.2 - static_cast<double>(lane);
  }
  const auto r = both(pack::load_unaligned(a), pack::load_unaligned(b));
  const auto kept =
      tapeless::function(select(x < 1_c, x * y, y), arguments(x, y))(pack::load_unaligned(a), pack::load_unaligned(b));
  for (std::size_t lane = 0; lane < pack::size; ++lane) {
    CHECK(close(r.value.get(lane), both(a[lane], b[lane]).value));
    CHECK(close(r[x].get(lane), both(a[lane], b[lane])[x], 1e-13));
    CHECK(close(r[y].get(lane), both(a[lane], b[lane])[y]));
    CHECK(kept.get(lane) == (a[lane] < 1 ? a[lane] * b[lane] : b[lane]));
  }
}
#endif

}  // namespace

// A number type of the user's own, with just the operations that the formula needs, in its own namespace.
namespace elsewhere {

struct meter_like {
  double value = 0;
  meter_like() = default;
  constexpr explicit meter_like(double number) : value(number) {}
  friend meter_like operator+(meter_like a, meter_like b) { return meter_like(a.value + b.value); }
  friend meter_like operator*(meter_like a, meter_like b) { return meter_like(a.value * b.value); }
  friend meter_like operator/(meter_like a, meter_like b) { return meter_like(a.value / b.value); }
  friend meter_like exp(meter_like a) { return meter_like(std::exp(a.value)); }
  friend meter_like sqrt(meter_like a) { return meter_like(std::sqrt(a.value)); }
};

}  // namespace elsewhere

namespace {

TEST_CASE("a number type of the user's own") {
  using elsewhere::meter_like;
  const auto r = both(meter_like(0.3), meter_like(1.2));
  CHECK(close(r.value.value, both(0.3, 1.2).value));
  CHECK(close(r[x].value, both(0.3, 1.2)[x]));
  CHECK(close(r[y].value, both(0.3, 1.2)[y]));
}

// Declared by a header that knows nothing of formulas, defined in one file: what includes the header pays for neither.
using row_function = void (*)(std::span<const double>, std::span<double>) noexcept;
constexpr auto third = symbol<"third">;
constexpr row_function of_rows = function(value_and_gradient(exp(x) * y * third, x, y, third), arguments(x, y, third));
constexpr void (*also_plain)(std::span<const double>, std::span<double>) = of_rows;
constexpr double (*of_numbers)(double, double, double) noexcept = function(exp(x) * y * third, arguments(x, y, third));
static_assert(of_numbers(0, 2, 3) == 6);

TEST_CASE("functions of rows by their address") {
  const std::array<double, 3> in = {0, 2, 3};
  std::array<double, 4> out{}, again{};
  of_rows(in, out);
  also_plain(in, again);
  const std::array<double, 4> expected = {6, 6, 3, 2};
  CHECK(out == expected);
  CHECK(again == expected);
}

}  // namespace
