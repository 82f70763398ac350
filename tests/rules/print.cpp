// SPDX-License-Identifier: BSL-1.0
// Every rule prints, as text, as LaTeX and as C, with all its operands, and no two rules print the same.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <tapeless/rules/registry.hpp>
#include <tapeless/tapeless.hpp>

#include "tests/support/each_rule.hpp"

namespace {

using namespace tapeless;

constexpr auto a = symbol<"operand_a">;
constexpr auto b = symbol<"operand_b">;
constexpr auto c = symbol<"operand_c">;

// Rules with the values and the print of another one, and derivatives of their own.
std::string same_function(const std::string& name) {
  return name == "abs_slope"        ? "sign"
         : name == "min_more"       ? "min"
         : name == "max_more"       ? "max"
         : name == "in_order"       ? "multiply"
         : name == "log_sum_of_exp" ? "log_sum_exp"
                                    : "";
}

struct printed {
  std::string name;
  std::size_t operands;
  std::string text;
  std::string latex;
  std::string c;
};

template <class R, std::size_t K, class E>
constexpr auto as_operand(const E& e) {
  if constexpr (operation_of<R>.takes_condition(static_cast<int>(K)))
    return e < constant<7>;
  else
    return e;
}

// C has no functions of conditions, so there a condition is printed as a choice between two numbers.
template <class R, class F>
constexpr auto as_number(const F& formula) {
  if constexpr (operation_of<R>.result == dag::sort::condition)
    return select(formula, constant<5>, constant<6>);
  else
    return formula;
}

template <class R, class... E>
printed print(const E&... operands) {
  return [&]<std::size_t... K>(std::index_sequence<K...>) {
    const auto formula = apply<R>(as_operand<R, K>(operands)...);
    return printed{R::name, sizeof...(E), to_string(formula), to_latex(formula), to_c(as_number<R>(formula))};
  }
  (std::index_sequence_for<E...>{});
}

template <class R>
printed print_rule() {
  constexpr int arity = operation_of<R>.arity;
  if constexpr (arity == 0)
    return print<R>();
  else if constexpr (arity == 1)
    return print<R>(a);
  else if constexpr (arity == 2)
    return print<R>(a, b);
  else
    return print<R>(a, b, c);
}

template <class... R>
std::vector<printed> print_all(detail::rule_list<R...>) {
  return {print_rule<R>()...};
}

template <class R>
printed print_stable() {
  const auto formula = each_rule::stable_form<R>(a, b, c);
  constexpr std::size_t count =
      detail::pass::view_of<detail::pass::lower<std::remove_const_t<decltype(formula)>>>.symbol_count;
  return {R::name, count, to_string(formula), to_latex(formula), to_c(formula)};
}
template <class... R>
void add_stable(std::vector<printed>& list, detail::rule_list<R...>) {
  (list.push_back(print_stable<R>()), ...);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every rule prints all its operands, and no two print the same") {
  std::vector<printed> all = print_all(rules::number_rules{});
  add_stable(all, rules::stable_rules{});
  const char* const names[] = {"operand_a", "operand_b", "operand_c"};
  const char* const latex_names[] = {"{operand}_{a}", "{operand}_{b}", "{operand}_{c}"};
  for (std::size_t k = 0; k < all.size(); ++k) {
    const printed& one = all[k];
    INFO(one.name << ": " << one.text << "  " << one.latex << "  " << one.c);
    CHECK(!one.text.empty());
    CHECK(!one.latex.empty());
    CHECK(contains(one.c, "return"));
    // A guard is read as its regular formula, but for C, which computes.
    const bool guarded = one.name == "guard";
    for (std::size_t j = 0; j < one.operands; ++j) {
      CHECK((guarded || contains(one.text, names[j])));
      CHECK((guarded || contains(one.latex, latex_names[j])));
      CHECK(contains(one.c, names[j]));
    }
    // Patterns are filled in.
    CHECK(!contains(one.latex, "#"));
    CHECK(!contains(one.c, "#1"));
    CHECK(std::count(one.latex.begin(), one.latex.end(), '{') == std::count(one.latex.begin(), one.latex.end(), '}'));
    CHECK(std::count(one.c.begin(), one.c.end(), '(') == std::count(one.c.begin(), one.c.end(), ')'));
    for (std::size_t j = 0; j < k; ++j) {
      INFO(all[j].name);
      CHECK((same_function(one.name) == all[j].name || all[j].text != one.text));
      CHECK(all[j].name != one.name);
    }
  }
}
