// SPDX-License-Identifier: BSL-1.0
// Reads printed formulas, plain text and LaTeX, and computes with them: arithmetic as it is written, functions by what
// the registry of rules says of their names and patterns. What cannot be read is an error.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

namespace read_back {

using tapeless::dag::operation;
using values = std::map<std::string, double>;

template <class... R>
std::vector<const operation*> operations_of(tapeless::detail::rule_list<R...>) {
  return {&tapeless::operation_of<R>...};
}
inline const std::vector<const operation*>& operations() {
  static const std::vector<const operation*> list = operations_of(tapeless::rules::number_rules{});
  return list;
}
// The function that a text calls by this name with so many operands. Those of stable forms are known by their names
// only: their LaTeX is that of the formula which they stand for.
inline const operation* find(std::string_view name, int count = 0) {
  static const std::vector<const operation*> stable = operations_of(tapeless::rules::stable_rules{});
  const operation* found = nullptr;
  const auto look_among = [&](const std::vector<const operation*>& list) {
    for (const operation* one : list)
      if (name == one->name || name == one->text)
        if (found == nullptr || one->arity == count || (one->arity < 0 && found->arity != count)) found = one;
  };
  look_among(operations());
  if (found == nullptr) look_among(stable);
  return found;
}
inline double call(const char* name, double a, double b) {
  const double operands[] = {a, b};
  return find(name, 2)->value(operands, 2);
}

// A number, and whether it is written out: 1/3 is one number, rounded once.
struct value {
  double number = 0;
  bool literal = false;
  long double exact = 0;
};
using read = std::optional<value>;

struct signs {
  std::vector<std::pair<std::string, const char*>> logic, comparison;
  std::string times, other_times, over;
};
inline const signs& of_text() {
  static const signs list{{{" && ", "and"}, {" || ", "or"}},
                          {{" <= ", "less_equal"},
                           {" >= ", "greater_equal"},
                           {" == ", "equals"},
                           {" != ", "not_equals"},
                           {" < ", "less"},
                           {" > ", "greater"}},
                          "*",
                          "*",
                          "/"};
  return list;
}
inline const signs& of_latex() {
  static const signs list{{{" \\land ", "and"}, {" \\lor ", "or"}},
                          {{" \\le ", "less_equal"},
                           {" \\ge ", "greater_equal"},
                           {" = ", "equals"},
                           {" \\ne ", "not_equals"},
                           {" < ", "less"},
                           {" > ", "greater"}},
                          "\\,",
                          " \\cdot ",
                          "//"};
  return list;
}

// What both notations share: logic, comparisons, sums, products, signs.
class reader {
 public:
  reader(std::string_view text, const values& names, const signs& list) : text_(text), names_(names), signs_(list) {}
  virtual ~reader() = default;

