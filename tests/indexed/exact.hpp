// SPDX-License-Identifier: BSL-1.0
// Values and gradients in 50 digits, for formulas that are written a second time as loops: the value as the loops say,
// the gradients by central differences of it, which leave 30 correct digits.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <tapeless/tensor.hpp>

#include "tests/support/catch.hpp"

namespace exact {

using number = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

// The data of one tensor, row by row; of one number without an index.
struct table {
  std::vector<std::size_t> extents;
  std::vector<number> values;

  template <class... Index>
  const number& operator()(Index... index) const {
    std::size_t place = 0;
    std::size_t dimension = 0;
    ((place = place * extents.at(dimension++) + static_cast<std::size_t>(index)), ...);
    return values.at(place);
  }
  std::vector<double> doubles() const {
    std::vector<double> result;
    for (const number& one : values) result.push_back(static_cast<double>(one));
    return result;
  }
};

class tables {
 public:
  explicit tables(unsigned seed) : random_(seed) {}

  // Numbers between low and high, as doubles hold them.
  void fill(const std::string& name, const std::vector<std::size_t>& extents, double low = -1.5, double high = 1.5) {
    table& to = all_[name];
    to.extents = extents;
    to.values.resize(size(extents));
    for (number& one : to.values) one = std::uniform_real_distribution<>(low, high)(random_);
  }
  // Integers from 0 up to but not including `below`.
  void count(const std::string& name, const std::vector<std::size_t>& extents, std::size_t below) {
    table& to = all_[name];
    to.extents = extents;
    to.values.resize(size(extents));
    for (number& one : to.values) one = static_cast<double>(random_() % below);
  }
  const table& operator[](const std::string& name) const { return all_.at(name); }
  table& operator[](const std::string& name) { return all_.at(name); }

  // The derivative of value(*this) in every element of a tensor.
  template <class Value>
  std::vector<number> gradient(const std::string& name, const Value& value) {
    const number step = 1e-15;
    std::vector<number> result;
    for (number& element : all_.at(name).values) {
      const number before = element;
      element = before + step;
      const number above = value(*this);
      element = before - step;
      result.push_back((above - value(*this)) / (2 * step));
      element = before;
    }
    return result;
  }

  // What tensors are bound to.
  double scalar(const std::string& name) const { return static_cast<double>(all_.at(name).values.at(0)); }
  Eigen::VectorXd vector(const std::string& name) const {
    const std::vector<double> values = all_.at(name).doubles();
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
  template <int Order>
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Order> matrix(const std::string& name) const {
    using by_rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const table& from = all_.at(name);
    const std::vector<double> values = from.doubles();
    return Eigen::Map<const by_rows>(values.data(), static_cast<Eigen::Index>(from.extents.at(0)),
                                     static_cast<Eigen::Index>(from.extents.at(1)));
  }
  std::vector<int> integers(const std::string& name) const {
    const std::vector<double> values = all_.at(name).doubles();
    return std::vector<int>(values.begin(), values.end());
  }

 private:
  static std::size_t size(const std::vector<std::size_t>& extents) {
    std::size_t product = 1;
    for (const std::size_t one : extents) product *= one;
    return product;
  }

  std::map<std::string, table> all_;
  std::mt19937 random_;
};

// The largest difference relative to the largest element. Elements that cancel to less than a hundredth count as that
// much: with data around 1 they are sums of terms around 1.
template <class Result>
double error(const Result& result, const std::vector<number>& expected) {
  number largest = 0;
  number scale = 0.01;
  for (std::size_t k = 0; k < expected.size(); ++k) {
    double got = 0;
    if constexpr (std::is_arithmetic_v<Result>)
      got = static_cast<double>(result);
    else
      got = static_cast<double>(result.data()[k]);
    if (!std::isfinite(got)) return got * got;
    const number difference = abs(number(got) - expected[k]);
    largest = difference > largest ? difference : largest;
    scale = abs(expected[k]) > scale ? number(abs(expected[k])) : scale;
  }
  return static_cast<double>(number(largest / scale));
}

template <class Key>
std::string name_of(const Key&) {
  return tapeless::detail::definition_for<tapeless::detail::leaf_of_key<Key>>->name;
}

using rows = std::integral_constant<int, Eigen::RowMajor>;
using columns = std::integral_constant<int, Eigen::ColMajor>;

// A prepared formula, called with matrices by rows and by columns, against its value in 50 digits.
template <class Value, class Call, class... Key>
void check(tables& at, const Value& value, const Call& call, double tolerance, const Key&... key) {
  const std::vector<number> exact_value = {value(at)};
  const std::vector<number> gradients[] = {at.gradient(name_of(key), value)...};
  const auto compare = [&](const auto& result) {
    {
      INFO("the value");
      CHECK(error(result.value, exact_value) < tolerance);
    }
    std::size_t k = 0;
    const auto one = [&](const std::string& name, const auto& gradient) {
      INFO("the gradient in " << name);
      if constexpr (requires { gradient.size(); })
        REQUIRE(static_cast<std::size_t>(gradient.size()) == gradients[k].size());
      CHECK(error(gradient, gradients[k]) < tolerance);
      ++k;
    };
    (one(name_of(key), result[key]), ...);
  };
  {
    INFO("matrices by rows");
    compare(call(rows{}));
  }
  INFO("matrices by columns");
  compare(call(columns{}));
}

}  // namespace exact
