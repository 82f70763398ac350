// SPDX-License-Identifier: BSL-1.0
// The kernels of a device, run by the emulation: every kind of column at the sizes around a block, against differences
// in 50 digits of the formula written a second time; nothing beside the columns is touched.
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "tests/support/catch.hpp"

#include <tapeless/batch.hpp>
#include <tapeless/interop/cuda.hpp>

namespace {

using namespace tapeless;
using exact = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto s = symbol<"s">;
constexpr auto f = s * exp(-x * x) * sin(y) / (constant<2> + log(x * x + constant<1>));
constexpr auto h = function(value_and_gradient(f, x, y), arguments(x, y, s));

// The formula once more.
template <class T>
T by_hand(const T& a, const T& b, const T& c) {
  using std::exp, std::log, std::sin;
  return c * exp(-a * a) * sin(b) / (2 + log(a * a + 1));
}
// Its value and gradient from 50 digits.
std::array<double, 3> expected(double a, double b, double c) {
  const exact step = 1e-16, X = a, Y = b, S = c;
  return {static_cast<double>(by_hand(X, Y, S)),
          static_cast<double>((by_hand<exact>(X + step, Y, S) - by_hand<exact>(X - step, Y, S)) / (2 * step)),
          static_cast<double>((by_hand<exact>(X, Y + step, S) - by_hand<exact>(X, Y - step, S)) / (2 * step))};
}
template <class T>
bool close(T given, double right) {
  const double tolerance = sizeof(T) == 8 ? 2e-15 : 1e-6;
  return std::abs(static_cast<double>(given) - right) <= tolerance * (1 + std::abs(right));
}

// Numbers between others that must stay as they are.
template <class T>
class guarded {
 public:
  explicit guarded(std::ptrdiff_t size) : all_(static_cast<std::size_t>(size) + 2 * margin, T(-7)) {}
  std::span<T> span() { return std::span<T>(all_).subspan(margin, all_.size() - 2 * margin); }
  T* data() { return all_.data() + margin; }
  T operator[](std::ptrdiff_t k) const { return all_[static_cast<std::size_t>(k) + margin]; }
  // Whether the margins are as they were.
  bool whole() const {
    for (std::size_t k = 0; k < margin; ++k)
      if (all_[k] != T(-7) || all_[all_.size() - 1 - k] != T(-7)) return false;
    return true;
  }

 private:
  static constexpr std::size_t margin = 300;  // more than a block
  std::vector<T> all_;
};

template <class T>
T sample(std::ptrdiff_t r, int k) {
  return static_cast<T>(std::sin(static_cast<double>(3 * r + 7 * k) + 0.5) * 1.5);
}

constexpr std::ptrdiff_t sizes[] = {0, 1, 2, 31, 127, 128, 129, 255, 256, 257, 1000};

TEMPLATE_TEST_CASE("spans, numbers and what is not wanted", "", float, double) {
  using T = TestType;
  for (const bool backwards : {false, true})
    for (const std::ptrdiff_t n : sizes) {
      guarded<T> xs(n), ys(n), value(n), dy(n);
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        xs.data()[r] = sample<T>(r, 0);
        ys.data()[r] = sample<T>(r, 1);
      }
      device_batch(h, inputs(xs.span(), ys.span(), 3), outputs(value.span(), nullptr, dy.span()),
                   emulated_device{backwards});
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        const auto right = expected(static_cast<double>(xs[r]), static_cast<double>(ys[r]), 3);
        REQUIRE(close(value[r], right[0]));
        REQUIRE(close(dy[r], right[2]));
      }
      REQUIRE((value.whole() && dy.whole()));
    }
}

TEST_CASE("columns at any distance, rows of numbers, integers") {
  for (const std::ptrdiff_t n : sizes) {
    guarded<double> rows(3 * n), results(4 * n);
    std::vector<int> scale(static_cast<std::size_t>(2 * n));
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      rows.data()[3 * r] = sample<double>(r, 0);
      rows.data()[3 * r + 1] = sample<double>(r, 1);
      scale[static_cast<std::size_t>(2 * r)] = static_cast<int>(r % 5) - 2;
    }
    // The last row first.
    const auto back = column(scale.data() + (n > 0 ? 2 * (n - 1) : 0), n, -2);
    device_batch(h, inputs(row_blocks<2>(rows.data(), n, 3), back),
                 outputs(row_blocks<2>(results.data(), n), columns<1>(results.data() + 2 * n, n, 2, 0)),
                 emulated_device{});
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      const auto right = expected(rows[3 * r], rows[3 * r + 1], scale[static_cast<std::size_t>(2 * (n - 1 - r))]);
      REQUIRE(close(results[2 * r], right[0]));
      REQUIRE(close(results[2 * r + 1], right[1]));
      REQUIRE(close(results[2 * n + 2 * r], right[2]));
      REQUIRE(results[2 * n + 2 * r + 1] == -7);
    }
    REQUIRE((rows.whole() && results.whole()));
  }
}

