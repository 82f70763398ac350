// SPDX-License-Identifier: BSL-1.0
// What a formula knows of its inputs may be less than the inputs: the energy of a spring sees the differences of its
// ends, that of a tetrahedron three edges. Second derivatives are then taken in these linear forms, and those in the
// inputs are sums of them.
#pragma once

#include <tapeless/dag/walk.hpp>
#include <tapeless/pass/differentiate/inputs.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Sums of inputs with coefficients such that a formula depends on its inputs through them alone, but for terms whose
// second derivatives are 0. Found only where there are fewer of them than inputs.
class linear_forms {
 public:
  // factors: whether coefficients may be values that do not depend on the inputs, as data are, besides numbers.
  constexpr linear_forms(dag::builder& program, const input* inputs, int count, bool factors)
      : program_(program), inputs_(inputs), n_(count), factors_(factors), coefficients_(count * count) {}
  linear_forms(const linear_forms&) = delete;
  linear_forms& operator=(const linear_forms&) = delete;

  // Looks for the forms of a value, a number; false where there are none, or no fewer than inputs.
  constexpr bool find(int value) {
    walk(&value, 1, true);
    if (!has_room()) return false;
    dag::scratch<bool> above(size_);  // a form
    for (int id = 0; id < size_; ++id) {
      if (!seen_[id] || kind_[id] != linear) continue;
      write_row(id);
      for (int k = 0; k < program_[id].count; ++k) {
        const int from = program_.operand(id, k);
        above[id] = above[id] || (kind_[from] == linear && (used_[from] || above[from]));
      }
      if (!used_[id]) continue;
      if (above[id]) return false;
      int form = form_of(id, 1), sign = 1;
      if (form < 0) form = form_of(id, sign = -1);
      if (form < 0) {
        if (count_ + 1 == n_) return false;
        for (int i = 0; i < n_; ++i) coefficients_[count_ * n_ + i] = row(id)[i];
        form = count_++;
        sign = 1;
      }
      places_.push({id, form, sign});
    }
    return is_independent();
  }

  // Whether all that these values, the derivatives in the forms, have of the inputs are the forms: now they can be
  // differentiated in them.
  constexpr bool cover(const int* values, int value_count) {
    walk(values, value_count, false);
    if (!has_room()) return false;
    sign_ = dag::scratch<signed char>(size_);
    form_ = dag::scratch<int>(size_, -1);
    dag::scratch<bool> covered(size_);
    for (int id = 0; id < size_; ++id) {
      if (!seen_[id] || kind_[id] != linear) continue;
      write_row(id);
      for (int sign = 1; sign >= -1 && form_[id] < 0; sign -= 2) {
        form_[id] = form_of(id, sign);
        sign_[id] = static_cast<signed char>(sign);
      }
      bool complete = program_[id].count > 0;
      for (int k = 0; k < program_[id].count; ++k) {
        const int from = program_.operand(id, k);
        complete = complete && (kind_[from] != linear || covered[from]);
      }
      covered[id] = form_[id] >= 0 || complete;
      if (used_[id] && !covered[id]) return false;
    }
    for (int k = 0; k < value_count; ++k)
      if (kind_[values[k]] == linear && !covered[values[k]]) return false;
    return true;
  }

  // The number of forms.
  constexpr int count() const { return count_; }
  // Where the value has its forms: the places, which form each is, and with which sign.
  struct use {
    int place, form, sign;
  };
  constexpr const dag::scratch<use>& places() const { return places_; }
  // What input i counts in form s; 0 where it is not in it.
  constexpr const handle& coefficient(int s, int i) const { return coefficients_[s * n_ + i]; }
  // Which values are forms, or forms with the opposite sign or another constant: of those that `cover` saw, which form
  // each is, or -1, and its sign.
  constexpr int size() const { return size_; }
  constexpr const int* data() const { return form_.data(); }
  constexpr int form(int id) const { return form_[id]; }
  constexpr int sign(int id) const { return sign_[id]; }

 private:
  enum kind : std::uint8_t { constant, linear, other };
  static constexpr int most_coefficients = 2048;  // of all linear values together

