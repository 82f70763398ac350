// SPDX-License-Identifier: BSL-1.0
// What the command lines of the examples share: numbers are checked strictly, and whatever is wrong ends with status 2.
#pragma once

#include <charconv>
#include <sstream>
#include <string>
#include <type_traits>

#include <CLI/CLI.hpp>

namespace classifier {

// CLI::Range lets nan pass.
template <class Number>
CLI::Validator between(Number low, Number high) {
  std::ostringstream range;
  range << low << " to " << high;
  const auto check = [low, high, text = range.str()](std::string& input) {
    Number number{};
    const char* end = input.data() + input.size();
    const auto [stop, error] = std::from_chars(input.data(), end, number);
    const bool good = error == std::errc() && stop == end && number >= low && number <= high;
    const char* kind = std::is_integral_v<Number> ? " is not a whole number from " : " is not a number from ";
    return good ? std::string() : input + kind + text;
  };
  return {check, range.str()};
}

// Where the program is not to go on, the user has been told.
template <class Parsed>
void parse(CLI::App& app, int argc, char** argv, Parsed& parsed) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    parsed.go_on = false;
    parsed.exit_status = app.exit(problem) == 0 ? 0 : 2;
  }
}

}  // namespace classifier
