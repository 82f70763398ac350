// SPDX-License-Identifier: BSL-1.0
// Programs made ready to run as straight-line code.
#pragma once

#include <tapeless/pass/optimize.hpp>
#include <tapeless/pass/request/request.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Count roots of Pass from First on, in cheap operations.
template <class Pass, int First, int Count, bool Expands = has_cheaper_forms(draft_of<Pass>)>
struct finish_of {
  using type = shorten<Pass, First, Count>;
};
template <class Pass, int First, int Count>
struct finish_of<Pass, First, Count, true> {
  using type = shorten<expand<Pass, First, Count>>;
};
template <class Pass, int First = 0, int Count = sizes_of<Pass>.roots>
struct finish : finish_of<Pass, First, Count>::type {};

// The same for values without derivatives, where nothing may be shortened.
template <class Pass>
using finish_values = expand<Pass, 0, sizes_of<Pass>.roots>;

}  // namespace tapeless::detail::pass
