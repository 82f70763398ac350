// SPDX-License-Identifier: BSL-1.0
// Every rule of the registry, value, gradient and Hessian, against the oracle all over its domain. A rule without an
// entry in the oracle fails, and so does an entry without a rule.
#include "tests/rules/sweep.hpp"

#include <algorithm>
#include <cstring>

namespace {

using namespace sweep;

// Not points of the domain at which second derivatives overflow on the way, quotients by zero, and points so near the
// cut of atan2 that the oracle's differences see nothing.
bool is_meant(const subject& one, const std::array<double, most>& x) {
  const auto is = [&](const char* name) { return std::strcmp(one.name, name) == 0; };
  if (is("atan2")) {
    const double radius = std::hypot(x[0], x[1]);
    return radius > 0x1p-500 && (x[1] > 0 || std::abs(x[0]) > 0x1p-300 * radius);
  }
  // The third derivatives of lengths and angles are of the size of r^-3.
  if (is("hypot_slope") || is("atan2_slope")) return std::hypot(x[0], x[1]) > 0x1p-250;
  if (is("atan2_bend") || is("atan2_twist")) return std::hypot(x[0], x[1]) > 0x1p-200;
  if (is("hypot3_slope")) return std::hypot(x[0], x[1], x[2]) > 0x1p-250;
  if (is("divide")) return std::abs(x[1]) > 0x1p-300;
  // Differences of values next to 0 are not 0, as the derivatives there are; that point is one of the singular ones.
  if (is("sph_bessel")) return std::abs(x[1]) > 0x1p-20;
  return true;
}

void sweep_domain(const subject& one) {
  auto points = points_of(one);
  points.erase(std::remove_if(points.begin(), points.end(), [&](const auto& x) { return !is_meant(one, x); }),
               points.end());
  check(one, points);
}

// The operands to which a rule is applied: symbols, orders as data and as constants, conditions, few and many operands.
template <class R>
struct forms {
  static void sweep() {
    constexpr int arity = operation_of<R>.arity;
    if constexpr (requires { R::integer_order; }) {
      if constexpr (!std::is_same_v<R, rules::sph_bessel_>) sweep_domain(subject_of<R>(n, b));
      sweep_domain(subject_of<R>(constant<0>, b));
      sweep_domain(subject_of<R>(constant<1>, b));
      sweep_domain(subject_of<R>(constant<3>, b));
    } else if constexpr (arity == 0) {
      sweep_domain(subject_of<R>());
    } else if constexpr (arity == 1 && operation_of<R>.takes_condition(0)) {
      sweep_domain(subject_of<R>(n));
    } else if constexpr (arity == 1) {
      sweep_domain(subject_of<R>(a));
    } else if constexpr (arity == 2 && operation_of<R>.takes_condition(0)) {
      sweep_domain(subject_of<R>(n, m));
    } else if constexpr (arity == 2) {
      sweep_domain(subject_of<R>(a, b));
    } else if constexpr (operation_of<R>.takes_condition(0)) {
      sweep_domain(subject_of<R>(n, b, c));
    } else {
      static_assert(arity == 3, "a rule of any number of operands needs its own forms");
      sweep_domain(subject_of<R>(a, b, c));
    }
  }
};

template <>
struct forms<rules::log_sum_exp_> {
  using rule = rules::log_sum_exp_;
  static void sweep() {
    sweep_domain(subject_of<rule>(a));
    sweep_domain(subject_of<rule>(a, b));
    sweep_domain(subject_of<rule>(a, constant<0>));
    sweep_domain(subject_of<rule>(a, b, c));
    sweep_domain(subject_of<rule>(a, b, c, d));
  }
};

template <>
struct forms<rules::exp_over_sum_> {
  using rule = rules::exp_over_sum_;
  static void sweep() {
    sweep_domain(subject_of<rule>(a, b, c));
    sweep_domain(subject_of<rule>(a, b, constant<0>));
  }
};

template <>
struct forms<rules::choose_> {
  using rule = rules::choose_;
  static void sweep_options(subject one) {
    one.operands[0].domain = {1, static_cast<double>(one.count - 1)};
    sweep_domain(one);
  }
  static void sweep() {
    sweep_options(subject_of<rule>(n, a));
    sweep_options(subject_of<rule>(n, a, b));
    sweep_options(subject_of<rule>(n, a, b, c));
  }
};

template <class... R>
void sweep_all(detail::rule_list<R...>) {
  (forms<R>::sweep(), ...);
}

template <class... R>
std::vector<std::string> names_of(detail::rule_list<R...>) {
  return {R::name...};
}

}  // namespace

