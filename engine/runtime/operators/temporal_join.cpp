// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/key_timers.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <map>
#include <optional>

namespace weir {

namespace {

/// Each left row meets the version of the right row that was valid at its time. Event time: left rows wait for the watermark. A key goes to disk with its
/// versions and waiting rows, and comes back for a row or when one that waits is due.
class TemporalJoin final : public Operator, private ColdRows::Owner {
public:
    TemporalJoin(const plan::TemporalJoinSpec& spec, const OperatorInputs&)
        : spec_(spec), codecs_{RowCodec(spec.join.leftTypes), RowCodec(spec.join.rightTypes)}, pairs_(spec.join, codecs_[0], codecs_[1]),
          keys_(typesOf(spec.join.leftTypes, spec.join.leftKeys), sizeof(Key*)), changes_(spec.join.leftTypes, spec.join.rightTypes) {}
    ~TemporalJoin() override {
        for (uint32_t row = 0; row < keys_.end(); ++row)
            if (keys_.live(row)) delete keys_.as<Key*>(row);
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        if (!context.coldStore || context.batchMode || keys_.keyTypes().empty()) return;
        cold_.emplace(*context.coldStore, *context.memory, keys_, static_cast<ColdRows::Owner&>(*this), context.maxParallelism, context.counters);
        context.spills = true;
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        std::vector<ColumnRef> keys = columnsOf(rows, input == 0 ? spec_.join.leftKeys : spec_.join.rightKeys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        if (cold_) cold_->fetch(hashes_, keys, active);
        keys_.findOrInsert(hashes_, keys, active, keyRows_, found_);
        if (cold_) cold_->touch(keyRows_);
        for (size_t i = 0; i < keyRows_.size(); ++i)
            if (found_[i] != Found::Old) keys_.as<Key*>(keyRows_[i]) = new Key();
        encoded_.clear();
        codecs_[input].encode(rows.columns, active, encoded_);
        const std::vector<DataType>& types = input == 0 ? spec_.join.leftTypes : spec_.join.rightTypes;
        int timeColumn = input == 0 ? spec_.leftTime : spec_.rightTime;
        std::vector<Waiting> now;
        for (int i = 0; i < active.size(); ++i) {
            int row = active.physicalRow(i);
            RowKind kind = rows.kind(row);
            Key& key = *keys_.as<Key*>(keyRows_[i]);
            int64_t time = 0;
            if (!spec_.processingTime) {
                if (rows.columns[timeColumn]->isNull(row)) throw RunError(ErrorCode::Runtime, "The rowtime of a row of a temporal join is NULL.");
                time = millisAt(*rows.columns[timeColumn], types[timeColumn], row);
            }
            if (input == 1) {
                // What a row was before is known from its older version.
                if (kind == RowKind::UpdateBefore) continue;
                setVersion(key, time, kind, encoded_.row(i));
                continue;
            }
            Waiting waiting{keyRows_[i], time, kind, std::string(encoded_.row(i))};
            if (spec_.processingTime) {
                now.push_back(std::move(waiting));
                continue;
            }
            wait(key, std::move(waiting));
        }
        if (active.size() < rows.size() && input == 0 && spec_.join.kind == plan::JoinKind::Left)
            for (int i = 0; i < rows.size(); ++i) {
                int row = rows.physicalRow(i);
                if (!nullKey_[row]) continue;
                std::vector<char> bytes;
                codecs_[0].encodeRow(rows.columns, row, bytes);
                changes_.addLeftOnly(rows.kind(row), {bytes.data(), bytes.size()});
            }
        if (!now.empty()) join(now, out);
        changes_.flush(out, 4096);
        if (cold_) cold_->keepBudget();
        report();
    }

    void advance(int64_t watermark, Output& out) override {
        if (spec_.processingTime) return out.push(watermark);
        pending_ = watermark;
        hasPending_ = true;
        drain(out);
    }
    bool resume(Output& out) override { return hasPending_ && drain(out); }

    void snapshot(StateWriter& out) const override {
        out.section("versions and waiting rows", form());
        if (!cold_) return saveInMemory(out);
        cold_->save(out, [this](StateWriter& to) { saveInMemory(to); });
    }
    void restore(StateReader& in) override {
        if (!in.section("versions and waiting rows", form())) return;
        for (TableEntries entries(in, keys_); entries.next();) {
            loadRow(entries.row(), entries.entry());
            if (cold_ && entries.atBoundary()) cold_->keepBudget();
        }
        report();
    }

private:
    StateForm form() const {
        StateForm form{stateColumns(context_->inputs->at(0), spec_.join.leftKeys), stateColumns(context_->inputs->at(0))};
        // Versions and waiting rows have other columns: neither are shown, but when the latter are due.
        form.shape.grammar = "k*(nnb)*(tnb)";
        form.shape.isProcessingTime = spec_.processingTime;
        for (const StateColumn& column : stateColumns(context_->inputs->at(1))) form.value.push_back(column);
        return form;
    }
    struct Waiting {
        uint32_t key;
        int64_t time;
        RowKind kind;
        std::string row;
    };
    struct Version {
        RowKind kind;
        std::string row;
    };
    struct Key {
        std::map<int64_t, Version> versions;
        std::vector<Waiting> waiting;
        int64_t joined = NoWatermark;         // those that were due by then
    };

    // Keys that go to disk and come back --------------------------------------------------------------------------------------------------
    void saveRow(uint32_t row, StateWriter& out) override { saveKey(*keys_.as<Key*>(row), out); }
    void loadRow(uint32_t row, StateEntry& in) override {
        auto* key = new Key();
        keys_.as<Key*>(row) = key;
        for (int64_t left = in.number(); left > 0; --left) {
            int64_t time = in.number();
            auto kind = static_cast<RowKind>(in.number());
            setVersion(*key, time, kind, in.bytes());
        }
        for (int64_t left = in.number(); left > 0; --left) {
            int64_t time = in.number();
            auto kind = static_cast<RowKind>(in.number());
            wait(*key, {row, time, kind, std::string(in.bytes())});
        }
    }
    void dropRow(uint32_t row) override {
        Key* key = keys_.as<Key*>(row);
        const size_t timers = key->waiting.size();
        for (const auto& [time, version] : key->versions) heldBytes_ -= VersionBytes + version.row.size();
        for (const Waiting& one : key->waiting) heldBytes_ -= WaitingBytes + one.row.size();
        delete key;
        keys_.erase(row);
        timers_.forget(timers, [this](const KeyTimers::Timer& one) { return keys_.live(one.row) && !keys_.as<Key*>(one.row)->waiting.empty(); });
    }
    int64_t dueOf(uint32_t row) const override {
        int64_t due = ColdDues::Never;
        for (const Waiting& one : keys_.as<Key*>(row)->waiting) due = std::min(due, one.time);
        return due;
    }
    size_t usedBytes() const override { return keys_.usedBytes() + keys_.size() * (sizeof(Key) + AllocationBytes) + heldBytes_ + timers_.bytes() + (cold_ ? cold_->bytes() : 0); }
    void report() {
        if (!context_->counters) return;
        context_->counters->stateRows.store(static_cast<int64_t>(keys_.size() + (cold_ ? cold_->rowsOnDisk() : 0)), std::memory_order_relaxed);
        context_->counters->stateBytes.store(static_cast<int64_t>(usedBytes()), std::memory_order_relaxed);
    }
    void saveInMemory(StateWriter& out) const {
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            saveKey(*keys_.as<Key*>(keys.row()), out);
        }
    }
    static void saveKey(const Key& key, StateWriter& out) {
        out.number(static_cast<int64_t>(key.versions.size()));
        for (const auto& [time, version] : key.versions) {
            out.number(time);
            out.number(static_cast<int64_t>(version.kind));
            out.bytes(version.row);
        }
        out.number(static_cast<int64_t>(key.waiting.size()));
        for (const Waiting& row : key.waiting) {
            out.number(row.time);
            out.number(static_cast<int64_t>(row.kind));
            out.bytes(row.row);
        }
    }
    void setVersion(Key& key, int64_t time, RowKind kind, std::string_view row) {
        auto [version, isNew] = key.versions.try_emplace(time);
        heldBytes_ += row.size() + (isNew ? VersionBytes : 0) - version->second.row.size();
        version->second = {kind, std::string(row)};
    }
    void wait(Key& key, Waiting row) {
        heldBytes_ += WaitingBytes + row.row.size();
        timers_.add(row.time, row.key);
        key.waiting.push_back(std::move(row));
    }

