// SPDX-License-Identifier: BSL-1.0
// GradBench's "llsq": a polynomial that fits the sign of t at n places by least squares, and its gradient in the
// coefficients. The power t^(16 a + b) is the product of t^(16 a) and t^b, so that a place needs 16 + m/16 powers for m
// coefficients, and the polynomial is a product of matrices. The powers are computed in every run.
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <tapeless/tensor.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;      // places
constexpr auto a = axis<"a">;      // blocks of coefficients
constexpr auto b = axis<"b", 16>;  // and a block
constexpr auto t = tensor<"t">;
constexpr auto high = tensor<"high">;
constexpr auto low = tensor<"low">;
constexpr auto x = tensor<"x">;  // 0 behind the last coefficient
constexpr auto polynomial = sum(a, high(n, a) * sum(b, low(n, b) * x(a, b)));
constexpr auto loss = sum(n, square(sign(t(n)) - polynomial)) / 2_c;

constexpr std::size_t block = 16;

template <class Request>
class computation {
 public:
  computation(const Request& request, const gradbench::json& input)
      : n_(input.at("n").get<std::size_t>()),
        x_(input.at("x").get<std::vector<double>>()),
        m_(x_.size()),
        blocks_((m_ + block - 1) / block),
        t_(n_),
        low_(n_ * block),
        high_(n_ * blocks_),
        net_(prepare(request, n = static_cast<long>(n_), a = static_cast<long>(blocks_))) {
    x_.resize(blocks_ * block);
    net_.bind(t = t_, low = low_, high = high_, x = x_);
  }
  void run() {
    for (std::size_t k = 0; k < n_; ++k) {
      const double at = -1 + static_cast<double>(k) * 2 / (static_cast<double>(n_) - 1);
      t_[k] = at;
      double power = 1;
      for (std::size_t c = 0; c < block; ++c, power *= at) low_[k * block + c] = power;
      double step = power;
      power = 1;
      for (std::size_t c = 0; c < blocks_; ++c, power *= step) high_[k * blocks_ + c] = power;
    }
    net_.run();
  }
  gradbench::json output() {
    const auto all = net_();
    if constexpr (requires { all[x]; })
      return std::vector<double>(all[x].begin(), all[x].begin() + static_cast<std::ptrdiff_t>(m_));
    else
      return all.value;
  }

 private:
  std::size_t n_;
  std::vector<double> x_;
  std::size_t m_, blocks_;
  std::vector<double> t_, low_, high_;
  prepared_of<Request> net_;
};

}  // namespace

gradbench::json gradbench::llsq(const std::string& function, const json& input) {
  if (function == "primal") return measured(input, [&] { return computation(loss, input); });
  if (function == "gradient") return measured(input, [&] { return computation(gradient(loss, x), input); });
  throw std::invalid_argument("llsq has no function " + function);
}
