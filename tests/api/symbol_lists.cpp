// SPDX-License-Identifier: BSL-1.0
// Vectors of symbols: in formulas, in `record`, bound to numbers that stand anywhere, and as keys of results.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"
#include "tests/support/refusal.hpp"

#include <array>
#include <cmath>
#include <deque>
#include <span>
#include <type_traits>
#include <vector>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::close;
using checks::refusal;

constexpr bool near(double value, double reference) { return value - reference < 1e-14 && reference - value < 1e-14; }

template <class F, class G>
constexpr bool same_type(const F&, const G&) {
  return std::is_same_v<std::remove_cvref_t<F>, std::remove_cvref_t<G>>;
}

constexpr auto cam = symbols<"cam", 12>;
constexpr auto pt = symbols<"pt", 3>;
constexpr auto t = symbol<"t">;

// Names, by number; of a name with a digit apart.
static_assert(cam.size() == 12 && same_type(cam[0_c], symbol<"cam0">) && same_type(cam[11_c], symbol<"cam11">));
static_assert(same_type(symbols<"p1", 2>[1_c], symbol<"p1_1">) && same_type(symbols<"p", 12>[11_c], symbol<"p11">));
static_assert(same_type(symbols<"x", "y">[1_c], symbol<"y">) && symbols<"x", "y">.size() == 2);
static_assert(same_type(cam[std::integral_constant<int, 3>{}], symbol<"cam3">) &&
              same_type(symbols<"s", 1>[0_c], symbol<"s0">));

constexpr auto f = cam[0_c] * pt[0_c] + sin(cam[11_c] * pt[2_c]) + t * pt[1_c];
constexpr std::array<double, 12> camera{1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0.25};
constexpr std::array point{2.0, 3.0, 4.0};
constexpr double expected = 1.5 * 2 + 0.84147098480789650665 + 0.5 * 3;

// Bound to arrays and to numbers in braces, in constant expressions.
static_assert(near(f(cam = camera, pt = point, t = 0.5), expected));
static_assert(near(f(t = 0.5, pt = {2.0, 3.0, 4.0}, cam = camera), expected));
static_assert(same_type(f(cam = std::array<float, 12>{}, pt = {1, 2, 3}, t = 1), 1.0f),
              "the scalar type of the numbers");
static_assert(symbols<"x", "y">[0_c](symbols<"x", "y"> = {7.0, 8.0}) == 7);

// Results by list: the parts in the order of the list.
constexpr auto r = value_and_gradient(f, pt, cam, t)(cam = camera, pt = point, t = 0.5);
static_assert(same_type(r[pt], result_array<double, 3>{}) && same_type(r[cam], result_array<double, 12>{}));
static_assert(r[pt][0] == 1.5 && r[pt][1] == 0.5 && r[cam][0] == 2 && r[cam][5] == 0 && r[pt[1_c]] == 0.5);
static_assert(r.gradient[symbols<"t", "pt0">][0] == 3 && r.gradient[symbols<"t", "pt0">][1] == 1.5);
static_assert(gradient(f, cam)(cam = camera, pt = point, t = 0.5)[cam] == r[cam]);
constexpr auto b = bundle(f, cam[1_c] * pt[2_c]);
constexpr auto J = value_and_jacobian(b, cam, pt)(cam = camera, pt = point, t = 0.5);
static_assert(same_type(J[cam], std::array<std::array<double, 12>, 2>{}) && J[cam][1][1] == 4 && J[pt][1][2] == 2);
static_assert(J.jacobian(1, pt) == std::array{0.0, 0.0, 2.0} && J.jacobian(0_c, cam)[0] == 2 &&
              J.jacobian[pt] == J[pt]);
constexpr auto H = value_gradient_hessian(cam[0_c] * square(pt[0_c]), cam, pt)(cam = camera, pt = point);
static_assert(H.hessian(cam, pt)[0][0] == 4 && H.hessian(pt, pt)[0][0] == 3 && H.hessian(pt, cam)[0][0] == 4);
static_assert(H[pt][0] == 6 && H.hessian(cam, pt).size() == 12);
static_assert(hessian(cam[0_c] * square(pt[0_c]), pt)(pt[0_c], pt[0_c]) == 2_c * cam[0_c]);

// Functions take lists in their arguments, by place and as a row.
constexpr auto h = function(value_and_gradient(b[1_c], cam, pt), arguments(pt, cam));
static_assert(h.arity == 15 && h(1.0, 2.0, 3.0, 0, 7.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)[pt][2] == 7);

