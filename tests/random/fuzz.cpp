// SPDX-License-Identifier: BSL-1.0
// A target of libFuzzer: bytes say which operations a program has and where it is looked at, and everything is compared
// as random.programs does. A fault aborts, after it has been printed. Built and run by fuzz.sh.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/random/trial.hpp"

namespace random_programs {
namespace {

// Two bytes per choice; when there are none left, some that go on changing, as distributions want it.
class choices {
 public:
  using result_type = unsigned;
  choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  static constexpr unsigned min() { return 0; }
  static constexpr unsigned max() { return 0xffff; }
  unsigned operator()() {
    if (size_ < 2) return (spent_ += 40503u) & 0xffff;
    const unsigned next = data_[0] | static_cast<unsigned>(data_[1]) << 8;
    data_ += 2;
    size_ -= 2;
    return next;
  }
  // Eight bytes as they are: any number there is.
  double number() {
    double result = 0;
    if (size_ < sizeof result) return result;
    std::memcpy(&result, data_, sizeof result);
    data_ += sizeof result;
    size_ -= sizeof result;
    return result;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  unsigned spent_ = 0;
};

void try_bytes(const std::uint8_t* data, std::size_t size) {
  choices all(data, size);
  const unsigned head = all();
  const int inputs = 1 + static_cast<int>(head % exact::max_inputs);
  point at;
  if (head / 3 % 2 == 0)
    at = point_of(all, inputs);
  else
    for (int k = 0; k < inputs; ++k) {
      at.x[k] = all.number();
      at.finite = at.finite && std::isfinite(at.x[k]);
    }
  const stored written = program_of(all, all, inputs);
  tally count;
  trial(written, at, inputs, "these bytes", count).run(head / 6 % 8);
  if (count.faults == 0) return;
  std::fflush(stdout);
  std::abort();
}

}  // namespace
}  // namespace random_programs

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  random_programs::try_bytes(data, size);
  return 0;
}
