// SPDX-License-Identifier: BSL-1.0
// The plans of the usual losses, word for word: how often data are swept, what is multiplied as matrices, what is kept.
// A plan that gets worse fails here, on every machine.
#include <sstream>

#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto h = axis<"h">;
constexpr auto o = axis<"o">;
constexpr auto x = tensor<"x">;
constexpr auto y = tensor<"y">;
constexpr auto w = tensor<"w">;
constexpr auto X = tensor<"X">;
constexpr auto Z = tensor<"Z">;
constexpr auto V = tensor<"V">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto c = tensor<"c">;
constexpr auto t = labels<"t">;
constexpr auto mu = symbol<"mu">;
constexpr auto s = symbol<"s">;
constexpr auto lambda = symbol<"lambda">;

template <class Request>
std::string text(const Request& request) {
  std::ostringstream out;
  out << plan_of(request);
  return out.str();
}

TEST_CASE("normal density: one sweep, two sums") {
  constexpr auto request = value_and_gradient(sum(n, -square((x(n) - mu) / exp(s)) / 2_c - s), mu, s);
  static_assert(plan_of(request).sweeps() == 1);
  CHECK(text(request) == R"(3 nests with 1 sweep, 0 contractions, 8 buffers
r3 = exp(s)
r4 = 1/r3
buffer2 = r4
r5 = r4*r4
buffer0 = r5
r6 = s*size(n)
buffer1 = r6
buffer3 = 0
buffer4 = 0
sweep n:
  v2 = x[n] - mu
  sum 0 of v2*v2
  sum 1 of v2
buffer3 += sum0
buffer4 += sum1
r7 = buffer0*buffer3
r8 = -1/2*r7
r9 = r8 - buffer1
value = r9
r10 = buffer2*buffer4
r11 = buffer2*r10
grad_mu = r11
r12 = r7 - size(n)
grad_s = r12
)");
}

TEST_CASE("log-sum-exp: one nest of three sweeps, the exponentials in the place of the gradient") {
  constexpr auto request = value_and_gradient(log(sum(n, exp(x(n)))), x);
  CHECK(text(request) == R"(2 nests with 3 sweeps, 0 contractions, 4 buffers
sweep n:
  max 0 of x[n]
r0? = isfinite(max0)
r3 = select(r0?, max0, 0)
buffer2 = r3
sweep n:
  v2 = x[n] - r3
  v3 = exp(v2)
  sum 0 of v3
  grad_x[n] = v3
buffer1 = sum0
r5 = 1/sum0
sweep n:
  v2 = grad_x[n]*r5
  grad_x[n] = v2
r2 = log(buffer1)
r3 = buffer2 + r2
value = r3
)");
}

TEST_CASE("logistic regression: two products with the data and one sweep, tile by tile") {
  constexpr auto z = sum(i, X(n, i) * w(i));
  constexpr auto request = value_and_gradient(mean(n, softplus(z) - y(n) * z), w);
  static_assert(plan_of(request).contractions() == 2 && plan_of(request).sweeps() == 2);
  static_assert(plan_of(request).phases() == 4);
  // The scores in the place of the residuals, the gradient, and three numbers.
  static_assert(plan_of(request).bytes(n = 1000, i = 8) == 8 * (1000 + 8 + 3));
  CHECK(text(request) == R"(4 nests with 2 sweeps, 2 contractions, 5 buffers
r2 = -1/size(n)
buffer0 = r2
buffer1[n] = sum(i, w[i]*X[n,i])
buffer2 = 0
sweep n:
  v3 = abs(buffer1[n])
  v4 = -v3
  v5 = exp(v4)
  v6 = log1p(v5)
  v0? = 0 < buffer1[n]
  v7 = select(v0?, buffer1[n], 0)
  v8 = v7 + v6
  v10 = v8 - buffer1[n]*y[n]
  sum 0 of v10
  v1? = buffer1[n] < 0
  v11 = select(v1?, v5, 1)
  v12 = v5 + 1
  v13 = v11/v12
  v14 = y[n] - v13
  buffer1[n] = v14
buffer2 += sum0
grad_w[i] = sum(n, buffer1[n]*X[n,i])
sweep i:
  v2 = buffer0*grad_w[i]
  grad_w[i] = v2
r2 = buffer2/size(n)
value = r2
)");
}

TEST_CASE("softmax cross-entropy: the rows in one nest, logarithms in another") {
  constexpr auto request = value_and_gradient(-mean(n, log(pick(exp(Z(n, o)) / sum(o, exp(Z(n, o))), o, t(n)))), Z);
  CHECK(text(request) == R"(4 nests with 4 sweeps, 0 contractions, 7 buffers
r3 = 1/size(n)
buffer1 = r3
r4 = -1/size(n)
buffer0 = r4
for n:
  sweep o:
    max 0 of Z[n,o]
  buffer4[n] = max0
  r0? = isfinite(max0)
  r6 = select(r0?, max0, 0)
  sweep o:
    v2 = Z[n,o] - r6
    v3 = exp(v2)
    sum 0 of v3
    grad_Z[n,o] = v3
  buffer3[n] = sum0
  r8 = 1/sum0
  r9 = buffer1*r8
  sweep o:
    v5 = o == t[n]
    v6 = buffer0*v5
    v7 = grad_Z[n,o]*r9 + v6
    grad_Z[n,o] = v7
buffer5 = 0
sweep n:
  v4 = log(buffer3[n])
  v0? = isfinite(buffer4[n])
  v6 = select(v0?, buffer4[n], 0)
  v7 = v6 + v4
  v8 = Z[n,t[n]] - v7
  sum 0 of v8
buffer5 += sum0
r2 = buffer5/size(n)
r3 = -r2
value = r3
)");
}

