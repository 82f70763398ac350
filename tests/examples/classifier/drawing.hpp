// SPDX-License-Identifier: BSL-1.0
// Pictures by programs that may or may not be installed: circuits by Graphviz, curves by gnuplot. A file appears whole
// or not at all, and what is missing is said in one sentence.
#pragma once

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace classifier {

struct cannot_write : std::runtime_error {
  explicit cannot_write(const std::filesystem::path& path)
      : std::runtime_error(path.string() + ": the file cannot be written") {}
};

inline void write_file(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path unfinished = path.string() + ".unfinished";
  std::error_code error;
  {
    std::ofstream out(unfinished, std::ios::binary);
    out << text;
    out.flush();
    if (!out) {
      std::filesystem::remove(unfinished, error);
      throw cannot_write(path);
    }
  }
  std::filesystem::rename(unfinished, path, error);
  if (error) {
    std::filesystem::remove(unfinished, error);
    throw cannot_write(path);
  }
}

inline constexpr int not_installed = -1;

// Runs a program found on the PATH and waits for it: its exit status, or not_installed. No shell reads the arguments;
// only what the program complains about is shown.
inline int run_program(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const int problem = posix_spawnp(&child, arguments[0], &quiet, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&quiet);
  if (problem != 0) return not_installed;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

// What became of a picture, as a sentence.
inline std::string picture_sentence(int status, const char* package, const std::filesystem::path& unfinished,
                                    const std::filesystem::path& picture, const std::filesystem::path& source) {
  std::error_code error;
  if (status == 0) {
    std::filesystem::rename(unfinished, picture, error);
    if (!error) return picture.string();
  }
  std::filesystem::remove(unfinished, error);
  if (status == not_installed) return source.string() + " (no picture: " + package + " is not installed)";
  return source.string() + " (no picture: " + package + " failed on it)";
}

// Writes a circuit and draws it.
inline std::string draw_circuit(const std::filesystem::path& folder, const std::string& name, const std::string& dot) {
  const auto source = folder / (name + ".dot");
  const auto picture = folder / (name + ".svg");
  const auto unfinished = folder / (name + ".svg.unfinished");
  write_file(source, dot);
  const int status = run_program({"dot", "-Tsvg", source.string(), "-o", unfinished.string()});
  return picture_sentence(status, "graphviz", unfinished, picture, source);
}

// Writes the numbers of a learning curve and draws them. Columns: epoch, loss and error rate over the training rows,
// loss and error rate over the held-out rows.
inline std::string draw_learning_curve(const std::filesystem::path& folder, const std::string& numbers) {
  const auto data = folder / "learning_curve.tsv";
  const auto picture = folder / "learning_curve.svg";
  const auto unfinished = folder / "learning_curve.svg.unfinished";
  write_file(data, numbers);
  const auto quoted = [](const std::filesystem::path& path) {
    std::string text = "'";
    for (const char c : path.string()) text += c == '\'' ? std::string("''") : std::string(1, c);
    return text + "'";
  };
  const std::string script =
      "set terminal svg size 760,520 font 'Helvetica,13' background 'white'\n"
      "set output " +
      quoted(unfinished) +
      "\n"
      "set multiplot layout 2,1\n"
      "set border 3 lc rgb '#5f6368'\n"
      "set tics nomirror\n"
      "set grid ytics lc rgb '#e0e0e0' lt 1\n"
      "set key right top\n"
      "set lmargin 9\n"
      "set logscale x\n"
      "set autoscale xfix\n"
      "set format x ''\n"
      "set ylabel 'mean f3'\n"
      "set yrange [0:*]\n"
      "plot " +
      quoted(data) +
      " using ($1+1):2 with lines lw 2 lc rgb '#1a73e8' title 'training rows', "
      "'' using ($1+1):4 with lines lw 2 lc rgb '#d93025' title 'held-out rows'\n"
      "set format x '%.0f'\n"
      "set xlabel 'gradient evaluations'\n"
      "set ylabel 'wrong rows, %'\n"
      "set key off\n"
      "set yrange [0:*]\n"
      "plot " +
      quoted(data) +
      " using ($1+1):(100*$3) with steps lw 2 lc rgb '#1a73e8', "
      "'' using ($1+1):(100*$5) with steps lw 2 lc rgb '#d93025'\n"
      "unset multiplot\n";
  const auto script_file = folder / "learning_curve.gp";
  write_file(script_file, script);
  const int status = run_program({"gnuplot", script_file.string()});
  return picture_sentence(status, "gnuplot", unfinished, picture, data);
}

}  // namespace classifier
