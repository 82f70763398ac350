// SPDX-License-Identifier: BSL-1.0
// Every function of one operand at its special points: value, first and second derivative of the library, of Ceres'
// dual numbers (nested, for second derivatives) and of Boost.Math's autodiff, as a table in Markdown. A number of a
// peer is left out where it is the library's; "-" is a function that the peer has not.
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>

#include <ceres/jet.h>

#include <boost/math/differentiation/autodiff.hpp>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
constexpr auto x = symbol<"x">;

struct numbers {
  double value, first, second;
};
using inner = ceres::Jet<double, 1>;
using outer = ceres::Jet<inner, 1>;

std::string text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  char room[32];
  std::snprintf(room, sizeof room, "%.4g", number);
  return room;
}
bool agree(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::abs(a - b) <= 1e-12 * std::abs(b);
}
std::string text(const std::optional<numbers>& peer, const numbers& ours) {
  if (!peer) return "-";
  const auto one = [](double a, double b) { return agree(a, b) ? std::string("=") : text(a); };
  const std::string value = one(peer->value, ours.value), first = one(peer->first, ours.first),
                    second = one(peer->second, ours.second);
  if (value == "=" && first == "=" && second == "=") return "=";
  return value + ", " + first + ", " + second;
}

// F: a function object that works on formulas; G: on dual numbers of peers, where they have the function.
template <class F>
numbers ours_at(const F& f, double at) {
  constexpr auto all = value_gradient_hessian(F{}(x), x);
  static_cast<void>(f);
  const auto r = all(x = at);
  return {r.value, r.gradient[x], r.hessian(0, 0)};
}
template <class G>
std::optional<numbers> ceres_at(const G& g, double at) {
  if constexpr (requires(const outer& one) { g(one); }) {
    const outer one(inner(at, 0), 0);
    outer start = one;
    start.v[0] = inner(1.0);
    const outer r = g(start);
    return numbers{r.a.a, r.v[0].a, r.v[0].v[0]};
  } else {
    return std::nullopt;
  }
}
template <class G>
std::optional<numbers> boost_at(const G& g, double at) {
  using dual = boost::math::differentiation::detail::fvar<double, 2>;
  if constexpr (requires(const dual& one) { g(one); }) {
    try {
      const auto r = g(boost::math::differentiation::make_fvar<double, 2>(at));
      return numbers{static_cast<double>(r.derivative(0)), r.derivative(1), r.derivative(2)};
    } catch (const std::exception&) {
      return numbers{NAN, NAN, NAN};
    }
  } else {
    return std::nullopt;
  }
}

// The function works on formulas and on the numbers of peers; promise: what api/README.md says of it there.
template <class F>
void row(const char* name, const F& f, std::initializer_list<double> points, const char* promise) {
  for (const double at : points) {
    const numbers ours = ours_at(f, at);
    std::printf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", name, text(at).c_str(), text(ours.value).c_str(),
                text(ours.first).c_str(), text(ours.second).c_str(), promise, text(ceres_at(f, at), ours).c_str(),
                text(boost_at(f, at), ours).c_str());
  }
}

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double huge = 1e300, tiny = 1e-300;
const char* const limits = "the limit";
const char* const ieee = "IEEE: NaN outside the domain, infinite at poles";
const char* const sides = "the rule of its corner; second derivative 0";

