#!/bin/sh
# Times formulas whose rows several processes share on this machine and predicts the same for many: a table, and a plot
# in build/scale. Installs what it needs from Debian.
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup.sh g++ libboost-dev libeigen3-dev libxsimd-dev libopenmpi-dev openmpi-bin python3 gnuplot-nox
mkdir -p build/scale
OMPI_CXX=g++ mpicxx.openmpi -std=c++20 -O2 -march=native -I. -Iinclude -isystem /usr/include/eigen3 -Wno-uninitialized \
  -Wno-maybe-uninitialized bench/scale/ranks.cpp -o build/scale/ranks -pthread
launch="mpirun.openmpi --allow-run-as-root --oversubscribe --bind-to none --mca btl self,vader"
: > build/scale/measured.txt
for run in "1 1" "1 2" "2 1" "4 1"; do
  set -- $run
  $launch -n "$1" build/scale/ranks "$2" >> build/scale/measured.txt
done
python3 bench/scale/model.py build/scale/measured.txt build/scale/ranks.svg
echo "The plot is build/scale/ranks.svg"
