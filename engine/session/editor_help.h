// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/assist/fixes.h"
#include "engine/assist/names.h"
#include "engine/assist/signature.h"

/// What an editor asks beyond Session::complete and hover, over a script for itself: its names, what mends it, what a call wants. Pure functions of the
/// text; may take long on long scripts, any thread.
namespace weir {

Place definitionAt(std::string_view text, int offset);
assist::NameUses usesAt(std::string_view text, int offset);
Result<assist::Renaming> renameAt(std::string_view text, int offset, const std::string& name);
std::vector<assist::QuickFix> quickFixes(std::string_view text, int offset, const std::vector<Diagnostic>& diagnostics);
assist::Signature signatureAt(std::string_view text, int offset);

} // namespace weir
