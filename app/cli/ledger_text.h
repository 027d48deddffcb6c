// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/ledger.h"

#include <string>

namespace weir::cli {

/// A page as a small table: flows with their verdicts, rows and shares.
std::string ledgerText(const LedgerPage& page);

} // namespace weir::cli
