# Every C++ file below ROOT's include, tests and bench is as clang-format 14 writes it with .clang-format; fails with the
# list of those that are not.
file(GLOB_RECURSE sources RELATIVE "${ROOT}" "${ROOT}/include/*.hpp" "${ROOT}/tests/*.hpp" "${ROOT}/tests/*.cpp"
     "${ROOT}/bench/*.hpp" "${ROOT}/bench/*.cpp")
execute_process(COMMAND "${CLANG_FORMAT}" --dry-run --Werror ${sources} WORKING_DIRECTORY "${ROOT}"
                RESULT_VARIABLE differs ERROR_VARIABLE places)
string(REGEX MATCHALL "[^\n]*: error: " lines "${places}")
list(TRANSFORM lines REPLACE ":.*" "")
list(REMOVE_DUPLICATES lines)
if(lines OR NOT differs EQUAL 0)
  list(JOIN lines " " files)
  message(FATAL_ERROR "clang-format would change these files:\nclang-format-14 -i ${files}\n")
endif()
list(LENGTH sources count)
message(STATUS "${count} files are as clang-format writes them")
