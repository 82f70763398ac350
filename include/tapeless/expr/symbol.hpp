// SPDX-License-Identifier: BSL-1.0
// The leaves of formulas: real symbols, integer symbols (data) and exact constants.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <tapeless/expr/expression.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

constexpr bool is_identifier(const char* name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  };
  if (!letter(*name)) return false;
  for (; *name != '\0'; ++name)
    if (!letter(*name) && !(*name >= '0' && *name <= '9') && *name != '\'') return false;
  return true;
}

// @o:10, the label of an axis that always has ten elements.
constexpr void put_label_extent(label_writer& writer, int extent) {
  if (extent == 0) return;
  writer.put(":");
  put_label_number(writer, dag::number(extent));
}

// Extent: the fixed number of elements of an axis, or 0.
template <fixed_string Name, dag::symbol_kind Kind, int Extent = 0>
struct symbol_source {
  static_assert(is_identifier(Name.text),
                "tapeless: the name of a symbol is an identifier: letters, digits and _, the first not a digit");
  static constexpr label_writer write() {
    label_writer writer;
    writer.put(dag::kind_prefix(Kind));
    writer.put(Name.text);
    put_label_extent(writer, Extent);
    writer.finish(dag::hash_symbol(Name.text, Kind, Extent));
    return writer;
  }
  static constexpr auto text = make_label<write().size() + 1>(write());
  static constexpr axis_set axes() {
    axis_set own;
    if (Kind == dag::symbol_kind::axis) own.add(Name.text, Extent);
    return own;
  }
  static constexpr definition entry{.op = &dag::symbol_operation,
                                    .name = Name.text,
                                    .kind = Kind,
                                    .extent = Extent,
                                    .hash = dag::hash_symbol(Name.text, Kind, Extent),
                                    .text_hash = dag::hash_text(text.text),
                                    .text = text.text,
                                    .axes = axes()};
  using type = expr<text>;
};

// A number as a template argument: integers, doubles, and 1, 3 for one third. Words, because clang 14 has no doubles
// here.
struct literal {
  dag::uint128 first = 0;  // the words of the number
  dag::uint128 second = 1;

  template <class T>
    requires std::integral<T> || std::floating_point<T>
  constexpr literal(T value) : literal(to_number(value)) {}
  constexpr literal(const dag::number& value) : first(value.first_word()), second(value.second_word()) {}

  constexpr dag::number number() const { return dag::number::from_words(first, second); }

 private:
  template <class T>
  static constexpr dag::number to_number(T value) {
    if constexpr (std::integral<T>)
      return dag::number(value);
    else
      return dag::number(static_cast<double>(value));
  }
};

template <literal Value>
struct number_source {
  static constexpr dag::number value = Value.number();
  static constexpr label_writer write() {
    label_writer writer;
    put_label_number(writer, value);
    return writer;
  }
  static constexpr auto text = make_label<write().size() + 1>(write());
  static constexpr definition entry{.op = &dag::number_operation,
                                    .number = value,
                                    .hash = dag::hash_number(value),
                                    .text_hash = dag::hash_text(text.text),
                                    .text = text.text,
                                    .shape = {precedence_of(value), value.negative()}};
  using type = expr<text>;
};

// A class, because whether a leaf has been published must be asked once.
template <class Source>
struct leaf_of {
  using type = typename publish<typename Source::type, Source>::type;
};
template <class Source>
using leaf_t = typename leaf_of<Source>::type;

template <literal... Value>
struct constant_of;
template <literal Value>
struct constant_of<Value> {
  using type = leaf_t<number_source<Value>>;
};
template <literal Numerator, literal Denominator>
struct constant_of<Numerator, Denominator> {
  static_assert(Numerator.number().is_integer() && Denominator.number().is_integer(),
                "tapeless: constant<a, b> is the fraction a/b of two integers");
  static_assert(!Denominator.number().is(0), "tapeless: division by zero in a constant");
  using type = leaf_t<number_source<literal(Numerator.number() / Denominator.number())>>;
};

}  // namespace detail

// A real variable of formulas, known by its name, an identifier: symbol<"x"> is the same object everywhere.
template <fixed_string Name>
inline constexpr detail::leaf_t<detail::symbol_source<Name, dag::symbol_kind::real>> symbol{};

// An integer-valued variable, which is data: gradient(f) leaves it out. Its name is an identifier.
template <fixed_string Name>
inline constexpr detail::leaf_t<detail::symbol_source<Name, dag::symbol_kind::integer>> integer{};

namespace detail {

// A named axis of tensors; max(n, e) and min(n, e) are then over that axis.
template <class T>
concept axis_type = expression<T> && definition_for<std::remove_cvref_t<T>>
->kind == dag::symbol_kind::axis;

}  // namespace detail

// Several symbols in order, which every function that takes symbols takes like the symbols themselves.
template <class... X>
struct symbol_list {
  // The number of symbols.
  static constexpr std::size_t size() { return sizeof...(X); }
};

// The real symbols of these names: gradient(f, symbols<"x", "y">) is gradient(f, symbol<"x">, symbol<"y">).
template <fixed_string... Name>
inline constexpr symbol_list<std::remove_const_t<decltype(symbol<Name>)>...> symbols{};

// An exact constant: constant<3>, constant<1, 3> for one third, constant<0.1> for the double 0.1. The compiler refuses
// a denominator 0.
template <detail::literal... Value>
inline constexpr typename detail::constant_of<Value...>::type constant{};

}  // namespace tapeless
