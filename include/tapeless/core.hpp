// SPDX-License-Identifier: BSL-1.0
// Formulas of numbers, their derivatives and calls, without what only a large machine has: needs the standard library's
// headers alone, no Boost, no streams, no exceptions, no run-time types; what is left at run time is the arithmetic.
// tapeless/tapeless.hpp adds printing, explain, check_gradient, and what Boost.Hana knows of formulas.
#pragma once

// Formulas live in variables named x, y and k; g++ would warn that these are shadowed by parameters of templates that
// are instantiated later.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

// nvcc warns of friends that are declared in a template, and of long double, which is double on devices.
#if defined(__NVCC__)
#pragma nv_diagnostic push
#pragma nv_diag_suppress 1301, 20208
#endif

// First, because it says what a compiler lacks.
#include <tapeless/version.hpp>

// What is wrong with a program is said in these, and compilers print the way to a header before its errors: it is short
// where they are included from here, in an order in which none includes a later one.
// clang-format off
#include <tapeless/math/selection.hpp>
#include <tapeless/expr/expression.hpp>
#include <tapeless/expr/constant_index.hpp>
#include <tapeless/expr/binding.hpp>
#include <tapeless/expr/list_binding.hpp>
#include <tapeless/expr/symbol.hpp>
#include <tapeless/dag/handle.hpp>
#include <tapeless/rules/function.hpp>
#include <tapeless/rules/arithmetic.hpp>
#include <tapeless/rules/condition.hpp>
#include <tapeless/rules/operand_counts.hpp>
#include <tapeless/pass/finished.hpp>
#include <tapeless/api/evaluate.hpp>
#include <tapeless/api/result.hpp>
#include <tapeless/api/seeds.hpp>
#include <tapeless/api/request.hpp>
#include <tapeless/api/bundle.hpp>
#include <tapeless/api/count.hpp>
#include <tapeless/api/derivative.hpp>
#include <tapeless/api/jacobian.hpp>
#include <tapeless/api/function.hpp>
#include <tapeless/api/gauss_newton.hpp>
#include <tapeless/linear/vec.hpp>
#include <tapeless/linear/mat.hpp>
#include <tapeless/api/record.hpp>
#include <tapeless/api/rewrite.hpp>
#include <tapeless/api/sparsity.hpp>
// clang-format on

#include <tapeless/api/gradient.hpp>
#include <tapeless/api/hessian.hpp>
#include <tapeless/api/hvp.hpp>
#include <tapeless/api/jvp.hpp>
#include <tapeless/api/pullback.hpp>
#include <tapeless/expr/literals.hpp>
#include <tapeless/rules/composite.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#if defined(__NVCC__)
#pragma nv_diagnostic pop
#endif
