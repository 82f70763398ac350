#!/bin/sh
# Builds the target of libFuzzer with clang 19 and the address and undefined-behaviour sanitizers, and runs it on a copy of
# the corpus: tests/random/fuzz.sh [seconds] [options of libFuzzer]. A fault is printed, and its bytes are kept in
# build/fuzz. Once an hour was clean, what the corpus gained is merged into tests/random/corpus by
# build/fuzz/target -merge=1 tests/random/corpus build/fuzz/corpus.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
sh tests/setup.sh clang-19 libclang-rt-19-dev libmpfr-dev libboost-dev
mkdir -p build/fuzz/corpus
flags="-std=c++20 -O1 -g -I. -Iinclude -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=float-divide-by-zero"
for source in fuzz exact; do
  object="build/fuzz/$source.o"
  [ ! -f "$object" ] || [ -n "$(find tests/random tests/support include -name '*.?pp' -newer "$object" | head -1)" ] || continue
  clang++-19 $flags -fno-sanitize-recover=undefined -c "tests/random/$source.cpp" -o "$object"
done
clang++-19 -fsanitize=fuzzer,address,undefined build/fuzz/fuzz.o build/fuzz/exact.o -lmpfr -lgmp -o build/fuzz/target
build/fuzz/target -max_total_time="$seconds" -max_len=512 -artifact_prefix=build/fuzz/ "$@" build/fuzz/corpus tests/random/corpus
