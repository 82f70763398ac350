// SPDX-License-Identifier: BSL-1.0
// The network of the notes on several processes: mpirun -n 4 example_mpi_network. Each rank has its rows of every
// mini-batch; loss and weights have the same bits for every number of ranks. With --state it goes on where it stopped.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <numeric>
#include <vector>

#include "network/random.hpp"
#include "network/sources.hpp"
#include "network/weights.hpp"
#include "ranks/checkpoint.hpp"
#include "ranks/options.hpp"

#include <tapeless/interop/mpi.hpp>

namespace {

void fit(const ranks_example::options& chosen) {
  using namespace network;
  using namespace network::formula;
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const data_set all = read_data(find_data(chosen.data));
  const shape sizes{all.training.size(), 128, all.class_names.size(), chosen.batch};
  const tapeless::row_range own = tapeless::shard(static_cast<std::ptrdiff_t>(sizes.batch), MPI_COMM_WORLD);
  const std::size_t first = static_cast<std::size_t>(own.first), rows = static_cast<std::size_t>(own.count);
  auto network = prepare<float>(formula::gradient, n = rows, i = sizes.inputs, h = sizes.width, o = sizes.classes,
                                ranks(MPI_COMM_WORLD, n));

  parameters weights = initial_weights(sizes, random_numbers(1, 0)), velocity = weights;
  for (std::vector<float>* one : tensors(velocity)) std::fill(one->begin(), one->end(), 0.0F);
  std::vector<std::uint32_t> order(all.training.count());
  std::iota(order.begin(), order.end(), 0U);
  random_numbers shuffling(1, 1);
  long step = 0;
  ranks_example::checkpoint state;
  state.add(&step, 1);
  state.add(&shuffling, 1);
  state.add(order.data(), order.size());
  for (parameters* one : {&weights, &velocity})
    for (std::vector<float>* part : tensors(*one)) state.add(part->data(), part->size());
  const bool kept = !chosen.state.empty();
  if (kept && state.load(chosen.state) && rank == 0) std::printf("goes on after step %ld\n", step);

  const long steps = static_cast<long>(order.size() / sizes.batch), last = steps * chosen.epochs;
  std::vector<float> images(rows * sizes.inputs), mask(rows * sizes.width, 1.0F);
  std::vector<std::uint8_t> classes(rows);
  for (double sum = 0; step < last;) {
    if (step % steps == 0) shuffling.shuffle(order);
    for (std::size_t k = 0; k < rows; ++k) {
      const std::uint32_t image = order[static_cast<std::size_t>(step % steps) * sizes.batch + first + k];
      all.copy_scaled(all.training, image, std::span(images).subspan(k * sizes.inputs, sizes.inputs));
      classes[k] = all.training.labels[image];
    }
    const auto found = network(X = images, t = classes, f = mask, lambda = 1e-4F, W1 = weights.W1, b1 = weights.b1,
                               W2 = weights.W2, b2 = weights.b2);
    const float rate = 0.1F * (1 + std::cos(3.14159265F * static_cast<float>(step) / static_cast<float>(last)));
    const auto descend = [&](std::vector<float>& weight, std::vector<float>& speed, const auto& gradient) {
      for (std::size_t k = 0; k < weight.size(); ++k)
        weight[k] += speed[k] = 0.9F * speed[k] - rate * gradient.data()[k];
    };
    descend(weights.W1, velocity.W1, found[W1]);
    descend(weights.b1, velocity.b1, found[b1]);
    descend(weights.W2, velocity.W2, found[W2]);
    descend(weights.b2, velocity.b2, found[b2]);
    sum += static_cast<double>(found.value);
    ++step;
    if (step == chosen.dies && rank == size - 1) std::raise(SIGKILL);
    if (step % steps != 0) continue;
    if (rank == 0) std::printf("epoch %ld: loss %.17g\n", step / steps, sum / static_cast<double>(steps));
    std::fflush(stdout);
    sum = 0;
    if (kept && rank == 0) state.save(chosen.state);
  }
}

}  // namespace

int main(int argc, char** argv) {
  ranks_example::options chosen;
  CLI::App line("The network of the notes on several processes");
  chosen.add_to(line);
  CLI11_PARSE(line, argc, argv);
  MPI_Init(&argc, &argv);
  try {
    fit(chosen);
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "mpi_network: %s\n", problem.what());
    MPI_Abort(MPI_COMM_WORLD, 1);  // the others may wait for this one
  }
  MPI_Finalize();
}
