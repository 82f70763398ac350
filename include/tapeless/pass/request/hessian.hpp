// SPDX-License-Identifier: BSL-1.0
// The second derivatives of one formula.
#pragma once

#include <tapeless/pass/differentiate/linear_forms.hpp>
#include <tapeless/pass/request/sweeps.hpp>

namespace tapeless::inline v0_2::detail::pass {

// Of a value, its gradient in n inputs and the upper triangle of its second derivatives by rows: which one a root is.
constexpr root_key second_order_key(int root, int n) {
  if (root == 0) return {0, -1, -1};
  if (root <= n) return {-1, root - 1, -1};
  int i = 0;
  for (root -= 1 + n; root >= n - i; ++i) root -= n - i;
  return {-1, i, i + root};
}

// The value F, a number, its gradient in X, and the upper triangle of its Hessian by rows. The gradient comes by
// reverse mode; its derivatives in numbers by forward mode, one sweep per column, each computing only what the triangle
// needs; its derivatives in tensors again by reverse mode, for each element of the gradient. A formula that sees its
// inputs through fewer linear forms of them has second derivatives in these, from which those in the inputs are summed;
// a long one that sees them through one value, in this value.
template <class F, class X, conditioning How = conditioning::as_written>
struct hessian {
  using request_type = request<outputs<F>, X, How>;
  static constexpr int n = X::count;
  static constexpr bool at_waist = has_waist<request_type>;
  // Tables of long programs are copied from constant to constant, and clang has a limit of 1,048,576 elements: they
  // begin with what sums of products need.
  static constexpr bool is_long = !request_type::over_axes && request_type::work * n > 10'000;
  static constexpr dag::sizes estimate = [] {
    constexpr int growth = request_type::over_axes ? 24 * n : is_long ? 2 * n : 8 * n;
    dag::sizes room = request_type::room(12 + (at_waist ? 12 : growth), 1 + n + n * (n + 1) / 2);
    if (at_waist) {
      room.nodes += 4 * n * n;
      room.edges += 8 * n * n;
      room.numbers += n * n;
    }
    return room;
  }();
  static constexpr root_key key(int root) { return second_order_key(root, n); }
  static constexpr void run(pass_output& out) {
    const request_type asked(out);
    if constexpr (at_waist)
      if (in_waist(out, asked)) return;
    const handle one = 1;
    dag::scratch<int> gradient(n);
    dag::scratch<handle> entries(n * n), column(n);
    if constexpr (request_type::over_axes) {
      reverse<request_type>(out.builder, asked.values(), &one, 1, asked.list(), n, column.data());
      for (int k = 0; k < n; ++k) gradient[k] = column[k].id_in(out.builder);
      for (int k = 0; k < n; ++k) out.add_root(gradient[k]);
    } else {
      const adjoints all(out.builder, asked.values(), &one, 1, asked.list(), n);
      for (int k = 0; k < n; ++k) {
        const handle adjoint = all[asked.list()[k].symbol];
        gradient[k] = (adjoint.exists() ? adjoint : handle(0)).id_in(out.builder);
        out.add_root(gradient[k]);
      }
      if (in_linear_forms(out, asked, all)) return;
    }
    tangents sweep(out.builder, gradient.data(), n);
    for (int j = 0; j < n; ++j) {
      if (asked.list()[j].is_tensor())
        in_tensor(out.builder, asked, gradient.data(), j, column.data());
      else
        sweep.run(j + 1, asked.list() + j, &one, 1, column.data());
      for (int i = 0; i <= j; ++i) entries[i * n + j] = column[i];
    }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(entries[i * n + j]);
  }

