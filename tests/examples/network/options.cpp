// SPDX-License-Identifier: BSL-1.0
// The command line of the network.
#include "options.hpp"

#include <cstdint>

#include "tests/examples/classifier/command_line.hpp"

namespace network {

using classifier::between;

parsed_options parse_options(int argc, char** argv) {
  parsed_options parsed;
  options& chosen = parsed.chosen;
  CLI::App app("Trains a network of two layers on Fashion-MNIST: which garment is on a picture of 28 x 28 pixels?",
               "network");
  app.footer(
      "Without --data the files of Debian's package dataset-fashion-mnist are used; where it is not installed, the\n"
      "digits that fetch_digits.sh leaves in ${XDG_CACHE_HOME:-~/.cache}/tapeless or that python3-sklearn installs.\n"
      "A FOLDER holds the four idx files of Fashion-MNIST, packed or not, or digits.csv.gz.\n\n"
      "With --weights the network of an earlier run (its folder weights) is only tested; with --epochs as well it is\n"
      "trained further. The same seed gives the same numbers.\n\n"
      "Exit status: 0 done; 1 there are no data, or a file is malformed or cannot be written; 2 wrong options.");
  app.option_defaults()->always_capture_default()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  const auto no_default = [](CLI::Option* option) { option->always_capture_default(false)->default_str(""); };
  no_default(app.add_option("-d,--data", chosen.data, "where the images are")->type_name("FOLDER"));
  app.add_option("-o,--output", chosen.output, "folder for the pictures, the table and the weights")
      ->type_name("FOLDER");
  no_default(app.add_option("-w,--weights", chosen.weights, "folder of W1.npy, b1.npy, W2.npy, b2.npy to begin with")
                 ->type_name("FOLDER"));
  const auto* epochs = app.add_option("-e,--epochs", chosen.descending.epochs, "passes over the training images")
                           ->check(between(1, 10'000))
                           ->type_name("N");
  app.add_option("-b,--batch", chosen.batch, "images per step")->check(between(1, 10'000))->type_name("N");
  const auto* width =
      app.add_option("--width", chosen.width, "units of the hidden layer")->check(between(1, 10'000))->type_name("N");
  app.add_option("-r,--rate", chosen.descending.rate, "length of the first step")
      ->check(between(1e-9, 1e3))
      ->type_name("RATE");
  app.add_option("--dropout", chosen.descending.dropout, "share of the hidden layer that is masked in a step")
      ->check(between(0.0, 0.99))
      ->type_name("SHARE");
  app.add_option("-l,--l2", chosen.descending.l2, "weight of the L2 penalty")
      ->check(between(0.0, 1e3))
      ->type_name("LAMBDA");
  app.add_option("-s,--seed", chosen.descending.seed, "first weights, order of the images, masks")
      ->check(between(std::uint32_t{0}, UINT32_MAX))
      ->type_name("SEED");
  app.add_option("-t,--threads", chosen.descending.threads, "threads of the network")
      ->check(between(1, 256))
      ->type_name("N");
  classifier::parse(app, argc, argv, parsed);
  chosen.epochs_chosen = epochs->count() > 0;
  chosen.width_chosen = width->count() > 0;
  return parsed;
}

}  // namespace network
