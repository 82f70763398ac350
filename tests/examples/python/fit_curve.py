#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Fits a curve by a module that pybind11 makes of curve.cpp, which is in FOLDER: fit_curve.py FOLDER. The output is
compared with fit_curve.txt."""

import sys

import numpy

sys.path.insert(0, sys.argv[1])
import curve  # noqa: E402

# Misra1a of NIST's Statistical Reference Datasets.
x = numpy.array([77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0])
y = numpy.array([10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78])

b = numpy.array([250.0, 5e-4])  # the second start of NIST
for step in range(20):
    r, J = curve.residuals(b, x, y)
    b -= numpy.linalg.lstsq(J, r, rcond=None)[0]
r, J = curve.residuals(b, x, y)
errors = numpy.sqrt(numpy.diag(numpy.linalg.inv(J.T @ J)) * (r @ r) / (len(x) - 2))
print("found     b0 %.7e +- %.4e, b1 %.7e +- %.4e" % (b[0], errors[0], b[1], errors[1]))
print("certified b0 2.3894213e+02 +- 2.7070e+00, b1 5.5015643e-04 +- 7.2669e-06")

try:
    curve.residuals(b, x, y[1:])
except ValueError as error:
    print("ValueError:", error)
