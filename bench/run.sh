#!/bin/sh
# Installs what the benchmarks need from Debian, builds them and prints the ratios to hand-written code and the exact
# operation counts; with "tensors" as the first word the ratios of formulas over axes, with "elements" those of functions
# of numbers for many rows. Options go to the program:
# --benchmark_filter=f3, --benchmark_out=ratios.json
set -eu
cd "$(dirname "$0")/.."
sh tests/setup.sh cmake ninja-build g++ libboost-dev libbenchmark-dev libeigen3-dev libxsimd-dev
program=ratios
case "${1:-}" in
  tensors | elements)
    program=$1
    shift
    ;;
esac
cmake -S . -B build/bench -G Ninja -DTAPELESS_BUILD_BENCH=ON -DTAPELESS_BUILD_TESTS=OFF -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build build/bench --target "$program"
exec "build/bench/bench/$program" "$@"