  // In several constants: a sweep for the gradient, then one for each column, with a waist two: below it and above.
  using memory = sweep_memory<request_type, estimate.nodes, n + n * n>;
  using share = sweeps<request_type, memory>;
  // Linear forms are looked for in one constant only: what is small has it as long as its columns fit on the whole.
  static constexpr bool is_small = request_type::work <= 400 && steps_for(request_type::work * n, 1600) == 1;
  static constexpr bool in_steps = !is_small && share::are_long(at_waist ? 4 : 1 + n);
  static constexpr void run_step(pass_output& out, memory& kept) {
    if (share::copies(out, kept)) return;
    share now(out, kept);
    dag::builder& program = out.builder;
    const handle one = 1;
    int* const gradient = kept.results.data();
    if (kept.sweep == 0) {
      if (!now.reverse(now.asked().values(), &one, 1, gradient, at_waist)) return;
      for (int k = 0; k < n; ++k)
        out.add_root(kept.above.outer < 0 ? handle(program, gradient[k])
                                          : handle(program, kept.above.outer) * handle(program, gradient[k]));
    }
    second_derivatives columns(program, gradient, kept.above);
    while (kept.sweep <= columns.sweeps()) {
      if (now.spent() || !columns.advance(now, kept.sweep - 1, gradient + n)) return;
    }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(gradient[n + i * n + j]);
    kept.done = true;
  }

 private:
  // The columns of second derivatives of a value whose derivatives are `gradient`, or of one whose waist has these
  // derivatives and itself the derivative `outer`, which is not negative then.
  class second_derivatives {
   public:
    constexpr second_derivatives(dag::builder& program, const int* gradient, const waist_slope& above)
        : program_(program),
          gradient_(gradient),
          slope_(above),
          below_(program, gradient, n),
          above_(program, above.outer < 0 ? gradient : &slope_.outer, above.outer < 0 ? 0 : 1) {
      above_.begin_at(above.waist);
    }
    second_derivatives(const second_derivatives&) = delete;
    second_derivatives& operator=(const second_derivatives&) = delete;

    constexpr int sweeps() const { return slope_.outer < 0 ? n : 2 * n; }
    // Goes on with a sweep of a column; the element in row i is entries[i * n + j] in the end. Whether the sweep has
    // come to its end.
    constexpr bool advance(share& now, int sweep, int* entries) {
      if (slope_.outer < 0) return below(now, sweep, entries);
      const int j = sweep / 2;
      if (sweep % 2 == 0) return below(now, j, entries);
      const input waist{slope_.waist, -1};
      const handle direction(program_, gradient_[j]);
      int turn = 0;
      if (!now.forward(above_, 1, &waist, &direction, 1, &turn)) return false;
      for (int i = 0; i <= j; ++i) entries[i * n + j] = joined(turn, i, entries[i * n + j]).id_in(program_);
      return true;
    }
    // All of column j at once.
    constexpr void run(const input* inputs, int j, handle* column) {
      const handle one = 1;
      below_.run(j + 1, inputs + j, &one, 1, column);
      if (slope_.outer < 0) return;
      const input waist{slope_.waist, -1};
      const handle direction(program_, gradient_[j]);
      handle turn = 0;
      above_.run(1, &waist, &direction, 1, &turn);
      for (int i = 0; i <= j; ++i) column[i] = joined(turn.id_in(program_), i, column[i].id_in(program_));
    }

   private:
    constexpr bool below(share& now, int j, int* entries) {
      const handle one = 1;
      dag::scratch<int> column(n);
      if (!now.forward(below_, j + 1, now.asked().list() + j, &one, 1, column.data())) return false;
      for (int i = 0; i <= j; ++i) entries[i * n + j] = column[i];
      return true;
    }
    // w_j*u_i + w*u_ij
    constexpr handle joined(int turn, int i, int second) const {
      return handle(program_, turn) * handle(program_, gradient_[i]) +
             handle(program_, slope_.outer) * handle(program_, second);
    }

    dag::builder& program_;
    const int* gradient_;
    waist_slope slope_;
    tangents below_, above_;
  };

