// A small good contract in memory, which tests spoil in one place and hand to the checks.
#pragma once

#include <google/protobuf/compiler/importer.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/model.h"

namespace tenure::codegen {

// tenure/v1/sample.proto and case_list/case_list.proto.
struct SampleText {
  std::string contract;
  std::string projection;
};
[[nodiscard]] SampleText GoodSample();

// Replaces the first `from` of either text; ends the test program when neither has it.
[[nodiscard]] SampleText Spoiled(SampleText text, std::string_view from, std::string_view to);

// Compiles a sample against the tree's own options.proto, values.proto and record.proto.
class Sample {
 public:
  explicit Sample(const SampleText& text);
  ~Sample();
  [[nodiscard]] const Model& model() const { return model_; }

 private:
  class Files;
  std::unique_ptr<Files> files_;
  std::unique_ptr<google::protobuf::compiler::Importer> importer_;
  Model model_;
};

}  // namespace tenure::codegen
