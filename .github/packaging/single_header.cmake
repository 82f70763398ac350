# Each face of the library as one file, for online compilers and for projects that copy a single header: every header of
# ours in the place where it is included first, everything else included as before. Lines of comment are left out.
#   cmake -DINCLUDE=include -DTO=single -P .github/packaging/single_header.cmake
cmake_policy(VERSION 3.23)
string(ASCII 1 open)
string(ASCII 2 close)
string(ASCII 3 semicolon)
string(ASCII 4 backslash)

# Appends a header and what it includes to `text`. Lists and brackets mean something to CMake: they are other characters
# on the way.
function(append_header path)
  get_property(seen GLOBAL PROPERTY seen)
  if("${path}" IN_LIST seen)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY seen "${path}")
  file(READ "${INCLUDE}/${path}" content)
  string(REPLACE "\\" "${backslash}" content "${content}")
  string(REPLACE ";" "${semicolon}" content "${content}")
  string(REPLACE "[" "${open}" content "${content}")
  string(REPLACE "]" "${close}" content "${content}")
  string(REPLACE "\n" ";" lines "${content}")
  set(chunk "")
  foreach(line IN LISTS lines)
    if(line STREQUAL "#pragma once" OR line MATCHES "^ *(//.*)?$")
      continue()
    elseif(line MATCHES "^#include <(tapeless/[^>]+)>")
      set_property(GLOBAL APPEND_STRING PROPERTY text "${chunk}")
      set(chunk "")
      append_header("${CMAKE_MATCH_1}")
    else()
      string(APPEND chunk "${line}\n")
    endif()
  endforeach()
  set_property(GLOBAL APPEND_STRING PROPERTY text "${chunk}")
endfunction()

file(STRINGS "${INCLUDE}/tapeless/version.hpp" version REGEX "^#define TAPELESS_VERSION ")
string(REGEX REPLACE "[^0-9]*([0-9]+).*" "\\1" version "${version}")
foreach(face core tapeless linear geometry batch tensor)
  set_property(GLOBAL PROPERTY seen "")
  set_property(GLOBAL PROPERTY text "")
  append_header("tapeless/${face}.hpp")
  get_property(text GLOBAL PROPERTY text)
  string(REPLACE "${backslash}" "\\" text "${text}")
  string(REPLACE "${semicolon}" ";" text "${text}")
  string(REPLACE "${open}" "[" text "${text}")
  string(REPLACE "${close}" "]" text "${text}")
  file(WRITE "${TO}/tapeless/${face}.hpp"
       "// tapeless ${version}: tapeless/${face}.hpp and all headers of tapeless that it includes, in one file.\n"
       "// Of these files a program includes one. The Boost Software License 1.0 is in https://www.boost.org/LICENSE_1_0.txt\n"
       "// SPDX-License-Identifier: BSL-1.0\n#pragma once\n${text}")
endforeach()
