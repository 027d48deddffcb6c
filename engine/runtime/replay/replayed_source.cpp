// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/replayed_source.h"

#include "engine/base/error.h"
#include "engine/runtime/replay/recorded_source.h"

#include <algorithm>

namespace weir {

Poll ReplayedSource::poll(int) {
    Poll out;
    out.waitNanos = INT64_MAX / 4;
    while (const TaskStep* next = script_->next()) {
        TaskStep step = *next;
        switch (step.kind) {
        case StepKind::SourceClock:
            clock_.begin();
            clock_.give(step.a);
            break;
        case StepKind::SplitStarts: out.startedSplits.push_back(static_cast<int>(step.a)); break;
        case StepKind::SplitEnds:
            out.finishedSplits.push_back(static_cast<int>(step.a));
            ended_.insert(static_cast<int>(step.a));
            break;
        case StepKind::Rows:
            if (!source_) script_->diverge("rows of a source that is not read again");
            out.state = PollState::Produced;
            out.batch = gather(static_cast<int>(step.a), step.b);
            script_->take();
            return out;
        case StepKind::RowsKept:
            if (!kept_) script_->diverge("rows of a source that is read again");
            out.state = PollState::Produced;
            out.batch = kept_->decode(script_->text(), columns_);
            out.batch.span->split = static_cast<int>(step.a);
            if (out.batch.rows != step.b) script_->diverge(std::to_string(out.batch.rows) + " rows of split " + std::to_string(step.a));
            script_->take();
            return out;
        case StepKind::SourceFails: {
            std::string message(script_->text());
            script_->take();
            throw RunError(ErrorCode::Data, message);
        }
        case StepKind::Nothing:
        case StepKind::SourceEnds:
            out.state = step.kind == StepKind::Nothing ? PollState::Later : PollState::Finished;
            script_->take();
            return out;
        default: script_->diverge("a poll of the source");
        }
        script_->take();
    }
    return out;      // the recording ends in the middle
}

/// So many rows of a split, in one batch. Readers cut files where their buffers end, so pieces are joined.
Batch ReplayedSource::gather(int split, int64_t wanted) {
    constexpr int MostEmptyPolls = 100'000;
    std::vector<Batch> parts;
    int64_t got = 0;
    std::deque<Batch>& held = waiting_[split];
    for (int empty = 0; got < wanted;) {
        if (!held.empty()) {
            Batch& first = held.front();
            int count = static_cast<int>(std::min<int64_t>(wanted - got, first.size()));
            if (count == first.size()) {
                parts.push_back(std::move(first));
                held.pop_front();
            } else {
                Batch rest = first.slice(count, first.size() - count);
                if (first.span) rest.span = SourceSpan{first.span->source, first.span->split, first.span->firstPosition + count};
                parts.push_back(first.slice(0, count));
                first = std::move(rest);
            }
            got += count;
            continue;
        }
        Poll poll = source_->poll(static_cast<int>(wanted - got));
        if (poll.state == PollState::Produced && !poll.batch.empty()) {
            int from = poll.batch.span ? poll.batch.span->split : -1;
            waiting_[from].push_back(std::move(poll.batch));
            empty = 0;
        } else if (poll.state == PollState::Finished || ++empty > MostEmptyPolls) {
            script_->diverge(std::to_string(got) + " rows of split " + std::to_string(split) + ", and the source has no more");
        }
    }
    if (parts.empty()) return {};
    if (parts.size() == 1) return std::move(parts.front());
    Batch joined = concatenate(parts);
    joined.span = parts.front().span;
    return joined;
}

std::vector<SplitProgress> ReplayedSource::progress() const {
    if (source_) return source_->progress();
    if (!script_->head().hasSplits) return {};
    return {{0, script_->head().table, "step " + std::to_string(script_->taken()), false}};
}

std::vector<SplitState> ReplayedSource::snapshot() const {
    if (source_) {
        std::vector<SplitState> splits = source_->snapshot();
        for (SplitState& split : splits) split.finished |= ended_.contains(split.number);
        return splits;
    }
    const TaskStep* next = script_->next();
    if (!next || next->kind != StepKind::SplitStates) return {};
    std::vector<SplitState> splits = splitsOf(script_->text());
    script_->take();
    return splits;
}

} // namespace weir
