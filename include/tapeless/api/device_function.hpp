// SPDX-License-Identifier: BSL-1.0
// Function objects by numbers. The kernels of a device have them in their names in place of formulas, and the compilers
// of host and device, which may be different ones, have to agree on them: they are made of the program that runs.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/api/function.hpp>
#include <tapeless/run/device/kernels.hpp>

namespace tapeless::inline v0_2::detail::device {

// A number for a function object: of its steps, constants, arguments and results, in their order.
template <class H>
constexpr std::uint64_t fingerprint(std::uint64_t seed) {
  using plan = planned<typename H::program>;
  const auto& steps = plan::plan;
  std::uint64_t hash = seed;
  const auto add = [&](auto value) { hash = dag::mix(hash, static_cast<std::uint64_t>(value)); };
  for (int k = 0; k < plan::size.steps; ++k) {
    add(steps.ops[k]->hash);
    add(steps.to[k]);
    add(steps.counts[k]);
    if (steps.counts[k] > 3) {
      for (int j = 0; j < steps.counts[k]; ++j) add(steps.pool[steps.first[k] + j]);
    } else {
      add(steps.a[k]);
      add(steps.b[k]);
      add(steps.c[k]);
    }
  }
  for (int k = 0; k < plan::size.constants; ++k)
    add(steps.constants[k].named ? steps.constants[k].op->hash : dag::hash_number(steps.constants[k].value));
  for (int k = 0; k < plan::size.symbols; ++k) add(H::argument_of(static_cast<std::size_t>(k)));
  constexpr std::size_t results = flat_size<typename H::template result<double>>;
  for (std::size_t k = 0; k < results; ++k) add(steps.roots[H::root_of(k)]);
  add(H::arity);
  return hash;
}

// Makes a function object known to its slot.
template <class H, std::uint64_t Fingerprint>
struct announce_function {
  friend constexpr auto function_at(function_slot<Fingerprint>) { return H{}; }
};
template <std::uint64_t Fingerprint, class Asker>
concept is_announced = requires {
  function_at(typename keyed<function_slot<Fingerprint>, Asker>::type{});
};

// The slot of a function object. Two of one program share it, and either runs for both.
template <class H>
struct slot_of {
  static constexpr std::uint64_t number = fingerprint<H>(0);
  static constexpr bool announce() {
    if constexpr (is_announced<number, H>) {
      static_assert(fingerprint<H>(1) == fingerprint<function_of<function_slot<number>>>(1));  // of another program
      return true;
    } else {
      return sizeof(announce_function<H, number>) > 0;
    }
  }
  static constexpr bool announced = announce();
  using type = function_slot<number>;
};

}  // namespace tapeless::detail::device
