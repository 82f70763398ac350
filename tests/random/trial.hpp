// SPDX-License-Identifier: BSL-1.0
// One random program at one point: every route in every type against the exact evaluation.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>

#include "tests/random/routes.hpp"
#include "tests/random/rule_values.hpp"

namespace random_programs {

struct tally {
  long programs = 0;
  long too_large = 0;
  long results = 0;       // numbers that are compared
  long others = 0;        // those in float and long double among them
  long not_a_number = 0;  // values that are NaN, and have to be
  long no_limit = 0;      // values that are infinite, and have to be
  long undefined = 0;     // programs without a value at the point
  long infinite = 0;      // derivatives that are no numbers
  long corners = 0;       // programs without derivatives at the point
  long extreme = 0;       // programs with numbers on the way that doubles hardly hold
  long vague = 0;         // numbers that rounding errors leave open
  long by_paths = 0;      // derivatives of which paths cancel that are larger by many orders
  long out_of_range = 0;  // numbers that the textbook form misses and that leave the range on its way
  long reordered = 0;     // numbers that it misses by what its own operations round
  long again = 0;         // programs that were evaluated with more digits
  long faster = 0;        // programs that have a faster form
  long slower = 0;        // programs whose faster form takes one division more
  long faults = 0;
};

using exact_numbers = std::vector<long double>;
inline exact_numbers list_of(const exact::answer& one, int inputs) {
  exact_numbers all{one.value};
  for (int i = 0; i < inputs; ++i) all.push_back(one.gradient[i]);
  for (int i = 0; i < inputs; ++i)
    for (int j = i; j < inputs; ++j) all.push_back(one.hessian[i][j]);
  return all;
}

// How far from the truth a number may be: what rounding errors do, seen from a few disturbed evaluations, and some
// ulps.
class judge {
 public:
  judge(const stored& written, const point& at, int inputs, const exact::arithmetic& type)
      : program_(written.look()), at_(at), inputs_(inputs), type_(type) {}

  void look(exact::digits how, int disturbed) {
    const exact::answer truth = ask(how, 0);
    exact_ = list_of(truth, inputs_);
    answer_ = truth;
    spread_.assign(exact_.size(), 0);
    for (int d = 1; d <= disturbed; ++d) {
      const exact::answer other = ask(how, static_cast<unsigned>(d));
      answer_.corner = answer_.corner || other.corner;
      answer_.extreme = answer_.extreme || other.extreme;
      answer_.undefined = answer_.undefined || other.undefined;
      const exact_numbers moved = list_of(other, inputs_);
      for (std::size_t k = 0; k < moved.size(); ++k) {
        const long double by = std::abs(moved[k] - exact_[k]);
        if (!(by <= spread_[k])) spread_[k] = by;
      }
    }
  }
  // Whether the value is NaN or infinite whatever rounding errors do.
  bool stays_so() const {
    for (unsigned d = 1; d <= 6; ++d) {
      const exact::answer other = ask(exact::digits::usual, d);
      if (other.value != exact_[0] && !(std::isnan(exact_[0]) && std::isnan(other.value))) return false;
      if (other.passed_over || other.extreme) return false;
    }
    return true;
  }
  const exact::answer& about() const { return answer_; }
  const exact_numbers& truth() const { return exact_; }
  bool is_vague(std::size_t k) const { return !(spread_[k] <= std::ldexp(std::abs(exact_[k]), -type_.digits * 4 / 7)); }
  bool accepts(std::size_t k, long double got) const {
    const long double truth = exact_[k];
    if (std::abs(got - truth) <= 1000 * spread_[k] + std::ldexp(std::abs(truth), 6 - type_.digits)) return true;
    // Not even 1200 digits tell the smallest numbers of long double from 0.
    return got == truth || (truth == 0 && std::abs(got) < 0x1p-1600L);
  }
  // Whether it is within what rounding errors do to derivatives whose paths cancel.
  bool accepts_by_paths(std::size_t k, long double got) const {
    long double spread = 0;
    for (unsigned d = 1; d <= 6; ++d) {
      exact::question asked{&program_, 0, at_.x, inputs_, d, type_};
      asked.by_paths = true;
      const long double by = std::abs(list_of(exact::ask(asked, exact::digits::usual), inputs_)[k] - exact_[k]);
      if (!std::isfinite(by)) return false;
      spread = std::max(spread, by);
    }
    return std::abs(got - exact_[k]) <= 1000 * spread;
  }
  double spread(std::size_t k) const { return static_cast<double>(spread_[k]); }

