#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What stabilize gains and loses: bits of error of formulas before and after, at random points.

    stabilize.py forms.txt|corpus.json ... [--random N] [--points 256] [--seed 1] [--second] [--only NAME] [--worst]

A file of the corpora that tests/README.md names, a list of formulas as forms.txt, or random formulas. Points are uniform over the doubles
in the ranges of a formula, as in Herbie (Panchekha et al., PLDI 2015): all exponents are as likely. Where all ranges are
below 1e7, every other point is uniform over the real numbers. The error of a number is log2 of one more than the doubles between it and the right one, which is computed with 1400 digits; NaN has 64
bits. A point at which the right value is none, or no finite double, is left out, as a derivative is that is none.

For each formula: the mean of value and gradient (and with --second of the Hessian) before and after, and the number of
points at which the error of a number that had half of its digits grew by more than two bits and is more than four; --worst prints the worst of them. Ends with 1 where there are any.
"""

import argparse
import itertools
import json
import math
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "tests" / "corpora")]
import exact  # noqa: E402
import generate  # noqa: E402
import random_forms  # noqa: E402

generate.CALLS |= {"logistic"}
FLAGS = ["-std=c++20", "-O1", "-w", f"-I{ROOT}/include"]
PARTS = ("value", "gradient", "Hessian")
NOISE = 2.0  # bits
GOOD = 26  # bits of error of a number that has half of its digits
MAIN = """
template <auto F, auto... X>
void run(const char* folder, const char* name) {
  constexpr std::size_t n = sizeof...(X);
  constexpr std::size_t m = 1 + n + (SECOND ? n * n : 0);
  constexpr auto h = [] {
    if constexpr (SECOND) return function(value_gradient_hessian(F, X...), arguments(X...));
    else return function(value_and_gradient(F, X...), arguments(X...));
  }();
  const auto open = [&](const char* end, const char* how) {
    return std::fopen((std::string(folder) + "/" + name + end).c_str(), how);
  };
  std::FILE* const in = open(".in", "rb");
  std::FILE* const out = open(STABLE ? ".after" : ".before", "wb");
  std::array<double, n> point;
  std::array<double, m> result;
  while (std::fread(point.data(), sizeof(double), n, in) == n) {
    h(std::span<const double, n>(point), std::span<double, m>(result));
    std::fwrite(result.data(), sizeof(double), m, out);
  }
  std::fclose(out);
  std::fclose(in);
}
"""


def ordinal(x):
    """The place of a double among all doubles."""
    bits = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def double_at(place):
    return math.copysign(struct.unpack("<d", struct.pack("<q", abs(place)))[0], place)


def bits_of_error(found, right):
    if math.isnan(found):
        return 64.0
    return math.log2(1 + abs(ordinal(found) - ordinal(right)))


def read(path):
    """The formulas of a file, in the form of the corpora."""
    if not path.exists():
        sys.exit(f"stabilize.py: there is no {path}: the corpora are not part of the project (see tests/README.md)")
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))["cases"]
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, ranges = line.partition("#")[0].partition(";")
        if not text.strip():
            continue
        body = exact.parse(text.strip())
        limits = {}
        for name, low, high in re.findall(r"(\w+) in (\S+) (\S+)", ranges):
            limits[name] = [float(low), float(high)]
        cases.append({"id": f"form_{len(cases):03}", "name": text.strip(), "vars": sorted(generate.names_in(body)),
                      "lets": [], "body": body, "ranges": limits})  # fmt: skip
    return cases


def condition_of(case):
    text = case.get("pre") or "True"
    text = text.replace("&&", " and ").replace("||", " or ")
    code = compile(text, case["id"], "eval")

    def holds(point):
        try:
            return bool(eval(code, {"__builtins__": {}}, dict(zip(case["vars"], point))))
        except (NameError, OverflowError, ZeroDivisionError):
            return True  # of what the formula names inside

    return holds


def sample(case, count, second, seed):
    """Points and what is right there."""
    generator = random.Random(f"{seed} {case['id']}")
    holds = condition_of(case)
    ends = []
    for name in case["vars"]:
        low, high = case.get("ranges", {}).get(name) or (None, None)
        ends.append((ordinal(-sys.float_info.max if low is None else low),
                     ordinal(sys.float_info.max if high is None else high)))  # fmt: skip
    points = []
    narrow = all(abs(double_at(end)) <= 1e7 for pair in ends for end in pair)
    for trial in range(20 * count):
        if narrow and trial % 2:
            point = [generator.uniform(double_at(low), double_at(high)) for low, high in ends]
        else:
            point = [double_at(generator.randint(low, high)) for low, high in ends]
        if not holds(point):
            continue
        right = exact.reference(case, point, second)
        if right is None:
            continue
        numbers = [float(one) for one in right]
        if math.isinf(numbers[0]):
            continue
        points.append((point, numbers))
        if len(points) == count:
            break
    return points


def program(cases, second, stable):
    """C++ that reads points and writes values and derivatives."""
    text = [f"#include <tapeless/tapeless.hpp>\n#include <array>\n#include <cstdio>\n#include <string>\n"
            f"using namespace tapeless;\nusing namespace tapeless::literals;\n"
            f"constexpr bool SECOND = {str(second).lower()}, STABLE = {str(stable).lower()};{MAIN}"]  # fmt: skip
    for case in cases:
        text.append(f"namespace {case['id']} {{\n" + "\n".join(itertools.takewhile(
            lambda line: not line.startswith("    constexpr auto by_record") and "by_record" not in line,
            generate.formula_texts({**case, "lets_c": [], "body_c": ""}))) + "\n}\n")  # fmt: skip
    text.append("int main(int, char** argv) {\n")
    for case in cases:
        keys = "".join(f', symbol<"{name}">' for name in case["vars"])
        formula = f"{case['id']}::by_operators()"
        formula = f"stabilize({formula})" if stable else formula
        text.append(f'  run<{formula}{keys}>(argv[1], "{case["id"]}");\n')
    text.append("}\n")
    return "".join(text)


def run(cases, folder, second, compiler):
    for stable in (False, True):
        for part, first in enumerate(range(0, len(cases), 12)):
            source = folder / f"part_{part}_{int(stable)}.cpp"
            source.write_text(program(cases[first : first + 12], second, stable), encoding="utf-8")
            binary = source.with_suffix("")
            subprocess.run([compiler, *FLAGS, str(source), "-o", str(binary)], check=True)
            subprocess.run([str(binary), str(folder)], check=True)


def numbers_of(path, width):
    data = path.read_bytes()
    return [struct.unpack_from(f"<{width}d", data, at) for at in range(0, len(data), 8 * width)]


def compare(case, points, folder, second):
    """Per part (value, gradient, Hessian): mean bits before and after, and the points that got worse."""
    n = len(case["vars"])
    slots = [[0], range(1, 1 + n), range(1 + n, 1 + n + n * n)][: 3 if second else 2]
    width = slots[-1][-1] + 1
    before = numbers_of(folder / f"{case['id']}.before", width)
    after = numbers_of(folder / f"{case['id']}.after", width)
    table = []
    for places in slots:
        errors, worse = [], []
        for (point, right), old, new in zip(points, before, after):
            for k in places:
                if math.isinf(right[k]):
                    continue
                pair = bits_of_error(old[k], right[k]), bits_of_error(new[k], right[k])
                errors.append(pair)
                if pair[0] <= GOOD and pair[1] > max(pair[0], NOISE) + NOISE:
                    worse.append((pair[1] - pair[0], k, point, old[k], new[k], right[k]))
        mean = [sum(one[k] for one in errors) / max(1, len(errors)) for k in (0, 1)]
        table.append((mean, sorted(worse, reverse=True)))
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--random", type=int, default=0, help="so many random formulas, too")
    parser.add_argument("--points", type=int, default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--compiler", default="g++")
    options = parser.parse_args()
    cases = [case for path in options.files for case in read(path)]
    cases += random_forms.cases(options.random, options.seed)
    cases = [case for case in cases if options.only in f"{case['id']} {case['name']}"]
    totals, worse_points, better, worse_cases = [], 0, 0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        samples = {}
        for case in cases:
            points = sample(case, options.points, options.second, options.seed)
            samples[case["id"]] = points
        cases = [case for case in cases if samples[case["id"]]]
        for case in cases:
            points = samples[case["id"]]
            (folder / f"{case['id']}.in").write_bytes(b"".join(struct.pack(f"<{len(p)}d", *p) for p, _ in points))
        run(cases, folder, options.second, options.compiler)
        for case in cases:
            points = samples[case["id"]]
            table = compare(case, points, folder, options.second)
            totals.append([mean for mean, _ in table])
            lost = sum(len(worse) for _, worse in table)
            worse_points += lost
            worse_cases += lost > 0
            better += table[0][0][1] < table[0][0][0] - 0.5
            columns = "  ".join(f"{mean[0]:5.1f} ->{mean[1]:5.1f}" for mean, _ in table)
            print(f"{case['id']}  {columns}  {'worse at ' + str(lost) if lost else '':14} {case['name']}", flush=True)
            if options.worst:
                for part, (_, worse) in zip(PARTS, table):
                    for gap, k, point, old, new, right in worse[:3]:
                        print(f"    {part} [{k}] {gap:.1f} bits at {point}: {old!r} -> {new!r}, right {right!r}")
    for k, part in enumerate(PARTS[: len(totals[0])]):
        means = [sum(one[k][j] for one in totals) / len(totals) for j in (0, 1)]
        print(f"{part}: {means[0]:.2f} bits before, {means[1]:.2f} after, mean of {len(totals)} formulas")
    print(f"{better} formulas better by more than half a bit; {worse_points} numbers of {worse_cases} formulas worse")
    sys.exit(1 if worse_points else 0)


if __name__ == "__main__":
    main()
