#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Random formulas as C++ that a user could have written, each with the same as a function of numbers of 100 digits.

    tests/random/sources.py [--seed N] [--formulas N] [--write FILE]

Without --write, compiles the file with g++ and with clang++-19 and runs both: value, gradient, Hessian, derivative,
function, stabilize and to_c of every formula against values and differences in 100 digits (sources.hpp). A quarter of a
minute per ten formulas and compiler. --write only writes the file, as CI does for its slice. Exit status 1 when one differs.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMBERS = ["2", "3", "0.5", "0.1", "1.25", "7", "10", "0.001", "4"]
# The formula in the library and in the numbers of 100 digits; weights by repetition.
UNARY = [("sin({})",) * 2, ("cos({})",) * 2, ("exp({})",) * 2, ("exp(-({}))",) * 2, ("atan({})",) * 2, ("tanh({})",) * 2,
         ("log({})",) * 2, ("sqrt({})", "root({})"), ("sinh({})",) * 2, ("cosh({})",) * 2, ("asin({})",) * 2, ("abs({})",) * 2,
         ("-({})",) * 2, ("square({})", "(({0})*({0}))"), ("cbrt(exp({}))", "pow(seen(exp({})), real(1)/3)"),
         ("logistic({})", "(1/(1 + exp(-({}))))"), ("softplus({})", "log(1 + exp({}))"),
         ("expm1({})", "(exp({}) - 1)"), ("log1p(exp({}))", "log(1 + seen(exp({})))"), ("rsqrt(exp({}))", "1/sqrt(seen(exp({})))"),
         ("inverse({})", "(1/({}))"), ("log10(exp({}))", "log(seen(exp({})))/log(real(10))"), ("exp2({})", "exp(({})*log(real(2)))"),
         ("pow({}, 3_c)", "(({0})*({0})*({0}))"), ("pow({}, -2_c)", "(1/(({0})*({0})))")]
BINARY = [("({} + {})",) * 2, ("({} - {})",) * 2, ("({} * {})",) * 2, ("({} / {})",) * 2, ("({} * {})",) * 2,
          ("hypot({}, {})", "root(({0})*({0}) + ({1})*({1}))"), ("pow(exp({}), {})", "pow(base(exp({})), {})"),
          ("max({}, {})", "(({0}) < ({1}) ? ({1}) : ({0}))"), ("min({}, {})", "(({0}) < ({1}) ? ({0}) : ({1}))"),
          ("atan2({}, exp({}))", "atan(({})/seen(exp({})))"), ("log_sum_exp({}, {})", "log(exp({}) + exp({}))"),
          ("xlogy({}, exp({}))", "(({})*log(seen(exp({}))))")]
TERNARY = [("select({} < {}, {}, {})", "(({0}) < ({1}) ? ({2}) : ({3}))"),
           ("select({0} > {1} || {2} > {3}, {2}, {3})", "(({0}) > ({1}) || ({2}) > ({3}) ? ({2}) : ({3}))")]


def write_formula(choose):
    """Lines of named parts in the library, the same for numbers; the last is the formula."""
    ours, theirs = [], []
    inner = 100

    def operand():
        names = [f"p{k}" for k in range(len(ours))]
        if names and choose.random() < 0.7:
            return (choose.choice(names[-3:]),) * 2
        if choose.random() < 0.2:
            number = choose.choice(NUMBERS)
            return f"{number}_c", f'real("{number}")'
        return (choose.choice("xyz"),) * 2

    for place in range(choose.randint(2, 9)):
        kinds = choose.choices([UNARY, BINARY, TERNARY], [4, 6, 1])[0]
        pattern, twin = choose.choice(kinds)
        count = 1 if kinds is UNARY else 2 if kinds is BINARY else 4
        operands = [operand() for _ in range(count)]
        if ours and choose.random() < 0.8:
            operands[choose.randrange(count)] = (f"p{len(ours) - 1}",) * 2
        if all(one[0].endswith("_c") for one in operands):
            operands[0] = (choose.choice("xyz"),) * 2
        ours.append(pattern.format(*[one[0] for one in operands]))
        result = twin.format(*[one[1] for one in operands])
        while match := re.search(r"\b(seen|base)\(", result):  # each with a place of its own
            inner += 1
            result = f"{result[:match.start()]}{match[1].upper()}({inner}, {result[match.end():]}"
        theirs.append(f"in_double({place}, {result.replace('SEEN(', 'seen(').replace('BASE(', 'base(')})")
    # Every symbol is in the formula, as requests in it want it.
    last = f"p{len(ours) - 1}"
    ours.append(f"{last} + x*y*z")
    theirs.append(f"{last} + x*y*z")
    return ours, theirs


def write_file(seed, formulas):
    choose = random.Random(seed)
    text = ["// Written by tests/random/sources.py.", '#include "tests/random/sources.hpp"', "", "namespace sources {", "namespace {", ""]
    for k in range(formulas):
        ours, theirs = write_formula(choose)
        text.append(f"namespace formula_{k} {{")
        text += [f"[[maybe_unused]] constexpr auto p{j} = {line};" for j, line in enumerate(ours)]
        text.append("inline real twin([[maybe_unused]] const real& x, [[maybe_unused]] const real& y, [[maybe_unused]] const real& z) {")
        text += [f"  [[maybe_unused]] const real p{j} = {line};" for j, line in enumerate(theirs)]
        text += [f"  return p{len(ours) - 1};", "}", f"}}  // namespace formula_{k}", ""]
    text.append('TEST_CASE("formulas as source") {')
    for k in range(formulas):
        ours = f"formula_{k}::"
        text.append(f'  check("seed {seed}, formula {k}", {ours}p_last, &{ours}twin, {seed * 1000 + k}u);')
    text += ["  printed_c::check_all();", '  std::printf("%d numbers compared, %d points left out\\n", count.compared, count.left_out);',
             "  CHECK(count.compared > 0);", "}", "", "}  // namespace", "}  // namespace sources", ""]
    result = "\n".join(text)
    # The last part has a name that does not depend on how many there are.
    for k in range(formulas):
        begin = result.index(f"namespace formula_{k} {{")
        end = result.index(f"}}  // namespace formula_{k}")
        block = result[begin:end]
        last = block.count("[[maybe_unused]] constexpr auto") - 1
        result = result[:begin] + block.replace(f"constexpr auto p{last} =", "constexpr auto p_last =") + result[end:]
    return result


def run(compiler, source, work):
    program = work / compiler
    # Values that are constants are computed by the C library, as in the printed C, and not by the compiler.
    command = [compiler, "-std=c++20", "-O1", "-w", "-fno-builtin", f"-I{ROOT}", f"-I{ROOT}/include", f'-DTAPELESS_C_COMPILER="{compiler}"',
               str(source), str(ROOT / "tests/support/main.cpp"), "-ldl", "-o", str(program)]
    return subprocess.run(command).returncode == 0 and subprocess.run([str(program)]).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formulas", type=int, default=20)
    parser.add_argument("--write", type=pathlib.Path)
    options = parser.parse_args()
    text = write_file(options.seed, options.formulas)
    if options.write:
        options.write.write_text(text)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        source = work / "formulas.cpp"
        source.write_text(text)
        right = [run(compiler, source, work) for compiler in ("g++", "clang++-19")]
    sys.exit(0 if all(right) else 1)


main()
