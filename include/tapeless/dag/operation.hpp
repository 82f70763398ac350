// SPDX-License-Identifier: BSL-1.0
// What the dag needs to know of a function, as a plain constexpr value: how to print it, what algebra it obeys and
// where its rule is called. One such object exists per rule.
#pragma once

#include <cstdint>

#include <tapeless/dag/number.hpp>

namespace tapeless::inline v0_2 {

class handle;

namespace dag {

// What a node stands for: a number of the scalar type, or a truth value that `select` asks for.
enum class sort : std::uint8_t { real, condition };

// The algebraic role; passes reason about these and never about a function by name.
enum class role : std::uint8_t {
  function,
  symbol,
  number,
  named,
  sum,
  difference,
  product,
  quotient,
  negation,
  power,
  selection,
  guard,
  choice,
  access,     // X(n, i): a tensor symbol, then its axes
  reduction,  // over the axis that is operand 0, of operand 1
  pick,       // of operand 0, along the axis that is operand 1, the element that the label, operand 2, says
  extent      // of the axis that is operand 0, as a number
};

constexpr unsigned bit(role part) { return 1u << static_cast<int>(part); }

// How the text form is laid out. Precedence of infix signs: 1 comparison and
// logic, 2 sums, 3 products. Access is a call of the first operand.
enum class notation : std::uint8_t { call, infix, prefix, power, access };

// The class under which `count` counts it. `free` costs nothing at run time.
enum class cost : std::uint8_t { free, add, multiply, divide, negate, select, call };

// What is known of the sign of a function's values for all operands.
enum class range : std::uint8_t { all, nonnegative, positive };

enum class parity : std::uint8_t { none, even, odd };

// How a reduction makes one value of the elements along its axis: their sum, the largest, the smallest, or the
// logarithm of the sum of their exponentials.
enum class combination : std::uint8_t { none, add, larger, smaller, exponentials };

// What passes ask of all factors and terms of a value at once; a node has the traits of its operation and those of its
// operands that the operation passes on.
struct trait {
  static constexpr unsigned pole = 1;         // a quotient or power among the factors, which may be infinite
  static constexpr unsigned mask = 2;         // a branch among the factors and terms, which may not be taken
  static constexpr unsigned number = 4;       // a number itself
  static constexpr unsigned coefficient = 8;  // a product that starts with a number: 3*x
  static constexpr unsigned ordinary = 16;    // identities of sums and products have little to say about it
  static constexpr unsigned unit = 32;        // the number 0, 1 or -1
  static constexpr unsigned bell = 64;        // a product with the exponential of a square
};

struct operation {
  const char* name = "";       // an identifier
  const char* text = "";       // what a person reads, where that is not the name
  const char* sign = "";       // between or before the operands, for the notations other than a call
  const char* latex = "";      // a pattern: #1, #2 stand for the operands, #* for all of them
  const char* c = "";          // likewise, as C
  const char* c_helper = "";   // a static function of C that the pattern calls
  std::uint64_t hash = 0;      // of the name; part of every label
  std::uint64_t identity = 0;  // of the rule's type, where two functions share a name
  int arity = 0;               // -1: any number of operands
  role part = role::function;
  notation style = notation::call;
  int precedence = 5;
  cost price = cost::call;
  int effort = 16;  // of a call, in additions as they were measured: to choose between forms
  sort result = sort::real;
  std::uint32_t conditions = 0;  // bit k: operand k is a condition; bit 31 speaks for all operands
  bool commutative = false;
  range values = range::all;
  bool built_in = false;
  bool binds = false;     // an axis stands among its operands without taking part in arithmetic
  int axis_operand = -1;  // which operand is an axis: of reductions, picks, extents, indicators; -1: none
  combination combines = combination::none;  // of a reduction
  bool equality = false;                     // whether two values are the same, or differ
  bool finds_nan = false;                    // whether its operand is NaN
  bool indicator = false;                    // 1 at the place along an axis that a label says, 0 elsewhere
  bool views = false;                        // of a pick: the place along an axis of the same length is what picks
  bool orders = false;                       // says which axis comes first where the value is stored
  bool data = false;                         // piecewise constant: no derivative flows through it
  bool length = false;                       // times its derivative in an operand it is that operand: |x|, hypot
  bool unit = false;                         // 1 or -1, but for isolated points: its square is 1
  bool paired = false;  // cheaper when another paired function of the same operand is computed beside it
  parity symmetry = parity::none;
  std::uint8_t traits = 0;    // of every value of it
  std::uint8_t inherits = 0;  // which traits of its operands it has, too
  const operation* gather =
      nullptr;      // of an access: the sum over an axis, by which adjoints arrive at operands without it
  number growth{};  // of a function that is c*exp(growth*x^growth_power) of its one operand x
  int growth_power = 0;
  bool logarithm = false;  // the natural logarithm of its operand
  number exponent{};       // of a function that is a power of its one operand: 1/2 for a square root

