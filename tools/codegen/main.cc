// protoc-gen-tenure: writes the typed part of domain and projections from the contract.
// Run by cmake/codegen.cmake over all protos at once.
#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <memory>
#include <string>

#include "codegen/check.h"
#include "codegen/emit.h"
#include "codegen/lock.h"

namespace tenure::codegen {
namespace {

using google::protobuf::compiler::GeneratorContext;

void Write(GeneratorContext* context, const std::string& name, const std::string& text) {
  const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> output(context->Open(name));
  google::protobuf::io::CodedOutputStream coded(output.get());
  coded.WriteString(text);
}

class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  bool GenerateAll(const std::vector<const FileDescriptor*>& files, const std::string& parameter,
                   GeneratorContext* context, std::string* error) const override {
    const Model model = ReadModel(files);
    std::vector<std::string> faults = Check(model);
    CheckLock(model, ReadLock(parameter), &faults);
    for (const std::string& fault : faults) *error += "\n  " + fault;
    if (!faults.empty()) return false;
    for (const FileDescriptor* file : files) {
      if (!file->name().starts_with("tenure/v1/")) continue;
      Write(context, StemOf(file) + ".domain.h", EmitDomainHeader(model, file));
    }
    Write(context, "domain/dispatch.gen.h", EmitDispatchHeader());
    Write(context, "domain/dispatch.gen.cc", EmitDispatch(model));
    for (const Projection& projection : model.projections) {
      const std::string& name = projection.options.name();
      Write(context, name + "/" + name + ".projection.h", EmitProjectionHeader(model, projection));
    }
    Write(context, "projections/registry.gen.cc", EmitRegistry(model));
    std::string lock;
    for (const std::string& line : LockLines(model)) lock += line + "\n";
    Write(context, "type_ids.declared", lock);
    return true;
  }
  bool Generate(const FileDescriptor*, const std::string&, GeneratorContext*,
                std::string* error) const override {
    *error = "all files are generated together";
    return false;
  }
  bool HasGenerateAll() const override { return true; }
  std::uint64_t GetSupportedFeatures() const override { return FEATURE_PROTO3_OPTIONAL; }
};

}  // namespace
}  // namespace tenure::codegen

int main(int argc, char* argv[]) {
  const tenure::codegen::Generator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
