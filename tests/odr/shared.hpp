// SPDX-License-Identifier: BSL-1.0
// Formulas that two translation units have in common, and what each says about its own.
#pragma once

#include <tapeless/tapeless.hpp>

constexpr auto x = tapeless::symbol<"x">;
constexpr auto y = tapeless::symbol<"y">;

// One formula by two routes: its type is one, so the templates that evaluate it are merged by the linker.
double by_operators(double a, double b);
double by_recording(double a, double b);

// One name for a real symbol here and an integer one there.
double real_symbol(double k);
double integer_symbol(int k);

// One name for two different functions, each in its own unnamed namespace.
double first_twist(double a);
double second_twist(double a);
