# SPDX-License-Identifier: BSL-1.0
"""Formulas as nested lists, evaluated with their derivatives by mpmath: ["+", ["var", "x"], ["num", "1"]].

Value and derivatives have 1400 digits and count where they agree with those of 700 digits to 25.
"""

import ast

import mpmath
from mpmath import mp, mpf

FEWEST, MOST = 700, 1400  # digits; x + 1 - 1 of the smallest double needs 308, its square twice as many
HUGE = mpf(10) ** 12  # beyond which an exponential is 0 or not a double any more
BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class Undefined(Exception):
    """There is no real number here."""


def parse(text):
    """log(1 - exp(x)) as nested lists; a power is pow(x, y)."""

    def tree(node):
        if isinstance(node, ast.BinOp):
            return [BINARY[type(node.op)], tree(node.left), tree(node.right)]
        if isinstance(node, ast.UnaryOp):
            return ["neg", tree(node.operand)]
        if isinstance(node, ast.Call):
            return [node.func.id, *map(tree, node.args)]
        return ["var", node.id] if isinstance(node, ast.Name) else ["num", repr(node.value)]

    return tree(ast.parse(text, mode="eval").body)


def exponential(x):
    if abs(x) > HUGE:
        if x > 0:
            raise Undefined
        return mpf(0)
    return mp.exp(x)


def logarithm(x):
    if x <= 0:
        raise Undefined
    return mp.log(x)


def power(x, y):
    if x < 0 and y != mp.floor(y):
        raise Undefined
    if x == 0:
        if y <= 0:
            raise Undefined
        return mpf(0)
    sign = -1 if x < 0 and y % 2 == 1 else 1
    return sign * exponential(y * mp.log(abs(x)))


def root(x):
    if x < 0:
        raise Undefined
    return mp.sqrt(x)


def cube_root(x):
    return mp.sign(x) * mp.cbrt(abs(x))


# Value and derivative of functions of one number.
FUNCTIONS = {
    "neg": lambda x: (-x, mpf(-1)),
    "exp": lambda x: (exponential(x), exponential(x)),
    "expm1": lambda x: (mp.expm1(x) if abs(x) < HUGE else exponential(x) - 1, exponential(x)),
    "log": lambda x: (logarithm(x), 1 / x),
    "log1p": lambda x: (logarithm(1 + x), 1 / (1 + x)),
    "log2": lambda x: (logarithm(x) / mp.ln2, 1 / x / mp.ln2),
    "log10": lambda x: (logarithm(x) / mp.ln10, 1 / x / mp.ln10),
    "sqrt": lambda x: (root(x), 1 / (2 * mp.sqrt(x))),
    "cbrt": lambda x: (cube_root(x), 1 / (3 * cube_root(x) ** 2)),
    "sin": lambda x: (mp.sin(x), mp.cos(x)),
    "cos": lambda x: (mp.cos(x), -mp.sin(x)),
    "tan": lambda x: (mp.tan(x), 1 + mp.tan(x) ** 2),
    "atan": lambda x: (mp.atan(x), 1 / (1 + x * x)),
    "sinh": lambda x: ((exponential(x) - exponential(-x)) / 2, (exponential(x) + exponential(-x)) / 2),
    "cosh": lambda x: ((exponential(x) + exponential(-x)) / 2, (exponential(x) - exponential(-x)) / 2),
    "tanh": lambda x: (1 - 2 / (1 + exponential(2 * x)), mp.sech(x) ** 2) if abs(x) < HUGE else (mp.sign(x), mpf(0)),
    "erf": lambda x: (mp.erf(x), 2 / mp.sqrt(mp.pi) * exponential(-x * x)),
    "erfc": lambda x: (mp.erfc(x), -2 / mp.sqrt(mp.pi) * exponential(-x * x)),
    "logistic": lambda x: (1 / (1 + exponential(-x)), exponential(-x) / (1 + exponential(-x)) ** 2),
}
CONDITIONS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__"}


def partials(kind, a, b):
    """Value and both derivatives of an operation on two numbers."""
    if kind == "+":
        return a + b, 1, 1
    if kind == "-":
        return a - b, 1, -1
    if kind == "*":
        return a * b, b, a
    if kind == "/":
        return a / b, 1 / b, -a / b**2
    if kind == "pow":
        value = power(a, b)
        return value, b * power(a, b - 1), value * mp.log(a) if a > 0 else mpf(0)
    raise ValueError(f"unknown operation {kind!r}")


def dual(tree, known, count):
    """The value and the list of derivatives of a tree; known: those of the variables and of what is named."""
    kind, *operands = tree
    if kind == "var":
        return known[operands[0]]
    if kind == "num":
        return mpf(float(operands[0])), [mpf(0)] * count
    if kind == "if":
        (sign, a, b), yes, no = operands
        truth = getattr(dual(a, known, count)[0], CONDITIONS[sign])(dual(b, known, count)[0])
        return dual(yes if truth else no, known, count)
    parts = [dual(one, known, count) for one in operands]
    if kind in FUNCTIONS:
        (x, slopes), = parts
        value, slope = FUNCTIONS[kind](x)
        return value, [slope * one if one else one for one in slopes]
    (a, first), (b, second) = parts
    value, by_a, by_b = partials(kind, a, b)
    return value, [by_a * p + by_b * q if p or q else p for p, q in zip(first, second)]


def evaluate(case, point, digits):
    mp.dps = digits
    count = len(case["vars"])
    known = {name: (mpf(x), [mpf(int(k == j)) for j in range(count)])
             for k, (name, x) in enumerate(zip(case["vars"], point))}  # fmt: skip
    for name, tree in case["lets"]:
        known[name] = dual(tree, known, count)
    return dual(case["body"], known, count)


def with_second(case, point, digits):
    """Value, gradient and Hessian by rows, the last from differences of gradients."""
    value, gradient = evaluate(case, point, digits)
    hessian = []
    for k, x in enumerate(point):
        step = abs(mpf(x)) * mpf(10) ** (-digits // 4) or mpf(10) ** (-400 - digits // 4)
        ends = [evaluate(case, [*point[:k], mpf(x) + sign * step, *point[k + 1 :]], digits)[1] for sign in (1, -1)]
        hessian += [(up - down) / (2 * step) for up, down in zip(*ends)]
    return [value, *gradient, *hessian]


def reference(case, point, second=False):
    """The numbers of a formula at a point, or None where they are not defined or cannot be told apart."""
    before, digits = None, FEWEST
    while digits <= MOST:
        try:
            now = with_second(case, point, digits) if second else evaluate(case, point, digits)
            now = now if second else [now[0], *now[1]]
        except (Undefined, ZeroDivisionError, mpmath.libmp.ComplexResult, OverflowError):
            return None
        agree = before is not None and all(
            abs(a - b) <= mpf(10) ** -25 * abs(a) for a, b in zip(now, before))  # fmt: skip
        if agree:
            return now
        before, digits = now, 2 * digits
    return None
