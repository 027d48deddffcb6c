// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/types/hash.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace weir {

namespace {

/// What keyed operators over packed rows share: the key's table row and the packed row of each input row, and the keys on disk.
class KeyedRows {
public:
    KeyedRows(std::vector<DataType> types, std::vector<int> keys, uint32_t payloadBytes, int64_t ttlMillis)
        : types_(std::move(types)), keys_(std::move(keys)), codec_(types_), table(typesOf(types_, keys_), payloadBytes, ttlMillis) {}
    void locate(const Batch& rows, int64_t now) {
        std::vector<ColumnRef> keys = columnsOf(rows, keys_);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        table.setTime(now);
        if (cold) cold->fetch(hashes_, keys, rows);
        table.findOrInsert(hashes_, keys, rows, keyRows, found);
        if (cold) cold->touch(keyRows);
        encoded_.clear();
        codec_.encode(rows.columns, rows, encoded_);
    }
    /// From now on keys that have not been used for long go to disk when memory is full.
    void spillTo(OperatorContext& context, ColdRows::Owner& owner) {
        if (!context.coldStore || context.batchMode || keys_.empty()) return;
        cold.emplace(*context.coldStore, *context.memory, table, owner, context.maxParallelism, context.counters);
        context.spills = true;
    }
    size_t usedBytes() const { return table.usedBytes() + (cold ? cold->bytes() : 0); }
    void keepBudget() {
        if (cold) cold->keepBudget();
    }
    void saveCold(StateWriter& out) const {
        if (cold) cold->freeze()->save(out);
    }
    void report(OperatorCounters* counters, size_t bytes) const {
        if (!counters) return;
        counters->stateRows.store(static_cast<int64_t>(table.size() + (cold ? cold->rowsOnDisk() : 0)), std::memory_order_relaxed);
        counters->stateBytes.store(static_cast<int64_t>(bytes), std::memory_order_relaxed);
    }
    std::string_view row(int index) const { return encoded_.row(index); }
    const std::vector<DataType>& types() const { return types_; }
    StateForm form(const Schema& schema) const { return {stateColumns(schema, keys_), stateColumns(schema), "rows kr", {"kr"}}; }

private:
    std::vector<DataType> types_;
    std::vector<int> keys_;
    RowCodec codec_;
    EncodedRows encoded_;
    std::vector<uint64_t> hashes_;

public:
    KeyTable table;
    std::optional<ColdRows> cold;
    std::vector<uint32_t> keyRows;
    std::vector<Found> found;
};

/// Keeps the last row per key: duplicates go, -U appears, a deletion is the whole old row.
class ChangelogNormalize final : public Operator, private ColdRows::Owner {
public:
    ChangelogNormalize(const plan::ChangelogNormalizeSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), keyed_(inputs.inputs[0].types(), spec.key, sizeof(Kept), spec.ttlMillis), changes_(keyed_.types()) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        keyed_.spillTo(context, *this);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        keyed_.locate(rows, context_->evaluation.wallMillis);
        for (int i = 0; i < rows.size(); ++i) {
            Kept& kept = keyed_.table.as<Kept>(keyed_.keyRows[i]);
            if (keyed_.found[i] == Found::New) kept = {};
            else if (keyed_.found[i] == Found::Expired) forget(kept);
        }
        for (int i = 0; i < rows.size(); ++i) {
            Kept& kept = keyed_.table.as<Kept>(keyed_.keyRows[i]);
            std::string_view row = keyed_.row(i);
            if (!isAdd(rows.kind(rows.physicalRow(i)))) {
                if (kept.bytes) changes_.add(RowKind::Delete, kept.row());
                forget(kept);
                continue;
            }
            if (!kept.bytes) {
                changes_.add(RowKind::Insert, row);
            } else {
                if (spec_.ttlMillis <= 0 && kept.row() == row) continue;
                if (spec_.updateBefore) changes_.add(RowKind::UpdateBefore, kept.row());
                changes_.add(RowKind::UpdateAfter, row);
            }
            forget(kept);
            keep(kept, row);
        }
        for (uint32_t at : keyed_.keyRows)
            if (keyed_.table.live(at) && !keyed_.table.as<Kept>(at).bytes) keyed_.table.erase(at);
        changes_.flush(out, 4096);
        keyed_.keepBudget();
        keyed_.report(context_->counters, usedBytes());
    }

