// SPDX-License-Identifier: BSL-1.0
// Many inputs and the gradient in all of them. The reference is the closed form.
#include "tests/support/catch.hpp"
#include "tests/support/close.hpp"

#include <utility>

#include <tapeless/tapeless.hpp>

namespace {

using namespace tapeless;
using checks::close;

template <int K>
constexpr auto name() {
  const char text[] = {'v', static_cast<char>('0' + K / 100), static_cast<char>('0' + K / 10 % 10),
                       static_cast<char>('0' + K % 10), '\0'};
  return fixed_string(text);
}
template <int K>
constexpr auto input = symbol<name<K>()>;

// v0*v1 + v1*v2 + ... by a recorded loop
template <int... K>
void check_inputs(std::integer_sequence<int, K...>) {
  constexpr int count = sizeof...(K);
  INFO(count << " inputs");
  constexpr auto chain = record<name<K>()...>([](auto... v) {
    const handle all[] = {v...};
    handle sum = 0;
    for (int k = 1; k < count; ++k) sum += all[k - 1] * all[k];
    return sum;
  });
  const auto h = function(value_and_gradient(chain, input<K>...), arguments(input<K>...));
  const auto result = h((1.0 + K)...);
  double value = 0;
  for (int k = 1; k < count; ++k) value += k * (k + 1.0);
  CHECK(close(result.value, value));
  CHECK(result[input<0>] == 2.0);
  CHECK(result[input<count / 2>] == count / 2 + (count / 2 + 2));
  CHECK(result[input<count - 1>] == count - 1);
}

TEST_CASE("many inputs and the gradient in all of them") {
  check_inputs(std::make_integer_sequence<int, 5>{});
  check_inputs(std::make_integer_sequence<int, 17>{});
  check_inputs(std::make_integer_sequence<int, 33>{});
  check_inputs(std::make_integer_sequence<int, 65>{});
  check_inputs(std::make_integer_sequence<int, 257>{});
}

}  // namespace
