# SPDX-License-Identifier: BSL-1.0
"""The rows of measure.py: programs, and the limits that the project has set itself."""
import dataclasses
import re

from compiling import here, root

growth = root / "tests" / "growth"


@dataclasses.dataclass
class Row:
    """One program. Limits are user seconds and MB (10^6 bytes); none where a number is None. "beyond" names a row whose
    numbers, times the factor, are added to the limits."""
    name: str
    title: str
    group: str
    source: str
    flags: list
    seconds: float = None
    megabytes: float = None
    clang_seconds: float = None
    beyond: str = None
    factor: float = 1
    code: int = None  # bytes of code beyond those of the other row


def call(case, request, size):
    return [f'-DCASE="{case}.hpp"', f"-DREQUEST={request}", f"-DSIZE={size}"]


def formulas_of_numbers():
    spans = here / "call.cpp"
    for size, seconds in ((16, 2.5), (32, 6), (64, 22)):
        yield Row(f"dense-gradient-{size}", f"dense form {size}, gradient", "table", spans,
                  call("dense", "value_and_gradient", size), seconds, 1000)
    for size, seconds in ((8, 1.8), (16, 5), (32, 22)):
        yield Row(f"dense-hessian-{size}", f"dense form {size}, Hessian", "table", spans,
                  call("dense", "value_gradient_hessian", size), seconds, 1000)
    yield Row("rosenbrock-gradient-64", "Rosenbrock 64, gradient", "table", spans,
              call("rosenbrock", "value_and_gradient", 64), 1.8)
    yield Row("rosenbrock-hessian-64", "Rosenbrock 64, Hessian", "table", spans,
              call("rosenbrock", "value_gradient_hessian", 64), 4)
    yield Row("record-512", "recorded loop, 512 deep", "table", here / "record.cpp", ["-DSIZE=512"], 3, 250)
    yield Row("record-2048", "recorded loop, 2048 deep", "table", here / "record.cpp", ["-DSIZE=2048"], 12)


def programs():
    for size, seconds in ((8, None), (16, 15), (32, 30)):
        yield Row(f"recurrent-{size}", f"recurrent cell, {size} times", "table", here / "recurrent.cpp",
                  [f"-DSIZE={size}"], seconds)
    yield Row("markov-16", "hidden Markov model, 16 times", "table", here / "markov.cpp", ["-DSIZE=16"], 15)
    yield Row("layers", "eight hidden layers", "table", here / "layers.cpp", [], 8, 500)
    yield Row("cholesky-12", "Cholesky 12 x 12, gradient", "table", here / "call.cpp",
              call("cholesky", "value_and_gradient", 12), 4)
    yield Row("kalman-100", "Kalman filter, 100 steps, gradient", "table", here / "call.cpp",
              call("kalman", "value_and_gradient", 100), 6)
    yield Row("formulas", "43 formulas to order 6", "table", here / "formulas.cpp", ["-DSIZE=43", "-DORDER=6"], 40, 800)
    yield Row("large-formula", "130 operations in 7 symbols", "table", here / "large_formula.cpp", ["-DSIZE=7"], 10)
    yield Row("places-1", "928 operations, called once", "table", here / "places.cpp", ["-DSIZE=1"], 4)
    # A call reads and writes a handful of numbers.
    yield Row("places-4", "928 operations, called at 4 places", "table", here / "places.cpp", ["-DSIZE=4"], 4.5,
              beyond="places-1", factor=0, code=3 * 160)
    yield Row("header", "header alone", "table", growth / "chain.cpp", ["-DSIZE=0"], 0.5, clang_seconds=0.6)
    yield Row("tensor-header", "headers of formulas over axes", "table", here / "network.cpp", ["-DSIZE=0"], 1.4)


def other_programs(empty):
    yield Row("nothing", "nothing", "others", empty, [])
    yield Row("chain-64", "chain of 64, operators", "others", growth / "chain.cpp", ["-DSIZE=64"], 3, 300)
    yield Row("chain-64-g", "chain of 64, operators, -g", "others", growth / "chain.cpp", ["-g", "-DSIZE=64"], 0,
              beyond="chain-64", factor=1.5)
    yield Row("random-200", "200 random operations, 20 inputs", "others", growth / "random.cpp", ["-DSIZE=200"], 3)
    yield Row("network", "network 784-128-10", "others", here / "network.cpp", ["-DSIZE=1"], 8, 600,
              beyond="tensor-header")
    for depth in (16, 32, 64, 128):
        yield Row(f"operators-{depth}", f"chain by operators, {depth} deep", "depths", growth / "chain.cpp",
                  [f"-DSIZE={depth}"])
    for depth in (64, 128, 256, 512):
        yield Row(f"loop-{depth}", f"recorded loop, {depth} deep", "depths", here / "record.cpp", [f"-DSIZE={depth}"])


def hana_headers():
    text = "\n".join(path.read_text() for path in sorted((root / "include" / "tapeless").rglob("*.hpp")))
    return sorted(set(re.findall(r"#include (<boost/hana[^>]*>)", text)))


def hana(folder):
    """The share of Boost.Hana: its headers as tapeless includes them, together and one by one."""
    headers = hana_headers()
    for number, listed in enumerate([headers, *([header] for header in headers)]):
        source = folder / f"hana_{number}.cpp"
        source.write_text("".join(f"#include {header}\n" for header in listed))
        title = "Hana's headers" if number == 0 else listed[0]
        name = "hana" if number == 0 else "hana-" + re.sub(r".*hana/|\.hpp>", "", listed[0]).replace("/", "-")
        yield Row(name, title, "hana", source, [])


def rows(folder):
    empty = folder / "empty.cpp"
    empty.write_text("// empty\n")
    return [*formulas_of_numbers(), *programs(), *other_programs(empty), *hana(folder)]
