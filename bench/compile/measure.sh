#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# What compiling costs, against the limits that the project has set itself. The formulas are those of tests/growth and
# of the files beside this one. CPU seconds of the whole compiler (user and system), median of several runs, which a busy
# machine changes little; peak memory of its largest process. A run above a limit is marked and makes the exit status 1.
#
#   bench/compile/measure.sh [-n runs] [compiler ...]       default: 3 runs of g++
set -euo pipefail
export LC_ALL=C

runs=3
usage() {
  echo "usage: bench/compile/measure.sh [-n runs] [compiler ...], with at least one run of compilers that are installed" >&2
  exit 2
}
if [[ ${1:-} == -n ]]; then
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || usage
  runs=$2
  shift 2
fi
for name in "$@"; do
  if [[ $name == -* ]] || ! command -v -- "$name" > /dev/null; then usage; fi
done
compilers=("$@")
if [[ ${#compilers[@]} == 0 ]]; then compilers=(g++); fi

root=$(cd "$(dirname "$0")/../.." && pwd)
read -ra eigen <<< "$(pkg-config --cflags eigen3 2> /dev/null || echo -I/usr/include/eigen3)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "// empty" > "$work/empty.cpp"
failed=0

# cost compiler source option... -> "seconds MiB"
cost() {
  local compiler=$1 source=$2
  shift 2
  for ((k = 0; k < runs; ++k)); do
    if ! /usr/bin/time -q -o "$work/time" -f '%U %S %M' \
        "$compiler" -std=c++20 -I"$root/include" "$@" -c "$source" -o "$work/out.o" 2> "$work/errors"; then
      echo "$compiler fails on $source:" >&2
      grep -m 3 error "$work/errors" | cut -c1-200 >&2 || true
      return 1
    fi
    cat "$work/time"
  done | awk '{ print $1 + $2, $3 / 1024 }' | sort -n |
    awk '{ s[NR] = $1; if ($2 > m) m = $2 } END { if (NR > 0) print s[int((NR + 1) / 2)], m }'
}

# row name "seconds MiB" limit_seconds limit_MiB (0: none)
row() {
  local seconds megabytes
  read -r seconds megabytes <<< "$2"
  if [[ -z $megabytes ]]; then
    printf '  %-34s does not compile\n' "$1"
    failed=1
    return
  fi
  local verdict
  verdict=$(awk -v s="$seconds" -v m="$megabytes" -v ls="$3" -v lm="$4" \
    'BEGIN { if ((ls > 0 && s > ls) || (lm > 0 && m > lm)) print "above"; else if (ls > 0) print "ok" }')
  if [[ $verdict == above ]]; then failed=1; fi
  printf '  %-34s %8.2f %8.0f   %8s %8s  %s\n' "$1" "$seconds" "$megabytes" "$([[ $3 == 0 ]] || echo "$3")" \
    "$([[ $4 == 0 ]] || echo "$4")" "$verdict"
}

for compiler in "${compilers[@]}"; do
  echo "$("$compiler" --version | head -n 1), median of $runs"
  printf '  %-34s %8s %8s   %8s %8s\n' "" "CPU s" "MiB" "limit s" "limit MiB"
  growth="$root/tests/growth"
  row "nothing" "$(cost "$compiler" "$work/empty.cpp" -O2)" 0 0
  row "header alone" "$(cost "$compiler" "$growth/chain.cpp" -O2 -DSIZE=0)" 0.9 0
  chain=$(cost "$compiler" "$growth/chain.cpp" -O2 -DSIZE=64)
  row "chain of 64, operators" "$chain" 3 300
  row "chain of 64, operators, -g" "$(cost "$compiler" "$growth/chain.cpp" -O2 -g -DSIZE=64)" \
    "$(awk -v s="${chain% *}" 'BEGIN { printf "%.2f", 1.5 * s }')" 0
  row "200 random operations, 20 inputs" "$(cost "$compiler" "$growth/random.cpp" -O2 -DSIZE=200)" 3 0
  row "loop of 512, recorded" "$(cost "$compiler" "$root/bench/compile/record.cpp" -O2 -DSIZE=512)" 10 0

  # Formulas over axes; the network's limits are beyond what its headers cost.
  tensor=$(cost "$compiler" "$root/bench/compile/network.cpp" -O2 "${eigen[@]}" -DSIZE=0 || true)
  row "headers of formulas over axes" "$tensor" 0 0
  row "network 784-128-10" "$(cost "$compiler" "$root/bench/compile/network.cpp" -O2 "${eigen[@]}" -DSIZE=1)" \
    $(awk -v s="${tensor% *}" -v m="${tensor#* }" 'BEGIN { printf "%.2f %.0f", s + 8, m + 572 }')
  row "eight hidden layers" "$(cost "$compiler" "$root/bench/compile/layers.cpp" -O2 "${eigen[@]}")" 20 953

  echo "  chain by operators, by depth"
  for depth in 16 32 64 128; do row "  $depth" "$(cost "$compiler" "$growth/chain.cpp" -O2 "-DSIZE=$depth")" 0 0; done
  echo "  recorded loop, by depth"
  for depth in 64 128 256 512; do
    row "  $depth" "$(cost "$compiler" "$root/bench/compile/record.cpp" -O2 "-DSIZE=$depth")" 0 0
  done

  echo "  Boost.Hana's share: its headers alone, as tapeless includes them"
  mapfile -t headers < <(grep -rhoE '<boost/hana[^>]*>' "$root/include/tapeless" | sort -u)
  printf '#include %s\n' "${headers[@]}" > "$work/hana.cpp"
  row "  all of them" "$(cost "$compiler" "$work/hana.cpp" -O2)" 0 0
  for header in "${headers[@]}"; do
    echo "#include $header" > "$work/hana.cpp"
    row "  $header" "$(cost "$compiler" "$work/hana.cpp" -O2)" 0 0
  done
done
exit $failed
