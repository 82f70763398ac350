// SPDX-License-Identifier: BSL-1.0
// The printer and the pass that .github/CONTRIBUTING.md adds as examples, as they stand there: a guide that does not
// compile is none.
#include "tests/support/catch.hpp"

#include <string>

#include <tapeless/tapeless.hpp>

namespace tapeless::inline v0_2::detail::print {

template <class String>
String to_steps(const dag::view& program) {
  String text;
  const auto name = [&](int id) {
    const dag::node& node = program.nodes[id];
    if (node.op->is_symbol()) return String(program.symbol(node).name);
    if (node.op->is_number()) return number_text<String>(program.value(node));
    return String("v" + std::to_string(id));
  };
  for (int id = 0; id < program.node_count; ++id) {
    const dag::node& node = program.nodes[id];
    if (node.op->is_symbol() || node.op->is_number()) continue;
    text += name(id) + " = " + node.op->name + "(";
    for (int k = 0; k < node.count; ++k) text += (k > 0 ? ", " : "") + name(program.operand(node, k));
    text += ")\n";
  }
  return text;
}

}  // namespace tapeless::detail::print

namespace tapeless::inline v0_2::detail::pass {

// The program of Pass with the regular form in place of every guard.
template <class Pass>
struct plain {
  static constexpr dag::sizes estimate = finished<Pass>.used;
  static constexpr void run(pass_output& out) {
    const dag::view from = view_of<Pass>;
    dag::scratch<int> ids(from.node_count);
    for (int id = 0; id < from.node_count; ++id) {
      const dag::node& node = from.nodes[id];
      ids[id] = node.op->part == dag::role::guard ? ids[from.operand(node, 2)]
                                                  : copy_node(out.builder, from, node, ids.data());
    }
    for (int r = 0; r < from.root_count; ++r) out.add_root(ids[from.roots[r]]);
  }
};

}  // namespace tapeless::detail::pass

namespace tapeless::inline v0_2 {

// The formula or request as a list of steps.
template <detail::printable T>
std::string to_steps(const T&) {
  return detail::print::to_steps<std::string>(detail::pass::view_of<typename detail::printed_program<T>::as_written>);
}

// The formula with the regular form at isolated points, too.
template <expression F>
constexpr auto plain(const F&) {
  return detail::pass::raise<detail::pass::schedule<detail::pass::plain<detail::pass::lower<F>>>, 0>{};
}

}  // namespace tapeless

namespace {

using namespace tapeless;
using namespace tapeless::literals;

constexpr auto x = symbol<"x">;
constexpr auto y = symbol<"y">;

TEST_CASE("the printer of the guide") {
  CHECK(to_steps(2_c * x * sin(x) + y) == "v2 = multiply(2, x)\nv3 = sin(x)\nv4 = multiply(v2, v3)\nv6 = add(v4, y)\n");
}

TEST_CASE("the pass of the guide") {
  constexpr auto slope = derivative(hypot(x, y), x);
  CHECK(to_steps(slope) ==
        "v2 = hypot(x, y)\nv4 = equals(v2, 0)\nv5 = hypot_slope(x, y)\nv6 = divide(x, v2)\nv7 = guard(v4, v5, v6)\n");
  CHECK(to_steps(plain(slope)) == "v2 = hypot(x, y)\nv3 = divide(x, v2)\n");
}

}  // namespace
