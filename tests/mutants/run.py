#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Damages the library in one place at a time and says whether the tests notice.

    tests/mutants/run.py [--jobs N] [--only TEXT] [--check]

list.txt holds the mutants, one after another with an empty line between them: the file below include/tapeless, the text
that is there exactly once, the text that takes its place, and the test that must fail, a path below tests without .cpp.
A mutant is caught when its test does not compile or fails. The run fails when one survives, or when the list is wrong.
Needs g++, Catch2, MPFR, Eigen, xsimd and Ceres; takes about a quarter of a minute of one core per mutant. --check only looks whether
the list is right and needs nothing; `mutants.list` is this in CI.
"""
import argparse
import concurrent.futures
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAGS = ["-std=c++20", "-O1", "-w", "-isystem", "/usr/include/eigen3"]
RANDOM = {"random/programs": "20000", "random/over_axes": "1500"}


def read_list(path):
    mutants = []
    for block in path.read_text().strip().split("\n\n"):
        fields = {}
        for line in block.split("\n"):
            if line.startswith("#"):
                continue
            key, _, value = line.partition(": ")
            if key not in ("file", "old", "new", "test"):
                sys.exit(f"{path}: a line that is none of file, old, new, test: {line}")
            fields[key] = value
        if fields:
            mutants.append(fields)
    return mutants


def what_is_wrong(mutants):
    """Returns a sentence for each mutant that does not change one place, or has no test."""
    wrong = []
    for number, one in enumerate(mutants, 1):
        missing = [key for key in ("file", "old", "new", "test") if key not in one]
        if missing:
            wrong.append(f"mutant {number} has no line {missing[0]}")
            continue
        place = ROOT / "include/tapeless" / one["file"]
        count = place.read_text().count(one["old"]) if place.is_file() and one["old"] else 0
        if count != 1:
            wrong.append(f"{one['file']}: the text is there {count} times: {one['old']}")
        if one["old"] == one["new"]:
            wrong.append(f"{one['file']}: the text becomes itself: {one['old']}")
        if not (ROOT / "tests" / (one["test"] + ".cpp")).is_file():
            wrong.append(f"{one['file']}: there is no test {one['test']}")
    return wrong


def compile_object(source, target, include):
    command = ["g++", *FLAGS, f"-I{ROOT}", f"-I{include}", "-c", str(source), "-o", str(target)]
    return subprocess.run(command, capture_output=True).returncode == 0


def is_caught(mutant, work):
    """Returns how the mutant was caught, or None."""
    include = work / "include"
    shutil.copytree(ROOT / "include", include)
    place = include / "tapeless" / mutant["file"]
    text = place.read_text()
    place.write_text(text.replace(mutant["old"], mutant["new"], 1))
    program = work / "test"
    test = mutant["test"]
    objects = [str(COMMON / "main.o")]
    libraries = []
    if test in RANDOM:
        objects.append(str(COMMON / "exact.o"))
        libraries = ["-lmpfr", "-lgmp"]
    if test == "interop/ceres":
        libraries = ["-lceres"]
    if test.startswith("rules/registry"):
        objects.append(str(COMMON / "oracle.o"))
    command = ["g++", *FLAGS, f"-I{ROOT}", f"-I{include}", str(ROOT / "tests" / (test + ".cpp")), *objects, *libraries, "-o", str(program)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        return "it does not compile"
    environment = {"TAPELESS_PROGRAMS": RANDOM.get(test, "2000"), "PATH": "/usr/bin:/bin"}
    run = subprocess.run([str(program)], capture_output=True, env=environment, cwd=work, preexec_fn=limit_time)
    if run.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return "it does not end"
    return "the test fails" if run.returncode != 0 else None


def limit_time():
    """Of the processor, because a busy machine is no mutant."""
    resource.setrlimit(resource.RLIMIT_CPU, (300, 310))


def try_one(mutant):
    with tempfile.TemporaryDirectory() as work:
        return is_caught(mutant, pathlib.Path(work))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="only mutants whose file, text or test contains this")
    parser.add_argument("--check", action="store_true", help="only look whether every text of the list is there once")
    options = parser.parse_args()
    mutants = [one for one in read_list(ROOT / "tests/mutants/list.txt") if options.only in " ".join(one.values())]
    wrong = what_is_wrong(mutants)
    if wrong or not mutants:
        sys.exit("\n".join(wrong) or "no mutant")
    if options.check:
        print(f"{len(mutants)} mutants, each of a text that is there once")
        return
    for source, name in (("support/main", "main"), ("random/exact", "exact"), ("support/oracle", "oracle")):
        if not compile_object(ROOT / "tests" / (source + ".cpp"), COMMON / (name + ".o"), ROOT / "include"):
            sys.exit(f"tests/{source}.cpp does not compile")
    survived = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for one, how in zip(mutants, pool.map(try_one, mutants)):
            survived += how is None
            print(f"{'SURVIVED' if how is None else 'caught'}: {one['file']}: {one['old']} -> {one['new']} ({one['test']}"
                  f"{'' if how is None else ': ' + how})", flush=True)
    print(f"{len(mutants) - survived} caught, {survived} survived")
    sys.exit(1 if survived else 0)


with tempfile.TemporaryDirectory() as common:
    COMMON = pathlib.Path(common)
    main()