TEST_CASE("results where arguments are") {
  constexpr std::ptrdiff_t n = 131;
  guarded<double> xs(n), ys(n);
  std::vector<std::array<double, 3>> right;
  for (std::ptrdiff_t r = 0; r < n; ++r) {
    xs.data()[r] = sample<double>(r, 0);
    ys.data()[r] = sample<double>(r, 1);
    right.push_back(expected(xs[r], ys[r], 1));
  }
  device_batch(h, inputs(xs.span(), ys.span(), 1), outputs(nullptr, xs.span(), ys.span()), emulated_device{});
  for (std::ptrdiff_t r = 0; r < n; ++r) {
    CHECK(close(xs[r], right[static_cast<std::size_t>(r)][1]));
    CHECK(close(ys[r], right[static_cast<std::size_t>(r)][2]));
  }
}

TEST_CASE("rows that index lists pick") {
  const std::vector<double> points{0.1, -0.2, 0.3, 0.4, 0.5, -0.6, 0.7, 0.8, -0.9, 1.0};  // five rows of two
  for (const std::ptrdiff_t n : sizes) {
    std::vector<std::array<short, 3>> list(static_cast<std::size_t>(n));
    for (std::size_t r = 0; r < list.size(); ++r)
      for (std::size_t k = 0; k < 3; ++k) list[r][k] = static_cast<short>((r * 3 + k * k) % 5);
    guarded<double> value(n), dx(n), dy(n);
    const auto check = [&](std::size_t place, bool rows_of_two) {
      for (std::ptrdiff_t r = 0; r < n; ++r) {
        const auto index = static_cast<std::size_t>(list[static_cast<std::size_t>(r)][place]);
        const double a = points[2 * index], b = rows_of_two ? points[2 * index + 1] : points[9 - 2 * index];
        const auto right = expected(a, b, 2);
        REQUIRE(close(value[r], right[0]));
        REQUIRE(close(dx[r], right[1]));
        REQUIRE(close(dy[r], right[2]));
      }
    };
    const auto results = outputs(value.span(), dx.span(), dy.span());
    const short nothing[3] = {};
    const short* const first = n > 0 ? list[0].data() : nothing;
    device_batch(h, inputs(gathered(row_blocks<2>(points.data(), 5), column(first + 1, n, 3)), 2), results,
                 emulated_device{});
    check(1, true);
    device_batch(h,
                 inputs(gathered(column(points.data(), 5, 2), column(first, n, 3)),
                        gathered(column(points.data() + 9, 5, -2), column(first, n, 3)), 2),
                 results, emulated_device{true});
    check(0, false);
    // Three indices in a row, one number each: x, y and s.
    const std::span<const double> numbers(points);
    device_batch(h, inputs(gathered(numbers, checked_indices(list, 10, emulated_device{}))), results,
                 emulated_device{});
    for (std::ptrdiff_t r = 0; r < n; ++r) {
      const auto& row = list[static_cast<std::size_t>(r)];
      const auto at = [&](std::size_t k) { return points[static_cast<std::size_t>(row[k])]; };
      REQUIRE(close(value[r], expected(at(0), at(1), at(2))[0]));
    }
    REQUIRE((value.whole() && dx.whole() && dy.whole()));
  }
}

TEST_CASE("Jacobians and Hessians, as by batch") {
  constexpr auto p = symbols<"p", 4>;
  constexpr auto g = record(p, [](const auto& q) { return exp(q[0] * q[1]) / (1 + q[2] * q[2]) + q[3] * q[0]; });
  constexpr auto hessian_of_g = function(value_gradient_hessian(g, p), arguments(p));
  constexpr auto jacobian_of_both = function(value_and_jacobian(bundle(g, f), p, x), arguments(p, x, y, s));
  constexpr std::ptrdiff_t n = 300;
  std::vector<double> in(7 * n), by_device(21 * n), by_host(21 * n);
  for (std::ptrdiff_t k = 0; k < 7 * n; ++k) in[static_cast<std::size_t>(k)] = sample<double>(k, 2);
  const auto same = [&] {
    for (std::size_t k = 0; k < by_host.size(); ++k)
      if (!close(by_device[k], by_host[k])) return false;
    return true;
  };
  device_batch(hessian_of_g, inputs(columns<4>(in.data(), n, n)), outputs(columns<21>(by_device.data(), n, n)),
               emulated_device{});
  batch(hessian_of_g, inputs(columns<4>(in.data(), n, n)), outputs(columns<21>(by_host.data(), n, n)));
  CHECK(same());
  CHECK(by_host[0] != 0);
  device_batch(jacobian_of_both, inputs(row_blocks<7>(in.data(), n)), outputs(row_blocks<12>(by_device.data(), n)),
               emulated_device{});
  batch(jacobian_of_both, inputs(row_blocks<7>(in.data(), n)), outputs(row_blocks<12>(by_host.data(), n)));
  CHECK(same());
}

}  // namespace
