// SPDX-License-Identifier: BSL-1.0
// GradBench's "gmm": the logarithm of the posterior of a mixture of normal densities, whose precision matrices have
// triangular factors and a Wishart prior, and its gradient. Numbers of data, components and dimensions come at run
// time; labels say where the packed triangle has an element of the factor.
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include <tapeless/tensor.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;  // data
constexpr auto k = axis<"k">;  // components
constexpr auto i = axis<"i">;  // dimensions, rows of the factors
constexpr auto j = axis<"j">;  // and their columns
constexpr auto p = axis<"p">;  // places of a packed triangle
constexpr auto x = tensor<"x">;
constexpr auto alpha = tensor<"alpha">;
constexpr auto mu = tensor<"mu">;
constexpr auto q = tensor<"q">;  // logarithms of the diagonals
constexpr auto l = tensor<"l">;  // below the diagonals
constexpr auto below = tensor<"below">;
constexpr auto place = labels<"place">;
constexpr auto gamma2 = symbol<"gamma2">;  // of the prior: gamma^2, the additional degrees of freedom
constexpr auto freedom = symbol<"freedom">;
constexpr auto constant_part = symbol<"constant_part">;

constexpr auto factor = below(i, j) * l(k, p[place(i, j)]);
constexpr auto whitened = sum(j, factor*(x(n, j) - mu(k, j))) + exp(q(k, i)) * (x(n, i) - mu(k, i));
constexpr auto joint = alpha(k) + sum(j, q(k, j)) - square_norm(i, whitened) / 2_c;
constexpr auto likelihood = sum(n, log(sum(k, exp(joint)))) - size(n) * log(sum(k, exp(alpha(k))));
constexpr auto prior =
    freedom * sum(k, j, q(k, j)) - gamma2 / 2_c * (sum(k, j, exp(2_c * q(k, j))) + square_norm(k, p, l(k, p)));
constexpr auto posterior = likelihood + prior + constant_part;

// What does not depend on the parameters: the constants of the normal densities and of the Wishart density.
double constants(double data, double components, double d, double m, double gamma) {
  const double degrees = d + m + 1;
  double gammas = d * (d - 1) / 4 * std::log(std::numbers::pi);
  for (double c = 0; c < d; ++c) gammas += std::lgamma((degrees - c) / 2);
  return -data * d / 2 * std::log(2 * std::numbers::pi) +
         components * (degrees * d * std::log(gamma / std::numbers::sqrt2) - gammas);
}

template <class Request>
class computation {
 public:
  computation(const Request& request, const gradbench::json& input)
      : d_(input.at("d").get<std::size_t>()),
        k_(input.at("k").get<std::size_t>()),
        triangle_(d_ * (d_ - 1) / 2),
        x_(gradbench::flat(input.at("x"))),
        alpha_(input.at("alpha").get<std::vector<double>>()),
        mu_(gradbench::flat(input.at("mu"))),
        q_(gradbench::flat(input.at("q"))),
        l_(gradbench::flat(input.at("l"))),
        below_(d_ * d_),
        place_(d_ * d_),
        net_(prepare(request, n = input.at("n").get<long>(), k = static_cast<long>(k_), i = static_cast<long>(d_),
                     j = static_cast<long>(d_), p = static_cast<long>(triangle_))) {
    int next = 0;
    for (std::size_t c = 0; c < d_; ++c)
      for (std::size_t r = c + 1; r < d_; ++r) below_[r * d_ + c] = 1, place_[r * d_ + c] = next++;
    const double g = input.at("gamma").get<double>(), m = input.at("m").get<double>();
    net_.bind(
        x = x_, alpha = alpha_, mu = mu_, q = q_, l = l_, below = below_, place = place_, gamma2 = g * g, freedom = m,
        constant_part = constants(input.at("n").get<double>(), static_cast<double>(k_), static_cast<double>(d_), m, g));
  }
  void run() { net_.run(); }
  gradbench::json output() {
    const auto all = net_();
    if constexpr (requires { all[mu]; })
      return {{"alpha", std::vector<double>(all[alpha].begin(), all[alpha].end())},
              {"mu", rows(all[mu], d_)},
              {"q", rows(all[q], d_)},
              {"l", rows(all[l], triangle_)}};
    else
      return all.value;
  }

 private:
  template <class View>
  gradbench::json rows(const View& view, std::size_t length) const {
    std::vector<std::vector<double>> all;
    auto from = view.begin();
    for (std::size_t c = 0; c < k_; ++c, from += static_cast<std::ptrdiff_t>(length))
      all.emplace_back(from, from + static_cast<std::ptrdiff_t>(length));
    return all;
  }

  std::size_t d_, k_, triangle_;
  std::vector<double> x_, alpha_, mu_, q_, l_, below_;
  std::vector<int> place_;
  prepared_of<Request> net_;
};

}  // namespace

gradbench::json gradbench::gmm(const std::string& function, const json& input) {
  if (function == "objective") return measured(input, [&] { return computation(posterior, input); });
  if (function == "jacobian")
    return measured(input, [&] { return computation(gradient(posterior, alpha, mu, q, l), input); });
  throw std::invalid_argument("gmm has no function " + function);
}
