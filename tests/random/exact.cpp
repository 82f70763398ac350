// SPDX-License-Identifier: BSL-1.0
#include "tests/random/exact.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "tests/random/functions.hpp"

namespace exact {
namespace {

template <class R, int Step>
class evaluation {
 public:
  explicit evaluation(const question& what)
      : what_(what), known_(static_cast<std::size_t>(what.program->node_count)), values_(known_.size()) {}

  answer result() {
    const jet<R>& root = value(what_.program->roots[what_.root]);
    answer out;
    out.value = static_cast<long double>(root.value);
    for (std::size_t i = 0; i < static_cast<std::size_t>(what_.count); ++i) {
      out.gradient[i] = static_cast<long double>(root.first[i]);
      for (std::size_t j = i; j < static_cast<std::size_t>(what_.count); ++j)
        out.hessian[i][j] = out.hessian[j][i] = static_cast<long double>(root.second[jet<R>::place(i, j)]);
    }
    out.corner = corner_;
    out.extreme = extreme_;
    out.undefined = undefined_;
    out.passed_over = passed_over_;
    out.vanished = vanished_;
    return out;
  }

 private:
  static std::size_t at(int id) { return static_cast<std::size_t>(id); }

  // Few ask for what follows numbers that doubles hardly hold, and functions of them may take seconds.
  const jet<R>& value(int id) {
    if (known_[at(id)] || is_enough()) return values_[at(id)];
    jet<R> made = compute(id, what_.program->nodes[id]);
    if (rounds(what_.program->nodes[id], made.value)) {
      disturb(id, made.value, 1);
      for (std::size_t k = 0; k < made.first.size(); ++k) disturb(id, made.first[k], 100 + static_cast<unsigned>(k));
      for (std::size_t k = 0; k < made.second.size(); ++k) disturb(id, made.second[k], 110 + static_cast<unsigned>(k));
    }
    look_at(made);
    known_[at(id)] = true;
    return values_[at(id)] = made;
  }
  bool is_enough() const { return extreme_ && !what_.to_the_end; }
  const jet<R>& operand(const dag::node& node, int k) { return value(what_.program->operand(node, k)); }

  // Whether the type holds this value only roughly.
  bool rounds(const dag::node& node, const R& value) const {
    if (node.op->is_symbol() || node.op->price == dag::cost::select || node.op->part == dag::role::selection ||
        node.op->part == dag::role::choice || node.op->result == dag::sort::condition)
      return false;
    return !node.op->is_number() || value != floor(value) || abs(value) > ldexp(R(1), what_.type.digits);
  }
  // Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014: neighbours have nothing in common.
  static std::uint64_t thrown(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }
  void disturb(int id, R& number, unsigned salt) const { disturb(id, number, number, salt); }
  // size: of what rounds, which is larger than the number where that is a difference.
  void disturb(int id, R& number, const R& size, unsigned salt) const {
    if (number != 0) disturb_by(id, number, size, salt);
  }
  void disturb_by(int id, R& number, const R& size, unsigned salt) const {
    if (what_.disturbance == 0) return;
    // By half a rounding error to one, hardly twice the same, so that not all of them cancel by chance.
    const std::uint64_t coin = thrown(thrown(thrown(what_.disturbance) + static_cast<std::uint64_t>(id)) + salt);
    const int part = 256 + static_cast<int>(coin >> 1 & 255u);
    number += ldexp(size, -what_.type.digits - 9) * ((coin & 1u) != 0 ? part : -part);
  }
  void look_at(const jet<R>& made) {
    undefined_ = undefined_ || (boost::math::isnan)(made.value);
    const auto look = [&](const R& number) {
      if (number != 0 && (boost::math::isfinite)(number)) {
        const long exponent = ilogb(number);
        extreme_ = extreme_ || exponent > what_.type.reach || exponent < -what_.type.reach;
      }
    };
    look(made.value);
    if (made.constant) return;
    for (const R& one : made.first) look(one);
    for (const R& one : made.second) look(one);
  }

