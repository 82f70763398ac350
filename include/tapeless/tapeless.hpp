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

// First, because what is wrong with a formula is said there, and compilers print the way to a header before its errors.
#include <tapeless/rules/composite.hpp>
#include <tapeless/rules/operand_counts.hpp>

#include <tapeless/api/bundle.hpp>
#include <tapeless/api/check_gradient.hpp>
#include <tapeless/api/count.hpp>
#include <tapeless/api/derivative.hpp>
#include <tapeless/api/explain.hpp>
#include <tapeless/api/function.hpp>
#include <tapeless/api/gauss_newton.hpp>
#include <tapeless/api/gradient.hpp>
#include <tapeless/api/hana.hpp>
#include <tapeless/api/hessian.hpp>
#include <tapeless/api/hvp.hpp>
#include <tapeless/api/jacobian.hpp>
#include <tapeless/api/jvp.hpp>
#include <tapeless/api/print.hpp>
#include <tapeless/api/print_results.hpp>
#include <tapeless/api/pullback.hpp>
#include <tapeless/api/record.hpp>
#include <tapeless/api/rewrite.hpp>
#include <tapeless/api/sparsity.hpp>
#include <tapeless/expr/literals.hpp>
#include <tapeless/version.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
