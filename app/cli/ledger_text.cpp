// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/ledger_text.h"

#include <algorithm>
#include <cstdio>

namespace weir::cli {

std::string ledgerText(const LedgerPage& page) {
    std::string out;
    std::vector<int> depths;
    std::vector<int64_t> totals;
    size_t widest = 0;
    for (const LedgerLine& line : page.lines) widest = std::max(widest, std::to_string(line.rows).size());
    for (const LedgerLine& line : page.lines) {
        const bool begins = line.parent < 0;
        depths.push_back(begins ? 0 : depths[static_cast<size_t>(line.parent)] + 1);
        totals.push_back(begins ? line.rows : totals[static_cast<size_t>(line.parent)]);
        const std::string rows = std::to_string(line.rows);
        const bool isNamed = line.kind == LedgerLine::Kind::Flow || line.kind == LedgerLine::Kind::Way;
        char share[16] = "      ";
        if (totals.back() > 0) std::snprintf(share, sizeof share, "%5.1f%%", 100.0 * static_cast<double>(line.rows) / static_cast<double>(totals.back()));
        out += std::string(widest - rows.size(), ' ') + rows + "  " + share + "  " + std::string(static_cast<size_t>(depths.back()) * 2, ' ');
        if (isNamed) out += line.words;
        else out += std::string(line.kind == LedgerLine::Kind::Operator ? "" : nameOf(line.fate)) + (line.words.empty() || line.kind == LedgerLine::Kind::Operator ? "" : ": ") + line.words;
        out += "\n";
    }
    if (!page.isExact) out += "These numbers are about right: the run did not stand still.\n";
    if (auto problem = imbalanceOf(page)) out += "The ledger does not balance: " + *problem + ".\n";
    return out;
}

} // namespace weir::cli
