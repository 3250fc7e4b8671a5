# One module = one folder of src/ = one library tenure_<name> and, where *_test.cc stand beside the
# code, one test program tenure_<name>_test. Sources are found by name: adding a file edits nothing.
#
#   tenure_module(engine DEPENDS log store seal contract LIBRARIES fmt::fmt TEST_DEPENDS domain)
#
# FOLDERS are subfolders of the module, GENERATED further sources. DEPENDS are the modules
# whose headers this one may include (the tidy test reads the include graph against
# tests/tidy/modules.txt); LIBRARIES are outside libraries.
function(tenure_module name)
  cmake_parse_arguments(
    ARG "" "DIR" "DEPENDS;LIBRARIES;TEST_DEPENDS;TEST_LIBRARIES;FOLDERS;GENERATED" ${ARGN})
  if(NOT ARG_DIR)
    set(ARG_DIR ${name})
  endif()
  string(REPLACE "/" "_" target "tenure_${name}")
  set(patterns ${PROJECT_SOURCE_DIR}/src/${ARG_DIR}/*.cc)
  foreach(folder ${ARG_FOLDERS})
    list(APPEND patterns ${PROJECT_SOURCE_DIR}/src/${ARG_DIR}/${folder}/*.cc)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(depends "")
  foreach(module ${ARG_DEPENDS})
    string(REPLACE "/" "_" module "tenure_${module}")
    list(APPEND depends ${module})
  endforeach()
  set(include_directories ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  if(sources)
    add_library(${target} STATIC ${sources} ${ARG_GENERATED})
    target_include_directories(${target} PUBLIC ${include_directories})
    target_link_libraries(${target} PUBLIC ${depends} ${ARG_LIBRARIES})
  else()  # headers only: a port
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${include_directories})
    target_link_libraries(${target} INTERFACE ${depends} ${ARG_LIBRARIES})
  endif()
  if(tests)
    set(test_depends "")
    foreach(module ${ARG_TEST_DEPENDS})
      string(REPLACE "/" "_" module "tenure_${module}")
      list(APPEND test_depends ${module})
    endforeach()
    tenure_test(${target}_test LABEL unit SOURCES ${tests}
                DEPENDS ${target} ${test_depends} ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# Where the tree and the build are, for the few tests that read them. A header, not a definition on
# every command line: the compiler cache serves all others in every checkout.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/tree/support/source_tree.gen.h @ONLY CONTENT
"#pragma once
#define TENURE_SOURCE_DIR \"@PROJECT_SOURCE_DIR@\"
#define TENURE_BINARY_DIR \"@PROJECT_BINARY_DIR@\"
")

# A test program run as one ctest entry.
#   tenure_test(log_contract_test LABEL contract SOURCES a_test.cc DEPENDS tenure_log)
function(tenure_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS;ARGUMENTS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include
                                             ${PROJECT_SOURCE_DIR}/tests ${PROJECT_BINARY_DIR}/tree)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest GTest::gmock GTest::gtest_main)
  if(ARG_LABEL MATCHES "^(unit|contract|sim)$")  # what .ci/run builds under the sanitizers
    if(NOT TARGET sanitize_tests)
      add_custom_target(sanitize_tests)
    endif()
    add_dependencies(sanitize_tests ${name})
  endif()
  add_test(NAME ${name} COMMAND ${name} ${ARG_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT})
endfunction()
