// SPDX-License-Identifier: BSL-1.0
// A logistic regression of many rows on several processes, fitted by the L-BFGS of Ceres, which every rank runs for
// itself on the same bits: mpirun -n 4 example_mpi_regression 10000000. Each rank makes its own rows.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include <ceres/gradient_problem.h>
#include <ceres/gradient_problem_solver.h>

#include <tapeless/interop/mpi.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr std::ptrdiff_t features = 8;
constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;  // features of each row
constexpr auto y = tensor<"y">;  // 0 or 1
constexpr auto w = tensor<"w">;
constexpr auto score = sum(d, X(n, d) * w(d));
// The mean negative log-likelihood, and a penalty.
constexpr auto loss = mean(n, softplus(score) - y(n) * score) + 1e-3_c * sum(d, square(w(d)));
constexpr auto request = value_and_gradient(loss, w);

// A number from -1 to 1 for each place of the whole table, whoever makes it.
double noise(std::uint64_t place) {
  place = (place ^ place >> 30U) * 0xBF58476D1CE4E5B9U;
  place = (place ^ place >> 27U) * 0x94D049BB133111EBU;
  return static_cast<double>((place ^ place >> 31U) >> 11U) * 0x1p-52 - 1;
}

class likelihood : public ceres::FirstOrderFunction {
 public:
  explicit likelihood(std::ptrdiff_t rows) : own_(shard(rows, MPI_COMM_WORLD)) {
    for (std::ptrdiff_t row = own_.first; row < own_.first + own_.count; ++row) {
      double truth = 0;
      for (std::ptrdiff_t k = 0; k < features; ++k) {
        inputs_.push_back(noise(static_cast<std::uint64_t>(row * features + k + 1)));
        truth += inputs_.back() * static_cast<double>(k - 3);
      }
      targets_.push_back(noise(~static_cast<std::uint64_t>(row)) < std::tanh(truth / 2) ? 1 : 0);
    }
  }
  bool Evaluate(const double* weights, double* cost, double* gradient) const override {
    const auto found = net_(X = inputs_, y = targets_, w = view(weights, features));
    *cost = found.value;
    for (std::ptrdiff_t k = 0; gradient != nullptr && k < features; ++k) gradient[k] = found[w].data()[k];
    return true;
  }
  int NumParameters() const override { return features; }

 private:
  row_range own_;
  std::vector<double> inputs_, targets_;
  mutable prepared_of<decltype(request), double, decltype(n)> net_ =
      prepare(request, n = own_.count, d = features, ranks(MPI_COMM_WORLD, n));
};

void fit(std::ptrdiff_t rows) {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const ceres::GradientProblem problem(new likelihood(rows));
  std::vector<double> weights(features);
  ceres::GradientProblemSolver::Options options;
  options.logging_type = ceres::SILENT;
  options.function_tolerance = 1e-12;
  ceres::GradientProblemSolver::Summary summary;
  ceres::Solve(options, problem, weights.data(), &summary);
  if (rank != 0) return;
  std::printf("%zu steps, loss %.17g\n", summary.iterations.size() - 1, summary.final_cost);
  for (const double one : weights) std::printf("%.17g\n", one);
}

}  // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  try {
    fit(argc > 1 ? std::atol(argv[1]) : 100000);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "mpi_regression: %s\n", problem.what());
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  MPI_Finalize();
}
