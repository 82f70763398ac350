// SPDX-License-Identifier: BSL-1.0
// What can be chosen on the command line. Parsing has a file of its own, because its library takes the compiler as long
// as all the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stdexcept>

namespace network {

struct descent {
  int epochs = 30;
  double rate = 0.05;
  double dropout = 0.2;
  double l2 = 1e-4;
  std::uint32_t seed = 1;
  int threads = 1;
};

struct options {
  std::filesystem::path data;  // empty: the usual places
  std::filesystem::path output = "network-output";
  std::filesystem::path weights;  // empty: random ones
  std::size_t batch = 128;
  std::size_t width = 128;
  bool width_chosen = false;   // else that of the weights, where there are any
  bool epochs_chosen = false;  // else weights that were named are not trained further
  descent descending;
};

// An option that the data do not allow.
struct wrong_option : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct parsed_options {
  options chosen;
  bool go_on = true;  // false: help was asked for, or an option is wrong; the user has been told
  int exit_status = 0;
};

parsed_options parse_options(int argc, char** argv);

}  // namespace network
