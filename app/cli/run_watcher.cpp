// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_watcher.h"

#include "engine/types/datetime.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace weir::cli {

namespace {

std::string grouped(int64_t number) {
    std::string digits = std::to_string(number), out;
    for (size_t i = 0; i < digits.size(); ++i) {
        if (i && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

std::string seconds(int64_t nanos) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(nanos) / 1e9);
    return text;
}

} // namespace

RunWatcher::RunWatcher(const Clock& clock) : clock_(clock), terminal_(::isatty(2) == 1) {}

void RunWatcher::look(const Run& run) {
    constexpr int64_t Every = 200'000'000;
    int64_t now = clock_.steadyNanos();
    if (!terminal_ || now - lastNanos_ < Every) return;
    auto picture = run.snapshot();
    int64_t rate = lastNanos_ == 0 || !last_ ? 0 : (picture->sourceRows - lastRows_) * 1'000'000'000 / std::max<int64_t>(1, now - lastNanos_);
    // The watermark that matters is the one that arrived last: the smallest at the sinks.
    int64_t watermark = INT64_MAX, late = 0;
    std::string worst;
    double worstShare = 0.05;
    for (size_t v = 0; v < picture->vertices.size(); ++v) {
        const VertexSnapshot& vertex = picture->vertices[v];
        for (size_t s = 0; s < vertex.subtasks.size(); ++s) {
            const SubtaskSnapshot& subtask = vertex.subtasks[s];
            late += subtask.lateRows;
            if (vertex.isSource) watermark = std::min(watermark, subtask.watermark);
            if (last_ && v < last_->vertices.size() && s < last_->vertices[v].subtasks.size()) {
                double share = static_cast<double>(subtask.backpressuredNanos - last_->vertices[v].subtasks[s].backpressuredNanos) /
                               static_cast<double>(std::max<int64_t>(1, picture->takenNanos - last_->takenNanos));
                if (share > worstShare) {
                    worstShare = share;
                    worst = vertex.name;
                }
            }
        }
    }
    std::string line = seconds(picture->runNanos) + "  " + grouped(rate) + " rows/s  " + grouped(picture->sourceRows) + " read";
    if (watermark != INT64_MAX && watermark != INT64_MIN) {
        line += "  watermark " + formatTimestamp(watermark, 3);
        int64_t lag = clock_.wallMillis() - watermark;
        if (lag >= 0 && lag < 86'400'000) line += " (lag " + seconds(lag * 1'000'000) + ")";
    }
    if (late > 0) line += "  " + grouped(late) + " late";
    if (!worst.empty()) line += "  backpressure " + std::to_string(static_cast<int>(std::min(1.0, worstShare) * 100)) + " % at " + worst;
    std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
    std::fflush(stderr);
    shown_ = true;
    lastNanos_ = now;
    lastRows_ = picture->sourceRows;
    last_ = picture;
}

void RunWatcher::clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
}

std::string RunWatcher::summary(const RunSnapshot& snapshot) {
    int64_t given = 0;
    for (const VertexSnapshot& vertex : snapshot.vertices)
        if (vertex.isSink)
            for (const SubtaskSnapshot& subtask : vertex.subtasks) given += subtask.rowsIn;
    int64_t rate = snapshot.sourceRows * 1'000'000'000 / std::max<int64_t>(1, snapshot.runNanos);
    return "read " + grouped(snapshot.sourceRows) + " rows in " + seconds(snapshot.runNanos) + " (" + grouped(rate) + " rows/s), gave " + grouped(given) + " rows";
}

} // namespace weir::cli
