// EXPECT: the structures are not a whole number of the member's size apart
// SPDX-License-Identifier: BSL-1.0
#include <vector>

#include <tapeless/batch.hpp>

using namespace tapeless;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;
constexpr auto h = function(value_and_gradient(x * y, x), arguments(x, y));

struct packed {
  double mass;
  char kind;
} __attribute__((packed));
struct aligned {
  double mass;
  char kind;
};
#ifdef MISTAKE
void call(const std::vector<packed>& all, std::vector<double>& values) {
  batch(h, inputs(column(all, &packed::mass), 2.0), outputs(values, nullptr));
}
#else
void call(const std::vector<aligned>& all, std::vector<double>& values) {
  batch(h, inputs(column(all, &aligned::mass), 2.0), outputs(values, nullptr));
}
#endif
