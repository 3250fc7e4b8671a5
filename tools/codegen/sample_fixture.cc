#include "codegen/sample_fixture.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "support/source_tree.gen.h"

namespace tenure::codegen {
namespace {

constexpr char kContract[] = R"pb(
  syntax = "proto3"
  ;
package tenure.v1;
import "tenure/v1/options.proto";
import "tenure/v1/values.proto";

enum Refusal {
  REFUSAL_UNSPECIFIED = 0;
  CASE_CLOSED = 1 [(refusal) = {
    kind: RULE text: { zh: "案件 {id} 已结" en: "case {id} is closed" }
    what_to_do: { zh: "另立新案" en: "open another" }
  }];
}
enum Colour { COLOUR_UNSPECIFIED = 0; RED = 1; }

message Book { uint32 cases = 1; }

message CaseState {
  option (state) = {
    kind: 50 fold_version: 1 bytes_max: 4096 name: "case_file" id_prefix: "CF" scope: "customer"
    title: { zh: "案件" en: "Case" }
  };
  uint64 words_at = 1 [(field) = { opens: "words" }];
}
message PersonState {
  option (state) = {
    kind: 51 fold_version: 1 bytes_max: 64 name: "person" title: { zh: "人" en: "Person" }
  };
}

message Caller {
  string name = 1 [(field) = { personal: CONTACT }];
}

message OpenCase {
  option (command) = {
    id: 500 aggregate: "case_file" permission: "cases.write"
    title: { zh: "立案" en: "Open a case" } source: "Q1" loads: ["related_id"]
    events: ["CaseOpened", "CaseNoted"]
  };
  string case_id = 1 [(field) = {
    personal: NO stream_id: true required: true title: { zh: "编号" en: "Id" } example: "\"CF-1\""
  }];
  string phone = 2 [(field) = {
    personal: CONTACT subject: "related_id" title: { zh: "电话" en: "Phone" }
  }];
  bytes phone_mac = 3 [(field) = {
    personal: NO mac_of: "phone" normal_form: "phone" title: { zh: "电话哈希" en: "Hash of the phone" }
  }];
  repeated string words = 4 [(field) = {
    personal: FREE_TEXT title: { zh: "原话" en: "Words" }
  }];
  string related_id = 5 [(field) = {
    personal: NO ref: "case_file" title: { zh: "相关" en: "Related" }
  }];
  Money amount = 6 [(field) = { min: 1 max: 100 title: { zh: "金额" en: "Amount" } }];
  Caller caller = 7 [(field) = { title: { zh: "来电人" en: "Caller" } }];
  Colour colour = 8 [(field) = {
    required: true title: { zh: "颜色" en: "Colour" } example: "\"RED\""
  }];
}
message CaseOpened {
  option (event) = {
    id: 500 aggregate: "case_file" reactions: ["tell_owner"]
    title: { zh: "已立案" en: "Case opened" }
  };
  string phone = 2 [(field) = { personal: CONTACT }];
  bytes phone_mac = 3 [(field) = { personal: NO }];
  repeated string words = 4 [(field) = { personal: FREE_TEXT }];
  Caller caller = 7;
  Colour colour = 8;
}
message CaseNoted {
  option (event) = { id: 501 aggregate: "case_file" title: { zh: "已备注" en: "Case noted" } };
  uint32 pages = 1;
}
message GreetPerson {
  option (command) = {
    id: 501 aggregate: "person" permission: "people.greet" title: { zh: "问候" en: "Greet" }
    source: "P1" events: ["PersonGreeted"]
  };
  uint32 times = 1 [(field) = { required: true title: { zh: "次数" en: "Times" } example: "2" }];
}
message PersonGreeted {
  option (event) = { id: 502 aggregate: "person" title: { zh: "已问候" en: "Person greeted" } };
  uint32 times = 1;
}
)pb";

constexpr char kProjection[] = R"pb(
  syntax = "proto3"
  ;
package tenure.v1;
import "tenure/v1/options.proto";
import "tenure/v1/sample.proto";

message CaseListRow {
  option (projection) = {
    name: "case_list" version: 1 title: { zh: "案件一览" en: "Case list" }
    events: ["CaseOpened", "CaseNoted"] indexes: ["pages"]
  };
  uint32 pages = 1;
}
)pb";

[[noreturn]] void Stop(const std::string& words) {
  std::cerr << words << std::endl;
  std::abort();
}

class Complaints : public google::protobuf::compiler::MultiFileErrorCollector {
  void AddError(const std::string& file, int line, int, const std::string& words) override {
    std::cerr << file << ":" << line + 1 << ": " << words << std::endl;
  }
};

}  // namespace

SampleText GoodSample() { return {kContract, kProjection}; }

SampleText Spoiled(SampleText text, std::string_view from, std::string_view to) {
  for (std::string* part : {&text.contract, &text.projection}) {
    const std::size_t at = part->find(from);
    if (at == std::string::npos) continue;
    part->replace(at, from.size(), to);
    return text;
  }
  Stop("the sample has no " + std::string(from));
}

class Sample::Files : public google::protobuf::compiler::SourceTree {
 public:
  explicit Files(const SampleText& text)
      : texts_{{"tenure/v1/sample.proto", text.contract},
               {"case_list/case_list.proto", text.projection},
               {"google/protobuf/descriptor.proto",
                google::protobuf::FileDescriptorProto::descriptor()->file()->DebugString()}} {}

  google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override {
    const auto [place, fresh] = texts_.try_emplace(name);
    if (fresh) {
      std::ifstream file(std::string(TENURE_SOURCE_DIR) + "/proto/" + name);
      if (!file) file.open(std::string(TENURE_SOURCE_DIR) + "/projections/" + name);
      std::stringstream text;
      text << file.rdbuf();
      place->second = text.str();
    }
    return std::make_unique<google::protobuf::io::ArrayInputStream>(
               place->second.data(), static_cast<int>(place->second.size()))
        .release();
  }

 private:
  std::map<std::string, std::string> texts_;
};

Sample::Sample(const SampleText& text)
    : Sample(text, {"tenure/v1/options.proto", "tenure/v1/values.proto", "tenure/v1/record.proto",
                    "tenure/v1/sample.proto", "case_list/case_list.proto"}) {}

std::unique_ptr<Sample> Sample::OfTree() {
  std::vector<std::string> names;
  for (const char* root : {"/proto", "/projections"}) {
    const std::filesystem::path folder = std::string(TENURE_SOURCE_DIR) + root;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".proto") continue;
      names.push_back(entry.path().lexically_relative(folder).generic_string());
    }
  }
  std::sort(names.begin(), names.end());
  return std::unique_ptr<Sample>(new Sample(SampleText{}, names));
}

Sample::Sample(const SampleText& text, const std::vector<std::string>& names)
    : files_(std::make_unique<Files>(text)) {
  Complaints complaints;
  importer_ = std::make_unique<google::protobuf::compiler::Importer>(files_.get(), &complaints);
  std::vector<const FileDescriptor*> files;
  for (const std::string& name : names) {
    files.push_back(importer_->Import(name));
    if (files.back() == nullptr) Stop(name + " does not compile");
  }
  model_ = ReadModel(files);
}

Sample::~Sample() = default;

}  // namespace tenure::codegen
