// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/recorded_input.h"

#include <utility>

namespace weir {

std::optional<int64_t> InputPart::due() {
    for (; at < scripts.size(); ++at) {
        TaskScript& script = *scripts[at];
        source->goOnWith(script);
        while (const TaskStep* step = script.next()) {
            if (step->kind >= StepKind::SourceClock && step->kind <= StepKind::SourceEnds) return script.wallMillis();
            bool undone = step->kind == StepKind::Taken && until[at] && step->a == *until[at];
            script.take();
            if (undone) break;
        }
    }
    return {};
}

int RecordedInput::numberOf(InputPart& part, int split) {
    auto [found, isNew] = part.numbers.emplace(split, splits_);
    if (isNew) ++splits_;
    return found->second;
}

void RecordedInput::letGo(InputPart& part, Poll& out) {
    if (part.holder >= 0) out.finishedSplits.push_back(std::exchange(part.holder, -1));
}

Poll RecordedInput::poll(int maxRows) {
    Poll out;
    out.waitNanos = INT64_MAX / 4;
    // As channels of subtasks do that have given nothing yet.
    if (!std::exchange(begun_, true))
        for (InputPart& part : parts_)
            if (part.hasSplits && part.restored.empty()) out.startedSplits.push_back(part.holder = splits_++);
    while (true) {
        InputPart* next = nullptr;
        int64_t least = INT64_MAX;
        for (InputPart& part : parts_)
            if (auto due = part.due(); !due) letGo(part, out);
            else if (*due < least) least = *due, next = &part;
        if (!next) {
            due_ = INT64_MAX;
            out.state = PollState::Finished;
            return out;
        }
        if (least > clock_.wallMillis()) {
            due_ = least;
            return out;
        }
        Poll poll = next->source->poll(maxRows);
        for (int split : poll.startedSplits) out.startedSplits.push_back(numberOf(*next, split));
        for (int split : poll.finishedSplits) out.finishedSplits.push_back(numberOf(*next, split));
        if (poll.state == PollState::Produced || !poll.startedSplits.empty()) letGo(*next, out);
        if (poll.state != PollState::Produced) {
            if (out.startedSplits.empty() && out.finishedSplits.empty()) continue;
            out.waitNanos = 0;
            return out;
        }
        out.state = PollState::Produced;
        out.batch = std::move(poll.batch);
        if (!wanted_.empty()) {
            std::vector<ColumnRef> columns;
            for (int column : wanted_) columns.push_back(out.batch.columns[static_cast<size_t>(column)]);
            out.batch.columns = std::move(columns);
        }
        if (out.batch.span) out.batch.span->split = numberOf(*next, out.batch.span->split);
        return out;
    }
}

std::vector<SplitProgress> RecordedInput::progress() const {
    std::vector<SplitProgress> out;
    for (const InputPart& part : parts_)
        for (SplitProgress& each : part.source->progress()) {
            auto known = part.numbers.find(each.split);
            each.split = known == part.numbers.end() ? -1 : known->second;
            out.push_back(std::move(each));
        }
    return out;
}

std::vector<TakenSplit> RecordedInput::restore(const std::vector<SplitState>& splits, bool) {
    std::vector<TakenSplit> taken;
    for (InputPart& part : parts_)
        for (const TakenSplit& each : part.restored)
            for (size_t i = 0; i < splits.size(); ++i)
                if (splits[i].number == each.number) taken.push_back({i, numberOf(part, each.number)});
    return taken;
}

} // namespace weir
