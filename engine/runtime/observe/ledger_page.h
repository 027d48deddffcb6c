// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/row_fate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weir {

// The ledger: what became of the rows of a job. It is accounting of flows, not a history of single rows: operators count verdicts once a batch, in counters
// that cost nothing a row, and what is in state or on the way is what is left over. So it is always on, and it balances by construction wherever every
// operator counts what it does; where one does not tell its verdicts apart, it says "taken in" and no more.
//
// - A flow begins where rows are made: at a source, or at an operator whose results are other rows than those that came in (an aggregate, a join). It goes
//   on through operators that pass rows on (filters, projections, sorting), and ends in verdicts whose rows sum to those of the flow.
// - Where rows go several ways, each way has the whole flow to itself. Where rows of several operators come together, their flows end there ("go on with
//   others"), and what has come together is a flow of its own.
// - Counts are of the job, not of an attempt: a checkpoint holds those of its moment, so rows that are read again behind it are counted once. Where
//   an operator begins with state of which no counts are known, it says "taken in" and counts from there.
// - What lies between two operators is what one has given less what the other has taken. That is exact while the run stands still (paused, at a replay's moment)
//   or is over; while it runs counters are read one after the other, and numbers are about right.

struct LedgerLine {
    enum class Kind : uint8_t {
        Flow,            // rows that begin here; 100 %
        Way,             // one of several; as many rows as its flow
        Verdict,         // of all operators on the way
        Operator         // its part of the verdict above it
    };
    Kind kind = Kind::Flow;
    int parent = -1;                 // index; -1 of a flow
    RowFate fate = RowFate::PassedOn;
    int vertex = -1, input = 0;      // whose rows; of a verdict of several operators -1; of a way who takes the rows at its end
    bool isMixed = false;            // a flow of what comes into the vertex's input
    int64_t rows = 0;
    std::string words;               // "waiting in open windows"; of a flow or way who gives or takes the rows
};

struct LedgerPage {
    bool isExact = false;
    bool isOver = false;
    int64_t atMillis = 0;                 // the run's clock
    std::vector<LedgerLine> lines;        // parents before children, flows of sources first
};

/// Why an exact page does not add up, for tests and so that it is never shown as if it did; nothing: it does.
std::optional<std::string> imbalanceOf(const LedgerPage& page);
/// "folded", "waiting in state"; the same for all operators.
const char* nameOf(RowFate fate);

} // namespace weir
