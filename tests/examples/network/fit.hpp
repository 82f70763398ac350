// SPDX-License-Identifier: BSL-1.0
// The fit as it is shown: progress while it goes on, a look at the test images after each epoch, a learning curve.
#pragma once

#include <chrono>
#include <iostream>
#include <string>

#include "assessment.hpp"
#include "data.hpp"
#include "display.hpp"
#include "format.hpp"
#include "options.hpp"
#include "results.hpp"
#include "training.hpp"
#include "weights.hpp"

namespace network {

inline void fit(parameters& weights, const data_set& data, const shape& sizes, const options& chosen) {
  using clock = std::chrono::steady_clock;
  const descent& settings = chosen.descending;
  examiner examine(data, sizes.width, settings.threads);
  std::string curve = "epoch\ttraining_loss\ttest_loss\ttest_accuracy\n";
  clock::duration looking{};  // at the test images, which is no part of the fit
  const auto begun = clock::now();
  {
    display shown(settings.epochs);
    train(weights, data, sizes, settings, [&](const progress& now) {
      shown.step(now);
      if (now.step < now.steps) return;
      const auto before = clock::now();
      const assessment test = examine(weights);
      looking += clock::now() - before;
      shown.epoch(now, test);
      curve += format("%d\t%.9g\t%.9g\t%.9g\n", now.epoch, now.loss, test.loss, test.accuracy());
    });
  }
  const double seconds = std::chrono::duration<double>(clock::now() - begun - looking).count();
  const double steps = static_cast<double>(data.training.count() / sizes.batch) * settings.epochs;
  save_weights(chosen.output / "weights", weights, sizes);
  std::cout << "\n"
            << format("  Fit: %.1f s for %.0f steps of %zu images, %.2f ms per step\n", seconds, steps, sizes.batch,
                      1e3 * seconds / steps)
            << "  Weights in " << (chosen.output / "weights").string() << "\n"
            << "  Learning curve in " << draw_learning_curve(chosen.output, curve, settings.epochs) << "\n";
}

}  // namespace network
