# SPDX-License-Identifier: BSL-1.0
"""The picture of passes.py: what a node costs, by size of the program, drawn by gnuplot."""
import shutil
import subprocess


def available():
    return shutil.which("gnuplot") is not None


def block(name, points):
    lines = "".join(" ".join(f"{value:g}" for value in point) + "\n" for point in points)
    return f"${name} << end\n{lines}end\n"


def write(path, title, word, rows):
    """Rows are (size, [(pass, count, nodes), ...], (seconds, MB, instantiations) or None)."""
    passes = [name for name, _, _ in rows[0][1]]
    script = "set terminal svg size 900,900 background 'white'\n"
    script += f"set output '{path}'\n"
    for place, _ in enumerate(passes):
        script += block(f"pass{place}", [(found[place][2], found[place][1] / found[place][2]) for _, found, _ in rows])
    whole = [(max(nodes for _, _, nodes in found), *took) for _, found, took in rows if took]
    script += f"set multiplot layout {2 if whole else 1},1 title '{title}' noenhanced\n"
    script += "set logscale xy\nset grid\nset key outside right\nset xlabel 'nodes'\n"
    script += f"set ylabel '{word} per node'\nplot "
    script += ", ".join(f"$pass{place} with linespoints title '{name}'" for place, name in enumerate(passes)) + "\n"
    if whole:
        script += block("whole", [(n, 1000 * s / n, 1000 * m / n, made / n) for n, s, m, made in whole])
        script += ("set ylabel 'per node, the whole program with -O2'\nplot $whole using 1:2 with linespoints title "
                   "'user ms', $whole using 1:3 with linespoints title 'kB', $whole using 1:4 with linespoints title "
                   "'instantiations'\n")
    script += "unset multiplot\n"
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
