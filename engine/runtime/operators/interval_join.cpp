// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/key_timers.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace weir {

namespace {

using plan::JoinKind;

/// Rows of two append-only inputs whose times lie within an interval of each other. Rows wait until no partner can come; when they
/// leave is what decides which late rows still find one, so that follows Flink to the millisecond. A key goes to disk with its rows of both sides.
class IntervalJoin final : public Operator, private ColdRows::Owner {
public:
    IntervalJoin(const plan::IntervalJoinSpec& spec, const OperatorInputs&)
        : spec_(spec), codecs_{RowCodec(spec.join.leftTypes), RowCodec(spec.join.rightTypes)}, pairs_(spec.join, codecs_[0], codecs_[1]),
          keys_(typesOf(spec.join.leftTypes, spec.join.leftKeys), sizeof(Key*)), changes_(spec.join.leftTypes, isSemi() ? std::vector<DataType>{} : spec.join.rightTypes) {
        // left.time - right.time lies in [lower, upper].
        back_[0] = spec.upperMillis, ahead_[0] = -spec.lowerMillis;
        back_[1] = -spec.lowerMillis, ahead_[1] = spec.upperMillis;
        cleanUpAfter_ = (spec.upperMillis - spec.lowerMillis) / 2;
    }
    ~IntervalJoin() override {
        for (uint32_t row = 0; row < keys_.end(); ++row)
            if (keys_.live(row)) delete keys_.as<Key*>(row);
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting);
        if (!context.coldStore || context.batchMode || keys_.keyTypes().empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, keys_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        const std::vector<int>& keyColumns = input == 0 ? spec_.join.leftKeys : spec_.join.rightKeys;
        std::vector<ColumnRef> keys = columnsOf(rows, keyColumns);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        if (cold_) cold_->fetch(hashes_, keys, active);
        keys_.findOrInsert(hashes_, keys, active, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        for (size_t i = 0; i < keyRows_.size(); ++i)
            if (found_[i] != Found::Old) keys_.as<Key*>(keyRows_[i]) = new Key();
        encoded_.clear();
        codecs_[input].encode(rows.columns, active, encoded_);
        lastSemi_ = nullptr;
        times_.resize(static_cast<size_t>(active.size()));
        const std::vector<DataType>& types = input == 0 ? spec_.join.leftTypes : spec_.join.rightTypes;
        int timeColumn = input == 0 ? spec_.leftTime : spec_.rightTime;
        for (int i = 0; i < active.size(); ++i) {
            int row = active.physicalRow(i);
            if (spec_.processingTime) {
                times_[i] = context_->evaluation.wallMillis;
                continue;
            }
            if (rows.columns[timeColumn]->isNull(row)) throw RunError(ErrorCode::Runtime, "The rowtime of a row of an interval join is NULL.");
            times_[i] = millisAt(*rows.columns[timeColumn], types[timeColumn], row);
        }
        // All candidates of the batch, then the condition over them at once; rows of this input do not change the other side's.
        int size = active.size();
        for (int first = 0; first < size;) {
            pairs_.clear();
            int end = first;
            for (; end < size && pairs_.size() < 4096; ++end) candidates(input, end, active.physicalRow(end));
            pairs_.match(input, rows, context_->evaluation);
            size_t pair = 0;
            for (int i = first; i < end; ++i) {
                bool met = false;
                for (; pair < pairs_.size() && pairs_.origin(pair) == i; ++pair) {
                    if (!pairs_.passed(pair)) continue;
                    met = true;
                    join(input, encoded_.row(i), rows_[pairs_.entry(pair)]);
                }
                settle(input, i, met);
            }
            first = end;
        }
        for (int i = 0; i < rows.size() && active.size() < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (!nullKey_[row]) continue;
            std::vector<char> bytes;
            codecs_[input].encodeRow(rows.columns, row, bytes);
            pad(input, {bytes.data(), bytes.size()});
        }
        unmatched_[input] += rows.size() - size;
        changes_.flush(out, 4096);
        tellFates();
        for (uint32_t row : late_) dropIfEmpty(row);
        late_.clear();
        if (cold_) cold_->keepBudget();
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        if (spec_.processingTime) return out.push(watermark);
        // Before the first positive watermark Flink's operator time is zero.
        watermark_ = std::max<int64_t>(watermark, 0);
        pending_ = watermark;
        hasPending_ = true;
        drain(out);
    }
    bool resume(Output& out) override { return hasPending_ && drain(out); }
    int64_t nextWallTimer() const override {
        return spec_.processingTime && !hasPending_ ? std::min(timers_.next(), cold_ ? cold_->nextDue() : ColdDues::Never) : INT64_MAX;
    }
    void wallTimer(int64_t now, Output& out) override {
        if (!spec_.processingTime) return;
        watermark_ = now;
        pending_ = now;
        hasPending_ = true;
        drain(out);
    }

    void snapshot(StateWriter& out) const override {
        out.section("clock", {{}, {{"watermark", "BIGINT"}, {"expired", "BIGINT, BIGINT"}}});
        out.entry(EverySubtask);
        for (int64_t part : {watermark_, expired_[0], expired_[1]}) out.number(part);
        for (int side = 0; side < 2; ++side) {
            out.section(side == 0 ? "left" : "right", form(side));
            auto inMemory = [this, side](StateWriter& to) { saveInMemory(side, to); };
            if (cold_) cold_->save(out, inMemory, [side](const ColdRows::Frozen& rows, StateWriter& to) { saveOnDisk(rows, side, to); });
            else inMemory(out);
        }
    }
    void restore(StateReader& in) override {
        StateEntry clock;
        if (in.section("clock", {{}, {{"watermark", "BIGINT"}, {"expired", "BIGINT, BIGINT"}}}))
            for (bool first = true; in.next(clock); first = false)
                for (int64_t* part : {&watermark_, &expired_[0], &expired_[1]}) *part = first ? clock.number() : std::min(*part, clock.number());
        for (int side = 0; side < 2; ++side) {
            if (!in.section(side == 0 ? "left" : "right", form(side))) continue;
            // Both sides share the keys: those of some entries are found by way of a table of their own.
            KeyTable own(keys_.keyTypes(), 0);
            TableEntries entries(in, 0, [&own](std::span<const int64_t>) -> KeyTable& { return own; });
            for (bool begins = true; entries.next(); begins = entries.atBoundary()) {
                if (begins && cold_) {
                    keyRows_.clear();
                    for (uint32_t row = 0; row < own.end(); ++row)
                        if (own.live(row)) keyRows_.push_back(row);
                    cold_->fetch(own, keyRows_);
                }
                Found found;
                uint32_t row = keys_.findOrInsertFrom(own, entries.row(), found);
                if (found == Found::New) keys_.as<Key*>(row) = new Key();
                loadSide(row, side, entries.entry());
                if (!entries.atBoundary()) continue;
                own.clear();
                if (cold_) cold_->keepBudget();
            }
        }
        report();
    }

private:
    StateForm form(int side) const {
        const Schema& schema = context_->inputs->at(side);
        StateForm form{stateColumns(schema, side == 0 ? spec_.join.leftKeys : spec_.join.rightKeys), stateColumns(schema), "rows kn*(nrn)", {"kt*(nrn)"}};
        form.shape.isProcessingTime = spec_.processingTime;
        return form;
    }
    struct Timed {
        int64_t time;
        uint32_t entry;
    };
    struct Key {
        std::vector<Timed> cache[2];                     // by time
        RowLists::List list[2];
        int64_t cleanUp[2] = {INT64_MIN, INT64_MIN};     // when cache[i] is looked through; INT64_MIN = no timer
        bool isEmpty() const { return cache[0].empty() && cache[1].empty(); }
    };

    // Keys that go to disk and come back, with what checkpoints hold of both sides -------------------------------------------------------
    void saveRow(uint32_t row, StateWriter& out) override {
        for (int side = 0; side < 2; ++side) saveSide(row, side, out);
    }
    void loadRow(uint32_t row, StateEntry& in) override {
        keys_.as<Key*>(row) = new Key();
        for (int side = 0; side < 2; ++side) loadSide(row, side, in);
    }
    void dropRow(uint32_t row) override {
        Key* key = keys_.as<Key*>(row);
        size_t timers = 0;
        for (int side = 0; side < 2; ++side) {
            rows_.clear(key->list[side]);
            timers += key->cleanUp[side] != INT64_MIN;
        }
        delete key;
        keys_.erase(row);
        timers_.forget(timers, [this](const KeyTimers::Timer& one) { return keys_.live(one.row) && keyOf(one.row).cleanUp[one.side] == one.time; });
    }
    int64_t dueOf(uint32_t row) const override {
        int64_t due = ColdDues::Never;
        for (int64_t one : keyOf(row).cleanUp)
            if (one != INT64_MIN) due = std::min(due, one);
        return due;
    }
    size_t usedBytes() const override {
        return keys_.usedBytes() + keys_.size() * (sizeof(Key) + AllocationBytes) + rows_.usedBytes() + rows_.size() * (sizeof(Timed) + AllocationBytes) + timers_.bytes() +
               (cold_ ? cold_->bytes() : 0);
    }
    void report() {
        if (!context_->counters) return;
        context_->counters->stateRows.store(static_cast<int64_t>(rows_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes()), std::memory_order_relaxed);
    }
    void saveSide(uint32_t row, int side, StateWriter& out) const {
        const Key& key = keyOf(row);
        out.number(key.cleanUp[side]);
        out.number(static_cast<int64_t>(key.cache[side].size()));
        for (const Timed& one : key.cache[side]) {
            out.number(one.time);
            out.bytes(rows_[one.entry].row());
            out.number(rows_[one.entry].degree);
        }
    }
    void loadSide(uint32_t row, int side, StateEntry& in) {
        Key& key = *keys_.as<Key*>(row);
        key.cleanUp[side] = in.number();
        if (key.cleanUp[side] != INT64_MIN) timers_.add(key.cleanUp[side], row, side);
        for (int64_t left = in.number(); left > 0; --left) {
            int64_t time = in.number();
            uint32_t at = rows_.append(key.list[side], in.row());
            rows_[at].degree = static_cast<uint32_t>(in.number());
            key.cache[side].push_back({time, at});
        }
    }
    void saveInMemory(int side, StateWriter& out) const {
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            saveSide(keys.row(), side, out);
        }
    }
    /// Of what saveRow() has written the one side.
    static void saveOnDisk(const ColdRows::Frozen& cold, int side, StateWriter& out) {
        const std::string where = "a row on disk";
        cold.each([&](int16_t group, std::string_view key, std::string_view value) {
            StateEntry entry(value, &where);
            out.entry(group);
            out.bytes(key);
            out.number(entry.number());
            for (int each = 0; each <= side; ++each) {
                int64_t cleanUp = entry.number(), rows = entry.number();
                if (each == side) out.number(cleanUp), out.number(rows);
                for (; rows > 0; --rows) {
                    int64_t time = entry.number();
                    std::string_view row = entry.bytes();
                    int64_t degree = entry.number();
                    if (each == side) out.number(time), out.bytes(row), out.number(degree);
                }
            }
        });
    }

