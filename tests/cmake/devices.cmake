# CUDA devices: a part of tests/CMakeLists.txt.

# What nvcc makes of functions and batches for CUDA devices; and whether clang finds everything that they call there, of
# which nvcc says nothing. Neither needs a device.
find_program(nvcc_program nvcc HINTS /usr/local/cuda/bin)
mark_as_advanced(nvcc_program)
if(nvcc_program)
  if(first_compiler AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_test(NAME device.nvcc.errors
             COMMAND ${CMAKE_COMMAND} "-DNVCC=${nvcc_program}" "-DCXX=${CMAKE_CXX_COMPILER}" "-DINCLUDES=${includes}"
                     "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/device" "-DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/device/errors.cu"
                     -DRUN=ON -P "${CMAKE_CURRENT_SOURCE_DIR}/device/check.cmake")
    # What is built by hand where there is a device compiles. The benchmarks take a minute.
    set(by_hand tests/examples/robust_line)
    if(NOT TAPELESS_SHARED_TESTS)
      list(APPEND by_hand bench/gpu/agree bench/gpu/rows)
    endif()
    foreach(source IN LISTS by_hand)
      get_filename_component(name "${source}" NAME)
      add_test(NAME device.nvcc.${name}
               COMMAND "${nvcc_program}" -ccbin "${CMAKE_CXX_COMPILER}" -std=c++20 -O1 -arch=sm_80 --expt-relaxed-constexpr
                       -Werror all-warnings "-I${PROJECT_SOURCE_DIR}/include" "-I${PROJECT_SOURCE_DIR}"
                       -c "${PROJECT_SOURCE_DIR}/${source}.cu" -o "${CMAKE_CURRENT_BINARY_DIR}/device.${name}.o")
    endforeach()
  endif()
  foreach(source functions kernels)
    set(arguments "-DCXX=${CMAKE_CXX_COMPILER}" "-DINCLUDES=${includes}" "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/device"
                  "-DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/device/${source}.cu")
    set(functions OFF)
    if(source STREQUAL "functions")
      set(functions ON)
    endif()
    if(first_compiler AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_test(NAME device.nvcc.${source}
               COMMAND ${CMAKE_COMMAND} "-DNVCC=${nvcc_program}" ${arguments} -DFUNCTIONS=${functions}
                       -P "${CMAKE_CURRENT_SOURCE_DIR}/device/check.cmake")
    elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
      add_test(NAME device.clang.${source}
               COMMAND ${CMAKE_COMMAND} "-DNVCC=${nvcc_program}" ${arguments}
                       -P "${CMAKE_CURRENT_SOURCE_DIR}/device/check_clang.cmake")
    endif()
  endforeach()
else()
  message(STATUS "the tests of what nvcc makes are left out: it is not installed")
endif()
