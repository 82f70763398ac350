// SPDX-License-Identifier: BSL-1.0
// What the chain rule knows of lengths: |x|, hypot(x, y) and hypot(x, y, z) times their slopes x/h are x, also at the
// origin, where the slope has no limit. So the square of a length has the derivatives of the sum of squares, of every
// order, and no quotient is left of it.
#pragma once

#include <tapeless/rules/arithmetic.hpp>

namespace tapeless::inline v0_2::rules {

// Looks for a factor in each term of a value, or in one at least, and takes it out. What is not found is none(). No
// templates: clang does not yet know those of local lambdas where it evaluates a pass.
class factor_search {
 public:
  // a*(x/h), the length h being a factor of each term of a.
  constexpr handle times_slope(const handle& a, const handle& h, const handle& x) { return find(task::slope, a, h, x); }
  // a*partial, where both have a factor s in a term at least, the square of which is 1 on both sides of a corner: the
  // second derivative of cos(|x|) is that of cos(x), also at 0.
  constexpr handle without_signs(const handle& a, const handle& partial) { return find(task::signs, partial, a, a); }

 private:
  enum class task : std::uint8_t {
    slope,  // a*(x/h)
    sign,   // a*h, where a has the factor h
    signs   // a*h, where a has a sign as a factor that h has, too
  };

  constexpr handle find(task what, const handle& a, const handle& h, const handle& x) {
    if (what == task::slope && a.same(h)) return x;
    if (what == task::sign && a.same(h)) return 1;
    if (a.is_number()) return handle::none();
    if (what == task::signs && a.op()->unit) return find(task::sign, h, a, a);
    switch (a.part()) {
      case dag::role::power:
      case dag::role::function:
        return what == task::slope ? of_power(a, h, x) : handle::none();
      case dag::role::product:
      case dag::role::quotient:
      case dag::role::negation:
        return of_factors(what, a, h, x);
      case dag::role::sum:
      case dag::role::difference:
        return of_terms(what, a, h, x);
      default:
        return handle::none();
    }
  }

  static constexpr handle of_power(const handle& a, const handle& h, const handle& x) {
    if (!a.operand(0).same(h)) return handle::none();
    if (a.part() == dag::role::function) return a.op()->exponent.is(2) ? h * x : handle::none();
    const handle exponent = a.operand(1);
    if (!exponent.is_number() || !(exponent.number().value() > 1)) return handle::none();
    const handle operands[2] = {h, exponent - 1};
    return exponent.is(2) ? h * x : build(*h.owner(), *a.op(), operands, 2) * x;
  }

  // With what is found in one of the factors.
  constexpr handle of_factors(task what, const handle& a, const handle& h, const handle& x) {
    if (!enter()) return handle::none();
    handle found = find(what, a.operand(0), h, x);
    const bool left = found.exists();
    const bool product = a.part() == dag::role::product;
    if (product && !left) found = find(what, a.operand(1), h, x);
    --depth_;
    if (!found.exists()) return found;
    if (product) return left ? found * a.operand(1) : a.operand(0) * found;
    return a.part() == dag::role::quotient ? found / a.operand(1) : -found;
  }

  // Of a slope all terms have to have the length as a factor; a term without a sign is multiplied as it is.
  constexpr handle of_terms(task what, const handle& a, const handle& h, const handle& x) {
    if (!enter()) return handle::none();
    handle first = find(what, a.operand(0), h, x);
    const bool hopeless = what == task::slope && !first.exists();
    handle second = hopeless ? handle::none() : find(what, a.operand(1), h, x);
    --depth_;
    if (hopeless || (what == task::slope && !second.exists())) return handle::none();
    if (!first.exists() && !second.exists()) return first;
    if (!first.exists()) first = a.operand(0) * h;
    if (!second.exists()) second = a.operand(1) * h;
    return a.part() == dag::role::sum ? first + second : first - second;
  }

  constexpr bool enter() {
    if (--steps_ < 0 || depth_ >= max_depth) return false;
    ++depth_;
    return true;
  }

  static constexpr int max_depth = 10;
  int depth_ = 0;
  int steps_ = 100;  // so that the effort stays in proportion to the program
};

// What operand k of a length gets of an adjoint a that has the length as a factor; or none().
constexpr handle through_length(const handle& a, const handle& self, const handle* operands, int count, int k) {
  int times = 0;
  for (int j = 0; j < count; ++j) times += operands[j].same(operands[k]) ? 1 : 0;
  return factor_search().times_slope(a, self, times == 1 ? operands[k] : handle(times) * operands[k]);
}

}  // namespace tapeless::rules
