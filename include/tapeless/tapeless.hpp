// SPDX-License-Identifier: BSL-1.0
// The interface for formulas of numbers: formulas as types, derivatives made by the compiler, straight-line code at run
// time. One header for everything that needs no more than the standard library and Boost.Hana.
#pragma once

// First, because compilers only say which file they do not find.
#if !__has_include(<boost/hana/map.hpp>)
#error tapeless: this header needs Boost.Hana (libboost-dev): tapeless/core.hpp does without
#endif

// Formulas live in variables named x, y and k; g++ would warn that these are shadowed by parameters of templates that
// are instantiated later.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

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
#include <tapeless/api/check_gradient.hpp>
#include <tapeless/api/print.hpp>
#include <tapeless/api/explain.hpp>
#include <tapeless/api/latex_report.hpp>
// clang-format on

#include <tapeless/core.hpp>

#include <tapeless/api/hana.hpp>
#include <tapeless/api/print_results.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
