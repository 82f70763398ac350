// SPDX-License-Identifier: BSL-1.0
// Data that many calls share, prepare(f, data(x)): how they are bound, what is refused and leaves everything as it was,
// that changes are noticed, that infinities and NaN come out as they do without, and that calls allocate nothing.
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "tests/indexed/distance.hpp"
#include "tests/support/catch.hpp"

#include <tapeless/tensor.hpp>

namespace {
long allocations = 0;
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
using indexed::distance;

constexpr auto n = axis<"n">;
constexpr auto k = axis<"k">;
constexpr auto x = tensor<"x">;
constexpr auto w = tensor<"w">;
constexpr auto m = tensor<"m">;
constexpr auto t = labels<"t">;
constexpr auto mu = symbol<"mu">;
constexpr auto s = symbol<"s">;

// Of x and w known sums, of x and t a kept function in a loop with m.
constexpr auto f = sum(n, w(n) * square((x(n) - mu) / s)) + sum(n, square(tanh(x(n)) - m(k[t(n)])) / s);
constexpr auto request = value_and_gradient(f, mu, s, m);
constexpr auto known = data(x, w, t);

struct fixture {
  std::vector<double> xs{0.5, -1.25, 3, 0.75, 2, -0.5, 1};
  std::vector<double> ws{1, 0.5, 2, 0, 1.5, 1, 0.25};
  std::vector<int> ts{2, 0, 1, 1, 2, 0, 2};
  std::vector<double> ms{0.25, -0.5, 0.125};
  prepared_with_data_of<decltype(request), double, decltype(known)> net = prepare(request, n = 7, k = 3, known);
  prepared_of<decltype(request)> plain = prepare(request, n = 7, k = 3);

