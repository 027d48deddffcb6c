// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"

#include <utility>

namespace weir {

namespace {

/// Every second one stays.
template <class T> void thin(std::vector<T>& all) {
    for (size_t i = 1; 2 * i < all.size(); ++i) all[i] = std::move(all[2 * i]);
    all.resize((all.size() + 1) / 2);
}

} // namespace

void TimeRing::add(std::vector<TimeSample> samples) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) return;
    samples_.insert(samples_.end(), samples.begin(), samples.end());
    if (samples_.size() <= static_cast<size_t>(MostSamples)) return;
    thin(samples_);
    every_.store(every_.load(std::memory_order_relaxed) * 2, std::memory_order_relaxed);
}

void TimeRing::add(LateRows late) {
    const int count = late.rows.rows;
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || lateRows_ + count > MostLateRows) {
        unseen_.fetch_add(count, std::memory_order_relaxed);
        return;
    }
    lateRows_ += count;
    late_.push_back(std::move(late));
}

void TimeRing::add(const WindowFiring& firing) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || ++passedFirings_ < everyFiring_) return;
    passedFirings_ = 0;
    firings_.push_back(firing);
    if (static_cast<int>(firings_.size()) <= MostFirings) return;
    thin(firings_);
    everyFiring_ *= 2;
}

void TimeRing::take(TimeSubtask& out, int64_t& unseenLateRows) {
    {
        std::lock_guard lock(mutex_);
        out.samples = std::exchange(samples_, {});
        out.late = std::exchange(late_, {});
        out.firings = std::exchange(firings_, {});
        lateRows_ = 0;
        everyFiring_ = 1;
        every_.store(1, std::memory_order_relaxed);
    }
    unseenLateRows += unseen_.load(std::memory_order_relaxed);
}

void LateCount::tellAll() {
    if (context_.counters) OperatorCounters::add(context_.counters->lateRows, count_);
    context_.count(RowFate::Late, count_, input_);
    if (keeps_) tellFate(context_, RowFate::Late, rows_.withSelection(std::make_shared<Selection>(chosen_)));
    if (!ring_) return;
    constexpr size_t Most = TimeRing::MostLateRows;
    LateRows late{{}, input_, std::move(times_), context_.evaluation.watermark, context_.evaluation.wallMillis};
    if (chosen_.size() > Most) chosen_.resize(Most), late.times.resize(Most);
    late.rows = rows_.withSelection(std::make_shared<Selection>(std::move(chosen_))).dense();
    ring_->add(std::move(late));
}

} // namespace weir
