// SPDX-License-Identifier: BSL-1.0
// Two words are the integers of 128 bits of the compiler, in every operation.
#include "tests/support/catch.hpp"

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <tapeless/dag/wide_integer.hpp>

namespace {

using tapeless::dag::two_words;
template <bool Signed>
using wide = tapeless::dag::wide_integer<Signed>;

constexpr bool works_in_the_compiler() {
  using integer = wide<true>;
  integer factorial = 1;
  for (int k = 2; k <= 33; ++k) factorial *= k;
  integer back = factorial;
  for (int k = 33; k >= 2; --k) {
    if (back % k != 0) return false;
    back /= k;
  }
  return back == 1 && factorial > 0 && -factorial < 0 &&
         static_cast<double>(factorial) == 8683317618811886495518194401280000000.0 &&
         (integer(1) << 126) - 1 > factorial && ~integer(0) == -1 && (integer(-5) >> 1) == -3 &&
         integer(-7) / 2 == -3 && integer(-7) % 2 == -1 && wide<false>(-1) > 1u;
}
static_assert(works_in_the_compiler());

template <wide<true> Value>
struct known_by_value {
  static constexpr auto value = Value;
};
static_assert(known_by_value<(wide<true>(3) << 100)>::value == known_by_value<(wide<true>(6) << 99)>::value);

#if defined(__SIZEOF_INT128__)

template <bool Signed>
struct native;
template <>
struct native<true> {
  __extension__ typedef __int128 type;
};
template <>
struct native<false> {
  __extension__ typedef unsigned __int128 type;
};

template <bool Signed>
wide<Signed> words_of(typename native<Signed>::type value) {
  return wide<Signed>(two_words{static_cast<std::uint64_t>(value >> 64), static_cast<std::uint64_t>(value)});
}

// Corners, and numbers of every length with few or many bits.
template <bool Signed>
std::vector<typename native<Signed>::type> samples(unsigned seed) {
  using number = typename native<Signed>::type;
  std::mt19937_64 random(seed);
  std::vector<number> values;
  for (int shift = 0; shift < 128; shift += 1) {
    const auto one = static_cast<number>(typename native<false>::type(1) << shift);
    const auto bits = static_cast<number>((typename native<false>::type(random()) << 64 | random()) >> shift);
    for (const number value : {one, bits}) {
      values.push_back(value);
      values.push_back(static_cast<number>(~static_cast<typename native<false>::type>(value)));
      values.push_back(static_cast<number>(static_cast<typename native<false>::type>(value) - 1));
    }
  }
  for (const int small : {0, 1, 2, 3, 7, 10}) values.push_back(static_cast<number>(small));
  return values;
}

// Signed sums, products and quotients that overflow are undefined in the language; two words wrap.
template <bool Signed>
void compare_pair(typename native<Signed>::type a, typename native<Signed>::type b, bool& same) {
  using number = typename native<Signed>::type;
  using bits = typename native<false>::type;
  const auto x = words_of<Signed>(a), y = words_of<Signed>(b);
  const auto equal = [&](const wide<Signed>& result, bits expected) {
    same = same && result == words_of<Signed>(static_cast<number>(expected));
  };
  equal(x + y, static_cast<bits>(a) + static_cast<bits>(b));
  equal(x - y, static_cast<bits>(a) - static_cast<bits>(b));
  equal(x * y, static_cast<bits>(a) * static_cast<bits>(b));
  equal(x & y, static_cast<bits>(a) & static_cast<bits>(b));
  equal(x | y, static_cast<bits>(a) | static_cast<bits>(b));
  equal(x ^ y, static_cast<bits>(a) ^ static_cast<bits>(b));
  const bool overflows = Signed && b == static_cast<number>(-1) && a == static_cast<number>(bits(1) << 127);
  if (b != 0 && !overflows) {
    equal(x / y, static_cast<bits>(a / b));
    equal(x % y, static_cast<bits>(a % b));
  }
  same = same && (x < y) == (a < b) && (x <= y) == (a <= b) && (x > y) == (a > b) && (x == y) == (a == b);
}

template <bool Signed>
void compare_one(typename native<Signed>::type a, bool& same) {
  using number = typename native<Signed>::type;
  using bits = typename native<false>::type;
  const auto x = words_of<Signed>(a);
  for (int shift = 0; shift < 128; ++shift) {
    same = same && (x << shift) == words_of<Signed>(static_cast<number>(static_cast<bits>(a) << shift));
    same = same && (x >> shift) == words_of<Signed>(static_cast<number>(a >> shift));
  }
  same = same && -x == words_of<Signed>(static_cast<number>(-static_cast<bits>(a)));
  same = same && ~x == words_of<Signed>(static_cast<number>(~static_cast<bits>(a)));
  same = same && static_cast<std::int64_t>(x) == static_cast<std::int64_t>(a);
  same = same && static_cast<unsigned char>(x) == static_cast<unsigned char>(a);
  same = same && static_cast<bool>(x) == static_cast<bool>(a);
  same = same && static_cast<float>(x) == static_cast<float>(a);
  same = same && static_cast<double>(x) == static_cast<double>(a);
  same = same && static_cast<long double>(x) == static_cast<long double>(a);
  wide<Signed> next = x;
  ++next;
  same = same && next == x + 1;
  --next;
  same = same && next == x;
}

template <bool Signed>
bool all_the_same() {
  bool same = true;
  for (unsigned seed = 1; seed <= 2; ++seed) {
    const auto values = samples<Signed>(seed);
    for (const auto a : values) {
      compare_one<Signed>(a, same);
      for (const auto b : values) compare_pair<Signed>(a, b, same);
    }
  }
  return same;
}

TEST_CASE("two words compute what the compiler's integers of 128 bits do") {
  CHECK(all_the_same<true>());
  CHECK(all_the_same<false>());
}

TEST_CASE("halves are rounded to even, and what is dropped counts") {
  __extension__ typedef unsigned __int128 bits;
  std::mt19937_64 random(3);
  bool same = true;
  for (int trial = 0; trial < 20000; ++trial) {
    const int shift = static_cast<int>(random() % 75);
    // 53 or 24 bits, a half, and now and then one bit far below.
    const bits value =
        ((bits((random() >> (trial % 2 == 0 ? 11 : 40)) | 1) << 1 | 1) << shift) | (trial % 3 == 0 ? 1u : 0u);
    const auto words = words_of<false>(value);
    same = same && static_cast<double>(words) == static_cast<double>(value);
    same = same && static_cast<float>(words) == static_cast<float>(value);
  }
  CHECK(same);
}

#endif

TEST_CASE("integers of every type become two words") {
  CHECK(wide<true>(std::numeric_limits<std::int64_t>::min()) == -(wide<true>(1) << 63));
  CHECK(wide<true>(std::numeric_limits<std::uint64_t>::max()) == (wide<true>(1) << 64) - 1);
  CHECK(wide<false>(-1) == ~wide<false>(0));
  CHECK(wide<true>(wide<false>(-1)) == -1);
  CHECK(wide<true>('a') == 97);
}

}  // namespace
