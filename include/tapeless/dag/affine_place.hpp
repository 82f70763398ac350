// SPDX-License-Identifier: BSL-1.0
// Places along an axis that other axes count off: the n + 1 of x(k[n + 1_c]). They are labels whose name says what they
// are, "[n + 1]", and which nobody binds: loops go to such places by themselves, and what looks labels up gets a table.
#pragma once

#include <cstdint>

namespace tapeless::inline v0_2::detail {

// c1*a1 + c2*a2 + ... + c0 with axes a and integers c.
struct affine_place {
  static constexpr int max_axes = 5;  // labels have at most six dimensions, and one more would be the axis itself
  static constexpr std::int64_t largest = 1 << 28;
  struct term {
    const char* axis = "";  // its name, which need not end in a zero
    int length = 0;
    int extent = 0;  // of an axis with a fixed number of elements
    std::int64_t factor = 0;
  };
  term terms[max_axes]{};
  int count = 0;
  std::int64_t constant = 0;
  bool valid = true;  // it is of this form, and its numbers are not too large

  constexpr void add(const term& one) {
    int k = 0;
    while (k < count && !same_axis(terms[k], one)) ++k;
    if (k == max_axes) return void(valid = false);
    if (k == count) terms[count++] = {one.axis, one.length, one.extent, 0};
    terms[k].factor += one.factor;
    valid = valid && is_small(terms[k].factor);
  }
  constexpr void add(std::int64_t number) {
    constant += number;
    valid = valid && is_small(constant);
  }
  static constexpr bool is_small(std::int64_t number) { return number <= largest && -number <= largest; }

 private:
  static constexpr bool same_axis(const term& a, const term& b) {
    if (a.length != b.length) return false;
    for (int k = 0; k < a.length; ++k)
      if (a.axis[k] != b.axis[k]) return false;
    return true;
  }
};

// The name of such labels, one character after the other: [2*n + d + 1], and [n + 0] of n alone.
template <class Put>
constexpr void write_place(const affine_place& place, const Put& put) {
  const auto number = [&](std::int64_t value) {
    char digits[12]{};
    int length = 0;
    for (; value > 0 || length == 0; value /= 10) digits[length++] = static_cast<char>('0' + value % 10);
    while (length > 0) put(digits[--length]);
  };
  const auto sign = [&](bool first, std::int64_t value) {
    if (!first) put(' ');
    if (!first || value < 0) put(value < 0 ? '-' : '+');
    if (!first) put(' ');
  };
  put('[');
  for (int k = 0; k < place.count; ++k) {
    const affine_place::term& one = place.terms[k];
    sign(k == 0, one.factor);
    const std::int64_t size = one.factor < 0 ? -one.factor : one.factor;
    if (size != 1) {
      number(size);
      put('*');
    }
    for (int c = 0; c < one.length; ++c) put(one.axis[c]);
  }
  if (place.constant != 0 || place.count == 1) {
    sign(false, place.constant);
    number(place.constant < 0 ? -place.constant : place.constant);
  }
  put(']');
}

// What such a name says; not valid for any other name.
constexpr affine_place read_place(const char* name) {
  affine_place place;
  place.valid = *name == '[';
  const char* at = name + 1;
  for (bool first = true; place.valid && *at != ']'; first = false) {
    std::int64_t factor = 1;
    if (!first) {
      place.valid = at[0] == ' ' && (at[1] == '+' || at[1] == '-') && at[2] == ' ';
      if (!place.valid) break;
      factor = at[1] == '-' ? -1 : 1;
      at += 3;
    } else if (*at == '-') {
      factor = -1;
      ++at;
    }
    const bool digits = *at >= '0' && *at <= '9';
    std::int64_t value = digits ? 0 : 1;
    for (; *at >= '0' && *at <= '9' && affine_place::is_small(value); ++at) value = 10 * value + (*at - '0');
    if (digits && *at != '*') {
      place.add(factor * value);
      continue;
    }
    if (digits) ++at;
    int length = 0;
    while (at[length] != ' ' && at[length] != ']' && at[length] != '\0') ++length;
    place.valid = length > 0;
    if (!place.valid) break;
    place.add({at, length, 0, factor * value});
    at += length;
  }
  place.valid = place.valid && place.count > 0;
  return place;
}
// Whether a symbol is such labels.
constexpr bool names_places(const char* name) { return name[0] == '[' && read_place(name).valid; }

}  // namespace tapeless::detail
