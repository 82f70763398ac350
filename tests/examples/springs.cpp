// SPDX-License-Identifier: BSL-1.0
// A net of masses and springs that falls: the energy of all springs is one formula over rows that labels tie together,
// its gradient the forces. Steps of Euler's symplectic method keep the total energy but for the size of a step.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto s = axis<"s">;     // springs
constexpr auto k = axis<"k">;     // masses
constexpr auto d = axis<"d", 3>;  // x, y, z
constexpr auto X = tensor<"X">;
constexpr auto rest = tensor<"rest">;
constexpr auto from = labels<"from">;
constexpr auto to = labels<"to">;
constexpr auto stiffness = symbol<"stiffness">;
constexpr auto weight = symbol<"weight">;

constexpr auto length = sqrt(sum(d, square(X(k[from(s)], d) - X(k[to(s)], d))));
constexpr auto energy = stiffness / 2_c * sum(s, square(length - rest(s))) + weight * sum(k, X(k, d[2_c]));

// A square net of `side` by `side` masses of weight 1, held at two corners; springs along both directions and across.
struct net {
  std::size_t side;
  std::vector<double> places, speeds, lengths;
  std::vector<int> first, second;

  explicit net(std::size_t n) : side(n), places(3 * n * n), speeds(3 * n * n) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        places[3 * (i * n + j)] = static_cast<double>(i);
        places[3 * (i * n + j) + 1] = static_cast<double>(j);
        if (i + 1 < n) add(i * n + j, (i + 1) * n + j, 1);
        if (j + 1 < n) add(i * n + j, i * n + j + 1, 1);
        if (i + 1 < n && j + 1 < n) add(i * n + j, (i + 1) * n + j + 1, std::sqrt(2.0));
      }
  }
  void add(std::size_t a, std::size_t b, double long_by_itself) {
    first.push_back(static_cast<int>(a));
    second.push_back(static_cast<int>(b));
    lengths.push_back(long_by_itself);
  }
  bool is_held(std::size_t mass) const { return mass == 0 || mass == side - 1; }
};

int main() {
  net cloth(20);
  const std::size_t masses = cloth.side * cloth.side;
  auto springs = prepare(value_and_gradient(energy, X), s = cloth.lengths.size(), k = masses);
  springs.bind(X = cloth.places, from = cloth.first, to = cloth.second, rest = cloth.lengths, stiffness = 500.0,
               weight = 1.0);
  std::printf("%zu masses, %zu springs\n", masses, cloth.lengths.size());
  constexpr double step = 1e-3;
  constexpr int steps = 3000;
  double lowest = 0, drift = 0, fallen = 0;
  for (int t = 0; t <= steps; ++t) {
    const auto now = springs();
    double moving = 0, deepest = 0, height = 0;
    for (std::size_t mass = 0; mass < masses; ++mass)
      for (std::size_t c = 0; c < 3 && !cloth.is_held(mass); ++c) {
        double& speed = cloth.speeds[3 * mass + c];
        const double before = speed;
        speed -= step * now[X](mass, c);
        moving += before * speed / 2;  // the kinetic energy at the time of the places
        cloth.places[3 * mass + c] += step * speed;
        if (c == 2) height += cloth.places[3 * mass + c];
        if (c == 2) deepest = std::fmin(deepest, cloth.places[3 * mass + c]);
      }
    drift = std::fmax(drift, std::fabs(now.value + moving));
    fallen = std::fmax(fallen, -height);
    lowest = std::fmin(lowest, deepest);
    if (t % 1000 == 0) std::printf("after %d steps the lowest mass is at %.1f\n", t, deepest);
  }
  std::printf("the energy %s within 0.1 percent of what has fallen\n",
              drift < 1e-3 * fallen ? "stays" : "does not stay");
  return lowest < -4 ? 0 : 1;
}
