// SPDX-License-Identifier: BSL-1.0
// A sum of products with few products: like terms become one, and the factor that most terms have is taken out, again
// and again, which is Horner's rule in several variables.
#pragma once

#include <tapeless/dag/index.hpp>
#include <tapeless/pass/fast/effort.hpp>

namespace tapeless::inline v0_2::detail::pass {

// A value to some power, or a divisor.
struct power_factor {
  int place = 0;
  int power = 1;
  bool divides = false;
  int slot = 0;  // in the tally of the terms at hand
  constexpr int key() const { return 2 * place + (divides ? 1 : 0); }
};

// coefficient * factors, which stand in a pool from `first` on, in the order of their keys.
struct polynomial_term {
  dag::number coefficient{1};
  int first = 0;
  int count = 0;
};

// A number times a value; of no value, -1, the number.
struct scaled_value {
  dag::number scale{1};
  int place = -1;
};

class polynomial {
 public:
  constexpr polynomial(dag::builder& target, variation& varies) : target_(target), varies_(varies) {}

  constexpr int count() const { return terms_.size(); }
  // Adds a term, whose factors are brought into order, to its like one, if there is one.
  constexpr void add(const dag::number& coefficient, dag::scratch<power_factor>& factors) {
    const int count = sort(factors);
    std::uint64_t hash = 0;
    for (int k = 0; k < count; ++k)
      hash = dag::mix(hash,
                      static_cast<std::uint64_t>(factors[k].key()) << 8 | static_cast<std::uint64_t>(factors[k].power));
    const auto key = static_cast<int>(hash >> 33);
    const int like = index_.find(key);
    if (like >= 0 && equal(terms_[like], factors, count)) {
      terms_[like].coefficient = terms_[like].coefficient + coefficient;
      return;
    }
    index_.note(key, terms_.size());
    const int first = pool_.size();
    for (int k = 0; k < count; ++k) pool_.push(factors[k]);
    terms_.push({coefficient, first, count});
  }

  // Adds a value that does not vary: all of these become one.
  constexpr void add_constant(const dag::number& coefficient, int place) {
    const int one = value({coefficient, place});
    constant_ = constant_ < 0 ? one : sum_of_places(target_, constant_, one);
  }

  // The value of the whole sum as few products.
  constexpr scaled_value build() {
    dag::scratch<polynomial_term> all;
    for (const polynomial_term& one : terms_) {
      if (one.coefficient.is(0)) continue;
      if (one.count == 0 && constant_ >= 0)
        constant_ = sum_of_places(target_, constant_, target_.make_number(one.coefficient));
      else
        all.push(one);
    }
    if (constant_ >= 0) {
      all.push({dag::number(1), pool_.size(), 1});
      pool_.push({constant_, 1, false});
    }
    return build(all, 0);
  }

  // A number times a value as a value.
  constexpr int value(const scaled_value& one) {
    if (one.place < 0) return target_.make_number(one.scale);
    if (one.scale.is(1)) return one.place;
    if (one.scale.is(-1)) return negation_of_places(target_, one.place);
    return product_of_places(target_, target_.make_number(one.scale), one.place);
  }

 private:
  static constexpr int deepest = 60;       // Horner's rule within Horner's rule
  static constexpr int longest_chain = 7;  // a longer sum is added up in four parts

  // Insertion: terms have few factors.
  static constexpr int sort(dag::scratch<power_factor>& factors) {
    int kept = 0;
    power_factor* const all = factors.data();
    for (int k = 0; k < factors.size(); ++k) {
      const power_factor one = all[k];
      int at = kept;
      while (at > 0 && all[at - 1].key() > one.key()) --at;
      if (at > 0 && all[at - 1].key() == one.key()) {
        all[at - 1].power += one.power;
        continue;
      }
      for (int j = kept; j > at; --j) all[j] = all[j - 1];
      all[at] = one;
      ++kept;
    }
    return kept;
  }
  constexpr bool equal(const polynomial_term& term, const dag::scratch<power_factor>& factors, int count) const {
    if (term.count != count) return false;
    for (int k = 0; k < count; ++k) {
      const power_factor& one = pool_[term.first + k];
      if (one.key() != factors[k].key() || one.power != factors[k].power) return false;
    }
    return true;
  }

