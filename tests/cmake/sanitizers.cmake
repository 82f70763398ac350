# The tests that sanitizers watch: a part of tests/CMakeLists.txt.

# What a user's own sanitizers see. Clang's run-time library for them is a package of its own: there they trap.
if(indexed_face)
  add_executable(sanitize.indexed sanitize/indexed.cpp)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(sanitize.indexed PRIVATE -fsanitize=undefined -fsanitize-trap=all)
  else()
    target_compile_options(sanitize.indexed PRIVATE -fsanitize=undefined -fno-sanitize-recover=all)
    target_link_options(sanitize.indexed PRIVATE -fsanitize=undefined)
  endif()
  target_link_libraries(sanitize.indexed PRIVATE tapeless_development catch_main tapeless::tensor)
  add_test(NAME sanitize.indexed COMMAND sanitize.indexed)
endif()
# Loops over tensors of every rank, with everything out of range a failure.
if(indexed_face AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_executable(sanitize.ranks indexed/ranks.cpp)
  target_compile_options(sanitize.ranks PRIVATE -fsanitize=address -O0)  # optimised, it takes minutes to compile
  target_link_options(sanitize.ranks PRIVATE -fsanitize=address)
  target_link_libraries(sanitize.ranks PRIVATE tapeless_development catch_main tapeless::tensor)
  add_test(NAME sanitize.ranks COMMAND sanitize.ranks)
endif()

# Columns of every kind and size: nothing is read or written beyond them; and threads that share rows.
if(indexed_face AND first_compiler AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  set(sources threads:thread elements:thread)
  if(NOT TAPELESS_SHARED_TESTS)  # they take minutes
    list(APPEND sources columns:address,undefined rows:address)
  endif()
  foreach(source IN LISTS sources)
    string(REGEX REPLACE ":.*" "" name "${source}")
    string(REGEX REPLACE ".*:" "" sanitizer "${source}")
    add_executable(sanitize.batch.${name} batch/${name}.cpp)
    target_compile_options(sanitize.batch.${name} PRIVATE -fsanitize=${sanitizer} -fno-sanitize-recover=all)
    if(source MATCHES "^(rows|columns):")
      target_compile_options(sanitize.batch.${name} PRIVATE -O0)  # optimised, it takes minutes to compile
    endif()
    target_link_options(sanitize.batch.${name} PRIVATE -fsanitize=${sanitizer})
    target_link_libraries(sanitize.batch.${name} PRIVATE tapeless_development catch_main tapeless::tensor)
    if(TAPELESS_SHARED_TESTS)  # of one type
      set(cases "threads add rows to the same bits - double")
      if(name STREQUAL "threads")
        set(cases "the same bits for every number of threads - double,a Hessian that is added up")
      endif()
      add_test(NAME sanitize.batch.${name} COMMAND sanitize.batch.${name} "${cases}" -w NoTests)
    else()
      add_test(NAME sanitize.batch.${name} COMMAND sanitize.batch.${name})
    endif()
  endforeach()
endif()

# What is promised with -ffast-math.
if(indexed_face)
  add_executable(sanitize.fast_math sanitize/fast_math.cpp)
  target_compile_options(sanitize.fast_math PRIVATE -O2 -ffast-math)
  target_link_libraries(sanitize.fast_math PRIVATE tapeless_development catch_main tapeless::tensor)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(sanitize.fast_math PRIVATE -fno-finite-math-only)
    separate_arguments(fast_includes UNIX_COMMAND "${includes}")
    add_test(NAME sanitize.fast_math_refused
             COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -ffast-math -fsyntax-only ${fast_includes}
                     "${CMAKE_CURRENT_SOURCE_DIR}/sanitize/fast_math.cpp")
    set_tests_properties(sanitize.fast_math_refused PROPERTIES PASS_REGULAR_EXPRESSION
      "tapeless: clang makes wrong numbers of NaN with -ffast-math: add -fno-finite-math-only")
  endif()
  add_test(NAME sanitize.fast_math COMMAND sanitize.fast_math)
endif()

# Threads that train at the same time, and teams of threads.
if(indexed_face AND first_compiler AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  add_executable(sanitize.threads indexed/load.cpp)
  target_compile_options(sanitize.threads PRIVATE -fsanitize=thread)
  target_link_options(sanitize.threads PRIVATE -fsanitize=thread)
  target_link_libraries(sanitize.threads PRIVATE tapeless_development catch_main tapeless::tensor)
  add_test(NAME sanitize.threads COMMAND sanitize.threads "threads that*,a team*")
endif()

# A slice of the tests with both sanitizers, of what compiles quickly: the program and its numbers, labels, text, a request.
# The preset "sanitize" has all of them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  foreach(source dag/builder dag/number dag/decimal expr/labels print/c api/jacobian device/added)
    string(REPLACE "/" "." name "sanitize.${source}")
    add_executable(${name} ${source}.cpp)
    target_compile_options(${name} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all)
    if(TAPELESS_SHARED_TESTS)
      target_compile_options(${name} PRIVATE -O0)
    endif()
    target_link_options(${name} PRIVATE -fsanitize=address,undefined)
    target_link_libraries(${name} PRIVATE tapeless_development catch_main)
    add_test(NAME ${name} COMMAND ${name})
  endforeach()
endif()
