// SPDX-License-Identifier: BSL-1.0
// Functions of numbers for many rows on a CUDA device: device_batch(h, inputs(xs, ys, 3.0), outputs(values, gx, gy),
// stream), where columns are memory of the device. In a file that nvcc or clang compiles as CUDA, with nvcc and
// --expt-relaxed-constexpr. Any other compiler sees emulated_device alone, which runs the same kernels on the host.
#pragma once

#include <tapeless/core.hpp>

// nvcc warns of friends that are declared in a template.
#if defined(__NVCC__)
#pragma nv_diagnostic push
#pragma nv_diag_suppress 1301
#endif

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/api/device_batch.hpp>
#include <tapeless/run/device/emulated.hpp>

#if defined(__CUDACC__)

#if defined(__NVCC__) && !defined(__CUDACC_RELAXED_CONSTEXPR__)
static_assert(false, "tapeless: nvcc runs formulas on a device with --expt-relaxed-constexpr only");
#endif

#include <stdexcept>
#include <string>
#include <utility>

#include <cuda_runtime.h>

namespace tapeless::inline v0_2 {

// What CUDA reports, in its words: no device, a launch that failed.
class cuda_error : public std::runtime_error {
 public:
  // doing: what was done when CUDA reported it.
  cuda_error(const std::string& doing, cudaError_t code)
      : std::runtime_error("tapeless: " + doing + ": " + cudaGetErrorString(code)), code_(code) {}
  // CUDA's number of the error.
  cudaError_t code() const { return code_; }

 private:
  cudaError_t code_;
};

namespace detail::device {

inline void check(cudaError_t code, const char* doing) {
  if (code == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());  // which would be reported a second time
  throw cuda_error(doing, code);
}

// The phases of a kernel, between which the threads of a block wait for each other.
template <class Kernel, int... Phase>
__device__ void run_phases(const Kernel& kernel, double* shared, std::integer_sequence<int, Phase...>) {
  (((Phase > 0 ? __syncthreads() : void()),
    kernel.template run<Phase>(static_cast<std::ptrdiff_t>(blockIdx.x), static_cast<int>(threadIdx.x),
                               static_cast<std::ptrdiff_t>(gridDim.x), shared)),
   ...);
}
template <class Kernel>
__global__ void __launch_bounds__(Kernel::threads) run_kernel(const Kernel kernel) {
  constexpr std::make_integer_sequence<int, Kernel::phases> phases{};
  if constexpr (Kernel::shared > 0) {
    __shared__ double shared[static_cast<std::size_t>(Kernel::shared)];
    run_phases(kernel, shared, phases);
  } else {
    run_phases(kernel, nullptr, phases);
  }
}

}  // namespace detail::device

// A stream of CUDA's current device, with what device_batch asks of a device; streams stand for it as they are.
class cuda_stream {
 public:
  // Throws cuda_error where there is no device.
  explicit cuda_stream(cudaStream_t stream) : stream_(stream) {
    int device = 0, whole = 0;
    detail::device::check(cudaGetDevice(&device), "asking for the device");
    detail::device::check(cudaDeviceGetAttribute(&whole, cudaDevAttrPageableMemoryAccess, device),
                          "asking what the device reaches");
    reaches_all_ = whole != 0;
  }

  // As those of emulated_device.
  template <class Kernel>
  void launch(const Kernel& kernel, std::ptrdiff_t blocks) const {
    detail::device::run_kernel<Kernel>
        <<<static_cast<unsigned>(blocks), static_cast<unsigned>(Kernel::threads), 0, stream_>>>(kernel);
    detail::device::check(cudaGetLastError(), "launching a kernel");
  }
  void* allocate(std::size_t bytes) const {
    void* memory = nullptr;
    detail::device::check(cudaMallocAsync(&memory, bytes, stream_), "allocating memory of the device");
    return memory;
  }
  void release(void* memory) const noexcept { static_cast<void>(cudaFreeAsync(memory, stream_)); }
  void clear(void* to, std::size_t bytes) const {
    detail::device::check(cudaMemsetAsync(to, 0, bytes, stream_), "clearing memory of the device");
  }
  void send(void* to, const void* from, std::size_t bytes) const {
    detail::device::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, stream_), "writing to the device");
    detail::device::check(cudaStreamSynchronize(stream_), "waiting for the device");  // `from` may end
  }
  void fetch(void* to, const void* from, std::size_t bytes) const {
    detail::device::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, stream_), "reading from the device");
    detail::device::check(cudaStreamSynchronize(stream_), "waiting for the device");
  }
  // Memory of a device, managed or pinned memory, or any where the device reads that of the host.
  bool reaches(const void* pointer) const {
    if (reaches_all_) return true;
    cudaPointerAttributes attributes{};
    detail::device::check(cudaPointerGetAttributes(&attributes, pointer), "asking where memory is");
    return attributes.type != cudaMemoryTypeUnregistered;
  }

 private:
  cudaStream_t stream_;
  bool reaches_all_ = false;
};

// device_batch on a stream of the current device; 0 is the default stream. Throws cuda_error with what CUDA reports of
// the launch; what goes wrong on the device later, CUDA reports when the stream is waited for.
template <class H, class... In, class... Out>
  requires detail::batches::is_function<H>
void device_batch(const H& h, const batch_inputs<In...>& in, const batch_outputs<Out...>& out,
                  cudaStream_t stream = nullptr) {
  device_batch(h, in, out, cuda_stream(stream));
}
// checked_indices of an index list in memory of the device.
template <class I>
auto checked_indices(const I& indices, std::ptrdiff_t size, cudaStream_t stream) {
  return checked_indices(indices, size, cuda_stream(stream));
}
// ordered_indices of such a list. The stream has to live as long as what is made.
template <class I>
auto ordered_indices(const I& indices, std::ptrdiff_t size, cudaStream_t stream) {
  return ordered_indices(indices, size, cuda_stream(stream));
}

}  // namespace tapeless

#endif

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#if defined(__NVCC__)
#pragma nv_diagnostic pop
#endif
