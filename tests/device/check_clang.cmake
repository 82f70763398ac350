# Compiles a file for a device and the host with clang, which names every function that a device cannot call.
#   CXX, INCLUDES, SOURCE, WORK as in check.cmake      NVCC   to find the headers of CUDA
separate_arguments(includes UNIX_COMMAND "${INCLUDES}")
get_filename_component(name "${SOURCE}" NAME_WE)
get_filename_component(toolkit "${NVCC}" REALPATH)
get_filename_component(toolkit "${toolkit}" DIRECTORY)
get_filename_component(toolkit "${toolkit}" DIRECTORY)
# clang 19 asks for a header that CUDA 13 no longer has.
if(NOT EXISTS "${toolkit}/include/texture_fetch_functions.h")
  file(WRITE "${WORK}/clang/texture_fetch_functions.h" "")
  list(APPEND includes "-isystem" "${WORK}/clang")
endif()
execute_process(COMMAND "${CXX}" -x cuda -std=c++20 -O1 -Wall -Wextra -Werror --cuda-device-only -S --cuda-gpu-arch=sm_80
                        "--cuda-path=${toolkit}" -Wno-unknown-cuda-version ${includes} "${SOURCE}" -o "${WORK}/clang.${name}.ptx"
                RESULT_VARIABLE result ERROR_VARIABLE message)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${message}")
endif()
execute_process(COMMAND "${CXX}" -x cuda -std=c++20 -Wall -Wextra -Werror --cuda-host-only -fsyntax-only
                        "--cuda-path=${toolkit}" -Wno-unknown-cuda-version ${includes} "${SOURCE}"
                RESULT_VARIABLE result ERROR_VARIABLE message)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${message}")
endif()