TEST_CASE("the network: five products of matrices, each weight swept once") {
  constexpr auto hidden = relu(sum(i, X(n, i) * V(i, h)) + b(h));
  constexpr auto scores = sum(h, hidden * W(h, o)) + c(o);
  constexpr auto loss = mean(n, cross_entropy(scores, o, t(n))) +
                        lambda / 2_c * (square_norm(i, h, V(i, h)) + square_norm(h, o, W(h, o)));
  constexpr auto request = value_and_gradient(loss, V, b, W, c);
  static_assert(plan_of(request).contractions() == 5);
  CHECK(text(request) == R"(8 nests with 8 sweeps, 5 contractions, 17 buffers
r5 = 1/size(n)
buffer2 = r5
r6 = 1/2*lambda
buffer0 = r6
r7 = -1/size(n)
buffer1 = r7
buffer3[n,h] = sum(i, X[n,i]*V[i,h])
for n:
  sweep h:
    v2 = buffer3[n,h] + b[h]
    v3 = relu(v2)
    buffer3[n,h] = v3
buffer4[n,o] = sum(h, buffer3[n,h]*W[h,o])
grad_c = 0
for n:
  sweep o:
    v2 = buffer4[n,o] + c[o]
    max 0 of v2
  buffer7[n] = max0
  r0? = isfinite(max0)
  r6 = select(r0?, max0, 0)
  sweep o:
    v3 = buffer4[n,o] + c[o]
    v4 = v3 - r6
    v5 = exp(v4)
    sum 0 of v5
    buffer8[n,o] = v5
  buffer6[n] = sum0
  r8 = 1/sum0
  r9 = buffer2*r8
  sweep o:
    v5 = o == t[n]
    v6 = buffer1*v5
    v7 = buffer8[n,o]*r9 + v6
    buffer8[n,o] = v7
    grad_c[o] += v7
buffer9 = 0
sweep n:
  v2 = log(buffer6[n])
  v0? = isfinite(buffer7[n])
  v4 = select(v0?, buffer7[n], 0)
  v5 = v4 + v2
  v9 = buffer4[n,t[n]] + c[t[n]]
  v10 = v5 - v9
  sum 0 of v10
buffer9 += sum0
buffer10[n,h] = sum(o, buffer8[n,o]*W[h,o])
grad_W[h,o] = sum(n, buffer3[n,h]*buffer8[n,o])
grad_b = 0
for n:
  sweep h:
    v0? = 0 < buffer3[n,h]
    v3 = select(v0?, buffer10[n,h], 0)
    v1? = isnan(buffer3[n,h])
    v4 = guard(v1?, buffer3[n,h], v3)
    buffer3[n,h] = v4
    grad_b[h] += v4
grad_V[i,h] = sum(n, X[n,i]*buffer3[n,h])
buffer14 = 0
for h:
  sweep o:
    sum 0 of W[h,o]*W[h,o]
    v3 = W[h,o]*lambda + grad_W[h,o]
    grad_W[h,o] = v3
  buffer14 += sum0
buffer15 = 0
for i:
  sweep h:
    sum 0 of V[i,h]*V[i,h]
    v3 = V[i,h]*lambda + grad_V[i,h]
    grad_V[i,h] = v3
  buffer15 += sum0
r5 = buffer9/size(n)
r6 = buffer15 + buffer14
r7 = buffer0*r6
r8 = r5 + r7
value = r8
)");
}

// The reference writes no maximum at all; one that was differentiated would need comparisons in the gradient.
TEST_CASE("a maximum that only shifts exponents is not differentiated") {
  constexpr auto m = max(o, Z(n, o));
  constexpr auto softmax = exp(Z(n, o)) / sum(o, exp(Z(n, o)));
  constexpr auto shifted = exp(Z(n, o) - m) / sum(o, exp(Z(n, o) - m));
  CHECK(text(value_and_gradient(-mean(n, log(pick(shifted, o, t(n)))), Z)) ==
        text(value_and_gradient(-mean(n, log(pick(softmax, o, t(n)))), Z)));
  CHECK(text(value_and_gradient(sum(n, o, square(shifted)), Z)) ==
        text(value_and_gradient(sum(n, o, square(softmax)), Z)));
  CHECK(text(value_and_gradient(sum(n, m + log(sum(o, exp(Z(n, o) - m)))), Z)) ==
        text(value_and_gradient(sum(n, log(sum(o, exp(Z(n, o))))), Z)));
  const std::string differentiated = text(value_and_gradient(sum(n, m), Z));
  CHECK(differentiated.find("== max0") != std::string::npos);
}

}  // namespace