    void snapshot(StateWriter& out) const override {
        out.section("rows", keyed_.form(context_->inputs->at(0)));
        for (TableKeys keys(keyed_.table, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            out.bytes(keyed_.table.as<Kept>(keys.row()).row());
        }
        keyed_.saveCold(out);
    }
    void restore(StateReader& in) override {
        if (!in.section("rows", keyed_.form(context_->inputs->at(0)))) return;
        for (TableEntries entries(in, keyed_.table); entries.next();) {
            keep(keyed_.table.as<Kept>(entries.row()), entries.entry().row());
            if (entries.atBoundary()) keyed_.keepBudget();
        }
        keyed_.report(context_->counters, usedBytes());
    }

private:
    void saveRow(uint32_t row, StateWriter& out) override { out.bytes(keyed_.table.as<Kept>(row).row()); }
    void loadRow(uint32_t row, StateEntry& in) override { keep(keyed_.table.as<Kept>(row), in.bytes()); }
    void dropRow(uint32_t row) override {
        forget(keyed_.table.as<Kept>(row));
        keyed_.table.erase(row);
    }
    size_t usedBytes() const override { return keyed_.usedBytes() + arena_.usedBytes(); }

    struct Kept {
        const char* bytes = nullptr;
        uint64_t length = 0;
        std::string_view row() const { return {bytes, length}; }
    };
    void keep(Kept& kept, std::string_view row) {
        kept.bytes = arena_.store(row);
        kept.length = row.size();
    }
    void forget(Kept& kept) {
        if (kept.bytes) arena_.release(kept.row());
        kept = {};
    }
    plan::ChangelogNormalizeSpec spec_;
    KeyedRows keyed_;
    RowChanges changes_;
    Arena arena_;
};

/// Per sink key all rows that are there, in order of arrival; the last one is what the sink shows.
class SinkMaterialize final : public Operator, private ColdRows::Owner {
public:
    SinkMaterialize(const plan::SinkMaterializeSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), keyed_(inputs.inputs[0].types(), spec.sinkKey, sizeof(RowLists::List), spec.ttlMillis), changes_(keyed_.types()) {
        if (!spec.inputUpsertKey.empty()) unique_.emplace(typesOf(keyed_.types(), spec.inputUpsertKey));
    }

    void open(OperatorContext& context) override {
        Operator::open(context);
        keyed_.spillTo(context, *this);
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        keyed_.locate(rows, context_->evaluation.wallMillis);
        EncodedRows unique;
        if (unique_) unique_->encode(columnsOf(rows, spec_.inputUpsertKey), rows, unique);
        for (int i = 0; i < rows.size(); ++i) {
            RowLists::List& list = keyed_.table.as<RowLists::List>(keyed_.keyRows[i]);
            if (keyed_.found[i] == Found::New) list = {};
            else if (keyed_.found[i] == Found::Expired) rows_.clear(list);
        }
        for (int i = 0; i < rows.size(); ++i) {
            RowLists::List& list = keyed_.table.as<RowLists::List>(keyed_.keyRows[i]);
            std::string_view row = keyed_.row(i);
            uint32_t at = RowLists::None;
            // A row that stands for the same input row; the unique key lies in front of the row's bytes.
            std::string stored = unique_ ? prefixed(unique.row(i), row) : std::string(row);
            for (at = list.first; at != RowLists::None; at = rows_[at].next) {
                if (unique_ ? uniqueOf(rows_[at].row()) == unique.row(i) : rows_[at].row() == row) break;
            }
            if (isAdd(rows.kind(rows.physicalRow(i)))) {
                changes_.add(list.size == 0 ? RowKind::Insert : RowKind::UpdateAfter, row);
                if (unique_ && at != RowLists::None) rows_.replace(at, stored);
                else rows_.append(list, stored);
                continue;
            }
            if (at == RowLists::None) continue;
            bool last = at == list.last;
            rows_.remove(list, at);
            if (list.size == 0) changes_.add(RowKind::Delete, row);
            else if (last) changes_.add(RowKind::UpdateAfter, rowOf(rows_[list.last].row()));
        }
        for (uint32_t at : keyed_.keyRows)
            if (keyed_.table.live(at) && keyed_.table.as<RowLists::List>(at).size == 0) keyed_.table.erase(at);
        changes_.flush(out, 4096);
        keyed_.keepBudget();
        keyed_.report(context_->counters, usedBytes());
    }