  // Which factors the terms at hand have, how many have each, and which.
  struct tally {
    struct entry {
      int term, next;
    };
    dag::key_index index;
    dag::scratch<int> counts, heads;  // of each factor, by its slot
    dag::scratch<entry> entries;
    constexpr int note(int key, int term) {
      int slot = index.find(key);
      if (slot < 0) {
        slot = counts.size();
        index.note(key, slot);
        counts.push(0);
        heads.push(-1);
      }
      ++counts[slot];
      entries.push({term, heads[slot]});
      heads[slot] = entries.size() - 1;
      return slot;
    }
    // The slot of the factor that most terms have, the one noted last of several, or -1 where none is in two of them.
    constexpr int most() const {
      int best = -1, count = 2;
      const int* const list = counts.data();
      for (int k = 0; k < counts.size(); ++k)
        if (list[k] >= count) count = list[best = k];
      return best;
    }
  };
  constexpr const power_factor* find(const polynomial_term& term, int key) const {
    const power_factor* const all = pool_.data() + term.first;
    for (int k = 0; k < term.count; ++k)
      if (all[k].key() == key) return all + k;
    return nullptr;
  }

  constexpr scaled_value build(const dag::scratch<polynomial_term>& rest, int depth) {
    if (rest.empty()) return {dag::number(0), -1};
    dag::scratch<scaled_value> addends;
    dag::scratch<bool> taken(rest.size());
    tally known;
    if (rest.size() > 1 && depth < deepest)
      for (int k = rest.size() - 1; k >= 0; --k) {
        power_factor* const factors = pool_.data() + rest[k].first;
        for (int j = rest[k].count - 1; j >= 0; --j) factors[j].slot = known.note(factors[j].key(), k);
      }
    for (int slot = known.most(); slot >= 0; slot = known.most()) {
      dag::scratch<polynomial_term> with;
      for (int e = known.heads[slot]; e >= 0; e = known.entries[e].next) {
        const int k = known.entries[e].term;
        if (taken[k]) continue;
        taken[k] = true;
        with.push(rest[k]);
        const power_factor* const factors = pool_.data() + rest[k].first;
        for (int j = 0; j < rest[k].count; ++j) --known.counts[factors[j].slot];
      }
      addends.push(without_common_factors(with, depth));
    }
    for (int k = 0; k < rest.size(); ++k)
      if (!taken[k]) addends.push(product(rest[k]));
    return sum(addends);
  }

  // Terms of which all have some factor: the factors that all have, times the sum of what is left.
  constexpr scaled_value without_common_factors(const dag::scratch<polynomial_term>& terms, int depth) {
    polynomial_term common{dag::number(1), pool_.size(), 0};
    for (int k = 0; k < terms[0].count; ++k) {
      power_factor shared = pool_[terms[0].first + k];
      for (const polynomial_term& one : terms) {
        const power_factor* const found = find(one, shared.key());
        shared.power = found == nullptr ? 0 : found->power < shared.power ? found->power : shared.power;
        if (shared.power == 0) break;
      }
      if (shared.power > 0) {
        pool_.push(shared);
        ++common.count;
      }
    }
    dag::scratch<polynomial_term> rest;
    for (const polynomial_term& one : terms) {
      polynomial_term left{one.coefficient, pool_.size(), 0};
      for (int k = 0; k < one.count; ++k) {
        power_factor factor = pool_[one.first + k];
        const power_factor* const shared = find(common, factor.key());
        if (shared != nullptr) factor.power -= shared->power;
        if (factor.power == 0) continue;
        pool_.push(factor);
        ++left.count;
      }
      rest.push(left);
    }
    const scaled_value inner = build(rest, depth + 1);
    return product(common, inner);
  }

