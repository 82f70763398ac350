// SPDX-License-Identifier: BSL-1.0
// Bundle adjustment as GradBench has it (github.com/gradbench/gradbench, MIT; after ADBench): residuals and their
// sparse Jacobian in cameras, points and weights, by compressed(value_and_jacobian(...)), against its tool "manual",
// which is derived by hand. That tool makes its matrix anew in each call; "without a matrix" are its blocks alone, each
// computed into the same few numbers.
#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>

#include <bench/gradbench/ba_formula.hpp>
#include <bench/tensors/race.hpp>

#include <tools/manual/ba_d.hpp>

namespace {

using namespace bench::ba;

constexpr auto rows = substitute(seen, cam = C(c[of(n)], q), pt = X(k[point_of(n)], d));
constexpr auto residuals = bundle(w(n) * (rows[0_c] - image(n, uv[0_c])), w(n) * (rows[1_c] - image(n, uv[1_c])));
constexpr auto weights = 1_c - square(w(n));

auto make_seen(long observations, long cameras, long points) {
  return prepare(compressed(value_and_jacobian(residuals, C, X, w)), n = observations, c = cameras, k = points);
}
auto make_weights(long observations) { return prepare(compressed(value_and_jacobian(weights, w)), n = observations); }

class adjustment {
 public:
  static constexpr double tolerance = 1e-9;

  adjustment(long cameras, long points, long observations)
      : seen_(make_seen(observations, cameras, points)), weights_(make_weights(observations)) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> factor(0.5, 1.5);
    const double centre[11] = {0.1, -0.2, 0.3, 0.5, -0.4, -6.0, 400, 10, -8, -0.02, 0.001};
    in_.n = static_cast<int>(cameras), in_.m = static_cast<int>(points), in_.p = static_cast<int>(observations);
    for (long a = 0; a < cameras; ++a)
      for (const double one : centre) in_.cams.push_back(one * factor(random));
    for (long a = 0; a < 3 * points; ++a) in_.X.push_back(factor(random) - 1);
    for (long a = 0; a < observations; ++a) {
      in_.w.push_back(factor(random));
      in_.feats.push_back(45 * factor(random)), in_.feats.push_back(-50 * factor(random));
      camera_.push_back(static_cast<int>(a % cameras)), point_.push_back(static_cast<int>(a % points));
      in_.obs.push_back(camera_.back()), in_.obs.push_back(point_.back());
    }
    seen_.bind(C = in_.cams, X = in_.X, w = in_.w, image = in_.feats, of = camera_, point_of = point_);
    weights_.bind(w = in_.w);
    check();
  }
  std::vector<long> parts() const { return {2 * in_.p}; }
  void reference(double* out) { by_hand(out); }
  void ours(double* out) {
    const auto now = seen_();
    weights_.run();
    std::copy(now.value.begin(), now.value.end(), out);
  }
  void by_hand(double* out) {
    matrix_ = ba::SparseMat(in_.n, in_.m, in_.p);
    double block[2 * (BA_NCAMPARAMS + 4)];
    for (int i = 0; i < in_.p; ++i) {
      std::fill(std::begin(block), std::end(block), 0.0);
      compute_block(i, out, block);
      matrix_.insert_reproj_err_block(i, in_.obs[at(2 * i)], in_.obs[at(2 * i + 1)], block);
    }
    for (int i = 0; i < in_.p; ++i) {
      double error = 0, slope = 0;
      compute_zach_weight_error_d(in_.w[at(i)], &error, &slope);
      benchmark::DoNotOptimize(error);
      matrix_.insert_w_err_block(i, slope);
    }
  }
  void blocks_by_hand(double* out) {
    double block[2 * (BA_NCAMPARAMS + 4)];
    for (int i = 0; i < in_.p; ++i) {
      compute_block(i, out, block);
      benchmark::DoNotOptimize(block);
    }
  }

 private:
  static std::size_t at(int k) { return static_cast<std::size_t>(k); }
  void compute_block(int i, double* out, double* block) {
    compute_reproj_error_d(&in_.cams[at(BA_NCAMPARAMS * in_.obs[at(2 * i)])], &in_.X[at(3 * in_.obs[at(2 * i + 1)])],
                           in_.w[at(i)], in_.feats[at(2 * i)], in_.feats[at(2 * i + 1)], out + 2 * i, block);
  }
  // The same entries at the same places.
  void check() {
    std::vector<double> out(at(2 * in_.p));
    by_hand(out.data());
    const auto now = seen_();
    const auto own = weights_();
    const std::size_t both = now.values().size();
    double off = 0;
    for (std::size_t e = 0; e < both; ++e) {
      if (matrix_.cols[e] != now.inner()[e]) throw std::runtime_error("the pattern differs from GradBench's");
      off = std::max(off, std::abs(matrix_.vals[e] - now.values()[e]) / std::max(1.0, std::abs(matrix_.vals[e])));
    }
    for (std::size_t e = 0; e < own.values().size(); ++e)
      off = std::max(off, std::abs(matrix_.vals[both + e] - own.values()[e]));
    if (!(off < 1e-9)) throw std::runtime_error("the Jacobian differs from GradBench's");
  }

  ba::Input in_;
  ba::SparseMat matrix_;
  std::vector<int> camera_, point_;
  decltype(make_seen(0, 0, 0)) seen_;
  decltype(make_weights(0)) weights_;
};

struct manual {
  static constexpr const char* name = "GradBench manual";
  static void run(adjustment& all, double* out) { all.by_hand(out); }
};
struct manual_blocks {
  static constexpr const char* name = "without a matrix";
  static void run(adjustment& all, double* out) { all.blocks_by_hand(out); }
};

const bool added = bench::add_tensors<adjustment, manual, manual_blocks>("bundle adjustment, 49 cameras, 1e4 seen", 49L,
                                                                         2000L, 10'000L) &&
                   bench::add_tensors<adjustment, manual, manual_blocks>("bundle adjustment, 170 cameras, 2e5 seen",
                                                                         170L, 40'000L, 200'000L);

}  // namespace
