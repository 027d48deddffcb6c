// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <map>
#include <utility>

namespace weir {

namespace {

using plan::JoinKind;

/// Rows of two append-only inputs whose times lie within an interval of each other. Rows wait until no partner can come; when they
/// leave is what decides which late rows still find one, so that follows Flink to the millisecond.
class IntervalJoin final : public Operator {
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
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        const std::vector<int>& keyColumns = input == 0 ? spec_.join.leftKeys : spec_.join.rightKeys;
        std::vector<ColumnRef> keys = columnsOf(rows, keyColumns);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        keys_.findOrInsert(hashes_, keys, active, keyRows_, found_);
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
        if (context_->counters) {
            context_->counters->stateRows.store(static_cast<int64_t>(rows_.size()), std::memory_order_relaxed);
            context_->counters->stateBytes.store(static_cast<int64_t>(rows_.bytes() + keys_.bytes()), std::memory_order_relaxed);
        }
    }

    void advance(int64_t watermark, Output& out) override {
        if (!spec_.processingTime) {
            // Before the first positive watermark Flink's operator time is zero.
            watermark_ = std::max<int64_t>(watermark, 0);
            fire(watermark);
            changes_.flush(out, 4096);
            tellFates();
        }
        out.push(watermark);
    }
    int64_t nextWallTimer() const override { return spec_.processingTime && !timers_.empty() ? timers_.begin()->first : INT64_MAX; }
    void wallTimer(int64_t now, Output& out) override {
        if (!spec_.processingTime) return;
        watermark_ = now;
        fire(now);
        changes_.flush(out, 4096);
        tellFates();
    }

    void snapshot(StateWriter& out) const override {
        out.section("clock", {{}, {{"watermark", "BIGINT"}, {"expired", "BIGINT, BIGINT"}}});
        out.entry(EverySubtask);
        for (int64_t part : {watermark_, expired_[0], expired_[1]}) out.number(part);
        for (int side = 0; side < 2; ++side) {
            out.section(side == 0 ? "left" : "right", form(side));
            for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
                const Key& key = *keys_.as<Key*>(keys.row());
                keys.beginEntry(out);
                out.number(key.cleanUp[side]);
                out.number(static_cast<int64_t>(key.cache[side].size()));
                for (const Timed& one : key.cache[side]) {
                    out.number(one.time);
                    out.bytes(rows_[one.entry].row());
                    out.number(rows_[one.entry].degree);
                }
            }
        }
    }
    void restore(StateReader& in) override {
        StateEntry clock;
        if (in.section("clock", {{}, {{"watermark", "BIGINT"}, {"expired", "BIGINT, BIGINT"}}}))
            for (bool first = true; in.next(clock); first = false)
                for (int64_t* part : {&watermark_, &expired_[0], &expired_[1]}) *part = first ? clock.number() : std::min(*part, clock.number());
        for (int side = 0; side < 2; ++side) {
            if (!in.section(side == 0 ? "left" : "right", form(side))) continue;
            // Both sides share the keys: the right side's are found by way of a table of their own.
            KeyTable own(keys_.keyTypes(), 0);
            for (TableEntries entries(in, own); entries.next();) {
                Found found;
                uint32_t row = keys_.findOrInsertFrom(own, entries.row(), found);
                if (found == Found::New) keys_.as<Key*>(row) = new Key();
                Key& key = *keys_.as<Key*>(row);
                StateEntry& entry = entries.entry();
                key.cleanUp[side] = entry.number();
                if (key.cleanUp[side] != INT64_MIN) timers_[key.cleanUp[side]].push_back({row, side});
                for (int64_t left = entry.number(); left > 0; --left) {
                    int64_t time = entry.number();
                    uint32_t at = rows_.append(key.list[side], entry.row());
                    rows_[at].degree = static_cast<uint32_t>(entry.number());
                    key.cache[side].push_back({time, at});
                }
            }
        }
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
    };
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
        timers_[key.cleanUp[side]].push_back({keyRow, side});
    }

    void fire(int64_t time) {
        while (!timers_.empty() && timers_.begin()->first <= time) {
            int64_t due = timers_.begin()->first;
            auto fired = std::move(timers_.begin()->second);
            timers_.erase(timers_.begin());
            for (auto [keyRow, side] : fired) {
                if (!keys_.live(keyRow)) continue;
                Key& key = *keys_.as<Key*>(keyRow);
                if (key.cleanUp[side] != due) continue;
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
                if (!cache.empty()) schedule(key, keyRow, side, cache.front().time);
                if (key.cache[0].empty() && key.cache[1].empty()) {
                    delete &key;
                    keys_.erase(keyRow);
                }
            }
        }
    }

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
    struct Timer {
        uint32_t key;
        int side;
    };
    std::map<int64_t, std::vector<Timer>> timers_;
    int64_t matched_[2] = {0, 0}, unmatched_[2] = {0, 0};     // not told yet
    const char* lastSemi_ = nullptr;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    std::vector<uint8_t> nullKey_;
    std::vector<int64_t> times_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeIntervalJoin(const plan::IntervalJoinSpec& spec, const OperatorInputs& inputs) { return std::make_unique<IntervalJoin>(spec, inputs); }

} // namespace weir
