#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Calls a function of tapeless on rows of NumPy: greeks.py LIBRARY. The output is compared with greeks.txt."""

import ctypes
import sys

import numpy


class Function:
    """A function that a library exports by TAPELESS_EXPORT_ROWS, with the names of its arguments and results."""

    def __init__(self, library, name):
        self._rows = getattr(library, name + "_rows")
        self._rows.argtypes = [ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p]
        self.arguments = self._names(getattr(library, name + "_arguments"))
        self.results = self._names(getattr(library, name + "_results"))

    @staticmethod
    def _names(function):
        function.restype = ctypes.POINTER(ctypes.c_char_p)
        names = []
        for name in function():
            if name is None:
                return names
            names.append(name.decode())

    def __call__(self, **values):
        """Numbers or arrays that fit each other, one for each argument; an array for each result by its name."""
        if sorted(values) != sorted(self.arguments):
            raise TypeError(f"the arguments are {', '.join(self.arguments)}")
        columns = numpy.broadcast_arrays(*(numpy.asarray(values[name], float) for name in self.arguments))
        rows = numpy.stack(columns, axis=-1)
        out = numpy.empty(rows.shape[:-1] + (len(self.results),))
        count = rows.size // len(self.arguments)
        if self._rows(count, rows.ctypes.data, out.ctypes.data) != 0:
            raise ValueError("the rows are refused")
        return {name: out[..., k] for k, name in enumerate(self.results)}


greeks = Function(ctypes.CDLL(sys.argv[1]), "greeks")
print("arguments:", ", ".join(greeks.arguments))
table = greeks(S=numpy.array([80.0, 100.0, 120.0]), K=100, T=0.5, r=0.03, sigma=0.2)
for name, column in table.items():
    print(f"{name:16}", " ".join(f"{number:9.4f}" for number in column))

# Against differences of the price.
surface = {"S": numpy.linspace(60, 140, 41)[:, None], "T": numpy.linspace(0.1, 2, 20), "K": 100, "r": 0.03, "sigma": 0.2}
derivatives = greeks(**surface)
worst = 0.0
for name in ("S", "T", "r", "sigma"):
    step = 1e-5
    above = greeks(**{**surface, name: surface[name] + step})["value"]
    below = greeks(**{**surface, name: surface[name] - step})["value"]
    worst = max(worst, numpy.abs((above - below) / (2 * step) - derivatives[f"gradient[{name}]"]).max())
print("the derivatives are those of differences:", bool(worst < 1e-6), derivatives["value"].shape)
