// A byte form of a message that only its content decides, for the keyed digest of a command.
// Written by us because protobuf promises no canonical bytes from one release to the next.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tenure::seal {

// Appends a length (be32) and the bytes.
void AppendSized(std::string& out, std::string_view bytes);
void AppendBigEndian(std::string& out, std::uint64_t value, int bytes);

// Appends every set field in number order: be32 number, then be64 for a number, sized bytes for
// text, be32 length and the same again for a message; repeated fields with be32 count. Fields with
// `mac_of` and unknown fields are left out. Ends the process on a floating point field.
void AppendFields(std::string& out, const google::protobuf::Message& message);

}  // namespace tenure::seal
