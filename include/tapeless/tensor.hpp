// SPDX-License-Identifier: BSL-1.0
// The interface for formulas over named axes: sums, tensors and labels, in addition to everything in tapeless.hpp.
#pragma once

// First, because compilers only say which file they do not find.
#if !__has_include(<boost/hana/map.hpp>)
#error tapeless: this header needs Boost.Hana (libboost-dev): tapeless/core.hpp does without
#endif
#if !__has_include(<Eigen/Core>)
#error tapeless: this header needs Eigen (libeigen3-dev); its folder goes behind -isystem
#endif
#if !__has_include(<xsimd/xsimd.hpp>)
#error tapeless: this header needs xsimd (libxsimd-dev)
#endif

// As in tapeless.hpp: axes live in variables named n and i.
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
#include <tapeless/run/memory/view.hpp>
#include <tapeless/api/axes.hpp>
#include <tapeless/api/planned_loops.hpp>
#include <tapeless/api/threads.hpp>
#include <tapeless/api/binding_checks.hpp>
#include <tapeless/api/tensor_derivative.hpp>
#include <tapeless/api/axis_functions.hpp>
#include <tapeless/api/array_data.hpp>
#include <tapeless/api/ranks.hpp>
#include <tapeless/api/rank_agreement.hpp>
#include <tapeless/api/data.hpp>
#include <tapeless/api/known_plans.hpp>
#include <tapeless/api/prepare.hpp>
#include <tapeless/api/known_bindings.hpp>
#include <tapeless/api/known_data.hpp>
#include <tapeless/api/stream_rows.hpp>
#include <tapeless/api/plan_of.hpp>
#include <tapeless/api/compressed.hpp>
#include <tapeless/api/stream.hpp>
// clang-format on

#include <tapeless/tapeless.hpp>

#include <tapeless/api/axis_count.hpp>
#include <tapeless/api/check_gradient_axes.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
