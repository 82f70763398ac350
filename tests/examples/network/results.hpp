// SPDX-License-Identifier: BSL-1.0
// What a run leaves behind besides the weights: the learning curve by gnuplot and the confusion table as text.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "assessment.hpp"
#include "data.hpp"
#include "format.hpp"
#include "tests/examples/classifier/drawing.hpp"

namespace network {

// One row per true class, one column per class found, and how much of the row is right.
inline std::string confusion_text(const data_set& data, const assessment& found) {
  const std::size_t classes = data.class_names.size();
  std::string text = "  true class \\ found ";
  for (std::size_t c = 0; c < classes; ++c) text += format("%5zu", c);
  text += "   right\n";
  for (std::size_t row = 0; row < classes; ++row) {
    std::size_t all = 0;
    text += format("  %3zu %-14s ", row, data.class_names[row].c_str());
    for (std::size_t column = 0; column < classes; ++column) {
      const std::size_t count = found.confusion[row * classes + column];
      text += count == 0 ? "    ." : format("%5zu", count);
      all += count;
    }
    if (all > 0)
      text += format(" %5.1f %%",
                     100 * static_cast<double>(found.confusion[row * classes + row]) / static_cast<double>(all));
    text += '\n';
  }
  return text;
}

// Writes the numbers of a learning curve and draws them. Columns: epoch, training loss, test loss, test accuracy.
inline std::string draw_learning_curve(const std::filesystem::path& folder, const std::string& numbers, int epochs) {
  const auto data = folder / "learning_curve.tsv";
  const auto picture = folder / "learning_curve.svg";
  const auto unfinished = folder / "learning_curve.svg.unfinished";
  const auto script_file = folder / "learning_curve.gp";
  const auto quoted = [](const std::filesystem::path& path) {
    std::string text = "'";
    for (const char c : path.string()) text += c == '\'' ? std::string("''") : std::string(1, c);
    return text + "'";
  };
  const std::string names =
      "data = " + quoted(data) + "\nset output " + quoted(unfinished) + "\nepochs = " + std::to_string(epochs) + "\n";
  const std::string script = names + R"(
set terminal svg size 760,520 font 'Helvetica,13' background 'white'
stats data using (100*$4) nooutput
set multiplot layout 2,1
set border 3 lc rgb '#5f6368'
set tics nomirror
if (epochs <= 10) { set xtics 1 }
set grid ytics lc rgb '#e0e0e0' lt 1
set key right top
set lmargin 9
set xrange [0:epochs]
set format x ''
set ylabel 'loss'
set style data linespoints
set pointsize (epochs <= 10 ? 0.5 : 0.1)
plot data using 1:2 lw 2 pt 7 lc rgb '#1a73e8' title 'training, with dropout and L2', \
     data using 1:3 lw 2 pt 7 lc rgb '#d93025' title 'test images'
set format x '%.0f'
set xlabel 'epochs'
set ylabel 'test accuracy, %'
set key off
set yrange [STATS_min-0.5:STATS_max+0.5]
plot data using 1:(100*$4) lw 2 pt 7 lc rgb '#d93025'
unset multiplot
)";
  classifier::write_file(data, numbers);
  classifier::write_file(script_file, script);
  const int status = classifier::run_program({"gnuplot", script_file.string()});
  return classifier::picture_sentence(status, "gnuplot", unfinished, picture, data);
}

}  // namespace network
