// SPDX-License-Identifier: BSL-1.0
// Whether derivatives are right: check_gradient(f, x = 1.0, y = 2.0) compares each with differences of values, which no
// rule's partial takes part in. It is meant for rules of a user's own.
//
// The differences are Ridders' ("Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4
// (1982), 75; Numerical Recipes, 5.7): central differences at shrinking steps, extrapolated to the step 0, with an
// estimate of the error, in long double or a wider type. Several first steps are tried, and the most certain answer
// counts. Differences from one side tell corners and edges of the domain, where there is no derivative to compare with.
#pragma once

#include <concepts>
#include <cstdio>
#include <iosfwd>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <tapeless/api/gradient.hpp>

namespace tapeless::inline v0_2 {

// What a check says of a derivative. no_derivative: the function has a corner, a jump or the edge of its domain there;
// undefined: it is not finite there.
enum class gradient_verdict { agrees, differs, no_derivative, undefined };

// A derivative and what differences say of it.
template <class String>
struct basic_checked_derivative {
  String name;                                          // of the symbol
  double derivative = 0;                                // by the library
  double difference = 0;                                // by differences of values
  double error = 0;                                     // how far these may be from the truth
  double left = 0;                                      // the slope on the left side, of what has no derivative
  double right = 0;                                     // the slope on the right side
  gradient_verdict verdict = gradient_verdict::agrees;  // what follows from these

  // How far the derivative is from the difference.
  double off() const { return derivative < difference ? difference - derivative : derivative - difference; }
};

// What check_gradient returns: one entry per symbol X, in the order of gradient(f), and over axes per element that was
// looked at. It is true when no derivative differs.
template <class String, class... X>
struct basic_gradient_check {
  std::vector<basic_checked_derivative<String>> entries;  // one per derivative