  // The nearest double, but where the type holds more.
  R constant(const dag::number& number) const {
    if (what_.type.digits <= 53 || !number.exact()) return number.value();
    return whole(number.numerator()) / whole(number.denominator());
  }
  static R whole(dag::int128 value) {
    constexpr dag::int128 half = dag::int128{1} << 62;
    return R(static_cast<long long>(value / half)) * ldexp(R(1), 62) + R(static_cast<long long>(value % half));
  }

  jet<R> compute(int id, const dag::node& node) {
    const dag::operation& op = *node.op;
    jet<R> result;
    if (op.is_number()) {
      result.value = constant(what_.program->value(node));
      return result;
    }
    if (op.is_symbol()) {
      result.value = what_.inputs[node.payload];
      if (node.payload < what_.count) {
        result.constant = false;
        result.first[at(node.payload)] = 1;
        result.first_paths[at(node.payload)] = 1;
      }
      return result;
    }
    if (node.count == 0) return named(op);
    if (is(op, "digamma") || is(op, "lgamma") || is(op, "tgamma")) {
      const R& at_pole = operand(node, 0).value;
      if (at_pole <= 0 && (at_pole == floor(at_pole) || at_pole < -1e15)) undefined_ = true;
    }
    if (op.part == dag::role::selection) return operand(node, operand(node, 0).value != 0 ? 1 : 2);
    if (op.part == dag::role::choice) {
      const R which = operand(node, 0).value;
      if (which >= 1 && which < node.count) return operand(node, static_cast<int>(which));
      passed_over_ = true;  // a choice between equal numbers is that number
      result.value = std::numeric_limits<R>::quiet_NaN();
      return result;
    }
    std::vector<const jet<R>*> operands;
    for (int k = 0; k < node.count; ++k) operands.push_back(&operand(node, k));
    if (is_enough()) return result;
    std::vector<jet<R>> moved;
    if (what_.by_paths) move_paths(id, operands, moved);
    passed_over_ = passed_over_ || may_pass_over(op, node, operands);
    extreme_ = extreme_ || is_left_open(op, node, operands);
    if (op.result == dag::sort::condition) {
      result.value = holds(op, operands) ? 1 : 0;
      return result;
    }
    if (is(op, "clamp") && operands[2]->value < operands[1]->value) undefined_ = true;
    if (is(op, "log_sum_exp")) return log_sum_exp(id, operands);
    const smooth<R>* const rule = find_smooth<R>(op);
    slopes<R> f = rule != nullptr ? differences<R, Step>(*rule, operands.data()).all(operands.data())
                                  : arithmetic_slopes(op, operands);
    vanished_ = vanished_ || (f.value == 0 && is_never_zero(op, operands));
    corner_ = corner_ || is_corner(op, operands) || may_tie(op, node, operands);
    extreme_ = extreme_ || is_near_root(op, node, f.value, operands);
    for (std::size_t a = 0; a < operands.size(); ++a) {
      disturb(id, f.first[a], 2 + static_cast<unsigned>(a));
      for (std::size_t b = a; b < operands.size(); ++b)
        disturb(id, f.second[a][b], 8 + static_cast<unsigned>(3 * a + b));
    }
    // The mixed second derivative of a^b is a^(b - 1) + b*a^(b - 1)*log(a), which may cancel.
    if (is(op, "pow") && operands[1]->value != 0) disturb(id, f.second[0][1], f.first[0] / operands[1]->value, 11);
    jet<R> made = chain(f, operands.data(), operands.size(), at(what_.count));
    if (what_.by_paths) add_paths(f, operands.data(), operands.size(), at(what_.count), made);
    return made;
  }
  // Copies of the operands whose derivatives are moved, each differently for each operation.
  void move_paths(int id, std::vector<const jet<R>*>& operands, std::vector<jet<R>>& moved) const {
    moved.reserve(operands.size());
    unsigned salt = 1000;
    for (const jet<R>*& one : operands) {
      moved.push_back(*one);
      one = &moved.back();
      for (std::size_t k = 0; k < moved.back().first.size(); ++k)
        disturb_by(id, moved.back().first[k], moved.back().first_paths[k], salt++);
      for (std::size_t k = 0; k < moved.back().second.size(); ++k)
        disturb_by(id, moved.back().second[k], moved.back().second_paths[k], salt++);
    }
  }

