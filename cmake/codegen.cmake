# From the contract (proto/) to C++: protoc for the messages (library tenure_proto, compiled once),
# our plugin for the typed part of domain and projections.

set(TENURE_GENERATED ${PROJECT_BINARY_DIR}/gen)
file(GLOB TENURE_PROTOS RELATIVE ${PROJECT_SOURCE_DIR}/proto CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/proto/tenure/v1/*.proto)

# Adds library tenure_proto: every message of proto/ as C++.
function(tenure_contract)
  set(sources "")
  set(inputs "")
  foreach(proto ${TENURE_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    list(APPEND sources ${TENURE_GENERATED}/${stem}.pb.cc)
    list(APPEND headers ${TENURE_GENERATED}/${stem}.pb.h)
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/proto/${proto})
  endforeach()
  add_custom_command(
    OUTPUT ${sources} ${headers}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${TENURE_GENERATED}
    COMMAND protobuf::protoc -I${PROJECT_SOURCE_DIR}/proto --cpp_out=${TENURE_GENERATED} ${inputs}
    DEPENDS ${inputs}
    COMMENT "Messages of the contract"
    VERBATIM)
  add_library(tenure_proto STATIC ${sources})
  target_include_directories(tenure_proto SYSTEM PUBLIC ${TENURE_GENERATED})
  target_link_libraries(tenure_proto PUBLIC protobuf::libprotobuf)
  target_compile_options(tenure_proto PRIVATE -O1 -w)
endfunction()
