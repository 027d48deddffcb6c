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
    static constexpr int64_t SpanMillis = 60'000, ShortMillis = 5'000;
    static constexpr size_t MostSamples = 8'000, MostFirings = 400, MostLate = 400;
    static constexpr int SamplesALook = 3;               // of each timeliness and subtask: a minute of them fits

    /// `at`: where it is drawn, see View. Of a row that an operator found late `subtask` is NoSubtask: which of the source's it came from is not known.
    static constexpr int NoSubtask = -1;
    struct Sample { int64_t at, wall, time, watermark; Timeliness timeliness; int subtask, input; };
    struct Step { int64_t at, watermark; };
    struct Line {
        QString name;
        TimeState state = TimeState::Active;
        int64_t lastRowMillis = INT64_MIN;
        std::deque<Step> steps;                          // only where it rose
    };
    struct Pane { int64_t start, end, firstAt, firedAt, firedWall, watermark; int subtask; };
    struct Source {
        std::map<std::pair<int, int>, Line> splits;      // by subtask and number
        Line merged;                                     // the least of its subtasks
        std::deque<Sample> samples;
    };

    void clear();
    /// A look; the first one also tells what was before it. `isOver`: the run has ended, and time stands where it did.
    void add(const TimePage& page, bool isOver = false);
    /// What is drawn of one source and of the windows of one operator. Rows that were late for that one are among the samples, each of them.
    struct View {
        Source source;
        std::deque<Pane> panes;
        int64_t now = 0, span = SpanMillis;              // the right edge, and how far back there is something
        /// A short run that was over when it was first looked at: its rows stand one behind the other, and every `at`, now and span count them. Else they
        /// are milliseconds.
        bool isByOrder = false;
    };
    View view(int source, int windows) const;
    const std::map<int, Source>& sources() const { return sources_; }
    const std::map<int, std::deque<Pane>>& panes() const { return panes_; }       // by vertex

private:
    static void rise(Line& line, int64_t at, int64_t watermark);
    static int64_t lastWall(const TimePage& page);
    static void tellPast(Source& source);
    static void orderRows(View& view);
    static void addLate(std::deque<Sample>& samples, const std::deque<Sample>& late, bool isByOrder);
    void forget();
    std::map<int, Source> sources_;
    std::map<int, std::deque<Pane>> panes_;
    std::map<int, std::deque<Sample>> late_;             // by vertex: rows that an operator did not take
    int64_t now_ = 0, span_ = SpanMillis;
    bool isOver_ = false, isByOrder_ = false;
};

} // namespace weir::ui
