// SPDX-License-Identifier: BSL-1.0
// Packs: memory and its ends, gathers, masks, arithmetic, reductions. The file is also compiled for AVX2 and AVX-512.

#include "tests/support/catch.hpp"

#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include <tapeless/simd/functions.hpp>
#include <tapeless/simd/transpose.hpp>

namespace math = tapeless::detail::math;
using tapeless::detail::simd::pack;

namespace {

template <class T>
std::vector<T> lanes_of(const pack<T>& x) {
  std::vector<T> all(static_cast<std::size_t>(pack<T>::width));
  x.store(all.data());
  return all;
}

template <class T>
std::vector<bool> lanes_of_mask(const typename pack<T>::mask& m) {
  std::vector<bool> all;
  for (const T value : lanes_of<T>(select(m, pack<T>(1), pack<T>(0)))) all.push_back(value == 1);
  return all;
}

// Memory behind whose end, and before whose beginning, the program has no right to read or write.
template <class T>
class fenced {
 public:
#if __has_include(<sys/mman.h>)
  fenced() {
    base_ = static_cast<char*>(mmap(nullptr, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    REQUIRE(mprotect(base_ + page, page, PROT_READ | PROT_WRITE) == 0);
  }
  ~fenced() { munmap(base_, 3 * page); }
#else
  fenced() : base_(new char[3 * page]) {}
  ~fenced() { delete[] base_; }
#endif
  fenced(const fenced&) = delete;
  fenced& operator=(const fenced&) = delete;
  T* last(int n) { return reinterpret_cast<T*>(base_ + 2 * page) - n; }
  T* first() { return reinterpret_cast<T*>(base_ + page); }

 private:
  static constexpr std::size_t page = 4096;
  char* base_;
};

template <class T>
T nan() {
  return std::numeric_limits<T>::quiet_NaN();
}

}  // namespace

static_assert(std::is_trivially_copyable_v<pack<double>> && std::is_trivially_copyable_v<pack<float>>);
static_assert(std::is_same_v<decltype(pack<double>() < pack<double>()), pack<double>::mask>);
static_assert(!std::is_convertible_v<pack<double>, double>);

TEMPLATE_TEST_CASE("packs load and store whole registers and the ends of rows", "[simd]", float, double) {
  using T = TestType;
  constexpr int width = pack<T>::width;
  fenced<T> memory;
  for (int n = 1; n <= width; ++n) {
    T* const from = memory.last(n);
    for (int k = 0; k < n; ++k) from[k] = static_cast<T>(k + 1);
    const pack<T> x = n == width ? pack<T>::load(from) : pack<T>::load(from, n);
    for (int k = 0; k < width; ++k)
      CHECK(lanes_of(x)[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? k + 1 : 0));
    if (n == width)
      (x + pack<T>(1)).store(from);
    else
      (x + pack<T>(1)).store(from, n);
    for (int k = 0; k < n; ++k) CHECK(from[k] == static_cast<T>(k + 2));

    T around[std::size_t{3 * width}];
    for (T& value : around) value = T(-7);
    x.store(around + width, n);
    for (int k = 0; k < 3 * width; ++k)
      CHECK(around[k] == static_cast<T>(k >= width && k < width + n ? k - width + 1 : -7));
  }
}

TEMPLATE_TEST_CASE("packs gather at strides and at indices", "[simd]", float, double) {
  using T = TestType;
  constexpr int width = pack<T>::width;
  fenced<T> memory;
  for (const int stride : {1, 3, 10})
    for (int n = 1; n <= width; ++n) {
      const int size = (n - 1) * stride + 1;
      T* const from = memory.last(size);
      for (int k = 0; k < size; ++k) from[k] = static_cast<T>(k);
      const std::vector<T> found = lanes_of(pack<T>::gather(from, stride, n));
      const std::vector<T> backwards = lanes_of(pack<T>::gather(from + size - 1, -stride, n));
      for (int k = 0; k < width; ++k) {
        CHECK(found[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? k * stride : 0));
        CHECK(backwards[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? size - 1 - k * stride : 0));
      }
      T indices[static_cast<std::size_t>(width)];
      for (int k = 0; k < width; ++k) indices[k] = static_cast<T>(k < n ? n - 1 - k : 1000000);
      const std::vector<T> at = lanes_of(pack<T>::gather_at(from, 0, stride, pack<T>::load(indices), n));
      for (int k = 0; k < width; ++k)
        CHECK(at[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? (n - 1 - k) * stride : 0));
      // Rows of `stride` numbers, of which each lane picks one of its own row; and of rows that go backwards.
      T* const rows = memory.last(n * stride);
      for (int k = 0; k < n * stride; ++k) rows[k] = static_cast<T>(k);
      for (int k = 0; k < width; ++k) indices[k] = static_cast<T>(k < n ? (7 * k + 2) % stride : 1000000);
      const std::vector<T> own = lanes_of(pack<T>::gather_at(rows, stride, 1, pack<T>::load(indices), n));
      const std::vector<T> back =
          lanes_of(pack<T>::gather_at(rows + (n - 1) * stride, -stride, 1, pack<T>::load(indices), n));
      for (int k = 0; k < width; ++k) {
        const int label = (7 * k + 2) % stride;
        CHECK(own[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? k * stride + label : 0));
        CHECK(back[static_cast<std::size_t>(k)] == static_cast<T>(k < n ? (n - 1 - k) * stride + label : 0));
      }
    }
}

TEMPLATE_TEST_CASE("packs count and have masks", "[simd]", float, double) {
  using T = TestType;
  constexpr int width = pack<T>::width;
  using mask = typename pack<T>::mask;
  const pack<T> counted = pack<T>::iota(3);
  for (int n = 0; n <= width; ++n) {
    const mask first = pack<T>::first_lanes(n);
    const mask upper = counted >= pack<T>(3 + width / 2);
    for (int k = 0; k < width; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const bool a = k < n, b = k >= width / 2;
      CHECK(lanes_of(counted)[at] == static_cast<T>(3 + k));
      CHECK(lanes_of_mask<T>(first)[at] == a);
      CHECK(lanes_of_mask<T>(first && upper)[at] == (a && b));
      CHECK(lanes_of_mask<T>(first || upper)[at] == (a || b));
      CHECK(lanes_of_mask<T>(!first)[at] == !a);
      CHECK(lanes_of_mask<T>(first == upper)[at] == (a == b));
      CHECK(lanes_of_mask<T>(first != upper)[at] == (a != b));
      CHECK(lanes_of_mask<T>(mask(true) & first)[at] == a);
      CHECK(lanes_of_mask<T>(mask(false) | first)[at] == a);
    }
  }
}

TEMPLATE_TEST_CASE("operators of packs are those of their lanes", "[simd]", float, double) {
  using T = TestType;
  constexpr T inf = std::numeric_limits<T>::infinity();
  const T samples[] = {T(0), T(-0.0), T(1),    T(-2.5), T(1e20), std::numeric_limits<T>::denorm_min(),
                       inf,  -inf,    nan<T>()};
  const auto same = [](T a, T b) { return (a != a && b != b) || (a == b && std::signbit(a) == std::signbit(b)); };
  for (const T a : samples)
    for (const T b : samples) {
      const pack<T> x(a), y(b);
      INFO(a << ' ' << b);
      const auto check = [&](const pack<T>& result, T expected) {
        for (const T value : lanes_of(result)) {
          INFO(value << ' ' << expected);
          CHECK(same(value, expected));
        }
      };
      const auto check_mask = [&](const typename pack<T>::mask& result, bool expected) {
        for (const bool value : lanes_of_mask<T>(result)) CHECK(value == expected);
      };
      check(x + y, a + b);
      check(x - y, a - b);
      check(x * y, a * b);
      check(x / y, a / b);
      check(-x, -a);
      check(math::divide(x, y), a / b);
      check(math::min(x, y), math::min(a, b));
      check(math::max(x, y), math::max(a, b));
      check(math::fmin(x, y), math::fmin(a, b));
      check(math::fmax(x, y), math::fmax(a, b));
      check(math::copysign(x, y), math::copysign(a, b));
      check(math::abs(x), math::abs(a));
      check(math::sign(x), math::sign(a));
      check(math::select(x < y, x, y), math::select(a < b, a, b));
      check(math::select_label(x, y, pack<T>(3), x), math::select_label(a, b, T(3), a));
      check_mask(x < y, a < b);
      check_mask(x <= y, a <= b);
      check_mask(x > y, a > b);
      check_mask(x >= y, a >= b);
      check_mask(x == y, a == b);
      check_mask(x != y, a != b);
      check_mask(math::isnan(x), math::isnan(a));
      check_mask(math::isinf(x), math::isinf(a));
      check_mask(math::isfinite(x), math::isfinite(a));
      check_mask(math::signbit(x), math::signbit(a));
      pack<T> z = x;
      z += y;
      check(z, a + b);
      z = x;
      z -= y;
      check(z, a - b);
      z = x;
      z *= y;
      check(z, a * b);
      z = x;
      z /= y;
      check(z, a / b);
    }
}

TEMPLATE_TEST_CASE("reductions take in every lane", "[simd]", float, double) {
  using T = TestType;
  constexpr int width = pack<T>::width;
  for (int place = 0; place < width; ++place) {
    T lanes[static_cast<std::size_t>(width)];
    for (int k = 0; k < width; ++k) lanes[k] = T(1);
    lanes[place] = T(100);
    CHECK(reduce_add(pack<T>::load(lanes)) == static_cast<T>(99 + width));
    CHECK(reduce_max(pack<T>::load(lanes)) == T(100));
    lanes[place] = T(-100);
    CHECK(reduce_min(pack<T>::load(lanes)) == T(-100));
  }
}

TEMPLATE_TEST_CASE("as many packs as lanes are transposed", "[simd]", float, double) {
  using T = TestType;
  constexpr int width = pack<T>::width;
  pack<T> all[static_cast<std::size_t>(width)];
  for (int k = 0; k < width; ++k) all[k] = pack<T>::iota(static_cast<T>(100 * k));
  transpose(all);
  for (int k = 0; k < width; ++k)
    for (int l = 0; l < width; ++l) CHECK(lanes_of(all[k])[static_cast<std::size_t>(l)] == static_cast<T>(100 * l + k));
}