    const Key& keyOf(uint32_t row) const { return *keys_.as<Key*>(row); }
    void dropIfEmpty(uint32_t row) {
        if (!keys_.live(row) || !keyOf(row).isEmpty()) return;
        delete keys_.as<Key*>(row);
        keys_.erase(row);
    }
    bool isSemi() const { return spec_.join.kind == JoinKind::Semi || spec_.join.kind == JoinKind::Anti; }
    bool outer(int side) const {
        return spec_.join.kind == JoinKind::Full || spec_.join.kind == (side == 0 ? JoinKind::Left : JoinKind::Right);
    }
    int64_t operatorTime() const { return spec_.processingTime ? context_->evaluation.wallMillis : watermark_; }
    int64_t expiration(int64_t relativeSize) const { return operatorTime() == INT64_MAX ? INT64_MAX : operatorTime() - relativeSize - 1; }

    void candidates(int input, int index, int physicalRow) {
        int other = 1 - input;
        int64_t low = times_[index] - back_[input], high = times_[index] + ahead_[input];
        if (expired_[other] >= high) return;
        expired_[other] = expiration(back_[input]);
        const std::vector<Timed>& cache = keys_.as<Key*>(keyRows_[index])->cache[other];
        auto first = std::lower_bound(cache.begin(), cache.end(), low, [](const Timed& a, int64_t time) { return a.time < time; });
        for (; first != cache.end() && first->time <= high; ++first) pairs_.add(index, physicalRow, first->entry, rows_[first->entry].row());
    }

