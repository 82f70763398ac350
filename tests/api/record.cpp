// SPDX-License-Identifier: BSL-1.0
// Formulas from ordinary code: a generic lambda with numbers, loops, arrays and classes of its own becomes the same
// expression that the operators make. The references are the same loops on doubles, and derivatives by hand.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

template <class F, class G>
constexpr bool same_type(const F&, const G&) {
  return std::is_same_v<std::remove_cvref_t<F>, std::remove_cvref_t<G>>;
}
using checks::close;

// The same type as with operators, whatever the kind of number.
static_assert(same_type(record<"x", "y">([](auto a, auto b) { return a * b + sin(a); }), x* y + sin(x)));
static_assert(same_type(record<"x">([](auto a) { return 2 * a; }), 2_c * x));
static_assert(same_type(record<"x">([](auto a) { return 0.5f * a; }), 0.5_c * x));
static_assert(same_type(record<"x">([](auto a) { return a / 4L + 1u; }), x / 4_c + 1_c));
static_assert(same_type(record<"x">([](auto a) { return 0.1_c * a; }), 0.1_c * x));
static_assert(same_type(record<"x">([](auto a) { return 0.1 * a; }), constant<0.1>* x));
static_assert(same_type(record<"x">([](auto a) { return a - constants::pi; }), x - constants::pi));
static_assert(same_type(record<"x">([](auto a) { return -a; }), -x));
static_assert(same_type(record<"x">([](const auto& a) { return select(a < 0, -a, a); }), select(x < 0_c, -x, x)));
static_assert(record<"x">([](auto a) { return (1 + a) * (1 + a); }) == square(1_c + x));

// Compound assignment and integer powers.
static_assert(record<"x">([](auto a) {
                auto sum = a;
                sum += 2;
                sum *= a;
                sum -= a;
                sum /= 3;
                return sum;
              }) == ((x + 2_c) * x - x) / 3_c);
static_assert(same_type(record<"x">([](auto a) { return pow(a, 3); }), pow(x, 3_c)));

// A lambda that ignores its operand, and one that returns a plain number.
static_assert(same_type(record<"x">([](auto) { return 7; }), 7_c));
static_assert(same_type(record<"x", "y">([](auto a, auto) { return a; }), x));

// Data that the compiler knows.
constexpr std::array coefficients{1.0, -0.5, 0.25, 3.0};
constexpr auto polynomial = record<"x">([](auto t) {
  auto sum = t * 0;
  for (std::size_t k = coefficients.size(); k-- > 0;) sum = sum * t + coefficients[k];
  return sum;
});
static_assert(polynomial(x = 2.0) == 1 - 1 + 1 + 24);
static_assert(derivative(polynomial, x)(x = 2.0) == -0.5 + 2 * 0.25 * 2 + 3 * 3 * 4);
static_assert(derivative<2>(polynomial, x)(x = 2.0) == 2 * 0.25 + 6 * 3 * 2);

constexpr auto local_data = [] {
  constexpr int rounds = 3;
  return record<"x">([](auto t) {
    for (int k = 0; k < rounds; ++k) t = t * t;
    return t;
  });
}();
static_assert(local_data == pow(x, 8_c) && local_data(x = 2.0) == 256);

// Several outputs.
constexpr auto by_array = record<"x", "y">([](auto a, auto b) { return std::array{a + b, a - b, a * b}; });
constexpr auto by_tuple = record<"x", "y">([](auto a, auto b) { return std::tuple{a + b, a - b, a * b}; });
constexpr auto by_nesting = record<"x", "y">([](auto a, auto b) {
  return std::tuple{std::pair{a + b, a - b}, std::array{a * b}};
});
static_assert(same_type(by_array, bundle(x + y, x - y, x* y)) && same_type(by_array, by_tuple));
static_assert(same_type(by_array, by_nesting) && by_array.size() == 3);
static_assert(by_array(x = 5.0, y = 3.0) == std::array{8.0, 2.0, 15.0});
static_assert(record<"x">([](auto a) { return std::tuple{1, a}; })(x = 5.0) == std::array{1.0, 5.0});
static_assert(same_type(record<"x">([](auto a) { return std::array{a * a}; }), bundle(x* x)));

// Arrays as working memory, and inputs gathered into one.
constexpr auto by_matrix = record<"a", "b", "c", "d">([](auto... entries) {
  const std::array m{entries...};
  std::array product{entries...};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) product[2 * i + j] = m[2 * i] * m[j] + m[2 * i + 1] * m[2 + j];
  return product;
});

