#!/bin/sh
# Builds the entry for GradBench and the suite's hand-written tool, runs the suite's evaluations against both and prints
# the ratios of their times: sh bench/gradbench/run.sh CHECKOUT [EVALUATION...] [--rounds 3] [--seconds 0.05].
# CHECKOUT is one of github.com/gradbench/gradbench; its tool is built there, in tools/manual/bin.
set -eu
checkout=$(cd "${1:?"usage: sh bench/gradbench/run.sh CHECKOUT [EVALUATION...]"}" && pwd)
shift
cd "$(dirname "$0")/../.."
sh tests/setup.sh cmake ninja-build make g++ libboost-dev libbenchmark-dev libeigen3-dev libxsimd-dev nlohmann-json3-dev \
  python3 python3-numpy python3-scipy python3-pydantic
cmake -S . -B build/bench -G Ninja -DTAPELESS_BUILD_BENCH=ON -DTAPELESS_BUILD_TESTS=OFF -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build build/bench --target gradbench -- -j "${JOBS:-1}"
for evaluation in hello llsq lse gmm kmeans ba det; do
  CPATH=/usr/include/nlohmann make -s -C "$checkout/tools/manual" "bin/$evaluation"
done
exec /usr/bin/python3 bench/gradbench/drive.py "$checkout" build/bench/bench/gradbench "$@"