  read expression() {
    read left = compared();
    while (left) {
      const char* const op = taken(signs_.logic);
      if (op == nullptr) break;
      const read right = compared();
      if (!right) return {};
      left = value{call(op, left->number, right->number)};
    }
    return left;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  bool is_done() const { return at_ == text_.size(); }
  std::string rest() const { return std::string(text_.substr(at_)); }

 protected:
  virtual read factor() = 0;

  const char* taken(const std::vector<std::pair<std::string, const char*>>& list) {
    for (const auto& one : list)
      if (take(one.first)) return one.second;
    return nullptr;
  }
  read compared() {
    const read left = sum();
    const char* const op = left ? taken(signs_.comparison) : nullptr;
    if (op == nullptr) return left;
    const read right = sum();
    if (!right) return {};
    return value{call(op, left->number, right->number)};
  }
  read sum() {
    read left = product();
    while (left) {
      const bool plus = take(" + ");
      if (!plus && !take(" - ")) break;
      const read right = product();
      if (!right) return {};
      left = value{plus ? left->number + right->number : left->number - right->number};
    }
    return left;
  }
  read product() {
    const bool minus = take("-");
    read left = factor();
    if (left && minus) left = value{-left->number, left->literal, -left->exact};
    while (left) {
      const bool times = take(signs_.times) || take(signs_.other_times);
      if (!times && !take(signs_.over)) break;
      const read right = factor();
      if (!right) return {};
      left = times ? value{left->number * right->number} : ratio(*left, *right);
    }
    return left;
  }
  static value ratio(const value& a, const value& b) {
    if (!a.literal || !b.literal) return {a.number / b.number};
    const long double exact = a.exact / b.exact;
    return {static_cast<double>(exact), true, exact};
  }
  // Digits, a point, an exponent as in 1e+22.
  std::string digits(bool exponent) {
    std::size_t end = at_;
    while (end < text_.size() &&
           (std::isdigit(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '.' ||
            (exponent && end > at_ &&
             (text_[end] == 'e' || ((text_[end] == '+' || text_[end] == '-') && text_[end - 1] == 'e')))))
      ++end;
    const std::string all(text_.substr(at_, end - at_));
    at_ = end;
    return all;
  }
  static value literal(const std::string& digits) {
    const bool whole = digits.find_first_of(".e") == std::string::npos;
    const double number = std::strtod(digits.c_str(), nullptr);
    return {number, whole, whole ? std::strtold(digits.c_str(), nullptr) : 0.0L};
  }
  bool at_digit() const { return at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0; }
  // The longest of the names that stands here.
  read symbol() {
    const std::pair<const std::string, double>* best = nullptr;
    for (const auto& one : names_)
      if (text_.substr(at_, one.first.size()) == one.first &&
          (best == nullptr || one.first.size() > best->first.size()))
        best = &one;
    if (best == nullptr) return {};
    at_ += best->first.size();
    return value{best->second};
  }
  // Operands up to a closing text.
  std::optional<std::vector<double>> list(std::string_view separator, std::string_view end) {
    std::vector<double> all;
    do {
      const read one = expression();
      if (!one) return {};
      all.push_back(one->number);
    } while (take(separator));
    if (!take(end)) return {};
    return all;
  }
  read called(std::string_view name, std::string_view end) {
    const auto operands = list(", ", end);
    if (!operands) return {};
    const operation* const op = find(name, static_cast<int>(operands->size()));
    if (op == nullptr) return {};
    return value{op->value(operands->data(), static_cast<int>(operands->size()))};
  }

  std::string_view text_;
  const values& names_;
  const signs& signs_;
  std::size_t at_ = 0;
};

class text_reader : public reader {
 public:
  text_reader(std::string_view text, const values& names) : reader(text, names, of_text()) {}

 protected:
  read factor() override {
    const read base = atom();
    if (!base || !take("^")) return base;
    const read exponent = atom();
    if (!exponent) return {};
    return value{call("pow", base->number, exponent->number)};
  }

 private:
  read atom() {
    if (take("(")) {
      const read inner = expression();
      return inner && take(")") ? inner : read{};
    }
    if (at_digit()) return literal(digits(true));
    for (const operation* one : operations())
      if (one->part == tapeless::dag::role::named && one->text[0] != '\0' && take(one->text))
        return value{one->value(nullptr, 0)};
    const std::size_t begin = at_;
    const auto in_name = [&] {
      const char c = at_ < text_.size() ? text_[at_] : ' ';
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '\'';
    };
    while (in_name()) ++at_;
    const std::string name(text_.substr(begin, at_ - begin));
    if (take("(")) return called(name, ")");
    if (const auto known = names_.find(name); known != names_.end()) return value{known->second};
    if (name == "infinity") return value{std::numeric_limits<double>::infinity()};
    const operation* const constant = find(name);
    if (constant != nullptr && constant->part == tapeless::dag::role::named) return value{constant->value(nullptr, 0)};
    return {};
  }
};

class latex_reader : public reader {
 public:
  latex_reader(std::string_view text, const values& names) : reader(text, names, of_latex()) {}

 protected:
  read factor() override {
    if (at_digit() && text_.substr(at_, 2) != "2^") return number();
    const std::size_t begin = at_;
    for (const operation* one : patterns()) {
      const read filled = matched(*one);
      if (filled) return filled;
      at_ = begin;
    }
    if (take("\\left(")) {
      const read inner = expression();
      return inner && take("\\right)") ? inner : read{};
    }
    if (take("\\frac{")) return fraction();
    if (take("\\operatorname{")) return by_name();
    return symbol();
  }

 private:
  // Patterns that begin with themselves, the longest first.
  static const std::vector<const operation*>& patterns() {
    static const std::vector<const operation*> list = [] {
      std::vector<const operation*> all;
      for (const operation* one : operations())
        if (one->latex[0] != '\0' && one->latex[0] != '#') all.push_back(one);
      std::stable_sort(all.begin(), all.end(), [](const operation* a, const operation* b) {
        return std::string_view(a->latex).size() > std::string_view(b->latex).size();
      });
      return all;
    }();
    return list;
  }
  read matched(const operation& op) {
    const std::string_view pattern = op.latex;
    std::vector<double> operands(static_cast<std::size_t>(op.arity < 0 ? 0 : op.arity),
                                 std::numeric_limits<double>::quiet_NaN());
    for (std::size_t k = 0; k < pattern.size(); ++k) {
      if (pattern[k] != '#') {
        if (!take(pattern.substr(k, 1))) return {};
        continue;
      }
      const char which = pattern[++k];
      if (which == '*') {
        const auto all = list(", ", "");
        if (!all) return {};
        operands = *all;
        continue;
      }
      const read one = expression();
      double& operand = operands[static_cast<std::size_t>(which - '1')];
      if (!one || (operand == operand && operand != one->number)) return {};  // it stands there twice
      operand = one->number;
    }
    return value{op.value(operands.data(), static_cast<int>(operands.size()))};
  }
  read number() {
    std::string all = digits(false);
    if (take("\\cdot 10^{")) {
      const bool minus = take("-");
      all += std::string("e") + (minus ? "-" : "") + digits(false);
      if (!take("}")) return {};
    }
    return literal(all);
  }
  read fraction() {
    const read above = expression();
    if (!above || !take("}{")) return {};
    const read below = expression();
    if (!below || !take("}")) return {};
    return ratio(*above, *below);
  }
  read by_name() {
    std::string name;
    while (at_ < text_.size() && text_[at_] != '}') {
      if (text_[at_] != '\\') name += text_[at_];
      ++at_;
    }
    return take("}\\left(") ? called(name, "\\right)") : read{};
  }
};

template <class Reader>
double read_one(const std::string& text, const values& names) {
  Reader reader(text, names);
  const read result = reader.expression();
  if (!result || !reader.is_done()) throw std::runtime_error("cannot be read: " + text + "  at: " + reader.rest());
  return result->number;
}
template <class Reader>
std::vector<double> read_roots(std::string_view text, const values& names, std::size_t count, std::string_view begin,
                               std::string_view separator, std::string_view end) {
  if (count == 1) return {read_one<Reader>(std::string(text), names)};
  std::vector<double> all;
  Reader reader(text, names);
  bool good = reader.take(begin);
  while (good) {
    const read one = reader.expression();
    good = one.has_value();
    if (good) all.push_back(one->number);
    if (!reader.take(separator) && !reader.take(" & ")) break;
  }
  if (!good || !reader.take(end) || !reader.is_done())
    throw std::runtime_error("cannot be read: " + std::string(text) + "  at: " + reader.rest());
  return all;
}

}  // namespace read_back
