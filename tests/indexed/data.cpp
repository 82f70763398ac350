// SPDX-License-Identifier: BSL-1.0
// What tensors may be bound to, and what happens when it does not fit: every layout gives the same numbers, every
// mistake is one sentence and leaves the results as they were; calls allocate nothing.
#include <cstdlib>
#include <limits>
#include <new>
#include <sstream>

#include <Eigen/Core>

#include "tests/indexed/agree.hpp"
#include "tests/support/close.hpp"

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

constexpr auto n = axis<"n">;
constexpr auto i = axis<"i">;
constexpr auto o = axis<"o">;
constexpr auto X = tensor<"X">;
constexpr auto W = tensor<"W">;
constexpr auto b = tensor<"b">;
constexpr auto t = labels<"t">;

// A product of matrices, elementwise work on both, a sum over each axis, labels.
constexpr auto scores = sum(i, X(n, i) * W(i, o)) + b(o);
constexpr auto loss = -mean(n, log(pick(exp(scores) / sum(o, exp(scores)), o, t(n)))) + sum(n, i, square(X(n, i)));
constexpr auto request = value_and_gradient(loss, X, W, b);

using by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using by_columns = Eigen::MatrixXd;

struct fixture {
  int rows = 11;
  int inner = 7;
  int columns = 10;
  by_rows x = by_rows::Random(rows, inner);
  by_rows w = by_rows::Random(inner, columns);
  Eigen::VectorXd bias = Eigen::VectorXd::Random(columns);
  std::vector<int> picked = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
  prepared_of<decltype(request)> net = prepare(request, n = rows, i = inner, o = columns);
};

// Value and gradients of a call as one list.
template <class Result>
std::vector<double> numbers(const Result& r) {
  std::vector<double> all{r.value};
  all.insert(all.end(), r[X].begin(), r[X].end());
  all.insert(all.end(), r[W].begin(), r[W].end());
  all.insert(all.end(), r[b].begin(), r[b].end());
  return all;
}
void check_same(const std::vector<double>& a, const std::vector<double>& other) {
  checks::check_near(a, other, 1e-13, 1e-15);
}

TEST_CASE("every layout gives the same numbers") {
  fixture f;
  const auto expected = numbers(f.net(X = f.x, W = f.w, b = f.bias, t = f.picked));
  const by_columns x_columns = f.x;
  const by_columns w_columns = f.w;
  check_same(numbers(f.net(X = x_columns, W = w_columns, b = f.bias, t = f.picked)), expected);
  check_same(numbers(f.net(X = x_columns, W = f.w, b = f.bias, t = f.picked)), expected);
  check_same(numbers(f.net(X = f.x, W = w_columns, b = f.bias, t = f.picked)), expected);

  // Every other row of a larger matrix by columns, backwards, and every third number of a vector.
  by_columns large(2 * f.rows, 3 * f.inner);
  for (int r = 0; r < f.rows; ++r)
    for (int c = 0; c < f.inner; ++c) large(2 * (f.rows - 1 - r), 3 * c) = f.x(r, c);
  const auto strided = strided_view(&large(2 * (f.rows - 1), 0), {f.rows, f.inner}, {-2, 3 * 2 * f.rows});
  std::vector<double> sparse(static_cast<std::size_t>(3 * f.columns));
  for (int c = 0; c < f.columns; ++c) sparse[static_cast<std::size_t>(3 * c)] = f.bias[c];
  const auto third = strided_view(sparse.data(), {f.columns}, {3});
  check_same(numbers(f.net(X = strided, W = f.w, b = third, t = f.picked)), expected);

  // Runs of numbers take the shape of their tensor; labels are any integers.
  const std::vector<double> flat(f.x.data(), f.x.data() + f.x.size());
  const std::vector<unsigned char> bytes(f.picked.begin(), f.picked.end());
  check_same(numbers(f.net(X = flat, W = std::span<const double>(f.w.data(), 70), b = f.bias, t = bytes)), expected);
  check_same(numbers(f.net(X = view(f.x.data(), 11, 7), W = f.w, b = f.bias, t = f.picked)), expected);

  // A part of a matrix.
  by_rows framed = by_rows::Random(f.rows + 4, f.inner + 5);
  framed.block(2, 3, f.rows, f.inner) = f.x;
  check_same(numbers(f.net(X = framed.block(2, 3, f.rows, f.inner), W = f.w, b = f.bias, t = f.picked)), expected);
}

