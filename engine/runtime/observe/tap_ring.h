// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/evaluator.h"
#include "engine/runtime/observe/tap_page.h"

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

namespace weir {

struct TapOptions {
    bool all = false;                  // else a sample: rows spread over the first batches after each look
    int64_t rows = 10'000;             // that a ring holds
    int64_t bytes = 32 << 20;          // that they may keep from being freed
};

/// The last rows of one subtask's output. The task offers batches and never waits for the reader: what comes while somebody reads is missed, and counted.
class TapRing {
public:
    static constexpr int SampledRows = 256, SampledRowsABatch = 32;      // of a sample, between two looks

    TapRing(const TapOptions& options, const ExpressionRef& condition, int subtask);
    /// Task. The condition gets a random counter of its own, so that the job draws what it draws untapped.
    void offer(const Batch& rows, int64_t watermark, const EvaluationContext& context, std::atomic<int64_t>& order);
    /// Any thread: moves out what is there and adds to the counts.
    void take(TapPage& page);
    /// Any thread: nothing is kept any more.
    void close();

private:
    Batch sampled(const Batch& rows, int room) const;
    void fail(const Error& error);

    const TapOptions options_;
    const int subtask_;
    std::optional<Predicate> condition_;         // task
    RandomDraws random_;                           // task
    std::atomic<int64_t> passed_{0}, matched_{0};
    std::atomic<int> room_{SampledRows};
    std::atomic<bool> closed_{false}, failed_{false};
    std::mutex mutex_;                           // guards what follows
    std::deque<TappedRows> rows_;
    int64_t held_ = 0, bytes_ = 0, taken_ = 0;
    std::string problem_;
};

} // namespace weir
