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

namespace tapeless::inline v0_2::detail::print {

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
  bool condition = false;
};

// A printed program: named parts in order, then the roots. Further parts are named after the prefix.
template <class String>
struct printed {
  std::vector<definition_line<String>> named;
  std::vector<rendered<String>> roots;
  String prefix;
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

// How often each node is written for the roots. times(op, k): how often an operation writes its operand k.
template <class Count, class Times>
std::vector<Count> count_uses(const dag::view& program, const Times& times) {
  std::vector<Count> uses(static_cast<std::size_t>(program.node_count), 0);
  for (int r = 0; r < program.root_count; ++r) ++uses[static_cast<std::size_t>(program.roots[r])];
  for (int id = program.node_count - 1; id >= 0; --id) {
    const dag::node& node = program.nodes[id];
    if (uses[static_cast<std::size_t>(id)] == 0) continue;
    for (int k = 0; k < node.count; ++k) uses[static_cast<std::size_t>(program.operand(node, k))] += times(*node.op, k);
  }
  return uses;
}
template <class Count>
std::vector<Count> count_uses(const dag::view& program) {
  return count_uses<Count>(program, [](const dag::operation&, int) { return 1; });
}

// How often a pattern of a rule writes operand k.
inline int times_in_pattern(std::string_view pattern, int k) {
  int times = 0;
  for (std::size_t at = 0; at + 1 < pattern.size(); ++at)
    if (pattern[at] == '#' && (pattern[at + 1] == '*' || pattern[at + 1] - '1' == k)) ++times;
  return times;
}

// Whether one of the texts is that of a part with this prefix.
template <class String, class PartName>
bool meets_part(const std::vector<String>& texts, const String& prefix, const PartName& part_name) {
  for (const String& text : texts) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::size_t index = 0;
      const std::size_t first = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at < first + 9; ++at)
        index = index * 10 + static_cast<std::size_t>(text[at] - '0');
      if (at > first && (part_name(prefix, index, false) == text || part_name(prefix, index, true) == text))
        return true;
    }
  }
  return false;
}

// A prefix for names of parts, which are followed by digits, that makes no name which is in use.
template <class String, class PartName>
String free_prefix(const std::vector<String>& texts, const PartName& part_name, const char* preferred = "t") {
  for (const char* candidate : {preferred, "t", "v", "w", "t_", "v_", "w_", "tmp_"})
    if (!meets_part<String>(texts, candidate, part_name)) return candidate;
  String prefix = "part_";
  while (meets_part(texts, prefix, part_name)) prefix += "_";
  return prefix;
}
template <class String>
String free_prefix(const dag::view& program, const char* preferred) {
  std::vector<String> names;
  for (int s = 0; s < program.symbol_count; ++s) names.emplace_back(program.symbols[s].name);
  const auto part_name = [](const String& prefix, std::size_t index, bool) { return prefix + std::to_string(index); };
  return free_prefix(names, part_name, preferred);
}

// How the symbols of a program are written: each as its style does, and no two alike, nor like one of the words that
// the formula uses for something else.
template <class String, class Style>
std::vector<String> symbol_texts(const dag::view& program, const Style& style, std::vector<String> words) {
  std::vector<String> texts;
  for (int s = 0; s < program.symbol_count; ++s) {
    const dag::symbol_entry& entry = program.symbols[s];
    String text = style.symbol(entry);
    if (entry.kind != dag::symbol_kind::axis) {  // which never stands where a tensor of its name does
      for (int attempt = 1; contains(words, text); ++attempt) text = style.other_symbol(entry, attempt);
      words.push_back(text);
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

// Style: how a target language writes symbols, numbers, operations and the names of parts. One that knows what fits on
// a line has fits(text) and width(text): where an operation does not fit, its widest operands become named parts.
template <class Style, class String = typename Style::string>
printed<String> print_program(const dag::view& program, const Style& style) {
  const auto uses = count_uses<int>(program, [&](const dag::operation& op, int k) { return style.times(op, k); });
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
  const std::vector<String> symbols = style.symbols(program);
  result.prefix = free_prefix<String>(symbols, [&](const auto&... name) { return style.part_name(name...); });
  std::vector<rendered<String>> texts(uses.size());
  const auto name_part = [&](rendered<String>& part, bool condition) {
    definition_line<String> line{style.part_name(result.prefix, result.named.size() + 1, condition), part.text,
                                 condition};
    part = {line.name};
    result.named.push_back(std::move(line));
  };
  const auto apply = [&](const dag::node& node) {
    std::vector<rendered<String>> operands;
    operands.reserve(static_cast<std::size_t>(node.count));
    for (int k = 0; k < node.count; ++k) operands.push_back(texts[at(program.operand(node, k))]);
    return style.apply(*node.op, operands);
  };
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (uses[at(id)] == 0) continue;
    rendered<String>& own = texts[at(id)];
    if (node.op->part == dag::role::symbol) {
      own = {symbols[at(node.payload)]};
    } else if (node.op->part == dag::role::number) {
      own = style.number(program.value(node));
    } else {
      own = apply(node);
      if constexpr (requires { style.fits(own.text); })
        while (!style.fits(own.text)) {
          int widest = -1;
          for (int k = 0; k < node.count; ++k)
            if (widest < 0 || style.width(texts[at(program.operand(node, k))].text) >
                                  style.width(texts[at(program.operand(node, widest))].text))
              widest = k;
          const int part = widest < 0 ? -1 : program.operand(node, widest);
          if (part < 0 || style.width(texts[at(part)].text) < style.shortest_named()) break;
          name_part(texts[at(part)], program.nodes[part].op->result == dag::sort::condition);
          own = apply(node);
        }
    }
    if (name_parts && uses[at(id)] > 1 && node.count > 0 && length[at(id)] > style.shortest_named())
      name_part(own, node.op->result == dag::sort::condition);
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

// Fills a pattern of a rule: #1, #2, ... are the operands, #* all of them, #n their number.
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
    else if (*pattern == 'n')
      text += std::to_string(operands.size());
    else
      text += operands[static_cast<std::size_t>(*pattern - '1')].text;
  }
  return text;
}

}  // namespace tapeless::detail::print
