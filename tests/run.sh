#!/bin/sh
# Builds and runs the tests. Without arguments g++, clang 19 and clang 14 share them: every test is run, those that take
# long by one compiler and without its optimiser where that takes most of the time. With arguments each compiler that is
# named runs all it can, optimised, clang 14 the scalar face:
#   tests/run.sh [gcc] [clang] [clang14] [sanitize] [quick]
#   tests/run.sh thorough    # gcc clang clang14
# "quick" is for whoever changes one thing: with g++ what is found in three minutes on two cores. "sanitize" is all of it with
# the address and undefined-behaviour sanitizers. Installs what it needs from Debian. The last lines are the summary of
# each run.
set -eu
cd "$(dirname "$0")/.."
shared=OFF
if [ $# -eq 0 ]; then
  shared=ON
  set -- gcc clang clang14
elif [ "$*" = thorough ]; then
  set -- gcc clang clang14
fi
packages="cmake ninja-build g++ make libboost-dev catch2 libeigen3-dev libxsimd-dev"
everything="libceres-dev libmpfr-dev libtbb-dev libopenmpi-dev openmpi-bin libmpich-dev mpich libbenchmark-dev libcli11-dev zlib1g-dev gnuplot-nox python3 python3-numpy python3-dev pybind11-dev ca-certificates graphviz"
# For processors of 32 bits, where Debian has them for this machine.
cortex_m="gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm"
i386="g++-multilib qemu-user"
wasm="wasi-libc libc++-19-dev-wasm32 libc++abi-19-dev-wasm32"
small=""
data=""
for run in "$@"; do
  case "$run" in
    quick) packages="$packages clang-format-14" ;;
    gcc) packages="$packages $everything clang-format-14" small="$small $cortex_m $i386" data=yes ;;
    sanitize) packages="$packages $everything" data=yes ;;
    clang) packages="$packages $everything clang-19 libc++-19-dev libc++abi-19-dev" small="$small $wasm" data=yes ;;
    clang14) packages="$packages $everything clang-14" data=yes ;;
    *)
      echo "usage: tests/run.sh [gcc] [clang] [clang14] [sanitize] [quick], or tests/run.sh thorough" >&2
      exit 2
      ;;
  esac
done
sh tests/setup.sh $packages
[ -z "$small" ] || sh tests/setup.sh $small ||
  echo "$small cannot be installed: tests for processors of 32 bits are left out" >&2
[ -z "$data" ] || sh tests/setup.sh dataset-fashion-mnist ||
  echo "Fashion-MNIST cannot be installed: the fit to it is left out" >&2
[ -z "$data" ] || sh tests/setup.sh texlive-latex-base ||
  echo "LaTeX cannot be installed: reports are not made into PDF" >&2

# One test of each room, those that compile quickly, and everything that compiles nothing.
quick_programs="dag.builder dag.number dag.decimal expr.labels expr.literals math.rounding api.names api.constexpr api.products
  api.jacobian print.text simd.packs indexed.rows example_readme"
quick_tests="format layers mutants.list sentences sentences.table examples.*text.* examples.readme"

jobs=$(nproc)
summary=""
failed=0
for run in "$@"; do
  preset=$run
  programs=""
  tests=""
  case "$run" in
    gcc) preset=dev ;;
    quick)
      preset=dev
      programs="--target $(echo $quick_programs)"
      tests="^($(echo $quick_tests $quick_programs | tr ' ' '|'))\$"
      ;;
  esac
  echo "== $run"
  cmake --preset "$preset" "-DTAPELESS_SHARED_TESTS=$shared"
  cmake --build --preset "$preset" -j "$jobs" $programs
  log="build/$preset/ctest.log"
  ctest --preset "$preset" -j "$jobs" ${tests:+-R "$tests"} --output-log "$log" || failed=1
  summary="$summary$run: $(grep 'tests passed' "$log")
"
done
printf '%s' "$summary"
[ -f ../shared/corpora/fpbench.json ] || echo "without the tests of the corpora: ../shared is not there"
# "100% tests passed, 0 tests failed out of 125"
printf '%s' "$summary" | awk '{ failed += $5; all += $NF } END { printf "%d passed, %d failed\n", all - failed, failed }'
exit $failed
