// Each tidy rule on a small bad sample and on a good one beside it: a rule that sees nothing fails
// here.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "support/source_tree.gen.h"
#include "tidy/word.h"

namespace tenure::tidy {
namespace {

using Files = std::map<std::string, std::string>;

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::vector<std::string> Paths(const Findings& findings) {
  std::vector<std::string> paths;
  for (const Finding& finding : findings) paths.push_back(finding.path);
  return paths;
}

using ::std::string;
using List = std::vector<std::string>;

constexpr const char* kModules =
    "base: | fmt/\n"
    "log: base |\n"
    "log/segment: log base | zstd.h\n"
    "engine: log base |\n";

TEST(ModuleEdges, UpwardInclude_IsFound) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", kModules},
                              {"src/base/a.h", "#include \"log/log.h\"\n"},
                              {"src/log/log.h", "#include \"base/a.h\"\n"}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), List{"src/base/a.h"});
}

TEST(ModuleEdges, AdapterFromEngine_IsFound) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", kModules},
                              {"src/engine/a.cc", "#include \"log/segment/segment_log.h\"\n"},
                              {"src/log/segment/segment_log.h", "#include \"log/log.h\"\n"},
                              {"src/log/log.h", ""}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), List{"src/engine/a.cc"});
}

TEST(ModuleEdges, LibraryNotListed_IsFound) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", kModules},
                              {"src/log/a.cc", "#include <zstd.h>\n#include <vector>\n"},
                              {"src/log/segment/b.cc", "#include <zstd.h>\n"},
                              {"src/base/c.cc", "#include <unistd.h>\n#include <fmt/core.h>\n"}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), (List{"src/base/c.cc", "src/log/a.cc"}));
}

TEST(ModuleEdges, UnknownModuleAndMissingHeader_AreFound) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", kModules},
                              {"src/extra/a.cc", ""},
                              {"src/log/b.cc", "#include \"log/gone.h\"\n"}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), (List{"src/extra/a.cc", "src/log/b.cc"}));
}

TEST(ModuleEdges, TestCode_MayIncludeEverything) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", kModules},
                              {"src/base/a_test.cc", "#include \"engine/engine.h\"\n"},
                              {"tests/sim/a.cc", "#include \"engine/engine.h\"\n"},
                              {"src/engine/engine.h", ""}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), List{});
}

TEST(ModuleEdges, ModuleNamedBeforeItStands_IsFound) {
  const Tree tree = Tree::Of({{"tests/tidy/modules.txt", "base: log |\nlog: base |\n"}});
  EXPECT_EQ(Paths(CheckModuleEdges(tree)), List{"tests/tidy/modules.txt"});
}

TEST(ModuleDepends, BuildEdgeOutsideTheGraph_IsFound) {
  const string good = "tenure_module(engine DEPENDS log base TEST_DEPENDS domain)\n";
  const string bad = "tenure_module(base DEPENDS log LIBRARIES fmt::fmt)\n";
  EXPECT_TRUE(
      CheckModuleDepends(Tree::Of({{"tests/tidy/modules.txt", kModules}, {"CMakeLists.txt", good}}))
          .empty());
  EXPECT_EQ(CheckModuleDepends(
                Tree::Of({{"tests/tidy/modules.txt", kModules}, {"CMakeLists.txt", good + bad}}))
                .size(),
            1U);
}

TEST(IncludeCycle, HeaderThatIncludesItself_IsFound) {
  const Tree tree = Tree::Of({{"src/log/a.h", "#include \"log/b.h\"\n"},
                              {"src/log/b.h", "#include \"log/c.h\"\n"},
                              {"src/log/c.h", "#include \"log/a.h\"\n"},
                              {"src/log/d.h", "#include \"log/a.h\"\n"}});
  EXPECT_EQ(Paths(CheckIncludeCycles(tree)), List{"src/log/a.h"});
}

TEST(OwnHeaderFirst, AnotherHeaderBefore_IsFound) {
  const Tree tree = Tree::Of({{"src/log/a.h", ""},
                              {"src/log/a.cc", "#include <vector>\n#include \"log/a.h\"\n"},
                              {"src/log/b.h", ""},
                              {"src/log/b.cc", "#include \"log/b.h\"\n#include <vector>\n"}});
  EXPECT_EQ(Paths(CheckOwnHeaderFirst(tree)), List{"src/log/a.cc"});
}

TEST(FileLines, OneLineTooMany_IsFound) {
  const Tree tree = Tree::Of({{"src/a.cc", Repeat("\n", 601)}, {"src/b.cc", Repeat("\n", 600)}});
  EXPECT_EQ(Paths(CheckFileLines(tree)), List{"src/a.cc"});
}

