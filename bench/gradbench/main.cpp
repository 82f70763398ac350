// SPDX-License-Identifier: BSL-1.0
// An entry for GradBench (github.com/gradbench/gradbench): reads its messages from standard input, line by line, and
// answers each on standard output. Every derivative is that of a tapeless formula.
#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include <bench/gradbench/protocol.hpp>

namespace {

using gradbench::json;

const std::map<std::string, json (*)(const std::string&, const json&)> evaluations = {
    {"hello", gradbench::hello},   {"llsq", gradbench::llsq}, {"lse", gradbench::lse}, {"gmm", gradbench::gmm},
    {"kmeans", gradbench::kmeans}, {"ba", gradbench::ba},     {"det", gradbench::det}};

json answer(const json& message) {
  json response = {{"id", message.at("id")}};
  const std::string kind = message.at("kind");
  if (kind == "start") response["tool"] = "tapeless";
  if (kind != "define" && kind != "evaluate") return response;
  try {
    const std::string module = message.at("module");
    const auto found = evaluations.find(module);
    if (found == evaluations.end()) throw std::invalid_argument("no module " + module);
    if (kind == "evaluate") response.update(found->second(message.at("function"), message.at("input")));
    response["success"] = true;
  } catch (const std::exception& error) {
    response["success"] = false;
    response["error"] = error.what();
  }
  return response;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(json::parse(line)) << std::endl;
}