  void bind() { net.bind(x = xs, w = ws, t = ts); }
  std::vector<double> right(double mean = 0.3, double scale = 1.5) {
    return numbers(plain(x = xs, w = ws, t = ts, m = ms, mu = mean, s = scale));
  }
  std::vector<double> got(double mean = 0.3, double scale = 1.5) { return numbers(net(m = ms, mu = mean, s = scale)); }
  template <class Result>
  static std::vector<double> numbers(const Result& r) {
    std::vector<double> all{r.value, r[mu], r[s]};
    for (const double one : r[m]) all.push_back(one);
    return all;
  }
};

template <class Call>
std::string sentence(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
  return "nothing is refused";
}

TEST_CASE("data are bound once, or anew, one or all of them") {
  fixture all;
  all.bind();
  CHECK(distance(all.got(), all.right()) < 1e-14);
  CHECK(distance(all.got(-2, 0.5), all.right(-2, 0.5)) < 1e-14);
  // Others.
  const std::vector<double> others{1, 2, 3, 4, 5, 6, 7};
  all.net.bind(x = others);
  all.xs = others;
  CHECK(distance(all.got(), all.right()) < 1e-14);
  // With a call, and a number of calls on what has been bound last.
  const std::vector<int> picked{0, 0, 1, 2, 2, 2, 1};
  const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(7, 0, 3);
  all.ts = picked;
  all.ws.assign(weights.begin(), weights.end());
  const auto r = all.net(t = picked, mu = 0.3, w = weights, m = all.ms, s = 1.5);
  CHECK(distance(fixture::numbers(r), all.right()) < 1e-14);
  CHECK(distance(fixture::numbers(all.net()), all.right()) < 1e-14);
  all.net.bind(m = all.ms, s = 0.75, mu = 1.0);
  all.net.run();
  CHECK(distance(fixture::numbers(all.net()), all.right(1.0, 0.75)) < 1e-14);
  // What is no data ends with the call where it is a temporary.
  all.net(m = std::vector<double>(3, 0.5), mu = 0.3, s = 1.5);
  CHECK(sentence([&] { all.net(); }) == "tapeless: bind the tensors of the formula before it is run");
  // Every other element of a longer row.
  std::vector<double> apart(14, 1e9);
  for (std::size_t place = 0; place < 7; ++place) apart[2 * place] = static_cast<double>(place) - 2;
  all.net.bind(x = strided_view(apart.data(), {7}, {2}));
  all.xs = {-2, -1, 0, 1, 2, 3, 4};
  CHECK(distance(all.got(), all.right()) < 1e-14);
  CHECK(all.net.unchanged());
  apart[1] = 0;  // between them
  CHECK(all.net.unchanged());
  apart[12] = 0;
  CHECK_FALSE(all.net.unchanged());
}

TEST_CASE("what does not fit is one sentence and changes nothing") {
  fixture all;
  CHECK(sentence([&] { all.got(); }) ==
        "tapeless: data(...): bind the data before the formula is run: net.bind(x = data)");
  CHECK(sentence([&] { static_cast<void>(all.net.unchanged()); }) ==
        "tapeless: data(...): bind the data before the formula is run: net.bind(x = data)");
  all.net.bind(x = all.xs, w = all.ws);
  CHECK(sentence([&] { all.got(); }) ==
        "tapeless: data(...): bind the data before the formula is run: net.bind(x = data)");
  all.net.bind(t = all.ts);
  const std::vector<double> before = all.got();
  const std::vector<double> shorter(6, 1.0), longer(8, 1.0);
  const std::vector<int> beyond{0, 1, 2, 3, 0, 1, 2}, below{0, 1, 2, 0, -1, 1, 2};
  CHECK(sentence([&] { all.net.bind(x = shorter); }) == "tapeless: axis n has the extent 7 and 6 in tensor x");
  CHECK(sentence([&] { all.net(w = longer, m = all.ms, mu = 5.0, s = 1.0); }) ==
        "tapeless: axis n has the extent 7 and 8 in tensor w");
  CHECK(sentence([&] { all.net.bind(t = beyond); }) == "tapeless: label 3 in t is not among the 3 from 0 to 2");
  CHECK(sentence([&] { all.net.bind(x = longer, t = below); }) ==
        "tapeless: axis n has the extent 7 and 8 in tensor x");
  CHECK(sentence([&] { all.net.bind(t = below); }) == "tapeless: label -1 in t is not among the 3 from 0 to 2");
  CHECK(sentence([&] { all.net.bind(x = view(static_cast<const double*>(nullptr), 7)); }) ==
        "tapeless: tensor x is bound to a null pointer");
  CHECK(sentence([&] { all.net(m = shorter, mu = 5.0, s = 1.0); }) ==
        "tapeless: axis k has the extent 3 and 6 in tensor m");
  const auto r = all.net();
  CHECK(fixture::numbers(r) == before);
  CHECK(sentence([&] { all.net(m = r[m], mu = 5.0, s = 1.0); }) ==
        "tapeless: tensor m overlaps the results: copy them first");
  CHECK(fixture::numbers(all.net()) == before);
  CHECK(all.net.unchanged());
  CHECK(sentence([&] { prepare(request, n = 0, k = 3, known); }) ==
        "tapeless: axis n has the extent 0; it has one or more elements");
  CHECK(sentence([&] { prepare(request, n = 7, k = 3, known, threads(0)); }) ==
        "tapeless: a team has one or more threads, not 0");
  auto other = std::move(all.net);
  CHECK(fixture::numbers(other()) == before);
  CHECK(sentence([&] { all.got(); }) == "tapeless: this prepared formula has been moved to another");
  CHECK(sentence([&] { all.net.bind(x = all.xs); }) == "tapeless: this prepared formula has been moved to another");
  CHECK(other.extent(n) == 7);
}

TEST_CASE("data that have changed are noticed") {
  fixture all;
  all.bind();
  CHECK(all.net.unchanged());
  all.xs[6] = 0x1.fffffffffffffp-1;  // 1 but for its last bit
  CHECK_FALSE(all.net.unchanged());
  all.xs[6] = 1;
  CHECK(all.net.unchanged());
  std::swap(all.ws[1], all.ws[4]);
  CHECK_FALSE(all.net.unchanged());
  all.net.bind(w = all.ws);
  CHECK(all.net.unchanged());
  CHECK(distance(all.got(), all.right()) < 1e-14);
  all.ts[0] = 1;  // labels are copied: their old places are what a call picks
  CHECK_FALSE(all.net.unchanged());
  all.net.bind(t = all.ts);
  CHECK(distance(all.got(), all.right()) < 1e-14);
  // Any single bit of longer data, whose last elements fill no word of the sum.
  std::vector<unsigned char> bytes(41);
  for (std::size_t b = 0; b < bytes.size(); ++b) bytes[b] = static_cast<unsigned char>(b % 3);
  auto picks = prepare(sum(n, m(k[t(n)])), n = 41, k = 3, data(t = bytes));
  for (std::size_t b = 0; b < 8 * bytes.size(); ++b) {
    bytes[b / 8] = static_cast<unsigned char>(bytes[b / 8] ^ (1u << b % 8));
    CHECK_FALSE(picks.unchanged());
    bytes[b / 8] = static_cast<unsigned char>(bytes[b / 8] ^ (1u << b % 8));
  }
  CHECK(picks.unchanged());
}

TEST_CASE("infinities and NaN in data come out as they do without") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  fixture all;
  // Where data are numbers, a weight of 0 times a square that overflows may be 0 instead of NaN.
  const auto same = [&](bool overflows) {
    const std::vector<double> a = all.right(), b = all.got();
    bool equal = a.size() == b.size();
    for (std::size_t r = 0; r < a.size(); ++r)
      equal = equal && (std::isnan(a[r]) ? overflows || std::isnan(b[r])
                                         : a[r] == b[r] || std::abs(a[r] - b[r]) < 1e-13 * std::abs(a[r]));
    return equal;
  };
  for (const double odd : {infinity, -infinity, nan, 1e200, 1e308, -1e308, 0.0}) {
    for (const std::size_t place : {0u, 3u, 6u}) {
      INFO(odd << " at " << place);
      const bool overflows = std::abs(odd) > 1e100 && std::isfinite(odd);
      const double before = all.xs[place];
      all.xs[place] = odd;
      all.bind();
      CHECK(same(overflows));
      all.xs[place] = before;
      const double weight = all.ws[place];
      all.ws[place] = odd;
      all.bind();
      CHECK(same(false));
      all.ws[place] = weight;
    }
  }
  all.bind();
  CHECK(same(false));
  // All of them, and all the same.
  for (const double odd : {infinity, nan, 3.0, 1e-300, 1e300}) {
    INFO(odd);
    all.xs.assign(7, odd);
    all.bind();
    CHECK(same(odd == 1e300));
  }
}

