#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Predicts the seconds of a call on many ranks from what ranks.cpp measures on few: model.py FILE [PLOT.svg]

    seconds(P) = work/P + 2*log2(P)*(reductions*latency + bytes/bandwidth)

work: the seconds of one rank; a reduction is a message along each level of a tree and one back. Rows are enough for P
ranks (blocks). Latency and bandwidth are those of the network; within this machine, where messages are copied by the
same two cores, they are fitted to nothing: the table shows what is measured beside what two cores leave possible.
"""
import math
import pathlib
import subprocess
import sys

NETWORKS = {"10 Gbit": (20e-6, 1.25e9), "100 Gbit": (2e-6, 12.5e9)}
CORES = 2


def read(path):
    measured, plain = {}, {}
    for line in pathlib.Path(path).read_text().splitlines():
        words = line.split()
        if len(words) == 3 and words[1] == "plain":
            plain[words[0]] = float(words[2])
        elif len(words) == 7:
            measured.setdefault(words[0], []).append([float(word) for word in words[1:]])
    return measured, plain


def seconds(work, ranks, reductions, size, network):
    latency, bandwidth = NETWORKS[network]
    levels = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    return work / ranks + 2 * levels * (reductions * latency + size / bandwidth)


def main():
    measured, plain = read(sys.argv[1])
    curves = []
    for name, rows in measured.items():
        work = next(row[2] for row in rows if row[0] == 1 and row[1] == 1)
        size, reductions = rows[0][4], rows[0][5]
        print(f"{name}: {int(rows[0][3])} rows, {int(reductions)} reduction(s) of {int(size)} bytes in all; one rank "
              f"takes {plain[name]:.3f} of the time without ranks")
        print("  ranks threads  seconds  times as fast  possible")
        for ranks, threads, took, *_ in rows:
            print(f"  {int(ranks):5d} {int(threads):7d} {took:8.5f} {work / took:14.2f} {min(CORES, ranks * threads):9.0f}")
        print("  predicted: ranks " + " ".join(f"{network:>20s}" for network in NETWORKS))
        for ranks in (4, 16, 64, 256, 1024):
            print(f"             {ranks:5d} " + " ".join(
                f"{seconds(work, ranks, reductions, size, network):11.3g} ({work / seconds(work, ranks, reductions, size, network):6.1f})"
                for network in NETWORKS))
        curves.append((name, work, size, reductions))
    if len(sys.argv) < 3:
        return
    points = [2 ** (k / 4) for k in range(41)]
    script = [f'set terminal svg size 720,480; set output "{sys.argv[2]}"', "set logscale xy; set key left top",
              'set xlabel "ranks"; set ylabel "times as fast as one rank"', "set grid"]
    blocks, plots = [], ["x with lines dashtype 2 title 'as many as ranks'"]
    for name, work, size, reductions in curves:
        for network in NETWORKS:
            block = f"$d{len(blocks)}"
            rows = "\n".join(f"{p} {work / seconds(work, p, reductions, size, network)}" for p in points)
            blocks.append(f"{block} << END\n{rows}\nEND")
            plots.append(f"{block} with lines title '{name}, {network}'")
    script += blocks + ["plot [1:1024] " + ", ".join(plots)]
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)


main()