TEST_CASE("floats") {
  fixture f;
  const auto expected = f.net(X = f.x, W = f.w, b = f.bias, t = f.picked);
  auto single = prepare<float>(request, n = f.rows, i = f.inner, o = f.columns);
  const Eigen::MatrixXf x = f.x.cast<float>();
  const Eigen::MatrixXf w = f.w.cast<float>();
  const Eigen::VectorXf bias = f.bias.cast<float>();
  const auto r = single(X = x, W = w, b = bias, t = f.picked);
  static_assert(std::same_as<std::remove_cvref_t<decltype(r.value)>, float>);
  CHECK(static_cast<double>(r.value) == Approx(expected.value).epsilon(1e-5));
  for (int k = 0; k < 70; ++k)
    CHECK(static_cast<double>(r[W].data()[k]) == Approx(expected[W].data()[k]).epsilon(1e-4).margin(1e-6));
}

template <class Call>
std::string sentence(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& problem) {
    return problem.what();
  }
  return "no complaint";
}

TEST_CASE("what does not fit is refused before anything is written") {
  fixture f;
  const auto before = numbers(f.net(X = f.x, W = f.w, b = f.bias, t = f.picked));
  const auto refused = [&](const auto& call) {
    const std::string text = sentence(call);
    f.net.bind(X = f.x, W = f.w, b = f.bias, t = f.picked);
    return text;
  };
  const by_rows short_w = f.w.topRows(5);
  CHECK(refused([&] { f.net(X = f.x, W = short_w, b = f.bias, t = f.picked); }) ==
        "tapeless: axis i has the extent 7 and 5 in tensor W");
  CHECK(refused([&] { f.net(X = f.x, W = f.bias, b = f.bias, t = f.picked); }) ==
        "tapeless: tensor W has 2 axes and is bound to data with 1");
  CHECK(refused([&] { f.net(X = f.x, W = std::vector<double>(69), b = f.bias, t = f.picked); }) ==
        "tapeless: tensor W has 70 elements and is bound to 69");
  CHECK(refused([&] {
          f.net(X = view(static_cast<const double*>(nullptr), 11, 7), W = f.w, b = f.bias, t = f.picked);
        }) == "tapeless: tensor X is bound to a null pointer");
  std::vector<int> wrong = f.picked;
  wrong[4] = 10;
  CHECK(refused([&] { f.net(X = f.x, W = f.w, b = f.bias, t = wrong); }) ==
        "tapeless: label 10 in t is not among the 10 from 0 to 9");
  wrong[4] = -1;
  CHECK(refused([&] { f.net(X = f.x, W = f.w, b = f.bias, t = wrong); }) ==
        "tapeless: label -1 in t is not among the 10 from 0 to 9");
  const auto r = f.net(X = f.x, W = f.w, b = f.bias, t = f.picked);
  CHECK(refused([&] { f.net(X = f.x, W = r[W], b = f.bias, t = f.picked); }) ==
        "tapeless: tensor W overlaps the results: copy them first");
  CHECK(numbers(r) == before);
  CHECK(sentence([&] { prepare(request, n = 0, i = 7, o = 10); }) ==
        "tapeless: axis n has the extent 0; it has one or more elements");
  CHECK(sentence([&] { prepare(request, n = 3, i = -7, o = 10); }) ==
        "tapeless: axis i has the extent -7; it has one or more elements");
  const auto twice = sum(n, i, o, X(n, i) * X(o, i));
  CHECK(sentence([&] { prepare(twice, n = 3, i = 7, o = 10); }) ==
        "tapeless: tensor X stands along the axes n and o, which have the extents 3 and 10");
  auto fresh = prepare(request, n = 3, i = 7, o = 10);
  CHECK(sentence([&] { fresh(); }) == "tapeless: bind the tensors of the formula before it is run");
  auto other = std::move(fresh);
  CHECK(sentence([&] { fresh(); }) == "tapeless: this prepared formula has been moved to another");
  CHECK(sentence([&] { other(); }) == "tapeless: bind the tensors of the formula before it is run");
}

TEST_CASE("a formula with nothing to bind runs without bindings") {
  auto extent = prepare(size(n) * 2_c, n = 5);
  CHECK(extent().value == 10);
  auto number = prepare(2_c * 3_c);
  CHECK(number().value == 6);
  const auto x = symbol<"x">;
  auto square_of = prepare(x * x);
  CHECK(sentence([&] { square_of(); }) == "tapeless: bind the tensors of the formula before it is run");
  CHECK(square_of(x = 3.0).value == 9);
}

