// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/time_history.h"

#include "ui/bridge/value_text.h"

#include <algorithm>

namespace weir::ui {

void TimeHistory::clear() {
    sources_.clear();
    panes_.clear();
    late_.clear();
    now_ = 0;
    span_ = SpanMillis;
    isOver_ = isByOrder_ = false;
}

void TimeHistory::rise(Line& line, int64_t at, int64_t watermark) {
    if (watermark == INT64_MIN || watermark == INT64_MAX) return;
    if (line.steps.empty() || line.steps.back().watermark != watermark) line.steps.push_back({at, watermark});
}

int64_t TimeHistory::lastWall(const TimePage& page) {
    int64_t last = 0;
    for (const TimeSubtask& subtask : page.subtasks) {
        for (const TimeSample& one : subtask.samples) last = std::max(last, one.wallMillis);
        for (const WindowFiring& one : subtask.firings) last = std::max(last, one.wallMillis);
    }
    return last;
}

/// Before the first look nobody noted the watermark but the rows: how far it was with each of them, the least of the subtasks that had any.
void TimeHistory::tellPast(Source& source) {
    std::stable_sort(source.samples.begin(), source.samples.end(), [](const Sample& a, const Sample& b) { return a.at < b.at; });
    std::map<int, int64_t> reached;
    for (const Sample& one : source.samples)
        if (one.subtask != NoSubtask) reached[one.subtask] = INT64_MIN;
    for (const Sample& one : source.samples) {
        if (one.subtask == NoSubtask) continue;
        int64_t& own = reached[one.subtask];
        own = std::max(own, one.watermark);
        rise(source.merged, one.at, std::min_element(reached.begin(), reached.end(), [](const auto& a, const auto& b) { return a.second < b.second; })->second);
    }
}

void TimeHistory::add(const TimePage& page, bool isOver) {
    const bool isFirst = now_ == 0;
    if (isOver && isOver_) return;
    isOver_ = isOver;
    now_ = !isOver ? page.nowMillis : std::max({now_, lastWall(page), int64_t{1}});
    std::map<int, int64_t> least;
    for (const TimeSubtask& subtask : page.subtasks) {
        const bool isSource = std::any_of(subtask.inputs.begin(), subtask.inputs.end(), [](const MergeInput& one) { return one.from < 0; });
        if (isSource) {
            Source& source = sources_[subtask.vertex];
            for (size_t i = 0; i < subtask.inputs.size(); ++i) {
                const MergeInput& input = subtask.inputs[i];
                Line& line = source.splits[{subtask.subtask, static_cast<int>(i)}];
                line.name = text(input.name);
                line.state = input.state;
                line.lastRowMillis = input.lastRowMillis;
                if (input.state != TimeState::Finished) rise(line, now_, input.watermark);
            }
            auto found = least.emplace(subtask.vertex, subtask.watermark).first;
            found->second = std::min(found->second, subtask.watermark);
            const auto keep = [&](const TimeSample& one) {
                source.samples.push_back({one.wallMillis, one.wallMillis, one.eventTime, one.watermark, one.timeliness, subtask.subtask, one.input});
            };
            if (isFirst) {
                for (const TimeSample& one : subtask.samples) keep(one);
            } else {
                for (Timeliness how : {Timeliness::OnTime, Timeliness::Disordered, Timeliness::Late}) {
                    const auto all = std::count_if(subtask.samples.begin(), subtask.samples.end(), [how](const TimeSample& one) { return one.timeliness == how; });
                    const auto step = std::max<std::ptrdiff_t>(1, all / SamplesALook);
                    std::ptrdiff_t number = 0;
                    for (const TimeSample& one : subtask.samples)
                        if (one.timeliness == how && number++ % step == 0) keep(one);
                }
            }
        }
        for (const LateRows& rows : subtask.late)
            for (int64_t time : rows.times) late_[subtask.vertex].push_back({rows.wallMillis, rows.wallMillis, time, rows.watermark, Timeliness::Late, NoSubtask, rows.input});
        for (const WindowFiring& one : subtask.firings) {
            // A pane is open from the first row that could fall into it; rows are samples, so this is about so.
            int64_t first = one.wallMillis;
            for (const auto& [vertex, source] : sources_)
                for (const Sample& sample : source.samples)
                    if (sample.time >= one.start && sample.time < one.end) first = std::min(first, sample.at);
            auto& panes = panes_[subtask.vertex];
            auto same = std::find_if(panes.begin(), panes.end(), [&](const Pane& pane) { return pane.start == one.start && pane.end == one.end && pane.subtask == subtask.subtask; });
            if (same == panes.end()) panes.push_back({one.start, one.end, first, one.wallMillis, one.wallMillis, one.watermark, subtask.subtask});
        }
    }
    for (const auto& [vertex, watermark] : least) {
        if (isFirst) tellPast(sources_[vertex]);
        rise(sources_[vertex].merged, now_, watermark);
    }
    forget();
    span_ = SpanMillis;
    if (!isOver) return;
    int64_t first = now_ - 10;
    for (const auto& [vertex, source] : sources_)
        if (!source.samples.empty()) first = std::min(first, source.samples.front().wall);
    span_ = std::min(SpanMillis, now_ - first);
    isByOrder_ = isFirst && span_ < ShortMillis;
}

/// A sample of many rows seldom has those that matter most. In an instant the clock does not tell where they came: the watermark that they met does.
void TimeHistory::addLate(std::deque<Sample>& samples, const std::deque<Sample>& late, bool isByOrder) {
    for (const Sample& one : late) {
        const bool isThere = std::any_of(samples.begin(), samples.end(), [&](const Sample& other) { return other.timeliness == Timeliness::Late && other.time == one.time; });
        if (isThere) continue;
        const auto behind = std::find_if(samples.rbegin(), samples.rend(), [&](const Sample& other) { return isByOrder ? other.watermark <= one.watermark : other.at <= one.at; });
        samples.insert(behind.base(), one);
    }
}

/// A file is read in a few quanta: on a clock all rows would stand on a handful of lines.
void TimeHistory::orderRows(View& view) {
    Source& source = view.source;
    int64_t place = 0;
    for (Sample& one : source.samples) one.at = place++;
    view.now = view.span = place;
    view.isByOrder = true;
    source.merged.steps.clear();
    tellPast(source);
    for (auto& [key, line] : source.splits) line.steps.clear();
    for (Pane& pane : view.panes) {
        // The first row that came behind its end; the last windows fire with the input's end.
        auto fired = std::find_if(source.samples.begin(), source.samples.end(), [&](const Sample& one) { return one.watermark >= pane.end - 1; });
        auto first = std::find_if(source.samples.begin(), source.samples.end(), [&](const Sample& one) { return one.time >= pane.start && one.time < pane.end; });
        pane.firedAt = fired == source.samples.end() ? view.now : fired->at;
        pane.firstAt = first == source.samples.end() ? pane.firedAt : std::min(first->at, pane.firedAt);
    }
}

TimeHistory::View TimeHistory::view(int source, int windows) const {
    View out;
    if (auto found = sources_.find(source); found != sources_.end()) out.source = found->second;
    if (auto found = panes_.find(windows); found != panes_.end()) out.panes = found->second;
    out.now = now_;
    out.span = span_;
    const bool isByOrder = isByOrder_ && !out.source.samples.empty();
    if (auto found = late_.find(windows); found != late_.end()) addLate(out.source.samples, found->second, isByOrder);
    if (isByOrder) orderRows(out);
    return out;
}

void TimeHistory::forget() {
    const int64_t before = now_ - SpanMillis;
    auto shorten = [before](Line& line) {
        while (line.steps.size() > 1 && line.steps[1].at <= before) line.steps.pop_front();
    };
    for (auto& [vertex, source] : sources_) {
        for (auto& [key, line] : source.splits) shorten(line);
        shorten(source.merged);
        while (!source.samples.empty() && (source.samples.size() > MostSamples || source.samples.front().wall < before)) source.samples.pop_front();
    }
    for (auto& [vertex, late] : late_)
        while (!late.empty() && (late.size() > MostLate || late.front().wall < before)) late.pop_front();
    for (auto& [vertex, panes] : panes_)
        while (!panes.empty() && (panes.size() > MostFirings || panes.front().firedWall < before)) panes.pop_front();
}

} // namespace weir::ui
