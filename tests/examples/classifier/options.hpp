// SPDX-License-Identifier: BSL-1.0
// What can be chosen on the command line. Parsing has a file of its own, because its library takes the compiler as long
// as all the rest.
#pragma once

#include <cstdint>
#include <filesystem>

namespace classifier {

struct descent {
  int epochs = 300;
  double learning_rate = 0.5;
  double momentum = 0.9;
  double l2 = 0.001;
};

struct options {
  std::filesystem::path data;  // empty: the cached file, fetched when it is not there
  std::filesystem::path output = "classifier-output";
  bool offline = false;
  std::uint32_t seed = 1;
  descent descending;
};

struct parsed_options {
  options chosen;
  bool go_on = true;  // false: help was asked for, or an option is wrong; the user has been told
  int exit_status = 0;
};

parsed_options parse_options(int argc, char** argv);

}  // namespace classifier
