// SPDX-License-Identifier: BSL-1.0
// The type of a formula. It carries a label, the formula's own text, and nothing else; what the label stands for hangs
// off it through one friend function. A nested type would be a tree whose name grows exponentially with shared parts,
// and compilers walk names; a label keeps every type of one length, and equal formulas are equal types everywhere.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include <tapeless/dag/node.hpp>
#include <tapeless/dag/text.hpp>

namespace tapeless::inline v0_2 {

namespace detail {

// The axes along which a formula varies, as far as they are few: what is written between formulas is answered without a
// program of both.
struct axis_set {
  static constexpr int most = 12;  // of what can be computed: the axes of both factors of a contraction
  int count = 0;                   // more than `most`: there are others than those in the list
  const char* names[most] = {};
  int extents[most] = {};  // of axes with a fixed number of elements, else 0

  constexpr bool known() const { return count <= most; }
  constexpr bool has(const char* name) const {
    for (int k = 0; k < count; ++k)
      if (dag::same_text(names[k], name)) return true;
    return false;
  }
  constexpr void add(const char* name, int extent) {
    if (!known() || has(name)) return;
    if (count < most) {
      names[count] = name;
      extents[count] = extent;
    }
    ++count;
  }
  // Those of another list, without one axis.
  constexpr void add(const axis_set& other, const char* without = "") {
    if (!other.known()) count = most + 1;
    for (int k = 0; known() && k < other.count; ++k)
      if (!dag::same_text(other.names[k], without)) add(other.names[k], other.extents[k]);
  }
};

}  // namespace detail

// What a label stands for: a symbol, a number, an operation on other definitions, or a value of a stored program.
struct definition {
  const dag::operation* op = nullptr;              // what is applied; it tells symbols and numbers, too
  const definition* const* operands = nullptr;     // definitions, `count` of them
  int count = 0;                                   // of operands
  dag::number number{};                            // of a number
  const char* name = nullptr;                      // of a symbol
  dag::symbol_kind kind = dag::symbol_kind::real;  // of a symbol: real, integer, axis, tensor, labels, ...
  int extent = 0;                                  // of an axis with a fixed number of elements, else 0
  bool is_stored = false;                          // a value recorded or derived
  const dag::view* stored = nullptr;               // the program of a stored value
  int root = 0;                                    // which root of that program it is
  std::uint64_t hash = 0;                          // of the structure
  std::uint64_t text_hash = 0;                     // of the label; with `hash` it tells definitions apart
  int depth = 1;                                   // operators on the longest way to a leaf
  const char* text = nullptr;                      // the label
  detail::operand_text shape{};                    // how the text behaves inside a larger one
  int size = 1;                                    // values, shared ones as often as they stand there; or many
  bool renames = false;                            // holds values under other names of axes that programs write out
  detail::axis_set axes{};                         // along which it varies

  // Whether it is a symbol, axis or tensor.
  constexpr bool is_symbol() const { return op->part == dag::role::symbol; }
  // Whether it is an exact or inexact number.
  constexpr bool is_number() const { return op->part == dag::role::number; }
};

namespace detail {

template <class E>
struct evaluator;  // api/evaluate.hpp: expressions are called with bindings
template <class E>
struct binder;  // binding.hpp

// A place along an axis, given by labels or a number, as it stands in a tensor: the k[i(e)] of X(k[i(e)], d).
template <class Axis, class Place>
struct axis_place {};

}  // namespace detail

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"  // one non-template friend per type is the point
#endif

// Label: the text. Rules: the user's own functions in the formula, so that two of one name in two translation units
// cannot be taken for each other; the functions of the library need no mention.
template <auto Label, class... Rules>
struct expr {
  friend constexpr auto definition_of(expr);

  // x = value: a binding for a call, or for `substitute` when the value is an expression. The compiler refuses one of a
  // formula that is not a symbol.
  template <class T>
  [[nodiscard(
      "tapeless: x = value is a binding for a call, f(x = value); a formula is not assigned to: name the new "
      "one")]] constexpr auto
  operator=(T&& value) const {
    return detail::binder<expr>::bind(static_cast<T&&>(value));
  }

  // Of an axis: a place along it, as it stands in a tensor, X(k[i(e)], d[2_c]).
  template <class Place>
  constexpr detail::axis_place<expr, Place> operator[](const Place&) const {
    return {};
  }

