// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/live_run.h"

#include <algorithm>
#include <cstdlib>

namespace weir::ui {

namespace {

constexpr int64_t WindowNanos = 1'000'000'000;
constexpr int64_t TodayMillis = 48LL * 3600 * 1000;
constexpr int64_t Final = INT64_MAX;

bool isTime(int64_t watermark) { return watermark != INT64_MIN && watermark != Final; }

Load loadOf(const SubtaskSnapshot& now, const SubtaskSnapshot& before) {
    const double busy = static_cast<double>(now.busyNanos - before.busyNanos);
    const double blocked = static_cast<double>(now.backpressuredNanos - before.backpressuredNanos);
    const double idle = static_cast<double>(now.idleNanos - before.idleNanos);
    const double sum = busy + blocked + idle;
    if (sum <= 0) return {};
    return {std::max(0.0, busy / sum), std::max(0.0, blocked / sum), std::max(0.0, idle / sum)};
}

} // namespace

const VertexLive* LiveRun::vertex(int id) const {
    if (!snapshot) return nullptr;
    for (size_t i = 0; i < snapshot->vertices.size(); ++i)
        if (snapshot->vertices[i].id == id) return &vertices[i];
    return nullptr;
}

int edgeOfChannel(const RunSnapshot& snapshot, int vertexId, int channel) {
    if (channel < 0) return -1;
    std::vector<int> inputs;
    for (size_t i = 0; i < snapshot.edges.size(); ++i)
        if (snapshot.edges[i].to == vertexId) inputs.push_back(static_cast<int>(i));
    std::stable_sort(inputs.begin(), inputs.end(), [&](int a, int b) { return snapshot.edges[a].input < snapshot.edges[b].input; });
    int first = 0;
    for (int edge : inputs) {
        int channels = 1;
        if (snapshot.edges[edge].shuffle.rfind("FORWARD", 0) != 0)
            for (const auto& vertex : snapshot.vertices)
                if (vertex.id == snapshot.edges[edge].from) channels = std::max(1, vertex.parallelism);
        if (channel < first + channels) return edge;
        first += channels;
    }
    return -1;
}

LiveRun RunHistory::add(std::shared_ptr<const RunSnapshot> snapshot, int64_t wallMillis) {
    LiveRun live;
    if (!snapshot) return live;
    if (!snapshots_.empty() && snapshots_.back()->vertices.size() != snapshot->vertices.size()) snapshots_.clear();
    snapshots_.push_back(snapshot);
    while (snapshots_.size() > 2 && snapshot->takenNanos - snapshots_[1]->takenNanos >= WindowNanos) snapshots_.pop_front();
    const RunSnapshot& before = *snapshots_.front();
    const double seconds = static_cast<double>(snapshot->takenNanos - before.takenNanos) / 1e9;
    auto rate = [seconds](int64_t now, int64_t then) { return seconds > 0 ? std::max(0.0, static_cast<double>(now - then) / seconds) : 0.0; };

    live.snapshot = snapshot;
    int64_t head = INT64_MIN, slowest = Final, slowestSink = Final;
    bool sinkHasOne = false, anyHasOne = false, anyEnded = false;
    for (size_t v = 0; v < snapshot->vertices.size(); ++v) {
        const VertexSnapshot& vertex = snapshot->vertices[v];
        const VertexSnapshot& old = before.vertices[v];
        VertexLive out;
        out.watermark = vertex.subtasks.empty() ? INT64_MIN : Final;
        for (size_t s = 0; s < vertex.subtasks.size(); ++s) {
            const SubtaskSnapshot& now = vertex.subtasks[s];
            const SubtaskSnapshot then = s < old.subtasks.size() ? old.subtasks[s] : SubtaskSnapshot{};
            SubtaskLive subtask;
            subtask.rowsInRate = rate(now.rowsIn, then.rowsIn);
            subtask.rowsOutRate = rate(now.rowsOut, then.rowsOut);
            subtask.rowsIn = now.rowsIn;
            subtask.rowsOut = now.rowsOut;
            subtask.load = loadOf(now, then);
            subtask.watermark = now.watermark;
            subtask.lateRows = now.lateRows;
            subtask.stateBytes = now.stateBytes;
            subtask.queueFill = now.queueFill;
            out.rowsInRate += subtask.rowsInRate;
            out.rowsOutRate += subtask.rowsOutRate;
            out.rowsIn += now.rowsIn;
            out.rowsOut += now.rowsOut;
            out.lateRows += now.lateRows;
            out.droppedRows += now.droppedRows;
            out.stateBytes += now.stateBytes;
            out.stateRows += now.stateRows;
            out.queueFill = std::max(out.queueFill, now.queueFill);
            out.watermark = std::min(out.watermark, now.watermark);
            if (subtask.load.busy + subtask.load.backpressured > out.load.busy + out.load.backpressured || s == 0) out.load = subtask.load;
            live.worstBackpressure = std::max(live.worstBackpressure, subtask.load.backpressured);
            out.subtasks.push_back(subtask);
        }
        anyEnded = anyEnded || out.watermark == Final;
        if (isTime(out.watermark)) {
            head = std::max(head, out.watermark);
            anyHasOne = true;
            slowest = std::min(slowest, out.watermark);
            if (vertex.isSink) sinkHasOne = true, slowestSink = std::min(slowestSink, out.watermark);
        }
        live.vertices.push_back(std::move(out));
    }
    if (anyHasOne) {
        live.watermark = sinkHasOne ? slowestSink : slowest;
        const bool today = std::llabs(wallMillis - head) < TodayMillis;
        live.reference = today ? LagReference::Clock : LagReference::Head;
        const int64_t reference = today ? wallMillis : head;
        live.lagMillis = reference - live.watermark;
        for (auto& vertex : live.vertices)
            if (isTime(vertex.watermark)) vertex.lagMillis = reference - vertex.watermark;
    }
    if (!anyHasOne && anyEnded) live.watermark = Final;
    for (size_t e = 0; e < snapshot->edges.size(); ++e) {
        EdgeLive edge;
        edge.rowsRate = e < before.edges.size() ? rate(snapshot->edges[e].rows, before.edges[e].rows) : 0;
        edge.queueFill = snapshot->edges[e].queueFill;
        live.edges.push_back(edge);
    }
    for (const auto& vertex : snapshot->vertices) {
        int inputs = 0;
        for (const auto& edge : snapshot->edges) inputs += edge.to == vertex.id;
        if (inputs < 2) continue;       // with one input there is nothing to compare
        for (const auto& subtask : vertex.subtasks) {
            const int edge = edgeOfChannel(*snapshot, vertex.id, subtask.watermarkHolder);
            if (edge >= 0) live.edges[edge].holdsWatermark = true;
        }
    }
    live.sourceRate = rate(snapshot->sourceRows, before.sourceRows);
    for (size_t r = 0; r < snapshot->resultRows.size(); ++r)
        live.resultRate += rate(snapshot->resultRows[r], r < before.resultRows.size() ? before.resultRows[r] : 0);
    return live;
}

} // namespace weir::ui
