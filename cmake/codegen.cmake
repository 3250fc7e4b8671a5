# From the contract (proto/ and projections/*/*.proto) to C++: protoc for the messages (library
# tenure_proto, compiled once), our plugin for the typed part of domain and projections.

set(TENURE_GENERATED ${PROJECT_BINARY_DIR}/gen)
file(GLOB TENURE_PROTOS RELATIVE ${PROJECT_SOURCE_DIR}/proto CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/proto/tenure/v1/*.proto)
file(GLOB TENURE_PROJECTION_PROTOS RELATIVE ${PROJECT_SOURCE_DIR}/projections CONFIGURE_DEPENDS
     ${PROJECT_SOURCE_DIR}/projections/*/*.proto)

# Adds library tenure_proto (every message as C++) and target tenure_generated; sets in the caller
# TENURE_DISPATCH and TENURE_REGISTRY to the generated sources.
function(tenure_contract)
  set(sources "")
  set(headers "")
  set(generated "")
  set(inputs "")
  foreach(proto ${TENURE_PROTOS} ${TENURE_PROJECTION_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    list(APPEND sources ${TENURE_GENERATED}/${stem}.pb.cc)
    list(APPEND headers ${TENURE_GENERATED}/${stem}.pb.h)
  endforeach()
  foreach(proto ${TENURE_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/proto/${proto})
    list(APPEND generated ${TENURE_GENERATED}/${stem}.domain.h)
  endforeach()
  foreach(proto ${TENURE_PROJECTION_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/projections/${proto})
    list(APPEND generated ${TENURE_GENERATED}/${stem}.projection.h)
  endforeach()
  list(APPEND generated ${TENURE_GENERATED}/domain/dispatch.gen.h
       ${TENURE_GENERATED}/domain/dispatch.gen.cc ${TENURE_GENERATED}/projections/registry.gen.cc)
  # Kept in the tree as well: tools/regenerate copies it there, a test compares.
  set(lock ${PROJECT_SOURCE_DIR}/proto/type_ids.lock)
  set(kept ${TENURE_GENERATED}/kept)
  list(APPEND generated ${kept}/proto/type_ids.lock ${kept}/docs/reference/commands.md
       ${kept}/docs/reference/events.md ${kept}/docs/reference/refusals.md
       ${kept}/docs/reference/read_models.md)
  set(paths -I${PROJECT_SOURCE_DIR}/proto -I${PROJECT_SOURCE_DIR}/projections)
  add_custom_command(
    OUTPUT ${sources} ${headers}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${TENURE_GENERATED}
    COMMAND protobuf::protoc ${paths} --cpp_out=${TENURE_GENERATED} ${inputs}
    DEPENDS ${inputs}
    COMMENT "Messages of the contract"
    VERBATIM)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${TENURE_GENERATED}
    COMMAND protobuf::protoc ${paths} --plugin=protoc-gen-tenure=$<TARGET_FILE:protoc-gen-tenure>
            --tenure_out=${TENURE_GENERATED} --tenure_opt=lock=${lock} ${inputs}
    DEPENDS ${inputs} ${lock} protoc-gen-tenure
    COMMENT "Domain and projections of the contract"
    VERBATIM)
  add_custom_target(tenure_generated DEPENDS ${generated} ${headers})
  add_library(tenure_proto STATIC ${sources})
  target_include_directories(tenure_proto SYSTEM PUBLIC ${TENURE_GENERATED})
  target_link_libraries(tenure_proto PUBLIC protobuf::libprotobuf)
  target_compile_options(tenure_proto PRIVATE -O1 -w)
  add_dependencies(tenure_proto tenure_generated)
  set(TENURE_DISPATCH ${TENURE_GENERATED}/domain/dispatch.gen.cc PARENT_SCOPE)
  set(TENURE_REGISTRY ${TENURE_GENERATED}/projections/registry.gen.cc PARENT_SCOPE)
endfunction()