  // The value for the given bindings, in any order and of any scalar type: f(x = 1.0, y = 2). A condition gives a bool.
  // Over axes tensors are bound to data. The compiler refuses a missing, unknown or second binding.
  template <class... Bindings>
  constexpr auto operator()(const Bindings&... bindings) const {
    return detail::evaluator<expr>::call(bindings...);
  }
};

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace detail {

template <class T>
inline constexpr bool is_expression = false;
template <auto Label, class... Rules>
inline constexpr bool is_expression<expr<Label, Rules...>> = true;

// The definition of an expression type; looked up once per type.
template <class E>
inline constexpr const definition* definition_for = definition_of(E{});

template <class... Rules>
struct rule_list {};

template <class List, class... More>
struct add_rules {
  using type = List;
};
template <class... Have, class First, class... More>
struct add_rules<rule_list<Have...>, First, More...>
    : add_rules<std::conditional_t<(std::same_as<Have, First> || ...), rule_list<Have...>, rule_list<Have..., First>>,
                More...> {};

// The user's rules in the order in which a walk over the formula, operands first, meets them.
template <class List, class... E>
struct rules_of {
  using type = List;
};
template <class List, auto Label, class... Rules, class... More>
struct rules_of<List, expr<Label, Rules...>, More...> : rules_of<typename add_rules<List, Rules...>::type, More...> {};
// The usual case in one step: no rules of the user's.
template <auto A>
struct rules_of<rule_list<>, expr<A>> {
  using type = rule_list<>;
};
template <auto A, auto B>
struct rules_of<rule_list<>, expr<A>, expr<B>> {
  using type = rule_list<>;
};

template <auto Label, class List>
struct expr_with;
template <auto Label, class... Rules>
struct expr_with<Label, rule_list<Rules...>> {
  using type = expr<Label, Rules...>;
};

}  // namespace detail

// An expression type: a formula made of symbols, constants and functions of them.
template <class T>
concept expression = detail::is_expression<std::remove_cvref_t<T>>;

// A real or integer symbol.
template <class T>
concept symbolic = expression<T> && detail::definition_for<std::remove_cvref_t<T>>
->is_symbol();

namespace detail {

// E is part of the key, or compilers would remember the first answer for another asker.
template <class E, class Asker>
struct keyed {
  using type = E;
};
template <class E, class Asker>
concept has_definition = requires {
  definition_of(typename keyed<E, Asker>::type{});
};

constexpr bool same_meaning(const definition& a, const definition& b) {
  if (!a.op->same(*b.op) || a.count != b.count || a.hash != b.hash || a.number != b.number) return false;
  return !a.is_symbol() || dag::same_text(a.name, b.name);
}

}  // namespace detail

// For the library itself (in this namespace, because friends land in it): gives type E the definition Source::entry,
// unless the same formula has come up in another way before.
template <class E, class Source, bool Known = detail::has_definition<E, Source>>
struct publish {
  static_assert(detail::same_meaning(*definition_of(E{}), Source::entry),
                "tapeless: two different formulas share one label; rename a symbol to tell them apart");
  using type = E;  // E, with its definition
};
// For a formula that comes up for the first time.
template <class E, class Source>
struct publish<E, Source, false> {
  friend constexpr auto definition_of(E) { return &Source::entry; }
  using type = E;  // E, with its definition
};

namespace detail {

// Hash, depth, text, size and axes of op(operands).
struct description {
  std::uint64_t hash = 0;
  int depth = 0;
  label_writer text{};
  int size = 1;
  bool renames = false;
  axis_set axes{};
};

inline constexpr int large_size = 1 << 20;  // no formula is called larger

// As dag::builder has it for nodes.
constexpr axis_set axes_of(const dag::operation& op, const definition* const* operands, int count) {
  axis_set axes;
  if (op.part == dag::role::extent) return axes;
  const int bound = op.binds_axis() ? op.axis_operand : -1;
  if (op.views && !operands[0]->axes.has(operands[1]->name)) return operands[0]->axes;
  for (int k = 0; k < count; ++k)
    if (k != bound) axes.add(operands[k]->axes, bound >= 0 && k == 1 - bound ? operands[bound]->name : "");
  return axes;
}

constexpr description describe(const dag::operation& op, const definition* const* operands, int count) {
  description result;
  operand_text shapes[2]{};
  bool any_axes = false;
  result.hash = op.hash;
  for (int k = 0; k < count; ++k) {
    result.hash = dag::mix(result.hash, operands[k]->hash);
    if (operands[k]->depth > result.depth) result.depth = operands[k]->depth;
    result.size += operands[k]->size;
    result.renames = result.renames || operands[k]->renames;
    any_axes = any_axes || operands[k]->axes.count > 0;
    if (k < 2) shapes[k] = operands[k]->shape;
  }
  ++result.depth;
  if (result.size > large_size) result.size = large_size;
  if (any_axes) result.axes = axes_of(op, operands, count);
  const layout pieces = lay_out(op, shapes, true);
  for (int k = 0; k < pieces.count; ++k) {
    const piece& part = pieces.pieces[k];
    if (part.is_text) {
      result.text.put(part.text);
    } else if (part.operand >= 0) {
      if (part.parentheses) result.text.put('(');
      result.text.put(operands[part.operand]->text);
      if (part.parentheses) result.text.put(')');
    } else {
      const int from = part.operand == all_but_first ? 1 : 0;
      for (int j = from; j < count; ++j) {
        if (j > from) result.text.put(", ");
        result.text.put(operands[j]->text);
      }
    }
  }
  result.text.finish(result.hash);
  return result;
}

inline constexpr int deepest_nesting = 1000;

// The formula op(E...). Own is its rule when that is the user's, and void otherwise.
template <const dag::operation* Op, class Own, class... E>
struct application {
  static constexpr const definition* operands[sizeof...(E) + 1] = {definition_for<E>...};
  static constexpr description about = describe(*Op, operands, sizeof...(E));
  static_assert(about.depth <= deepest_nesting,
                "tapeless: this formula is nested too deeply for operators: write it inside record<...>(...)");
  static constexpr auto text = make_label<about.text.size() + 1>(about.text);
  static constexpr definition entry{.op = Op,
                                    .operands = operands,
                                    .count = sizeof...(E),
                                    .hash = about.hash,
                                    .text_hash = dag::hash_text(text.text),
                                    .depth = about.depth,
                                    .text = text.text,
                                    .shape = {precedence_of(*Op), false},
                                    .size = about.size,
                                    .renames = about.renames || Op->views,
                                    .axes = about.axes};
  using rules = typename rules_of<rule_list<>, E...>::type;
  using all_rules = typename std::conditional_t<std::same_as<Own, void>, add_rules<rules>, add_rules<rules, Own>>::type;
  using type = typename expr_with<text, all_rules>::type;
};

template <const dag::operation* Op, class Own, class... E>
using application_t = typename publish<typename application<Op, Own, E...>::type, application<Op, Own, E...>>::type;

}  // namespace detail
}  // namespace tapeless
