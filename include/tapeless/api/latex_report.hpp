// SPDX-License-Identifier: BSL-1.0
// The derivation of a formula as a document for pdflatex: what it is, its circuit, the table of the notes, gradient,
// Hessian and the code that computes them.
#pragma once

#include <tapeless/api/explain.hpp>
#include <tapeless/api/gradient.hpp>
#include <tapeless/api/hessian.hpp>

namespace tapeless::inline v0_2 {
namespace detail {

template <class String>
String report_section(const char* title, const String& content) {
  return "\\section*{" + String(title) + "}\n" + content;
}
// One line for each node and each of its local derivatives.
template <class String>
String report_table(const basic_explanation<String>& table) {
  String text =
      "\\begin{longtable}{@{}>{\\raggedright}p{0.3\\textwidth}>{\\raggedright}p{0.3\\textwidth}"
      ">{\\raggedright\\arraybackslash}p{0.34\\textwidth}@{}}\n"
      "$Q$ & $\\partial Q/\\partial\\,\\cdot$ & $g_{Q}$ \\\\[1mm]\n\\hline\n\\endhead\n";
  for (const auto& row : table.nodes) {
    text += "$" + row.name.latex + (row.formula.latex.empty() ? String() : " = " + row.formula.latex) + "$";
    for (std::size_t k = 0; k < row.partials.size() || k == 0; ++k) {
      text += k > 0 ? " & $" : " & ";
      if (k < row.partials.size())
        text += (k > 0 ? "" : "$") + ("\\partial " + row.name.latex + "/\\partial " + row.partials[k].operand.latex +
                                      " = " + row.partials[k].value.latex + "$");
      text += " & ";
      if (k == 0 && !row.adjoint.latex.empty()) text += "$g_{" + row.name.latex + "} = " + row.adjoint.latex + "$";
      text += " \\\\[1mm]\n";
    }
  }
  return text + "\\end{longtable}\n";
}
// Lines of C that fit a page, broken at spaces.
template <class String>
String report_code(const String& code) {
  constexpr std::size_t widest = 98;
  String text = "{\\footnotesize\\begin{verbatim}\n";
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = code.find('\n', begin);
    String line = code.substr(begin, end - begin);
    while (line.size() > widest) {
      const std::size_t space = line.rfind(' ', widest);
      if (space == String::npos || space < 20) break;
      text += line.substr(0, space) + "\n";
      line = "      " + line.substr(space + 1);
    }
    text += line + "\n";
    begin = end == String::npos ? code.size() : end + 1;
  }
  return text + "\\end{verbatim}}\n";
}
template <class String, class... X>
std::vector<String> report_names(const char* power) {
  const std::vector<String> symbols{print::latex_name<String>(definition_for<X>->name)...};
  std::vector<String> names;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (power[0] == '\0') names.push_back("\\frac{\\partial L}{\\partial " + symbols[i] + "}");
    for (std::size_t j = i; j < symbols.size() && power[0] != '\0'; ++j)
      names.push_back(
          "\\frac{\\partial^{2} L}{" +
          (i == j ? "\\partial " + symbols[i] + "^{2}" : "\\partial " + symbols[i] + "\\,\\partial " + symbols[j]) +
          "}");
  }
  return names;
}
// The equations of a request for L, one for each of its roots.
template <class String, class T>
String report_equations(const T&, const std::vector<String>& names) {
  return print::to_latex_equations<String>(pass::view_of<typename printed_program<T>::as_written>, names);
}

// The document of latex_report, below.
template <class F, class... X>
std::string report_document(const F& f, const X&... x) {
  using string = std::string;
  const auto equations = [](const auto& request, const std::vector<string>& names) {
    return report_equations<string>(request, names);
  };
  string text =
      "\\documentclass[11pt]{article}\n\\usepackage{amsmath,array,graphicx,longtable}\n"
      "\\usepackage[a4paper,margin=22mm]{geometry}\n\\allowdisplaybreaks\n\\setlength{\\parindent}{0pt}\n"
      "\\begin{document}\n";
  text += report_section("Definition", equations(f, {"L"}));
  text +=
      "\\IfFileExists{circuit.pdf}{\\section*{Circuit}\n\\setbox0=\\hbox{\\includegraphics{circuit.pdf}}\n"
      "\\ifdim\\wd0>\\textwidth\\includegraphics[width=\\textwidth]{circuit.pdf}\\else\\box0\\fi}{}\n";
  text += report_section("Local derivatives and adjoints", report_table(explain(f)));
  text += report_section("Gradient", equations(gradient(f, x...), report_names<string, X...>("")));
  text += report_section("Hessian", equations(hessian(f, x...), report_names<string, X...>("2")));
  text += report_section("Code: value, gradient and Hessian by rows",
                         report_code(to_c(value_gradient_hessian(f, x...), "L")));
  return text + "\\end{document}\n";
}

}  // namespace detail

// A document for pdflatex on the formula f, which it calls L, and its derivatives in the given symbols: definition, the
// table of explain(f), gradient, Hessian, and C. Where a file circuit.pdf lies beside it, as dot -Tpdf draws
// to_dot(explain(f)), the circuit is in it, too. For formulas of numbers.
template <expression F, expression... X>
std::string latex_report(const F& f, const X&... x) {
  static_assert(sizeof...(X) > 0, "tapeless: latex_report(f, x, y): name the symbols of the derivatives");
  if constexpr (sizeof...(X) == 0)
    return {};
  else
    return detail::report_document(f, x...);
}

}  // namespace tapeless
