// SPDX-License-Identifier: BSL-1.0
// GradBench's "ba", bundle adjustment after ADBench: what each camera sees of each point, beside the image, and the
// sparse Jacobian in cameras, points and weights, by compressed(value_and_jacobian(...)). The matrix is in two parts,
// one below the other: the residuals of the images, and those of the weights.
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

#include <tapeless/batch.hpp>

#include <bench/gradbench/ba_formula.hpp>
#include <bench/gradbench/protocol.hpp>

namespace {

using namespace bench::ba;

constexpr auto s = symbol<"s">;  // of one observation: its weight, and where the image has it
constexpr auto u = symbol<"u">;
constexpr auto v = symbol<"v">;
constexpr auto error = bundle(s * (seen[0_c] - u), s*(seen[1_c] - v));
constexpr auto weight_error = 1_c - square(s);
constexpr auto errors = function(bundle(error[0_c], error[1_c], weight_error), arguments(cam, pt, s, u, v));

constexpr auto images = substitute(error, cam = C(c[of(n)], q), pt = X(k[point_of(n)], d), s = w(n),
                                   u = image(n, uv[0_c]), v = image(n, uv[1_c]));
constexpr auto weights = substitute(weight_error, s = w(n));

auto prepare_images(long observations, long cameras, long points) {
  return prepare(compressed(value_and_jacobian(images, C, X, w)), n = observations, c = cameras, k = points);
}
auto prepare_weights(long observations) {
  return prepare(compressed(value_and_jacobian(weights, w)), n = observations);
}

// The input says one camera, point, weight and place in an image, which stand for all.
struct data {
  explicit data(const gradbench::json& input)
      : cameras(input.at("n").get<long>()), points(input.at("m").get<long>()), observations(input.at("p").get<long>()) {
    C = repeated(input.at("cam"), cameras), X = repeated(input.at("x"), points);
    image = repeated(input.at("feat"), observations);
    w.assign(static_cast<std::size_t>(observations), input.at("w").get<double>());
    for (long one = 0; one < observations; ++one) {
      of.push_back(static_cast<int>(one % cameras));
      on.push_back(static_cast<int>(one % points));
    }
  }
  static std::vector<double> repeated(const gradbench::json& one, long times) {
    std::vector<double> all;
    for (long time = 0; time < times; ++time)
      for (const auto& number : one) all.push_back(number.get<double>());
    return all;
  }

  long cameras, points, observations;
  std::vector<double> C, X, w, image;
  std::vector<int> of, on;
};

class residuals {
 public:
  explicit residuals(const gradbench::json& input)
      : all_(input),
        of_(checked_indices(all_.of, all_.cameras)),
        on_(checked_indices(all_.on, all_.points)),
        images_(all_.image.size()),
        weights_(all_.w.size()) {}
  void run() {
    batch(errors,
          inputs(gathered(row_blocks<11>(all_.C.data(), all_.cameras), of_),
                 gathered(row_blocks<3>(all_.X.data(), all_.points), on_), all_.w,
                 row_blocks<2>(all_.image.data(), all_.observations)),
          outputs(row_blocks<2>(images_.data(), all_.observations), weights_));
  }
  gradbench::json output() const {
    return {{"reproj_error", {{"elements", {images_[0], images_[1]}}, {"repeated", all_.observations}}},
            {"w_err", {{"element", weights_[0]}, {"repeated", all_.observations}}}};
  }

 private:
  data all_;
  decltype(checked_indices(std::declval<const std::vector<int>&>(), 0)) of_, on_;
  std::vector<double> images_, weights_;
};

class sparse_jacobian {
 public:
  explicit sparse_jacobian(const gradbench::json& input)
      : all_(input),
        images_(prepare_images(all_.observations, all_.cameras, all_.points)),
        weights_(prepare_weights(all_.observations)) {
    images_.bind(C = all_.C, X = all_.X, w = all_.w, image = all_.image, of = all_.of, point_of = all_.on);
    weights_.bind(w = all_.w);
  }
  void run() {
    images_.run();
    weights_.run();
  }
  // The first numbers and the last one.
  gradbench::json output() {
    const auto now = images_();
    const auto below = weights_();
    constexpr std::size_t most = 30;
    std::vector<long> starts, columns;
    std::vector<double> values;
    for (std::size_t e = 0; e < most; ++e) {
      starts.push_back(static_cast<long>(now.outer()[e]));
      columns.push_back(static_cast<long>(now.inner()[e]));
      values.push_back(now.values()[e]);
    }
    starts.push_back(static_cast<long>(now.outer().back() + below.outer().back()));
    columns.push_back(static_cast<long>(now.first(w) + below.inner().back()));
    values.push_back(below.values().back());
    return {{"rows", starts}, {"cols", columns}, {"vals", values}};
  }

 private:
  data all_;
  decltype(prepare_images(0, 0, 0)) images_;
  decltype(prepare_weights(0)) weights_;
};

}  // namespace

gradbench::json gradbench::ba(const std::string& function, const json& input) {
  if (function == "objective") return measured(input, [&] { return residuals(input); });
  if (function == "jacobian") return measured(input, [&] { return sparse_jacobian(input); });
  throw std::invalid_argument("ba has no function " + function);
}
