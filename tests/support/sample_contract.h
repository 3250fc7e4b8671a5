// A small contract that is not part of the product: every shape of field that a command may have,
// parsed at run time against the real options. Tests of seals, JSON and descriptions share it, so
// they do not depend on which contexts exist.
#pragma once

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/source_tree.gen.h"
#include "tenure/v1/command.pb.h"
#include "tenure/v1/options.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/v1/values.pb.h"

namespace tenure::sample {

inline constexpr char kProto[] = R"pb(
  syntax = "proto3"
  ;
  package tenure.sample;
  import "tenure/v1/options.proto";
  import "tenure/v1/values.proto";

  enum Channel {
    CHANNEL_UNSPECIFIED = 0;
    PHONE_CALL = 1;
    LETTER = 2;
  }

  message Contact {
    string name = 1 [(tenure.v1.field) = { personal: CONTACT length_max: 20 }];
    string phone = 2 [(tenure.v1.field) = { personal: CONTACT normal_form: "phone" }];
    string phone_mac = 3 [(tenure.v1.field) = { personal: NO mac_of: "phone" }];
    string country = 4 [(tenure.v1.field) = { personal: NO length_max: 2 }];
    Contact deputy = 5;
  }

  message Line {
    string label = 1 [(tenure.v1.field) = { personal: NO length_max: 10 }];
    int32 count = 2 [(tenure.v1.field) = { min: 1 max: 9 }];
  }

  message FileSample {
    option (tenure.v1.command) = {
      id: 9001 aggregate: "sample" permission: "sample.file"
      title: { zh: "登记样例" en: "File a sample" } source: "X1" events: ["SampleFiled"]
    };
    string sample_id = 1 [(tenure.v1.field) = {
      personal: NO stream_id: true required: true title: { zh: "编号" en: "Id" } example: "\"S-1\""
    }];
    Contact contact = 2;
    string identity = 3 [(tenure.v1.field) = { personal: IDENTITY }];
    string identity_mac = 4 [(tenure.v1.field) = {
      personal: NO mac_of: "identity" normal_form: "id"
    }];
    repeated string notes = 5 [(tenure.v1.field) = { personal: FREE_TEXT length_max: 30 }];
    string contact_id = 6 [(tenure.v1.field) = { personal: NO ref: "contact_person" }];
    string contact_name = 7 [(tenure.v1.field) = { personal: CONTACT subject: "contact_id" }];
    int32 days = 8 [(tenure.v1.field) = { min: 0 max: 30 required: true example: "14" }];
    sint64 signed_total = 9;
    uint64 total = 10;
    uint32 small = 11;
    bool urgent = 12;
    Channel channel = 13 [(tenure.v1.field) = { example: "\"LETTER\"" }];
    tenure.v1.Date day = 14;
    tenure.v1.Instant at = 15;
    tenure.v1.Span wait = 16;
    tenure.v1.Money price = 17 [(tenure.v1.field) = { min: 0 max: 1000000 }];
    repeated Line lines = 18 [(tenure.v1.field) = { length_max: 3 }];
    repeated int64 numbers = 19;
    optional int32 maybe = 20;
    bytes raw = 21 [(tenure.v1.field) = { personal: NO length_max: 8 }];
    string label = 22 [(tenure.v1.field) = { personal: NO }];
    repeated Channel channels = 23;
    oneof choice {
      string chosen_word = 24 [(tenure.v1.field) = { personal: NO }];
      int64 chosen_number = 25;
    }
    int32 other_int = 26;
    Contact second = 27 [(tenure.v1.field) = { personal: CONTACT }];
    repeated tenure.v1.Date days_off = 28;
  }

  message SampleFiled {
    option (tenure.v1.event) = { id: 9001 aggregate: "sample" title: { zh: "已登记" en: "Filed" } };
    string sample_id = 1 [(tenure.v1.field) = { personal: NO }];
    Contact contact = 2;
    string identity = 3 [(tenure.v1.field) = { personal: IDENTITY }];
    string contact_id = 6 [(tenure.v1.field) = { personal: NO ref: "contact_person" }];
    string contact_name = 7 [(tenure.v1.field) = { personal: CONTACT subject: "contact_id" }];
  }
)pb";

class Contract {
 public:
  Contract() : pool_(google::protobuf::DescriptorPool::generated_pool()), factory_(&pool_) {
    tenure::v1::FireTimer::descriptor();  // keeps the linked contract in the program
    google::protobuf::io::ArrayInputStream input(kProto, sizeof kProto - 1);
    google::protobuf::io::Tokenizer tokenizer(&input, nullptr);
    google::protobuf::FileDescriptorProto file;
    google::protobuf::compiler::Parser parser;
    EXPECT_TRUE(parser.Parse(&tokenizer, &file));
    file.set_name("sample.proto");
    EXPECT_NE(pool_.BuildFile(file), nullptr);
  }

  // "FileSample", "SampleFiled", "Contact".
  std::unique_ptr<google::protobuf::Message> New(const std::string& name) {
    const auto* type = pool_.FindMessageTypeByName("tenure.sample." + name);
    EXPECT_NE(type, nullptr);
    return std::unique_ptr<google::protobuf::Message>(factory_.GetPrototype(type)->New());
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
};

// One for the whole test program: plans keep pointers to its descriptors.
inline Contract& Shared() {
  static Contract contract;
  return contract;
}

inline std::unique_ptr<google::protobuf::Message> New(const std::string& name) {
  return Shared().New(name);
}

// The contract of the product as its sources stand, message by message, without linking it: a
// static library keeps only what somebody names, and a test over "every command" must not depend on
// that.
class ProductContract {
 public:
  ProductContract() : importer_(&tree_, nullptr), factory_(importer_.pool()) {
    tree_.MapPath("", TENURE_SOURCE_DIR "/proto");
    tree_.MapPath("", "/usr/include");
    for (const auto& entry :
         std::filesystem::directory_iterator(TENURE_SOURCE_DIR "/proto/tenure/v1")) {
      if (entry.path().extension() != ".proto") continue;
      const auto* file = importer_.Import("tenure/v1/" + entry.path().filename().string());
      EXPECT_NE(file, nullptr) << entry.path();
      if (file != nullptr) files_[file->name()] = file;
    }
  }

  // An empty message of each command and event, in file and name order.
  std::vector<std::unique_ptr<google::protobuf::Message>> CommandsAndEvents() {
    std::vector<std::unique_ptr<google::protobuf::Message>> messages;
    for (const auto& [name, file] : files_) {
      for (int i = 0; i < file->message_type_count(); ++i) {
        const auto& options = file->message_type(i)->options();
        if (!options.HasExtension(v1::command) && !options.HasExtension(v1::event)) continue;
        messages.emplace_back(factory_.GetPrototype(file->message_type(i))->New());
      }
    }
    return messages;
  }

 private:
  google::protobuf::compiler::DiskSourceTree tree_;
  google::protobuf::compiler::Importer importer_;
  google::protobuf::DynamicMessageFactory factory_;
  std::map<std::string, const google::protobuf::FileDescriptor*> files_;
};

// Empty messages: every command and event of the product, then the sample's command.
inline const std::vector<std::unique_ptr<google::protobuf::Message>>& EveryMessage() {
  static ProductContract product;
  static const auto messages = [] {
    auto all = product.CommandsAndEvents();
    EXPECT_GE(all.size(), 11u);
    all.push_back(New("FileSample"));
    return all;
  }();
  return messages;
}

}  // namespace tenure::sample
