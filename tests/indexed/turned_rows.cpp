// SPDX-License-Identifier: BSL-1.0
// Rows that are shorter than a few registers, eight or so at a time, with a lane for each row or a lane for each place
// of a row: against plain loops in long double, at every length up to 40 and numbers of rows around those of registers,
// with gaps between rows, masks, labels, sums over the rows, infinite and missing data, in float, and with threads.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/waves.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;
using checks::waves;

constexpr auto n = axis<"n">;  // rows
constexpr auto o = axis<"o">;  // places
constexpr auto g = axis<"g">;  // groups of rows
constexpr auto Z = tensor<"Z">;
constexpr auto b = tensor<"b">;
constexpr auto u = tensor<"u">;
constexpr auto t = labels<"t">;
constexpr double infinite = std::numeric_limits<double>::infinity();

long double wide(double number) { return static_cast<long double>(number); }
void check_near(const std::vector<double>& found, const std::vector<long double>& expected, double tolerance) {
  REQUIRE(found.size() == expected.size());
  long double scale = 1, worst = 0;
  for (const long double x : expected) scale = std::max(scale, std::abs(x));
  for (std::size_t j = 0; j < found.size(); ++j) {
    REQUIRE(std::isfinite(found[j]));
    worst = std::max(worst, std::abs(wide(found[j]) - expected[j]) / scale);
  }
  CHECK(static_cast<double>(worst) < tolerance);
}
template <class... Range>
std::vector<double> joined(double value, const Range&... all) {
  std::vector<double> numbers{value};
  (numbers.insert(numbers.end(), all.begin(), all.end()), ...);
  return numbers;
}
std::vector<int> some_labels(std::size_t rows, std::size_t length) {
  std::vector<int> all(rows);
  for (std::size_t r = 0; r < rows; ++r) all[r] = static_cast<int>((5 * r + r * r / 3) % length);
  return all;
}

// Softmax cross-entropy with an offset for each class, whose gradient is a sum over the rows.
constexpr auto shifted = Z(n, o) + b(o);
constexpr auto likelihood = -mean(n, log(pick(exp(shifted) / sum(o, exp(shifted)), o, t(n))));
constexpr auto entropy = value_and_gradient(likelihood, Z, b);
constexpr auto plain_entropy = value_and_gradient(-mean(n, log(pick(exp(Z(n, o)) / sum(o, exp(Z(n, o))), o, t(n)))), Z);

struct table {
  std::size_t rows, length;
};

// Value, gradients in Z and b. What is -infinity has no share.
std::vector<long double> entropy_by_hand(const table& s, const std::vector<double>& z,
                                         const std::vector<double>& offset, const std::vector<int>& label) {
  std::vector<long double> all(1 + z.size() + s.length);
  for (std::size_t r = 0; r < s.rows; ++r) {
    long double most = -std::numeric_limits<long double>::infinity(), total = 0;
    const auto score = [&](std::size_t c) { return wide(z[r * s.length + c]) + wide(offset[c]); };
    for (std::size_t c = 0; c < s.length; ++c) most = std::max(most, score(c));
    for (std::size_t c = 0; c < s.length; ++c) total += std::exp(score(c) - most);
    const auto right = static_cast<std::size_t>(label[r]);
    all[0] += (most + std::log(total) - score(right)) / static_cast<long double>(s.rows);
    for (std::size_t c = 0; c < s.length; ++c) {
      const long double slope =
          (std::exp(score(c) - most) / total - (c == right ? 1 : 0)) / static_cast<long double>(s.rows);
      all[1 + r * s.length + c] = slope;
      all[1 + z.size() + c] += slope;
    }
  }
  return all;
}

TEST_CASE("softmax cross-entropy of rows of every length") {
  for (const std::size_t rows : {1U, 7U, 8U, 9U, 19U, 37U})
    for (std::size_t length = 1; length <= 40; ++length) {
      INFO("rows " << rows << ", length " << length);
      const table s{rows, length};
      const std::vector<double> z = waves(rows * length, 0.3), offset = waves(length, 1.1), none(length);
      const std::vector<int> label = some_labels(rows, length);
      const std::vector<long double> expected = entropy_by_hand(s, z, offset, label);
      auto net = prepare(entropy, n = rows, o = length);
      const auto all = net(Z = z, b = offset, t = label);
      check_near(joined(all.value, all[Z], all[b]), expected, 1e-14);
      // Rows with a gap behind each, which nothing reads.
      const std::size_t gap = length + 3;
      std::vector<double> apart(rows * gap, std::numeric_limits<double>::quiet_NaN());
      for (std::size_t r = 0; r < rows; ++r) std::copy_n(&z[r * length], length, &apart[r * gap]);
      const auto padded =
          strided_view(apart.data(), {static_cast<std::ptrdiff_t>(rows), static_cast<std::ptrdiff_t>(length)},
                       {static_cast<std::ptrdiff_t>(gap), std::ptrdiff_t{1}});
      const auto again = net(Z = padded, b = offset, t = label);
      check_near(joined(again.value, again[Z], again[b]), expected, 1e-14);
      auto alone = prepare(plain_entropy, n = rows, o = length);
      const auto plain = alone(Z = z, t = label);
      std::vector<long double> without = entropy_by_hand(s, z, none, label);
      without.resize(1 + z.size());
      check_near(joined(plain.value, plain[Z]), without, 1e-14);
    }
}

