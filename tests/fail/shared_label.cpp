// EXPECT: two different formulas share one label; rename a symbol to tell them apart
// SPDX-License-Identifier: BSL-1.0
// Labels that are cut end in a hash of 64 bits. Here is what happens if two hashes should ever be equal: a leaf claims
// the label of the symbol x.
#include <tapeless/tapeless.hpp>

using namespace tapeless;
using namespace tapeless::detail;
using source = symbol_source<"x", dag::symbol_kind::real>;
#ifdef MISTAKE
struct claim {
  static constexpr definition entry{.op = &dag::number_operation, .text = source::text.text};
};
#else
using claim = source;
#endif
constexpr auto x = symbol<"x">;
using same = publish<expr<source::text>, claim>::type;
constexpr same again{};
