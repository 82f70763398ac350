// SPDX-License-Identifier: BSL-1.0
// GradBench's "det": the determinant of a matrix by expansion along the rows, and its gradient. Loops of the compiler
// write the expansion out, so a size is a constant, and only some are there: 10 takes g++ another 49 s. A minor of the
// last rows is computed once for each choice of columns, where the suite's tools, which recurse at run time, compute it
// again in each place.
#include <array>
#include <bit>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <tapeless/tapeless.hpp>

#include <bench/gradbench/protocol.hpp>

namespace {

using namespace tapeless;

template <std::size_t N>
constexpr auto entries = symbols<"a", N * N>;

// minors[s] is that of the columns in the bits of s and of as many rows, the last ones.
template <std::size_t N>
constexpr auto determinant = record(entries<N>, []<class T>(const vec<T, N * N>& a) {
  std::array<T, (std::size_t(1) << N)> minors{};
  minors[0] = T(1);
  for (std::size_t set = 1; set < minors.size(); ++set) {
    const std::size_t row = N - static_cast<std::size_t>(std::popcount(set));
    bool first = true, negative = false;
    for (std::size_t column = 0; column < N; ++column) {
      if (!(set >> column & 1)) continue;
      const T term = a[row * N + column] * minors[set & ~(std::size_t(1) << column)];
      minors[set] = first ? term : negative ? minors[set] - term : minors[set] + term;
      first = false, negative = !negative;
    }
  }
  return minors.back();
});

template <std::size_t N>
constexpr auto value = function(determinant<N>, arguments(entries<N>));
template <std::size_t N>
constexpr auto slopes = function(gradient(determinant<N>, entries<N>), arguments(entries<N>));

template <class Function>
class computation {
 public:
  computation(const Function& function, const gradbench::json& input, std::size_t results)
      : function_(function), a_(input.at("A").get<std::vector<double>>()), result_(results) {}
  void run() { function_(a_, result_); }
  gradbench::json output() const {
    return result_.size() == 1 ? gradbench::json(result_[0]) : gradbench::json(result_);
  }

 private:
  Function function_;
  std::vector<double> a_, result_;
};

template <std::size_t N>
gradbench::json of_size(const std::string& function, const gradbench::json& input) {
  using gradbench::measured;
  if (function == "primal") return measured(input, [&] { return computation(value<N>, input, 1); });
  if (function == "gradient") return measured(input, [&] { return computation(slopes<N>, input, N * N); });
  throw std::invalid_argument("det has no function " + function);
}

}  // namespace

gradbench::json gradbench::det(const std::string& function, const json& input) {
  switch (input.at("ell").get<int>()) {
    case 5:
      return of_size<5>(function, input);
    case 6:
      return of_size<6>(function, input);
    case 7:
      return of_size<7>(function, input);
    case 8:
      return of_size<8>(function, input);
    case 9:
      return of_size<9>(function, input);
  }
  throw std::invalid_argument("not supported: sizes are constants here, from 5 to 9");
}
