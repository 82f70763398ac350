# Compiles a file with MISTAKE: it must fail and say the sentence of its first line. That it compiles without is in the
# tests fail.controls.
# COMPILED: tapeless/tensor.hpp.gch, the header of the library that it includes, compiled before; left out, it is read.
file(STRINGS "${SOURCE}" first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// EXPECT: (.+)$")
  message(FATAL_ERROR "${SOURCE} does not start with // EXPECT: and a sentence")
endif()
string(REPLACE "\\;" ";" sentence "${CMAKE_MATCH_1}")
separate_arguments(includes UNIX_COMMAND "${INCLUDES}")
set(header "")
if(COMPILED)
  get_filename_component(folder "${COMPILED}" DIRECTORY)
  get_filename_component(name "${COMPILED}" NAME_WLE)
  set(header -I "${folder}/.." -include "${folder}/${name}")  # a compiler takes the compiled one beside it
endif()
set(compile "${CXX}" -std=c++20 -fsyntax-only ${header} ${includes} "${SOURCE}")

execute_process(COMMAND ${compile} -DMISTAKE RESULT_VARIABLE mistake ERROR_VARIABLE message)
if(mistake EQUAL 0)
  message(FATAL_ERROR "The mistake of ${SOURCE} compiles")
endif()
string(REPLACE "\\\"" "\"" message "${message}")  # as clang 14 prints quotation marks
string(FIND "${message}" "${sentence}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "The compiler does not say \"${sentence}\" but\n${message}")
endif()

# It comes first, and no other sentence, which would be a false one, after it.
string(REGEX REPLACE ";" "," message "${message}")
string(REGEX MATCHALL "error: [^\n]*" errors "${message}")
list(GET errors 0 first)
string(REPLACE ";" "," sentence "${sentence}")
list(FILTER errors INCLUDE REGEX "tapeless: ")
foreach(error IN LISTS errors)
  string(FIND "${error}" "${sentence}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "The compiler says, too: ${error}")
  endif()
endforeach()
string(FIND "${first}" "${sentence}" place)
# Clang says in a note why a variable is no constant, and which function is deleted.
if(place EQUAL -1 AND NOT first MATCHES "must be initialized by a constant expression|call to deleted function")
  message(FATAL_ERROR "The compiler says before it: ${first}")
endif()