TEST(FunctionLines, OneLineTooMany_IsFound) {
  const string head = "namespace n {\nclass C {\n  int A() const { return 0; }\n};\n";
  const auto body = [](int lines) {
    return "void F(int a,\n       int b) {\n" + Repeat("  if (a) { b = '}'; } // }\n", lines - 3) +
           "}\n";
  };
  const Tree tree =
      Tree::Of({{"src/a.cc", head + body(70) + "}\n"}, {"src/b.cc", head + body(71) + "}\n"}});
  const Findings findings = CheckFunctionLines(tree);
  ASSERT_EQ(Paths(findings), List{"src/b.cc"});
  EXPECT_EQ(findings[0].line, 5U);
}

TEST(FunctionLines, LongTableOrClass_IsNoFunction) {
  const string table = "constexpr int kTable[] = {\n" + Repeat("  F(1),\n", 90) + "};\n";
  const string type = "class C : public B {\n" + Repeat("  int A();\n", 90) + "};\n";
  EXPECT_TRUE(CheckFunctionLines(Tree::Of({{"src/a.cc", table + type}})).empty());
}

TEST(Columns, OneCharacterTooMany_IsFound) {
  const Tree tree = Tree::Of({{"src/a.cc", Repeat("户", 101)},
                              {"src/b.cc", Repeat("户", 100)},
                              {"proto/a.proto", "title: { zh: \"户\" }" + Repeat(" ", 100)},
                              {"proto/b.proto", Repeat("x", 111)}});
  EXPECT_EQ(Paths(CheckColumns(tree)), (List{"proto/b.proto", "src/a.cc"}));
}

TEST(Purpose, FileThatOpensWithCode_IsFound) {
  const Tree tree = Tree::Of({{"src/a.cc", "#include \"a.h\"\n"},
                              {"src/a.h", "// Why.\n"},
                              {"src/b.cc", "#include <vector>\n"},
                              {"proto/c.proto", "syntax = \"proto3\";\n"}});
  EXPECT_EQ(Paths(CheckPurpose(tree)), (List{"proto/c.proto", "src/b.cc"}));
}

TEST(PragmaOnce, HeaderWithoutIt_IsFound) {
  const Tree tree = Tree::Of({{"src/a.h", "int a();\n"}, {"src/b.h", "#pragma once\n"}});
  EXPECT_EQ(Paths(CheckPragmaOnce(tree)), List{"src/a.h"});
}

TEST(MacroCount, FifthMacro_IsFound) {
  const string four = "#define A\n#define B(x) x\n#define C\n#define D\n#define A\n";
  EXPECT_TRUE(CheckMacroCount(Tree::Of({{"src/a.h", four}})).empty());
  EXPECT_EQ(CheckMacroCount(Tree::Of({{"src/a.h", four + "#define E\n"}})).size(), 1U);
}

TEST(TestName, WithoutOutcome_IsFound) {
  const Tree tree = Tree::Of({{"src/a_test.cc", "TEST(Log, Works) {}\n"},
                              {"src/b_test.cc", "TEST_F(Log, Append_AtHead_IsDurable) {}\n"}});
  EXPECT_EQ(Paths(CheckTestNames(tree)), List{"src/a_test.cc"});
}

TEST(FileName, DumpingGround_IsFound) {
  const Tree tree = Tree::Of(
      {{"src/util/a.h", ""}, {"src/log/log_helpers.h", ""}, {"src/log/utility_bills.h", ""}});
  EXPECT_EQ(Paths(CheckFileNames(tree)), (List{"src/log/log_helpers.h", "src/util/a.h"}));
}

TEST(ReadmeLines, OneLineTooMany_IsFound) {
  EXPECT_TRUE(CheckReadmeLines(Tree::Of({{"README.md", Repeat("x\n", 150)}})).empty());
  EXPECT_EQ(CheckReadmeLines(Tree::Of({{"README.md", Repeat("x\n", 151)}})).size(), 1U);
  EXPECT_EQ(CheckReadmeLines(Tree::Of({{"other.md", ""}})).size(), 1U);
}

TEST(OneTitle, SecondTitleOrLateTitle_IsFound) {
  const Tree tree = Tree::Of({{"a.md", "# A\n\n```\n# no title\n```\n## B\n"},
                              {"b.md", "# A\n# B\n"},
                              {"c.md", "\n# A\n"}});
  EXPECT_EQ(Paths(CheckOneTitle(tree)), (List{"b.md", "c.md"}));
}

