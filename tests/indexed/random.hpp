// SPDX-License-Identifier: BSL-1.0
// Pseudo-random formulas over three axes, made by the compiler: elementwise work, sums, extremes, broadcasts, products
// that become contractions, picks by labels, always a number at the end. Prepared, their values and gradients are those
// of the array evaluator, which computes value by value; at small extents also those of the reference interpreter and
// of its differences.
#pragma once

#include <cstring>
#include <tuple>

#include "tests/indexed/agree.hpp"
#include "tests/indexed/distance.hpp"
#include "tests/indexed/random_steps.hpp"

namespace random_formulas {

namespace pass = tapeless::detail::pass;
using indexed::name_of;
using tapeless::handle;
using tapeless::dag::symbol_kind;

class generator {
 public:
  constexpr generator(tapeless::dag::builder& program, unsigned seed)
      : program_(program), state_(seed * 2654435761u + 12345u) {
    for (int a = 0; a < 3; ++a) axes_[a] = leaf(axis_names[a], symbol_kind::axis);
  }

  constexpr handle formula() {
    for (int k = 0; k < 5; ++k) add(stored());
    for (int k = 0; k < 18; ++k) add(next());
    // What was made last, each as a number.
    handle total = reduced(values_[count_ - 1]);
    for (int k = 2; k < 6; ++k) total = total + reduced(values_[count_ - k]);
    return total;
  }

 private:
  static constexpr const char* axis_names[3] = {"n", "i", "o"};
  static constexpr int most = 24;

  constexpr int random(int below) {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<int>((state_ >> 10) % static_cast<unsigned>(below));
  }
  constexpr handle leaf(const char* name, symbol_kind kind) { return {program_, program_.make_symbol(name, kind)}; }
  template <class... Axis>
  constexpr handle tensor(const char* name, Axis... a) {
    return tapeless::apply<tapeless::rules::access_>(leaf(name, symbol_kind::tensor), axes_[a]...);
  }
  constexpr handle stored() {
    switch (random(10)) {
      case 0:
        return leaf("c", symbol_kind::real);
      case 1:
        return tensor("u", 0);
      case 2:
        return tensor("v", 1);
      case 3:
        return tensor("w", 2);
      case 4:
        return tensor("X", 0, 1);
      case 5:
        return tensor("Y", 1, 2);
      case 6:
        return tensor("Z", 0, 2);
      case 7:
        return tensor("V", 2, 1);
      case 8:
        return tensor("T", 0, 1, 2);
      default:
        return tensor("S", 2, 0, 1);
    }
  }
  constexpr void add(const handle& value) {
    if (count_ < most) values_[count_++] = value;
  }
  // A recent value, or a stored one.
  constexpr handle any() {
    const int k = random(9);
    return k < 2 ? stored() : values_[count_ - 1 - (k < 6 ? random(count_ < 4 ? count_ : 4) : random(count_))];
  }
  constexpr bool varies(const handle& value, int a) const { return tapeless::rules::varies_along(value, axes_[a]); }
  constexpr int rank(const handle& value) const {
    return int{varies(value, 0)} + int{varies(value, 1)} + int{varies(value, 2)};
  }
  constexpr bool meet(const handle& a, const handle& b) const {
    bool common = rank(a) == 0 || rank(b) == 0;
    for (int x = 0; x < 3; ++x) common = common || (varies(a, x) && varies(b, x));
    return common;
  }
  // Another value that has an axis in common, or an outer product by repetition.
  constexpr handle partner(const handle& a) {
    for (int k = 0; k < 6; ++k) {
      const handle b = any();
      if (meet(a, b)) return b;
    }
    handle b = any();
    for (int x = 0; x < 3; ++x)
      if (!meet(a, b) && varies(a, x)) b = tapeless::repeat(axes_[x], b);
    return b;
  }
  constexpr int axis_of(const handle& a) {
    int x = random(3);
    while (!varies(a, x)) x = (x + 1) % 3;
    return x;
  }

