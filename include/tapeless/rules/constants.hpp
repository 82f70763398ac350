// SPDX-License-Identifier: BSL-1.0
// Constants known by name: exact in formulas and in print, and as many digits as the scalar type holds when evaluated.
#pragma once

#include <tapeless/math/functions.hpp>
#include <tapeless/rules/function.hpp>

namespace tapeless::inline v0_2 {
namespace rules {

struct named_constant : built_in {
  static constexpr int arity = 0;
  static constexpr auto part = dag::role::named;
  static constexpr auto values = dag::range::positive;
  static constexpr auto price = dag::cost::free;
  static constexpr auto partial = partials{};
};

// Built-in types and types of their precision get the literal; types with more digits compute it in their own
// arithmetic.
template <class T, class Compute>
constexpr T constant_value(long double literal, const Compute& compute) {
  if constexpr (std::floating_point<T>)
    return static_cast<T>(literal);
  else if constexpr (std::numeric_limits<T>::is_specialized && std::numeric_limits<T>::digits > 64)
    return compute(std::type_identity<T>{});
  else
    return T(static_cast<double>(literal));
}

struct pi_ : named_constant {
  static constexpr auto name = "pi";
  static constexpr auto latex = "\\pi";
  static constexpr auto c = "3.14159265358979323846";
  static constexpr auto value = []<class T>(std::type_identity<T>) {
    return constant_value<T>(3.14159265358979323846264338327950288L,
                             []<class U>(std::type_identity<U>) { return U(U(4) * math::atan(U(1))); });
  };
};
struct e_ : named_constant {
  static constexpr auto name = "e";
  static constexpr auto latex = "e";
  static constexpr auto c = "2.71828182845904523536";
  static constexpr auto value = []<class T>(std::type_identity<T>) {
    return constant_value<T>(2.71828182845904523536028747135266250L,
                             []<class U>(std::type_identity<U>) { return U(math::exp(U(1))); });
  };
};
struct ln2_ : named_constant {
  static constexpr auto name = "ln2";
  static constexpr auto text = "ln(2)";
  static constexpr auto latex = "\\ln 2";
  static constexpr auto c = "0.693147180559945309417";
  static constexpr auto value = []<class T>(std::type_identity<T>) {
    return constant_value<T>(0.693147180559945309417232121458176568L,
                             []<class U>(std::type_identity<U>) { return U(math::log(U(2))); });
  };
};
struct ln10_ : named_constant {
  static constexpr auto name = "ln10";
  static constexpr auto text = "ln(10)";
  static constexpr auto latex = "\\ln 10";
  static constexpr auto c = "2.30258509299404568402";
  static constexpr auto value = []<class T>(std::type_identity<T>) {
    return constant_value<T>(2.30258509299404568401799145468436421L,
                             []<class U>(std::type_identity<U>) { return U(math::log(U(10))); });
  };
};

struct root_pi_ : named_constant {
  static constexpr auto name = "root_pi";
  static constexpr auto text = "sqrt(pi)";
  static constexpr auto latex = "\\sqrt{\\pi}";
  static constexpr auto c = "1.77245385090551602730";
  static constexpr auto value = []<class T>(std::type_identity<T>) {
    return constant_value<T>(1.77245385090551602729816748334114518L,
                             []<class U>(std::type_identity<U>) { return U(math::sqrt(U(U(4) * math::atan(U(1))))); });
  };
};

struct constant_group : rule_group<pi_, e_, ln2_, ln10_, root_pi_> {
  static constexpr auto title = "constants";
  static constexpr auto unnamed = "";
  static constexpr auto composites = "";
};

}  // namespace rules

namespace constants {
inline constexpr auto pi = apply<rules::pi_>();            // 3.14159..., the half circle in radians
inline constexpr auto e = apply<rules::e_>();              // 2.71828..., the base of the natural logarithm
inline constexpr auto ln2 = apply<rules::ln2_>();          // log(2), 0.693147...
inline constexpr auto ln10 = apply<rules::ln10_>();        // log(10), 2.30258...
inline constexpr auto root_pi = apply<rules::root_pi_>();  // sqrt(pi), 1.77245...
}  // namespace constants

}  // namespace tapeless
