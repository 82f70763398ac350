// SPDX-License-Identifier: BSL-1.0
// The scalar face: formulas as types, derivatives made by the compiler, straight-line code at run time. One header for
// everything that needs no more than the standard library and Boost.Hana.
#pragma once

// Formulas live in variables named x, y and k; g++ would warn that these are shadowed by parameters of templates that
// are instantiated later.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif

// First, because what is wrong with a formula is said there, and compilers print the way to a header before its errors.
#include <tapeless/rules/composite.hpp>

#include <tapeless/calculus/bundle.hpp>
#include <tapeless/calculus/combined.hpp>
#include <tapeless/calculus/count.hpp>
#include <tapeless/calculus/derivative.hpp>
#include <tapeless/calculus/explain.hpp>
#include <tapeless/calculus/function.hpp>
#include <tapeless/calculus/hana.hpp>
#include <tapeless/calculus/jacobian.hpp>
#include <tapeless/calculus/print.hpp>
#include <tapeless/calculus/product.hpp>
#include <tapeless/calculus/record.hpp>
#include <tapeless/calculus/rewrite.hpp>
#include <tapeless/expr/literals.hpp>

#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
