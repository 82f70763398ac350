// SPDX-License-Identifier: BSL-1.0
// The main job: a network of two layers learns from 60000 pictures which garment they show, and says how well it does
// on 10000 others. Its formulas and derivatives are in network/model.hpp; this file strings the parts together.
#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "network/assessment.hpp"
#include "network/data.hpp"
#include "network/display.hpp"
#include "network/format.hpp"
#include "network/gallery.hpp"
#include "network/model.hpp"
#include "network/options.hpp"
#include "network/random.hpp"
#include "network/results.hpp"
#include "network/sources.hpp"
#include "network/training.hpp"
#include "network/weights.hpp"

namespace {

using namespace network;
namespace fs = std::filesystem;

void heading(std::string_view text) { std::cout << "\n" << text << "\n" << std::string(text.size(), '-') << "\n"; }

data_set show_data(const options& chosen) {
  const fs::path folder = find_data(chosen.data);
  data_set data = read_data(folder);
  heading("The data");
  std::cout << "  " << data.name << " from " << folder.string() << "\n"
            << format("  %zu images to learn from, %zu to test on, each %zu x %zu pixels of one of %zu classes\n",
                      data.training.count(), data.test.count(), data.training.height, data.training.width,
                      data.class_names.size());
  return data;
}

// Before the fit, so that nobody waits for results that cannot be written.
void prepare_output(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || access(folder.c_str(), W_OK) != 0) throw classifier::cannot_write(folder);
}

void fit(parameters& weights, const data_set& data, const shape& sizes, const options& chosen) {
  using clock = std::chrono::steady_clock;
  const descent& settings = chosen.descending;
  heading("The fit");
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

void show_results(const parameters& weights, const data_set& data, const shape& sizes, const options& chosen) {
  heading("The test");
  const assessment test = examiner(data, sizes.width, chosen.descending.threads)(weights);
  const std::string table = confusion_text(data, test);
  classifier::write_file(chosen.output / "confusion.txt", table);
  std::cout << table << "\n"
            << "  Mistakes in " << draw_gallery(chosen.output, data, test).string() << "\n"
            << format("  Test images %zu of %zu right, %.2f %%, loss %.4f\n", test.right, test.found.size(),
                      100 * test.accuracy(), test.loss);
}

void run(const options& chosen) {
  const data_set data = show_data(chosen);
  const bool continues = !chosen.weights.empty();
  const bool fits = !continues || chosen.epochs_chosen;
  shape sizes{data.training.size(), chosen.width, data.class_names.size(), chosen.batch};
  if (fits && chosen.batch > data.training.count())
    throw wrong_option(format("a batch of %zu is more than the %zu training images: choose a smaller --batch",
                              chosen.batch, data.training.count()));
  if (continues && !chosen.width_chosen) sizes.width = 0;
  parameters weights = continues ? load_weights(chosen.weights, sizes)
                                 : initial_weights(sizes, random_numbers(chosen.descending.seed, 0));
  prepare_output(chosen.output);

  heading(format("The network: %zu inputs, %zu hidden, %zu classes", sizes.inputs, sizes.width, sizes.classes));
  model::describe(std::cout);
  std::cout << "  Circuit in " << classifier::draw_circuit(chosen.output, "network", model::circuit()) << "\n";
  if (continues) std::cout << "  Weights from " << chosen.weights.string() << "\n";
  if (fits) fit(weights, data, sizes, chosen);
  show_results(weights, data, sizes, chosen);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const parsed_options parsed = parse_options(argc, argv);
    if (!parsed.go_on) return parsed.exit_status;
    run(parsed.chosen);
    if (!std::cout.flush()) throw std::runtime_error("what it prints cannot be written");
    return 0;
  } catch (const std::exception& problem) {
    std::cout.flush();
    std::cerr << "network: " << problem.what() << "\n";
    return dynamic_cast<const wrong_option*>(&problem) != nullptr ? 2 : 1;
  }
}