  static bool belongs_to_gamma(const dag::operation& op) {
    for (const char* name : {"tgamma", "lgamma", "digamma", "beta", "lbeta"})
      if (is(op, name)) return true;
    return false;
  }
  // Where a NaN or an infinity is among the operands and IEEE or C lets the result be a number, or a rewrite does:
  // comparisons, the larger one of two, powers with exponent 0 and of 1, 0 times x, x - x, x/x. Also poles, where the
  // sign depends on that of a zero.
  bool may_pass_over(const dag::operation& op, const dag::node& node, const std::vector<const jet<R>*>& x) const {
    if (op.part == dag::role::negation || is(op, "exp") || is(op, "log")) return false;
    bool all = true;
    for (const jet<R>* one : x) {
      all = all && (boost::math::isfinite)(one->value);
      // The infinity at a zero has the sign of the zero, which exact numbers lose.
      if (one->value == 0 && (is(op, "rsqrt") || is(op, "pow"))) return true;
      if (one->value <= 0 && belongs_to_gamma(op)) return true;
    }
    // A power of a negative number with an exponent that is an integer only after rounding, its own or an operation's
    // before it.
    if (is(op, "pow") && x[0]->value < 0) {
      const R rounded = static_cast<double>(x[1]->value);
      if (rounded != x[1]->value && rounded == floor(rounded)) return true;
      const dag::operation& exponent = *what_.program->nodes[what_.program->operand(node, 1)].op;
      if (!exponent.is_symbol() && !exponent.is_number()) return true;
    }
    if (all) return is(op, "clamp") && x[2]->value < x[1]->value;
    return op.result == dag::sort::condition || x.size() > 1 || is(op, "relu") || is(op, "sign");
  }
  static bool is_never_zero(const dag::operation& op, const std::vector<const jet<R>*>& x) {
    for (const jet<R>* one : x)
      if (!(boost::math::isfinite)(one->value)) return false;
    for (const char* name : {"exp", "exp2", "erfc", "logistic", "softplus"})
      if (is(op, name)) return true;
    return is(op, "pow") && x[0]->value != 0;
  }
  R small_part_of(const R& a) const { return ldexp(R(abs(a)), 8 - what_.type.digits); }
  bool is_given(const dag::node& node, int k = 0) const {
    return node.count > 0 && what_.program->nodes[what_.program->operand(node, k)].op->is_symbol();
  }
  static bool is_periodic(const dag::operation& op) {
    for (const char* name : {"sin_pi", "cos_pi", "sin", "cos", "tan"})
      if (is(op, name)) return true;
    return false;
  }
  // Where rounding errors of the operands leave the result open, or the sign of a zero decides, which exact numbers
  // lose.
  bool is_left_open(const dag::operation& op, const dag::node& node, const std::vector<const jet<R>*>& x) const {
    const R& a = x[0]->value;
    const R& b = x.back()->value;
    if (op.result == dag::sort::condition)
      return x.size() == 2 && !op.takes_condition(0) && a != b && abs(R(a - b)) < small_part_of(a);
    // A difference that doubles do not hold is nothing but rounding errors.
    if (op.part == dag::role::difference || op.part == dag::role::sum || is(op, "fdim")) {
      const R left = op.part == dag::role::sum ? R(a + b) : R(a - b);
      return left != 0 && abs(left) < small_part_of(a);
    }
    // Rounded to an integer, that rounding errors decide which one.
    if (is(op, "floor") || is(op, "ceil") || is(op, "trunc")) {
      const R nearest = floor(R(a + 0.5));
      return !is_given(node) && a != nearest && abs(R(a - nearest)) < small_part_of(abs(a) < 1 ? R(1) : a);
    }
    // Second derivatives of beta round more, for the difference of products of psi.
    if (is(op, "beta")) return a < R(0.1) || b < R(0.1);
    if (is(op, "divide")) return b == 0;
    if (is(op, "rsqrt")) return a == 0;
    if (is(op, "atan2")) return a == 0 && b <= 0;
    if (is(op, "pow")) return a == 0;
    // Poles and ends of the domain that only rounding errors miss.
    for (const char* name : {"atanh", "asin", "acos", "acosh"})
      if (is(op, name)) return !is_given(node) && abs(R(1 - abs(a))) < small_part_of(R(1));
    if (x.size() == 1 && belongs_to_gamma(op) && !is_given(node)) {
      if (a < 0 && abs(R(a - floor(R(a + 0.5)))) < small_part_of(a)) return true;
      // Between its poles it underflows, so that disturbed evaluations do not tell where rounding leads to one.
      return a < -170 && is(op, "tgamma");
    }
    // Where in its period a large number lies is lost in rounding, but for what is given.
    return is_periodic(op) && !is_given(node) && abs(a) > ldexp(R(1), what_.type.digits - 3);
  }
  // Near a root nothing is left but the rounding error of the operand.
  bool is_near_root(const dag::operation& op, const dag::node& node, const R& value,
                    const std::vector<const jet<R>*>& x) const {
    const R& a = x[0]->value;
    bool given = true;
    for (int k = 0; k < node.count; ++k) given = given && is_given(node, k);
    if (value == 0 || given) return false;
    if (is_periodic(op)) return abs(value) < small_part_of(a);
    if (is(op, "one_minus_square")) return abs(R(1 - abs(a))) < small_part_of(R(1));
    if (is(op, "log") || is(op, "log2") || is(op, "log10")) return abs(R(a - 1)) < small_part_of(R(1));
    if (is(op, "xlogy")) return !is_given(node, 1) && abs(R(x[1]->value - 1)) < small_part_of(R(1));
    for (const char* name : {"acosh", "lgamma", "digamma", "lbeta"})
      if (is(op, name)) return abs(value) < small_part_of(R(1));
    return false;
  }
  static R largest_of(const std::vector<const jet<R>*>& x) {
    R largest = x[0]->value;
    for (const jet<R>* one : x)
      if (one->value > largest) largest = one->value;
    return largest;
  }