    /// What is due is joined, in slices; those keys on disk that are due come back for it. True when there is more.
    bool drain(Output& out) {
        bool more = joinDue(KeysAtOnce, out);
        if (more) return true;
        if (cold_ && cold_->fetchDue(pending_, KeysAtOnce)) {
            // What stays may be too much.
            joinDue(SIZE_MAX, out);
            cold_->keepBudget();
            return true;
        }
        hasPending_ = false;
        report();
        out.push(pending_);
        return false;
    }

    /// Of so many keys what has waited until now. True when there may be more.
    bool joinDue(size_t keys, Output& out) {
        std::vector<Waiting> ready;
        std::vector<uint32_t> touched;
        KeyTimers::Timer timer;
        while (touched.size() < keys && timers_.take(pending_, timer)) {
            if (!keys_.live(timer.row)) continue;
            Key& key = *keys_.as<Key*>(timer.row);
            // Each of its rows has a timer.
            if (key.joined == pending_) continue;
            key.joined = pending_;
            // Within a key in the order of arrival.
            std::vector<Waiting> later;
            for (Waiting& row : key.waiting) (row.time <= pending_ ? ready : later).push_back(std::move(row));
            key.waiting = std::move(later);
            touched.push_back(timer.row);
        }
        for (size_t first = 0; first < ready.size(); first += 1024)
            join(std::span(ready).subspan(first, std::min<size_t>(1024, ready.size() - first)), out);
        for (const Waiting& row : ready) heldBytes_ -= WaitingBytes + row.row.size();
        for (uint32_t at : touched) {
            auto& versions = keys_.as<Key*>(at)->versions;
            auto current = versions.upper_bound(pending_);
            if (current == versions.begin()) continue;
            for (auto old = versions.begin(); old != std::prev(current); old = versions.erase(old)) heldBytes_ -= VersionBytes + old->second.row.size();
        }
        changes_.flush(out, 4096);
        return timers_.next() <= pending_ && timers_.next() != INT64_MAX;
    }