    void snapshot(StateWriter& out) const override {
        out.section("rows", form());
        for (TableKeys keys(keyed_.table, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            saveRows(out, rows_, keyed_.table.as<RowLists::List>(keys.row()));
        }
        keyed_.saveCold(out);
    }
    void restore(StateReader& in) override {
        if (!in.section("rows", form())) return;
        for (TableEntries entries(in, keyed_.table); entries.next();) {
            auto& list = keyed_.table.as<RowLists::List>(entries.row());
            list = {};
            loadRows(entries.entry(), rows_, list);
            if (entries.atBoundary()) keyed_.keepBudget();
        }
        keyed_.report(context_->counters, usedBytes());
    }

private:
    void saveRow(uint32_t row, StateWriter& out) override { saveRows(out, rows_, keyed_.table.as<RowLists::List>(row)); }
    void loadRow(uint32_t row, StateEntry& in) override {
        auto& list = keyed_.table.as<RowLists::List>(row);
        list = {};
        loadRows(in, rows_, list);
    }
    void dropRow(uint32_t row) override {
        rows_.clear(keyed_.table.as<RowLists::List>(row));
        keyed_.table.erase(row);
    }
    size_t usedBytes() const override { return keyed_.usedBytes() + rows_.usedBytes(); }

    /// Rows with the upsert key in front, when there is one.
    StateForm form() const {
        StateForm form = keyed_.form(context_->inputs->at(0));
        std::vector<StateColumn> unique = stateColumns(context_->inputs->at(0), spec_.inputUpsertKey);
        form.value.insert(form.value.begin(), unique.begin(), unique.end());
        form.layout.clear();
        form.shape.grammar = unique_ ? "k*(bnnn)" : "k*(rnnn)";
        form.shape.rowAt = static_cast<int>(unique.size());
        return form;
    }
    static std::string prefixed(std::string_view unique, std::string_view row) {
        auto length = static_cast<uint32_t>(unique.size());
        std::string out(reinterpret_cast<const char*>(&length), sizeof length);
        out.append(unique);
        out.append(row);
        return out;
    }
    static uint32_t uniqueLength(std::string_view stored) {
        uint32_t length;
        std::memcpy(&length, stored.data(), sizeof length);
        return length;
    }
    std::string_view uniqueOf(std::string_view stored) const { return stored.substr(sizeof(uint32_t), uniqueLength(stored)); }
    std::string_view rowOf(std::string_view stored) const { return unique_ ? stored.substr(sizeof(uint32_t) + uniqueLength(stored)) : stored; }

    plan::SinkMaterializeSpec spec_;
    KeyedRows keyed_;
    RowChanges changes_;
    std::optional<RowCodec> unique_;
    RowLists rows_;
};

/// At most one row of each key may be there (a scalar subquery).
class SingleRow final : public Operator {
public:
    SingleRow(const plan::SingleRowSpec& spec, const OperatorInputs& inputs)
        : keys_(spec.keys), present_(typesOf(inputs.inputs[0].types(), spec.keys), sizeof(int64_t)) {}

    void process(int, Batch rows, Output& out) override {
        std::vector<ColumnRef> keys = columnsOf(rows, keys_);
        if (keys.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(keys, rows, hashes_);
        present_.findOrInsert(hashes_, keys, rows, keyRows_, found_);
        for (int i = 0; i < rows.size(); ++i)
            if (found_[i] == Found::New) present_.as<int64_t>(keyRows_[i]) = 0;
        for (int i = 0; i < rows.size(); ++i) {
            int64_t& count = present_.as<int64_t>(keyRows_[i]);
            count += isAdd(rows.kind(rows.physicalRow(i))) ? 1 : -1;
            if (count > 1) throw RunError(ErrorCode::Runtime, "A scalar subquery gave more than one row.");
        }
        for (uint32_t row : keyRows_)
            if (present_.live(row) && present_.as<int64_t>(row) == 0) present_.erase(row);
        out.push(std::move(rows));
    }

    void snapshot(StateWriter& out) const override {
        out.section("rows", form());
        for (TableKeys keys(present_, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            out.number(present_.as<int64_t>(keys.row()));
        }
    }
    void restore(StateReader& in) override {
        if (!in.section("rows", form())) return;
        for (TableEntries entries(in, present_); entries.next();) present_.as<int64_t>(entries.row()) = entries.entry().number();
    }

private:
    StateForm form() const { return {stateColumns(context_->inputs->at(0), keys_), {{"rows", "BIGINT"}}}; }
    std::vector<int> keys_;
    KeyTable present_;                // payload: rows there
    std::vector<uint64_t> hashes_;
    std::vector<uint32_t> keyRows_;
    std::vector<Found> found_;
};

/// INTERSECT and EXCEPT: how often each row is there on either side decides how often it is in the result.
class SetOperation final : public Operator, private ColdRows::Owner {
public:
    SetOperation(const plan::SetOperationSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), keyed_(inputs.inputs[0].types(), allColumns(inputs.inputs[0].size()), sizeof(Counts), 0), changes_(keyed_.types()) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        keyed_.spillTo(context, *this);
    }

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        keyed_.locate(rows, context_->evaluation.wallMillis);
        for (int i = 0; i < rows.size(); ++i)
            if (keyed_.found[i] != Found::Old) keyed_.table.as<Counts>(keyed_.keyRows[i]) = {};
        for (int i = 0; i < rows.size(); ++i) {
            Counts& counts = keyed_.table.as<Counts>(keyed_.keyRows[i]);
            int64_t before = shown(counts);
            counts.side[input] += isAdd(rows.kind(rows.physicalRow(i))) ? 1 : -1;
            if (!context_->batchMode) change(shown(counts) - before, keyed_.row(i));
        }
        if (!context_->batchMode)
            for (uint32_t at : keyed_.keyRows)
                if (keyed_.table.live(at) && keyed_.table.as<Counts>(at).side[0] == 0 && keyed_.table.as<Counts>(at).side[1] == 0) keyed_.table.erase(at);
        changes_.flush(out, 4096);
        keyed_.keepBudget();
        keyed_.report(context_->counters, usedBytes());
    }