    void join(int input, std::string_view mine, RowLists::Entry& other) {
        if (isSemi()) {
            if (spec_.join.kind == JoinKind::Semi && input == 1 && other.degree == 0) changes_.add(RowKind::Insert, other.row());
            if (spec_.join.kind == JoinKind::Semi && input == 0 && lastSemi_ != mine.data()) changes_.add(RowKind::Insert, mine), lastSemi_ = mine.data();
        } else if (input == 0) {
            changes_.add(RowKind::Insert, mine, other.row());
        } else {
            changes_.add(RowKind::Insert, other.row(), mine);
        }
        matched_[1 - input] += other.degree == 0;
        other.degree = 1;
    }

    void tellFates() {
        for (int side = 0; side < 2; ++side) {
            context_->count(RowFate::Matched, std::exchange(matched_[side], 0), side);
            context_->count(RowFate::Expired, std::exchange(unmatched_[side], 0), side);
        }
    }

    void pad(int side, std::string_view row) {
        if (spec_.join.kind == JoinKind::Anti && side == 0) changes_.add(RowKind::Insert, row);
        else if (outer(side) && side == 0) changes_.addLeftOnly(RowKind::Insert, row);
        else if (outer(side)) changes_.addRightOnly(RowKind::Insert, row);
    }

    /// Keeps the row if a partner may still come.
    void settle(int input, int index, bool met) {
        int64_t time = times_[index], high = time + ahead_[input];
        matched_[input] += met;
        if (operatorTime() >= high) {
            unmatched_[input] += !met;
            if (!met) pad(input, encoded_.row(index));
            if (keyOf(keyRows_[index]).isEmpty()) late_.push_back(keyRows_[index]);
            return;
        }
        Key& key = *keys_.as<Key*>(keyRows_[index]);
        uint32_t entry = rows_.append(key.list[input], encoded_.row(index));
        rows_[entry].degree = met;
        auto& cache = key.cache[input];
        auto place = std::upper_bound(cache.begin(), cache.end(), time, [](int64_t t, const Timed& b) { return t < b.time; });
        cache.insert(place, Timed{time, entry});
        if (key.cleanUp[input] == INT64_MIN) schedule(key, keyRows_[index], input, time);
    }

