# SPDX-License-Identifier: BSL-1.0
"""Runs a compiler and says what it took; for measure.py and passes.py."""
import dataclasses
import os
import pathlib
import re
import resource
import shlex
import shutil
import subprocess
import tempfile

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent


@dataclasses.dataclass
class Outcome:
    """What one run of a compiler took: user seconds, the largest process in MB, and its first error, if any."""
    seconds: float
    megabytes: float
    error: str


def eigen_flags():
    found = shutil.which("pkg-config") and subprocess.run(["pkg-config", "--cflags", "eigen3"], stdout=subprocess.PIPE,
                                                          stderr=subprocess.DEVNULL, text=True).stdout
    return [flag.replace("-I", "-isystem", 1) for flag in shlex.split(found or "")] or ["-isystem/usr/include/eigen3"]


def base_line(compiler):
    """The part of a command line that all programs share; warnings are not what is measured."""
    return [compiler, "-std=c++20", "-w", f"-I{root}/include", f"-I{here}", *eigen_flags()]


def is_clang(compiler):
    return "clang" in version_of(compiler)


def version_of(compiler):
    """The first line of --version; None where there is no such compiler."""
    if shutil.which(compiler) is None:
        return None
    done = subprocess.run([compiler, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.splitlines()[0] if done.returncode == 0 and done.stdout else None


def first_error(text):
    """The first line that says what is wrong, without the path of the file and the names of nested types."""
    lines = [line for line in text.splitlines() if re.search(r"error:|fatal|virtual memory|LLVM ERROR", line)]
    line = (lines or text.splitlines() or ["no message"])[0]
    line = re.sub(r"^\S*/([^/ ]+:\d+)", r"\1", line)
    return line if len(line) <= 200 else line[:197] + "..."


def run(line, timeout, gigabytes):
    """Runs one compiler. It is stopped after so many seconds of the processor, and has so much memory."""
    bytes_allowed, second = int(gigabytes * 1e9), max(1, round(timeout))

    def restrict():
        resource.setrlimit(resource.RLIMIT_AS, (bytes_allowed, bytes_allowed))
        resource.setrlimit(resource.RLIMIT_CPU, (second, second + 1))

    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=messages, preexec_fn=restrict)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        text = messages.read().decode(errors="replace")
    error = "" if process.returncode == 0 else first_error(text)
    if error and usage.ru_utime + usage.ru_stime >= second - 0.1:
        error = f"stopped after {second} s of the processor"
    return Outcome(usage.ru_utime, usage.ru_maxrss * 1024 / 1e6, error)


def instantiations(line, compiler, folder):
    """Classes and functions that the compiler makes, as tests/growth/check.cmake counts them."""
    classes, functions, output = folder / "classes", folder / "functions", folder / "counted.o"
    line = [*line, "-O0", "-c", "-o", str(output)]
    if is_clang(compiler):
        subprocess.run([*line, "-ftime-trace", "-ftime-trace-granularity=0"], check=True, stderr=subprocess.DEVNULL)
        trace = output.with_suffix(".json").read_text()
        found = re.findall(r'"name":"Total Instantiate(?:Function|Class)","args":\{"count":(\d+)', trace)
        return sum(int(number) for number in found)
    subprocess.run([*line, f"-fdump-lang-class={classes}", f"-fdump-tree-original={functions}"], check=True,
                   stderr=subprocess.DEVNULL)
    return sum(1 for file in (classes, functions) for text in file.open(errors="replace")
               if text.startswith(("Class ", ";; Function ")))


def least_limit(compiles, precision, guess=1 << 14, most=1 << 31):
    """The smallest limit with which compiles(limit) holds, within the precision asked for; None beyond the most. A good
    guess saves half of the runs."""
    low, high = 0, max(guess, 1 << 9)
    if compiles(high):
        while high > 1 << 9 and compiles(high * 2 // 3):
            high = high * 2 // 3
        low = high * 2 // 3
    else:
        while not low or not compiles(high):
            low, high = high, high * 3 // 2
            if high > most:
                return None
    while high - low > high * precision:
        middle = (low + high) // 2
        if compiles(middle):
            high = middle
        else:
            low = middle
    return high
