// SPDX-License-Identifier: BSL-1.0
// The free energy of a phase field as users of MOOSE write it, with the derivatives that DerivativeParsedMaterial makes
// when the program starts, here made by the compiler:
//
//   [free_energy]
//     type = DerivativeParsedMaterial
//     property_name = F
//     coupled_variables = 'c eta'
//     constant_names = 'A B w'
//     constant_expressions = '2 3 0.4'
//     expression = 'h := eta^2*(3 - 2*eta); (1 - h)*A/2*(c - 0.1)^2 + h*B/2*(c - 0.9)^2 + w*eta^2*(1 - eta)^2'
//     derivative_order = 2
//   []
//
// An interface between the phases relaxes by implicit steps; its energy is compared with an integral over eta that
// needs no grid. The output is compared with phase_field.txt.
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <vector>

#include <Eigen/SparseCholesky>

#include <tapeless/tensor.hpp>
#include <tapeless/interop/eigen.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto c = symbol<"c">;
constexpr auto eta = symbol<"eta">;
constexpr auto h = square(eta) * (3_c - 2_c * eta);
constexpr auto F =
    (1_c - h) * square(c - 0.1_c) + h * 3_c / 2_c * square(c - 0.9_c) + 0.4_c * square(eta) * square(1_c - eta);
// At one point: F, dF/dc and dF/deta, and the second derivatives by rows.
constexpr auto point = function(value_gradient_hessian(F, c, eta), arguments(c, eta));

constexpr auto k = axis<"k">;  // nodes of a line
constexpr auto s = axis<"s">;  // segments between them
constexpr auto left = labels<"left">;
constexpr auto right = labels<"right">;
constexpr auto C = tensor<"C">;
constexpr auto Eta = tensor<"Eta">;
constexpr auto C_old = tensor<"C_old">;
constexpr auto Eta_old = tensor<"Eta_old">;
constexpr auto dx = symbol<"dx">;
constexpr auto dt = symbol<"dt">;
constexpr auto kappa = symbol<"kappa">;
constexpr auto gradients = kappa / (2_c * dx) * sum(s, square(Eta(k[right(s)]) - Eta(k[left(s)])));
constexpr auto energy = dx * sum(k, substitute(F, c = C(k), eta = Eta(k))) + gradients;
constexpr auto moved = dx / (2_c * dt) * sum(k, square(C(k) - C_old(k)) + square(Eta(k) - Eta_old(k)));

// The energy of a flat interface: c as eta wants it, and then the integral of sqrt(2*kappa*F) over eta.
double by_integral(double of_gradient) {
  double sum = 0;
  const auto at = [&](double e) {
    const double part = e * e * (3 - 2 * e), a = 2 * (1 - part), b = 3 * part;
    return std::sqrt(2 * of_gradient * std::max(0.0, F(c = (0.1 * a + 0.9 * b) / (a + b), eta = e)));
  };
  for (int i = 0; i < 1000; ++i) sum += (at(i * 1e-3) + 4 * at((i + 0.5) * 1e-3) + at((i + 1) * 1e-3)) / 6000;
  return sum;
}

int main() {
  std::cout << "dF/deta:\n" << derivative(F, eta) << "\nd2F/dc deta:\n" << derivative(F, c, eta) << '\n';
  const auto middle = point(0.5, 0.5);
  std::printf("F and derivatives at (0.5, 0.5): %.4f %.4f %.4f\n", middle.value, middle.gradient[0],
              middle.hessian(1, 1));

  constexpr std::size_t nodes = 401;
  std::vector<double> contents(nodes), phases(nodes);
  std::vector<int> from, to;
  for (std::size_t i = 0; i < nodes; ++i) contents[i] = i < nodes / 2 ? 0.1 : 0.9, phases[i] = i < nodes / 2 ? 0 : 1;
  for (int i = 0; i + 1 < static_cast<int>(nodes); ++i) from.push_back(i), to.push_back(i + 1);
  auto old_contents = contents, old_phases = phases;
  auto step = prepare(compressed(value_gradient_hessian(energy + moved, C, Eta), positive_semidefinite), k = nodes,
                      s = nodes - 1);
  auto total = prepare(energy, k = nodes, s = nodes - 1);
  total.bind(C = contents, Eta = phases, left = from, right = to, dx = 0.05, kappa = 0.5);
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> solver;
  std::printf("energy of the interface on the grid ");
  for (int n = 0; n < 40; ++n) {
    step.bind(C = contents, Eta = phases, C_old = old_contents, Eta_old = old_phases, left = from, right = to,
              dx = 0.05, kappa = 0.5, dt = 0.1 * std::pow(1.3, n));
    for (int i = 0; i < 30; ++i) {
      const auto r = step();
      const Eigen::Map<const Eigen::VectorXd> slope(r.gradient().data(), 2 * nodes);
      if (slope.lpNorm<Eigen::Infinity>() < 1e-12) break;
      const Eigen::VectorXd way = solver.compute(sparse_map(r.hessian())).solve(slope);
      Eigen::Map<Eigen::VectorXd>(contents.data(), nodes) -= way.head(nodes);
      Eigen::Map<Eigen::VectorXd>(phases.data(), nodes) -= way.tail(nodes);
    }
    old_contents = contents, old_phases = phases;
    if (n % 13 == 12) std::printf(n < 30 ? "%.4f, " : "%.4f", total().value);
  }
  std::printf("; by the integral %.4f\n", by_integral(0.5));
}
