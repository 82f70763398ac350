// SPDX-License-Identifier: BSL-1.0
// Prints a formula as text and as LaTeX, reads both back and compares the numbers with those of the formula.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/formula_readers.hpp"

namespace read_back {

// Numbers for symbols, by their names.
inline double number_for(const std::string& name, std::size_t point) {
  constexpr double of_a[] = {0.625, 1.7, 0.3}, of_b[] = {1.375, 0.45, 0.8}, of_c[] = {2.25, 3.5, 0.55};
  if (name == "a") return of_a[point];
  if (name == "b") return of_b[point];
  if (name == "c") return of_c[point];
  if (name == "k" || name == "integer") return static_cast<double>(point + 1);
  return 0.1 + 0.013 * static_cast<double>(name.size() + 7 * static_cast<unsigned char>(name.back())) /
                   (1.0 + static_cast<double>(point));
}

inline bool close(double x, double y) {
  return (x != x && y != y) || x == y || std::abs(x - y) <= 1e-13 * std::max(std::abs(x), std::abs(y));
}
inline bool same_bits(double x, double y) {
  return (x != x && y != y) || std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
}

template <class T>
void check(const T& f) {
  const tapeless::dag::view& program =
      tapeless::detail::pass::view_of<typename tapeless::detail::printed_program<T>::as_written>;
  const std::string text = tapeless::to_string(f), latex = tapeless::to_latex(f);
  INFO(text << '\n' << latex);
  for (std::size_t point = 0; point < 3; ++point) {
    values in_text, in_latex;
    std::vector<double> numbers(static_cast<std::size_t>(program.symbol_count));
    std::vector<tapeless::detail::run::array_place<double>> places(numbers.size());
    const auto text_names = tapeless::detail::print::text_style<std::string>{}.symbols(program);
    const auto latex_names = tapeless::detail::print::latex_style<std::string>{}.symbols(program);
    for (std::size_t s = 0; s < numbers.size(); ++s) {
      numbers[s] = number_for(program.symbols[s].name, point);
      places[s].data = &numbers[s];
      in_text[text_names[s]] = numbers[s];
      in_latex[latex_names[s]] = numbers[s];
    }
    REQUIRE(in_text.size() == numbers.size());
    REQUIRE(in_latex.size() == numbers.size());
    const tapeless::detail::run::reference<double> computed(program, nullptr, places.data());
    const auto count = static_cast<std::size_t>(program.root_count);
    const std::vector<double> from_text = read_back::text(text, in_text, count);
    const std::vector<double> from_latex = read_back::latex(latex, in_latex, count);
    REQUIRE(from_text.size() == count);
    REQUIRE(from_latex.size() == count);
    for (std::size_t r = 0; r < count; ++r) {
      const double expected = computed.at(static_cast<int>(r), nullptr);
      INFO("text gives " << from_text[r] << ", the formula " << expected);
      CHECK(same_bits(from_text[r], expected));
      INFO("LaTeX gives " << from_latex[r] << ", the formula " << expected);
      CHECK(close(from_latex[r], expected));
    }
  }
}

}  // namespace read_back