TEST_CASE("one element, and numbers as data") {
  constexpr auto g = sum(n, square(x(n) * exp(s) - mu));
  const std::vector<double> one{2.5};
  auto net = prepare(value_and_gradient(g, mu), n = 1, data(x, s));
  net.bind(s = 0.5);
  CHECK(sentence([&] { net(mu = 1.0); }).find("bind the data") != std::string::npos);
  net.bind(x = one);
  const double scaled = 2.5 * std::exp(0.5);
  CHECK(std::abs(net(mu = 1.0).value - (scaled - 1) * (scaled - 1)) < 1e-13);
  CHECK(std::abs(net()[mu] + 2 * (scaled - 1)) < 1e-13);
  net.bind(s = 0.0);
  CHECK(net().value == 2.25);
  // All is data.
  auto constant = prepare(g, n = 1, data(x = one, s = 0.0, mu = 1.0));
  CHECK(constant().value == 2.25);
  CHECK(constant(mu = 0.5).value == 4.0);
  // Places that axes count off.
  const std::vector<double> row{1, 2, 4, 8, 16};
  constexpr auto steps = sum(n, square(x(k[n + 1_c]) - x(k[n]) - mu));
  auto known_steps = prepare(value_and_gradient(steps, mu), n = 4, k = 5, data(x = row));
  const auto r = known_steps(mu = 3.0);
  CHECK(std::abs(r.value - 31.0) < 1e-13);
  CHECK(std::abs(r[mu] + 6.0) < 1e-13);
}

// An engine that does one task after the other.
struct one_after_another {
  template <class Task>
  void bulk(int count, const Task& task) {
    for (int each = 0; each < count; ++each) task(each);
  }
};

