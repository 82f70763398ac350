// SPDX-License-Identifier: BSL-1.0
// What check.cmake runs under mpirun: rows shared out among ranks. Rank 0 prints the bits of the results, which do not
// depend on the number of ranks and threads. Arguments: the number of threads, and a mistake to make.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include <csignal>

#include <tapeless/interop/mpi.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto V = tensor<"V">;
constexpr auto t = labels<"t">;
constexpr auto score = sum(h, tanh(sum(d, X(n, d) * W(d, h))) * V(h, o));
constexpr auto loss = mean(n, log_sum_exp(o, score) - pick(score, o, t(n)));

void print(const char* name, const double* numbers, std::ptrdiff_t size) {
  std::printf("%s", name);
  for (std::ptrdiff_t k = 0; k < size; ++k) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, numbers + k, 8);
    std::printf(" %016llx", static_cast<unsigned long long>(bits));
  }
  std::printf("\n");
}

void run(int count, const std::string& mistake) {
  constexpr std::ptrdiff_t rows = 3000, width = 6;
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const row_range own = shard(rows, MPI_COMM_WORLD);
  std::vector<double> inputs(static_cast<std::size_t>(own.count * width));
  std::vector<int> classes(static_cast<std::size_t>(own.count));
  for (std::ptrdiff_t row = 0; row < own.count; ++row) {
    for (std::ptrdiff_t c = 0; c < width; ++c)
      inputs[static_cast<std::size_t>(row * width + c)] =
          std::sin(1.7 * static_cast<double>((own.first + row) * width + c));
    classes[static_cast<std::size_t>(row)] = static_cast<int>((own.first + row) * (own.first + row) % 5);
  }
  std::vector<double> first(6 * 8), second(8 * 5);
  for (std::size_t k = 0; k < first.size(); ++k) first[k] = std::sin(static_cast<double>(k));
  for (std::size_t k = 0; k < second.size(); ++k) second[k] = std::cos(static_cast<double>(k));
  const bool wrong = rank == size - 1;
  if (mistake == "label" && wrong) classes[0] = 5;

  auto net = prepare(value_and_gradient(loss, W, V), n = mistake == "rows" && wrong ? 0 : own.count, d = width,
                     h = mistake == "extent" && wrong ? 9 : 8, o = 5, threads(count), ranks(MPI_COMM_WORLD, n));
  for (int step = 0; step < 20; ++step) {
    if (mistake == "killed" && wrong && step == 10) std::raise(SIGKILL);
    const auto r = net(X = inputs, t = classes, W = first, V = second);
    for (std::size_t k = 0; k < first.size(); ++k) first[k] -= 0.5 * r[W].data()[k];
    for (std::size_t k = 0; k < second.size(); ++k) second[k] -= 0.5 * r[V].data()[k];
    if (step == 19 && rank == 0) {
      print("loss", &r.value, 1);
      print("W", r[W].data(), r[W].size());
    }
  }
}

// Rank 0 prints what each has to say: lines of several processes may run into each other.
void print_all(const std::string& said) {
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  constexpr int most = 256;
  std::vector<char> own(most), all(static_cast<std::size_t>(size * most));
  said.copy(own.data(), most - 1);
  MPI_Gather(own.data(), most, MPI_CHAR, all.data(), most, MPI_CHAR, 0, MPI_COMM_WORLD);
  for (int k = 0; rank == 0 && k < size; ++k)
    if (all[static_cast<std::size_t>(k * most)] != 0) std::printf("%s\n", all.data() + k * most);
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  const std::string early = "tapeless: ranks are there between MPI_Init and MPI_Finalize";
  if (refusal([] { ranks(MPI_COMM_WORLD, n); }) != early) return 3;
  MPI_Init(&argc, &argv);
  int status = 0;
  if (refusal([] { ranks(MPI_COMM_NULL, n); }) != "tapeless: ranks of MPI_COMM_NULL: there are none") status = 5;
  // More than there are addresses for, on one rank.
  constexpr auto along_rows = gradient(sum(n, d, sin(X(n, d))), X);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const std::string large =
      refusal([&] { prepare(along_rows, n = rank == 0 ? 1000000000000000 : 1, d = 1, ranks(MPI_COMM_WORLD, n)); });
  if (large.find("tapeless: there is no memory for the results") != 0) status = 6;
  if (status == 0) {
    const std::string said = refusal([&] { run(argc > 1 ? std::atoi(argv[1]) : 1, argc > 2 ? argv[2] : ""); });
    if (!said.empty()) status = 1;
    print_all(said);
  }
  MPI_Finalize();
  return status;
}
