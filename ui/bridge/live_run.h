// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/run_snapshot.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace weir::ui {

/// Shares of the last second that a task was busy, held back by its readers, or idle; they sum to 1, or are all 0 when nothing is known.
struct Load { double busy = 0, backpressured = 0, idle = 0; };

struct SubtaskLive {
    double rowsInRate = 0, rowsOutRate = 0;
    int64_t rowsIn = 0, rowsOut = 0;
    Load load;
    int64_t watermark = INT64_MIN;
    int64_t lateRows = 0;
    int64_t stateBytes = 0;
    double queueFill = 0;
};

struct VertexLive {
    double rowsInRate = 0, rowsOutRate = 0;
    int64_t rowsIn = 0, rowsOut = 0, lateRows = 0, droppedRows = 0, stateBytes = 0, stateRows = 0;
    Load load;                                // the busiest subtask's
    int64_t watermark = INT64_MIN;            // the smallest of its subtasks'
    std::optional<int64_t> lagMillis;         // behind `LiveRun::reference`
    double queueFill = 0;
    std::vector<SubtaskLive> subtasks;
};

struct EdgeLive {
    double rowsRate = 0;
    double queueFill = 0;
    bool holdsWatermark = false;              // the reader waits for a watermark from here
};

/// What a watermark's lag is measured against: the clock for a stream of today, else the furthest watermark of the job.
enum class LagReference { None, Clock, Head };

/// A run at one moment, as rates and shares. Plain data, made by RunHistory.
struct LiveRun {
    std::shared_ptr<const RunSnapshot> snapshot;
    std::vector<VertexLive> vertices;         // as in the snapshot
    std::vector<EdgeLive> edges;
    double sourceRate = 0;
    double resultRate = 0;
    double worstBackpressure = 0;
    int64_t watermark = INT64_MIN;            // the smallest at a sink, or anywhere when no sink has one
    std::optional<int64_t> lagMillis;
    LagReference reference = LagReference::None;
    const VertexLive* vertex(int id) const;
};

/// Makes LiveRuns out of successive snapshots: differences over about a second, so that numbers do not jump.
class RunHistory {
public:
    void clear() { snapshots_.clear(); }
    LiveRun add(std::shared_ptr<const RunSnapshot> snapshot, int64_t wallMillis);

private:
    std::deque<std::shared_ptr<const RunSnapshot>> snapshots_;
};

/// Which edge an input channel of a vertex belongs to: channels are counted over the inputs in order, one a subtask of the producer
/// (one in all where the edge is not exchanged). -1 when there is none.
int edgeOfChannel(const RunSnapshot& snapshot, int vertexId, int channel);

} // namespace weir::ui
