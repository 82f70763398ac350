// SPDX-License-Identifier: BSL-1.0
// Random formulas every second tensor and all labels of which are data that many calls share: prepared with data(...)
// they are what they are without, in both layouts, with threads, and after data have been bound anew.
#include "tests/indexed/random.hpp"

namespace random_formulas {
namespace {

// The elements of a tuple at even or odd places.
template <std::size_t First, class... Key>
constexpr auto every_second(const std::tuple<Key...>& keys) {
  const auto one = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
    if constexpr (K % 2 == First)
      return std::tuple(std::get<K>(keys));
    else
      return std::tuple<>();
  };
  return [&]<std::size_t... K>(std::index_sequence<K...>) {
    return std::tuple_cat(one(std::integral_constant<std::size_t, K>{})...);
  }
  (std::index_sequence_for<Key...>{});
}

template <unsigned Seed>
class known_trial {
  static constexpr auto f = formula<Seed>;
  static constexpr auto reals_of = contained(f, reals);
  static constexpr auto known = every_second<Seed % 2>(reals_of);
  static constexpr auto keys = every_second<1 - Seed % 2>(reals_of);
  static constexpr auto labels_of = contained(f, picks);
  static constexpr auto request =
      std::apply([](const auto&... key) { return tapeless::value_and_gradient(f, key...); }, keys);
  static constexpr auto data_of =
      std::apply([](const auto&... one) { return tapeless::data(one...); }, std::tuple_cat(known, labels_of));

 public:
  static void run() {
    INFO("seed " << Seed << ": " << tapeless::to_string(f));
    const std::ptrdiff_t all[][3] = {{1, 1, 1}, {3, 1, 9}, {17, 9, 3}, {300, 3, 9}};
    for (const auto& [rows, inner, columns] : all) compare(rows, inner, columns);
  }

 private:
  // Calls with these bound.
  template <class Keys, class Call>
  static auto call(const indexed::interpreter& at, const storage& from, const Keys& which, const Call& use) {
    const auto bound = [&](const auto& key) {
      using leaf = tapeless::detail::leaf_of_key<decltype(key)>;
      if constexpr (tapeless::detail::definition_for<leaf>->kind == symbol_kind::labels)
        return key = from.labels(name_of(key));
      else if constexpr (tapeless::detail::definition_for<leaf>->kind == symbol_kind::tensor)
        return key = from.reals(name_of(key));
      else
        return key = at.numbers.at(name_of(key));
    };
    return std::apply([&](const auto&... key) { return use(bound(key)...); }, which);
  }
  template <class Model>
  static std::vector<std::vector<double>> results(const indexed::interpreter& at, const storage& from, Model& model) {
    call(at, from, std::tuple_cat(known, labels_of), [&](const auto&... bind) { model.bind(bind...); });
    return lists(call(at, from, keys, [&](const auto&... bind) { return model(bind...); }), keys);
  }

  static void compare(std::ptrdiff_t rows, std::ptrdiff_t inner, std::ptrdiff_t columns) {
    INFO("n " << rows << ", i " << inner << ", o " << columns);
    const indexed::interpreter at = world_of(f, rows, inner, columns, Seed),
                               other = world_of(f, rows, inner, columns, Seed + 50u);
    const storage by_rows(at, false), by_columns(at, true), others(other, false);
    auto plain = prepared_at(f, request, at);
    const auto expected = lists(
        call(at, by_rows, std::tuple_cat(reals_of, labels_of), [&](const auto&... bind) { return plain(bind...); }),
        keys);
    auto model = prepared_at(f, request, at, data_of);
    auto two = prepared_at(f, request, at, data_of, tapeless::threads(2));
    const auto found = results(at, by_rows, model);
    const auto turned = results(at, by_columns, model), shared = results(at, by_rows, two);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      INFO("result " << k);
      CHECK(distance(found[k], expected[k]) < 1e-11);
      CHECK(distance(turned[k], expected[k]) < 1e-11);
      CHECK(distance(shared[k], expected[k]) < 1e-11);
    }
    CHECK(model.unchanged());
    results(other, others, model);
    CHECK(results(at, by_rows, model) == found);
  }
};

template <unsigned... Seed>
void run_all_known(std::integer_sequence<unsigned, Seed...>) {
  (known_trial<Seed>::run(), ...);
}

}  // namespace

TEST_CASE("random formulas with known data are what they are without: seeds 41 to 44") {
  run_all_known(std::integer_sequence<unsigned, 41, 42, 43, 44>{});
}

}  // namespace random_formulas
