// SPDX-License-Identifier: BSL-1.0
// The command line of the network on several processes.
#pragma once

#include <cstddef>
#include <filesystem>

#include <CLI/CLI.hpp>

namespace ranks_example {

struct options {
  std::filesystem::path data, state;
  int epochs = 3;
  std::size_t batch = 256;
  long dies = 0;

  void add_to(CLI::App& line) {
    line.add_option("--data", data, "folder with the pictures");
    line.add_option("--epochs", epochs)->check(CLI::PositiveNumber);
    line.add_option("--batch", batch, "pictures of one step, of all ranks")->check(CLI::PositiveNumber);
    line.add_option("--state", state, "file in which the state is kept after each epoch");
    line.add_option("--dies-after", dies, "the last rank is killed after so many steps, to try a restart");
  }
};

}  // namespace ranks_example
