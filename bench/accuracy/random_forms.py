# SPDX-License-Identifier: BSL-1.0
"""Random formulas of what stable forms look for, differences and logarithms of functions at related places, inside other
operations and beside things that only look like it.
"""

import random

import exact

FUNCTIONS = ["exp", "log", "sqrt", "cbrt", "sin", "cos", "tan", "atan", "tanh", "sinh", "cosh", "log1p", "expm1",
             "logistic", "erf", "erfc"]  # fmt: skip
NAMES = ("x", "y")
RANGES = ((-2.0, 2.0), (-1000.0, 1000.0), (1e-300, 1e300), (None, None))


def leaf(draw):
    return draw.choice(("x", "x", "y", "1", "2", "0.5"))


def term(draw, depth):
    """A formula as text, in brackets where it is a sum."""
    if depth <= 0 or draw.random() < 0.15:
        return leaf(draw)
    kind = draw.choice(PATTERNS)
    u, v, f = term(draw, depth - 1), leaf(draw), draw.choice(FUNCTIONS)
    w = term(draw, depth - 2)
    return kind.format(u=u, v=v, w=w, f=f, g=draw.choice(FUNCTIONS), n=draw.choice(("2", "3", "1/3", "-2", "0.5")))


PATTERNS = [
    "({f}({u} + {v}) - {f}({u}))", "({f}({u}) - {f}({v}))", "({f}({v}) - {f}({u} - {v}))", "(1 - {f}({u}))",
    "({f}({u}) - 1)", "({f}({u}) + 1)", "({u} + {w})", "({u} - {w})", "{u}*{w}", "{u}/({v} + {w})", "{f}({u})",
    "{f}({g}({u}))", "log({f}({u}) + {g}({v}))", "log(1 - {f}({u}))", "log(exp({u}) + exp({w}))",
    "log(exp({u}) - exp({v}))", "log(exp({u})/(exp({u}) + exp({v})))", "log(exp({u})/(exp({u}) + exp({v}) + exp({w})))",
    "exp({u})/(exp({u}) + exp({v}))", "exp({u})/(exp({v}) + exp({u}) + 1)", "{v}*exp({u})/(1 + exp({u}))",
    "(exp({u}) - exp(-{u}))/(exp({u}) + exp(-{u}))", "({u}*{u} - {v}*{v})", "(1 - {u}*{u})", "sqrt({u}*{u} + {v}*{v})",
    "(sqrt({u}*{u} + {v}) - {u})", "(sqrt({u}*{u} + {v}*{v}) - {v})", "({v} + sqrt({v}*{v} - 1))",
    "(pow({u} + {v}, {n}) - pow({u}, {n}))", "(pow(1 + {u}, {n}) - 1)", "(1/{u} - 1/({u} + {v}))",
    "(1/sqrt({u}) - 1/sqrt({u} + 1))", "({u} + 1)*log({u} + 1) - {u}*log({u})", "log({u}*exp({v}))",
    "(-{v} + sqrt({v}*{v} - 4*{u}*{w}))/(2*{u})", "log((1 - {u})/(1 + {u}))", "(1 - cos({u}))/({u}*{u})",
    "(1 - cos({u}))/sin({u})", "exp({u})/(exp({u}) - 1)", "(exp({u}) - 2 + exp(-{u}))",
]  # fmt: skip


def size(tree):
    return 1 + sum(size(one) for one in tree[1:] if isinstance(one, list))


def names_in(tree):
    if tree[0] == "var":
        return {tree[1]}
    return set().union(*(names_in(one) for one in tree[1:] if isinstance(one, list)), set())


def cases(count, seed):
    draw = random.Random(seed)
    known, list_of = set(), []
    while len(list_of) < count:
        text = term(draw, draw.choice((1, 2, 2, 3)))
        tree = exact.parse(text)
        names = sorted(names_in(tree))
        if text in known or not names or size(tree) > 24 or tree[0] == "var":
            continue
        known.add(text)
        low, high = draw.choice(RANGES)
        list_of.append({"id": f"random_{len(list_of):04}", "name": text, "vars": names, "lets": [], "body": tree,
                        "ranges": {name: [low, high] for name in names}})  # fmt: skip
    return list_of
