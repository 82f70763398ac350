// SPDX-License-Identifier: BSL-1.0
// GradBench's "kmeans": the sum of squared distances of points to their nearest centroids, and the step of Newton's
// method, the gradient over the diagonal of the Hessian. That Hessian has nothing beside its diagonal, so that the
// diagonal is its product with ones, the derivative of the sum of the gradient.
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <tapeless/tensor.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

using namespace tapeless;

constexpr auto n = axis<"n">;  // points
constexpr auto k = axis<"k">;  // centroids
constexpr auto d = axis<"d">;  // dimensions
constexpr auto P = tensor<"P">;
constexpr auto C = tensor<"C">;
constexpr auto cost = sum(n, min(k, sum(d, square(P(n, d) - C(k, d)))));
constexpr auto slope = derivative(cost, C(k, d));
constexpr auto curvature = derivative(sum(k, d, slope), C(k, d));
constexpr auto newton = ordered(slope / curvature, k, d);

template <class Request>
class computation {
 public:
  computation(const Request& request, const gradbench::json& input)
      : points_(gradbench::flat(input.at("points"))),
        centroids_(gradbench::flat(input.at("centroids"))),
        n_(input.at("points").size()),
        k_(input.at("centroids").size()),
        d_(points_.size() / n_),
        net_(prepare(request, n = static_cast<long>(n_), k = static_cast<long>(k_), d = static_cast<long>(d_))) {
    net_.bind(P = points_, C = centroids_);
  }
  void run() { net_.run(); }
  gradbench::json output() {
    const auto all = net_();
    if constexpr (requires { all.value(0, 0); }) {
      std::vector<std::vector<double>> rows;
      for (auto from = all.value.begin(); rows.size() < k_; from += static_cast<std::ptrdiff_t>(d_))
        rows.emplace_back(from, from + static_cast<std::ptrdiff_t>(d_));
      return rows;
    } else {
      return all.value;
    }
  }

 private:
  std::vector<double> points_, centroids_;
  std::size_t n_, k_, d_;
  prepared_of<Request> net_;
};

}  // namespace

gradbench::json gradbench::kmeans(const std::string& function, const json& input) {
  if (function == "cost") return measured(input, [&] { return computation(cost, input); });
  if (function == "dir") return measured(input, [&] { return computation(newton, input); });
  throw std::invalid_argument("kmeans has no function " + function);
}
