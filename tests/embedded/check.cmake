# Compiles and links the filter for a Cortex-M4 with single precision only. Fails when it is more than 1.1 times the size
# of the one by hand, or needs anything but the four functions of the models and those that fill and copy memory: no
# double arithmetic, no heap, no exceptions, no text. With QEMU the program is run, and its numbers are those of this
# machine.
cmake_policy(VERSION 3.23)
set(folder "${ROOT}/tests/embedded")
set(options -std=c++20 -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16 -Os -fno-exceptions -fno-rtti
            -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror
            "-I${ROOT}" "-I${ROOT}/include")
file(MAKE_DIRECTORY "${WORK}")
string(REGEX REPLACE "g\\+\\+$" "" tools "${CXX}")
function(run result)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output TIMEOUT 600)
  if(failed)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
  set(${result} "${output}" PARENT_SCOPE)
endfunction()
# The bytes of code and constants of an object.
function(size_of object result)
  run(table "${tools}size" "${object}")
  string(REGEX REPLACE "^[^\n]*\n *([0-9]+).*" "\\1" size "${table}")
  set(${result} "${size}" PARENT_SCOPE)
endfunction()

set(objects "")
foreach(name derived by_hand main cortex_m)
  run(ignored "${CXX}" ${options} -c "${folder}/${name}.cpp" -o "${WORK}/${name}.o")
  list(APPEND objects "${WORK}/${name}.o")
endforeach()
# The core is there without an operating system at all.
run(ignored "${CXX}" ${options} -ffreestanding -c "${folder}/derived.cpp" -o "${WORK}/freestanding.o")

size_of("${WORK}/derived.o" derived)
size_of("${WORK}/by_hand.o" by_hand)
math(EXPR percent "100 * ${derived} / ${by_hand}")
message(STATUS "${derived} bytes, by hand ${by_hand}: ${percent} %")
if(percent GREATER 110)
  message(FATAL_ERROR "more than 1.1 times the code by hand")
endif()

foreach(object derived freestanding)
  run(needed "${tools}nm" -u "${WORK}/${object}.o")
  string(REGEX MATCHALL "[A-Za-z0-9_]+\n" needed "${needed}")
  foreach(symbol IN LISTS needed)
    string(STRIP "${symbol}" symbol)
    if(NOT symbol MATCHES "^(atan2f|cosf|sinf|sqrtf|memcpy|memset)$")
      message(FATAL_ERROR "the filter needs ${symbol}")
    endif()
  endforeach()
endforeach()

run(ignored "${CXX}" ${options} -nostartfiles --specs=nano.specs -T "${folder}/cortex_m.ld" ${objects} -o "${WORK}/filter.elf")
run(symbols "${tools}nm" "${WORK}/filter.elf")
if(symbols MATCHES "(__aeabi_d[a-z0-9]*|__aeabi_f2d|malloc|_Zn[aw]j|printf|__cxa_[a-z_]*|_sbrk)")
  message(FATAL_ERROR "the program contains ${CMAKE_MATCH_1}")
endif()
if(QEMU)  # which writes what the program says where errors go
  run(output "${QEMU}" -M mps2-an386 -nographic -monitor none -serial none -semihosting -kernel "${WORK}/filter.elf")
  file(READ "${folder}/kalman_filter.txt" expected)
  if(NOT output STREQUAL expected)
    message(FATAL_ERROR "written:\n${output}expected:\n${expected}")
  endif()
else()
  message(STATUS "not run: qemu-system-arm is not installed")
endif()
