// SPDX-License-Identifier: BSL-1.0
// The command line of the classifier.
#include "options.hpp"

#include <cstdint>

#include "command_line.hpp"

namespace classifier {

parsed_options parse_options(int argc, char** argv) {
  parsed_options parsed;
  options& chosen = parsed.chosen;
  CLI::App app("Derives f3, the two-score softmax loss of the notes, and fits it to real data.", "classifier");
  app.footer(
      "Without --data the file ${XDG_CACHE_HOME:-~/.cache}/tapeless/breast_cancer.csv is used; when it is not there,\n"
      "it is taken out of the Debian package python3-sklearn by fetch_breast_cancer.sh.\n\n"
      "Exit status: 0 done; 1 a file is malformed or cannot be written; 2 wrong options; 3 there are no data: all\n"
      "that does not need them was done.");
  app.option_defaults()->always_capture_default()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_option("-d,--data", chosen.data, "table of features with two classes")
      ->type_name("FILE")
      ->always_capture_default(false)
      ->default_str("");
  app.add_option("-o,--output", chosen.output, "folder for the pictures")->type_name("FOLDER");
  app.add_option("-e,--epochs", chosen.descending.epochs, "steps of gradient descent, each over all rows")
      ->check(between(1, 1'000'000))
      ->type_name("N");
  app.add_option("-r,--learning-rate", chosen.descending.learning_rate, "length of a step")
      ->check(between(1e-9, 1e3))
      ->type_name("RATE");
  app.add_option("-m,--momentum", chosen.descending.momentum, "share of a step that goes on into the next")
      ->check(between(0.0, 0.9999))
      ->type_name("SHARE");
  app.add_option("-l,--l2", chosen.descending.l2, "weight of the L2 penalty")
      ->check(between(0.0, 1e6))
      ->type_name("LAMBDA");
  app.add_option("-s,--seed", chosen.seed, "which rows are held out")
      ->check(between(std::uint32_t{0}, UINT32_MAX))
      ->type_name("SEED");
  app.add_flag("--offline", chosen.offline, "fetch nothing");
  parse(app, argc, argv, parsed);
  return parsed;
}

}  // namespace classifier
