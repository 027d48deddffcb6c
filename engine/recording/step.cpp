// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/step.h"

#include <cstdio>
#include <xxhash.h>

namespace weir {

std::string text(const TaskStep& step) {
    std::string a = std::to_string(step.a), b = std::to_string(step.b);
    char hash[24];
    std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(step.b));
    switch (step.kind) {
    case StepKind::Clock: return "the clock shows " + a;
    case StepKind::Timers: return "timers fire";
    case StepKind::SourceClock: return "the source reads the clock: " + a;
    case StepKind::SplitStarts: return "split " + a + " begins";
    case StepKind::SplitEnds: return "split " + a + " ends";
    case StepKind::Rows:
    case StepKind::RowsKept: return b + " rows of split " + a;
    case StepKind::Nothing: return "no rows now";
    case StepKind::SourceFails: return "the source fails";
    case StepKind::SourceEnds: return "the source has no more rows";
    case StepKind::Close: return step.a ? "the source ends" : "the source is stopped";
    case StepKind::QuantumEnds: return "the watermark is passed on";
    case StepKind::Wait: return "the source waits";
    case StepKind::ReadRows: return "a batch of " + b + " rows from channel " + a;
    case StepKind::ReadWatermark: return "watermark " + b + " from channel " + a;
    case StepKind::ReadIdle: return "channel " + a + " is idle";
    case StepKind::ReadEnd: return "channel " + a + (step.b ? " ends" : " is stopped");
    case StepKind::ReadBarrier: return "the barrier of checkpoint " + b + " from channel " + a;
    case StepKind::Resume: return "work goes on";
    case StepKind::Starve: return "out of input";
    case StepKind::Checkpoint: return "checkpoint " + a + (step.b ? " begins, ahead of what is queued" : " begins");
    case StepKind::SplitStates: return "the splits of a checkpoint";
    case StepKind::Taken: return "the state for checkpoint " + a + " is taken";
    case StepKind::State: return "state with hash " + std::string(hash) + " of node " + a;
    case StepKind::ReadInFlight: return step.a < 0 ? "watermark " + b + " from the checkpoint" : "a batch of " + b + " rows in flight for input " + a;
    case StepKind::Sunk: return "rows with hash " + std::string(hash) + " into sink " + a;
    }
    return "an unknown step";
}

uint64_t contentHash(std::string_view bytes, uint64_t seed) { return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed); }

} // namespace weir
