#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Turns a corpus of expressions with references into C++ tests, at build time, so that the data stay where they are.

    generate.py corpus.json out_dir [cases per file]

Writes out_dir/<corpus>_00.cpp, _01.cpp, ... with every expression in both front ends and its points as tables, and
out_dir/<corpus>.cpp, which lists the cases and checks them with harness.hpp.
"""

import fractions
import json
import pathlib
import sys

PRECEDENCE = {"if": 0, "<": 1, "<=": 1, ">": 1, ">=": 1, "+": 2, "-": 2, "*": 3, "/": 3, "neg": 4}
CALLS = {
    "sqrt", "cbrt", "pow", "hypot", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan",
    "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "tgamma",
    "lgamma", "fabs", "fmod", "fmax", "fmin", "fma",
}  # fmt: skip
ATOM = 5
DEFINED = {
    "ok": "hessian", "hessian_undefined": "gradient", "gradient_undefined": "value", "value_undefined": "nothing",
}  # fmt: skip
UNCOUNTED = ("overflow", "underflow", "ill")


def constant(literal):
    """The nearest double of a literal as an exact constant of a formula."""
    value = float(literal)
    if value.is_integer() and abs(value) < 2**53:
        return f"constant<{int(value)}>"
    return f"constant<{value.hex()}>"


def by_operators(tree):
    """The nested lists as operators on symbols: (text, precedence)."""
    kind, *operands = tree
    if kind == "var":
        return operands[0], ATOM
    if kind == "num":
        return constant(operands[0]), ATOM
    own = PRECEDENCE.get(kind, ATOM)
    parts = [by_operators(one) for one in operands]
    if kind == "if":
        return f"select({', '.join(text for text, _ in parts)})", ATOM
    if kind in CALLS:
        return f"{kind}({', '.join(text for text, _ in parts)})", ATOM
    if kind not in PRECEDENCE:
        raise ValueError(f"unknown operation {kind!r}")

    def wrapped(k, least):
        text, precedence = parts[k]
        return text if precedence >= least else f"({text})"

    if kind == "neg":
        return "-" + wrapped(0, ATOM), own
    return f"{wrapped(0, own)} {kind} {wrapped(1, own + 1)}", own


def without_question_marks(text):
    """C text with (c ? a : b) as branch(c, a, b): a condition of a formula cannot steer ?: in the compiler."""
    pieces, stack = [], []
    for character in text:
        if character == "(":
            stack.append(pieces)
            pieces = []
        elif character == ")":
            inner = "".join(pieces)
            pieces = stack.pop()
            pieces.append(f"branch({', '.join(split_choice(inner))})" if choice_places(inner) else f"({inner})")
        else:
            pieces.append(character)
    return "".join(pieces)


def choice_places(text):
    depth, places = 0, []
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in "?:":
            places.append(at)
    return places


def split_choice(text):
    question, colon = choice_places(text)
    return text[:question].strip(), text[question + 1 : colon].strip(), text[colon + 1 :].strip()


class Constants:
    """Finds where the two front ends make different formulas of one text, which is in constant parts only.

    Operators on constants are exact, so that 1/3 is a third; in a recorded lambda plain numbers are computed by C++
    before the formula sees them, so that 1.0/3.0 is the nearest double, and a condition on them is true or false.
    """

    def __init__(self):
        self.differ = False
        self.known = {}

    @staticmethod
    def exact(value):
        return (fractions.Fraction(value) * 2**20).denominator == 1 and abs(value) < 2**33

    def value(self, tree):
        """The number that a constant tree is, or None."""
        kind, *operands = tree
        if kind == "var":
            return self.known.get(operands[0])
        if kind == "num":
            return float(operands[0])
        values = [self.value(one) for one in operands]
        if kind in ("<", "<=", ">", ">=") and None not in values:
            self.differ = True
        if kind == "neg" and values[0] is not None:
            return -values[0]
        if kind not in ("+", "-", "*", "/") or None in values:
            if kind in CALLS and None not in values:
                self.differ = True
            return None
        operation = {"+": "__add__", "-": "__sub__", "*": "__mul__", "/": "__truediv__"}[kind]
        rounded = getattr(values[0], operation)(values[1])
        if all(self.exact(one) for one in values):
            true = getattr(fractions.Fraction(values[0]), operation)(fractions.Fraction(values[1]))
            self.differ = self.differ or true != fractions.Fraction(rounded)
        return rounded


def front_ends_agree(case):
    constants = Constants()
    for name, tree in case["lets"]:
        constants.known[name] = constants.value(tree)
    constants.value(case["body"])
    return not constants.differ


def names_in(tree):
    kind, *operands = tree
    if kind == "var":
        return {operands[0]}
    return set() if kind == "num" else set().union(*(names_in(one) for one in operands))


def hexadecimal(number):
    return (float.fromhex(number) if isinstance(number, str) else float(number)).hex()


def rows(lines):
    return "{\n" + "".join(f"    {{{', '.join(line)}}},\n" for line in lines) + "}"


def formula_texts(case):
    """The expression in both front ends."""
    variables = case["vars"]
    used = names_in(case["body"]).union(*(names_in(tree) for _, tree in case["lets"]))

    def declared(name):
        return name if name in used else f"[[maybe_unused]] {name}"

    yield "constexpr auto by_operators() {"
    for name in variables:
        yield f'  const auto {declared(name)} = symbol<"{name}">;'
    for name, tree in case["lets"]:
        yield f"  const auto {declared(name)} = {by_operators(tree)[0]};"
    yield f"  return {by_operators(case['body'])[0]};\n}}"

    names = ", ".join(f'"{name}"' for name in variables)
    parameters = ", ".join(f"auto {declared(name)}" for name in variables)
    yield f"constexpr auto by_record() {{\n  return record<{names}>([]({parameters}) {{"
    for name, text in case["lets_c"]:
        yield f"    const auto {declared(name)} = {without_question_marks(text)};"
    yield f"    return {without_question_marks(case['body_c'])};\n  }});\n}}"


def table_texts(case):
    """The points. What is not defined at a point is filled with zeros, which nothing reads."""
    count = len(case["vars"])
    width = 1 + count + count * (count + 1) // 2
    points = case["points"]

    def row(point, value, gradient, hessian):
        numbers = [point[value], *point.get(gradient, []), *point.get(hessian, [])] if value in point else []
        return [hexadecimal(one) for one in numbers] + ["0"] * (width - len(numbers))

    inputs = [[hexadecimal(one) for one in point["p"]] for point in points]
    references = [row(point, "v", "g", "h") for point in points]
    bounds = [row(point, "v_tol", "g_tol", "h_tol") for point in points]
    parts = [f"corpora::defined::{DEFINED[point['status']]}" for point in points]
    counted = ["false" if any(point.get(flag) for flag in UNCOUNTED) else "true" for point in points]
    yield f"const double inputs[][{count}] = {rows(inputs)};"
    yield f"const double references[][{width}] = {rows(references)};"
    yield f"const double bounds[][{width}] = {rows(bounds)};"
    yield f"const corpora::defined parts[] = {{{', '.join(parts)}}};"
    yield f"const bool counted[] = {{{', '.join(counted)}}};"
    yield f"constexpr corpora::point_table table{{inputs[0], references[0], bounds[0], parts, counted, {len(points)}}};"


def case_text(case):
    """All of one case, and the names of its problems by front end: one, or both where they differ."""
    own = case["id"]
    front_ends = ["by_operators"]
    out = [f"\nnamespace {own} {{  // {case['name']}\n", *formula_texts(case)]
    if front_ends_agree(case):
        out.append("static_assert(std::is_same_v<decltype(by_operators()), decltype(by_record())>);\n")
    else:
        front_ends.append("by_record")
    out += [*table_texts(case), f"\n}}  // namespace {own}"]
    title = json.dumps(f"{own} {case['name']}", ensure_ascii=False)
    keys = ", ".join(f'symbol<"{name}">' for name in case["vars"])
    for front_end in front_ends:
        problem = f"const corpora::problem {own}_{front_end}"
        out.append(f"extern {problem};")
        out.append(f"constinit {problem} = corpora::make_problem({title}, {own}::{front_end}(), {own}::table, {keys});")
    return "\n".join(out) + "\n", {front_end: f"{own}_{front_end}" for front_end in front_ends}


def test_text(corpus, exported):
    """The test program: both routes for each case, and for those that a recorded lambda makes another formula of."""
    out = [f"namespace {corpus} {{\n"]
    for front_end, names in exported.items():
        if not names:
            continue
        out += [f"extern const corpora::problem {name};" for name in names]
        out += [f"const corpora::problem* const {front_end}[] = {{"] + [f"    &{name}," for name in names] + ["};\n"]
        title = label = f"{corpus}, recorded with plain numbers"
        if front_end == "by_operators":
            same = len(names) - len(exported["by_record"])
            title, label = corpus, f"{corpus} ({same} of {len(names)} the same when recorded)"
        for route in ("program", "expressions"):
            out.append(f'TEST_CASE("{title}: values, gradients and Hessians by {route}") {{')
            out.append(f'  corpora::check("{label}, {route}", {front_end}, &corpora::problem::{route});\n}}')
    out.append(f'TEST_CASE("{corpus}: a wrong number is noticed") {{ corpora::check_the_check(by_operators); }}\n')
    out.append(f"}}  // namespace {corpus}\n")
    return "\n".join(out)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    per_file = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    corpus = source.stem
    cases = json.loads(source.read_text(encoding="utf-8"))["cases"]
    folder.mkdir(parents=True, exist_ok=True)
    header = f"// Made by tests/corpora/generate.py from {source.name}; do not edit.\n"
    exported = {"by_operators": [], "by_record": []}
    for part, first in enumerate(range(0, len(cases), per_file)):
        texts = []
        for case in cases[first : first + per_file]:
            try:
                text, names = case_text(case)
            except (KeyError, ValueError) as trouble:
                sys.exit(f"generate.py: {source.name}, case {case.get('id')}: {trouble!r}")
            texts.append(text)
            for front_end, name in names.items():
                exported[front_end].append(name)
        (folder / f"{corpus}_{part:02}.cpp").write_text(
            header + '#include "tests/corpora/harness.hpp"\n\n'
            f"namespace {corpus} {{\nusing namespace tapeless;\nusing corpora::branch;\n"
            + "".join(texts) + f"\n}}  // namespace {corpus}\n", encoding="utf-8")  # fmt: skip
    (folder / f"{corpus}.cpp").write_text(
        header + '#include "tests/corpora/checks.hpp"\n\n' + test_text(corpus, exported), encoding="utf-8")  # fmt: skip


if __name__ == "__main__":
    main()