  // A term as a value: numbers and constants first, then what varies, then divisors. inner: one more factor.
  constexpr scaled_value product(const polynomial_term& term, const scaled_value& inner = {}) {
    scaled_value result{inner.place >= 0 || !inner.scale.is(1) ? inner.scale * term.coefficient : term.coefficient, -1};
    int fixed = -1;
    const auto multiply = [&](int& by, int place) { by = by < 0 ? place : product_of_places(target_, by, place); };
    for (int k = 0; k < term.count; ++k) {
      const power_factor one = pool_[term.first + k];
      if (one.divides) continue;
      multiply(varies_(target_, one.place) ? result.place : fixed, power(one));
    }
    if (inner.place >= 0) multiply(varies_(target_, inner.place) ? result.place : fixed, inner.place);
    if (fixed >= 0) {
      fixed = value({result.scale, fixed});
      result.scale = dag::number(1);
      multiply(fixed, result.place < 0 ? target_.make_number(1) : result.place);
      result.place = fixed;
    }
    for (int k = 0; k < term.count; ++k) {
      const power_factor one = pool_[term.first + k];
      if (!one.divides) continue;
      if (result.place < 0) {
        result.place = target_.make_number(result.scale);
        result.scale = dag::number(1);
      }
      for (int times = 0; times < one.power; ++times) result.place = quotient(result.place, one.place);
    }
    return result;
  }
  constexpr int quotient(int a, int b) { return binary_of_places(target_, *target_.arithmetic().divide, a, b); }
  constexpr int power(const power_factor& one) {
    if (one.power == 1) return one.place;
    if (one.power == 2) return product_of_places(target_, one.place, one.place);
    if (one.power > largest_written_power) {
      const int half = power({one.place, one.power / 2});
      const int both = product_of_places(target_, half, half);
      return one.power % 2 == 0 ? both : product_of_places(target_, both, one.place);
    }
    return binary_of_places(target_, *target_.arithmetic().power, one.place, target_.make_number(one.power));
  }

  // Addends with one number in front of them are added up before they are multiplied.
  constexpr scaled_value sum(dag::scratch<scaled_value>& addends) {
    dag::key_index index;
    dag::scratch<int> next(addends.size(), -1), last(addends.size());
    dag::scratch<scaled_value> groups;
    dag::scratch<bool> done(addends.size());
    for (int k = 0; k < addends.size(); ++k) {
      last[k] = k;
      if (addends[k].place < 0) continue;
      const dag::number size = addends[k].scale.negative() ? -addends[k].scale : addends[k].scale;
      const auto key = static_cast<int>(dag::hash_number(size) >> 33);
      const int first = index.find(key);
      if (first < 0) {
        index.note(key, k);
        continue;
      }
      const dag::number& other = addends[first].scale;
      if (!(other == size) && !(other == -size)) continue;
      next[last[first]] = k;
      last[first] = k;
      done[k] = true;
    }
    for (int k = 0; k < addends.size(); ++k) {
      if (done[k]) continue;
      const dag::number scale = addends[k].scale;
      if (next[k] < 0 || scale.is(1) || scale.is(-1)) {
        for (int j = k; j >= 0; j = next[j]) groups.push(addends[j]);
        continue;
      }
      dag::scratch<scaled_value> alike;
      for (int j = k; j >= 0; j = next[j])
        alike.push({addends[j].scale == scale ? dag::number(1) : dag::number(-1), addends[j].place});
      const scaled_value inner = plain_sum(alike);
      groups.push({inner.scale * scale, inner.place});
    }
    return plain_sum(groups);
  }

  // The sum of values, long ones in four parts that do not wait for each other.
  constexpr scaled_value plain_sum(const dag::scratch<scaled_value>& all) {
    if (all.size() == 1) return all[0];
    if (all.size() <= longest_chain) return chain(all, 0, 1);
    const scaled_value first = two(chain(all, 0, 4), chain(all, 1, 4)),
                       second = two(chain(all, 2, 4), chain(all, 3, 4));
    return two(first, second);
  }
  constexpr scaled_value chain(const dag::scratch<scaled_value>& all, int first, int step) {
    scaled_value result = all[first];
    for (int k = first + step; k < all.size(); k += step) result = two(result, all[k]);
    return result;
  }
  // a + b; what is negative is subtracted.
  constexpr scaled_value two(const scaled_value& a, const scaled_value& b) {
    const bool minus_a = a.scale.negative(), minus_b = b.scale.negative();
    const int x = value({minus_a ? -a.scale : a.scale, a.place}), y = value({minus_b ? -b.scale : b.scale, b.place});
    if (minus_a == minus_b) return {dag::number(minus_a ? -1 : 1), sum_of_places(target_, x, y)};
    return {dag::number(1), minus_a ? difference_of_places(target_, y, x) : difference_of_places(target_, x, y)};
  }

  dag::builder& target_;
  variation& varies_;
  dag::scratch<power_factor> pool_;
  dag::scratch<polynomial_term> terms_;
  dag::key_index index_;
  int constant_ = -1;  // the sum of what does not vary, but for numbers
};

}  // namespace tapeless::detail::pass