    void finish(Output& out) override {
        if (!context_->batchMode) return;
        std::vector<uint32_t> rows;
        auto flush = [&] {
            Batch batch;
            batch.rows = static_cast<int>(rows.size());
            std::vector<VectorBuilder> builders;
            for (const DataType& type : keyed_.types()) builders.emplace_back(type, batch.rows);
            keyed_.table.decodeKeys(rows, builders);
            for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
            if (batch.rows > 0) out.push(std::move(batch));
            rows.clear();
        };
        for (uint32_t at = 0; at < keyed_.table.end(); ++at) {
            if (!keyed_.table.live(at)) continue;
            for (int64_t n = shown(keyed_.table.as<Counts>(at)); n > 0; --n) rows.push_back(at);
            if (static_cast<int>(rows.size()) >= context_->maxRows) flush();
        }
        flush();
    }

    void snapshot(StateWriter& out) const override {
        out.section("rows", form());
        for (TableKeys keys(keyed_.table, out.maxParallelism()); keys.next();) {
            keys.beginEntry(out);
            for (int64_t count : keyed_.table.as<Counts>(keys.row()).side) out.number(count);
        }
        keyed_.saveCold(out);
    }
    void restore(StateReader& in) override {
        if (!in.section("rows", form())) return;
        for (TableEntries entries(in, keyed_.table); entries.next();) {
            for (int64_t& count : keyed_.table.as<Counts>(entries.row()).side) count = entries.entry().number();
            if (entries.atBoundary()) keyed_.keepBudget();
        }
        keyed_.report(context_->counters, usedBytes());
    }

private:
    void saveRow(uint32_t row, StateWriter& out) override {
        for (int64_t count : keyed_.table.as<Counts>(row).side) out.number(count);
    }
    void loadRow(uint32_t row, StateEntry& in) override {
        for (int64_t& count : keyed_.table.as<Counts>(row).side) count = in.number();
    }
    void dropRow(uint32_t row) override { keyed_.table.erase(row); }
    size_t usedBytes() const override { return keyed_.usedBytes(); }

    StateForm form() const { return {stateColumns(context_->inputs->at(0)), {{"left rows", "BIGINT"}, {"right rows", "BIGINT"}}}; }
    struct Counts { int64_t side[2] = {0, 0}; };
    static std::vector<int> allColumns(int count) {
        std::vector<int> columns;
        for (int i = 0; i < count; ++i) columns.push_back(i);
        return columns;
    }
    int64_t shown(const Counts& counts) const {
        int64_t left = std::max<int64_t>(counts.side[0], 0), right = std::max<int64_t>(counts.side[1], 0);
        if (spec_.intersect) return spec_.all ? std::min(left, right) : (left > 0 && right > 0);
        return spec_.all ? std::max<int64_t>(left - right, 0) : (left > 0 && right == 0);
    }
    void change(int64_t by, std::string_view row) {
        for (; by > 0; --by) changes_.add(RowKind::Insert, row);
        for (; by < 0; ++by) changes_.add(RowKind::Delete, row);
    }
    plan::SetOperationSpec spec_;
    KeyedRows keyed_;
    RowChanges changes_;
};

} // namespace

OperatorPtr makeChangelogNormalize(const plan::ChangelogNormalizeSpec& spec, const OperatorInputs& inputs) {
    return std::make_unique<ChangelogNormalize>(spec, inputs);
}
OperatorPtr makeSinkMaterialize(const plan::SinkMaterializeSpec& spec, const OperatorInputs& inputs) {
    return std::make_unique<SinkMaterialize>(spec, inputs);
}
OperatorPtr makeSingleRow(const plan::SingleRowSpec& spec, const OperatorInputs& inputs) { return std::make_unique<SingleRow>(spec, inputs); }
OperatorPtr makeSetOperation(const plan::SetOperationSpec& spec, const OperatorInputs& inputs) { return std::make_unique<SetOperation>(spec, inputs); }

} // namespace weir
