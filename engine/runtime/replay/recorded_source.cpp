// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/recorded_source.h"

#include "engine/recording/varint.h"

namespace weir {

Poll RecordedSource::poll(int maxRows) {
    clock_.begin();
    Poll poll;
    try {
        poll = source_->poll(maxRows);
    } catch (const RunError& failure) {
        if (auto seen = clock_.seen()) log_.step({StepKind::SourceClock, *seen, 0});
        log_.step({StepKind::SourceFails, 0, 0}, failure.error().message);
        throw;
    }
    bool nothing = poll.state == PollState::Later && poll.startedSplits.empty() && poll.finishedSplits.empty();
    if (nothing && !tellsEveryNothing_ && log_.last() == StepKind::Nothing) return poll;
    if (auto seen = clock_.seen(); seen && !nothing) log_.step({StepKind::SourceClock, *seen, 0});
    for (int split : poll.startedSplits) log_.step({StepKind::SplitStarts, split, 0});
    for (int split : poll.finishedSplits) log_.step({StepKind::SplitEnds, split, 0});
    switch (poll.state) {
    case PollState::Produced: {
        TaskStep step{kept_ ? StepKind::RowsKept : StepKind::Rows, poll.batch.span ? poll.batch.span->split : -1, poll.batch.size()};
        if (!kept_) {
            log_.step(step);
            break;
        }
        log_.step(step, kept_->encode(poll.batch));
        poll.batch.columns.resize(columns_);
        break;
    }
    case PollState::Later: log_.step({StepKind::Nothing, 0, 0}); break;
    case PollState::Finished: log_.step({StepKind::SourceEnds, 0, 0}); break;
    }
    return poll;
}

std::vector<SplitState> RecordedSource::snapshot() const {
    std::vector<SplitState> splits = source_->snapshot();
    if (kept_ && !log_.isEmpty()) log_.step({StepKind::SplitStates, 0, 0}, splitText(splits));
    return splits;
}

std::string splitText(const std::vector<SplitState>& splits) {
    std::string out;
    putVarint(out, splits.size());
    for (const SplitState& split : splits) {
        putSigned(out, split.number);
        putText(out, split.name);
        putText(out, split.position);
        putVarint(out, (split.started ? 1u : 0u) | (split.finished ? 2u : 0u));
    }
    return out;
}

std::vector<SplitState> splitsOf(std::string_view text) {
    VarintReader in(text);
    std::vector<SplitState> out;
    for (uint64_t count = in.number(); count > 0 && in.ok(); --count) {
        SplitState split;
        split.number = static_cast<int>(in.signedNumber());
        split.name = in.text();
        split.position = in.text();
        uint64_t flags = in.number();
        split.started = flags & 1;
        split.finished = flags & 2;
        out.push_back(std::move(split));
    }
    if (!in.ok()) throw RunError(ErrorCode::Data, "Splits in the recording make no sense.");
    return out;
}

} // namespace weir