  static constexpr bool in_waist(pass_output& out, const request_type& asked) {
    dag::builder& program = out.builder;
    dag::scratch<int> gradient(n);
    const waist_slope above = reverse_through_waist<request_type>(program, asked.values(), gradient.data());
    if (above.waist < 0) return false;
    for (int k = 0; k < n; ++k) out.add_root(handle(program, above.outer) * handle(program, gradient[k]));
    second_derivatives columns(program, gradient.data(), above);
    dag::scratch<handle> entries(n * n), column(n);
    for (int j = 0; j < n; ++j) {
      columns.run(asked.list(), j, column.data());
      for (int i = 0; i <= j; ++i) entries[i * n + j] = column[i];
    }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) out.add_root(entries[i * n + j]);
    return true;
  }

  static constexpr int most_inputs = 64;
  static constexpr bool in_linear_forms(pass_output& out, const request_type& asked, const adjoints& all) {
    if (n < 2 || n > most_inputs) return false;
    linear_forms plain(out.builder, asked.list(), n, false), scaled(out.builder, asked.list(), n, true);
    const bool any = plain.find(asked.values()[0]);
    // Coefficients that are not numbers are multiplied with every entry.
    if (scaled.find(asked.values()[0]) && 2 * scaled.count() <= n && (!any || scaled.count() < plain.count()))
      return sum_up(out, scaled, all);
    return any && sum_up(out, plain, all);
  }
  // C'*H*C with the second derivatives H in the forms and their coefficients C.
  static constexpr bool sum_up(pass_output& out, linear_forms& forms, const adjoints& all) {
    dag::builder& program = out.builder;
    const int count = forms.count();
    dag::scratch<handle> sums(count);
    for (const linear_forms::use& one : forms.places()) {
      const handle slope = all[one.place];
      if (slope.exists()) sums[one.form] = one.sign > 0 ? sums[one.form] + slope : sums[one.form] - slope;
    }
    dag::scratch<int> slopes(count);
    for (int s = 0; s < count; ++s) slopes[s] = sums[s].id_in(program);
    if (!forms.cover(slopes.data(), count)) return false;
    dag::scratch<handle> entries(count * count), column(count), rows(count * n), seeds;
    dag::scratch<input> places;
    tangents sweep(program, slopes.data(), count);
    sweep.hold(forms.data(), forms.size());
    for (int t = 0; t < count; ++t) {
      places.shorten(0);
      seeds.shorten(0);
      for (int id = 0; id < forms.size(); ++id) {
        if (forms.form(id) != t) continue;
        places.push({id, -1});
        seeds.push(handle(forms.sign(id)));
      }
      sweep.run(t + 1, places.data(), seeds.data(), places.size(), column.data());
      for (int s = 0; s <= t; ++s) entries[s * count + t] = entries[t * count + s] = column[s];
    }
    for (int s = 0; s < count; ++s)
      for (int j = 0; j < n; ++j) {
        rows[s * n + j] = handle(0);
        for (int t = 0; t < count; ++t)
          if (!forms.coefficient(t, j).is(0))
            rows[s * n + j] = rows[s * n + j] + forms.coefficient(t, j) * entries[s * count + t];
      }
    for (int i = 0; i < n; ++i)
      for (int j = i; j < n; ++j) {
        handle sum = 0;
        for (int s = 0; s < count; ++s)
          if (!forms.coefficient(s, i).is(0)) sum = sum + forms.coefficient(s, i) * rows[s * n + j];
        out.add_root(sum);
      }
    return true;
  }

  static constexpr void in_tensor(dag::builder& program, const request_type& asked, const int* gradient, int j,
                                  handle* column) {
    if constexpr (request_type::over_axes)
      for (int i = 0; i <= j; ++i) {
        const input along = asked.along({-1, i, j}, j, true);
        axis_derivatives<request_type>::by_elements(program, gradient[i], &along, 1, column + i);
      }
  }
};

}  // namespace tapeless::detail::pass
