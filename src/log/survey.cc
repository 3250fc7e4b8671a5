#include "log/survey.h"

namespace tenure::log {

std::string_view DamageWord(DamageKind kind) {
  switch (kind) {
    case DamageKind::kIdentity:
      return "identity";
    case DamageKind::kAnchor:
      return "anchor";
    case DamageKind::kHeader:
      return "segment_header";
    case DamageKind::kFooter:
      return "segment_footer";
    case DamageKind::kAlteredBytes:
      return "altered_bytes";
    case DamageKind::kAlteredRecord:
      return "altered_record";
    case DamageKind::kMissing:
      return "missing_records";
    case DamageKind::kSwapped:
      return "swapped_records";
    case DamageKind::kTruncated:
      return "truncated_tail";
    case DamageKind::kForeignFile:
      return "foreign_file";
    case DamageKind::kReplaced:
      return "replaced_records";
    case DamageKind::kRolledBack:
      return "rolled_back";
    case DamageKind::kTile:
      return "tile";
  }
  return "altered_bytes";
}

}  // namespace tenure::log
