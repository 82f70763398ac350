# What the classifier (PROGRAM) does with files and options that are wrong, with data that are not there, and, as the
# control, with a small table that is right. Nothing is downloaded. FOLDER is emptied and used.
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")

function(expect status pattern)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E env "XDG_CACHE_HOME=${FOLDER}/nothing" "${PROGRAM}" --offline
                          --output "${FOLDER}/output" ${ARGN}
                  RESULT_VARIABLE found OUTPUT_VARIABLE printed ERROR_VARIABLE complaint)
  if(NOT found STREQUAL status)
    message(FATAL_ERROR "${ARGN}: exit status ${found} instead of ${status}\n${printed}${complaint}")
  endif()
  if(NOT "${printed}${complaint}" MATCHES "${pattern}")
    message(FATAL_ERROR "${ARGN}: nothing matches \"${pattern}\" in\n${printed}${complaint}")
  endif()
endfunction()
function(expect_refusal name content pattern)
  file(WRITE "${FOLDER}/${name}.csv" "${content}")
  expect(1 "classifier: [^\n]*${name}.csv${pattern}\n$" --data "${FOLDER}/${name}.csv")
endfunction()

set(rows "")
foreach(k RANGE 1 9)
  string(APPEND rows "${k},-0.${k},0\n-${k}e0,0.${k},1\n")
endforeach()
file(WRITE "${FOLDER}/right.csv" "18,2,above,below\n${rows}")
expect(0 "Held-out rows +2 of   2 right, 100.00 %" --data "${FOLDER}/right.csv" --epochs 20)
string(REPLACE "\n" "\r\n" other_line_ends "18,2,above,below\n${rows}")
file(WRITE "${FOLDER}/other_line_ends.csv" "${other_line_ends}")
expect(0 "Held-out rows +2 of   2 right, 100.00 %" --data "${FOLDER}/other_line_ends.csv" --epochs 20)

expect(3 "dP/dP1 = 2 - y.*No fit: the data are not on this machine")
expect(3 "No fit: [^\n]*missing.csv is not there" --data "${FOLDER}/missing.csv")

expect_refusal(empty "" ": the file is empty")
expect_refusal(head "18,two,above,below\n${rows}" ", line 1: the first line has to say ROWS,FEATURES,CLASS,CLASS")
expect_refusal(huge "99999999999,2,above,below\n" ", line 1: the first line has to say [^\n]*")
expect_refusal(columns "19,2,above,below\n${rows}1,2\n" ", line 20: 2 values instead of 3")
expect_refusal(word "19,2,above,below\n${rows}1,two,0\n" ", line 20: value 2, \"two\", is not a number")
expect_refusal(infinite "19,2,above,below\n${rows}inf,2,0\n" ", line 20: value 1, \"inf\", is not a number")
expect_refusal(tail "19,2,above,below\n${rows}1,2x,0\n" ", line 20: value 2, \"2x\", is not a number")
expect_refusal(class "19,2,above,below\n${rows}1,2,2\n" ", line 20: the class is \"2\" instead of 0 or 1")
expect_refusal(truncated "19,2,above,below\n${rows}" ", line 19: the file ends after 18 of 19 rows")
expect_refusal(long "17,2,above,below\n${rows}" ", line 19: a line more than the 17 rows of the first line")
expect_refusal(one_class "5,1,above,below\n1,0\n2,0\n3,0\n4,0\n5,0\n"
               ": class \"below\" has 0 rows: at least 5 are needed to hold some out")
expect(1 "classifier: [^\n]*: the file cannot be read" --data "${FOLDER}")

expect(2 "not in range" --epochs 0)
expect(2 "not expected" --fast)
expect(0 "Exit status" --help)
