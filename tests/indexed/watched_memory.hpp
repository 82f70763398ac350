// SPDX-License-Identifier: BSL-1.0
// Memory that knows who has written what: what a plan reads must be there, must not have been written over by another
// value, and must not depend on which of the groups that share a phase comes first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "tests/indexed/world.hpp"

namespace plans {

// Who is at work: a group of a phase. Where there is one group nobody can come in its way.
struct worker {
  int phase = 0;
  std::ptrdiff_t group = 0;
  bool has_others = false;
};

// Places that several values take one after the other; owner: the value's number.
class watched_memory {
 public:
  explicit watched_memory(std::ptrdiff_t size)
      : values_(at(size), std::numeric_limits<double>::quiet_NaN()),
        owners_(at(size), nobody),
        reads_(at(size)),
        writes_(at(size)) {}

  double load(int owner, std::ptrdiff_t place, const worker& who) {
    demand(owners_[at(place)] != nobody, "a place is read before it is written");
    demand(belongs_to(owner, place), "a place is read after another value has been written there");
    if (who.has_others) {
      const visit& write = writes_[at(place)];
      visit& read = reads_[at(place)];
      demand(write.phase != who.phase || write.group == who.group, "a group reads what another one writes");
      if (read.phase == who.phase && read.group != who.group) read.several = true;
      if (read.phase != who.phase) read = {who.phase, who.group, false};
    }
    return values_[at(place)];
  }
  void store(int owner, std::ptrdiff_t place, double value, const worker& who) {
    double& to = values_[at(place)];
    if (who.has_others) {
      const visit& read = reads_[at(place)];
      visit& write = writes_[at(place)];
      demand(write.phase != who.phase || write.group == who.group, "two groups write to one place");
      demand(read.phase != who.phase || (!read.several && read.group == who.group),
             "a group writes what another one reads");
      write = {who.phase, who.group, false};
    }
    to = value;
    owners_[at(place)] = owner;
  }
  bool belongs_to(int owner, std::ptrdiff_t place) const { return owners_[at(place)] == owner; }
  void forget(int owner) { std::replace(owners_.begin(), owners_.end(), owner, nobody); }

 private:
  static constexpr int nobody = -1;
  // The phase and the group that have been there last.
  struct visit {
    int phase = nobody;
    std::ptrdiff_t group = 0;
    bool several = false;
  };
  std::vector<double> values_;
  std::vector<int> owners_;
  std::vector<visit> reads_;
  std::vector<visit> writes_;
};

}  // namespace plans
