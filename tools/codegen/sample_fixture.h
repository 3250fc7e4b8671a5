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
  // The real contract: every file of proto/ and projections/ of the tree, and no sample.
  [[nodiscard]] static std::unique_ptr<Sample> OfTree();
  ~Sample();
  [[nodiscard]] const Model& model() const { return model_; }

 private:
  class Files;
  Sample(const SampleText& text, const std::vector<std::string>& names);
  std::unique_ptr<Files> files_;
  std::unique_ptr<google::protobuf::compiler::Importer> importer_;
  Model model_;
};

}  // namespace tenure::codegen
