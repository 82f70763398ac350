#include <array>
#include <iostream>
#include <tapeless/tapeless.hpp>

int main() {
  using namespace tapeless;
  constexpr auto residual = record<"x", "y">([](auto x, auto y) {  // distances to two beacons, less those measured
    return std::array{hypot(x, y) - 5.1, hypot(x - 8, y) - 6.2};
  });
  std::cout << value_and_jacobian(residual)(symbol<"x"> = 3.0, symbol<"y"> = 4.0) << '\n';
}
