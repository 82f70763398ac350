// SPDX-License-Identifier: BSL-1.0
// A table that the compiler makes, for the flash of a small processor: the temperature of a thermistor for every 16th
// code of a converter of ten bits, with the slope, so that a cubic between two entries needs no logarithm at run time.
// What it errs by is checked by the compiler as well. The output is compared with constexpr_table.txt.
#include <array>
#include <cstddef>
#include <cstdio>

#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto code = symbol<"code">;  // the thermistor is the lower half of a divider with 10 kOhm
constexpr auto resistance = 10000_c * code / (1024_c - code);
constexpr auto log_r = log(resistance);
// Steinhart and Hart's equation, in degrees Celsius.
constexpr auto celsius = 1_c / (1.129148e-3_c + 2.34125e-4_c * log_r + 8.76741e-8_c * pow(log_r, 3_c)) - 273.15_c;
constexpr auto exact = function(value_and_gradient(celsius, code), arguments(code));

struct entry {
  float value, slope;  // degrees, degrees per 16 codes
};
constexpr std::size_t spacing = 16, first = 64, last = 960;
constexpr auto table = [] {
  std::array<entry, (last - first) / spacing + 1> entries{};
  for (std::size_t k = 0; k < entries.size(); ++k) {
    const auto r = exact(static_cast<double>(first + k * spacing));
    entries[k] = {static_cast<float>(r.value), static_cast<float>(r.gradient[0] * spacing)};
  }
  return entries;
}();

// Hermite's cubic between two entries; codes from 64 to 959.
constexpr float temperature(std::size_t of_code) {
  const entry& a = table[(of_code - first) / spacing];
  const entry& b = table[(of_code - first) / spacing + 1];
  const float t = static_cast<float>((of_code - first) % spacing) / spacing;
  const float rise = b.value - a.value;
  return a.value + t * (a.slope + t * (3 * rise - 2 * a.slope - b.slope + t * (a.slope + b.slope - 2 * rise)));
}

// The largest error in degrees half way between two entries, found in the compiler.
constexpr double largest_error = [] {
  double largest = 0;
  for (std::size_t k = first + spacing / 2; k < last; k += spacing) {
    const double error = static_cast<double>(temperature(k)) - celsius(code = static_cast<double>(k));
    largest = error > largest ? error : -error > largest ? -error : largest;
  }
  return largest;
}();
static_assert(largest_error < 0.005);

int main() {
  std::printf("%zu entries, %zu bytes\n", table.size(), sizeof(table));
  for (const std::size_t k : {100u, 512u, 900u})
    std::printf("code %zu: %.2f degrees, %.3f degrees per code\n", k, static_cast<double>(temperature(k)),
                exact(static_cast<double>(k)).gradient[0]);
  std::printf("largest error: %.4f degrees\n", largest_error);
}