  // Which values the roots need, how each depends on the inputs, and which linear ones are used by others; except_top:
  // but not by sums at the top, which have no second derivatives of their own.
  constexpr void walk(const int* roots, int root_count, bool except_top) {
    size_ = 0;
    for (int r = 0; r < root_count; ++r) size_ = roots[r] >= size_ ? roots[r] + 1 : size_;
    seen_ = dag::scratch<bool>(size_);
    used_ = dag::scratch<bool>(size_);
    dag::scratch<bool> deep(size_);  // used by others than sums at the top
    kind_ = dag::scratch<std::uint8_t>(size_);
    for (int r = 0; r < root_count; ++r) seen_[roots[r]] = true;
    for (int id = size_ - 1; id >= 0; --id) {
      if (!seen_[id]) continue;
      for (int k = 0; k < program_[id].count; ++k) seen_[program_.operand(id, k)] = true;
    }
    for (int i = 0; i < n_; ++i)
      if (inputs_[i].symbol >= 0 && inputs_[i].symbol < size_) kind_[inputs_[i].symbol] = linear;
    linear_ = rest_ = 0;
    for (int id = 0; id < size_; ++id) {
      if (!seen_[id]) continue;
      if (kind_[id] != linear) kind_[id] = kind_of(id);
      if (kind_[id] == linear) ++linear_;
    }
    for (int id = size_ - 1; id >= 0; --id) {
      if (!seen_[id] || kind_[id] != other) continue;
      if (except_top && !deep[id] && keeps_top(id)) continue;
      for (int k = 0; k < program_[id].count; ++k) {
        const int from = program_.operand(id, k);
        if (program_[id].op->takes_condition(k)) continue;
        deep[from] = true;
        if (kind_[from] == linear) used_[from] = true;
      }
    }
    for (int i = 0; i < n_; ++i)
      if (inputs_[i].symbol >= 0 && inputs_[i].symbol < size_ && used_[inputs_[i].symbol]) ++rest_;
  }

  constexpr std::uint8_t kind_of(int id) const {
    const dag::node& node = program_[id];
    if (node.op->data || node.op->result == dag::sort::condition) return constant;
    const int* const operands = program_.operands_of(node);
    bool depends = false, of_linear = true;
    for (int k = 0; k < node.count; ++k) {
      if (node.op->takes_condition(k) || kind_[operands[k]] == constant) continue;
      depends = true;
      of_linear = of_linear && kind_[operands[k]] == linear;
    }
    if (!depends) return constant;
    if (!of_linear) return other;
    switch (node.op->part) {
      case dag::role::sum:
      case dag::role::difference:
      case dag::role::negation:
        return linear;
      case dag::role::product:
        return is_factor(operands[0]) || is_factor(operands[1]) ? linear : other;
      case dag::role::quotient:
        return is_factor(operands[1]) ? linear : other;
      default:
        return other;
    }
  }
  constexpr bool is_factor(int id) const { return kind_[id] == constant && (factors_ || program_[id].op->is_number()); }

  // Whether what is linear in an operand at the top has no second derivatives: sums, and products with constants.
  constexpr bool keeps_top(int id) const {
    const dag::node& node = program_[id];
    const int* const operands = program_.operands_of(node);
    switch (node.op->part) {
      case dag::role::sum:
      case dag::role::difference:
      case dag::role::negation:
        return true;
      case dag::role::product:
        return kind_[operands[0]] == constant || kind_[operands[1]] == constant;
      case dag::role::quotient:
        return kind_[operands[1]] == constant;
      default:
        return false;
    }
  }

