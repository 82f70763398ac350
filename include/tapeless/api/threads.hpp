// SPDX-License-Identifier: BSL-1.0
// How many threads share the work of a call.
#pragma once

namespace tapeless::inline v0_2 {

// How many threads a prepared formula or a batch uses: prepare(f, n = 1000000, threads(4)). Results have the same bits
// for every number of threads; those of a formula that is prepared without threads(...) may differ from them in
// rounding.
struct thread_count {
  int value = 1;  // how many threads, the calling one included
};
// That many threads, as an argument of prepare, of plan_of(f).bytes and of batch.
constexpr thread_count threads(int count) { return {count}; }

}  // namespace tapeless
