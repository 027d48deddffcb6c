// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/results.h"

#include <algorithm>

namespace weir {

bool ResultCollector::ready() const {
    if (!lossless_) return true;
    std::lock_guard lock(mutex_);
    return rows_ - firstRow_ < maxRows_;
}

void ResultCollector::add(Batch rows) {
    rows = rows.dense();
    if (rows.rows == 0) return;
    std::lock_guard lock(mutex_);
    rows_ += rows.rows;
    batches_.push_back(std::move(rows));
    if (lossless_) return;
    // Whole batches go, but the ring never falls below its size by that.
    while (batches_.size() > 1 && rows_ - firstRow_ - batches_.front().rows >= maxRows_) {
        firstRow_ += batches_.front().rows;
        dropped_ += batches_.front().rows;
        batches_.pop_front();
    }
}

void ResultCollector::addOnce(int subtask, int64_t checkpoint, Batch rows) {
    {
        std::lock_guard lock(mutex_);
        if (shown_[subtask] >= checkpoint) return;
    }
    add(std::move(rows));
}

void ResultCollector::shown(int subtask, int64_t checkpoint) {
    std::lock_guard lock(mutex_);
    shown_[subtask] = std::max(shown_[subtask], checkpoint);
}

void ResultCollector::finish() {
    std::lock_guard lock(mutex_);
    finished_ = true;
}

ResultPage ResultCollector::page(int64_t firstRow, int maxRows) const {
    ResultPage page;
    std::vector<std::pair<int64_t, Batch>> found;     // with the number of the first row; sliced outside the lock
    {
        std::lock_guard lock(mutex_);
        page.totalRows = rows_;
        page.droppedRows = dropped_;
        page.finished = finished_;
        page.firstRow = std::clamp(firstRow, firstRow_, rows_);
        int64_t at = firstRow_;
        for (const Batch& batch : batches_) {
            if (at >= page.firstRow + maxRows) break;
            if (at + batch.rows > page.firstRow) found.emplace_back(at, batch);
            at += batch.rows;
        }
    }
    for (const auto& [at, batch] : found) {
        int64_t begin = std::max(page.firstRow, at) - at;
        int64_t end = std::min<int64_t>(batch.rows, page.firstRow + maxRows - at);
        page.batches.push_back(batch.slice(static_cast<int>(begin), static_cast<int>(end - begin)));
    }
    return page;
}

ResultPage ResultCollector::take(int maxRows) {
    std::lock_guard lock(mutex_);
    ResultPage page;
    page.firstRow = firstRow_;
    int left = maxRows;
    while (left > 0 && !batches_.empty()) {
        Batch& front = batches_.front();
        int rows = front.rows;
        if (rows <= left) {
            page.batches.push_back(std::move(front));
            batches_.pop_front();
        } else {
            page.batches.push_back(front.slice(0, left));
            front = front.slice(left, rows - left);
            rows = left;
        }
        firstRow_ += rows;
        left -= rows;
    }
    page.totalRows = rows_;
    page.droppedRows = dropped_;
    page.finished = finished_;
    return page;
}

int64_t ResultCollector::totalRows() const {
    std::lock_guard lock(mutex_);
    return rows_;
}

} // namespace weir
