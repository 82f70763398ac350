// SPDX-License-Identifier: BSL-1.0
// A program may say itself what a span of the wrong size leads to.
#include "tests/support/catch.hpp"

#include <cstddef>
#include <cstring>

#include <sys/wait.h>
#include <unistd.h>

[[noreturn]] static void leave_with(const char* which, std::size_t given, std::size_t needed) {
  _exit(std::strcmp(which, "input") == 0 ? static_cast<int>(10 * given + needed) : 0);
}
#define TAPELESS_SPAN_ERROR(which, given, needed) leave_with(which, given, needed)

#include <tapeless/core.hpp>

namespace {

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y), arguments(x, y));

TEST_CASE("what is called for a span of the wrong size is the program's own") {
  const int child = fork();
  if (child == 0) {
    const double in[3] = {1, 2, 3};
    double out[3] = {};
    h(std::span<const double>(in), std::span<double>(out));
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 32);
}

}  // namespace