 private:
  exact::answer ask(exact::digits how, unsigned disturbance) const {
    return exact::ask({&program_, 0, at_.x, inputs_, disturbance, type_}, how);
  }
  const dag::view program_;
  const point& at_;
  int inputs_;
  exact::arithmetic type_;
  exact::answer answer_;
  exact_numbers exact_;
  exact_numbers spread_;
};

// A program with its routes, at one point.
class trial {
 public:
  trial(const stored& written, const point& at, int inputs, std::string name, tally& count)
      : written_(written), at_(at), inputs_(inputs), name_(std::move(name)), count_(count) {}

  // type: 0 for float, 1 for long double besides double, others for double alone.
  void run(unsigned type) {
    ++count_.programs;
    const routes made = routes_of(written_, inputs_);
    if (!made.complete) {
      ++count_.too_large;
      return;
    }
    look_at_effort(made);
    judge verdict(written_, at_, inputs_, {});
    verdict.look(exact::digits::usual, 0);
    tell(verdict.about());
    const auto in_double = [&](const stored& program) { return widened(evaluate(program.look(), at_)); };
    if (!verdict.about().extreme && (verdict.about().undefined || !std::isfinite(verdict.truth()[0])))
      return look_at_class(verdict, in_double(made.request)[0]);
    if (verdict.about().undefined) return;
    int looks = 1;
    compare(verdict, in_double(made.request), "request", looks);
    compare(verdict, in_double(made.printed), "textbook", looks, &made.printed);
    // exp(-1e73) is 0 for the exact evaluation, but log(exp(x)) is x for the stable form.
    if (!verdict.about().vanished) compare(verdict, in_double(made.stable), "stable", looks);
    compare(verdict, in_double(made.fast), "fast", looks, &made.fast);
    if (type == 0) in_another<float>(made.request, "request in float", {24, 40});
    if (type == 1) in_another<long double>(made.request, "request in long double", {in_double_only() ? 53 : 64, 330});
  }

