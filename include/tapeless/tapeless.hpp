// SPDX-License-Identifier: BSL-1.0
// The interface for formulas of numbers: formulas as types, derivatives made by the compiler, straight-line code at run
// time. One header for everything that needs no more than the standard library and Boost.Hana.
#pragma once

// Formulas live in variables named x, y and k; g++ would warn that these are shadowed by parameters of templates that
// are instantiated later.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

#include <tapeless/core.hpp>

#include <tapeless/api/check_gradient.hpp>
#include <tapeless/api/explain.hpp>
#include <tapeless/api/hana.hpp>
#include <tapeless/api/latex_report.hpp>
#include <tapeless/api/print.hpp>
#include <tapeless/api/print_results.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
