// SPDX-License-Identifier: BSL-1.0
// What plan_of tells about memory is what prepare takes from operator new, for large data and any number of threads: it
// grows with results and labels, not with what is read.
#include <cstddef>
#include <cstdlib>
#include <new>

#include "bench/tensors/network_formula.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {
std::size_t taken = 0;
void* take(std::size_t size, std::size_t alignment) {
  taken += size;
  void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment + alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace
[[gnu::noinline]] void* operator new(std::size_t size) { return take(size, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return take(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto Y = tensor<"Y">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto y = tensor<"y">;
constexpr auto v = tensor<"v">;

constexpr double mega = 1e6;

// Of a request with these extents: what is told, which must be what is taken, but for a few percent and the object
// itself with its threads.
template <class Request, class... Extent>
double checked_bytes(const Request& request, const Extent&... extents) {
  const auto told = static_cast<double>(plan_of(request).bytes(extents...));
  taken = 0;
  const auto net = prepare(request, extents...);
  const auto found = static_cast<double>(taken);
  CHECK(static_cast<double>(net.bytes()) <= found);
  CHECK(told <= static_cast<double>(net.bytes()));
  CHECK(found <= 1.05 * told + 32'768);
  return told;
}

TEST_CASE("a layer of many rows") {
  constexpr auto rest = sum(i, X(n, i) * W(i, o)) + b(o) - Y(n, o);
  constexpr auto layer = value_and_gradient(mean(n, sum(o, square(rest))), W, b);
  const double alone = checked_bytes(layer, n = 400'000, i = 64, o = 32);
  CHECK(alone < mega);
  // Fifteen more groups, each with gradients of its own; three more threads, each with tiles of its own.
  const double together = checked_bytes(layer, n = 400'000, i = 64, o = 32, threads(4));
  CHECK(together > alone + 15 * 8 * 64 * 32);
  CHECK(together < alone + 15 * 8 * (64 * 32 + 64) + 3 * alone);
  // Threads beyond the groups have nothing to do.
  CHECK(checked_bytes(layer, n = 400'000, i = 64, o = 32, threads(16)) ==
        checked_bytes(layer, n = 400'000, i = 64, o = 32, threads(20)));
}

TEST_CASE("products without tiles") {
  // The only item of its phase: its operands are as large as they are, its packed blocks are not.
  constexpr auto product = sum(i, X(n, i) * W(i, o));
  const double result = 8.0 * 100'000 * 64;
  const double told = checked_bytes(product, n = 100'000, i = 512, o = 64);
  CHECK(told < result + 6 * mega);
  const double shared = checked_bytes(product, n = 100'000, i = 512, o = 64, threads(8));
  CHECK(shared < result + 8 * 6 * mega);
  // Small ones need none.
  CHECK(checked_bytes(product, n = 100, i = 64, o = 32) == 8 * 100 * 32);
}

TEST_CASE("a network") {
  namespace formula = bench::network_formula;
  constexpr auto request =
      value_and_gradient(formula::loss(formula::hidden), formula::W1, formula::b1, formula::W2, formula::b2);
  const auto bytes = [&](const auto&... more) {
    return checked_bytes(request, formula::n = 100'000, formula::i = 784, formula::h = 128, formula::o = 10, more...);
  };
  const double weights = 8 * (784 * 128 + 128 + 128 * 10 + 10), labels = 8 * 100'000;
  CHECK(bytes() < 2 * weights + labels + mega);
  CHECK(bytes(threads(1)) < 17 * weights + labels + mega);
  CHECK(bytes(threads(4)) < 17 * weights + labels + 4 * mega);
}

TEST_CASE("logistic regression") {
  constexpr auto z = sum(i, X(n, i) * v(i));
  constexpr auto regression = value_and_gradient(mean(n, softplus(z) - y(n) * z), v);
  CHECK(checked_bytes(regression, n = 1'000'000, i = 8) < 32'768);
  CHECK(checked_bytes(regression, n = 1'000'000, i = 8, threads(4)) < 4 * 32'768);
}

}  // namespace
