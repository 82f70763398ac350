// SPDX-License-Identifier: BSL-1.0
// Prints the list of functions from the registry of rules: as the guide has it, or, with the argument "names", one name
// per line, or, with "stable", the names that stable forms print. The test functions.cmake compares the guide and looks
// for a test of each name.
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <tapeless/tensor.hpp>
#include <tapeless/rules/registry.hpp>

namespace {

using namespace tapeless;

std::vector<std::string> words(const char* text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}
template <class Group, class... R>
std::vector<std::string> names_of(detail::rule_list<R...>) {
  std::vector<std::string> all;
  const std::vector<std::string> unnamed = words(Group::unnamed);
  const auto add = [&](const std::string& name) {
    for (const std::string& one : unnamed)
      if (one == name) return;
    all.push_back(name);
  };
  (add(R::name), ...);
  for (const std::string& name : words(Group::composites)) all.push_back(name);
  return all;
}

template <class Group>
void print(bool plain) {
  const std::vector<std::string> names = names_of<Group>(typename Group::rules{});
  if (names.empty()) return;
  if (!plain) std::cout << "| " << Group::title << " |";
  for (const std::string& name : names)
    if (plain)
      std::cout << name << '\n';
    else
      std::cout << " `" << name << '`';
  if (!plain) std::cout << " |\n";
}
template <class... Group>
void print_all(rules::group_list<Group...>, bool plain) {
  if (!plain) std::cout << "| group | functions |\n|---|---|\n";
  (print<Group>(plain), ...);
}

}  // namespace

template <class... R>
void print_stable(detail::rule_list<R...>) {
  ((std::cout << (std::string(operation_of<R>.text).empty() ? R::name : operation_of<R>.text) << '\n'), ...);
}

int main(int count, char** arguments) {
  if (count > 1 && std::strcmp(arguments[1], "stable") == 0) {
    print_stable(rules::stable_rules{});
    return 0;
  }
  print_all(rules::groups{}, count > 1 && std::strcmp(arguments[1], "names") == 0);
}