  constexpr handle next() {
    const handle a = any();
    const int kind = random(10);
    if (rank(a) == 0 || kind < 3) return random_steps::elementwise(random(10), a);
    if (kind < 8) {
      const handle b = partner(a);
      if (kind < 6) return random_steps::met(random(7), a, b);
      const handle product = a * b;  // of which a sum is made
      return tapeless::rules::sum_along(axes_[axis_of(product)], product) * handle(0.125);
    }
    if (kind == 8 && varies(a, 2)) {
      const bool by_row = random(2) == 0;
      const handle label = by_row ? tapeless::apply<tapeless::rules::access_>(leaf("t", symbol_kind::labels), axes_[0])
                                  : tapeless::apply<tapeless::rules::access_>(leaf("s", symbol_kind::labels), axes_[1]);
      return tapeless::pick_along(a, axes_[2], label);
    }
    return over(a, axis_of(a));
  }
  constexpr handle over(const handle& a, int x) {
    const handle& along = axes_[x];
    const int kind = random(7);
    switch (kind) {
      case 3:
        return log(tapeless::rules::sum_along(along, exp(a)));
      case 4:
        return exp(a) / tapeless::rules::sum_along(along, exp(a));
      case 5:
        return tapeless::rules::sum_along(along, a) * handle(0.0625);
      default:
        return random_steps::over(kind, along, a);
    }
  }
  constexpr handle reduced(handle value) {
    value = sin(value);
    while (rank(value) > 0) {
      const int x = axis_of(value);
      value = random_steps::without(random(6), axes_[x], value);
    }
    return value;
  }

  tapeless::dag::builder& program_;
  unsigned state_;
  handle axes_[3];
  handle values_[most];
  int count_ = 0;
};

template <unsigned Seed>
struct written {
  static constexpr tapeless::dag::sizes estimate{256, 512, 64, 32, 1};
  static constexpr void run(pass::pass_output& shop) { shop.add_root(generator(shop.builder, Seed).formula()); }
};
template <unsigned Seed>
inline constexpr auto formula = pass::raise<pass::schedule<written<Seed>>, 0>{};

inline constexpr auto n = tapeless::axis<"n">;
inline constexpr auto i = tapeless::axis<"i">;
inline constexpr auto o = tapeless::axis<"o">;
inline constexpr auto reals = std::tuple(
    tapeless::symbol<"c">, tapeless::tensor<"u">, tapeless::tensor<"v">, tapeless::tensor<"w">, tapeless::tensor<"X">,
    tapeless::tensor<"Y">, tapeless::tensor<"Z">, tapeless::tensor<"V">, tapeless::tensor<"T">, tapeless::tensor<"S">);
inline constexpr auto picks = std::tuple(tapeless::labels<"t">, tapeless::labels<"s">);
inline constexpr auto axes = std::tuple(n, i, o);

// Those of a list that a formula contains.
template <class F, class... Key>
constexpr auto contained(const F&, const std::tuple<Key...>& keys) {
  const auto one = [](const auto& key) {
    using leaf = tapeless::detail::leaf_of_key<decltype(key)>;
    if constexpr (tapeless::detail::contains<leaf>(pass::view_of<pass::lower<F>>))
      return std::tuple(key);
    else
      return std::tuple<>();
  };
  return std::apply([&](const auto&... key) { return std::tuple_cat(one(key)...); }, keys);
}

// The data of the interpreter in memory, by rows or with the first axis running fastest.
class storage {
 public:
  storage(const indexed::interpreter& at, bool by_columns) {
    for (const auto& [name, from] : at.arrays) {
      place& to = places_[name];
      const std::size_t rank = from.extents.size();
      to.rank = static_cast<int>(rank);
      std::ptrdiff_t step = 1;
      for (std::size_t d = 0; d < rank; ++d) {
        const std::size_t k = by_columns ? d : rank - 1 - d;
        to.extents[k] = static_cast<std::ptrdiff_t>(from.extents[k]);
        to.strides[k] = step;
        step *= to.extents[k];
      }
      to.values.resize(from.values.size());
      to.integers.resize(from.values.size());
      for (std::size_t e = 0; e < from.values.size(); ++e) {
        std::size_t rest = e;
        std::ptrdiff_t offset = 0;
        for (std::size_t d = rank; d-- > 0;) {
          offset += static_cast<std::ptrdiff_t>(rest % from.extents[d]) * to.strides[d];
          rest /= from.extents[d];
        }
        to.values[static_cast<std::size_t>(offset)] = from.values[e];
        to.integers[static_cast<std::size_t>(offset)] = static_cast<int>(from.values[e]);
      }
    }
  }
  tapeless::tensor_view<const double> reals(const std::string& name) const { return view(name, &place::values); }
  tapeless::tensor_view<const int> labels(const std::string& name) const { return view(name, &place::integers); }