    void schedule(Key& key, uint32_t keyRow, int side, int64_t time) {
        key.cleanUp[side] = time + ahead_[side] + cleanUpAfter_ + 1;
        timers_.add(key.cleanUp[side], keyRow, side);
    }

    /// What is due goes, in slices; those keys on disk that are due come back for it. True when there is more.
    bool drain(Output& out) {
        bool more = fire(pending_, TimersAtOnce);
        changes_.flush(out, 4096);
        if (more) return true;
        if (cold_ && cold_->fetchDue(pending_, KeysAtOnce)) {
            // Those that stay may be too much.
            fire(pending_, SIZE_MAX);
            changes_.flush(out, 4096);
            cold_->keepBudget();
            return true;
        }
        tellFates();
        hasPending_ = false;
        report();
        if (!spec_.processingTime) out.push(pending_);
        return false;
    }

    /// True when there are more than so many.
    bool fire(int64_t time, size_t most) {
        KeyTimers::Timer timer;
        for (; most > 0 && timers_.take(time, timer); --most) {
            if (!keys_.live(timer.row)) continue;
            const int side = timer.side;
            Key& key = *keys_.as<Key*>(timer.row);
            if (key.cleanUp[side] != timer.time) continue;
            // Rows of this side meet rows of the other at most `ahead_` later.
            expired_[side] = expiration(ahead_[side]);
            auto& cache = key.cache[side];
            size_t gone = 0;
            for (; gone < cache.size() && cache[gone].time <= expired_[side]; ++gone) {
                RowLists::Entry& entry = rows_[cache[gone].entry];
                unmatched_[side] += entry.degree == 0;
                if (entry.degree == 0) pad(side, entry.row());
                rows_.remove(key.list[side], cache[gone].entry);
            }
            cache.erase(cache.begin(), cache.begin() + static_cast<std::ptrdiff_t>(gone));
            key.cleanUp[side] = INT64_MIN;
            if (!cache.empty()) schedule(key, timer.row, side, cache.front().time);
            dropIfEmpty(timer.row);
        }
        return timers_.next() <= time && timers_.next() != INT64_MAX;
    }

    static constexpr size_t TimersAtOnce = 8192, KeysAtOnce = 2048, AllocationBytes = 16;
    plan::IntervalJoinSpec spec_;
    RowCodec codecs_[2];
    JoinPairs pairs_;
    KeyTable keys_;
    RowLists rows_;
    RowChanges changes_;
    int64_t back_[2], ahead_[2];          // partners of a row of this side lie in [time - back, time + ahead]
    int64_t cleanUpAfter_;
    int64_t expired_[2] = {0, 0};         // rows of this side up to here are expired
    int64_t watermark_ = 0;
    KeyTimers timers_;
    int64_t pending_ = NoWatermark;       // what is due by then goes
    bool hasPending_ = false;
    std::optional<ColdRows> cold_;
    int64_t matched_[2] = {0, 0}, unmatched_[2] = {0, 0};     // not told yet
    const char* lastSemi_ = nullptr;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_, late_;
    std::vector<Found> found_;
    std::vector<uint8_t> nullKey_;
    std::vector<int64_t> times_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeIntervalJoin(const plan::IntervalJoinSpec& spec, const OperatorInputs& inputs) { return std::make_unique<IntervalJoin>(spec, inputs); }

} // namespace weir