  static jet<R> named(const dag::operation& op) {
    jet<R> result;
    if (is(op, "pi"))
      result.value = pi<R>();
    else if (is(op, "e"))
      result.value = exp(R(1));
    else if (is(op, "ln2"))
      result.value = log(R(2));
    else if (is(op, "ln10"))
      result.value = log(R(10));
    else
      result.value = sqrt(pi<R>());
    return result;
  }
  static bool holds(const dag::operation& op, const std::vector<const jet<R>*>& x) {
    const R& a = x[0]->value;
    const R& b = x.back()->value;
    if (is(op, "less")) return a < b;
    if (is(op, "less_equal")) return a <= b;
    if (is(op, "greater")) return a > b;
    if (is(op, "greater_equal")) return a >= b;
    if (is(op, "equals")) return a == b;
    if (is(op, "not_equals")) return a != b;
    if (is(op, "and")) return a != 0 && b != 0;
    if (is(op, "or")) return a != 0 || b != 0;
    return a == 0;
  }
  // Whether rounding errors of the operands may make two of them equal that are not, or the other way round.
  bool may_tie(const dag::operation& op, const dag::node& node, const std::vector<const jet<R>*>& x) const {
    if (!is(op, "min") && !is(op, "max") && !is(op, "fdim") && !is(op, "clamp")) return false;
    for (std::size_t a = 0; a < x.size(); ++a)
      for (std::size_t b = a + 1; b < x.size(); ++b) {
        if (is_given(node, static_cast<int>(a)) && is_given(node, static_cast<int>(b))) continue;
        if (abs(R(x[a]->value - x[b]->value)) < small_part_of(x[a]->value)) return true;
      }
    return false;
  }
  static bool is_corner(const dag::operation& op, const std::vector<const jet<R>*>& x) {
    bool varies = false;
    for (const jet<R>* one : x) varies = varies || !one->constant;
    if (!varies) return false;
    const R& a = x[0]->value;
    if (is(op, "abs") || is(op, "sign") || is(op, "relu") || is(op, "cbrt")) return a == 0;
    if (is(op, "floor") || is(op, "ceil") || is(op, "trunc")) return a == floor(a);
    if (is(op, "min") || is(op, "max") || is(op, "fdim")) return a == x[1]->value;
    if (is(op, "clamp")) return a == x[1]->value || a == x[2]->value || x[2]->value <= x[1]->value;
    if (is(op, "hypot")) return a == 0 && x[1]->value == 0;
    if (is(op, "hypot3")) return a == 0 && x[1]->value == 0 && x[2]->value == 0;
    // On the cut, and where differences step out of the domain.
    if (is(op, "atan2")) return a == 0 && x[1]->value <= 0;
    if (is(op, "sqrt") || is(op, "rsqrt") || is(op, "log") || is(op, "log2") || is(op, "log10")) return a <= 0;
    if (is(op, "pow")) return a == 0 || (a < 0 && !x[1]->constant) || !(boost::math::isfinite)(x[1]->value);
    if (is(op, "xlogy")) return x[1]->value <= 0 || a == 0;
    if (is(op, "asin") || is(op, "acos") || is(op, "atanh")) return abs(a) >= 1;
    if (is(op, "acosh")) return a <= 1;
    if (is(op, "tgamma") || is(op, "lgamma") || is(op, "digamma")) return a <= 0 && a == floor(a);
    return false;
  }

