#!/bin/sh
# The main job: installs what it needs from Debian, builds the network and trains it with the given options. With
# "classifier" as the first word: the notes' softmax loss instead.
set -eu
cd "$(dirname "$0")/../.."
program=network
if [ "${1:-}" = "classifier" ] || [ "${1:-}" = "network" ]; then
  program=$1
  shift
fi
sh tests/setup.sh cmake ninja-build g++ libboost-dev libcli11-dev libeigen3-dev libxsimd-dev zlib1g-dev graphviz gnuplot-nox \
  ca-certificates
if [ "$program" = "network" ] && ! sh tests/setup.sh dataset-fashion-mnist; then
  echo "Fashion-MNIST cannot be installed (package dataset-fashion-mnist): trying the 1797 digits of scikit-learn." >&2
  sh tests/examples/fetch_digits.sh >/dev/null || true
fi
# g++ 12 finds uninitialised variables in its own header for AVX-512.
quiet="-Wno-maybe-uninitialized -Wno-uninitialized"
cmake -S . -B build/examples -G Ninja -DCMAKE_BUILD_TYPE=Release -DTAPELESS_BUILD_TESTS=OFF \
  -DTAPELESS_BUILD_EXAMPLES=ON -DCMAKE_CXX_FLAGS="-march=native $quiet" >/dev/null
cmake --build build/examples --target "$program"
exec "build/examples/tests/examples/$program" --output "build/examples/output/$program" "$@"