TEST_CASE("softmax cross-entropy of short rows in float") {
  for (const std::size_t rows : {15U, 16U, 17U, 50U})
    for (std::size_t length = 1; length <= 40; ++length) {
      INFO("rows " << rows << ", length " << length);
      const std::vector<double> start = waves(rows * length, 0.3), offset = waves(length, 1.1);
      const std::vector<float> z(start.begin(), start.end()), c(offset.begin(), offset.end());
      const std::vector<int> label = some_labels(rows, length);
      auto net = prepare<float>(entropy, n = rows, o = length);
      const auto all = net(Z = z, b = c, t = label);
      check_near(joined(static_cast<double>(all.value), all[Z], all[b]),
                 entropy_by_hand({rows, length}, {z.begin(), z.end()}, {c.begin(), c.end()}, label), 3e-6);
    }
}

TEST_CASE("classes without a share, and rows that are lost, leave the other rows alone") {
  for (const std::size_t length : {3U, 10U, 13U, 29U}) {
    INFO("length " << length);
    const std::size_t rows = 21;
    std::vector<double> z = waves(rows * length, 0.3);
    const std::vector<double> none(length);
    std::vector<int> label = some_labels(rows, length);
    // Scores of -infinity, beside any label
    for (std::size_t r = 0; r < rows; r += 2) {
      const std::size_t c = (static_cast<std::size_t>(label[r]) + 1) % length;
      z[r * length + c] = -infinite;
    }
    std::vector<long double> expected = entropy_by_hand({rows, length}, z, none, label);
    expected.resize(1 + z.size());
    auto net = prepare(plain_entropy, n = rows, o = length);
    {
      const auto all = net(Z = z, t = label);
      check_near(joined(all.value, all[Z]), expected, 1e-14);
    }
    // One row each, in a block of rows and behind the last one, is not a number.
    for (const std::size_t lost : {std::size_t{5}, rows - 1}) {
      std::vector<double> broken = z;
      broken[lost * length + length / 2] = std::numeric_limits<double>::quiet_NaN();
      const auto all = net(Z = broken, t = label);
      const std::vector<double> found = joined(all.value, all[Z]);
      CHECK(std::isnan(found[0]));
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < length; ++c) {
          const double slope = found[1 + r * length + c];
          if (r == lost)
            CHECK(std::isnan(slope));
          else
            CHECK(std::abs(slope - static_cast<double>(expected[1 + r * length + c])) < 1e-15);
        }
    }
  }
}

// Rows of groups; a mask; places; a number of each row; least numbers, too. u(g, n) scales a row.
constexpr auto terms = select(Z(g, n, o) < b(o), exp(u(g, n) * Z(g, n, o)), square(Z(g, n, o)));
constexpr auto spread = sum(g, n, log(1_c + sum(o, terms)) * u(g, n) - min(o, exp(Z(g, n, o) * b(o))));
constexpr auto masked = value_and_gradient(spread, Z, u, b);

std::vector<long double> masked_by_hand(std::size_t groups, const table& s, const std::vector<double>& z,
                                        const std::vector<double>& scale, const std::vector<double>& limit) {
  const std::size_t count = groups * s.rows;
  std::vector<long double> all(1 + z.size() + count + s.length);
  long double* const gz = all.data() + 1;
  long double* const gu = gz + z.size();
  long double* const gb = gu + count;
  for (std::size_t r = 0; r < count; ++r) {
    const double* const row = &z[r * s.length];
    const long double x = wide(scale[r]);
    long double total = 1, least = std::numeric_limits<long double>::infinity();
    std::size_t place = 0;
    for (std::size_t c = 0; c < s.length; ++c) {
      total += row[c] < limit[c] ? std::exp(x * wide(row[c])) : wide(row[c]) * wide(row[c]);
      const long double one = std::exp(wide(row[c]) * wide(limit[c]));
      if (one < least) least = one, place = c;
    }
    all[0] += std::log(total) * x - least;
    gu[r] += std::log(total);
    for (std::size_t c = 0; c < s.length; ++c) {
      if (row[c] < limit[c]) {
        gz[r * s.length + c] += x / total * std::exp(x * wide(row[c])) * x;
        gu[r] += x / total * std::exp(x * wide(row[c])) * wide(row[c]);
      } else {
        gz[r * s.length + c] += x / total * 2 * wide(row[c]);
      }
    }
    gz[r * s.length + place] -= least * wide(limit[place]);
    gb[place] -= least * wide(row[place]);
  }
  return all;
}

TEST_CASE("masks, least numbers and numbers of rows in groups of short rows") {
  for (const std::size_t rows : {3U, 8U, 17U})
    for (std::size_t length = 1; length <= 40; length += length < 20 ? 1 : 3) {
      INFO("rows " << rows << ", length " << length);
      const std::size_t groups = 3;
      const std::vector<double> z = waves(groups * rows * length, 0.3), scale = waves(groups * rows, 2.3),
                                limit = waves(length, 1.1);
      auto net = prepare(masked, g = groups, n = rows, o = length);
      const auto all = net(Z = z, u = scale, b = limit);
      check_near(joined(all.value, all[Z], all[u], all[b]), masked_by_hand(groups, {rows, length}, z, scale, limit),
                 1e-13);
    }
}

TEST_CASE("short rows have the same bits with any number of threads") {
  for (const std::size_t length : {10U, 29U}) {
    const std::size_t rows = 30'011;
    const std::vector<double> z = waves(rows * length, 0.3), offset = waves(length, 1.1);
    const std::vector<int> label = some_labels(rows, length);
    const auto team = [&](int count) {
      auto net = prepare(entropy, n = rows, o = length, threads(count));
      const auto all = net(Z = z, b = offset, t = label);
      return joined(all.value, all[Z], all[b]);
    };
    const std::vector<double> one = team(1);
    check_near(one, entropy_by_hand({rows, length}, z, offset, label), 1e-12);
    for (const int count : {2, 3, 5}) {
      const std::vector<double> more = team(count);
      CHECK(std::memcmp(one.data(), more.data(), one.size() * sizeof(double)) == 0);
    }
  }
}

}  // namespace
