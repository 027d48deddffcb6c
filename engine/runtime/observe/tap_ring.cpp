// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/tap_ring.h"

#include "engine/base/error.h"

#include <algorithm>

namespace weir {

TapRing::TapRing(const TapOptions& options, const ExpressionRef& condition, int subtask) : options_(options), subtask_(subtask) {
    if (condition) condition_.emplace(condition);
}

/// Evenly spread rows, copied: they keep nothing of the batch.
Batch TapRing::sampled(const Batch& rows, int room) const {
    const int wanted = std::min({room, SampledRowsABatch, rows.size()});
    auto chosen = std::make_shared<Selection>();
    for (int i = 0; i < wanted; ++i) chosen->push_back(static_cast<uint16_t>(rows.physicalRow(static_cast<int>(static_cast<int64_t>(i) * rows.size() / wanted))));
    return rows.withSelection(std::move(chosen)).dense();
}

void TapRing::offer(const Batch& rows, int64_t watermark, const EvaluationContext& context, std::atomic<int64_t>& order) {
    if (closed_.load(std::memory_order_relaxed)) return;
    passed_.store(passed_.load(std::memory_order_relaxed) + rows.size(), std::memory_order_relaxed);
    Batch kept = rows;
    if (condition_) {
        if (failed_.load(std::memory_order_relaxed)) return;
        EvaluationContext own = context;
        own.random = &random_;
        try {
            if (SelectionRef chosen = condition_->select(rows, own)) kept = rows.withSelection(std::move(chosen));
        } catch (const RunError& failure) {
            return fail(failure.error());
        }
        if (kept.empty()) return;
    }
    matched_.store(matched_.load(std::memory_order_relaxed) + kept.size(), std::memory_order_relaxed);
    if (!options_.all) {
        const int room = room_.load(std::memory_order_relaxed);
        if (room <= 0) return;
        kept = sampled(kept, room);
        room_.fetch_sub(kept.size(), std::memory_order_relaxed);
    } else if (kept.selection && kept.size() < kept.rows / 2) {
        kept = kept.dense();
    }
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || closed_.load(std::memory_order_relaxed)) return;
    held_ += kept.size();
    bytes_ += static_cast<int64_t>(kept.retainedBytes());
    rows_.push_back({std::move(kept), subtask_, watermark, order.fetch_add(1, std::memory_order_relaxed)});
    while (rows_.size() > 1 && (held_ > options_.rows || bytes_ > options_.bytes)) {
        held_ -= rows_.front().rows.size();
        bytes_ -= static_cast<int64_t>(rows_.front().rows.retainedBytes());
        rows_.pop_front();
    }
}

void TapRing::fail(const Error& error) {
    failed_ = true;
    std::lock_guard lock(mutex_);       // once
    problem_ = error.message;
}

void TapRing::take(TapPage& page) {
    std::deque<TappedRows> rows;
    {
        std::lock_guard lock(mutex_);
        rows.swap(rows_);
        taken_ += held_;
        held_ = bytes_ = 0;
        page.passed += passed_.load(std::memory_order_relaxed);
        const int64_t matched = matched_.load(std::memory_order_relaxed);
        page.matched += matched;
        page.missed += std::max<int64_t>(0, matched - taken_);
        if (page.problem.empty()) page.problem = problem_;
    }
    room_.store(SampledRows, std::memory_order_relaxed);
    for (TappedRows& each : rows) {
        each.rows = each.rows.dense();
        page.rows.push_back(std::move(each));
    }
}

void TapRing::close() {
    closed_ = true;
    std::deque<TappedRows> rows;
    std::lock_guard lock(mutex_);
    rows.swap(rows_);
    held_ = bytes_ = 0;
}

} // namespace weir
