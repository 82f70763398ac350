// SPDX-License-Identifier: BSL-1.0
// The faster forms that the library's rules name: equals that round more than the function itself and are therefore
// asked for with `fast`. They are defined apart from the rules, because a program with a product would otherwise
// compile all of them.
#pragma once

#include <tapeless/rules/fast/arithmetic.hpp>
#include <tapeless/rules/fast/logarithm.hpp>
#include <tapeless/rules/fast/normal.hpp>
#include <tapeless/rules/fast/power.hpp>