  // The n-ary one: its gradient w is the softmax, its Hessian diag(w) - w w^T.
  jet<R> log_sum_exp(int id, const std::vector<const jet<R>*>& x) const {
    const R largest = largest_of(x);
    R sum = 0;
    for (const jet<R>* one : x) sum += exp(R(one->value - largest));
    jet<R> result;
    result.value = largest + log(sum);
    // The largest operand rounds, also where the logarithm of the sum nearly takes it away.
    disturb(id, result.value, largest, 300);
    for (const jet<R>* one : x) result.constant = result.constant && one->constant;
    unsigned salt = 2;
    for (const jet<R>* one : x) {
      R w = exp(R(one->value - largest)) / sum;
      disturb(id, w, salt++);
      for (std::size_t i = 0; i < at(what_.count); ++i) {
        result.first[i] += w * one->first[i];
        result.first_paths[i] += w * one->first_paths[i];
        for (std::size_t j = i; j < at(what_.count); ++j) {
          result.second[jet<R>::place(i, j)] += w * (one->second[jet<R>::place(i, j)] + one->first[i] * one->first[j]);
          result.second_paths[jet<R>::place(i, j)] +=
              w * (one->second_paths[jet<R>::place(i, j)] + 2 * one->first_paths[i] * one->first_paths[j]);
        }
      }
    }
    for (std::size_t i = 0; i < at(what_.count); ++i)
      for (std::size_t j = i; j < at(what_.count); ++j)
        result.second[jet<R>::place(i, j)] -= result.first[i] * result.first[j];
    return result;
  }

  const question& what_;
  std::vector<bool> known_;
  std::vector<jet<R>> values_;
  bool corner_ = false, extreme_ = false, undefined_ = false, passed_over_ = false, vanished_ = false;
};

}  // namespace

bool knows(const dag::operation& op) {
  for (const char* name : others)
    if (std::strcmp(name, op.name) == 0) return true;
  return find_smooth<usual>(op) != nullptr;
}

// Not even these numbers reach as far as cosh(1e11): what an infinity in its place does is not what is right.
answer ask(const question& what, digits how) {
  mpfr_clear_overflow();
  answer result = how == digits::usual ? evaluation<usual, 90>(what).result() : evaluation<many, 1150>(what).result();
  result.extreme = result.extreme || mpfr_overflow_p() != 0;
  return result;
}

}  // namespace exact
