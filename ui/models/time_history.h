// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/time_watch.h"

#include <QString>

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace weir::ui {

/// What a time watch has told, for as long as it is drawn: sampled rows, how far each split and the merged watermark were, windows that fired.
/// Plain data; forgets what is older than Span.
class TimeHistory {
public:
    static constexpr int64_t SpanMillis = 60'000;
    static constexpr size_t MostSamples = 8'000, MostFirings = 400;
    static constexpr int SamplesALook = 3;               // of each timeliness and subtask: a minute of them fits

    struct Sample { int64_t wall, time, watermark; Timeliness timeliness; int subtask, input; };
    struct Step { int64_t wall, watermark; };
    struct Line {
        QString name;
        TimeState state = TimeState::Active;
        int64_t lastRowMillis = INT64_MIN;
        std::deque<Step> steps;                          // only where it rose
    };
    struct Pane { int64_t start, end, firstWall, firedWall, watermark; int subtask; };
    struct Source {
        std::map<std::pair<int, int>, Line> splits;      // by subtask and number
        Line merged;                                     // the least of its subtasks
        std::deque<Sample> samples;
    };

    void clear();
    void add(const TimePage& page);
    int64_t now() const { return now_; }
    const std::map<int, Source>& sources() const { return sources_; }
    const std::map<int, std::deque<Pane>>& panes() const { return panes_; }       // by vertex

private:
    static void rise(Line& line, int64_t wall, int64_t watermark);
    void forget();
    std::map<int, Source> sources_;
    std::map<int, std::deque<Pane>> panes_;
    int64_t now_ = 0;
};

} // namespace weir::ui