  // Whether no derivative is wrong. Those that could not be compared are not.
  bool ok() const {
    for (const auto& one : entries)
      if (one.verdict == gradient_verdict::differs) return false;
    return true;
  }
  // The same as ok().
  explicit operator bool() const { return ok(); }
  // The entry of a symbol. Over axes there are entries of elements instead, by name.
  template <class Key>
  const basic_checked_derivative<String>& operator[](const Key&) const {
    return entries[detail::checked_key_index<Key, X...>()];
  }
};

namespace detail {
namespace differences {

template <class T>
struct estimate {
  T value{};
  T error = std::numeric_limits<T>::max();
};
template <class T>
constexpr T size(const T& x) {
  return x < T(0) ? T(-x) : x;
}
template <class T>
constexpr T larger(const T& a, const T& b) {
  return a < b ? b : a;
}
template <class T>
bool is_finite(const T& x) {
  return size(x) <= std::numeric_limits<T>::max();
}

// Extrapolates difference(step) to the step 0. `order`: 2 when its error has even powers of the step only. `noise`: the
// rounding error of values.
template <class T, class Difference>
estimate<T> extrapolated(const Difference& difference, T step, int order, const T& noise) {
  constexpr int rows = 10;
  const T shrink = T(1.4);
  const T factor = order == 2 ? T(shrink * shrink) : shrink;
  T before[rows]{}, now[rows]{};
  estimate<T> best;
  before[0] = difference(step);
  for (int i = 1; i < rows; ++i) {
    step = step / shrink;
    now[0] = difference(step);
    T power = factor;
    for (int j = 1; j <= i; ++j) {
      now[j] = (now[j - 1] * power - before[j - 1]) / (power - T(1));
      power = power * factor;
      const T spread = larger(size(T(now[j] - now[j - 1])), size(T(now[j] - before[j - 1])));
      const T error = spread + noise / step;
      if (error < best.error) best = {now[j], error};
    }
    if (!(size(T(now[i] - before[i - 1])) < T(2) * best.error)) break;
    for (int j = 0; j <= i; ++j) before[j] = now[j];
  }
  return best;
}

// The most certain of several first steps, from an eighth of `scale` to a millionth.
template <class T, class Difference>
estimate<T> most_certain(const Difference& difference, T scale, int order, const T& noise) {
  estimate<T> best;
  T step = scale / T(8);
  for (int k = 0; k < 6; ++k, step = step / T(16)) {
    const estimate<T> one = extrapolated(difference, step, order, noise);
    if (one.error < best.error) best = one;
  }
  return best;
}

// Steps as large as x, and, where x is small, also steps of the size of 1, which round less. Where the two say
// different things, a corner or a pole lies near, and the small steps are right.
template <class T, class Difference>
estimate<T> around(const Difference& difference, const T& x, int order, const T& noise) {
  if (x == T(0) || !(size(x) < T(1))) return most_certain(difference, larger(size(x), T(1)), order, noise);
  const estimate<T> near = most_certain(difference, size(x), order, noise);
  const estimate<T> far = most_certain(difference, T(1), order, noise);
  const bool same = size(T(near.value - far.value)) <= T(10) * (near.error + far.error);
  return far.error < near.error && (same || near.error == std::numeric_limits<T>::max()) ? far : near;
}

// Fills in what differences of `at` say of a derivative at x, where the value is `value`.
template <class T, class At, class Entry>
void compare(const At& at, const T& x, const T& value, const T& derivative, Entry& entry) {
  entry.derivative = static_cast<double>(derivative);
  if (!is_finite(value)) {
    entry.difference = entry.error = std::numeric_limits<double>::quiet_NaN();
    entry.verdict = gradient_verdict::undefined;
    return;
  }
  const T noise = T(4) * std::numeric_limits<T>::epsilon() * size(value);
  const auto central = [&](const T& h) {
    const T above = x + h, below = x - h;
    return T((at(above) - at(below)) / (above - below));
  };
  const auto one_sided = [&](const T& h) {
    const T other = x + h;
    return T((at(other) - value) / (other - x));
  };
  const estimate<T> both = around<T>(central, x, 2, noise);
  const estimate<T> right = around<T>(one_sided, x, 1, noise);
  const estimate<T> left = around<T>([&](const T& h) { return one_sided(T(-h)); }, x, 1, noise);
  entry.difference = static_cast<double>(both.value);
  entry.error = static_cast<double>(both.error);
  entry.left = static_cast<double>(left.value);
  entry.right = static_cast<double>(right.value);
  const T slope = larger(size(left.value), size(right.value));
  const bool corner =
      is_finite(slope) && size(T(left.value - right.value)) > T(1e-4) * slope + T(100) * (left.error + right.error);
  // What does not converge, as at a jump, is no answer: the error is then as large as slopes over longer distances.
  const T width = larger(size(x), T(1));
  const T wide = size(central(width / T(8)));
  const T typical = larger(size(both.value), is_finite(wide) ? wide : T(0));
  const bool vague = both.error > T(0.01) * typical && both.error > T(1e-6) * size(value) / width;
  const T scale = larger(size(both.value), size(derivative));
  if (corner || vague)
    entry.verdict = gradient_verdict::no_derivative;
  else if (is_finite(derivative) && size(T(derivative - both.value)) <= T(1e-9) * scale + T(10) * both.error)
    entry.verdict = gradient_verdict::agrees;
  else
    entry.verdict = gradient_verdict::differs;
}

}  // namespace differences

// Bindings of real symbols as numbers of type T.
template <class T, class Symbol, class V>
constexpr auto in_type(const binding<Symbol, V>& one) {
  if constexpr (std::is_convertible_v<V, T>)
    return binding<Symbol, T>{static_cast<T>(one.value)};
  else
    return one;
}
template <class X, class T, class Symbol, class V>
constexpr binding<Symbol, V> moved(const binding<Symbol, V>& one, const T& to) {
  if constexpr (std::same_as<X, Symbol> && std::same_as<V, T>)
    return {to};
  else
    return one;
}
template <class X, class T, class... B>
T number_of(const B&... bindings) {
  T found{};
  const auto look = [&]<class Symbol, class V>(const binding<Symbol, V>& one) {
    if constexpr (std::same_as<X, Symbol> && std::same_as<V, T>) found = one.value;
    return true;
  };
  const bool looked[] = {look(bindings)..., true};
  static_cast<void>(looked);
  return found;
}

template <class T, class F, class... X, class... B>
auto check_numbers(const F& f, pass::inputs<X...>, const B&... bindings) {
  const T value = f(bindings...);
  const auto derivatives = gradient(f, X{}...)(bindings...);
  basic_gradient_check<std::string, X...> result;
  const auto check = [&]<class One>(const One& symbol) {
    basic_checked_derivative<std::string> entry;
    entry.name = definition_for<One>->name;
    const auto at = [&](const T& x) { return T(f(moved<One>(bindings, x)...)); };
    differences::compare(at, number_of<One, T>(bindings...), value, T(derivatives[symbol]), entry);
    result.entries.push_back(entry);
    return true;
  };
  const bool done[] = {check(X{})..., true};
  static_cast<void>(done);
  return result;
}

// The same for formulas over axes; api/check_gradient_axes.hpp defines it.
template <class F, class Keys>
struct array_checker;

template <class String>
String text_of(double value, const char* format = "%.10g") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

}  // namespace detail

// Compares the derivatives of f, a formula that is one number, in all its real symbols with differences of its values
// at a point: check_gradient(f, x = 1.0, y = 2.0). The result is true when none is wrong, and prints one line per
// symbol. Values are computed in T: long double, unless another type with std::numeric_limits is asked for, such as one
// of boost::multiprecision; of float there is nothing to gain. Over axes the point is data, by rows, and extents,
// check_gradient(f, n = 8, X = data, s = 1.0): numbers are doubles then, and of a tensor up to 16 elements are looked
// at. What corners, jumps, edges of a domain and values that are not finite leave without a derivative is no mistake.
template <class T = long double, class F, class... B>
auto check_gradient(const F& f, const B&... point) {
  static_assert(std::numeric_limits<T>::digits >= 53,
                "tapeless: differences need a type with the digits of double or more: check_gradient(f, x = 1.0)");
  if constexpr (!detail::check_arguments<B...>() || !detail::check_formula<F>()) {
    return detail::not_a_formula{};
  } else if constexpr (detail::any_true({detail::is_list_binding<B>..., false})) {
    return detail::with_single_bindings<detail::symbols_in<detail::pass::lower<F>>>(
        [&](const auto&... single) { return check_gradient<T>(f, single...); }, point...);
  } else if constexpr (detail::check_number<F>()) {
    using keys = typename detail::real_symbols<F>::type;
    if constexpr (detail::pass::has_axes<detail::pass::lower<F>>)
      return detail::array_checker<F, keys>::check(f, point...);
    else
      return detail::check_numbers<T>(f, keys{}, detail::in_type<T>(point)...);
  }
}

// One line per derivative: x: derivative 2, difference 2 +- 1e-18: agrees.
template <class String, class... X>
String to_string(const basic_gradient_check<String, X...>& check) {
  const auto number = [](double value) { return detail::text_of<String>(value); };
  String text;
  for (const auto& one : check.entries) {
    text += one.name + ": derivative " + number(one.derivative);
    switch (one.verdict) {
      case gradient_verdict::agrees:
      case gradient_verdict::differs:
        text += ", difference " + number(one.difference) + " +- " + detail::text_of<String>(one.error, "%.1e");
        text += one.verdict == gradient_verdict::agrees ? ": agrees"
                                                        : ": off by " + detail::text_of<String>(one.off(), "%.3g");
        break;
      case gradient_verdict::no_derivative:
        text += ", but there is none to compare with: the slopes are " + number(one.left) + " and " + number(one.right);
        break;
      case gradient_verdict::undefined:
        text += ", but the value is not finite";
        break;
    }
    text += '\n';
  }
  return text;
}
// Writes to_string(check).
template <class Char, class Traits, class String, class... X>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                             const basic_gradient_check<String, X...>& check) {
  return out << to_string(check).c_str();
}

}  // namespace tapeless