TEST(Links, TargetNotInTheTree_IsFound) {
  const Tree tree = Tree::Of({{"README.md", "[a](docs/a.md#x) [b](docs/) [c](https://c.example)"},
                              {"docs/a.md", "[r](../README.md) [gone](b.md)"}});
  EXPECT_EQ(Paths(CheckLinks(tree)), List{"docs/a.md"});
}

TEST(NamedDocuments, CommentThatSendsElsewhere_IsFound) {
  const Tree tree = Tree::Of({{"docs/cli.md", "# A\n"},
                              {"a.cc", "// see docs/cli.md, or cli.md\nText(\"gone.md\");\n"},
                              {"b.cc", "int b = 0;  // rule: domain.md 4.2\n"},
                              {"c.txtpb", "# (domain.md)\n"}});
  EXPECT_EQ(Paths(CheckNamedDocuments(tree)), (List{"b.cc", "c.txtpb"}));
}

TEST(DeadFiles, WhatNothingReaches_IsFound) {
  const Files files = {{"README.md", "[a](docs/a.md)"},
                       {"docs/a.md", ""},
                       {"docs/b.md", ""},
                       {"src/log/a.cc", "#include \"log/a.h\"\n"},
                       {"src/log/a.h", ""},
                       {"src/log/b.cc", ""},
                       {"src/log/b.h", ""},
                       {"proto/tenure/v1/c.proto", ""},
                       {"packs/old/x.txtpb", ""},
                       {"tools/read.py", ""},
                       {"tests/read_test.cc", "run(\"tools/read.py\")"}};
  EXPECT_EQ(Paths(CheckDeadFiles(Tree::Of(files, {"src/log/b.cc"}))),
            (List{"docs/b.md", "packs/old/x.txtpb", "proto/tenure/v1/c.proto", "src/log/b.cc",
                  "src/log/b.h"}));
}

TEST(Exceptions, UnusedUnreasonedAndUsed_AreToldApart) {
  const string list =
      "src/a.h | pragma_once | included many times on purpose\n"
      "src/b.h | pragma_once | included many times on purpose\n"
      "src/c.h | pragma_once | because\n";
  const Tree tree = Tree::Of({{"tests/tidy/exceptions.txt", list}, {"src/a.h", "// A.\n"}});
  List lines;
  for (const Finding& finding : CheckTree(tree)) {
    EXPECT_NE(finding.rule, "pragma_once");
    if (finding.rule == "exceptions") lines.push_back(std::to_string(finding.line));
  }
  EXPECT_EQ(lines, (List{"3", "2"}));
}

TEST(BlankNonCode, CommentsAndLiterals_AreBlank) {
  EXPECT_EQ(BlankNonCode("a(\"new \\\" x\"); // new"), "a(\"        \");       ");
  EXPECT_EQ(BlankNonCode("x = R\"(new)\"; 1'000; 'n' /* new\n */ y"),
            "x =         ; 1'000; ' '       \n    y");
}

std::vector<Word> BannedWords() {
  std::ifstream stream(TENURE_SOURCE_DIR "/tests/tidy/words.txt");
  return ReadWords(string(std::istreambuf_iterator<char>(stream), {}));
}

// A path that the word applies to: one of its `where`, made a file.
string SamplePath(const Word& word) {
  for (string path : word.where.empty() ? List{"src/sample/"} : word.where) {
    if (path.ends_with("/")) path += "sample.cc";
    if (path.starts_with(".") || path.starts_with("_")) path = "src/sample/sample" + path;
    if (word.AppliesTo({path, "", {}, {}})) return path;
  }
  return "";
}

TEST(BannedWords, EachBadLine_IsFoundWithItsReplacement) {
  const std::vector<Word> words = BannedWords();
  EXPECT_GE(words.size(), 20U);
  std::ifstream stream(TENURE_SOURCE_DIR "/tests/tidy/words.txt");
  const string list(std::istreambuf_iterator<char>(stream), {});
  for (const Word& word : words) {
    const Tree tree = Tree::Of({{"tests/tidy/words.txt", list}, {SamplePath(word), word.bad}});
    const Findings findings = CheckWords(tree);
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.rule == word.rule && finding.message == "write " + word.say;
    })) << word.rule;
    EXPECT_FALSE(word.say.empty()) << word.rule;
  }
}

TEST(BannedWords, InComment_IsNotCode) {
  const string list = "[raw_new]\nfind: new\nin: code\nsay: a value\nbad: new X\n";
  const Tree tree = Tree::Of({{"tests/tidy/words.txt", list},
                              {"src/a.cc", "// a new day\nf(\"new\");\n"},
                              {"src/b.cc", "x = new X;\n"}});
  EXPECT_EQ(Paths(CheckWords(tree)), List{"src/b.cc"});
}

}  // namespace
}  // namespace tenure::tidy
