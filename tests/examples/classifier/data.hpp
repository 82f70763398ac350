// SPDX-License-Identifier: BSL-1.0
// The data of the classifier: reads a table of features with two classes and refuses every malformed one by line,
// divides it into rows to learn from and rows held out, and scales the features by what the former show.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace classifier {

// Why a file was refused, in one sentence with the line.
struct malformed_data : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct table {
  std::size_t features = 0;
  std::vector<double> values;  // by rows
  std::vector<int> labels;     // 1 or 2, as y in the notes
  std::string class_names[2];

  std::size_t rows() const { return labels.size(); }
  const double* row(std::size_t r) const { return values.data() + r * features; }
};

namespace detail {

inline std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

template <class Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace detail

// Reads a file of comma-separated values. Its first line: number of rows, number of features, names of the classes
// 0 and 1. Every other line: the features of one row and its class. Class 0 becomes y = 1, class 1 becomes y = 2.
inline table read_table(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::size_t line_number = 0;
  const auto refuse = [&](const std::string& reason) {
    throw malformed_data(path.string() + ", line " + std::to_string(line_number) + ": " + reason);
  };
  std::string line;
  const auto next_line = [&] {
    if (!std::getline(in, line)) return false;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ++line_number;
    return true;
  };
  if (std::filesystem::is_directory(path) || !in) throw malformed_data(path.string() + ": the file cannot be read");
  if (!next_line()) throw malformed_data(path.string() + ": the file is empty");

  table result;
  std::size_t rows = 0;
  {
    const auto head = detail::fields_of(line);
    constexpr std::size_t most = 10'000'000;  // values: a wrong head must not ask for all memory
    if (head.size() != 4 || !detail::parse(head[0], rows) || !detail::parse(head[1], result.features) || rows == 0 ||
        result.features == 0 || rows > most || result.features > most / rows)
      refuse("the first line has to say ROWS,FEATURES,CLASS,CLASS");
    result.class_names[0] = head[2];
    result.class_names[1] = head[3];
  }
  result.values.reserve(rows * result.features);
  while (next_line()) {
    if (result.rows() == rows) refuse("a line more than the " + std::to_string(rows) + " rows of the first line");
    const auto fields = detail::fields_of(line);
    if (fields.size() != result.features + 1)
      refuse(std::to_string(fields.size()) + " values instead of " + std::to_string(result.features + 1));
    for (std::size_t k = 0; k < result.features; ++k) {
      double value = 0;
      if (!detail::parse(fields[k], value) || !std::isfinite(value))
        refuse("value " + std::to_string(k + 1) + ", \"" + std::string(fields[k]) + "\", is not a number");
      result.values.push_back(value);
    }
    if (fields.back() != "0" && fields.back() != "1")
      refuse("the class is \"" + std::string(fields.back()) + "\" instead of 0 or 1");
    result.labels.push_back(fields.back() == "0" ? 1 : 2);
  }
  if (result.rows() < rows)
    refuse("the file ends after " + std::to_string(result.rows()) + " of " + std::to_string(rows) + " rows");
  for (const int label : {1, 2}) {
    const auto count = std::count(result.labels.begin(), result.labels.end(), label);
    if (count < 5)
      throw malformed_data(path.string() + ": class \"" + result.class_names[label - 1] + "\" has " +
                           std::to_string(count) + " rows: at least 5 are needed to hold some out");
  }
  return result;
}

struct division {
  table training;
  table held_out;
};

// One row in five of each class is held out. The same seed gives the same division with every standard library, which
// std::shuffle does not promise.
inline division divide(const table& all, std::uint32_t seed) {
  division parts;
  parts.training.features = parts.held_out.features = all.features;
  for (std::size_t c = 0; c < 2; ++c)
    parts.training.class_names[c] = parts.held_out.class_names[c] = all.class_names[c];
  std::mt19937 generator(seed);
  std::vector<std::pair<std::size_t, bool>> order;  // row, whether it is held out
  for (const int label : {1, 2}) {
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < all.rows(); ++r)
      if (all.labels[r] == label) rows.push_back(r);
    for (std::size_t k = rows.size() - 1; k > 0; --k) std::swap(rows[k], rows[generator() % (k + 1)]);
    for (std::size_t k = 0; k < rows.size(); ++k) order.emplace_back(rows[k], k < rows.size() / 5);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [row, held_out] : order) {
    table& part = held_out ? parts.held_out : parts.training;
    part.values.insert(part.values.end(), all.row(row), all.row(row) + all.features);
    part.labels.push_back(all.labels[row]);
  }
  return parts;
}

// Shifts and scales every feature to mean 0 and standard deviation 1 over the training rows. The held-out rows have no
// say in it.
inline void standardize(division& parts) {
  const table& seen = parts.training;
  const auto n = static_cast<double>(seen.rows());
  for (std::size_t k = 0; k < seen.features; ++k) {
    double mean = 0;
    for (std::size_t r = 0; r < seen.rows(); ++r) mean += seen.row(r)[k] / n;
    double variance = 0;
    for (std::size_t r = 0; r < seen.rows(); ++r) variance += (seen.row(r)[k] - mean) * (seen.row(r)[k] - mean) / n;
    const double spread = variance > 0 ? std::sqrt(variance) : 1;  // a constant feature says nothing
    for (table* part : {&parts.training, &parts.held_out})
      for (std::size_t r = 0; r < part->rows(); ++r) {
        double& value = part->values[r * part->features + k];
        value = (value - mean) / spread;
      }
  }
}

}  // namespace classifier
