# The text of C++ files for scripts that look for literals and sentences in it: read_joined and readable. Characters
# that mean something to CMake's lists become others that no source has; a quotation mark within a literal becomes ~.
string(ASCII 1 semicolon)
string(ASCII 2 open)
string(ASCII 3 close)

# The text of a file, with literals that stand side by side joined.
function(read_joined path result)
  file(READ "${path}" text)
  string(REPLACE ";" "${semicolon}" text "${text}")
  string(REPLACE "[" "${open}" text "${text}")
  string(REPLACE "]" "${close}" text "${text}")
  string(REPLACE "\\\"" "~" text "${text}")
  string(REGEX REPLACE "\"[ \n]*\n[ \n]*\"" "" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# A piece of such a text as it stood in its file.
function(readable text result)
  string(REPLACE "~" "\"" text "${text}")
  string(REPLACE "${open}" "[" text "${text}")
  string(REPLACE "${close}" "]" text "${text}")
  string(REPLACE "${semicolon}" ";" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()
