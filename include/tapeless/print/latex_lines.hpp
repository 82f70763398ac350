// SPDX-License-Identifier: BSL-1.0
// How wide a formula is on a page, and where it is broken into lines: before signs of its outermost sum, or before
// factors of its outermost product.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tapeless::inline v0_2::detail::print {

// Roughly how many letters wide LaTeX sets a text: a fraction is as wide as the wider of its two parts, what stands
// above or below the line takes seven tenths.
template <class String>
class latex_measure {
 public:
  explicit latex_measure(std::string_view text) : text_(text) {}

  // Of several rows, as a matrix has them, the width of the widest.
  double width() {
    double sum = 0, widest = 0;
    while (at_ < text_.size() && text_[at_] != '}') {
      if (text_.substr(at_).starts_with("\\\\")) {
        at_ += 2;
        if (widest < sum) widest = sum;
        sum = 0;
      } else {
        sum += one();
      }
    }
    return widest < sum ? sum : widest;
  }

 private:
  double one() {
    const char c = text_[at_];
    if (c == '{') return group();
    if (c == '\\') return command();
    ++at_;
    if (c == '^' || c == '_') return at_ < text_.size() ? 0.7 * one() : 0;
    if (c == ' ' || c == '&' || c == '\n') return 0;
    return c == '+' || c == '-' || c == '=' || c == '<' || c == '>' ? 2 : 1;
  }
  double group() {
    ++at_;
    const double inside = width();
    if (at_ < text_.size()) ++at_;
    return inside;
  }
  double command() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && ((text_[at_] >= 'a' && text_[at_] <= 'z') || (text_[at_] >= 'A' && text_[at_] <= 'Z')))
      ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty()) {  // \, and \;
      if (at_ < text_.size()) ++at_;
      return 0.3;
    }
    if (name == "frac") {
      const double above = one();
      const double below = at_ < text_.size() ? one() : 0.0;
      return (above < below ? below : above) + 0.5;
    }
    if (name == "begin" || name == "end") {  // of what, in braces
      if (at_ < text_.size()) one();
      return 0;
    }
    if (name == "left" || name == "right" || name == "mathrm" || name == "operatorname") return 0;
    static constexpr std::string_view words[] = {"sin", "cos",  "tan",  "ln",   "log",
                                                 "exp", "sinh", "cosh", "tanh", "arctan"};
    for (const std::string_view word : words)
      if (name == word) return static_cast<double>(word.size());
    return 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};
template <class String>
double latex_width(std::string_view text) {
  return latex_measure<String>(text).width();
}

// What fits on a line of a page.
inline constexpr double latex_line = 72;
// What begins a further line of a sum and of a product; without them the formula is as it was.
inline constexpr std::string_view next_line = " \\\\\n&\\quad{}", next_factor = " \\\\\n&\\quad{}\\cdot{}";

// Where signs stand outside of all brackets and groups: the places of " + " and " - ", or those of "\,".
template <class String>
std::vector<typename String::size_type> latex_breaks(std::string_view text, bool of_factors) {
  std::vector<typename String::size_type> places;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("\\left") && !rest.starts_with("\\leftarrow")) ++depth;
    if (rest.starts_with("\\right") && !rest.starts_with("\\rightarrow")) --depth;
    if (rest.starts_with("\\begin")) ++depth;
    if (rest.starts_with("\\end")) --depth;
    depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
    if (depth == 0 && at > 0 &&
        (of_factors ? rest.starts_with("\\,") : rest.starts_with(" + ") || rest.starts_with(" - ")))
      places.push_back(at);
  }
  return places;
}

// The width of the widest line.
template <class String>
double widest_line(std::string_view text) {
  double widest = 0;
  while (true) {
    const std::size_t end = text.find(" \\\\\n");
    const double width = latex_width<String>(text.substr(0, end));
    if (widest < width) widest = width;
    if (end == std::string_view::npos) return widest;
    text.remove_prefix(end + 4);
  }
}

// The text with its lines no wider than `line` where it can be broken.
template <class String>
String in_lines(const String& text, double line = latex_line) {
  if (latex_width<String>(text) <= line) return text;
  const std::vector<typename String::size_type> terms = latex_breaks<String>(text, false);
  const bool of_factors = terms.empty();
  std::vector<typename String::size_type> places = of_factors ? latex_breaks<String>(text, true) : terms;
  places.push_back(text.size());
  String result;
  double used = 0;
  std::size_t begin = 0;
  for (const std::size_t end : places) {
    const String piece = text.substr(begin, end - begin);
    const double width = latex_width<String>(piece);
    if (used > 0 && used + width > line) {
      result += of_factors ? next_factor : next_line;
      used = 2;
    }
    // A term that is too wide by itself is a product, as a rule.
    result += !of_factors && width > line && begin > 0 ? in_lines<String>(piece, line - 2) : piece;
    used += width;
    begin = end;
  }
  return result;
}

}  // namespace tapeless::detail::print
