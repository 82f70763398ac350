// SPDX-License-Identifier: BSL-1.0
// The stable forms that the library's rules name: better conditioned equals, which hold for real numbers only and are
// therefore asked for with `stabilize`. They are defined apart from the rules, because a program with a minus sign
// would otherwise compile all of them.
#pragma once

#include <tapeless/rules/stable/arithmetic.hpp>
#include <tapeless/rules/stable/logarithm.hpp>
#include <tapeless/rules/stable/quotient.hpp>
#include <tapeless/rules/stable/root.hpp>