  // Whether there may be fewer forms than inputs, and the coefficients are not too many to be looked at; room for them.
  constexpr bool has_room() {
    if (rest_ == n_ || linear_ * n_ > most_coefficients) return false;
    rows_ = dag::scratch<handle>(linear_ * n_);
    place_of_ = dag::scratch<int>::unwritten(size_);
    next_ = 0;
    return true;
  }
  constexpr const handle* row(int id) const { return rows_.data() + place_of_[id] * n_; }
  // The coefficients of a linear value, from those of its operands.
  constexpr void write_row(int id) {
    place_of_[id] = next_;
    handle* const own = rows_.data() + next_++ * n_;
    for (int i = 0; i < n_; ++i) own[i] = handle(0);
    for (int i = 0; i < n_; ++i)
      if (inputs_[i].symbol == id) own[i] = handle(1);
    const dag::node& node = program_[id];
    const int* const operands = program_.operands_of(node);
    for (int k = 0; k < node.count; ++k) {
      if (kind_[operands[k]] != linear) continue;
      const handle* const from = row(operands[k]);
      const bool minus = node.op->part == dag::role::negation || (node.op->part == dag::role::difference && k == 1);
      for (int i = 0; i < n_; ++i) {
        if (from[i].is(0)) continue;
        handle share = from[i];
        if (node.op->part == dag::role::product) share = share * handle(program_, operands[1 - k]);
        if (node.op->part == dag::role::quotient) share = share / handle(program_, operands[1]);
        own[i] = minus ? own[i] - share : own[i] + share;
      }
    }
  }

  // The form whose coefficients, times the sign, are those of a linear value, or -1.
  constexpr int form_of(int id, int sign) const {
    const handle* const own = row(id);
    for (int s = 0; s < count_; ++s) {
      const handle* const others = coefficients_.data() + s * n_;
      int equal = 0;
      while (equal < n_ && is_times(own[equal], sign, others[equal])) ++equal;
      if (equal == n_) return s;
    }
    return -1;
  }
  // Whether no form is a sum of others: z in derivatives of a formula of -2*z and z + 1 would come from the one or from
  // the other, and the second derivatives in the forms were not symmetric. Where the coefficients do not tell, it is
  // no.
  constexpr bool is_independent() const {
    dag::scratch<handle> rest = coefficients_;
    for (int s = 0; s < count_; ++s) {
      handle* const own = rest.data() + s * n_;
      int pivot = -1;
      for (int i = 0; i < n_ && pivot < 0; ++i) {
        if (own[i].is(0)) continue;
        int t = s + 1;
        while (t < count_ && own[(t - s) * n_ + i].is(0)) ++t;
        if (t == count_) pivot = i;
      }
      if (pivot >= 0) continue;  // the only one of those that are left which has this input
      while (++pivot < n_ && own[pivot].is(0)) {
      }
      if (pivot == n_) return false;
      for (int t = s + 1; t < count_; ++t)
        if (!own[(t - s) * n_ + pivot].is(0) && !eliminate(own, own + (t - s) * n_, pivot)) return false;
    }
    return true;
  }
  // Subtracts a multiple of a row from another, so that input `pivot` leaves it; false where not all are numbers.
  constexpr bool eliminate(const handle* row, handle* from, int pivot) const {
    for (int i = 0; i < n_; ++i)
      if (!row[i].is_number() || !from[i].is_number()) return false;
    const dag::number times = from[pivot].number() / row[pivot].number();
    const auto size = [](const dag::number& one) { return one.negative() ? -one.value() : one.value(); };
    for (int i = 0; i < n_; ++i) {
      const dag::number before = from[i].number(), left = before - times * row[i].number();
      // What rounding leaves of equal ones is 0.
      const bool equal = !left.exact() && size(left) < size(before) * 0x1p-40;
      from[i] = i == pivot || equal ? handle(0) : handle(left);
    }
    return true;
  }
  static constexpr bool is_times(const handle& a, int sign, const handle& b) {
    if (sign > 0) return a.same(b);
    return a.is_number() && b.is_number() && a.number() == -b.number();
  }

  dag::builder& program_;
  const input* inputs_;
  int n_;
  bool factors_;
  dag::scratch<use> places_;
  dag::scratch<handle> coefficients_;
  int count_ = 0;  // of forms
  // Of the values that were walked over last.
  int size_ = 0, linear_ = 0, rest_ = 0, next_ = 0;
  dag::scratch<bool> seen_, used_;
  dag::scratch<std::uint8_t> kind_;
  dag::scratch<handle> rows_;  // of linear ones, where place_of_ says
  dag::scratch<int> place_of_;
  dag::scratch<int> form_;
  dag::scratch<signed char> sign_;
};

}  // namespace tapeless::inline v0_2::detail::pass
