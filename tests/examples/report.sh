#!/bin/sh
# The derivation of a formula as a PDF: definition, circuit, local derivatives and adjoints, gradient, Hessian, code.
#     sh tests/examples/report.sh 'FORMULA' SYMBOL ...
# for example
#     sh tests/examples/report.sh '-log10(exp(s1)/(exp(s1) + exp(s2)))' s1 s2
# Numbers are written as in formulas of tapeless, 2_c. A symbol that is data, with no derivative in it, is written y:data,
# or y:integer.
# Needs a compiler, pdflatex (texlive-latex-base) for the PDF, and dot (graphviz) for the circuit. REPORT says where to,
# build/report else; CXX which compiler.
set -eu
if [ $# -lt 2 ]; then
  sed -n '2,7s/^# *//p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${REPORT:-$root/build/report}
formula=$1
shift
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
rm -f "$folder/report.pdf" "$folder/circuit.pdf"
derivatives=
{
  echo '#include <fstream>'
  echo '#include <tapeless/tapeless.hpp>'
  echo 'namespace formula {'
  echo 'using namespace tapeless;'
  echo 'using namespace tapeless::literals;'
  for symbol in "$@"; do
    name=${symbol%:*}
    case $symbol in
      *:integer) echo "constexpr auto $name = integer<\"$name\">;" ;;
      *) echo "constexpr auto $name = symbol<\"$name\">;" ;;
    esac
    [ "$name" != "$symbol" ] || derivatives="$derivatives, $name"
  done
  echo "constexpr auto L = $formula;"
  echo '}'
  echo 'int main(int, char** file) {'
  echo '  using namespace formula;'
  echo "  std::ofstream(file[1]) << latex_report(L$derivatives);"
  echo '  std::ofstream(file[2]) << to_dot(explain(L));'
  echo '}'
} > "$folder/report.cpp"
${CXX:-g++} -std=c++20 -I"$root/include" "$folder/report.cpp" -o "$folder/report"
"$folder/report" "$folder/report.tex" "$folder/circuit.dot"
if command -v dot > /dev/null; then
  dot -Tpdf "$folder/circuit.dot" -o "$folder/circuit.pdf"
else
  echo 'without the circuit: dot is not installed (graphviz)' >&2
fi
if ! command -v pdflatex > /dev/null; then
  echo "$folder/report.tex is written; pdflatex is not installed (texlive-latex-base)" >&2
  exit 3
fi
cd "$folder"
for run in first second; do  # the second has the widths of the table
  pdflatex -interaction=nonstopmode -halt-on-error report.tex > report.out || { tail -20 report.out >&2; exit 1; }
done
echo "$folder/report.pdf"