// record: lists are vectors of values, symbols are values; data keeps its kind.
constexpr auto recorded = record(cam, t, pt, [](const auto& c, auto time, const auto& p) {
  auto sum = time * 0;
  for (int k = 0; k < 3; ++k) sum += c[k] * p[k];
  return sum * time + c[11u];
});
static_assert(recorded == (cam[0_c] * pt[0_c] + cam[1_c] * pt[1_c] + cam[2_c] * pt[2_c]) * t + cam[11_c]);
static_assert(record(integer<"n">, t, [](auto n, auto time) { return n * time; }) == integer<"n"> * t);
static_assert(same_type(record(pt, [](const auto& p) { return p; }), bundle(pt[0_c], pt[1_c], pt[2_c])));
static_assert(record(t, [](auto time) { return time * time; }) == square(t));
// What is written for Ceres.
struct snavely_like {
  template <class T>
  constexpr bool operator()(const T* c, const T* p, T* residuals) const {
    const T depth = c[2] + p[2];
    residuals[0] = (c[0] + p[0]) / depth;
    residuals[1] = select(p[1] < T(0), -p[1], p[1]) / depth;
    return true;
  }
};
constexpr auto projected = record<2>(cam, pt, snavely_like{});
constexpr auto projected_numbers = [] {
  const double c[3] = {1, 2, 3}, p[3] = {4, -5, 6};
  std::array<double, 2> residuals{};
  snavely_like{}(c, p, residuals.data());  // as it is
  return residuals;
}();
static_assert(projected_numbers == projected(cam = std::array<double, 12>{1, 2, 3}, pt = {4.0, -5.0, 6.0}));
static_assert(projected[0_c] == (cam[0_c] + pt[0_c]) / (cam[2_c] + pt[2_c]));
static_assert(projected[1_c] == select(pt[1_c] < 0_c, -pt[1_c], pt[1_c]) / (cam[2_c] + pt[2_c]));

static_assert(substitute(f, pt = symbols<"q", 3>) ==
              cam[0_c] * symbol<"q0"> + sin(cam[11_c] * symbol<"q2">) + t * symbol<"q1">);

template <class V>
void gives_expected(const V& numbers) {
  CHECK(close(f(cam = numbers, pt = point, t = 0.5), expected, 1e-15));
}

TEST_CASE("numbers may stand anywhere") {
  gives_expected(camera.data());
  gives_expected(std::span(camera));
  gives_expected(std::span<const double>(camera));
  gives_expected(std::vector<double>(camera.begin(), camera.end()));
  gives_expected(std::deque<double>(camera.begin(), camera.end()));
  double row[12];
  for (std::size_t k = 0; k < 12; ++k) row[k] = camera[k];
  gives_expected(row);
  double* const pointer = row;
  gives_expected(pointer);
  const auto slopes = gradient(f, pt)(cam = camera, pt = point, t = 0.5);
  CHECK(f(cam = camera, pt = slopes, t = 0.5) == f(cam = camera, pt = slopes[pt], t = 0.5));
  CHECK(close(f(cam = camera, pt = vec{2.0, 3.0, 4.0}, t = 0.5), expected, 1e-15));
}

TEST_CASE("a binding keeps its numbers") {
  std::vector<double> numbers(3, 1.0);
  const auto kept = pt = numbers;
  numbers.assign(3, 5.0);
  CHECK(pt[0_c](kept) == 1);
}

TEST_CASE("other ways in") {
  CHECK(check_gradient(f, cam = camera, pt = point, t = 0.5));
  CHECK(to_string(explain(pt[0_c] * pt[1_c], symbols<"pt", 2> = {2.0, 3.0})).find('6') != std::string::npos);
  const auto forward = jvp(b, pt)(std::array{1.0, 0.0, 0.0}, cam = camera, pt = point, t = 0.5);
  CHECK(forward[0] == 1.5);
  CHECK(pullback(b, pt)(0.0, 1.0, cam = camera, pt = point, t = 0.5)[pt][2] == 2);
}

TEST_CASE("another number of numbers is refused, and so is nothing") {
  const std::vector<double> few(11), many(13);
  CHECK(refusal([&] { f(cam = few, pt = point, t = 1); }) ==
        "tapeless: 12 symbols, the first of them cam0, are bound to 11 numbers");
  CHECK(refusal([&] { f(cam = std::span<const double>(many), pt = point, t = 1); }) ==
        "tapeless: 12 symbols, the first of them cam0, are bound to 13 numbers");
  const double* const nothing = nullptr;
  CHECK(refusal([&] { f(cam = camera, pt = nothing, t = 1); }) ==
        "tapeless: symbols, the first of them pt0, are bound to a null pointer");
}

}  // namespace
