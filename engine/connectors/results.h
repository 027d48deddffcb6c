// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace weir {

/// A page of a result: batches in arrival order, the number of the first row, how many rows ever came and how many of them are gone.
struct ResultPage {
    int64_t firstRow = 0;
    std::vector<Batch> batches;        // dense
    int64_t totalRows = 0;
    int64_t droppedRows = 0;           // let go at the front because the ring was full
    bool finished = false;
};

/// The ring of the last rows of one SELECT: written by sink subtasks, read by any thread. Keeps whole batches; never slows the job unless
/// `lossless` (the command line), where a full ring makes the sink not ready until the reader took rows with take().
class ResultCollector {
public:
    ResultCollector(Schema schema, int64_t maxRows, bool lossless) : schema_(std::move(schema)), maxRows_(maxRows), lossless_(lossless) {}
    const Schema& schema() const { return schema_; }
    bool ready() const;
    void add(Batch rows);                                  // made dense here
    /// Rows that a sink subtask held back for a checkpoint: left out when that checkpoint's were shown before.
    void addOnce(int subtask, int64_t checkpoint, Batch rows);
    void shown(int subtask, int64_t checkpoint);
    void finish();
    ResultPage page(int64_t firstRow, int maxRows) const;  // does not remove
    ResultPage take(int maxRows);                          // removes what it returns
    int64_t totalRows() const;

private:
    const Schema schema_;
    const int64_t maxRows_;
    const bool lossless_;
    mutable std::mutex mutex_;                             // guards all below
    std::deque<Batch> batches_;
    int64_t firstRow_ = 0;
    int64_t rows_ = 0;
    int64_t dropped_ = 0;
    bool finished_ = false;
    std::map<int, int64_t> shown_;                         // per subtask: the last checkpoint whose rows are here
};

} // namespace weir
