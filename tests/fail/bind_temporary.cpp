// EXPECT: bind keeps pointers to data, which end with this line when they are a temporary: give them a name, or call
// net(X = ...) SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
constexpr auto n = axis<"n">;
constexpr auto X = tensor<"X">;
std::vector<double> read();
auto net = prepare(sum(n, X(n)), n = 2);
void load() {
#ifdef MISTAKE
  net.bind(X = read());
#else
  const std::vector<double> data = read();
  net.bind(X = data);
#endif
}
