// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/tasks/source_reader.h"

#include "engine/base/error.h"
#include "engine/runtime/observe/fate_taps.h"
#include "engine/runtime/observe/time_ring.h"

#include <algorithm>
#include <optional>

namespace weir {

SourceReader::SourceReader(const plan::SourceSpec& spec, std::unique_ptr<Source> source) : spec_(spec), source_(std::move(source)) {
    if (!spec_.projections.empty()) projector_ = std::make_unique<Evaluator>(spec_.projections);
    if (spec_.watermark) {
        std::vector<ExpressionRef> timed{spec_.watermark};
        if (spec_.rowtime) timed.push_back(spec_.rowtime);
        timer_ = std::make_unique<Evaluator>(std::move(timed));
    }
    if (spec_.filter) filter_ = std::make_unique<Predicate>(spec_.filter);
}

SourceReader::~SourceReader() { source_->close(); }

SourceReader::Split& SourceReader::split(int number, int64_t nowMillis) {
    auto found = splits_.find(number);
    if (found == splits_.end()) {
        found = splits_.emplace(number, Split{merger_.add(), nowMillis}).first;
        constexpr int MostNamed = 128;      // to find a name all splits are listed
        if (board_ && found->second.slot < MostNamed)
            for (const SplitProgress& one : source_->progress())
                if (one.split == number) board_->name(found->second.slot, one.name);
    }
    return found->second;
}

SourceReader::State SourceReader::read(Output& out, OperatorContext& context) {
    Poll poll = source_->poll(context.maxRows);
    int64_t now = context.evaluation.wallMillis;
    if (const int64_t rejected = source_->rejectedRecords(); rejected != rejected_) {
        context.count(RowFate::Rejected, rejected - rejected_);
        rejected_ = rejected;
    }
    for (int number : poll.startedSplits) split(number, now);
    if (poll.state == PollState::Produced && !poll.batch.empty()) emit(std::move(poll.batch), out, context);
    for (int number : poll.finishedSplits) merger_.finish(split(number, now).slot);
    waitNanos_ = poll.waitNanos;
    switch (poll.state) {
    case PollState::Produced: return State::Produced;
    case PollState::Later: return State::Later;
    case PollState::Finished: break;
    }
    return State::Finished;
}

void SourceReader::emit(Batch rows, Output& out, OperatorContext& context) {
    OperatorCounters::add(context.counters->rowsIn, rows.size());
    OperatorCounters::add(context.counters->batchesIn, 1);
    rows.oldestNanos = context.clock->steadyNanos();
    Batch projected = rows;
    if (projector_) projected.columns = projector_->evaluate(rows, context.evaluation);
    if (!timer_) {
        hand(std::move(projected), rows, out, context);
        return;
    }
    Split& current = split(rows.span ? rows.span->split : 0, context.evaluation.wallMillis);
    current.lastRowMillis = context.evaluation.wallMillis;
    if (board_) board_->rowsAt(current.slot, current.lastRowMillis);
    if (current.idle) {
        current.idle = false;
        merger_.active(current.slot);
    }
    emitTimed(rows, std::move(projected), current, out, context);
}

void SourceReader::emitTimed(const Batch& rows, Batch projected, Split& split, Output& out, OperatorContext& context) {
    std::vector<ColumnRef> timed = timer_->evaluate(rows, context.evaluation);
    ColumnRef marks = flatten(timed[0]);
    ColumnRef times = timed.size() > 1 ? flatten(timed[1]) : marks;
    if (timed.size() > 1 && times->mayHaveNulls())
        for (int i = 0; i < rows.rows; ++i)
            if (times->isNull(i))
                throw RunError({ErrorCode::Runtime, "The rowtime column is NULL in a row of '" + spec_.table->name + "'; event time needs a value in every row.",
                                spec_.rowtime->place, "Filter such rows in a computed rowtime column, e.g. COALESCE(ts, TIMESTAMP '1970-01-01 00:00:00')."});
    const int64_t* mark = marks->data<int64_t>();
    const int64_t* time = times->data<int64_t>();
    bool marksNull = marks->mayHaveNulls();
    int64_t bound = merger_.othersMinimum(split.slot), running = merger_.watermark(split.slot);
    bool everyRow = spec_.emission == plan::WatermarkEmission::EveryRow;
    int64_t touching = spec_.emission == plan::WatermarkEmission::BeforeTouchingRows ? 1 : 0;
    int start = 0;
    if (context.watch)
        if (TimeRing* ring = context.watch->times.load(std::memory_order_acquire)) [[unlikely]]
            tellTimes(*ring, {mark, marksNull ? marks.get() : nullptr, time, rows.rows}, {bound, running, touching, everyRow}, split, context);
    for (int i = 0; i < rows.rows; ++i) {
        int64_t reached = std::min(bound, running);
        if (reached > emitted_ && (everyRow || time[i] <= reached + touching)) {
            if (i > start) hand(projected.slice(start, i - start), rows.slice(start, i - start), out, context);
            emitted_ = reached;
            context.evaluation.watermark = reached;
            out.push(reached);
            start = i;
        }
        if (!marksNull || !marks->isNull(i)) running = std::max(running, mark[i]);
    }
    merger_.advance(split.slot, running);
    if (start == 0) hand(std::move(projected), rows, out, context);
    else hand(projected.slice(start, rows.rows - start), rows.slice(start, rows.rows - start), out, context);
    if (everyRow) emitWatermark(out);
}

/// A sample of the rows as they will stand to the watermark: emitTimed() does the same.
void SourceReader::tellTimes(TimeRing& ring, const TimedRows& rows, const Emission& emission, const Split& split, const OperatorContext& context) const {
    const int wanted = std::min(ring.samplesWanted(), rows.count);
    if (wanted <= 0) return;
    std::vector<TimeSample> samples;
    int64_t running = emission.running, emitted = emitted_;
    for (int i = 0, taken = 0; i < rows.count && taken < wanted; ++i) {
        const int64_t reached = std::min(emission.bound, running);
        if (reached > emitted && (emission.everyRow || rows.time[i] <= reached + emission.touching)) emitted = reached;
        const bool hasMark = !rows.nulls || !rows.nulls->isNull(i);
        if (i == static_cast<int>(static_cast<int64_t>(taken) * rows.count / wanted)) {
            const Timeliness how = rows.time[i] <= emitted ? Timeliness::Late : hasMark && rows.mark[i] < running ? Timeliness::Disordered : Timeliness::OnTime;
            samples.push_back({rows.time[i], context.evaluation.wallMillis, emitted, split.slot, how});
            ++taken;
        }
        if (hasMark) running = std::max(running, rows.mark[i]);
    }
    ring.add(std::move(samples));
}

void SourceReader::hand(Batch projected, const Batch& read, Output& out, OperatorContext& context) {
    if (filter_) {
        SelectionRef chosen = filter_->select(read, context.evaluation);
        if (chosen) {
            tellFiltered(context, read, *chosen);
            projected = projected.withSelection(std::move(chosen));
        }
    }
    out.push(std::move(projected));
}

void SourceReader::emitWatermark(Output& out) {
    if (!timer_ || merger_.isFinished()) return;      // the final watermark comes with the end
    int64_t reached = merger_.combined();
    if (reached > emitted_) {
        emitted_ = reached;
        out.push(reached);
    }
}

bool SourceReader::updateIdleness(int64_t nowMillis) {
    if (!timer_ || spec_.idleTimeoutMillis <= 0) return false;
    for (auto& [number, split] : splits_) {
        if (split.lastRowMillis == INT64_MAX) split.lastRowMillis = nowMillis;
        if (!split.idle && nowMillis - split.lastRowMillis >= spec_.idleTimeoutMillis) {
            split.idle = true;
            merger_.idle(split.slot);
        }
    }
    bool idle = merger_.isIdle();
    bool changed = idle != idle_;
    idle_ = idle;
    return changed;
}

namespace {
StateForm splitForm() { return {{}, {{"split", "number, name, position, flags, watermark"}}}; }
StateForm readerForm() { return {{}, {{"watermark", "BIGINT"}}}; }
enum SplitFlags : int64_t { Started = 1, Finished = 2, Read = 4, Idle = 8 };

struct HeldSplit {
    SplitState state;
    int64_t flags, watermark;
};
HeldSplit splitOf(StateEntry& entry) {
    SplitState state;
    state.number = static_cast<int>(entry.number());
    state.name = entry.bytes();
    state.position = entry.bytes();
    int64_t flags = entry.number(), watermark = entry.number();
    state.started = flags & Started;
    state.finished = flags & Finished;
    return {std::move(state), flags, watermark};
}
} // namespace

void SourceReader::snapshot(StateWriter& out) const {
    out.section("splits", splitForm());
    for (const SplitState& state : source_->snapshot()) {
        auto found = splits_.find(state.number);
        out.entry(EverySubtask);
        out.number(state.number);
        out.bytes(state.name);
        out.bytes(state.position);
        int64_t flags = 0;
        if (state.started) flags |= Started;
        if (state.finished) flags |= Finished;
        if (found != splits_.end()) flags |= Read | (found->second.idle ? Idle : SplitFlags{});
        out.number(flags);
        out.number(found != splits_.end() ? merger_.watermark(found->second.slot) : NoWatermark);
    }
    out.section("reader", readerForm());
    out.entry(EverySubtask);
    out.number(emitted_);
}

std::vector<SplitState> SourceReader::splitsOf(StateReader& in) {
    std::vector<SplitState> out;
    StateEntry entry;
    if (in.section("splits", splitForm()))
        while (in.next(entry)) out.push_back(splitOf(entry).state);
    return out;
}

void SourceReader::restore(StateReader& in) {
    StateEntry entry;
    if (in.section("splits", splitForm())) {
        std::vector<SplitState> states;
        std::vector<std::optional<int64_t>> watermarks;      // of those that were read
        while (in.next(entry)) {
            auto [state, flags, watermark] = splitOf(entry);
            watermarks.push_back(flags & Read ? std::optional(watermark) : std::nullopt);
            states.push_back(state);
        }
        for (const TakenSplit& taken : source_->restore(states, in.isRescaled())) {
            if (!watermarks[taken.from]) continue;
            Split& made = split(taken.number, 0);
            if (*watermarks[taken.from] != NoWatermark) merger_.advance(made.slot, *watermarks[taken.from]);
            if (states[taken.from].finished) merger_.finish(made.slot);
            made.lastRowMillis = INT64_MAX;      // its idle time begins with the first quantum
        }
    }
    if (!in.section("reader", readerForm())) return;
    for (bool first = true; in.next(entry); first = false) emitted_ = first ? entry.number() : std::min(emitted_, entry.number());
    merger_.restore(emitted_);
}

} // namespace weir
