// protoc-gen-tenure: refuses a bad contract, or writes from it the typed part of domain and
// projections, the lock as it should be and the reference pages. Run by cmake/codegen.cmake over
// all protos at once, with the parameter lock=<path of proto/type_ids.lock>.
#include <google/protobuf/compiler/code_generator.h>
#include <google/protobuf/compiler/plugin.h>
#include <google/protobuf/io/printer.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "codegen/check.h"
#include "codegen/emit.h"
#include "codegen/lock.h"
#include "codegen/reference.h"

namespace tenure::codegen {
namespace {

using google::protobuf::compiler::GeneratorContext;

void Write(GeneratorContext* context, const std::string& name, const std::string& text) {
  const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> output(context->Open(name));
  google::protobuf::io::CodedOutputStream coded(output.get());
  coded.WriteString(text);
}

void WriteCode(const Model& model, GeneratorContext* context) {
  for (const FileDescriptor* file : model.files) {
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
}

// What tools/regenerate copies into the tree, and a test compares with it.
void WriteKept(const Model& model, GeneratorContext* context) {
  Write(context, "kept/proto/type_ids.lock", EmitLock(model));
  Write(context, "kept/docs/reference/commands.md", EmitCommandPage(model));
  Write(context, "kept/docs/reference/events.md", EmitEventPage(model));
  Write(context, "kept/docs/reference/refusals.md", EmitRefusalPage(model));
  Write(context, "kept/docs/reference/read_models.md", EmitReadModelPage(model));
}

// Every sentence about what is wrong; none: code can be made.
Problems Judge(const Model& model, const std::string& parameter) {
  if (!parameter.starts_with("lock=")) return {"tools/codegen needs the parameter lock=<path>"};
  std::ifstream file(parameter.substr(5));
  std::stringstream lock;
  lock << file.rdbuf();
  if (!file) return {parameter.substr(5) + " cannot be read: bring it back from version control"};
  Problems problems = CheckContract(model);
  for (std::string& problem : CheckLock(model, lock.str())) problems.push_back(std::move(problem));
  return problems;
}

class Generator final : public google::protobuf::compiler::CodeGenerator {
 public:
  bool GenerateAll(const std::vector<const FileDescriptor*>& files, const std::string& parameter,
                   GeneratorContext* context, std::string* error) const override {
    const Model model = ReadModel(files);
    for (const std::string& problem : Judge(model, parameter)) {
      *error += (error->empty() ? "" : "\n") + problem;
    }
    if (!error->empty()) return false;
    WriteCode(model, context);
    WriteKept(model, context);
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
