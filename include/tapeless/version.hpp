// SPDX-License-Identifier: BSL-1.0
// The version, for programs that are compiled against more than one: 10000*major + 100*minor + patch. The only macro of
// the library, because #if asks for one. CMakeLists.txt reads the number from here.
#pragma once

#if !defined(__cpp_concepts) || __cplusplus < 202002L
#error tapeless needs C++20: compile with -std=c++20
#include <tapeless needs C++20: compile with -std=c++20>  // which ends the compilation
#endif

#define TAPELESS_VERSION 200  // 0.2.0
