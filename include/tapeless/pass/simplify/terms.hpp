// SPDX-License-Identifier: BSL-1.0
// A sum as terms, coefficient times rest each, in which like terms find each other.
#pragma once

#include <tapeless/dag/index.hpp>
#include <tapeless/dag/number.hpp>

namespace tapeless::inline v0_2::detail::pass {

struct term {
  dag::number coefficient{1};
  int rest = -1;   // -1: the term is a number
  int whole = -1;  // the node |coefficient|*rest, where it is known
};

class term_list {
 public:
  constexpr int count() const { return terms_.size(); }
  // The terms, to be put into another order.
  constexpr term* data() {
    forget_index();
    return terms_.data();
  }
  constexpr const term& operator[](int k) const { return terms_[k]; }
  // Whether a term has met a like one since this was last set.
  constexpr bool collected() const { return collected_; }
  constexpr void set_collected(bool collected) { collected_ = collected; }

  // Adds a term that is known to be unlike all others.
  constexpr void append(const term& one) { terms_.push(one); }
  // Adds a term to its like one, where there is one and the sum of their coefficients is exact; the coefficient it then
  // has. A term that has cancelled is none.
  constexpr dag::number add(const term& one) {
    const int k = find(one.rest);
    if (k < 0) {
      terms_.push(one);
      return one.coefficient;
    }
    term& known = terms_[k];
    const dag::number sum = known.coefficient + one.coefficient;
    if (!sum.exact()) {
      terms_.push(one);
    } else if (known.coefficient.is(0)) {
      known = one;
    } else {
      known = {sum, one.rest};
      collected_ = true;
    }
    return sum;
  }
  // Leaves out what has cancelled.
  constexpr void remove_zeros() {
    term* const terms = terms_.data();
    int kept = 0;
    for (int k = 0; k < terms_.size(); ++k)
      if (!terms[k].coefficient.is(0)) terms[kept++] = terms[k];
    if (kept == terms_.size()) return;
    terms_.shorten(kept);
    forget_index();
  }

 private:
  static constexpr int max_scanned = 16;  // longer sums are searched by an index

  constexpr void forget_index() {
    if (indexed_ > 0) index_ = {};
    indexed_ = 0;
  }
  // The first term with this rest whose coefficient is exact, or -1.
  constexpr int find(int rest) {
    const term* const terms = terms_.data();
    const int count = terms_.size();
    if (count <= max_scanned) {
      for (int k = 0; k < count; ++k)
        if (terms[k].rest == rest && terms[k].coefficient.exact()) return k;
      return -1;
    }
    for (; indexed_ < count; ++indexed_)
      if (terms[indexed_].coefficient.exact()) index_.note(terms[indexed_].rest + 1, indexed_);
    return index_.find(rest + 1);
  }

  dag::scratch<term> terms_;
  dag::key_index index_;
  int indexed_ = 0;  // how many terms the index knows
  bool collected_ = false;
};

}  // namespace tapeless::detail::pass
