# Runs PROGRAM, with ARGUMENTS where they are given, and compares what it prints with the file EXPECTED.
execute_process(COMMAND "${PROGRAM}" ${ARGUMENTS} RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE complaint)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "exit status ${status}\n${complaint}")
endif()
file(READ "${EXPECTED}" expected)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "the output differs from ${EXPECTED}; it is\n${printed}")
endif()