    static constexpr size_t KeysAtOnce = 2048, AllocationBytes = 16;
    // With what the heap takes beside them.
    static constexpr size_t VersionBytes = sizeof(std::pair<const int64_t, Version>) + 48, WaitingBytes = sizeof(Waiting) + 16;

    void join(std::span<const Waiting> rows, Output& out) {
        std::vector<std::string_view> views;
        for (const Waiting& row : rows) views.push_back(row.row);
        Batch batch;
        batch.rows = static_cast<int>(rows.size());
        batch.columns = codecs_[0].decode(views);
        pairs_.clear();
        std::vector<const Version*> versions(rows.size(), nullptr);
        for (size_t i = 0; i < rows.size(); ++i) {
            const auto& known = keys_.as<Key*>(rows[i].key)->versions;
            auto after = known.upper_bound(rows[i].time);
            if (after == known.begin()) continue;
            const Version& version = std::prev(after)->second;
            if (!isAdd(version.kind)) continue;
            versions[i] = &version;
            pairs_.add(static_cast<int>(i), static_cast<int>(i), 0, version.row);
        }
        pairs_.match(0, batch, context_->evaluation);
        size_t pair = 0;
        for (size_t i = 0; i < rows.size(); ++i) {
            bool met = versions[i] && pairs_.passed(pair);
            pair += versions[i] != nullptr;
            if (met) changes_.add(rows[i].kind, rows[i].row, versions[i]->row);
            else if (spec_.join.kind == plan::JoinKind::Left) changes_.addLeftOnly(rows[i].kind, rows[i].row);
        }
        changes_.flush(out, 4096);
    }

    plan::TemporalJoinSpec spec_;
    RowCodec codecs_[2];
    JoinPairs pairs_;
    KeyTable keys_;
    RowChanges changes_;
    KeyTimers timers_;                    // of rows that wait
    int64_t pending_ = NoWatermark;       // what is due by then is joined
    bool hasPending_ = false;
    size_t heldBytes_ = 0;                // by what keys own
    std::optional<ColdRows> cold_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    std::vector<uint8_t> nullKey_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeTemporalJoin(const plan::TemporalJoinSpec& spec, const OperatorInputs& inputs) { return std::make_unique<TemporalJoin>(spec, inputs); }

} // namespace weir
