// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/assist/names.h"

namespace weir::assist {

/// Something that mends the text at a place.
struct QuickFix {
    std::string title;                    // "Replace with 'customer'"
    std::vector<TextChange> changes;      // in the order of the text
    int selectFrom = -1, selectTo = -1;   // what to select in the text afterwards; -1: nothing
};

/// What can be done about the mistakes at `offset`, the likeliest first, and what else the place offers (a name for an expression).
/// `diagnostics` are those of the text.
std::vector<QuickFix> quickFixes(std::string_view text, int offset, const std::vector<Diagnostic>& diagnostics, const Catalog& catalog, const SessionConfig& config);

} // namespace weir::assist
