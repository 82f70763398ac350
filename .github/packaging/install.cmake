# What is installed: the headers, the configuration for find_package with the components core, tapeless and tensor, and
# files for pkg-config. All three components are described wherever the headers are; find_package says what is missing.
include(CMakePackageConfigHelpers)
set(tapeless_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/tapeless")
install(TARGETS tapeless_core EXPORT tapeless-core-targets FILE_SET HEADERS)
install(EXPORT tapeless-core-targets NAMESPACE tapeless:: DESTINATION "${tapeless_config_dir}")
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/tapeless-config.cmake.in"
                              "${PROJECT_BINARY_DIR}/tapeless-config.cmake"
                              INSTALL_DESTINATION "${tapeless_config_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/tapeless-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/tapeless-config.cmake" "${PROJECT_BINARY_DIR}/tapeless-config-version.cmake"
        DESTINATION "${tapeless_config_dir}")

foreach(face tapeless tapeless-tensor)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/${face}.pc.in" "${PROJECT_BINARY_DIR}/${face}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${face}.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/tapeless" RENAME copyright)

# cmake --build <build> --target single_header: each face as one file below <build>/single.
add_custom_target(single_header
                  COMMAND "${CMAKE_COMMAND}" "-DINCLUDE=${PROJECT_SOURCE_DIR}/include"
                          "-DTO=${PROJECT_BINARY_DIR}/single" -P "${CMAKE_CURRENT_LIST_DIR}/single_header.cmake"
                  COMMENT "Each face of tapeless as a single header in ${PROJECT_BINARY_DIR}/single" VERBATIM)

# cpack -G DEB --config <build>/CPackConfig.cmake
if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME libtapeless-dev)
  set(CPACK_PACKAGE_CONTACT "the authors of tapeless <tapeless@localhost>")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libboost-dev (>= 1.74)")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libeigen3-dev (>= 3.4), libxsimd-dev (>= 8)")
  include(CPack)
endif()