 private:
  struct place {
    int rank = 0;
    std::ptrdiff_t extents[3] = {};
    std::ptrdiff_t strides[3] = {};
    std::vector<double> values;
    std::vector<int> integers;
  };
  template <class E>
  tapeless::tensor_view<const E> view(const std::string& name, std::vector<E> place::*member) const {
    const place& from = places_.at(name);
    tapeless::tensor_view<const E> result{(from.*member).data(), from.rank, {}, {}, false};
    for (int d = 0; d < from.rank; ++d) {
      result.extents[d] = from.extents[d];
      result.strides[d] = from.strides[d];
    }
    return result;
  }
  std::map<std::string, place> places_;
};

template <class Result>
void append(std::vector<double>& to, const Result& from) {
  if constexpr (std::is_arithmetic_v<Result>)
    to.push_back(from);
  else
    to.insert(to.end(), from.begin(), from.end());
}
inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  return indexed::distance(a, b);
}
inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

// The value and the gradients of a call, one list each.
template <class Result, class Keys>
std::vector<std::vector<double>> lists(const Result& result, const Keys& keys) {
  std::vector<std::vector<double>> all(1);
  append(all[0], result.value);
  std::apply([&](const auto&... key) { (append(all.emplace_back(), result[key]), ...); }, keys);
  return all;
}

// The derivative of the interpreter's value when an element moves, from four points.
template <class F>
double difference(indexed::interpreter& at, const F& f, double& element) {
  const double step = 1e-4;
  const double before = element;
  const auto at_step = [&](double steps) {
    element = before + steps * step;
    const double value = at(f);
    element = before;
    return value;
  };
  return (8 * (at_step(1) - at_step(-1)) - (at_step(2) - at_step(-2))) / (12 * step);
}

// Extents, and numbers for everything that a formula contains.
template <class F>
indexed::interpreter world_of(const F& f, std::ptrdiff_t rows, std::ptrdiff_t in, std::ptrdiff_t out, unsigned seed) {
  indexed::interpreter at;
  const auto size = [](std::ptrdiff_t count) { return static_cast<std::size_t>(count); };
  at.extents = {{"n", size(rows)}, {"i", size(in)}, {"o", size(out)}};
  indexed::fill(at, f, seed);
  return at;
}
// A request of a formula, prepared for these extents.
template <class F, class Request, class... More>
auto prepared_at(const F& f, const Request& request, const indexed::interpreter& at, const More&... more) {
  const auto call = [&](const auto&... along) {
    return tapeless::prepare(request, (along = at.extents.at(name_of(along)))..., more...);
  };
  return std::apply(call, contained(f, axes));
}

template <unsigned Seed>
class trial {
  static constexpr auto f = formula<Seed>;
  static constexpr auto keys = contained(f, reals);
  static constexpr auto request =
      std::apply([](const auto&... key) { return tapeless::value_and_gradient(f, key...); }, keys);

 public:
  static void run() {
    INFO("seed " << Seed << ": " << tapeless::to_string(f));
    small(4, 3, 2);
    const std::ptrdiff_t all[][3] = {{1, 1, 1}, {1, 9, 17}, {3, 1, 9}, {9, 3, 1}, {17, 9, 3}, {70, 17, 9}, {700, 3, 9}};
    for (const auto& [rows, inner, columns] : all) compare(rows, inner, columns);
  }

