// SPDX-License-Identifier: BSL-1.0
// What Ceres spends on 1024 residual blocks of bundle adjustment with their Jacobians: the batch of
// interop/ceres_batch.hpp with the copying of its rows, against a cost function of interop/ceres.hpp and Ceres' own
// automatic differentiation for each block.
#include <array>
#include <memory>
#include <vector>

#include <ceres/autodiff_cost_function.h>

#include <bench/run/bundle_adjustment.hpp>
#include <bench/tensors/race.hpp>

#include <tapeless/interop/ceres_batch.hpp>

namespace {

using residual = bench::bundle_adjustment;
constexpr auto camera_block = tapeless::block(tapeless::symbols<"r1", "r2", "r3", "t1", "t2", "t3", "f", "k1", "k2">);
constexpr auto point_block = tapeless::block(tapeless::symbols<"X1", "X2", "X3">);
constexpr auto u = tapeless::symbol<"u">;
constexpr auto v = tapeless::symbol<"v">;

struct by_duals {
  double u, v;
  template <class T>
  bool operator()(const T* camera, const T* point, T* r) const {
    std::array<T, 9> c;
    for (std::size_t k = 0; k < 9; ++k) c[k] = camera[k];
    const auto both = bench::bundle_adjustment_residual<T>(c, {point[0], point[1], point[2]}, T(u), T(v));
    r[0] = both[0], r[1] = both[1];
    return true;
  }
};

class blocks {
 public:
  static constexpr double tolerance = 1e-11;
  using costs = std::vector<std::unique_ptr<ceres::CostFunction>>;

  explicit blocks(long count)
      : count_(static_cast<std::size_t>(count)),
        batch_(tapeless::ceres_batch(residual::formula, camera_block, point_block, tapeless::data(u, v))) {
    std::mt19937_64 random(3);
    for (rows_.resize(count_); auto& row : rows_) {
      residual::sample(random, row.data());
      in_batch_.push_back(batch_.add(row.data(), row.data() + 9, u = row[12], v = row[13]));
      alone_.push_back(tapeless::ceres_cost(residual::formula, camera_block, point_block, u = row[12], v = row[13]));
      by_duals_.emplace_back(
          new ceres::AutoDiffCostFunction<by_duals, 2, 9, 3>(new by_duals{row[12], row[13]}));  // which owns it
    }
  }
  std::vector<long> parts() const { return {26 * static_cast<long>(count_)}; }
  void reference(double* out) { evaluate(by_duals_, out); }
  void ours(double* out) {
    batch_.PrepareForEvaluation(true, true);
    evaluate(in_batch_, out);
  }
  void alone(double* out) { evaluate(alone_, out); }

 private:
  void evaluate(const costs& all, double* out) {
    for (std::size_t k = 0; k < count_; ++k, out += 26) {
      const double* parameters[] = {rows_[k].data(), rows_[k].data() + 9};
      double* jacobians[] = {out + 2, out + 20};
      all[k]->Evaluate(parameters, out, jacobians);
    }
  }

  std::size_t count_;
  std::vector<std::array<double, 14>> rows_;
  decltype(tapeless::ceres_batch(residual::formula, camera_block, point_block, tapeless::data(u, v))) batch_;
  costs in_batch_, alone_, by_duals_;
};

struct one_by_one {
  static constexpr const char* name = "ceres_cost";
  static void run(blocks& all, double* out) { all.alone(out); }
};
struct autodiff {
  static constexpr const char* name = "Ceres autodiff";
  static void run(blocks& all, double* out) { all.reference(out); }
};

}  // namespace

static const bool added = bench::add_tensors<blocks, one_by_one, autodiff>("residual blocks x 1024", 1024);
