# README.md of this folder, from the tests: for each mistake its sentence, its code, and the code that is right. Fails when
# the committed file is another one; with -DUPDATE=ON it is written.
#   cmake -DUPDATE=ON -P tests/fail/table.cmake
cmake_policy(VERSION 3.23)
include("${CMAKE_CURRENT_LIST_DIR}/literals.cmake")
set(readme "${CMAKE_CURRENT_LIST_DIR}/README.md")

# A block of code as a cell of a table: one line, without what only declares.
function(cell code result)
  string(STRIP "${code}" code)
  if(NOT code MATCHES "\n")
    string(REGEX REPLACE "^(${open}${open}[a-z_]+${close}${close} )?((constexpr|const) )*(auto|double) [a-zA-Z_]+ = " "" code "${code}")
    string(REGEX REPLACE "^return " "" code "${code}")
    string(REGEX REPLACE "${semicolon}$" "" code "${code}")
  endif()
  string(REGEX REPLACE "[ \n]+" " " code "${code}")
  string(REPLACE "|" "\\|" code "${code}")
  set(${result} "`${code}`" PARENT_SCOPE)
endfunction()

set(rows "")
file(GLOB sources "${CMAKE_CURRENT_LIST_DIR}/*.cpp")
list(SORT sources)
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME)
  file(READ "${source}" text)
  string(REPLACE ";" "${semicolon}" text "${text}")
  string(REPLACE "[" "${open}" text "${text}")
  string(REPLACE "]" "${close}" text "${text}")
  if(NOT text MATCHES "^// EXPECT: ([^\n]+)\n")
    message(FATAL_ERROR "${name} does not start with // EXPECT: and a sentence")
  endif()
  string(REPLACE "|" "\\|" sentence "${CMAKE_MATCH_1}")
  string(FIND "${text}" "#ifdef MISTAKE\n" mistake)
  string(FIND "${text}" "\n#else\n" control)
  string(FIND "${text}" "\n#endif" end REVERSE)
  if(mistake EQUAL -1 OR control LESS mistake OR end LESS control)
    message(FATAL_ERROR "${name} has no #ifdef MISTAKE ... #else ... #endif")
  endif()
  math(EXPR mistake "${mistake} + 15")
  math(EXPR length "${control} - ${mistake}")
  string(SUBSTRING "${text}" ${mistake} ${length} wrong)
  math(EXPR control "${control} + 7")
  math(EXPR length "${end} - ${control}")
  string(SUBSTRING "${text}" ${control} ${length} right)
  cell("${wrong}" wrong)
  cell("${right}" right)
  string(APPEND rows "| [`${sentence}`](${name}) | ${wrong} | ${right} |\n")
endforeach()

# What is said at run time: the sentences that the other tests wait for.
set(said "")
get_filename_component(folder "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
file(GLOB_RECURSE tests "${folder}/*.cpp")
foreach(test IN LISTS tests)
  if(NOT test MATCHES "/(fail|sanitize)/")
    read_joined("${test}" text)
    string(REGEX MATCHALL "\"tapeless: [^\"]+\"" literals "${text}")
    list(APPEND said ${literals})
  endif()
endforeach()
list(REMOVE_DUPLICATES said)
list(SORT said)
set(exceptions "")
foreach(literal IN LISTS said)
  string(REGEX REPLACE "^\"(.*)\"$" "\\1" literal "${literal}")
  string(REPLACE "\\n" "" literal "${literal}")
  string(APPEND exceptions "- ${literal}\n")
endforeach()

set(document "<!-- Written by table.cmake from the tests: cmake -DUPDATE=ON -P tests/fail/table.cmake -->
# What the compiler says
One sentence per mistake; the symbol, axis or formula that it is about is in the name of the type beside it. Each row is a
file of this folder: with the code of the second column the compiler must fail and say the sentence, with that of the third
it must compile, on every compiler. Where a formula may be meant in two ways, nothing is guessed.

What never reaches the library has the compiler's own words first: `std::sin(x)`, `x < y ? a : b` outside `record`, inside of
it a value for a `double`, which is a variable, a member or a parameter of a function that is no template. Where the
words are a name instead of a sentence, compilers name the function that a call or a constant comes to.

| the compiler says | when this is written | and not when this is |
|---|---|---|
${rows}
## At run time
Data that do not fit throw `std::invalid_argument` before anything is written; a span of the wrong size given to a function
object, which throws nothing, ends the program. As the tests see them:

${exceptions}")
readable("${document}" document)

if(UPDATE)
  file(WRITE "${readme}" "${document}")
  return()
endif()
set(committed "")
if(EXISTS "${readme}")
  file(READ "${readme}" committed)
endif()
if(NOT committed STREQUAL document)
  message(FATAL_ERROR "tests/fail/README.md is not what the tests say: cmake -DUPDATE=ON -P tests/fail/table.cmake")
endif()
