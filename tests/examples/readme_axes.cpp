// SPDX-License-Identifier: BSL-1.0
// "Formulas over axes" in the README: its block of code as it stands there, and the rows of the table below it.
#include <array>
#include <iostream>
#include <vector>
#include <tapeless/tensor.hpp>

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto k = axis<"k">;
constexpr auto l = axis<"l">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto G = tensor<"G">;
constexpr auto V = tensor<"V">;
constexpr auto t = labels<"t">;

// An engine of one thread.
struct calling_thread {
  template <class Task>
  void bulk(int count, const Task& task) {
    for (int each = 0; each < count; ++each) task(each);
  }
};
struct only_rank {  // a program of one process
  int rank() const { return 0; }
  int size() const { return 1; }
  void send(const void*, std::size_t, int) {}
  void receive(void*, std::size_t, int) {}
  void broadcast(void*, std::size_t, int) {}
  void gather(const void*, void*, std::size_t) {}
};

// clang-format off
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-value"  // r.value;
#endif
void block() {
  constexpr auto b = tensor<"b">;
  constexpr auto lambda = symbol<"lambda">;
  const std::vector<double> images(128 * 784, 0.5), weights(784 * 10), bias(10);
  const std::vector<int> classes(128, 3);

    constexpr auto n = axis<"n">;                                               // and i, o, k, l
    constexpr auto Z = sum(i, X(n, i) * W(i, o)) + b(o);                        // X = tensor<"X">, ...
    constexpr auto L = -mean(n, log(pick(exp(Z) / sum(o, exp(Z)), o, t(n))));   // t = labels<"t">
    constexpr auto J = lambda / 2_c * sum(i, o, square(W(i, o)));
    static_assert(derivative(J, W(k, l)) == lambda * W(k, l));                  // lambda = symbol<"lambda">
    std::cout << derivative(sum(n, o, G(n, o) * Z), W(k, l));                   // sum(n, G(n, l)*X(n, k))

    auto net = prepare(value_and_gradient(L + J, W, b), n = 128, i = 784, o = 10);
    const auto r = net(X = images, W = weights, b = bias, t = classes, lambda = 1e-4);
    r.value;  r[W](3, 7);  r[b].span();                                         // views, good until the next call

  std::cout << '\n' << r.value << ' ' << r[W](3, 7) << ' ' << r[b].span()[3] << '\n';
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
// clang-format on

constexpr auto m = axis<"m">;

void reductions() {
  constexpr auto n = axis<"n">;
  constexpr auto e = log(X(n, i));
  std::cout << sum(n, i, e) << ' ' << mean(n, e) << ' ' << max(n, e) << ' ' << min(n, e) << '\n';
  std::cout << tensor<"X">(n, i) << ' ' << X(m, i) << ' ' << rename(e, n, m) << '\n';
  std::cout << sum(axis<"o", 10>, W(i, axis<"o", 10>)) << ' ' << size(axis<"o", 10>) << '\n';
}
void labelled() {
  constexpr auto n = axis<"n">;
  constexpr auto e = log(X(n, o));
  std::cout << labels<"t">(n) << ' ' << pick(e, o, t(n)) << ' ' << onehot(o, t(n)) << ' ' << size(n) << '\n';
}
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // labels have the name of an axis above
#endif
void places() {
  constexpr auto n = axis<"n">;
  constexpr auto e = axis<"e">;
  constexpr auto v = axis<"v", 3>;
  constexpr auto d = axis<"d", 3>;
  constexpr auto i = labels<"i">;
  constexpr auto j = labels<"j">;
  constexpr auto tri = labels<"tri">;
  constexpr auto f0 = X(n, d[0_c]);
  constexpr auto f1 = exp(f0);
  constexpr auto f2 = X(n, d[2_c]);
  constexpr auto f = exp(symbol<"x">);
  std::cout << X(k[i(e)], d) << ' ' << X(k[tri(e, v)], d) << ' ' << f2 << '\n';
  std::cout << X(k[tri(e, v[0_c])], d) << ' ' << X(k[t(e[j(n)])], d) << '\n';
  std::cout << stack(d, f0, f1, f2) << ' ' << substitute(f, symbol<"x"> = X(k[i(e)], d[0_c])) << '\n';
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
void counted_places() {
  constexpr auto n = axis<"n">;
  constexpr auto j = axis<"j">;
  constexpr auto r = axis<"r">;
  constexpr auto c = axis<"c">;
  constexpr auto u = axis<"u">;
  constexpr auto v = axis<"v">;
  constexpr auto d = axis<"d", 3>;
  constexpr auto x = tensor<"x">;
  std::cout << x(k[n + 1_c]) - x(k[n]) << ' ' << X(r[i + u], c[j + v]) << ' ' << x(k[3_c * n + d]) << '\n';
}
void products() {
  constexpr auto n = axis<"n">;
  constexpr auto a = X(n, i);
  constexpr auto b = W(i, o);
  std::cout << repeat(o, a) << ' ' << matmul(a, b) << '\n';
}
void networks() {
  constexpr auto n = axis<"n">;
  constexpr auto z = X(n, o);
  std::cout << softmax(o, z) << ' ' << log_softmax(o, z) << ' ' << log_sum_exp(o, z) << ' ' << cross_entropy(z, o, t(n))
            << ' ' << square_norm(i, o, W(i, o)) << '\n';
}
void elements() {
  constexpr auto j = axis<"j">;
  constexpr auto p = axis<"p">;
  constexpr auto w = tensor<"w">;
  constexpr auto z = tensor<"z">;
  constexpr auto f = sum(i, w(i) * square(w(i)));
  std::cout << derivative(derivative(f, w(i)), w(j)) << '\n' << derivative(softmax(o, z(o)), z(p)) << '\n';
  constexpr auto h = W(j, i);
  std::cout << plan_of(ordered(h, i, j));
}
void derivatives() {
  constexpr auto n = axis<"n">;
  constexpr auto b = tensor<"b">;
  constexpr auto s = symbol<"s">;
  constexpr auto f = s * sum(n, o, square(matmul(X(n, i), W(i, o)) + b(o)));
  std::cout << derivative(f, W(k, l)) << '\n';
  std::cout << derivative(sum(k, l, derivative(f, W(k, l)) * V(k, l)), W(k, l)) << '\n';
  elements();

  constexpr auto request = value_and_gradient(f, W, b, s);
  constexpr auto r = request(X = std::array{std::array{1.0, 2.0}, std::array{1.0, 0.0}},
                             W = std::array{std::array{3.0}, std::array{4.0}}, b = std::array{5.0}, s = 2.0);
  static_assert(r.value == 640 && r[W][1][0] == 128 && r[b][0] == 96 && r[s] == 320);

  const std::vector<float> x{1, 2, 1, 0}, w{3, 4}, c{5};
  prepared_of<decltype(request), float> member = prepare<float>(request, n = 2, i = 2, o = 1);
  member.bind(X = x, W = w, b = c, s = 2.0f);
  member.run();
  auto one = prepare(f, n = 2, i = 2, o = 1);
  auto four = prepare(f, n = 2, i = 2, o = 1, threads(4));
  calling_thread pool;
  auto as_many = prepare(f, n = 2, i = 2, o = 1, on(pool)), lanes = prepare(f, n = 2, i = 2, o = 1, on(pool, 4));
  only_rank link;
  auto shared_out = prepare(f, n = 2, i = 2, o = 1, ranks(link, n));
  const std::vector<double> y(x.begin(), x.end()), v(w.begin(), w.end()), d(c.begin(), c.end());
  std::cout << member().value << ' ' << one(X = y, W = v, b = d, s = 2.0).value << ' '
            << four(X = y, W = v, b = d, s = 2.0).value << ' ' << as_many(X = y, W = v, b = d, s = 2.0).value << ' '
            << lanes(X = y, W = v, b = d, s = 2.0).value << ' ' << shared_out(X = y, W = v, b = d, s = 2.0).value
            << '\n';
  constexpr auto plan = plan_of(request);
  static_assert(plan.nests() > 0 && plan.sweeps() > 0 && plan.buffers() > 0 && plan.phases() > 0);
  std::cout << plan.contractions() << '\n';
}
void requests() {
  constexpr auto b = tensor<"b">;
  constexpr auto s = symbol<"s">;
  constexpr auto Z = W(i, o) * s + b(o);
  constexpr auto f = sum(i, o, square(Z));
  std::cout << gradient(f, W)[W] << ' ' << jacobian(Z, W)(0_c, W) << ' ' << hessian(f, W, b)(W, b) << '\n';
  std::cout << gradient(f, W, s)[s] << ' ' << bundle(Z, f)[1_c] << '\n';
  constexpr auto w = std::array{std::array{1.0}, std::array{2.0}};
  constexpr auto all = value_gradient_hessian(f, W, b)(W = w, b = std::array{3.0}, s = 2.0);
  static_assert(all.value == 25 + 49 && value_and_gradient(f, W, s)(W = w, b = std::array{3.0}, s = 2.0).value == 74);
}

int main() {
  block();
  reductions();
  labelled();
  places();
  counted_places();
  products();
  networks();
  derivatives();
  requests();
}
