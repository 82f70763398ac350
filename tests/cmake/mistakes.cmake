# What compilers say to mistakes: a part of tests/CMakeLists.txt.

# Mistakes: each file has its sentence in its first line, and compiles without the mistake. Most of the time would go into
# the headers, for each mistake: they are compiled once before. What compiles does so in one file, each in a namespace.
file(GLOB mistakes CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/fail/*.cpp")
separate_arguments(fail_includes UNIX_COMMAND "${includes}")
set(compiled_headers "")
foreach(face tapeless tensor)
  if(face STREQUAL "tensor" AND NOT indexed_face)
    continue()
  endif()
  set(header "${CMAKE_CURRENT_BINARY_DIR}/fail/tapeless/${face}.hpp")
  set(compiled_${face} "${header}.gch")
  file(CONFIGURE OUTPUT "${header}" CONTENT "#include_next <tapeless/${face}.hpp>\n")
  add_custom_command(
    OUTPUT "${compiled_${face}}"
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -w "-I${CMAKE_CURRENT_BINARY_DIR}/fail" ${fail_includes} -x c++-header
            "${header}" -o "${compiled_${face}}"
    DEPENDS ${tapeless_headers} VERBATIM)
  list(APPEND compiled_headers "${compiled_${face}}")
endforeach()
if(first_compiler OR second_compiler)
  add_custom_target(fail_headers ALL DEPENDS ${compiled_headers})
endif()
foreach(face tapeless tensor)
  set(controls_${face} "")
  set(headers_of_${face} "")
endforeach()
set(turn 0)
foreach(source IN LISTS mistakes)
  if(TAPELESS_SHARED_TESTS AND (first_compiler OR second_compiler))  # one in four for g++, which needs twice the time
    math(EXPR turn "(${turn} + 1) % 4")
    if((first_compiler AND turn) OR (second_compiler AND NOT turn))
      continue()
    endif()
  endif()
  file(STRINGS "${source}" tensor_face REGEX "tapeless/(tensor|batch|interop/.*)\\.hpp")
  if(source MATCHES "/ceres_" AND NOT with_ceres)
    continue()
  endif()
  set(face tapeless)
  if(tensor_face)
    set(face tensor)
  endif()
  if((tensor_face AND NOT indexed_face) OR NOT (first_compiler OR second_compiler))
    continue()
  endif()
  get_filename_component(name "${source}" NAME_WE)
  add_test(NAME fail.${name}
           COMMAND ${CMAKE_COMMAND} "-DCXX=${CMAKE_CXX_COMPILER}" "-DINCLUDES=${includes}" "-DSOURCE=${source}"
                   "-DCOMPILED=${compiled_${face}}" -P "${CMAKE_CURRENT_SOURCE_DIR}/fail/check.cmake")
  file(STRINGS "${source}" headers REGEX "^#include <")
  list(APPEND headers_of_${face} ${headers})
  string(APPEND controls_${face} "namespace ${name} {\n#include \"${source}\"\n}  // namespace ${name}\n")
endforeach()
foreach(face tapeless tensor)
  if(NOT controls_${face})
    continue()
  endif()
  list(REMOVE_DUPLICATES headers_of_${face})
  list(JOIN headers_of_${face} "\n" headers)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/fail/controls_${face}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "${headers}\n${controls_${face}}" @ONLY)
  add_test(NAME fail.controls.${face}
           COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only ${fail_includes} "${source}")
endforeach()

# An older standard is refused by name.
if(first_compiler)
  add_test(NAME fail.old_standard
           COMMAND ${CMAKE_CXX_COMPILER} -std=c++17 -fsyntax-only ${fail_includes}
                   "${CMAKE_CURRENT_SOURCE_DIR}/examples/readme_record.cpp")
  set_tests_properties(fail.old_standard PROPERTIES PASS_REGULAR_EXPRESSION
                       "error: (#error )?tapeless needs C\\+\\+20: compile with -std=c\\+\\+20")
endif()

# So is a library that is not there: of Eigen no folder is named here.
if(first_compiler AND NOT EXISTS "/usr/include/Eigen/Core")
  add_test(NAME fail.missing_library
           COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only "-I${PROJECT_SOURCE_DIR}/include" -x c++
                   "${PROJECT_SOURCE_DIR}/include/tapeless/tensor.hpp")
  set_tests_properties(fail.missing_library PROPERTIES PASS_REGULAR_EXPRESSION
                       "error: (#error )?tapeless: this header needs Eigen \\(libeigen3-dev\\)")
endif()

# The way to each sentence is short.
if(first_compiler AND indexed_face AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_test(NAME fail.way COMMAND ${CMAKE_COMMAND} "-DROOT=${PROJECT_SOURCE_DIR}" "-DCXX=${CMAKE_CXX_COMPILER}"
                                 "-DINCLUDES=${includes}" -P "${CMAKE_CURRENT_SOURCE_DIR}/fail/way.cmake")
endif()

# Every sentence for users is in a test, and the table of them is what the tests say.
if(first_compiler)
  add_test(NAME sentences COMMAND ${CMAKE_COMMAND} "-DROOT=${PROJECT_SOURCE_DIR}"
                                  -P "${CMAKE_CURRENT_SOURCE_DIR}/fail/sentences.cmake")
  add_test(NAME sentences.table COMMAND ${CMAKE_COMMAND} -P "${CMAKE_CURRENT_SOURCE_DIR}/fail/table.cmake")
endif()
