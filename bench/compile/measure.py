#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What compiling costs, against the limits that the project has set itself.

    bench/compile/measure.py                                  # all rows with g++, three runs each
    bench/compile/measure.py 'dense-*' header --runs 9        # some of them
    bench/compile/measure.py table --compiler g++ --compiler clang++-19
    bench/compile/measure.py --list

User seconds of the whole compiler with -O2, median of the runs, which a busy machine changes less than the time that
passes; peak memory of its largest process in MB (10^6 bytes); bytes of code. Rows are chosen by name, by pattern or by
group. A row above a limit, or one that has a limit and does not compile, makes the exit status 1."""
import argparse
import fnmatch
import pathlib
import statistics
import subprocess
import sys
import tempfile

import compiling
import table


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", help="names, patterns or groups of rows; all of them by default")
    parser.add_argument("--compiler", action="append", help="g++ by default; may be given several times")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--timeout", type=float, default=600,
                        help="seconds of the processor that one run may take, 600 by default")
    parser.add_argument("--memory", type=float, default=6, help="GB that one process may take, 6 by default")
    parser.add_argument("--list", action="store_true", help="only name the rows")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("at least one run")
    arguments.compiler = arguments.compiler or ["g++"]
    for compiler in arguments.compiler:
        if compiling.version_of(compiler) is None:
            parser.error(f"there is no compiler {compiler} here")
    return parser, arguments


def chosen(parser, every, patterns):
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(name, pattern) for row in every for name in (row.name, row.group)):
            parser.error(f"there is no row {pattern}; --list names them")
    return [row for row in every if not patterns or any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns
                                                         for name in (row.name, row.group))]


def code_size(output):
    """Bytes of code and constants, as `size` counts them."""
    done = subprocess.run(["size", str(output)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return int(done.stdout.splitlines()[1].split()[0]) if done.returncode == 0 else None


class Measuring:
    """The rows that were measured with one compiler."""

    def __init__(self, compiler, arguments, folder):
        self.compiler, self.arguments, self.folder = compiler, arguments, folder
        self.clang = compiling.is_clang(compiler)
        self.done = {}

    def measure(self, row):
        """An outcome and the bytes of code; kept, as other rows may refer to it."""
        if row.name in self.done:
            return self.done[row.name]
        output = self.folder / "out.o"
        line = [*compiling.base_line(self.compiler), "-O2", *row.flags, "-c", str(row.source), "-o", str(output)]
        outcomes = []
        for _ in range(self.arguments.runs):
            outcomes.append(compiling.run(line, self.arguments.timeout, self.arguments.memory))
            if outcomes[-1].error:
                break
        last = outcomes[-1]
        total = compiling.Outcome(statistics.median(one.seconds for one in outcomes),
                                  max(one.megabytes for one in outcomes), last.error)
        self.done[row.name] = total, None if last.error else code_size(output)
        return self.done[row.name]

    def limits(self, row, every):
        """Seconds, MB and bytes of code."""
        seconds = row.clang_seconds if self.clang and row.clang_seconds else row.seconds
        if row.beyond is None:
            return seconds, row.megabytes, None
        other, code = self.measure(next(one for one in every if one.name == row.beyond))
        if seconds is not None:
            seconds += row.factor * other.seconds
        megabytes = row.megabytes and row.megabytes + row.factor * other.megabytes
        return seconds, megabytes, row.code and code and code + row.code

    def report(self, row, every):
        """Prints one row; whether it is within its limits."""
        found, code = self.measure(row)
        limits = self.limits(row, every)
        limited = any(limit is not None for limit in limits)
        above = limited and (bool(found.error) or any(
            value is not None and limit is not None and value > limit
            for value, limit in zip((found.seconds, found.megabytes, code), limits)))
        shown = [f"{limit:.{digits}f}" if limit is not None else "" for limit, digits in zip(limits, (1, 0, 0))]
        verdict = "above" if above else "ok" if limited else ""
        numbers = f"{found.seconds:8.2f} {found.megabytes:8.0f} {code if code is not None else '-':>8}"
        print(f"  {row.name:23} {row.title:34} {numbers}   {shown[0]:>6} {shown[1]:>6} {shown[2]:>8}  {verdict}")
        if found.error:
            print(f"  {'':23} does not compile: {found.error}")
        sys.stdout.flush()
        return not above


def main():
    parser, arguments = parse()
    within = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        every = table.rows(folder)
        rows = chosen(parser, every, arguments.rows)
        if arguments.list:
            for row in rows:
                print(f"{row.name:23} {row.group:7} {row.title}")
            return 0
        for compiler in arguments.compiler:
            print(f"{compiling.version_of(compiler)}, -O2, median of {arguments.runs}")
            print(f"  {'':58} {'user s':>8} {'MB':>8} {'code':>8}   limits: s, MB, code")
            measuring = Measuring(compiler, arguments, folder)
            for row in rows:
                within = measuring.report(row, every) and within
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
