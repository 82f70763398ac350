#!/bin/sh
# SPDX-License-Identifier: BSL-1.0
# Compiles a case of this folder and prints what a call takes: time_call.sh CASE SIZE [REQUEST], with CXX, by default g++.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 CASE SIZE [REQUEST], for example $0 dense 64" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$here/$1.hpp" ] || { echo "$0: there is no $here/$1.hpp" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CXX:-g++}" -std=c++20 -O2 -I"$here/../../include" -I"$here" "-DCASE=\"$1.hpp\"" "-DSIZE=$2" \
  "-DREQUEST=${3:-value_and_gradient}" "$here/time_call.cpp" -o "$work/time_call"
"$work/time_call"