 private:
  template <class T>
  static exact_numbers widened(const std::vector<T>& all) {
    return exact_numbers(all.begin(), all.end());
  }
  // Whether long double has the digits of double only: numbers that are doubles are folded as doubles, and what belongs
  // to the gamma function is computed to double precision.
  bool in_double_only() const {
    for (const dag::number& one : written_.numbers)
      if (!one.exact()) return true;
    for (const dag::node& node : written_.nodes)
      for (const char* name : {"tgamma", "lgamma", "digamma", "beta", "lbeta"})
        if (std::strcmp(node.op->name, name) == 0) return true;
    return false;
  }
  // The faster form is not the slower one.
  void look_at_effort(const routes& made) {
    const int before = effort_of(made.plain_value.look(), 0), after = effort_of(made.fast_value.look(), 0);
    count_.faster += after < before;
    count_.slower += after > before;
    if (after <= before + 4) return;  // a division, where one pass undid what another had done
    ++count_.faults;
    std::printf("%s, fast: %d in place of %d\n%s is\n%s", name_.c_str(), after, before,
                text_of(made.fast_value.look()).c_str(), text_of(made.plain_value.look()).c_str());
  }
  void tell(const exact::answer& about) {
    count_.corners += about.corner;
    count_.extreme += about.extreme;
    count_.undefined += about.undefined;
  }
  // Where the exact value is NaN or infinite, the value is that too.
  void look_at_class(const judge& verdict, long double got) {
    const long double truth = verdict.truth()[0];
    if (verdict.about().passed_over) return;
    if (verdict.about().undefined && !std::isnan(truth)) return;
    if (!verdict.stays_so()) return;
    ++(std::isnan(truth) ? count_.not_a_number : count_.no_limit);
    if (std::isnan(truth) ? !std::isnan(got) : got != truth) report(verdict, "request", 0, got);
  }
  // looks: how often the exact evaluation was asked; most programs need no second time. textbook: the program, where it
  // is one that is a text evaluated as written.
  void compare(judge& verdict, const exact_numbers& got, const char* route, int& looks,
               const stored* textbook = nullptr) {
    for (std::size_t k = 0; k < got.size(); ++k) {
      if (verdict.about().extreme || (k > 0 && (verdict.about().corner || !at_.finite))) break;
      if (!std::isfinite(verdict.truth()[k])) {
        ++count_.infinite;
        continue;
      }
      while (!verdict.accepts(k, got[k]) && looks < 4) {
        if (++looks == 4) ++count_.again;
        verdict.look(looks < 4 ? exact::digits::usual : exact::digits::many, looks == 3 ? 12 : 3);
      }
      // Rounding errors may also lead out of a domain: acosh(1 + 1e-18).
      if (verdict.about().extreme || verdict.about().undefined || (k > 0 && verdict.about().corner)) break;
      ++count_.results;
      if (verdict.accepts(k, got[k])) continue;
      if (verdict.is_vague(k)) {
        ++count_.vague;
        continue;
      }
      if (textbook != nullptr && leaves_range(textbook->look(), static_cast<int>(k), at_)) {
        ++count_.out_of_range;
        continue;
      }
      if (textbook != nullptr && is_rounding_of(*textbook, k, got[k], verdict.truth()[k])) {
        ++count_.reordered;
        continue;
      }
      if (k > 0 && verdict.accepts_by_paths(k, got[k])) {
        ++count_.by_paths;
        continue;
      }
      report(verdict, route, k, got[k]);
      break;
    }
  }
  // Whether a root of a form is the right number but for what rounding does to the operations of this form: a textbook
  // collects terms, and x - y + z with y = x loses a small z in the order x + z - y.
  bool is_rounding_of(const stored& form, std::size_t root, long double got, long double truth) const {
    dag::view program = form.look();
    program.roots += root;
    program.root_count = 1;
    const dag::scratch<bool> needed = dag::needed_values(program);
    for (int id = 0; id < program.node_count; ++id) {
      const dag::operation& op = *program.nodes[id].op;
      if (needed[id] && !op.is_symbol() && !op.is_number() && !exact::knows(op)) return false;
    }
    double inputs[exact::max_inputs] = {};
    for (int s = 0; s < program.symbol_count; ++s) inputs[s] = at_.x[program.symbols[s].name[0] - 'x'];
    exact::question asked{&program, 0, inputs, 0, 0, {}};
    const long double exactly = exact::ask(asked, exact::digits::usual).value;
    if (!(std::abs(exactly - truth) <= std::ldexp(std::abs(truth), -50))) return false;
    long double spread = 0;
    for (asked.disturbance = 1; asked.disturbance <= 6; ++asked.disturbance) {
      const long double by = std::abs(exact::ask(asked, exact::digits::usual).value - truth);
      if (std::isnan(by) && std::isnan(got)) return true;  // rounding leads out of a domain
      if (by > spread) spread = by;
    }
    return std::abs(got - truth) <= 1000 * spread;
  }
  template <class T>
  void in_another(const stored& program, const char* route, const exact::arithmetic& type) {
    T x[exact::max_inputs];
    point rounded = at_;
    for (int k = 0; k < exact::max_inputs; ++k) {
      x[k] = static_cast<T>(at_.x[k]);
      rounded.x[k] = static_cast<double>(x[k]);
      if (std::isinf(x[k]) != std::isinf(at_.x[k])) return;
    }
    judge verdict(written_, rounded, inputs_, type);
    verdict.look(exact::digits::usual, 0);
    if (verdict.about().undefined) return;
    int looks = 1;
    const long before = count_.results;
    compare(verdict, widened(evaluate_in<T>(program.look(), x)), route, looks);
    count_.others += count_.results - before;
  }
  void report(const judge& verdict, const char* route, std::size_t k, long double got) {
    ++count_.faults;
    std::printf(
        "%s, %s, number %d: got %.21Lg, right %.21Lg (rounding errors move it by %.2g)\n"
        "  x = %.17g, y = %.17g, z = %.17g\n%s",
        name_.c_str(), route, static_cast<int>(k), got, verdict.truth()[k], verdict.spread(k), at_.x[0], at_.x[1],
        at_.x[2], text_of(written_.look()).c_str());
  }

  const stored& written_;
  const point& at_;
  int inputs_;
  std::string name_;
  tally& count_;
};

}  // namespace random_programs
