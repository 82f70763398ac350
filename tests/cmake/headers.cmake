# The headers one by one: a part of tests/CMakeLists.txt.

# The layers, and each header alone.
if(first_compiler)
  add_test(NAME layers COMMAND ${CMAKE_COMMAND} "-DROOT=${PROJECT_SOURCE_DIR}/include/tapeless"
                               -P "${CMAKE_CURRENT_SOURCE_DIR}/layers.cmake")
endif()
add_library(headers_alone OBJECT EXCLUDE_FROM_ALL)
foreach(header IN LISTS tapeless_headers)
  if(NOT indexed_face AND header MATCHES "/(tensor|batch|simd/.*|run/(loops|memory|rows|elements|device)/.*|api/(planned_loops|prepare|known_.*|bound_record|rank.*|binding_checks|plan_of|array_.*|batch.*|device_batch|columns|index_lists|compressed.*|element_.*))\\.hpp$")
    continue()
  endif()
  if((NOT indexed_face AND header MATCHES "/interop/") OR (NOT with_ceres AND header MATCHES "/interop/ceres") OR
     (NOT MPI_CXX_FOUND AND header MATCHES "/interop/mpi"))
    continue()
  endif()
  file(RELATIVE_PATH path "${PROJECT_SOURCE_DIR}/include" "${header}")
  # Where compilers share the work, those that users include.
  if(TAPELESS_SHARED_TESTS AND NOT path MATCHES "^tapeless/(interop/)?[^/]*$")
    continue()
  endif()
  string(MAKE_C_IDENTIFIER "${path}" name)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "#include <${path}>\n#include <${path}>\n")
  target_sources(headers_alone PRIVATE "${source}")
endforeach()
target_link_libraries(headers_alone PRIVATE tapeless_development)
if(indexed_face)
  target_link_libraries(headers_alone PRIVATE tapeless::tensor)
endif()
if(MPI_CXX_FOUND)
  target_link_libraries(headers_alone PRIVATE MPI::MPI_CXX)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # what a header fails to include is the same for all compilers
  add_test(NAME headers_alone COMMAND ${CMAKE_COMMAND} --build "${PROJECT_BINARY_DIR}" --target headers_alone)
endif()
