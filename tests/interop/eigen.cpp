// SPDX-License-Identifier: BSL-1.0
// Vectors of Eigen as arguments of function objects, and results in types of Eigen, without an allocation.
#include <cmath>
#include <cstdlib>
#include <new>
#include <type_traits>

#include "tests/support/catch.hpp"

#include <tapeless/interop/eigen.hpp>

namespace {
int allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto z = symbol<"z">;
constexpr auto f = x * x * y + y * z;
constexpr auto g = bundle(x * y * z, x + 2_c * y);
constexpr auto xyz = arguments(x, y, z);

using Eigen::Matrix;
using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

TEST_CASE("results in types of Eigen") {
  const Vector3d at(2, 3, 5);
  CHECK(evaluate(function(f, xyz), at) == 27.0);
  CHECK(evaluate(function(g, xyz), at) == Vector2d(30, 8));
  CHECK(evaluate(function(gradient(f, x, y, z), xyz), at) == Vector3d(12, 9, 3));

  const auto r = evaluate(function(value_and_gradient(f, z, x), xyz), at);
  static_assert(std::is_same_v<decltype(r.gradient), Vector2d>);
  CHECK(r.value == 27.0);
  CHECK(r.gradient == Vector2d(3, 12));

  const auto J = evaluate(function(jacobian(g, x, y, z), xyz), at);
  static_assert(std::is_same_v<decltype(J), const Matrix<double, 2, 3, Eigen::RowMajor>>);
  Matrix<double, 2, 3> expected;
  expected << 15, 10, 6, 1, 2, 0;
  CHECK(J == expected);
  const auto both = evaluate(function(value_and_jacobian(g, x, y, z), xyz), at);
  CHECK(both.values == Vector2d(30, 8));
  CHECK(both.jacobian == expected);
  CHECK(evaluate(function(value_and_jacobian(g, y), xyz), at).jacobian == Vector2d(10, 2));  // one column

  Matrix3d second;
  second << 6, 4, 0, 4, 0, 1, 0, 1, 0;
  CHECK(evaluate(function(hessian(f, x, y, z), xyz), at) == second);
  const auto all = evaluate(function(value_gradient_hessian(f, x, y, z), xyz), at);
  CHECK((all.value == 27.0 && all.gradient == Vector3d(12, 9, 3) && all.hessian == second));
}

TEST_CASE("arguments of every kind") {
  constexpr auto h = function(f, xyz);
  const Vector2d two(2, 3);
  CHECK(evaluate(h, two, 5) == 27.0);
  CHECK(evaluate(h, 2, Vector2d(3, 5)) == 27.0);
  CHECK(evaluate(h, two.transpose(), 5.0) == 27.0);
  CHECK(evaluate(h, Vector3d(1, 1, 1) + Vector3d(1, 2, 4)) == 27.0);
  CHECK(evaluate(h, Matrix3d(Vector3d(2, 3, 5).asDiagonal()) * Vector3d(1, 1, 1)) == 27.0);
  const Matrix3d rows = (Matrix3d() << 2, 3, 5, 0, 0, 0, 0, 0, 0).finished();
  CHECK(evaluate(h, rows.row(0)) == 27.0);
  static_assert(std::is_same_v<decltype(evaluate(h, Eigen::Vector3f(2, 3, 5))), float>);
  CHECK(evaluate(h, Eigen::Vector3f(2, 3, 5)) == 27.0f);
  static_assert(std::is_same_v<decltype(evaluate(h, Matrix<long double, 3, 1>(2, 3, 5))), long double>);
  Eigen::VectorXd dynamic(3);
  dynamic << 2, 3, 5;
  CHECK(evaluate(h, dynamic) == 27.0);
  CHECK(evaluate(h, dynamic.head(2), dynamic.tail(1)) == 27.0);
  CHECK_THROWS_WITH(evaluate(h, dynamic.head(2)), "tapeless: the function has 3 arguments and is given 2");
}

TEST_CASE("written to what is there") {
  constexpr auto h = function(value_and_jacobian(g, x, y, z), xyz);
  const Vector3d at(2, 3, 5);
  Matrix<double, 2, 3> expected;
  expected << 15, 10, 6, 1, 2, 0;
  Vector2d values;
  Eigen::MatrixXd J(2, 3);
  double memory[8] = {};
  Eigen::Map<Matrix<double, 2, 3, Eigen::RowMajor>> map(memory + 1);
  Matrix<double, 4, 6> large = Matrix<double, 4, 6>::Zero();

  const int before = allocations;
  evaluate_into(h, into(values, J), at);
  evaluate_into(h, into(nullptr, map), at);
  evaluate_into(h, into(values.transpose(), large.block<2, 3>(1, 2)), at.head<2>(), 5);
  CHECK(allocations == before);
  CHECK(values == Vector2d(30, 8));
  CHECK((J == expected && map == expected && large.block<2, 3>(1, 2) == expected));
  CHECK((memory[0] == 0 && memory[7] == 0 && large.sum() == expected.sum()));

  double value = 0;
  Vector3d slope;
  Eigen::Matrix3f second;
  second.setZero();
  evaluate_into(function(value_gradient_hessian(f, x, y, z), xyz), into(value, slope, nullptr), at);
  CHECK((value == 27.0 && slope == Vector3d(12, 9, 3)));
  Matrix3d third;
  evaluate_into(function(value_gradient_hessian(f, x, y, z), xyz), into(nullptr, nullptr, third), at);
  CHECK((third(0, 0) == 6.0 && third(0, 1) == 4.0 && third(1, 2) == 1.0 && third(2, 2) == 0.0));
  evaluate_into(function(hessian(f, x, y, z), xyz), into(second), at.cast<float>());
  CHECK((second(0, 0) == 6.0f && second(2, 1) == 1.0f));
}

TEST_CASE("rows of numbers are vectors") {
  constexpr auto h = function(value_and_gradient(f, x, y, z), xyz);
  const Eigen::Vector3d at(1, 2, 3);
  Eigen::Vector4d out;
  h(at, out);
  CHECK(out == Eigen::Vector4d(8, 4, 4, 2));
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(4, 2);
  Eigen::VectorXd sized(6);
  sized << 0, 1, 2, 3, 0, 0;
  h(sized.segment(1, 3), rows.col(1));
  CHECK(rows.col(1) == out);
  CHECK(rows.col(0).isZero());
  Eigen::Matrix<double, 2, 3, Eigen::RowMajor> points;
  points << 0, 0, 0, 1, 2, 3;
  double plain[4];
  h(points.row(1), plain);
  CHECK(plain[3] == 2);
  h(Eigen::Map<const Eigen::Vector3d>(at.data()), Eigen::Map<Eigen::Vector4d>(plain));
  CHECK(plain[0] == 8);
}

TEST_CASE("several symbols are bound to vectors") {
  constexpr auto p = symbols<"p", 3>;
  constexpr auto h = p[0_c] * p[1_c] + 10_c * p[2_c];
  const Vector3d fixed(1, 2, 3);
  const Eigen::VectorXd sized = fixed;
  Matrix3d columns;
  columns << 1, 0, 4, 2, 0, 5, 3, 0, 6;
  const int before = allocations;
  CHECK(h(p = fixed) == 32);
  CHECK(h(p = sized) == 32);
  CHECK(h(p = sized.transpose()) == 32);
  CHECK(h(p = columns.col(0)) == 32);
  CHECK(h(p = columns.row(0)) == 40);  // not side by side in memory
  CHECK(h(p = 2 * fixed + fixed) == 108);
  CHECK(h(p = sized.head<3>()) == 32);
  CHECK(h(p = fixed.cast<float>()) == 32.0f);
  CHECK(value_and_gradient(h, p)(p = fixed)[p][1] == 1);
  CHECK(allocations == before);
  CHECK_THROWS_WITH(h(p = sized.head(2)), "tapeless: 3 symbols, the first of them p0, are bound to 2 numbers");
}

TEST_CASE("shapes that do not fit") {
  constexpr auto h = function(value_and_jacobian(g, x, y, z), xyz);
  const Vector3d at(2, 3, 5);
  Vector2d values(7, 7);
  Eigen::MatrixXd J(3, 2);
  CHECK_THROWS_WITH(evaluate_into(h, into(values, J), at),
                    "tapeless: a part of the result is 2 x 3 and would be written to a matrix that is 3 x 2");
  CHECK(values == Vector2d(7, 7));
  Eigen::VectorXd longer(4);
  CHECK_THROWS_WITH(evaluate_into(h, into(longer, nullptr), at),
                    "tapeless: a part of the result is 2 x 1 and would be written to a matrix that is 4 x 1");
}

}  // namespace
