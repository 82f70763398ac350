// SPDX-License-Identifier: BSL-1.0
// Where the fit is. One row per epoch; on a terminal also a line below them that is rewritten while an epoch runs.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>

#include <unistd.h>

#include "assessment.hpp"
#include "format.hpp"
#include "training.hpp"

namespace network {

class display {
 public:
  explicit display(int epochs) : epochs_(epochs), on_terminal_(isatty(STDOUT_FILENO) != 0) {
    std::cout << "    epoch   training loss   test loss   test accuracy   seconds\n" << std::flush;
  }
  // An error must not be written into the line.
  ~display() { wipe(); }
  display(const display&) = delete;
  display& operator=(const display&) = delete;

  void step(const progress& now) {
    const auto time = clock::now();
    if (!on_terminal_ || time - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = time;
    const double done = (now.epoch - 1 + static_cast<double>(now.step) / static_cast<double>(now.steps)) / epochs_;
    const double seconds = std::chrono::duration<double>(time - begun_).count();
    constexpr std::size_t length = 30;
    const auto full = std::min(length, static_cast<std::size_t>(length * done));
    std::cout << '\r' << format("  %7d   %13.4f   ", now.epoch, now.loss) << std::string(full, '#')
              << std::string(length - full, '.') << format("  %.0f s left   ", seconds / done * (1 - done))
              << std::flush;
    dirty_ = true;
  }
  void epoch(const progress& now, const assessment& test) {
    wipe();
    const double seconds = std::chrono::duration<double>(clock::now() - begun_).count();
    std::cout << format("  %7d   %13.4f   %9.4f   %11.2f %%   %7.1f\n", now.epoch, now.loss, test.loss,
                        100 * test.accuracy(), seconds)
              << std::flush;
  }

 private:
  using clock = std::chrono::steady_clock;

  void wipe() {
    if (dirty_) std::cout << '\r' << std::string(78, ' ') << '\r' << std::flush;
    dirty_ = false;
  }

  int epochs_;
  bool on_terminal_;
  bool dirty_ = false;
  clock::time_point begun_ = clock::now();
  clock::time_point drawn_{};
};

}  // namespace network
