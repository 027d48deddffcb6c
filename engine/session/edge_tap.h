// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/row_fate.h"
#include "engine/runtime/observe/tap_page.h"
#include "engine/types/datetime.h"

#include <memory>
#include <string>

namespace weir {

/// Which rows are wanted.
struct TapQuery {
    int from = -1, to = -1;            // vertices of an edge of the snapshot
    bool all = false;                  // else a sample
    std::string condition;             // SQL over the edge's columns: "amount > 10 AND name = 'x'"; empty: every row
    int64_t rows = 10'000;             // kept between two looks, a subtask
    /// Not PassedOn: instead of an edge's rows those that come into `to` (of a source: that its connector gives) and get that verdict there. Operators give
    /// rows that are filtered or late.
    RowFate fate = RowFate::PassedOn;
    int input = 0;                     // of `to`
};

/// Rows of an edge, from its opening until it is let go. The job neither waits for it nor does anything else than without. Any thread.
class EdgeTap {
public:
    virtual ~EdgeTap() = default;
    virtual const Schema& schema() const = 0;
    virtual const std::shared_ptr<const TimeZone>& zone() const = 0;      // in which TIMESTAMP_LTZ is shown
    /// What came since the last call.
    virtual TapPage take() = 0;
};

} // namespace weir
