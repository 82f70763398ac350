// SPDX-License-Identifier: BSL-1.0
// Catch2 in the version at hand: v3 has its macros in several headers, v2 in one.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif
