// SPDX-License-Identifier: BSL-1.0
// Where the tip of a robot arm is, with the Jacobian in its joint angles: an arm of two links in the plane, and an arm
// of six joints about z, y, y, z, y, z. Sums of parallel joints are one angle in both versions.
#include <array>
#include <span>

#include <bench/support/ratio.hpp>

namespace {

struct two_links {
  static constexpr const char* name = "2-link arm, Jacobian";
  static constexpr std::size_t inputs = 4, outputs = 6;

  static constexpr auto q1 = tapeless::symbol<"q1">;
  static constexpr auto q2 = tapeless::symbol<"q2">;
  static constexpr auto l1 = tapeless::symbol<"l1">;
  static constexpr auto l2 = tapeless::symbol<"l2">;
  static constexpr auto tip = bundle(l1 * cos(q1) + l2 * cos(q1 + q2), l1* sin(q1) + l2 * sin(q1 + q2));
  static constexpr auto h = function(value_and_jacobian(tip, q1, q2), tapeless::arguments(q1, q2, l1, l2));
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    std::uniform_real_distribution<double> angle(-3, 3);
    in[0] = angle(random);
    in[1] = angle(random);
    in[2] = 1 + angle(random) / 6;
    in[3] = 1 + angle(random) / 6;
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 4>(in, 4), std::span<double, 6>(out, 6));
  }
  template <class T>
  static void hand(const T* in, T* out) {
    using std::cos, std::sin;
    const T a = in[0], b = a + in[1], first = in[2], second = in[3];
    const T u = second * cos(b), v = second * sin(b);
    const T x = first * cos(a) + u, y = first * sin(a) + v;
    out[0] = x, out[1] = y;
    out[2] = -y, out[3] = -v;
    out[4] = x, out[5] = u;
  }
};

// Lengths in metres: from the base to the shoulder, shoulder to elbow, elbow to wrist, wrist to tip.
constexpr double base[] = {0.025, 0.34}, upper = 0.4, lower[] = {0.02, 0.2}, wrist = 0.2, tool[] = {0.05, 0.13};

template <class T>
constexpr std::array<T, 3> tip_of_six(const std::array<T, 6>& q) {
  using std::cos, std::sin;
  const T x6 = tool[0] * cos(q[5]), y6 = tool[0] * sin(q[5]);
  const T x5 = cos(q[4]) * x6 + sin(q[4]) * tool[1], z5 = cos(q[4]) * tool[1] - sin(q[4]) * x6 + wrist;
  const T x4 = cos(q[3]) * x5 - sin(q[3]) * y6 + lower[0], y4 = sin(q[3]) * x5 + cos(q[3]) * y6, z4 = z5 + lower[1];
  const T both = q[1] + q[2];
  const T x2 = cos(both) * x4 + sin(both) * z4 + upper * sin(q[1]) + base[0];
  const T z2 = cos(both) * z4 - sin(both) * x4 + upper * cos(q[1]) + base[1];
  return {cos(q[0]) * x2 - sin(q[0]) * y4, sin(q[0]) * x2 + cos(q[0]) * y4, z2};
}

struct six_joints {
  static constexpr const char* name = "6-joint arm, Jacobian";
  static constexpr std::size_t inputs = 6, outputs = 21;

  static constexpr auto formula =
      tapeless::record<"q1", "q2", "q3", "q4", "q5", "q6">([](auto q1, auto q2, auto q3, auto q4, auto q5, auto q6) {
        return tip_of_six<decltype(q1)>({q1, q2, q3, q4, q5, q6});
      });
  static constexpr auto h =
      [](auto... q) { return function(value_and_jacobian(formula, q...), tapeless::arguments(q...)); }(
          tapeless::symbol<"q1">, tapeless::symbol<"q2">, tapeless::symbol<"q3">, tapeless::symbol<"q4">,
          tapeless::symbol<"q5">, tapeless::symbol<"q6">);
  static constexpr auto operations = count(h);

  static void sample(std::mt19937_64& random, double* in) {
    std::uniform_real_distribution<double> angle(-3, 3);
    for (std::size_t k = 0; k < 6; ++k) in[k] = angle(random);
  }
  static void ours(const double* in, double* out) {
    h(std::span<const double, 6>(in, 6), std::span<double, 21>(out, 21));
  }

  // From the tip to the base: what a joint moves is axis x (tip - joint), turned by the joints before it.
  template <class T>
  static void hand(const T* in, T* out) {
    using std::cos, std::sin;
    const T c1 = cos(in[0]), s1 = sin(in[0]), c2 = cos(in[1]), s2 = sin(in[1]);
    const T both = in[1] + in[2], cb = cos(both), sb = sin(both);
    const T c4 = cos(in[3]), s4 = sin(in[3]), c5 = cos(in[4]), s5 = sin(in[4]), c6 = cos(in[5]), s6 = sin(in[5]);

    const T x6 = T(tool[0]) * c6, y6 = T(tool[0]) * s6;
    const T x5 = c5 * x6 + s5 * T(tool[1]), z5 = c5 * T(tool[1]) - s5 * x6;  // joint 5 moves (z5, 0, -x5)
    const T fx5 = -c5 * y6, fz5 = s5 * y6;                                   // joint 6 moves (fx5, x6, fz5)

    const T ax = c4 * x5 - s4 * y6, ay = s4 * x5 + c4 * y6, az = z5 + T(wrist + lower[1]);  // joint 4: (-ay, ax, 0)
    const T ex = c4 * z5, ey = s4 * z5;                                                     // joint 5: (ex, ey, -x5)
    const T fx = c4 * fx5 - s4 * x6, fy = s4 * fx5 + c4 * x6;                               // joint 6: (fx, fy, fz5)

    const T lx = ax + T(lower[0]);
    const T ux = cb * lx + sb * az, uz = cb * az - sb * lx;  // joint 3: (uz, 0, -ux)
    const T dx = cb * ay, dz = sb * ay;                      // joint 4: (-dx, ax, dz)
    const T gx = cb * ex - sb * x5, gz = -sb * ex - cb * x5;
    const T hx = cb * fx + sb * fz5, hz = cb * fz5 - sb * fx;

    const T vx = ux + T(upper) * s2, vz = uz + T(upper) * c2;  // joint 2: (vz, 0, -vx)
    const T rx = vx + T(base[0]), px = c1 * rx - s1 * ay, py = s1 * rx + c1 * ay;
    out[0] = px, out[1] = py, out[2] = vz + T(base[1]);
    T* const x = out + 3;
    T* const y = out + 9;
    T* const z = out + 15;
    x[0] = -py, y[0] = px, z[0] = T(0);
    x[1] = c1 * vz, y[1] = s1 * vz, z[1] = -vx;
    x[2] = c1 * uz, y[2] = s1 * uz, z[2] = -ux;
    x[3] = -c1 * dx - s1 * ax, y[3] = c1 * ax - s1 * dx, z[3] = dz;
    x[4] = c1 * gx - s1 * ey, y[4] = s1 * gx + c1 * ey, z[4] = gz;
    x[5] = c1 * hx - s1 * fy, y[5] = s1 * hx + c1 * fy, z[5] = hz;
  }
};

const bool added = bench::add<two_links>() && bench::add<six_joints>();

}  // namespace
