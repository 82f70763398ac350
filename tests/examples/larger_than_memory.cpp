// SPDX-License-Identifier: BSL-1.0
// A logistic regression on a file that is larger than the memory this process may have: 28 MB of rows in 20 MB, read
// block by block, once for each step of Newton's method. The file is made first, from known weights, and is gone at the
// end.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <new>
#include <vector>

#include <sys/resource.h>

#include <Eigen/Cholesky>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto d = axis<"d">;
constexpr auto X = tensor<"X">;  // features of each row
constexpr auto y = tensor<"y">;  // 0 or 1
constexpr auto w = tensor<"w">;
constexpr auto score = sum(d, X(n, d) * w(d));
constexpr auto loss = mean(n, softplus(score) - y(n) * score);

constexpr std::ptrdiff_t rows = 400000, block = 8192, features = 8, width = features + 1;

// A number from -1 to 1 for each place of the whole table.
double noise(std::uint64_t place) {
  place = (place ^ place >> 30U) * 0xBF58476D1CE4E5B9U;
  place = (place ^ place >> 27U) * 0x94D049BB133111EBU;
  return static_cast<double>((place ^ place >> 31U) >> 11U) * 0x1p-52 - 1;
}

using file = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// Rows of eight features and what is to be predicted from them.
file make_rows(std::vector<double>& buffer) {
  file to(std::tmpfile(), std::fclose);
  if (to == nullptr) return to;
  for (std::ptrdiff_t row = 0; row < rows; ++row) {
    double* const place = buffer.data() + row % block * width;
    double truth = 0;
    for (std::ptrdiff_t k = 0; k < features; ++k) {
      place[k] = noise(static_cast<std::uint64_t>(row * features + k + 1));
      truth += place[k] * static_cast<double>(k - 3);
    }
    place[features] = noise(~static_cast<std::uint64_t>(row)) < std::tanh(truth / 2) ? 1 : 0;
    if (row % block + 1 == block || row + 1 == rows)
      std::fwrite(buffer.data(), sizeof(double) * width, static_cast<std::size_t>(row % block + 1), to.get());
  }
  return to;
}

int main() {
  const rlimit most{rlim_t{20} << 20U, rlim_t{20} << 20U};
  if (setrlimit(RLIMIT_AS, &most) != 0) return std::puts("no limit of memory here"), 1;
  std::vector<double> buffer(block * width);
  const file from = make_rows(buffer);
  if (from == nullptr) return std::puts("no temporary file"), 1;
  try {
    std::vector<double> all(rows * width);
    std::rewind(from.get());
    std::printf("%zu rows in memory\n", std::fread(all.data(), sizeof(double) * width, rows, from.get()));
  } catch (const std::bad_alloc&) {
    std::puts("all rows at once: there is no memory");
  }

  auto total = prepare(value_gradient_hessian(loss, w), n = block, d = features, streamed(n));
  std::vector<double> weights(features);
  for (int step = 1; step <= 6; ++step) {
    std::rewind(from.get());
    total.start(w = weights);
    while (const std::size_t count = std::fread(buffer.data(), sizeof(double) * width, block, from.get())) {
      const auto here = static_cast<std::ptrdiff_t>(count);
      total.accumulate(n = here, X = strided_view(buffer.data(), {here, features}, {width, 1}),
                       y = strided_view(buffer.data() + features, {here}, {width}));
    }
    const auto blocks = total.blocks();
    const auto r = total.finish();
    std::printf("step %d: %lld rows in %lld blocks, loss %.8f\n", step, static_cast<long long>(total.rows()),
                static_cast<long long>(blocks), r.value);
    using matrix = Eigen::Matrix<double, features, features>;
    using vector = Eigen::Matrix<double, features, 1>;
    const vector change =
        Eigen::Map<const matrix>(r.hessian(w, w).data()).llt().solve(Eigen::Map<const vector>(r.gradient[w].data()));
    for (std::ptrdiff_t k = 0; k < features; ++k) weights[static_cast<std::size_t>(k)] -= change[k];
  }
  std::printf("weights");
  for (const double one : weights) std::printf(" %.3f", one);
  std::printf("\none block and all sums: %s than a megabyte\n",
              total.bytes() < std::size_t{1} << 20U ? "less" : "more");
}
