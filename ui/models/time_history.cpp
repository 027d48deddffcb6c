// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/time_history.h"

#include "ui/bridge/value_text.h"

#include <algorithm>

namespace weir::ui {

void TimeHistory::clear() {
    sources_.clear();
    panes_.clear();
    now_ = 0;
}

void TimeHistory::rise(Line& line, int64_t wall, int64_t watermark) {
    if (watermark == INT64_MIN || watermark == INT64_MAX) return;
    if (line.steps.empty() || line.steps.back().watermark != watermark) line.steps.push_back({wall, watermark});
}

void TimeHistory::add(const TimePage& page) {
    now_ = page.nowMillis;
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
            for (Timeliness how : {Timeliness::OnTime, Timeliness::Disordered, Timeliness::Late}) {
                const auto all = std::count_if(subtask.samples.begin(), subtask.samples.end(), [how](const TimeSample& one) { return one.timeliness == how; });
                const auto step = std::max<std::ptrdiff_t>(1, all / SamplesALook);
                std::ptrdiff_t number = 0;
                for (const TimeSample& one : subtask.samples)
                    if (one.timeliness == how && number++ % step == 0)
                        source.samples.push_back({one.wallMillis, one.eventTime, one.watermark, one.timeliness, subtask.subtask, one.input});
            }
        }
        for (const WindowFiring& one : subtask.firings) {
            // A pane is open from the first row that could fall into it; rows are samples, so this is about so.
            int64_t first = one.wallMillis;
            for (const auto& [vertex, source] : sources_)
                for (const Sample& sample : source.samples)
                    if (sample.time >= one.start && sample.time < one.end) first = std::min(first, sample.wall);
            auto& panes = panes_[subtask.vertex];
            auto same = std::find_if(panes.begin(), panes.end(), [&](const Pane& pane) { return pane.start == one.start && pane.end == one.end && pane.subtask == subtask.subtask; });
            if (same == panes.end()) panes.push_back({one.start, one.end, first, one.wallMillis, one.watermark, subtask.subtask});
        }
    }
    for (const auto& [vertex, watermark] : least) rise(sources_[vertex].merged, now_, watermark);
    forget();
}

void TimeHistory::forget() {
    const int64_t before = now_ - SpanMillis;
    auto shorten = [before](Line& line) {
        while (line.steps.size() > 1 && line.steps[1].wall <= before) line.steps.pop_front();
    };
    for (auto& [vertex, source] : sources_) {
        for (auto& [key, line] : source.splits) shorten(line);
        shorten(source.merged);
        while (!source.samples.empty() && (source.samples.size() > MostSamples || source.samples.front().wall < before)) source.samples.pop_front();
    }
    for (auto& [vertex, panes] : panes_)
        while (!panes.empty() && (panes.size() > MostFirings || panes.front().firedWall < before)) panes.pop_front();
}

} // namespace weir::ui
