// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/fate_taps.h"
#include "engine/runtime/observe/node_watch.h"
#include "engine/runtime/observe/time_page.h"
#include "engine/runtime/operators/operator.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace weir {

/// What one subtask of an operator tells about event time: bounded, and a task that finds the reader at it does not wait. The longer nobody looks, the
/// thinner the sample, so that it is one of the whole time since the last look.
class TimeRing {
public:
    static constexpr int MostSamples = 256, SamplesABatch = 16, MostLateRows = 1'000, MostFirings = 500;      // between two looks

    /// Task, once a batch: how many samples are wanted of it.
    int samplesWanted() {
        if (++passed_ < every_.load(std::memory_order_relaxed)) return 0;
        passed_ = 0;
        return SamplesABatch;
    }
    void add(std::vector<TimeSample> samples);
    void add(LateRows late);
    void add(const WindowFiring& firing);
    /// Any thread.
    void take(TimeSubtask& out, int64_t& unseenLateRows);

private:
    std::atomic<int> every_{1};              // of so many batches one is sampled
    int passed_ = 0;                         // task's: batches since
    std::atomic<int64_t> unseen_{0};
    std::mutex mutex_;                       // guards what follows
    std::vector<TimeSample> samples_;
    std::vector<LateRows> late_;
    int64_t lateRows_ = 0;
    std::vector<WindowFiring> firings_;
    int everyFiring_ = 1, passedFirings_ = 0;
};

/// Rows of one batch that came too late: counted always, kept when somebody looks. Lives on the stack of process().
class LateCount {
public:
    LateCount(const OperatorContext& context, const Batch& rows, int input = 0)
        : context_(context), rows_(rows), input_(input), ring_(context.watch ? context.watch->times.load(std::memory_order_acquire) : nullptr),
          keeps_(ring_ || isFateWatched(context, RowFate::Late)) {}
    /// `time`: of the row, or the end of its window; milliseconds of UTC.
    void add(int physicalRow, int64_t time) {
        ++count_;
        if (keeps_) [[unlikely]] {
            chosen_.push_back(static_cast<uint16_t>(physicalRow));
            times_.push_back(time);
        }
    }
    int64_t count() const { return count_; }
    /// Behind the last row, while the batch is whole.
    void tell() {
        if (count_ > 0) [[unlikely]] tellAll();
    }

private:
    void tellAll();
    const OperatorContext& context_;
    const Batch& rows_;
    const int input_;
    TimeRing* ring_;
    const bool keeps_;
    int64_t count_ = 0;
    Selection chosen_;
    std::vector<int64_t> times_;
};

/// A window of the operator gives its rows now. Milliseconds of UTC.
inline void tellFiring(const OperatorContext& context, int64_t start, int64_t end, int64_t watermark) {
    if (!context.watch) return;
    if (TimeRing* ring = context.watch->times.load(std::memory_order_acquire)) [[unlikely]] ring->add(WindowFiring{start, end, watermark, context.evaluation.wallMillis});
}

} // namespace weir
