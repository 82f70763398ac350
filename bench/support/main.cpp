// SPDX-License-Identifier: BSL-1.0
// The report of the run-time benchmarks: two tables in place of Google Benchmark's. Its options work as ever:
// --benchmark_filter=f3 selects, --benchmark_out=ratios.json writes what was measured.
#include <cstdio>
#include <vector>

#include <bench/support/ratio.hpp>

namespace {

// Results are printed at the end, in one table.
class silent_reporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.error_occurred) std::fprintf(stderr, "%s: %s\n", run.benchmark_name().c_str(), run.error_message.c_str());
  }
};

void print(const tapeless::operation_count& n) {
  std::printf(" %4d %4d %4d %4d %4d %4d %6d", n.add, n.multiply, n.divide, n.negate, n.select, n.call, n.total);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  silent_reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);

  std::printf("%-34s %-18s %12s %12s %7s   %s\n", "case", "against", "tapeless ns", "other ns", "ratio",
              "quartiles of rounds");
  for (const bench::outcome& o : bench::outcomes)
    std::printf("%-34s %-18s %12.2f %12.2f %7.3f   %.3f .. %.3f%s\n", o.name.c_str(), o.against.c_str(), o.ours,
                o.other, o.ratio, o.low, o.high, o.ratio > 1.05 ? "  above 1.05" : "");

  if (!bench::all_counts.empty()) {
    std::printf("\n%-26s %-38s %-38s\n", "operations per point", " tapeless", " by hand");
    std::printf("%-26s", "");
    for (int k = 0; k < 2; ++k)
      std::printf(" %4s %4s %4s %4s %4s %4s %6s", "add", "mul", "div", "neg", "sel", "call", "total");
    std::printf("\n");
    for (const bench::counts& c : bench::all_counts) {
      std::printf("%-26s", c.name.c_str());
      print(c.ours);
      print(c.hand);
      std::printf("\n");
    }
  }
  benchmark::Shutdown();
}
