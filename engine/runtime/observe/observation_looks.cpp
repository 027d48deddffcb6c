// SPDX-License-Identifier: Apache-2.0
// What an Observation shows of event time and of pressure.
#include "engine/runtime/observe/observation.h"

#include "engine/types/text.h"

#include <algorithm>

namespace weir {

NodeWatch* Observation::find(int vertex, int subtask) const {
    auto watched = watched_.find(operators_[static_cast<size_t>(vertex)].uid);
    if (watched == watched_.end()) return nullptr;
    auto node = watched->second.nodes.find(subtask);
    return node == watched->second.nodes.end() ? nullptr : node->second.get();
}

void Observation::watchTime(bool begins) {
    std::lock_guard lock(mutex_);
    timeLooks_ += begins ? 1 : -1;
    for (auto& [uid, watched] : watched_)
        for (auto& [subtask, node] : watched.nodes) {
            if (timeLooks_ == 0) node->times.store(nullptr, std::memory_order_release);
            if (timeLooks_ != 1 || !begins) continue;
            times_.push_back(std::make_unique<TimeRing>());
            node->times.store(times_.back().get(), std::memory_order_release);
        }
}

TimePage Observation::takeTime() {
    TimePage page;
    std::lock_guard lock(mutex_);
    page.nowMillis = clock_ ? clock_->wallMillis() : 0;
    for (size_t vertex = 0; vertex < operators_.size(); ++vertex)
        for (int subtask = 0; subtask < operators_[vertex].parallelism; ++subtask) {
            NodeWatch* node = find(static_cast<int>(vertex), subtask);
            if (!node) continue;
            TimeSubtask shown;
            shown.vertex = static_cast<int>(vertex);
            shown.subtask = subtask;
            shown.watermark = node->watermark.load(std::memory_order_relaxed);
            shown.inputs = node->board.read();
            if (TimeRing* ring = node->times.load(std::memory_order_acquire)) ring->take(shown, page.unseenLateRows);
            page.subtasks.push_back(std::move(shown));
        }
    return page;
}

void Observation::watchPressure(bool begins) {
    std::lock_guard lock(mutex_);
    pressureLooks_ += begins ? 1 : -1;
    for (Task& task : tasks_)
        if (task.watch) task.watch->timed.store(pressureLooks_ > 0, std::memory_order_relaxed);
    work_.clear();
    if (begins)
        for (auto& [uid, watched] : watched_)
            for (auto& [subtask, node] : watched.nodes) node->sketch.clear();
    if (pressureLooks_ > 0 && clock_) work_.push_back(workNow());
}

Observation::Work Observation::workNow() const {
    Work now;
    now.nanos = clock_->steadyNanos();
    for (size_t vertex = 0; vertex < operators_.size(); ++vertex)
        for (int subtask = 0; subtask < operators_[vertex].parallelism; ++subtask)
            if (const NodeWatch* node = find(static_cast<int>(vertex), subtask))
                now.busy[{static_cast<int>(vertex), subtask}] = node->busyNanos.load(std::memory_order_relaxed);
    return now;
}

PressurePage Observation::pressure(int64_t nanos) {
    PressurePage page;
    std::lock_guard lock(mutex_);
    if (!clock_ || work_.empty()) return page;
    work_.push_back(workNow());
    const Work& now = work_.back();
    while (work_.size() > 2 && now.nanos - work_[1].nanos >= nanos) work_.pop_front();
    const Work& before = work_.front();
    page.to = now.nanos;
    page.from = std::max(now.nanos - nanos, before.nanos);
    for (size_t number = 0; number < tasks_.size(); ++number) {
        const Task& task = tasks_[number];
        PressureTask shown;
        shown.subtask = task.subtask;
        if (task.watch && task.group >= 0) {
            const int64_t since = task.watch->blockedSince.load(std::memory_order_relaxed);
            const int on = task.watch->blockedOn.load(std::memory_order_relaxed);
            shown.blocked = task.watch->blocked.read(page.from, page.to, shown.knownSince);
            const int64_t ended = shown.blocked.empty() ? page.from : shown.blocked.back().end;
            if (since > 0 && std::max(since, ended) < page.to) shown.blocked.push_back({std::max({since, ended, page.from}), page.to, on});
        }
        for (size_t vertex = 0; vertex < operators_.size(); ++vertex) {
            const Operator& one = operators_[vertex];
            if (one.group != task.group) continue;
            shown.isSource |= one.isSource;
            PressureOperator work;
            work.vertex = static_cast<int>(vertex);
            const std::pair at(work.vertex, task.subtask);
            auto then = before.busy.find(at), later = now.busy.find(at);
            if (later != now.busy.end()) work.busyNanos = later->second - (then == before.busy.end() ? 0 : then->second);
            if (const NodeWatch* node = find(work.vertex, task.subtask)) {
                const KeySketch::Heavy heavy = node->sketch.heaviest();
                work.sampledRows = heavy.sampled;
                auto from = inputs_.find({work.vertex, 0});
                if (heavy.sampled > 0 && from != inputs_.end() && !one.keys.empty()) {
                    const Schema& schema = operators_[static_cast<size_t>(from->second)].schema;
                    work.keyShare = static_cast<double>(heavy.rows) / static_cast<double>(heavy.sampled);
                    for (size_t i = 0; i < heavy.row.columns.size(); ++i) {
                        work.key += i ? ", " : "";
                        if (heavy.row.columns[i]->isNull(0)) work.key += "NULL";
                        else appendText(work.key, *heavy.row.columns[i], schema.fields[static_cast<size_t>(one.keys[0][i])].type, 0, *TimeZone::utc());
                    }
                }
            }
            shown.operators.push_back(std::move(work));
        }
        page.tasks.push_back(std::move(shown));
    }
    return page;
}

} // namespace weir
