// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace weir {

enum class RunState : uint8_t { Starting, Running, Pausing, Paused, Stopping, Finished, Failed, Cancelled };

/// One subtask of one vertex at the moment of the snapshot. Times are totals since the start; rates are the reader's difference of two snapshots.
struct SubtaskSnapshot {
    int64_t rowsIn = 0, rowsOut = 0;
    int64_t lateRows = 0, droppedRows = 0;
    int64_t busyNanos = 0, backpressuredNanos = 0, idleNanos = 0;     // of the task that runs it; they sum to its life
    int64_t watermark = INT64_MIN;                                    // milliseconds; INT64_MIN none yet, INT64_MAX final
    int watermarkHolder = -1;                                         // input channel that holds the watermark back, -1 = none
    int64_t stateBytes = 0, stateRows = 0;
    int64_t rowsToDisk = 0;                  // that state has moved there so far
    double queueFill = 0;                                             // fullest input ring, 0..1
    int64_t barriers = 0, barrierNanos = 0, longestBarrierNanos = 0;  // its task stood still for checkpoints
    int64_t longestQuantumNanos = 0;
};

struct VertexSnapshot {
    int id = 0;
    std::string name;             // "GroupAggregate"
    std::string detail;           // "groupBy=[name] ..."
    std::string uid;
    int parallelism = 1;
    int task = 0;                 // vertices with the same task number are chained
    Place place;                  // in the SQL text
    std::string changelog;        // "[I]", "[I,UB,UA,D]"
    bool isSource = false, isSink = false;
    std::vector<SubtaskSnapshot> subtasks;
};

struct EdgeSnapshot {
    int from = 0, to = 0, input = 0;
    std::string shuffle;          // "FORWARD", "HASH[name]", "GLOBAL" ...
    int64_t rows = 0;             // handed over since the start
    double queueFill = 0;         // 0..1; forward edges inside a task have none
    bool queued = false;
};

/// What became of a savepoint that was asked for.
struct SavepointSnapshot {
    std::string path;                         // where it lies; empty: it failed
    std::string error;
    int64_t checkpoint = 0;
    bool stopped = false;                     // the job ended with it
};

/// One checkpoint of a run, or an attempt at one.
struct CheckpointRecord {
    int64_t number = 0;
    int64_t startedMillis = 0;                // wall clock
    int64_t nanos = 0;                        // until it was durable, or failed
    int64_t bytes = 0;                        // written
    std::string folder;                       // empty: it failed
    std::string failure;
    bool isSavepoint = false;                 // `folder` is the savepoint's
    bool isRemoved = false;                   // newer ones are complete
    bool isUnaligned = false;                 // its barriers overtook queued rows
    int64_t inFlightBytes = 0;                // of those, within `bytes`
};

/// What became of a run's checkpoints so far; all zero when none are taken.
struct CheckpointSnapshot {
    bool enabled = false;
    int64_t completed = 0, failed = 0;
    int64_t lastNumber = 0;                   // 0 = none yet
    int64_t lastBytes = 0;                    // written
    int64_t lastNanos = 0;                    // from trigger to durable
    int64_t restoredFrom = 0;                 // number of the checkpoint that the present attempt began with
    std::string begunWith;                    // folder of the checkpoint or savepoint that the run itself began with; empty: the beginning
    int64_t restarts = 0;
    std::string lastFailure;                  // why the last restart or failed checkpoint happened
    std::string folder;
    std::vector<SavepointSnapshot> savepoints;    // in the order in which they were answered
    std::vector<CheckpointRecord> history;        // the newest 200, the newest last
    static constexpr size_t LongestHistory = 200;
};

/// A picture of a run. Immutable; made by Run::snapshot() at the asker's pace.
struct RunSnapshot {
    RunState state = RunState::Starting;
    std::vector<Error> errors;                // why it failed
    int64_t takenNanos = 0;                   // steady clock
    int64_t startedMillis = 0;                // wall clock
    int64_t runNanos = 0;                     // how long it has run, pauses included
    std::vector<VertexSnapshot> vertices;
    std::vector<EdgeSnapshot> edges;
    int64_t sourceRows = 0;                   // read by all sources
    std::vector<int64_t> resultRows;          // per SELECT of the job
    int64_t peakMemoryBytes = 0;
    CheckpointSnapshot checkpoints;
};

} // namespace weir
