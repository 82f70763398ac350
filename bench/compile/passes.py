#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What each pass costs the compiler: operations of g++'s or steps of clang's constant evaluator, which are exact and
the same on every machine.

    bench/compile/passes.py dense 8 16                     # value and gradient of bench/compile/dense.hpp
    bench/compile/passes.py --request value_gradient_hessian rosenbrock 16
    bench/compile/passes.py --compiler clang++-19 dense 8  # steps instead of operations, of the dearest pass so far
    bench/compile/passes.py --seconds chain 512            # and a whole program: seconds, memory, instantiations
    bench/compile/passes.py --nodes 16000 --plot chain.svg chain 16   # sizes doubling up to so many nodes
    bench/compile/passes.py --whole recurrent 1 2          # one number for a program over axes: its dearest constant

Every pass is evaluated alone: what comes before it is compiled into a header once, then the smallest limit with which
the pass still compiles is found by halving. Each line: pass, operations, nodes of its result, operations per node. With
clang a pass that is cheaper than one before it is only known to be so: <=."""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import compiling
import plot
from compiling import here

# What each stage adds to the header of those before it, and the pass whose program it makes.
stages = [
    ("record", "", None),
    ("lower", "using written = detail::written_of<asked::verb>;", "written"),
    ("derive", "using source = asked::source;", "source"),
    ("cut to size", "static_assert(&detail::pass::finished<source> != nullptr);", "source"),
    ("expand", "using expanded = detail::pass::expand<source, asked::verb::first, asked::verb::count>;", "expanded"),
    ("shorten", "using shortened = detail::pass::finish<source, asked::verb::first, asked::verb::count>;", "shortened"),
    ("plan", "static_assert(&detail::planned<shortened>::plan != nullptr);", "shortened"),
]


class Failed(Exception):
    """A case does not compile; says why."""


class Compiler:
    """One compiler: how it counts, and how it takes a compiled header."""

    def __init__(self, name, arguments):
        self.name, self.arguments = name, arguments
        self.clang = compiling.is_clang(name)
        self.word = "steps" if self.clang else "operations"
        self.counting = "-fconstexpr-steps=" if self.clang else "-fconstexpr-ops-limit="
        self.loops = [] if self.clang else ["-fconstexpr-loop-limit=100000000"]
        self.unlimited = [f"{self.counting}2000000000", *self.loops]

    def run(self, line):
        return compiling.run(line, self.arguments.timeout, self.arguments.memory)

    def must(self, line):
        error = self.run(line).error
        if error:
            raise Failed(error)

    def least(self, line, guess):
        # Whatever fails for another reason would be taken for a limit.
        self.must([*line, *self.unlimited])
        return compiling.least_limit(lambda limit: not self.run([*line, *self.loops, f"{self.counting}{limit}"]).error,
                                     self.arguments.precision, guess)

    def precompile(self, line, header):
        """Options with which a source sees the header."""
        made = f"{header}.pch" if self.clang else f"{header}.gch"
        self.must([*line, *self.unlimited, "-x", "c++-header", str(header), "-o", made])
        return ["-include-pch", made] if self.clang else ["-include", str(header)]


def node_count(compiler, line, folder, header, program):
    source, binary = folder / "count.cpp", folder / "count"
    source.write_text(f'#include "{header}"\n#include <cstdio>\n'
                      f'int main() {{ std::printf("%d", static_cast<int>({program})); }}\n')
    compiler.must([*line, *compiler.unlimited, str(source), "-o", str(binary)])
    return int(subprocess.run([str(binary)], stdout=subprocess.PIPE, check=True).stdout)


def profile(compiler, case, size, request, guesses):
    """Lists (pass, operations, nodes), printed as they are found."""
    line = [*compiling.base_line(compiler.name), f"-DSIZE={size}"]
    found, precision = [], compiler.arguments.precision
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text = "#pragma once\n#include <tapeless/tapeless.hpp>\n#include <utility>\n"
        for stage, types, program in stages:
            before = folder / "before.hpp"
            before.write_text(text)
            seeing = compiler.precompile(line, before)
            added = types + "\n"
            if stage == "record":
                added = (f'#include "{here}/{case}.hpp"\nusing namespace tapeless;\n'
                         f"using asked = std::remove_cvref_t<decltype({request}(compile_case::formula))>;\n")
            if program is not None:
                added += f"static_assert(detail::pass::sizes_of<{program}>.nodes >= 0);\n"
            source = folder / "stage.cpp"
            source.write_text(added)
            cost = compiler.least([*line, *seeing, "-fsyntax-only", str(source)], guesses.get(stage, 1 << 14))
            text += added
            every = folder / "every.hpp"
            every.write_text(text)
            used = program or "detail::written_of<asked::verb>"
            counted = ("detail::planned<shortened>::size.steps" if stage == "plan" else
                       f"detail::pass::sizes_of<{used}>.nodes")
            nodes = node_count(compiler, line, folder, every, counted)
            # clang evaluates what a compiled header holds once more, so its limit is that of the dearest pass so far.
            hidden = compiler.clang and found and cost <= max(one for _, one, _ in found) * (1 + precision)
            print(f"  {stage:12} {'<=' if hidden else '  '} {cost:10} {compiler.word}  {nodes:7} nodes  "
                  f"{cost / nodes:7.0f} per node", flush=True)
            guesses[stage] = 2 * cost
            found.append((stage, cost, nodes))
    return found


def source_of(case, size, request):
    """What compiles a whole program of a case: a file of its own, or a call through spans."""
    if (here / f"{case}.cpp").exists():
        return [f"-DSIZE={size}", str(here / f"{case}.cpp")]
    return [f"-DSIZE={size}", f'-DCASE="{case}.hpp"', f"-DREQUEST={request}", str(here / "call.cpp")]


def whole(compiler, case, size, request):
    """The dearest constant of a whole program."""
    line = [*compiling.base_line(compiler.name), *source_of(case, size, request)]
    cost = compiler.least([*line, "-fsyntax-only"], 1 << 20)
    print(f"  the dearest constant of the program: {cost} {compiler.word}", flush=True)


def seconds(compiler, case, size, request):
    """User seconds, MB and instantiations of a program within the default limits; None where it is beyond them."""
    line = [*compiling.base_line(compiler.name), *source_of(case, size, request)]
    done = compiler.run([*line, "-O2", "-c", "-o", "/dev/null"])
    if done.error:
        print(f"  the program with -O2: does not compile with the compiler's own limits: {done.error}")
        return None
    with tempfile.TemporaryDirectory() as name:
        made = compiling.instantiations(line, compiler.name, pathlib.Path(name))
    print(f"  the program with -O2: {done.seconds:.2f} user s, {done.megabytes:.0f} MB, {made} instantiations",
          flush=True)
    return done.seconds, done.megabytes, made


def sizes_of(arguments):
    """Sizes as asked for; or doubling until told to stop."""
    if arguments.nodes is None:
        yield from arguments.size
        return
    size = arguments.size[-1]
    yield from arguments.size
    while True:
        size *= 2
        yield size


def measure(compiler, arguments):
    """Measures every size; what can be plotted."""
    guesses, rows = {}, []
    for size in sizes_of(arguments):
        print(f"{arguments.case} {size}, {arguments.request}, {compiling.version_of(compiler.name)}", flush=True)
        try:
            if arguments.whole:
                whole(compiler, arguments.case, size, arguments.request)
            found = [] if arguments.whole else profile(compiler, arguments.case, size, arguments.request, guesses)
            took = seconds(compiler, arguments.case, size, arguments.request) if arguments.seconds else None
        except Failed as failed:
            print(f"  does not compile: {failed}")
            return rows, False
        rows.append((size, found, took))
        if arguments.nodes is not None and max(nodes for _, _, nodes in found) >= arguments.nodes:
            break
    return rows, True


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", help="a header of bench/compile: dense, chain, rosenbrock, cholesky, kalman; with "
                        "--whole a program, too: recurrent, markov, formulas, ...")
    parser.add_argument("size", type=int, nargs="+")
    parser.add_argument("--request", default="value_and_gradient", help="value_and_gradient or value_gradient_hessian")
    parser.add_argument("--seconds", action="store_true", help="also compile a call of it with -O2 and default limits")
    parser.add_argument("--whole", action="store_true", help="only the dearest constant of a whole program")
    parser.add_argument("--nodes", type=int, help="double the last size until a program has so many nodes")
    parser.add_argument("--plot", help="write a picture of what a node costs (SVG, by gnuplot) to this file")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--precision", type=float, default=0.01, help="of the counts; 0.01 by default")
    parser.add_argument("--timeout", type=float, default=600,
                        help="seconds of the processor that one compilation may take")
    parser.add_argument("--memory", type=float, default=6, help="GB that one compilation may take")
    arguments = parser.parse_args()
    if compiling.version_of(arguments.compiler) is None:
        parser.error(f"there is no compiler {arguments.compiler} here")
    if not (here / f"{arguments.case}.hpp").exists() and not (arguments.whole and
                                                              (here / f"{arguments.case}.cpp").exists()):
        parser.error(f"there is no case {arguments.case}")
    if min(arguments.size) < 1 or not 0 < arguments.precision < 1:
        parser.error("sizes are at least 1, and the precision is between 0 and 1")
    if arguments.whole and (arguments.nodes or arguments.plot):
        parser.error("--nodes and --plot are about passes, not about --whole")
    if arguments.plot and not plot.available():
        parser.error("--plot needs gnuplot")
    return arguments


def main():
    arguments = parse()
    compiler = Compiler(arguments.compiler, arguments)
    rows, well = measure(compiler, arguments)
    if arguments.plot and rows:
        title = f"{arguments.case}, {arguments.request}, {compiling.version_of(arguments.compiler)}"
        plot.write(pathlib.Path(arguments.plot), title, compiler.word, rows)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
