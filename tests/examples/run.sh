#!/bin/sh
# The main job: installs what it needs from Debian, builds the classifier and runs it with the given options.
set -eu
cd "$(dirname "$0")/../.."
sh tests/setup.sh cmake ninja-build g++ libboost-dev libcli11-dev graphviz gnuplot-nox ca-certificates
cmake -S . -B build/examples -G Ninja -DCMAKE_BUILD_TYPE=Release -DTAPELESS_BUILD_TESTS=OFF \
  -DTAPELESS_BUILD_EXAMPLES=ON >/dev/null
cmake --build build/examples --target classifier
exec build/examples/tests/examples/classifier --output build/examples/output "$@"
