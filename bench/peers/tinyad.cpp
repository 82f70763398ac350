// SPDX-License-Identifier: BSL-1.0
// Energy, gradient and sparse Hessian of a body of tetrahedra by compressed(...), against TinyAD (MIT, Patrick Schmidt;
// github.com/patr-schm/TinyAD), whose scalars carry gradient and Hessian. Both by one thread. TinyAD makes its matrix
// anew in each call; "without the matrix" is the loop over its elements alone, with one call for each.
#include <bench/elements/sparse_body.hpp>

#include <TinyAD/ScalarFunction.hh>

namespace {

template <class T>
T energy_of(const Eigen::Vector3<T>* x, const double* own) {
  Eigen::Matrix3<T> D;
  for (int a = 0; a < 3; ++a) D.col(a) = x[a + 1] - x[0];
  Eigen::Matrix3d B;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) B(i, j) = own[3 * i + j];
  const double mu = own[9], lambda = own[10];
  const Eigen::Matrix3<T> F = D * B.template cast<T>();
  const T l = log(F.determinant());
  return 0.5 * mu * (F.squaredNorm() - 3.0) - mu * l + 0.5 * lambda * l * l;
}

class body : public bench::sparse_body {
 public:
  explicit body(long n) : bench::sparse_body(n), duals_(TinyAD::scalar_function<3>(TinyAD::range(points()))) {
    duals_.add_elements<4>(TinyAD::range(tetrahedra()), [this](auto& element) {
      using T = TINYAD_SCALAR_TYPE(element);
      Eigen::Vector3<T> x[4];
      for (int v = 0; v < 4; ++v) x[v] = element.variables(corner(element.handle, v));
      return energy_of<T>(x, own(element.handle));
    });
    at_.resize(3 * points());
    for (Eigen::Index q = 0; q < at_.size(); ++q) at_[q] = coordinate(q);
  }
  void by_duals(double* out) {
    Eigen::VectorXd gradient;
    Eigen::SparseMatrix<double> hessian;
    duals_.eval_with_derivatives(at_, out[0], gradient, hessian);
    benchmark::DoNotOptimize(hessian.valuePtr());
  }
  void by_duals_alone(double* out) {
    using T = TinyAD::Double<12>;
    out[0] = 0;
    for (std::ptrdiff_t e = 0; e < tetrahedra(); ++e) {
      Eigen::Vector3<T> x[4];
      for (int v = 0; v < 4; ++v)
        for (int q = 0; q < 3; ++q) x[v][q] = T(coordinate(3 * corner(e, v) + q), 3 * v + q);
      const T value = energy_of<T>(x, own(e));
      benchmark::DoNotOptimize(value.Hess.data());
      out[0] += value.val;
    }
  }

 private:
  TinyAD::ScalarFunction<3, double, Eigen::Index> duals_;
  Eigen::VectorXd at_;
};

struct tinyad {
  static constexpr const char* name = "TinyAD";
  static void run(body& all, double* out) { all.by_duals(out); }
};
struct tinyad_alone {
  static constexpr const char* name = "without the matrix";
  static void run(body& all, double* out) { all.by_duals_alone(out); }
};

const bool added = bench::add_tensors<body, tinyad, tinyad_alone>("sparse Hessian, tetrahedra x 1e3", 1000L) &&
                   bench::add_tensors<body, tinyad, tinyad_alone>("sparse Hessian, tetrahedra x 1e4", 10'000L);

}  // namespace