 private:
  // Calls with everything bound; the reference also takes the extents.
  template <class Call>
  static auto call(const indexed::interpreter& at, const storage& from, const Call& call) {
    const auto real = [&](const auto& key) {
      if constexpr (requires { typename std::remove_cvref_t<decltype(key)>::leaf; })
        return key = from.reals(name_of(key));
      else
        return key = at.numbers.at(name_of(key));
    };
    return std::apply(
        [&](const auto&... key) {
          return std::apply(
              [&](const auto&... label) { return call(real(key)..., (label = from.labels(name_of(label)))...); },
              contained(f, picks));
        },
        keys);
  }
  template <class Prepared>
  static std::vector<std::vector<double>> results(const indexed::interpreter& at, const storage& from,
                                                  Prepared&& model) {
    return lists(call(at, from, [&](const auto&... bind) { return model(bind...); }), keys);
  }
  static std::vector<std::vector<double>> reference(const indexed::interpreter& at, const storage& from) {
    const auto found = std::apply(
        [&](const auto&... along) {
          return call(at, from, [&](const auto&... bind) {
            return request(bind..., (along = static_cast<int>(at.extents.at(name_of(along))))...);
          });
        },
        contained(f, axes));
    return lists(found, keys);
  }

  static void compare(std::ptrdiff_t rows, std::ptrdiff_t inner, std::ptrdiff_t columns) {
    INFO("n " << rows << ", i " << inner << ", o " << columns);
    const indexed::interpreter at = world_of(f, rows, inner, columns, Seed);
    const indexed::interpreter other = world_of(f, rows, inner, columns, Seed + 1000u);
    const storage by_rows(at, false);
    const storage by_columns(at, true);
    const auto expected = reference(at, by_rows);
    auto model = prepared_at(f, request, at);
    const auto found = results(at, by_rows, model);
    const auto turned = results(at, by_columns, model);
    const auto one = results(at, by_rows, prepared_at(f, request, at, tapeless::threads(1)));
    const auto two = results(at, by_rows, prepared_at(f, request, at, tapeless::threads(2)));
    for (std::size_t k = 0; k < expected.size(); ++k) {
      INFO("result " << k);
      CHECK(distance(found[k], expected[k]) < 1e-10);
      CHECK(distance(turned[k], expected[k]) < 1e-10);
      CHECK(distance(one[k], expected[k]) < 1e-10);
      CHECK(same_bits(two[k], one[k]));
    }
    // Nothing stays behind from one call to the next.
    results(other, storage(other, false), model);
    CHECK(results(at, by_rows, model) == found);
  }

  // Against another reading of the formula: its value as written, its gradient from differences.
  static void small(std::ptrdiff_t rows, std::ptrdiff_t inner, std::ptrdiff_t columns) {
    indexed::interpreter at = world_of(f, rows, inner, columns, Seed + 2000u);
    const auto found = results(at, storage(at, false), prepared_at(f, request, at));
    CHECK(distance(found[0], {at(f)}) < 1e-12);
    std::size_t k = 0;
    const auto gradient = [&](const std::string& name, std::vector<double>& elements) {
      std::vector<double> expected;
      for (double& element : elements) expected.push_back(difference(at, f, element));
      INFO("the gradient in " << name);
      CHECK(distance(found[++k], expected) < 1e-7);
    };
    const auto one = [&](const auto& key) {
      const std::string name = name_of(key);
      if constexpr (requires { typename std::remove_cvref_t<decltype(key)>::leaf; }) {
        gradient(name, at.arrays.at(name).values);
      } else {
        std::vector<double> expected = {difference(at, f, at.numbers.at(name))};
        INFO("the gradient in " << name);
        CHECK(distance(found[++k], expected) < 1e-7);
      }
    };
    std::apply([&](const auto&... key) { (one(key), ...); }, keys);
  }
};

template <unsigned... Seed>
void run_all(std::integer_sequence<unsigned, Seed...>) {
  (trial<Seed>::run(), ...);
}

}  // namespace random_formulas