TEST_CASE("formulas of numbers, lists of symbols, arrays as results, an engine") {
  constexpr auto list = symbols<"list", 3>;
  constexpr auto choice = integer<"choice">;
  auto product = prepare(value_and_gradient(exp(mu * s) * s, mu), data(s));
  product.bind(s = 2.0);
  CHECK(std::abs(product(mu = 0.5).value - 2 * std::exp(1.0)) < 1e-14);
  CHECK(std::abs(product()[mu] - 4 * std::exp(1.0)) < 1e-14);

  const std::vector<double> xs{1, 2, 3, 4};
  constexpr auto scaled = sum(n, square(x(n) - list[0_c]) * exp(list[1_c])) + list[2_c];
  auto of_list = prepare(value_and_gradient(scaled, list), n = 4, data(x = xs));
  auto of_list_plainly = prepare(value_and_gradient(scaled, list), n = 4);
  const std::array<double, 3> numbers{0.5, 0.25, 2};
  const auto r = of_list(list = numbers);
  const auto p = of_list_plainly(x = xs, list = numbers);
  CHECK(distance({r.value, r[list[0_c]], r[list[1_c]], r[list[2_c]]},
                 {p.value, p[list[0_c]], p[list[1_c]], p[list[2_c]]}) < 1e-14);
  auto with_list = prepare(scaled, n = 4, data(list));
  with_list.bind(list = numbers);
  CHECK(std::abs(with_list(x = xs).value - p.value) < 1e-13);

  constexpr auto branch = select(equals(choice, 1_c), mu, s) * sum(n, x(n));
  auto chosen = prepare(value_and_gradient(branch, mu), n = 4, data(x = xs, choice = 1));
  CHECK(chosen(mu = 2.0, s = 3.0).value == 20);
  CHECK(chosen()[mu] == 10);
  chosen.bind(choice = 2);
  CHECK(chosen().value == 30);
  CHECK(chosen()[mu] == 0);

  constexpr auto d = axis<"d", 2>;
  constexpr auto X = tensor<"X">;
  constexpr auto scores = log(X(n, d)) * w(d);
  const std::vector<double> ws{3, -2}, upstream{1, 2, 3, 4, 5, 6, 7, 8}, Xs{1, 2, 3, 4, 5, 6, 7, 8};
  one_after_another engine;
  auto turned = prepare(value_and_jacobian(ordered(scores, d, n), w), n = 4, data(X = Xs), on(engine));
  auto turned_plainly = prepare(value_and_jacobian(ordered(scores, d, n), w), n = 4);
  const auto all = [](const auto& of) {
    std::vector<double> together(of.values[0_c].begin(), of.values[0_c].end());
    const auto jacobian = of.jacobian(0_c, w);
    together.insert(together.end(), jacobian.begin(), jacobian.end());
    return together;
  };
  CHECK(distance(all(turned(w = ws)), all(turned_plainly(X = Xs, w = ws))) < 1e-15);
  auto back = prepare(pullback(scores, w), n = 4, data(X = Xs));
  auto back_plainly = prepare(pullback(scores, w), n = 4);
  const auto got = back(upstream, w = ws)[w], right = back_plainly(upstream, X = Xs, w = ws)[w];
  CHECK(distance({got(0), got(1)}, {right(0), right(1)}) < 1e-15);
  // A result that is data alone.
  auto kept = prepare(exp(X(n, d)), n = 4, data(X = Xs));
  CHECK(std::abs(kept().value(2, 1) - std::exp(6.0)) < 1e-12);
}

TEST_CASE("calls allocate nothing, and threads agree") {
  fixture all;
  all.bind();
  double total = all.net(m = all.ms, mu = 0.3, s = 1.5).value;
  const long before = allocations;
  for (int call = 0; call < 10; ++call) {
    total += all.net(m = all.ms, mu = 0.1 * call, s = 1.5).value;
    all.net.bind(x = all.xs, t = all.ts);
    total += all.net.unchanged() ? 1 : 0;
  }
  all.xs[0] = std::numeric_limits<double>::infinity();
  all.net.bind(x = all.xs);
  static_cast<void>(all.net().value);
  CHECK(allocations == before);
  CHECK(std::isfinite(total));
  static_assert(noexcept(all.net.run()));
  CHECK(all.net.bytes() > 0);

  std::vector<double> xs(5000), ws(5000);
  std::vector<int> ts(5000);
  for (std::size_t r = 0; r < xs.size(); ++r) {
    xs[r] = std::sin(0.1 * static_cast<double>(r)), ws[r] = 1 + std::cos(static_cast<double>(r));
    ts[r] = static_cast<int>(r * r % 3);
  }
  const auto results = [&](int count) {
    auto net = prepare(request, n = 5000, k = 3, data(x = xs, w = ws, t = ts), threads(count));
    return fixture::numbers(net(m = all.ms, mu = 0.2, s = 0.8));
  };
  const std::vector<double> alone = results(1);
  CHECK(results(2) == alone);
  CHECK(results(3) == alone);
  auto plain = prepare(request, n = 5000, k = 3);
  CHECK(distance(alone, fixture::numbers(plain(x = xs, w = ws, t = ts, m = all.ms, mu = 0.2, s = 0.8))) < 1e-13);
}

}  // namespace