TEST_CASE("calls allocate nothing") {
  fixture f;
  double total = f.net(X = f.x, W = f.w, b = f.bias, t = f.picked).value;
  const long before = allocations;
  for (int k = 0; k < 10; ++k) total += f.net(X = f.x, W = f.w, b = f.bias, t = f.picked).value;
  CHECK(allocations == before);
  static_assert(noexcept(f.net.run()));
  CHECK(std::isfinite(total));

  // Products that are large enough for Eigen's blocks.
  auto large = prepare(request, n = 150, i = 140, o = 130);
  const by_rows x = by_rows::Random(150, 140);
  const by_rows w = by_rows::Random(140, 130);
  const Eigen::VectorXd bias = Eigen::VectorXd::Random(130);
  const std::vector<int> picked(150, 17);
  const long allocated = allocations;
  const auto r = large(X = x, W = w, b = bias, t = picked);
  CHECK(allocations == allocated);
  const by_rows z = (x * w).rowwise() + bias.transpose();
  double expected = x.squaredNorm();
  for (int k = 0; k < 150; ++k)
    expected += (std::log((z.row(k).array() - z.row(k).maxCoeff()).exp().sum()) + z.row(k).maxCoeff() - z(k, 17)) / 150;
  CHECK(r.value == Approx(expected).epsilon(1e-12));
}

TEST_CASE("tensors are printed row by row") {
  const auto text = [](const auto& what) {
    std::ostringstream out;
    out << what;
    return out.str();
  };
  const double numbers[] = {1, 2.5, 3, -4, 5, 6};
  CHECK(text(view(numbers, 2, 3)) == "{{1, 2.5, 3}, {-4, 5, 6}}");
  CHECK(text(strided_view(numbers, {3, 2}, {1, 3})) == "{{1, -4}, {2.5, 5}, {3, 6}}");
  CHECK(text(view(numbers, 1)) == "{1}");
  auto doubled = prepare(X(n, i) + X(n, i), n = 2, i = 3);
  CHECK(text(doubled(X = view(numbers, 2, 3)).value) == "{{2, 5, 6}, {-8, 10, 12}}");
  CHECK(text(X) == "X");
  // Results by name, of prepared formulas and of direct calls.
  constexpr auto squares = sum(i, square(W(i, o)) * b(i));
  constexpr auto total = sum(o, squares);
  const auto w = std::array{std::array{1.0}, std::array{2.0}};
  const auto scale = std::array{10.0, 20.0};
  auto net = prepare(value_and_gradient(total, W, b), i = 2, o = 1);
  CHECK(text(net(W = w, b = scale)) == "value: 90, gradient: {W: {{20}, {80}}, b: {1, 4}}");
  CHECK(text(gradient(total, b)(W = w, b = scale)) == "{b: {1, 4}}");
  CHECK(text(bundle(squares, total)(W = w, b = std::vector{10.0, 20.0})) == "{{90}, 90}");
  auto value = prepare(squares, i = 2, o = 1);
  CHECK(text(value(W = w, b = scale)) == "value: {90}");
  CHECK(text(value_and_jacobian(squares, b)(W = w, b = scale)) == "values: {{90}}, jacobian: {{{{1, 4}}}}");
  CHECK(text(value_gradient_hessian(total, b)(W = w, b = scale)) ==
        "value: 90, gradient: {b: {1, 4}}, hessian: {{{{0, 0}, {0, 0}}}}");
}

// Names belong to kinds: a number, a tensor, an integer and labels may have one name in common.
TEST_CASE("symbols and tensors of one name keep apart") {
  constexpr auto number = symbol<"X">;
  constexpr auto whole = integer<"X">;
  constexpr auto picked = labels<"X">;
  const std::vector<double> data = {1, 2, 3};
  std::vector<double> x = data;
  auto net = prepare(value_and_gradient(sum(n, tensor<"X">(n)) * number + whole, number, tensor<"X">), n = 3);
  const auto r = net(tensor<"X"> = x, number = 100.0, whole = 7);
  CHECK(r.value == 607);
  CHECK(r[number] == 6);
  CHECK(r[tensor<"X">](1) == 100);
  CHECK(x == data);
  auto chosen = prepare(sum(n, pick(W(n, o), o, picked(n)) * tensor<"X">(n)), n = 3, o = 2);
  const std::vector<double> w = {1, 2, 3, 4, 5, 6};
  const std::vector<int> labels_of_rows = {1, 0, 1};
  CHECK(chosen(W = w, picked = labels_of_rows, tensor<"X"> = x).value == 2 + 6 + 18);
  CHECK((sum(n, tensor<"X">(n)) * number)(tensor<"X"> = x, number = 100.0) == 600);
}

TEST_CASE("extents that no memory has are refused") {
  const std::ptrdiff_t huge = std::ptrdiff_t{1} << 32;
  CHECK(sentence([&] { prepare(sum(n, i, square(X(n, i))), n = huge, i = huge); }) ==
        "tapeless: tensor X over n = 4294967296, i = 4294967296 has more than 2^56 bytes");
  constexpr std::ptrdiff_t largest_int = 2147483647, largest = std::numeric_limits<std::ptrdiff_t>::max();
  CHECK(sentence([&] { prepare(sum(n, i, square(X(n, i))), n = largest_int, i = largest_int); }) ==
        "tapeless: tensor X over n = 2147483647, i = 2147483647 has more than 2^56 bytes");
  // Products that wrap to 0 and to small numbers.
  CHECK(sentence([&] { prepare(sum(n, i, square(X(n, i))), n = huge, i = 2 * huge); }) ==
        "tapeless: tensor X over n = 4294967296, i = 8589934592 has more than 2^56 bytes");
  CHECK(sentence([&] { prepare(sum(n, i, square(X(n, i))), n = largest, i = largest); }) ==
        "tapeless: tensor X over n = 9223372036854775807, i = 9223372036854775807 has more than 2^56 bytes");
  const auto outer = repeat(i, exp(tensor<"v">(n))) * repeat(n, exp(tensor<"w">(i)));
  CHECK(sentence([&] { prepare(outer, n = huge, i = huge); }) ==
        "tapeless: a value over n = 4294967296, i = 4294967296 has more than 2^56 bytes");
}

