// SPDX-License-Identifier: BSL-1.0
// What all printers share: values are turned into text operands first, and a value that is used more than once gets a
// name of its own when writing it out again would make the text long. So no formula prints exponentially.
//
// Everything is a template on the string type, always std::string: a program that includes the library and prints
// nothing then compiles none of this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tapeless/dag/node.hpp>
#include <tapeless/dag/text.hpp>

namespace tapeless::detail::print {

// A piece of a printed formula and how it behaves inside a larger one.
template <class String>
struct rendered {
  String text;
  int precedence = detail::atoms;
  bool negative_number = false;
};

template <class String>
struct definition_line {
  String name;
  String text;
};

// A printed program: named parts in order, then the roots.
template <class String>
struct printed {
  std::vector<definition_line<String>> named;
  std::vector<rendered<String>> roots;
};

template <class List>
bool contains(const List& list, std::string_view wanted) {
  for (const auto& one : list)
    if (one == wanted) return true;
  return false;
}

// A text of put() calls, for functions that write to anything.
template <class String>
class string_writer {
 public:
  explicit string_writer(String& target) : target_(target) {}
  void put(char c) { target_ += c; }
  void put(const char* text) { target_ += text; }

 private:
  String& target_;
};

template <class String>
String number_text(const dag::number& value) {
  String text;
  string_writer<String> writer(text);
  detail::put_number(writer, value);
  return text;
}

// The nearest double as a decimal.
template <class String>
String decimal_text(const dag::number& value) {
  return number_text<String>(dag::number::inexact(value.value()));
}

template <class String>
String integer_text(dag::int128 value) {
  String text;
  string_writer<String> writer(text);
  detail::put_integer(writer, value);
  return text;
}

// How often each node is needed by the roots.
template <class Count>
std::vector<Count> count_uses(const dag::view& program) {
  std::vector<Count> uses(static_cast<std::size_t>(program.node_count), 0);
  for (int r = 0; r < program.root_count; ++r) ++uses[static_cast<std::size_t>(program.roots[r])];
  for (int id = program.node_count - 1; id >= 0; --id) {
    const dag::node& node = program.nodes[id];
    if (uses[static_cast<std::size_t>(id)] == 0) continue;
    for (int k = 0; k < node.count; ++k) ++uses[static_cast<std::size_t>(program.operand(node, k))];
  }
  return uses;
}

// A prefix for names of parts that no symbol of the program starts with, followed by digits.
template <class String>
String free_prefix(const dag::view& program, const char* preferred = "t") {
  for (const char* candidate : {preferred, "t", "v", "w", "t_", "v_", "w_", "tmp_", "part_"}) {
    bool taken = false;
    for (int s = 0; s < program.symbol_count && !taken; ++s) {
      const std::string_view name = program.symbols[s].name;
      taken = name.starts_with(candidate) &&
              name.find_first_not_of("0123456789", std::string_view(candidate).size()) == std::string_view::npos;
    }
    if (!taken) return candidate;
  }
  return "tapeless_part_";
}

// Style: how a target language writes symbols, numbers, operations and the names of parts.
template <class Style, class String = typename Style::string>
printed<String> print_program(const dag::view& program, const Style& style) {
  const auto uses = count_uses<int>(program);
  const auto at = [](int id) { return static_cast<std::size_t>(id); };
  // The length of each value written out in full, counted up to a limit that is never printed.
  constexpr std::size_t enough = 1u << 20;
  std::vector<decltype(uses.size())> length(uses.size(), 0);
  std::size_t total = 0;
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    std::size_t size = node.count == 0 ? 3 : 4;
    for (int k = 0; k < node.count; ++k) size += length[at(program.operand(node, k))];
    length[at(id)] = size < enough ? size : enough;
  }
  for (int r = 0; r < program.root_count; ++r) total += length[at(program.roots[r])];
  const bool name_parts = total > style.longest_inline();

  printed<String> result;
  const String prefix = free_prefix<String>(program);
  std::vector<rendered<String>> texts(uses.size());
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (uses[at(id)] == 0) continue;
    rendered<String>& own = texts[at(id)];
    if (node.op->part == dag::role::symbol) {
      own = style.symbol(program.symbol(node));
    } else if (node.op->part == dag::role::number) {
      own = style.number(program.value(node));
    } else {
      std::vector<rendered<String>> operands;
      operands.reserve(static_cast<std::size_t>(node.count));
      for (int k = 0; k < node.count; ++k) operands.push_back(texts[at(program.operand(node, k))]);
      own = style.apply(*node.op, operands);
    }
    if (name_parts && uses[at(id)] > 1 && node.count > 0 && length[at(id)] > style.shortest_named()) {
      definition_line<String> line{
          style.part_name(prefix, result.named.size() + 1, node.op->result == dag::sort::condition), own.text};
      own = {line.name};
      result.named.push_back(std::move(line));
    }
  }
  for (int r = 0; r < program.root_count; ++r) result.roots.push_back(texts[at(program.roots[r])]);
  return result;
}

template <class String>
String join(const std::vector<rendered<String>>& operands, const char* separator, std::size_t first = 0) {
  String text;
  for (std::size_t k = first; k < operands.size(); ++k) {
    if (k > first) text += separator;
    text += operands[k].text;
  }
  return text;
}

// Fills a pattern of a rule: #1, #2, ... are the operands, #* all of them.
template <class String>
String fill(const char* pattern, const std::vector<rendered<String>>& operands) {
  String text;
  for (; *pattern != '\0'; ++pattern) {
    if (*pattern != '#') {
      text += *pattern;
      continue;
    }
    ++pattern;
    if (*pattern == '*')
      text += join(operands, ", ");
    else
      text += operands[static_cast<std::size_t>(*pattern - '1')].text;
  }
  return text;
}

}  // namespace tapeless::detail::print
