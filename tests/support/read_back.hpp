// SPDX-License-Identifier: BSL-1.0
// Prints a formula as text and as LaTeX, reads both back and compares the numbers with those of the formula.
#pragma once

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/formula_readers.hpp"

namespace read_back {

// The roots of what to_string prints.
inline std::vector<double> text(const std::string& printed, values names, std::size_t count) {
  std::size_t begin = 0;
  for (std::size_t end = printed.find('\n'); end != std::string::npos; end = printed.find('\n', begin)) {
    const std::string line = printed.substr(begin, end - begin);
    const std::size_t equal = line.find(" = ");
    names[line.substr(0, equal)] = read_one<text_reader>(line.substr(equal + 3), names);
    begin = end + 1;
  }
  return read_roots<text_reader>(printed.substr(begin), names, count, "(", ", ", ")");
}
// The roots of what to_latex prints.
inline std::vector<double> latex(std::string printed, values names, std::size_t count) {
  // Lines of a formula that was broken are put together again.
  for (const std::string broken : {" \\\\\n&\\quad{}\\cdot{}", " \\\\\n&\\quad{}"})
    for (std::size_t at = printed.find(broken); at != std::string::npos; at = printed.find(broken, at))
      printed.erase(at, broken.size());
  const std::string head = "\\begin{aligned}\n";
  std::string last = printed;
  if (printed.starts_with(head)) {
    std::size_t begin = head.size();
    for (std::size_t end = printed.find(" \\\\\n", begin); end != std::string::npos;
         end = printed.find(" \\\\\n", begin)) {
      const std::string line = printed.substr(begin, end - begin);
      const std::size_t equal = line.find(" &= ");
      names[line.substr(0, equal)] = read_one<latex_reader>(line.substr(equal + 4), names);
      begin = end + 4;
    }
    last = printed.substr(begin + 2, printed.rfind("\n\\end{aligned}") - begin - 2);
  }
  if (last.starts_with("\\begin{pmatrix}")) {
    auto entries = read_roots<latex_reader>(last, names, count, "\\begin{pmatrix}", " \\\\ ", "\\end{pmatrix}");
    std::size_t rows = 1;
    while (rows * (rows + 1) / 2 < count) ++rows;
    if (entries.size() == count || entries.size() != rows * rows) return entries;
    std::vector<double> triangle;  // of a Hessian, whose roots are those above the diagonal
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = i; j < rows; ++j) {
        if (std::bit_cast<std::uint64_t>(entries[i * rows + j]) != std::bit_cast<std::uint64_t>(entries[j * rows + i]))
          throw std::runtime_error("not symmetric: " + last);
        triangle.push_back(entries[i * rows + j]);
      }
    return triangle;
  }
  return read_roots<latex_reader>(last, names, count, "\\left(", ",\\; ", "\\right)");
}

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