TEST_CASE("every rule has an entry in the oracle, and every entry a rule") {
  std::vector<std::string> names = names_of(rules::number_rules{});
  const std::vector<std::string> stable = names_of(rules::stable_rules{});
  names.insert(names.end(), stable.begin(), stable.end());
  for (const std::string& name : names) {
    INFO(name);
    CHECK(oracle::knows(name.c_str()));
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  }
  for (std::size_t k = 0; k < oracle::size(); ++k) {
    INFO(oracle::name(k));
    CHECK(std::count(names.begin(), names.end(), oracle::name(k)) == 1);
  }
}

TEST_CASE("values, gradients and Hessians of every rule all over its domain") { sweep_all(rules::number_rules{}); }

// A constant exponent turns a power into products and roots, and a constant base into an exponential.
TEST_CASE("powers with constant exponents and bases") {
  using rule = rules::pow_;
  const interval all{-0x1p+60, 0x1p+60};
  const auto with_base = [](subject one, const interval& base) {
    one.operands[0].domain = base;
    return one;
  };
  const interval positive{0x1p-60, 0x1p+60};
  sweep_domain(with_base(subject_of<rule>(a, constant<0>), all));
  sweep_domain(with_base(subject_of<rule>(a, constant<1>), all));
  sweep_domain(with_base(subject_of<rule>(a, constant<2>), all));
  sweep_domain(with_base(subject_of<rule>(a, constant<3>), all));
  sweep_domain(with_base(subject_of<rule>(a, constant<16>), all));
  sweep_domain(with_base(subject_of<rule>(a, constant<17>), interval{-0x1p+50, 0x1p+50}));
  sweep_domain(with_base(subject_of<rule>(a, constant<-1>), positive));
  sweep_domain(with_base(subject_of<rule>(a, constant<-2>), interval{-0x1p+60, -0x1p-60}));
  sweep_domain(with_base(subject_of<rule>(a, constant<-5>), interval{-0x1p+60, -0x1p-60}));
  sweep_domain(with_base(subject_of<rule>(a, constant<1, 2>), positive));
  sweep_domain(with_base(subject_of<rule>(a, constant<-1, 2>), positive));
  sweep_domain(with_base(subject_of<rule>(a, constant<3, 2>), positive));
  sweep_domain(with_base(subject_of<rule>(a, constant<1, 3>), positive));
  sweep_domain(with_base(subject_of<rule>(a, constant<15, 8>), positive));
  sweep_domain(subject_of<rule>(constant<2>, b));
  sweep_domain(subject_of<rule>(constant<1, 3>, b));
}

// Between the orders that are whole numbers
TEST_CASE("Bessel functions of orders 1/2 and 5/2") {
  const auto sweep_half_orders = [](auto rule) {
    using R = typename decltype(rule)::type;
    sweep_domain(subject_of<R>(constant<1, 2>, b));
    sweep_domain(subject_of<R>(constant<5, 2>, b));
  };
  sweep_half_orders(std::type_identity<rules::cyl_bessel_j_>{});
  sweep_half_orders(std::type_identity<rules::cyl_neumann_>{});
  sweep_half_orders(std::type_identity<rules::cyl_bessel_i_>{});
  sweep_half_orders(std::type_identity<rules::cyl_bessel_k_>{});
}

// Where the functions go on beyond the interval that their rules name.
TEST_CASE("gamma functions of negative and of very small numbers") {
  const auto sweep_points = [](const subject& one, std::initializer_list<double> list) {
    std::vector<std::array<double, most>> points;
    for (const double x : list) points.push_back({x});
    check(one, points);
  };
  sweep_points(subject_of<rules::tgamma_>(a), {-0.5, -1.5, -2.25, -10.75, 0x1p-100, 0x1p-300});
  sweep_points(subject_of<rules::lgamma_>(a), {-0.5, -1.25, -2.25, -10.75, 0x1p-100, 0x1p-300});
  sweep_points(subject_of<rules::digamma_>(a), {-0.5, -1.25, -2.25, -10.75, 0x1p-100, 0x1p-200});
  // Beside their zeros, where the doubles next to 1, 2 and 1.4616 are
  sweep_points(subject_of<rules::lgamma_>(a), {1 + 0x1p-52, 1 - 0x1p-53, 1 + 0x1p-30, 1 - 0x1p-20, 2 + 0x1p-51,
                                               2 - 0x1p-52, 2 + 0x1p-30, 2 - 0x1p-20});
  constexpr double zero = 0x1.762d86356be3fp0;
  sweep_points(subject_of<rules::digamma_>(a),
               {zero, zero + 0x1p-52, zero - 0x1p-52, zero + 0x1p-40, zero - 0x1p-30, zero + 0x1p-20, 1.4616, 1.47});
}

TEST_CASE("logit beside its zero") {
  std::vector<std::array<double, most>> points;
  for (const double x : {0.5, 0.5 + 0x1p-53, 0.5 - 0x1p-54, 0.5 + 0x1p-30, 0.5 - 0x1p-20, 0.25, 0.75, 0.2499, 0.7501})
    points.push_back({x});
  check(subject_of<rules::logit_>(a), points);
}