TEST_CASE("extents of no elements, of one, and below") {
  constexpr auto f = value_and_gradient(sum(n, i, square(X(n, i))), X);
  CHECK(sentence([&] { prepare(f, n = 0, i = 2); }) ==
        "tapeless: axis n has the extent 0; it has one or more elements");
  CHECK(sentence([&] { prepare(f, n = 2, i = -1); }) ==
        "tapeless: axis i has the extent -1; it has one or more elements");
  const std::vector<double> one = {3};
  auto net = prepare(f, n = 1, i = 1);
  CHECK(net(X = one).value == 9);
  CHECK(net(X = one)[X](0, 0) == 6);
}

TEST_CASE("the result of a temporary keeps what it refers to") {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6};
  const auto r = prepare(value_and_gradient(sum(n, i, square(X(n, i))), X), n = 2, i = 3)(X = x);
  CHECK(r.value == 91);
  CHECK(std::vector<double>(r[X].begin(), r[X].end()) == std::vector<double>{2, 4, 6, 8, 10, 12});
  CHECK(prepare(sum(n, i, X(n, i)), n = 2, i = 3)(X = x).value == 21);
}

// Vectors whose memory is filled with NaN when they end.
struct fleeting {
  std::vector<double> numbers;
  fleeting(std::vector<double> list) : numbers(std::move(list)) {}
  fleeting(const fleeting&) = delete;
  ~fleeting() { std::fill(numbers.begin(), numbers.end(), std::numeric_limits<double>::quiet_NaN()); }
  double* data() { return numbers.data(); }
  const double* data() const { return numbers.data(); }
  std::size_t size() const { return numbers.size(); }
};

TEST_CASE("temporary data live as long as the call") {
  const auto squares = sum(n, square(W(n, i)));
  const std::vector<double> w{1, 2};
  auto lengths = prepare(sum(i, squares * b(i)), n = 2, i = 2);
  CHECK(lengths(W = fleeting({1, 2, 3, 4}), b = fleeting({1, 10})).value == 210);
  CHECK(lengths(W = by_rows{{1, 2}, {3, 4}}, b = std::array{1.0, 10.0}).value == 210);
  // What has ended is not read again.
  CHECK(sentence([&] { lengths(); }) == "tapeless: bind the tensors of the formula before it is run");
  // Views, and labels, which are copied, may be temporary.
  const by_rows square_of{{1, 2}, {3, 4}};
  lengths.bind(W = square_of.topRows(2), b = std::span<const double>(w));
  CHECK(lengths().value == 50);
  CHECK(lengths().value == 50);
  lengths.bind(W = Eigen::Map<const by_rows>(square_of.data(), 2, 2), b = view(w.data(), 2));
  CHECK(lengths().value == 50);
  auto picks = prepare(sum(n, pick(W(n, o), o, t(n))), n = 2, o = 2);
  picks.bind(W = square_of, t = std::vector<int>{1, 0});
  CHECK(picks().value == 5);
  // Directions come before the bindings.
  auto slope = prepare(jvp(sum(i, square(b(i))), b), i = 2);
  CHECK(slope(fleeting({1, 1}), b = w).value == 6);
  CHECK(sentence([&] { slope(); }) == "tapeless: bind the tensors of the formula before it is run");
}

TEST_CASE("indices of views") {
  const double numbers[] = {1, 2, 3, 4, 5, 6};
  const auto rows = view(numbers, 2, 3);
  CHECK(rows(1, 0) == 4);
  CHECK(rows.at(1, 2) == 6);
  const auto complaint = [&](auto... index) -> std::string {
    try {
      return std::to_string(rows.at(index...));
    } catch (const std::out_of_range& problem) {
      return problem.what();
    }
  };
  CHECK(complaint(0, 3) == "tapeless: index 3 is not among the 3 from 0 to 2");
  CHECK(complaint(-1, 3) == "tapeless: index -1 is not among the 2 from 0 to 1");
  CHECK(complaint(3) == "tapeless: a tensor has one index for each of its 2 axes");
}

}  // namespace
