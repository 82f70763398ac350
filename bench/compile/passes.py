#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What each pass costs the compiler: operations of g++'s constant evaluator, exact and the same on every machine.

    bench/compile/passes.py dense 8 16                     # value and gradient of bench/compile/dense.hpp
    bench/compile/passes.py --request value_gradient_hessian rosenbrock 16
    bench/compile/passes.py --seconds chain 512            # and the seconds of a whole program with -O2

Every pass is evaluated alone: what comes before it is compiled into a header once, then the smallest -fconstexpr-ops-limit
with which the pass still compiles is found by halving. Each line: pass, operations, operations per node of its result."""
import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
unlimited = ["-fconstexpr-ops-limit=2000000000", "-fconstexpr-loop-limit=100000000"]

# What each stage adds to the header of those before it, and the program that it makes.
stages = [
    ("record", "", None),
    ("lower", "using written = detail::written_of<asked::verb>;", "detail::pass::finished<written>"),
    ("derive", "using source = asked::source;", "detail::pass::roomy<source>::program"),
    ("cut to size", "", "detail::pass::finished<source>"),
    ("expand", "using expanded = detail::pass::expand<source, asked::verb::first, asked::verb::count>;",
     "detail::pass::finished<expanded>"),
    ("shorten", "using shortened = detail::pass::finish<source, asked::verb::first, asked::verb::count>;",
     "detail::pass::finished<shortened>"),
    ("plan", "", "detail::planned<shortened>::plan"),
]


def compiles(command):
    return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def least_limit(command):
    """The smallest limit of operations with which a command succeeds, within 1 %."""
    low, high = 1 << 9, 1 << 10
    while not compiles(command + [f"-fconstexpr-ops-limit={high}"]):
        low, high = high, 2 * high
        if high > 1 << 31:
            sys.exit("does not compile: " + " ".join(command))
    while high - low > high // 100:
        middle = (low + high) // 2
        if compiles(command + [f"-fconstexpr-ops-limit={middle}"]):
            high = middle
        else:
            low = middle
    return high


def node_count(compile_line, folder, header, program):
    source = folder / "count.cpp"
    source.write_text(f'#include "{header}"\n#include <cstdio>\n'
                      f'int main() {{ std::printf("%d", static_cast<int>({program})); }}\n')
    binary = folder / "count"
    subprocess.run(compile_line + unlimited + [str(source), "-o", str(binary)], check=True)
    return int(subprocess.run([str(binary)], stdout=subprocess.PIPE, check=True).stdout)


def profile(case, size, request, compiler):
    compile_line = [compiler, "-std=c++20", "-w", f"-I{root}/include", f"-DSIZE={size}"]
    print(f"{case} {size}, {request}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        text = "#pragma once\n#include <tapeless/tapeless.hpp>\n#include <utility>\n"
        before = folder / "before.hpp"
        for stage, types, program in stages:
            before.write_text(text)
            subprocess.run(compile_line + unlimited + ["-x", "c++-header", str(before), "-o", f"{before}.gch"],
                           check=True)
            if stage == "record":
                text += f'#include "{here}/{case}.hpp"\nusing namespace tapeless;\n'
                text += f"using asked = std::remove_cvref_t<decltype({request}(compile_case::formula))>;\n"
            text += types + "\n"
            used = program or "detail::pass::finished<detail::written_of<asked::verb>>"
            added = text[len(before.read_text()):]
            if program is not None:
                added += f"static_assert(sizeof({program}) > 0 && &{program} != nullptr);\n"
            source = folder / "stage.cpp"
            source.write_text(f'#include "{before}"\n{added}')
            operations = least_limit(compile_line + [unlimited[1], "-fsyntax-only", str(source)])
            text = before.read_text() + added
            every = folder / "every.hpp"
            every.write_text(text)
            size_of = "detail::planned<shortened>::size.steps" if stage == "plan" else f"{used}.used.nodes"
            nodes = node_count(compile_line, folder, every, size_of)
            print(f"  {stage:12} {operations:10}  {nodes:7} nodes  {operations / nodes:7.0f} per node", flush=True)


def seconds(case, size, request, compiler):
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name) / "call.cpp"
        source.write_text(f'#include <span>\n#include "{here}/{case}.hpp"\n'
                          f"constexpr auto h = tapeless::function(tapeless::{request}(compile_case::formula), "
                          "compile_case::inputs);\n"
                          "void call(std::span<const double> in, std::span<double> out) { h(in, out); }\n")
        line = [compiler, "-std=c++20", "-O2", "-w", f"-I{root}/include", f"-DSIZE={size}", "-c", str(source), "-o",
                "/dev/null"]
        started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = subprocess.run(line, stderr=subprocess.DEVNULL).returncode == 0
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        if not done:
            print(f"  {compiler} -O2: does not compile with its own limits")
            return
        print(f"  {compiler} -O2: {usage.ru_utime - started:.2f} s of the processor, "
              f"the largest process so far {usage.ru_maxrss // 1024} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", help="a header of bench/compile: dense, chain, rosenbrock")
    parser.add_argument("size", type=int, nargs="+")
    parser.add_argument("--request", default="value_and_gradient", help="value_and_gradient or value_gradient_hessian")
    parser.add_argument("--seconds", action="store_true", help="also compile a call of it with -O2")
    parser.add_argument("--compiler", default="g++", help="a g++; clang has no count of each pass alone")
    arguments = parser.parse_args()
    if not (here / f"{arguments.case}.hpp").exists():
        parser.error(f"there is no case {arguments.case}")
    for size in arguments.size:
        profile(arguments.case, size, arguments.request, arguments.compiler)
        if arguments.seconds:
            seconds(arguments.case, size, arguments.request, arguments.compiler)


if __name__ == "__main__":
    main()