void print_powers() {
  row(
      "sqrt", [](const auto& v) -> decltype(sqrt(v)) { return sqrt(v); }, {0.0, -1.0, tiny, huge, inf}, ieee);
  row(
      "cbrt", [](const auto& v) -> decltype(cbrt(v)) { return cbrt(v); }, {0.0, tiny, huge, inf}, ieee);
  row(
      "x*x", [](const auto& v) -> decltype(v * v) { return v * v; }, {0.0, huge, inf}, ieee);
}
void print_exponentials() {
  row(
      "exp", [](const auto& v) -> decltype(exp(v)) { return exp(v); }, {-inf, -1000.0, 0.0, 1000.0, inf}, limits);
  row(
      "expm1", [](const auto& v) -> decltype(expm1(v)) { return expm1(v); }, {-inf, 1e-20, inf}, limits);
  row(
      "log", [](const auto& v) -> decltype(log(v)) { return log(v); }, {0.0, -1.0, 1e-160, huge, inf}, ieee);
  row(
      "log1p", [](const auto& v) -> decltype(log1p(v)) { return log1p(v); }, {-1.0, 1e-20, huge, inf}, ieee);
  row(
      "log2", [](const auto& v) -> decltype(log2(v)) { return log2(v); }, {0.0, 8.0, inf}, ieee);
}
void print_angles() {
  row(
      "sin", [](const auto& v) -> decltype(sin(v)) { return sin(v); }, {0.0, 1e22, inf}, ieee);
  row(
      "tan", [](const auto& v) -> decltype(tan(v)) { return tan(v); }, {0.0, 1.5707963267948966, inf}, ieee);
  row(
      "asin", [](const auto& v) -> decltype(asin(v)) { return asin(v); }, {-1.0, 0.0, 1.0, 2.0}, ieee);
  row(
      "acos", [](const auto& v) -> decltype(acos(v)) { return acos(v); }, {-1.0, 0.0, 1.0, 2.0}, ieee);
  row(
      "atan", [](const auto& v) -> decltype(atan(v)) { return atan(v); }, {0.0, 1e160, inf, -inf}, limits);
  row(
      "sinh", [](const auto& v) -> decltype(sinh(v)) { return sinh(v); }, {0.0, 1000.0, inf}, limits);
  row(
      "cosh", [](const auto& v) -> decltype(cosh(v)) { return cosh(v); }, {0.0, 1000.0, inf}, limits);
  row(
      "tanh", [](const auto& v) -> decltype(tanh(v)) { return tanh(v); }, {0.0, 20.0, 400.0, inf}, limits);
  row(
      "asinh", [](const auto& v) -> decltype(asinh(v)) { return asinh(v); }, {0.0, 1e160, inf}, limits);
  row(
      "acosh", [](const auto& v) -> decltype(acosh(v)) { return acosh(v); }, {1.0, 1e160, inf}, ieee);
  row(
      "atanh", [](const auto& v) -> decltype(atanh(v)) { return atanh(v); }, {-1.0, 0.0, 1.0}, ieee);
}
void print_corners() {
  row(
      "abs", [](const auto& v) -> decltype(abs(v)) { return abs(v); }, {-0.0, 0.0, -inf, inf}, sides);
  row(
      "floor", [](const auto& v) -> decltype(floor(v)) { return floor(v); }, {0.0, 2.0, inf}, sides);
  row(
      "ceil", [](const auto& v) -> decltype(ceil(v)) { return ceil(v); }, {0.0, 2.0, inf}, sides);
  row(
      "abs(x)*abs(x)", [](const auto& v) -> decltype(abs(v) * abs(v)) { return abs(v) * abs(v); }, {0.0}, "exact");
  row(
      "x*sqrt(x)", [](const auto& v) -> decltype(v * sqrt(v)) { return v * sqrt(v); }, {0.0}, limits);
  row(
      "hypot(x, x)", [](const auto& v) -> decltype(hypot(v, v)) { return hypot(v, v); }, {0.0, 1e200},
      "gradient 0 and no second derivative at the origin");
}
void print_special() {
  row(
      "erf", [](const auto& v) -> decltype(erf(v)) { return erf(v); }, {0.0, 6.0, 30.0, inf}, limits);
  row(
      "erfc", [](const auto& v) -> decltype(erfc(v)) { return erfc(v); }, {0.0, 6.0, 30.0, inf}, limits);
  row(
      "tgamma", [](const auto& v) -> decltype(tgamma(v)) { return tgamma(v); }, {0.0, 1.0, -1.0, 200.0}, ieee);
  row(
      "lgamma", [](const auto& v) -> decltype(lgamma(v)) { return lgamma(v); }, {0.0, 1.0, -1.0, 1e10}, ieee);
  row(
      "digamma", [](const auto& v) -> decltype(digamma(v)) { return digamma(v); }, {0.0, 1.0, 1e10}, ieee);
  row(
      "lambert_w0", [](const auto& v) -> decltype(lambert_w0(v)) { return lambert_w0(v); }, {0.0, 1e10}, ieee);
}
void print_networks() {
  row(
      "logistic", [](const auto& v) -> decltype(logistic(v)) { return logistic(v); }, {-inf, -800.0, 40.0, inf},
      limits);
  row(
      "softplus", [](const auto& v) -> decltype(softplus(v)) { return softplus(v); }, {-inf, -800.0, 800.0, inf},
      limits);
  row(
      "silu", [](const auto& v) -> decltype(silu(v)) { return silu(v); }, {-inf, -800.0, 0.0, 800.0, inf}, limits);
  row(
      "gelu", [](const auto& v) -> decltype(gelu(v)) { return gelu(v); }, {-inf, -40.0, 0.0, 40.0, inf}, limits);
  row(
      "mish", [](const auto& v) -> decltype(mish(v)) { return mish(v); }, {-inf, -800.0, 0.0, 800.0, inf}, limits);
  row(
      "relu", [](const auto& v) -> decltype(relu(v)) { return relu(v); }, {-0.0, 0.0, inf}, "derivative 0 at 0");
}

}  // namespace

int main() {
  std::puts("<!-- written by bench/accuracy/special_points.cpp -->");
  std::puts("# Functions at their special points");
  std::puts(
      "Value, first and second derivative of the library, and where a peer gives something else than `=`, its three;");
  std::puts(
      "`-` is a function that the peer has not. Ceres: `Jet<Jet<double, 1>, 1>`; Boost.Math: `autodiff`, order 2.\n");
  std::puts("| function | x | value | first | second | promised | Ceres Jet | Boost.Math |");
  std::puts("|---|---|---|---|---|---|---|---|");
  print_powers();
  print_exponentials();
  print_angles();
  print_corners();
  print_special();
  print_networks();
}
