// SPDX-License-Identifier: Apache-2.0
#include "engine/session/editor_help.h"

#include "engine/session/job_compiler.h"

namespace weir {

Place definitionAt(std::string_view text, int offset) { return assist::definitionAt(text, offset, builtinCatalog(), {}); }
assist::NameUses usesAt(std::string_view text, int offset) { return assist::usesAt(text, offset, builtinCatalog(), {}); }
Result<assist::Renaming> renameAt(std::string_view text, int offset, const std::string& name) { return assist::renameAt(text, offset, name, builtinCatalog(), {}); }
std::vector<assist::QuickFix> quickFixes(std::string_view text, int offset, const std::vector<Diagnostic>& diagnostics) {
    return assist::quickFixes(text, offset, diagnostics, builtinCatalog(), {});
}
assist::Signature signatureAt(std::string_view text, int offset) { return assist::signatureAt(text, offset); }

} // namespace weir
