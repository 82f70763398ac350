// SPDX-License-Identifier: BSL-1.0
// GradBench's "lse": the logarithm of a sum of exponentials and its gradient. The formula is the plain one: the maximum
// without which it overflows comes from the compiler, as in every prepared formula.
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <tapeless/tensor.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto x = tensor<"x">;
constexpr auto value = log(sum(n, exp(x(n))));

template <class Request>
class computation {
 public:
  computation(const Request& request, const gradbench::json& input)
      : x_(input.at("x").get<std::vector<double>>()), net_(prepare(request, n = static_cast<long>(x_.size()))) {
    net_.bind(x = x_);
  }
  void run() { net_.run(); }
  gradbench::json output() {
    const auto all = net_();
    if constexpr (requires { all[x]; })
      return std::vector<double>(all[x].begin(), all[x].end());
    else
      return all.value;
  }

 private:
  std::vector<double> x_;
  prepared_of<Request> net_;
};

}  // namespace

gradbench::json gradbench::lse(const std::string& function, const json& input) {
  if (function == "primal") return measured(input, [&] { return computation(value, input); });
  if (function == "gradient") return measured(input, [&] { return computation(gradient(value, x), input); });
  throw std::invalid_argument("lse has no function " + function);
}
