// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/types/batch.h"

#include <string>
#include <vector>

namespace weir {

/// A part of a source that is read in order and has its own watermark: a file, a Kafka partition, a range of a generator.
struct SplitProgress {
    int split = -1;                 // number within the source, stable over the run
    std::string name;               // "orders-2", "bids.csv"
    std::string position;           // where to go on, readable and self-contained (offset, line ...)
    bool finished = false;
};

/// A split as a checkpoint keeps it.
struct SplitState {
    int number = -1;                // as in batches and polls
    std::string name;               // "orders-2", "bids.csv"
    std::string position;           // the source's own text: where to go on
    bool started = false, finished = false;
};

/// A split that a subtask goes on with: which of the given ones it is (a part of), and its number from now on.
struct TakenSplit {
    size_t from = 0;
    int number = -1;
};

enum class PollState : uint8_t {
    Produced,    // batch is filled
    Later,       // nothing now; ask again after `waitNanos` (or when woken)
    Finished     // all splits of this subtask are at their end
};

struct Poll {
    PollState state = PollState::Later;
    Batch batch;                    // rows of ONE split; span says which and where
    int64_t waitNanos = 1'000'000;
    std::vector<int> finishedSplits;    // splits that ended with this poll
    std::vector<int> startedSplits;     // splits that this subtask reads from now on (before its first rows)
};

/// A subtask of a source. Never blocks: poll() returns what is there. Called by one task at a time. Throws RunError when reading fails.
class Source {
public:
    virtual ~Source() = default;
    /// At most maxRows rows, all of one split. `linger`: a trickle is handed on at once; a source does not wait for fullness.
    virtual Poll poll(int maxRows) = 0;
    virtual std::vector<SplitProgress> progress() const = 0;
    virtual bool bounded() const = 0;
    /// Records that polls so far have passed over because they could not be read; not those before a restore().
    virtual int64_t rejectedRecords() const { return 0; }
    /// Where every split of this subtask stands between two polls; none for a source that cannot go back and begins anew with what comes.
    virtual std::vector<SplitState> snapshot() const { throw RunError(ErrorCode::Unsupported, "its position cannot be written to checkpoints yet"); }
    /// Goes on there instead of at what the source found; before the first poll. The splits are those that this subtask had or, where the parallelism has
    /// changed, those of all former subtasks in an order that all new ones see: each takes its own. Gives what it reads now.
    virtual std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) {
        if (isRescaled && !splits.empty()) throw RunError(ErrorCode::Unsupported, "its splits cannot be shared by another number of subtasks yet");
        std::vector<TakenSplit> taken;
        for (size_t i = 0; i < splits.size(); ++i) taken.push_back({i, splits[i].number});
        return taken;
    }
    /// Called when the task ends or is cancelled: stops own threads, closes files.
    virtual void close() {}
};

} // namespace weir
