// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/ledger.h"
#include "engine/session/run_snapshot.h"

#include <QString>

namespace weir::ui {

/// "What became of it?" of one row that is shown. A run records single rows only where they are filtered or too late; of any other row it is known which
/// way it went, and what became of all rows of that way. The words say which of both they are.
QString fateOverEdge(const RunSnapshot& snapshot, const LedgerPage& page, int from, int to);
/// Of a row that was shown because it got that verdict.
QString fateWithVerdict(const RunSnapshot& snapshot, const LedgerPage& page, int vertex, int input, RowFate fate);

} // namespace weir::ui
