// SPDX-License-Identifier: BSL-1.0
// What is said at run time and stands in no other test: direct calls on arrays that do not fit, and spans of the wrong
// size given to a function object, which throws nothing and ends the program.
#include "tests/support/catch.hpp"

#include <csignal>
#include <span>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto t = labels<"t">;

TEST_CASE("a direct call says what does not fit") {
  constexpr auto f = sum(n, pick(sum(i, X(n, i) * W(i, o)), o, t(n)));
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  const std::vector<int> picked{1, 0};
  const auto x = view(numbers.data(), 2, 3);
  const auto w = view(numbers.data(), 3, 2);
  CHECK(f(X = x, W = w, t = picked) == 1 * 2 + 2 * 4 + 3 * 6 + 4 * 1 + 5 * 3 + 6 * 5);

  CHECK_THROWS_WITH(f(X = x, W = view(numbers.data(), 2, 2), t = picked),
                    "tapeless: axis i has the extent 3 in the formula, not 2");
  CHECK_THROWS_WITH(f(X = x, W = view(numbers.data(), 3), t = picked),
                    "tapeless: tensor W has 2 axes and is bound to data with 1");
  const std::vector<int> outside{1, 2};
  CHECK_THROWS_WITH(f(X = x, W = w, t = outside), "tapeless: label 2 in t is not among the 2 from 0 to 1");

  // Only data say how long an axis is, and none stand along k.
  constexpr auto k = axis<"k">;
  CHECK_THROWS_WITH((size(k) * sum(i, o, W(i, o)))(W = w), "tapeless: axis k has no extent: prepare(f, k = 100)");
}

TEST_CASE("a direct call says when an array would be too large") {
  constexpr auto one = tensor<"a">;
  constexpr auto other = tensor<"b">;
  constexpr auto f = sum(n, i, exp(repeat(i, one(n)) * other(i)));
  const double number = 1;
  const auto long_axis = strided_view(&number, {1 << 16}, {0});
  CHECK_THROWS_WITH(f(one = long_axis, other = long_axis),
                    "tapeless: an array has more than 2^31 elements: prepare the formula");
}

// What a process of its own writes to its standard error before it is aborted.
template <class Call>
std::string last_words(const Call& call) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    call();
    _exit(0);
  }
  close(ends[1]);
  std::string words;
  char letters[256];
  for (ssize_t count = 0; (count = read(ends[0], letters, sizeof letters)) > 0;)
    words.append(letters, static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  return words;
}

TEST_CASE("a span of the wrong size ends the program with a sentence") {
  constexpr auto x = symbol<"x">;
  constexpr auto y = symbol<"y">;
  constexpr auto h = function(value_and_gradient(x * y, x, y), arguments(x, y));
  std::vector<double> in(3, 1.0);
  std::vector<double> out(3);
  CHECK(last_words([&] { h(std::span<const double>(in), std::span<double>(out)); }) ==
        "tapeless: the input span of a function has 3 elements and needs 2\n");
  in.resize(2);
  out.resize(4);
  CHECK(last_words([&] { h(std::span<const double>(in), std::span<double>(out)); }) ==
        "tapeless: the output span of a function has 4 elements and needs 3\n");
}

}  // namespace
