#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs GradBench's own evaluations against this folder's program, in place of GradBench's runner, which needs Rust and
Docker: hands their messages on, asks the suite's hand-written tool the same questions in turn, compares the answers by the
suite's own measure, and prints the ratios of times."""
import argparse
import json
import os
import statistics
import subprocess
import sys

# The evaluations are written for pydantic 2; Debian 12 has 1.
START = """
import pydantic, runpy, sys
if not hasattr(pydantic.BaseModel, "model_validate"):
    pydantic.BaseModel.model_validate = classmethod(lambda model, value: model.parse_obj(value))
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
EVALUATIONS = ["hello", "llsq", "lse", "gmm", "kmeans", "ba", "det"]


class Tool:
    """A program that answers messages, one line each."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def receive(self):
        return self.process.stdout.readline()

    def ask(self, message):
        self.send(json.dumps(message))
        return json.loads(self.receive())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def median_time(response):
    return statistics.median(t["nanoseconds"] for t in response["timings"] if t["name"] == "evaluate")


def race(ours, message, options):
    """Our answer, and a line of the table, or why there is none."""
    from gradbench import comparison, cpp

    module, function = message["module"], message["function"]
    mine, theirs = [], []
    for _ in range(options.rounds):
        answer = ours.ask(message)
        if not answer["success"]:
            return answer, "left out: " + answer["error"], True
        mine.append(median_time(answer))
        other = cpp.evaluate(tool="manual", module=module, function=function, input=message["input"])
        if not other["success"]:
            return answer, "the suite's tool: " + other["error"], False
        theirs.append(median_time(other))
    off = comparison.compare_json_objects(other["output"], answer["output"], options.tolerance)
    if off:
        return answer, f"{len(off)} differences, such as {off[0]}", False
    ratio = statistics.median(a / max(b, 1) for a, b in zip(mine, theirs))
    options.ratios.setdefault(f"{module} {function}", []).append(ratio)
    return answer, f"{statistics.median(mine) / 1e3:.4g} | {statistics.median(theirs) / 1e3:.4g} | {ratio:.2g}", True


def run(name, options):
    """One evaluation: its process asks, and we answer."""
    command = [sys.executable, "-c", START, f"python/gradbench/gradbench/evals/{name}/run.py"]
    if name != "hello":
        command += ["--min-seconds", str(options.seconds)]
    evaluation, ours, good = Tool(command), Tool([options.program]), True
    while line := evaluation.receive():
        message = json.loads(line)
        if message["kind"] == "evaluate":
            answer, text, right = race(ours, message, options)
            good = good and right
            print(f"| {name} {message['function']} | {message.get('description', '')} | {text} |", flush=True)
        else:
            answer = ours.ask(message)
            if message["kind"] == "analysis" and not message["valid"]:
                good = False
                print(f"{name}: refused by the evaluation: {message['error']}", flush=True)
        evaluation.send(json.dumps(answer))
    evaluation.close()
    ours.close()
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", help="of GradBench, with tools/manual built")
    parser.add_argument("program", help="built from this folder")
    parser.add_argument("evaluations", nargs="*", help=" ".join(EVALUATIONS))
    parser.add_argument("--rounds", type=int, default=3, help="of both tools in turn; medians are printed")
    parser.add_argument("--seconds", type=float, default=0.05, help="for each tool in each round, at least")
    parser.add_argument("--tolerance", type=float, default=1e-6, help="relative above 1, absolute below")
    options = parser.parse_args()
    options.ratios = {}
    options.program = os.path.abspath(options.program)
    os.chdir(options.checkout)
    folder = os.path.abspath("python/gradbench")
    sys.path.insert(0, folder)
    os.environ["PYTHONPATH"] = folder
    print("| evaluation | workload | us, tapeless | us, manual | ratio |\n|---|---|---|---|---|")
    good = [run(name, options) for name in options.evaluations or EVALUATIONS]
    print("\n| evaluation | workloads | ratio, median | least | most |\n|---|---|---|---|---|")
    for name, ratios in options.ratios.items():
        numbers = " | ".join(f"{one:.2g}" for one in (statistics.median(ratios), min(ratios), max(ratios)))
        print(f"| {name} | {len(ratios)} | {numbers} |")
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
