// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/window_times.h"
#include "engine/state/key_table.h"
#include "engine/types/hash.h"

#include <map>
#include <set>

namespace weir {

namespace {

/// Each left row meets the version of the right row that was valid at its time. Event time: left rows wait for the watermark.
class TemporalJoin final : public Operator {
public:
    TemporalJoin(const plan::TemporalJoinSpec& spec, const OperatorInputs&)
        : spec_(spec), codecs_{RowCodec(spec.join.leftTypes), RowCodec(spec.join.rightTypes)}, pairs_(spec.join, codecs_[0], codecs_[1]),
          keys_(typesOf(spec.join.leftTypes, spec.join.leftKeys), sizeof(Key*)), changes_(spec.join.leftTypes, spec.join.rightTypes) {}
    ~TemporalJoin() override {
        for (uint32_t row = 0; row < keys_.end(); ++row)
            if (keys_.live(row)) delete keys_.as<Key*>(row);
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        Batch active = pairs_.rowsWithKeys(input, rows, nullKey_);
        std::vector<ColumnRef> keys = columnsOf(rows, input == 0 ? spec_.join.leftKeys : spec_.join.rightKeys);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        keys_.findOrInsert(hashes_, keys, active, keyRows_, found_);
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
                key.versions[time] = {kind, std::string(encoded_.row(i))};
                continue;
            }
            Waiting waiting{keyRows_[i], time, kind, std::string(encoded_.row(i))};
            if (spec_.processingTime) {
                now.push_back(std::move(waiting));
                continue;
            }
            key.waiting.push_back(std::move(waiting));
            keysByTime_.insert({time, keyRows_[i]});
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
    }

    void advance(int64_t watermark, Output& out) override {
        if (!spec_.processingTime) {
            std::vector<Waiting> ready;
            std::set<uint32_t> touched;
            while (!keysByTime_.empty() && keysByTime_.begin()->first <= watermark) {
                uint32_t at = keysByTime_.begin()->second;
                keysByTime_.erase(keysByTime_.begin());
                Key& key = *keys_.as<Key*>(at);
                // Within a key in the order of arrival.
                std::vector<Waiting> later;
                for (Waiting& row : key.waiting) (row.time <= watermark ? ready : later).push_back(std::move(row));
                key.waiting = std::move(later);
                touched.insert(at);
            }
            for (size_t first = 0; first < ready.size(); first += 1024)
                join(std::span(ready).subspan(first, std::min<size_t>(1024, ready.size() - first)), out);
            for (uint32_t at : touched) {
                auto& versions = keys_.as<Key*>(at)->versions;
                auto current = versions.upper_bound(watermark);
                if (current != versions.begin()) versions.erase(versions.begin(), std::prev(current));
            }
            changes_.flush(out, 4096);
        }
        out.push(watermark);
    }

    void snapshot(StateWriter& out) const override {
        out.section("versions and waiting rows", form());
        for (TableKeys keys(keys_, out.maxParallelism()); keys.next();) {
            const Key& key = *keys_.as<Key*>(keys.row());
            keys.beginEntry(out);
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
    }
    void restore(StateReader& in) override {
        if (!in.section("versions and waiting rows", form())) return;
        for (TableEntries entries(in, keys_); entries.next();) {
            StateEntry& entry = entries.entry();
            auto* key = new Key();
            keys_.as<Key*>(entries.row()) = key;
            for (int64_t left = entry.number(); left > 0; --left) {
                int64_t time = entry.number();
                auto kind = static_cast<RowKind>(entry.number());
                key->versions[time] = {kind, std::string(entry.bytes())};
            }
            for (int64_t left = entry.number(); left > 0; --left) {
                int64_t time = entry.number();
                auto kind = static_cast<RowKind>(entry.number());
                key->waiting.push_back({entries.row(), time, kind, std::string(entry.bytes())});
                keysByTime_.insert({time, entries.row()});
            }
        }
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
    };

    void join(std::span<const Waiting> rows, Output& out) {
        std::vector<std::string_view> views;
        for (const Waiting& row : rows) views.push_back(row.row);
        Batch batch;
        batch.rows = static_cast<int>(rows.size());
        auto builders = codecs_[0].makeBuilders(batch.rows);
        codecs_[0].decode(views, builders);
        for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
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
    std::set<std::pair<int64_t, uint32_t>> keysByTime_;
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
    std::vector<uint8_t> nullKey_;
    EncodedRows encoded_;
};

} // namespace

OperatorPtr makeTemporalJoin(const plan::TemporalJoinSpec& spec, const OperatorInputs& inputs) { return std::make_unique<TemporalJoin>(spec, inputs); }

} // namespace weir
