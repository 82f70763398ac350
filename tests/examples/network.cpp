// SPDX-License-Identifier: BSL-1.0
// The main job: a network of two layers learns from 60000 pictures which garment they show, and says how well it does
// on 10000 others. Its formulas and derivatives are in network/model.hpp; this file strings the parts together.
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
#include "network/fit.hpp"
#include "network/format.hpp"
#include "network/gallery.hpp"
#include "network/model.hpp"
#include "network/options.hpp"
#include "network/random.hpp"
#include "network/results.hpp"
#include "network/sources.hpp"
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
  if (fits) heading("The fit"), fit(weights, data, sizes, chosen);
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
