// SPDX-License-Identifier: BSL-1.0
// Memory of a CUDA device and the time of what runs there.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include <tapeless/interop/cuda.hpp>

namespace bench {

inline void check(cudaError_t code) {
  if (code == cudaSuccess) return;
  std::printf("CUDA: %s\n", cudaGetErrorString(code));
  std::exit(1);
}

// Elements in memory of the device.
template <class T>
class device_array {
 public:
  explicit device_array(std::size_t size) : size_(size) {
    check(cudaMalloc(&data_, std::max<std::size_t>(size, 1) * sizeof(T)));
  }
  explicit device_array(const std::vector<T>& from) : device_array(from.size()) {
    check(cudaMemcpy(data_, from.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
  }
  ~device_array() { cudaFree(data_); }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;
  T* data() const { return data_; }
  std::span<T> span() const { return {data_, size_}; }
  std::vector<T> read() const {
    std::vector<T> all(size_);
    check(cudaMemcpy(all.data(), data_, size_ * sizeof(T), cudaMemcpyDeviceToHost));
    return all;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_;
};
using device_numbers = device_array<double>;

// The median time of a launch, in milliseconds.
template <class F>
double median_ms(const F& launch) {
  cudaEvent_t begin, end;
  check(cudaEventCreate(&begin));
  check(cudaEventCreate(&end));
  std::vector<float> times;
  for (int round = 0; round < 60; ++round) {
    check(cudaEventRecord(begin));
    launch();
    check(cudaEventRecord(end));
    check(cudaEventSynchronize(end));
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin, end));
    if (round >= 10) times.push_back(ms);
  }
  check(cudaEventDestroy(begin));
  check(cudaEventDestroy(end));
  std::nth_element(times.begin(), times.begin() + 25, times.end());
  return static_cast<double>(times[25]);
}

// How many bytes a copy within the device reads and writes in a millisecond.
inline double copied_bytes_per_ms() {
  constexpr std::size_t bytes = std::size_t{1} << 30;
  const device_array<char> from(bytes), to(bytes);
  check(cudaMemset(from.data(), 1, bytes));
  return 2.0 * static_cast<double>(bytes) /
         median_ms([&] { check(cudaMemcpyAsync(to.data(), from.data(), bytes, cudaMemcpyDeviceToDevice)); });
}

}  // namespace bench