// A user's class with operators of its own.
template <class T>
struct vec3 {
  T x, y, z;
  friend constexpr vec3 operator+(const vec3& a, const vec3& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr vec3 operator-(const vec3& a, const vec3& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr vec3 operator*(const T& s, const vec3& a) { return {s * a.x, s * a.y, s * a.z}; }
  constexpr T dot(const vec3& b) const { return x * b.x + y * b.y + z * b.z; }
  constexpr vec3 cross(const vec3& b) const { return {y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x}; }
  constexpr T norm() const {
    using std::sqrt;
    return sqrt(dot(*this));
  }
};

// The area of a triangle with one free corner.
template <class T>
constexpr T area(const vec3<T>& corner) {
  const vec3<T> a{T(1), T(0), T(0)}, b{T(0), T(2), T(0)};
  return (a - corner).cross(b - corner).norm() / T(2);
}
constexpr auto area_formula = record<"px", "py", "pz">([](auto px, auto py, auto pz) {
  return area<decltype(px)>({px, py, pz});
});

// std:: functions by the usual using-declaration, and branches on what the compiler knows.
template <class T>
constexpr T gauss_sum(const T& t, int terms) {
  using std::exp;
  using std::max;
  T sum(0);
  for (int k = 1; k <= terms; ++k) {
    if (k % 2 == 0) continue;
    sum += exp(-t * t * T(k)) / T(k);
  }
  return max(sum, T(1e-3));
}

// The names that the standard library has templates for.
template <class T>
constexpr T standard_names(const T& a, const T& b) {
  using std::abs, std::atan2, std::clamp, std::copysign, std::fma, std::fmax, std::fmin, std::fmod, std::hypot,
      std::max;
  using std::min, std::pow, std::sqrt;
  return max(a, b) + 2 * min(a, b) + 3 * clamp(a, T(0), b) + 4 * abs(a) + 5 * atan2(a, b) + 6 * copysign(a, b) +
         7 * fma(a, b, a) + 8 * fmax(a, b) + 9 * fmin(a, b) + 10 * fmod(a, b) + 11 * hypot(a, b) + 12 * pow(b, a) +
         13 * sqrt(b) + 14 * max(a, T(1)) + 15 * pow(b, 3);
}

template <int Steps>
constexpr auto chain = record<"x", "y">([](auto a, auto b) {
  for (int k = 0; k < Steps; ++k) a = sin(a) * b + 0.25;
  return a;
});

TEST_CASE("outputs, matrices and classes") {
  const auto squared = by_matrix(symbol<"a"> = 1.0, symbol<"b"> = 2.0, symbol<"c"> = 3.0, symbol<"d"> = 4.0);
  CHECK(squared == std::array{7.0, 10.0, 15.0, 22.0});

  const double px = 0.3, py = -0.4, pz = 1.5;
  const double expected = area<double>({px, py, pz});
  const auto r = value_and_gradient(area_formula)(symbol<"px"> = px, symbol<"py"> = py, symbol<"pz"> = pz);
  CHECK(close(r.value, expected));
  // With a = (1,0,0), b = (0,2,0): (a - p) x (b - p) = (2*pz, pz, 2 - 2*px - py).
  const double n = std::sqrt(5 * pz * pz + std::pow(2 - 2 * px - py, 2));
  CHECK(close(r.value, n / 2));
  CHECK(close(r[symbol<"px">], -(2 - 2 * px - py) / n));
  CHECK(close(r[symbol<"py">], -(2 - 2 * px - py) / (2 * n)));
  CHECK(close(r[symbol<"pz">], 5 * pz / (2 * n)));
}

// Numbers that meet each other before they meet a value: 0.5 - 0.5 and products of tiny ones are doubles, too.
constexpr auto of_numbers = record<"x">([](auto t) {
  using value = decltype(t);
  const value half = 0.5, none = 0, tiny = 1e-200, huge = 1e200;
  return std::array{t + (half - half) * value(0.2),
                    t + tiny * tiny,
                    t + huge * huge,
                    t * (half / none),
                    t + value(-1) / none,
                    t * (value(1) / (half - half)),
                    t + none / none,
                    t + (half - half) / none,
                    t + half / value(3)};
});

TEST_CASE("numbers by themselves") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto r = of_numbers(symbol<"x"> = 2.0);
  CHECK(r[0] == 2);
  CHECK(r[1] == 2);
  CHECK(r[2] == infinity);
  CHECK(r[3] == infinity);
  CHECK(r[4] == -infinity);
  CHECK(r[5] == infinity);
  CHECK(std::isnan(r[6]));
  CHECK(std::isnan(r[7]));
  CHECK(r[8] == 2 + 0.5 / 3);
}

TEST_CASE("existing templated code") {
  constexpr auto f = record<"x">([](auto t) { return gauss_sum(t, 5); });
  for (double t : {0.1, 0.7, 1.9, 4.0}) {
    CHECK(close(f(x = t), gauss_sum(t, 5)));
    const double slope = t < 2 ? -2 * t * (std::exp(-t * t) + std::exp(-3 * t * t) + std::exp(-5 * t * t)) : 0;
    CHECK(std::abs(derivative(f, x)(x = t) - slope) <= 1e-14);
  }
}

TEST_CASE("functions that the standard library has as well") {
  constexpr auto f = record<"x", "y">([](auto a, auto b) { return standard_names(a, b); });
  for (double a : {-0.7, 0.4, 3.0})
    for (double b : {0.5, 2.0}) CHECK(close(f(x = a, y = b), standard_names(a, b)));
}

TEST_CASE("long chains") {
  const double b = 0.9;
  for (double a : {-0.6, 0.2, 1.1}) {
    double value = a, along_a = 1, along_b = 0;
    for (int k = 0; k < 512; ++k) {
      if (k == 96) {
        const auto r = value_and_gradient(chain<96>, x, y)(x = a, y = b);
        CHECK(close(r.value, value, 1e-13));
        CHECK(close(r[y], along_b, 1e-12));
        CHECK(close(r[x], along_a, 1e-10));
      }
      along_b = std::cos(value) * along_b * b + std::sin(value);
      along_a = std::cos(value) * along_a * b;
      value = std::sin(value) * b + 0.25;
    }
    CHECK(close(chain<512>(x = a, y = b), value, 1e-13));
  }
}

TEST_CASE("recorded formulas in calculus") {
  CHECK(to_string(polynomial) == "(((x*0*x + 3)*x + 1/4)*x + (-1/2))*x + 1");
  const auto j = jacobian(by_array, x, y);
  CHECK(to_string(j(2_c, x)) == "y");
  const auto values = j(x = 5.0, y = 3.0);
  CHECK(values.values == std::array{1.0, 1.0, 1.0, -1.0, 3.0, 5.0});
}

}  // namespace
