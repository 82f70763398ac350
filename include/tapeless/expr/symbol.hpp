// SPDX-License-Identifier: BSL-1.0
// The leaves of formulas: real symbols, integer symbols (data) and exact constants.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include <tapeless/expr/affine_place.hpp>
#include <tapeless/expr/constant_index.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/list_binding.hpp>

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
  static_assert(is_identifier(Name.text) || (Kind == dag::symbol_kind::labels && names_places(Name.text)),
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
  // Member by member, as nvcc writes arguments of templates.
  constexpr literal(dag::uint128 a, dag::uint128 b) : first(a), second(b) {}

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
  using formulas = std::tuple<X...>;  // the symbols

  // The number of symbols.
  static constexpr std::size_t size() { return sizeof...(X); }

  // Symbol number I, counted from 0: cam[3_c]. The compiler refuses a place that is no constant or too large.
  template <class I>
  constexpr auto operator[](const I&) const {
    constexpr bool constant = detail::is_constant_index<I>();
    static_assert(constant, "tapeless: each of several symbols has a type of its own: name it by a constant, cam[3_c]");
    if constexpr (constant) {
      constexpr std::size_t place = detail::constant_index<I>();
      static_assert(place < sizeof...(X), "tapeless: there is no symbol of this number; they are counted from 0");
      return std::tuple_element_t<(place < sizeof...(X) ? place : 0), std::tuple<X..., detail::not_a_formula>>{};
    } else {
      return detail::not_a_formula{};
    }
  }

  // Binds all of them to the numbers that stand in an array, a span, a std::vector, a vector of Eigen, or behind a
  // pointer, which are copied: f(cam = camera). Another number of numbers is refused by the compiler where it knows
  // their number; elsewhere it is std::invalid_argument, as is a null pointer.
  template <class V>
  constexpr auto operator=(const V& values) const {
    return detail::bind_list<symbol_list>(values);
  }
  // The same for numbers in braces: f(pt = {1.0, 2.0, 3.0}).
  template <class T, std::size_t N>
  constexpr auto operator=(const T (&values)[N]) const {
    return detail::bind_list<symbol_list>(values);
  }
};

namespace detail {

template <class X>
inline constexpr bool is_symbol_list = false;
template <class... X>
inline constexpr bool is_symbol_list<symbol_list<X...>> = true;

// What stands in symbols<...>: a name, or how many there are.
template <std::size_t N>
struct name_or_count {
  char text[N]{};  // a name, with its terminator
  std::size_t count = 0;
  constexpr name_or_count(const char (&literal)[N]) {
    for (std::size_t k = 0; k < N; ++k) text[k] = literal[k];
  }
  // Member by member, as nvcc writes arguments of templates.
  constexpr name_or_count(const char (&literal)[N], std::size_t number) : count(number) {
    for (std::size_t k = 0; k < N; ++k) text[k] = literal[k];
  }
  template <std::integral I>
  constexpr name_or_count(I value) : count(value > 0 ? static_cast<std::size_t>(value) : 0) {}
  constexpr bool is_name() const { return text[0] != '\0'; }
};
template <std::integral I>
name_or_count(I) -> name_or_count<1>;

// cam0, cam1, ...; of a name that ends in a digit p1_0, p1_1, ...
template <fixed_string Name, std::size_t K>
struct element_name {
  static constexpr std::size_t length = sizeof(Name.text) - 1;
  static constexpr bool apart = length > 0 && Name.text[length - 1] >= '0' && Name.text[length - 1] <= '9';
  static constexpr std::size_t digits = [] {
    std::size_t count = 1;
    for (std::size_t rest = K; rest >= 10; rest /= 10) ++count;
    return count;
  }();
  static constexpr std::size_t size = length + (apart ? 1 : 0) + digits;
  static constexpr fixed_string<size + 1> value = [] {
    char text[size + 1]{};
    for (std::size_t k = 0; k < length; ++k) text[k] = Name.text[k];
    if (apart) text[length] = '_';
    std::size_t rest = K;
    for (std::size_t k = size; k > size - digits; rest /= 10) text[--k] = static_cast<char>('0' + rest % 10);
    return fixed_string<size + 1>(text);
  }();
};

// Functions, because nvcc does not match arguments of such types with specializations.
template <fixed_string Name, std::size_t... K>
constexpr auto element_symbols(std::index_sequence<K...>) {
  return symbol_list<leaf_t<symbol_source<element_name<Name, K>::value, dag::symbol_kind::real>>...>{};
}
template <fixed_string Name, std::size_t Count>
using elements_of = decltype(element_symbols<Name>(std::make_index_sequence<Count>{}));

template <name_or_count Name>
using named_symbol = leaf_t<symbol_source<fixed_string(Name.text), dag::symbol_kind::real>>;

template <name_or_count Name, name_or_count Count>
constexpr auto numbered_symbols() {
  if constexpr (Name.is_name() && Count.count > 0)
    return elements_of<fixed_string(Name.text), Count.count>{};
  else
    return symbol_list<>{};
}
template <name_or_count... A>
constexpr auto make_symbols() {
  if constexpr ((A.is_name() && ...)) {
    return symbol_list<named_symbol<A>...>{};
  } else {
    constexpr auto numbered = [] {
      if constexpr (sizeof...(A) == 2)
        return numbered_symbols<A...>();
      else
        return symbol_list<>{};
    }();
    static_assert(
        numbered.size() > 0,
        "tapeless: several symbols have names, symbols<\"x\", \"y\">, or one name and their number, at least 1: "
        "symbols<\"cam\", 9>");
    return numbered;
  }
}

}  // namespace detail

// Several real symbols: symbols<"x", "y"> are symbol<"x"> and symbol<"y">; symbols<"cam", 9> are nine, the first of
// which is symbol<"cam0">, a vector: cam[3_c] is one of them. gradient(f, cam) is in all of them.
template <detail::name_or_count... A>
inline constexpr auto symbols = detail::make_symbols<A...>();

// An exact constant: constant<3>, constant<1, 3> for one third, constant<0.1> for the double 0.1. The compiler refuses
// a denominator 0.
template <detail::literal... Value>
inline constexpr typename detail::constant_of<Value...>::type constant{};

}  // namespace tapeless