  // Which of the functions below there are. Flags, for the same reason as in `same`.
  bool folds = false;
  bool reduces = false;
  bool has_textbook = false;
  bool accurate = false;  // the textbook form, which loses digits, is there to be read and compared only
  bool expands = false;

  // The partial derivative with respect to operand k; `self` is the node itself.
  handle (*partial)(int k, const handle* operands, int count, const handle& self) = nullptr;
  // A simpler equal of f(operands), or handle::none().
  handle (*reduce)(const handle* operands, int count) = nullptr;
  // The form a textbook prefers, or handle::none().
  handle (*textbook)(const handle* operands, int count) = nullptr;
  // The node in cheaper operations, for programs that are about to run, or handle::none().
  handle (*expand)(const handle* operands, int count) = nullptr;
  // The exact value when all operands are numbers, or handle::none().
  handle (*fold)(const handle* operands, int count) = nullptr;
  // Evaluation in constant expressions and by interpreters.
  double (*value)(const double* operands, int count) = nullptr;

  constexpr bool takes_condition(int k) const {
    return conditions != 0 && (conditions >> 31 != 0 || (k < 31 && (conditions >> k & 1u) != 0));
  }
  // A sum, an extreme or a pick along an axis, which has its meaning inside only.
  constexpr bool binds_axis() const { return part == role::reduction || part == role::pick; }
  constexpr bool is_symbol() const { return part == role::symbol; }
  constexpr bool is_number() const { return part == role::number; }
  // Not by address: g++ with -fsanitize=undefined does not compare addresses in constant expressions.
  constexpr bool same(const operation& other) const { return hash == other.hash && identity == other.identity; }
};

// The operations that arithmetic on handles makes, and what rules know about products of adjoints. A table, so that
// programs can be built without naming a rule.
struct algebra {
  const operation* add = nullptr;
  const operation* subtract = nullptr;
  const operation* multiply = nullptr;
  const operation* divide = nullptr;
  const operation* negate = nullptr;
  const operation* power = nullptr;
  const operation* square_root = nullptr;
  const operation* both = nullptr;        // of two conditions
  const operation* complement = nullptr;  // of a condition
  // a*pole where a has a factor that takes the pole of a root away, or handle::none().
  handle (*without_root_pole)(const handle& a, const handle& pole) = nullptr;
  // A sum of masked terms under a mask of its own, before it is multiplied by a partial derivative.
  handle (*with_mask)(const handle& a, const handle& partial) = nullptr;
};

constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  // One multiplication per value and a shift that brings the high bits down. One statement: compilers count statements.
  return ((seed ^ seed >> 32) + value + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
}

constexpr std::uint64_t hash_text(const char* text) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (; *text != '\0'; ++text) hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3u;
  return hash;
}

constexpr bool same_text(const char* a, const char* b) {
  for (; *a != '\0' && *a == *b; ++a) ++b;
  return *a == *b;
}

inline constexpr operation number_operation{
    .name = "number", .hash = hash_text("a number"), .part = role::number, .price = cost::free, .built_in = true};
inline constexpr operation symbol_operation{
    .name = "symbol", .hash = hash_text("a symbol"), .part = role::symbol, .price = cost::free, .built_in = true};

constexpr std::uint64_t hash_number(const number& value) {
  const uint128 first = value.first_word(), second = value.second_word();
  const std::uint64_t words[3] = {
      static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(second),
      value.is_short() ? 0 : mix(static_cast<std::uint64_t>(first >> 64), static_cast<std::uint64_t>(second >> 64))};
  std::uint64_t hash = number_operation.hash;
  for (int k = 0; k < 3; ++k)
    hash = ((hash ^ hash >> 32) + words[k] + 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;  // mix
  return hash;
}

enum class symbol_kind : std::uint8_t { real, integer, seed, axis, tensor, labels };

// What tells a symbol of this kind from a real one of the same name in a label; no name contains these characters.
constexpr const char* kind_prefix(symbol_kind kind) {
  switch (kind) {
    case symbol_kind::integer:
      return "int ";
    case symbol_kind::axis:
      return "@";
    case symbol_kind::tensor:
      return "tensor ";
    case symbol_kind::labels:
      return "labels ";
    default:
      return "";
  }
}

// extent: the fixed number of elements of an axis, or 0.
constexpr std::uint64_t hash_symbol(const char* name, symbol_kind kind, int extent = 0) {
  const std::uint64_t hash = mix(symbol_operation.hash + static_cast<std::uint64_t>(kind), hash_text(name));
  return extent == 0 ? hash : mix(hash, static_cast<std::uint64_t>(extent));
}

}  // namespace dag
}  // namespace tapeless
