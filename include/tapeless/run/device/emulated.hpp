// SPDX-License-Identifier: BSL-1.0
// A device that is none: the kernels of a device run by the calling thread, block by block and thread by thread, on
// ordinary memory. For tests of programs where there is no device, and for reading what a launch does in a debugger.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include <tapeless/run/device/kernels.hpp>

namespace tapeless::inline v0_2 {

// In place of a stream: device_batch(h, inputs(xs), outputs(ys), emulated_device{}).
struct emulated_device {
  // Whether blocks and threads run from the last one to the first: what they leave must not depend on it.
  bool backwards = false;

  // A kernel of `blocks` blocks.
  template <class Kernel>
  void launch(const Kernel& kernel, std::ptrdiff_t blocks) const {
    std::vector<double> shared(static_cast<std::size_t>(Kernel::shared));
    for (std::ptrdiff_t b = 0; b < blocks; ++b) {
      std::fill(shared.begin(), shared.end(), -1e300);  // what the block before has left is gone
      run_block(kernel, backwards ? blocks - 1 - b : b, blocks, shared.data(),
                std::make_integer_sequence<int, Kernel::phases>{});
    }
  }
  // Memory of the device, and its end.
  void* allocate(std::size_t bytes) const { return ::operator new(bytes); }
  void release(void* memory) const noexcept { ::operator delete(memory); }
  // Bytes of the device set to 0, written by the host, or read by it when all that was launched before is done.
  void clear(void* to, std::size_t bytes) const { std::memset(to, 0, bytes); }
  void send(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
  void fetch(void* to, const void* from, std::size_t bytes) const { std::memcpy(to, from, bytes); }
  // Whether the device reaches memory there.
  static constexpr bool reaches(const void*) { return true; }

 private:
  template <class Kernel, int... Phase>
  void run_block(const Kernel& kernel, std::ptrdiff_t block, std::ptrdiff_t blocks, double* shared,
                 std::integer_sequence<int, Phase...>) const {
    (run_phase<Phase>(kernel, block, blocks, shared), ...);
  }
  template <int Phase, class Kernel>
  void run_phase(const Kernel& kernel, std::ptrdiff_t block, std::ptrdiff_t blocks, double* shared) const {
    for (int t = 0; t < Kernel::threads; ++t)
      kernel.template run<Phase>(block, backwards ? Kernel::threads - 1 - t : t, blocks, shared);
  }
};

}  // namespace tapeless
