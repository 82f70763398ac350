#!/bin/sh
# Builds and runs all tests, each compiler on its own: g++ and clang 19 everything, clang 14 the scalar face.
#   tests/run.sh [gcc] [clang] [clang14] [sanitize]      without arguments: gcc clang clang14
# Installs what it needs from Debian. The last lines are the summary of each run.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- gcc clang clang14
packages="cmake ninja-build g++ make libboost-dev catch2 libeigen3-dev libxsimd-dev libcli11-dev zlib1g-dev gnuplot-nox python3 ca-certificates graphviz"
for compiler in "$@"; do
  case "$compiler" in
    gcc | sanitize) ;;
    clang) packages="$packages clang-19" ;;
    clang14) packages="$packages clang-14" ;;
    *)
      echo "usage: tests/run.sh [gcc] [clang] [clang14] [sanitize]" >&2
      exit 2
      ;;
  esac
done
sh tests/setup.sh $packages
sh tests/setup.sh dataset-fashion-mnist || echo "Fashion-MNIST cannot be installed: the fit to it is left out" >&2

jobs=$(nproc)
summary=""
failed=0
for compiler in "$@"; do
  preset=$compiler
  [ "$compiler" != gcc ] || preset=dev
  echo "== $compiler"
  cmake --preset "$preset"
  cmake --build --preset "$preset" -j "$jobs"
  log="build/$preset/ctest.log"
  ctest --preset "$preset" -j "$jobs" --output-log "$log" || failed=1
  summary="$summary$compiler: $(grep 'tests passed' "$log")
"
done
printf '%s' "$summary"
# "100% tests passed, 0 tests failed out of 125"
printf '%s' "$summary" | awk '{ failed += $5; all += $NF } END { printf "%d passed, %d failed\n", all - failed, failed }'
exit $failed
