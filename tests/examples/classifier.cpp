// SPDX-License-Identifier: BSL-1.0
// The notes on back-propagation as a program. It writes f3 down, prints what the compiler derives from it (gradients as
// formulas, the circuit with values and adjoints, the code that runs), and then fits the two-score classifier that f3
// is on real data: 569 breast tumours, 30 measurements each, benign or malignant.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

#include "classifier/data.hpp"
#include "classifier/drawing.hpp"
#include "classifier/formula.hpp"
#include "classifier/options.hpp"
#include "classifier/training.hpp"

namespace {

using namespace classifier;
using namespace tapeless;
namespace fs = std::filesystem;

constexpr int done = 0;
constexpr int failed = 1;
constexpr int no_data = 3;

template <class... A>
std::string format(const char* pattern, A... values) {
  char text[256];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

void heading(std::string_view text) { std::cout << "\n" << text << "\n" << std::string(text.size(), '-') << "\n"; }

// A text of several lines, each of them further to the right.
std::string indented(const std::string& text, std::size_t by) {
  const std::string margin(by, ' ');
  std::string result = margin;
  for (std::size_t k = 0; k < text.size(); ++k) {
    result += text[k];
    if (text[k] == '\n' && k + 1 < text.size()) result += margin;
  }
  if (result.back() != '\n') result += '\n';
  return result;
}

// "name = formula", below one another where the formula has shared parts.
template <class F>
std::string equation(const std::string& name, const F& formula) {
  const std::string text = to_string(formula);
  const std::size_t last = text.rfind('\n');
  if (last == std::string::npos) return name + " = " + text;
  return text.substr(0, last + 1) + name + " = " + text.substr(last + 1);
}

template <class F, class... X>
void show_node(const std::string& name, const F& formula, const X&... x) {
  std::cout << "  " << equation(name, formula) << "\n";
  ((std::cout << "      d" << name << "/d" << to_string(x) << " = " << derivative(formula, x) << "\n"), ...);
}

template <class F, class... X>
void show_gradient(const std::string& name, const F& formula, const X&... x) {
  ((std::cout << indented(equation("d" + name + "/d" + to_string(x), derivative(formula, x)), 2)), ...);
}

void show_formula() {
  heading("The formula");
  std::cout << "  f3 = " << f3 << "\n"
            << "  Two scores s1, s2 become probabilities; f3 is minus the decimal logarithm of the one of class y.\n\n"
            << "  The same, safe at large scores (stabilize):\n"
            << "  f3 = " << safe_f3 << "\n";

  heading("Its nodes, as in the notes, and their derivatives");
  show_node("f3", log_node, P);
  show_node("P", choose_node, P1, P2, y);
  show_node("P1", divide_node_1, e1, d);
  show_node("P2", divide_node_2, e2, d);
  show_node("d", add_node, e1, e2);
  show_node("e1", exp_node_1, s1);
  show_node("e2", exp_node_2, s2);

  heading("Gradients of the whole formula");
  std::cout << "  As it was written:\n\n";
  show_gradient("f3", f3, s1, s2, y);
  std::cout << "\n  Of the safe form:\n\n";
  show_gradient("f3", safe_f3, s1, s2);
}

void show_circuit(const options& chosen) {
  const auto table = explain(f3, s1 = 0.3, s2 = 1.2, y = 1);
  heading("The circuit at s1 = 0.3, s2 = 1.2, y = 1: values, local derivatives, adjoints g-");
  std::cout << indented(to_string(table), 2) << "\n"
            << "  Drawn in " << draw_circuit(chosen.output, "f3", to_dot(table)) << "\n";
}

void show_program() {
  constexpr auto written = value_and_gradient(f3, s1, s2);
  constexpr auto safe = value_and_gradient(safe_f3, s1, s2);
  heading("What runs: value and gradient as straight-line code");
  std::cout << indented(to_c(safe, arguments(s1, s2, y), "f3"), 2) << "\n"
            << format("  %d operations, %d of them calls of functions; as it was written %d and %d.\n\n",
                      count(safe).total, count(safe).call, count(written).total, count(written).call);
  std::cout << "  At s1 = 800, s2 = -800, y = 2:     f3     df3/ds1     df3/ds2\n";
  const auto number = [](double x) { return std::isnan(x) ? std::string("nan") : format("%.6g", x); };
  const auto row = [&](const char* name, const auto& r) {
    std::cout << format("    %-24s %9s %11s %11s\n", name, number(r.value).c_str(), number(r[s1]).c_str(),
                        number(r[s2]).c_str());
  };
  row("as it was written", written(s1 = 800.0, s2 = -800.0, y = 2));
  row("safe form", safe(s1 = 800.0, s2 = -800.0, y = 2));
}

// Where the fetching script puts the data; empty when there is no place.
fs::path cached_data() {
  const auto folder = [](const char* variable) {
    const char* value = std::getenv(variable);
    return fs::path(value == nullptr ? "" : value);
  };
  if (const fs::path cache = folder("XDG_CACHE_HOME"); !cache.empty()) return cache / "tapeless/breast_cancer.csv";
  if (const fs::path home = folder("HOME"); !home.empty()) return home / ".cache/tapeless/breast_cancer.csv";
  return {};
}

// The data file, or an empty path after a sentence about why there is none.
fs::path find_data(const options& chosen) {
  if (!chosen.data.empty()) {
    if (fs::exists(chosen.data)) return chosen.data;
    std::cout << "  No fit: " << chosen.data.string() << " is not there.\n";
    return {};
  }
  const fs::path cached = cached_data();
  if (!cached.empty() && fs::exists(cached)) return cached;
  if (chosen.offline) {
    std::cout << "  No fit: the data are not on this machine, and --offline forbids fetching them.\n";
    return {};
  }
  std::cout << "  Fetching the data out of the Debian package python3-sklearn (nothing is installed)." << std::endl;
  if (!cached.empty() && run_program({"sh", CLASSIFIER_FETCH_SCRIPT, cached.string()}) == 0) return cached;
  std::cout << "  No fit: the data could not be fetched; give a file with --data once you have it.\n";
  return {};
}

// 0, 1, 2, 5, 10, 20, 50, ...: most happens in the first epochs.
bool is_milestone(int epoch) {
  while (epoch >= 10 && epoch % 10 == 0) epoch /= 10;
  return epoch == 0 || epoch == 1 || epoch == 2 || epoch == 5;
}

void show_confusion(const assessment& found, const table& data) {
  const std::string* names = data.class_names;
  std::cout << "\n"
            << format("  %-14s %16s %16s\n", "held-out rows", ("found " + names[0]).c_str(),
                      ("found " + names[1]).c_str());
  for (std::size_t c = 0; c < 2; ++c)
    std::cout << format("  %-14s %16d %16d\n", names[c].c_str(), found.confusion[c][0], found.confusion[c][1]);
}

void fit_and_report(const fs::path& file, const options& chosen) {
  const table all = read_table(file);
  division parts = divide(all, chosen.seed);
  standardize(parts);
  const table& training = parts.training;
  std::cout << "  " << file.string() << "\n"
            << format("  %zu rows of %zu features: %zu to learn from, %zu held out (seed %u)\n", all.rows(),
                      all.features, training.rows(), parts.held_out.rows(), static_cast<unsigned>(chosen.seed))
            << "  y = 1: " << all.class_names[0] << ", y = 2: " << all.class_names[1] << "\n"
            << format("  The gradient in all %zu weights differs from central differences by %.1e at most.\n\n",
                      2 * (all.features + 1), difference_check(training, chosen.descending.l2));

  std::cout << "    epoch   mean f3   with L2   training rows right\n";
  std::string curve = "epoch\ttraining_loss\ttraining_error\theld_out_loss\theld_out_error\n";
  std::chrono::steady_clock::duration fitting{};
  auto begun = std::chrono::steady_clock::now();
  const auto progress = [&](int epoch, const objective& now, const linear_scores& weights) {
    fitting += std::chrono::steady_clock::now() - begun;  // printing and looking at the held-out rows do not count
    const double right = now.training.accuracy();
    if (is_milestone(epoch) || epoch == chosen.descending.epochs) {
      // The bar starts at full length: without weights both classes have probability 1/2.
      const double bar = 40 * std::min(1.0, now.training.loss / std::log10(2.0));
      std::cout << format("  %7d  %8.5f  %8.5f   %6.2f %%  ", epoch, now.training.loss, now.value, 100 * right)
                << std::string(static_cast<std::size_t>(bar + 0.5), '=') << std::endl;
    }
    const assessment held_out = assess(parts.held_out, weights);
    curve += format("%d\t%.9g\t%.9g\t%.9g\t%.9g\n", epoch, now.training.loss, 1 - right, held_out.loss,
                    1 - held_out.accuracy());
    begun = std::chrono::steady_clock::now();
  };
  const linear_scores weights = fit(training, chosen.descending, progress);

  const assessment learned = assess(training, weights);
  const assessment held_out = assess(parts.held_out, weights);
  show_confusion(held_out, all);
  const double seconds = std::chrono::duration<double>(fitting).count();
  std::cout << "\n"
            << format("  Training rows   %3d of %3d right, %6.2f %%, mean f3 %.4f\n", learned.right(), learned.all(),
                      100 * learned.accuracy(), learned.loss)
            << format("  Held-out rows   %3d of %3d right, %6.2f %%, mean f3 %.4f\n", held_out.right(), held_out.all(),
                      100 * held_out.accuracy(), held_out.loss)
            << format("  Fit: %.3f s for %d epochs, %.1f ns per row and epoch\n", seconds, chosen.descending.epochs,
                      1e9 * seconds / (static_cast<double>(training.rows()) * (chosen.descending.epochs + 1)))
            << "  Learning curve in " << draw_learning_curve(chosen.output, curve) << "\n";
}

int show_everything(const options& chosen) {
  std::error_code error;
  fs::create_directories(chosen.output, error);
  if (error) throw cannot_write(chosen.output);
  show_formula();
  show_circuit(chosen);
  show_program();
  heading("The fit: s1 and s2 linear in the features");
  const fs::path file = find_data(chosen);
  if (file.empty()) return no_data;
  fit_and_report(file, chosen);
  return done;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const parsed_options parsed = parse_options(argc, argv);
    return parsed.go_on ? show_everything(parsed.chosen) : parsed.exit_status;
  } catch (const std::exception& problem) {
    std::cout.flush();
    std::cerr << "classifier: " << problem.what() << "\n";
    return failed;
  }
}
