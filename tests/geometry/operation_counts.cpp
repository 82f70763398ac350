// SPDX-License-Identifier: BSL-1.0
// How many operations geometry takes with its derivatives, beside what SymForce's generated headers say of the same
// outputs. Prints the table: build/dev/tests/geometry.operation_counts
#include "tests/support/catch.hpp"

#include <cstdio>

#include <tapeless/geometry.hpp>

namespace {

using namespace tapeless;

constexpr auto a = group<pose3, "a">;
constexpr auto b = group<pose3, "b">;
constexpr auto p = symbols<"p", 3>;
constexpr auto seen = symbols<"seen", 2>;
constexpr auto lens = symbols<"lens", 3>;

constexpr auto composed = record(a.storage, b.storage, [](const auto& x, const auto& y) {
  return (pose3<handle>::from(x) * pose3<handle>::from(y)).numbers();
});
constexpr auto inverted = record(a.storage, [](const auto& x) { return inverse(pose3<handle>::from(x)).numbers(); });
constexpr auto in_frame = record(a, p, [](const auto& from, const auto& point) { return inverse_act(from, point); });
constexpr auto prior = record(a, b, symbols<"w", 36>, [](const auto& value, const auto& wanted, const auto& weights) {
  return as_mat<6>(weights) * local_coordinates(wanted, value);
});
constexpr auto difference =
    record(a, b, symbols<"w", 36>, symbols<"m", 7>,
           [](const auto& from, const auto& to, const auto& weights, const auto& measured) {
             return as_mat<6>(weights) * local_coordinates(pose3<handle>::from(measured), between(from, to));
           });
// A point in the frame of the world, seen by a camera of which the pose is that of the world in its frame.
constexpr auto bundler =
    record(a, lens, p, seen, [](const auto& world, const auto& of, const auto& point, const auto& at) {
      return snavely(of[0], of[1], of[2], world * point) - at;
    });
constexpr auto linear = record(a, symbols<"f", 2>, symbols<"c", 2>, p, seen,
                               [](const auto& world, const auto& focal, const auto& center, const auto& point,
                                  const auto& at) { return pinhole(focal, center, world * point) - at; });

// The lower triangle of J'J and J'r of m residuals in n steps, which SymForce's factors give, too.
constexpr int products(int m, int n) { return (n * (n + 1) / 2 + n) * (2 * m - 1); }

struct row {
  const char* what;
  int ours, symforce;
};
constexpr row rows[] = {
    {"composition of two poses", count(composed).total, 79},
    {"inverse of a pose", count(inverted).total, 50},
    {"point in the frame of a pose, Jacobian", count(value_and_tangent_jacobian(in_frame, a)).total, 91},
    {"prior of a pose, factor", count(value_and_tangent_jacobian(prior, a)).total + products(6, 6), 803},
    {"difference of two poses, factor", count(value_and_tangent_jacobian(difference, a, b)).total + products(6, 12),
     2390},
    {"Snavely's camera, factor", count(value_and_tangent_jacobian(bundler, a, lens, p)).total + products(2, 12), 688},
    {"pinhole camera, factor in pose and point", count(value_and_tangent_jacobian(linear, a, p)).total + products(2, 9),
     0}};

}  // namespace

TEST_CASE("operations of geometry with derivatives") {
  std::printf("%-42s %9s %9s\n", "operations", "tapeless", "SymForce");
  for (const row& one : rows) {
    if (one.symforce > 0)
      std::printf("%-42s %9d %9d\n", one.what, one.ours, one.symforce);
    else
      std::printf("%-42s %9d\n", one.what, one.ours);
    INFO(one.what);
    CHECK(one.ours > 0);
    CHECK((one.symforce == 0 || one.ours <= one.symforce));
  }
}
