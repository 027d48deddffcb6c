// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"
#include "engine/runtime/operators/join_side.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/types/hash.h"

#include <algorithm>

namespace weir {

namespace {

/// Left rows look up a bounded table. The table comes as input 1; left rows wait until it is read, then pass without being kept.
class LookupJoin final : public Operator {
public:
    explicit LookupJoin(const plan::LookupJoinSpec& spec)
        : spec_(spec), table_(options(spec.join)), left_(spec.join.leftTypes), pairs_(spec.join, left_, table_.codec()),
          changes_(spec.join.leftTypes, spec.join.rightTypes) {}

    void process(int input, Batch rows, Output& out) override {
        if (rows.empty()) return;
        if (input == 1) return read(rows);
        if (!ready_) {
            waiting_.push_back(std::move(rows));
            return;
        }
        lookUp(rows, out);
    }
    void endInput(int input, Output& out) override {
        if (input != 1) return;
        ready_ = true;
        for (const Batch& rows : waiting_) lookUp(rows, out);
        waiting_.clear();
        if (heldWatermark_ != NoWatermark) out.push(heldWatermark_);
    }
    void advance(int64_t watermark, Output& out) override {
        if (!ready_) heldWatermark_ = watermark;
        else out.push(watermark);
    }

    void snapshot(StateWriter& out) const override {
        out.section("progress", progressForm());
        out.entry(EverySubtask);
        out.number(ready_);
        out.number(heldWatermark_);
        // Every subtask has the whole table.
        out.section("table", table_.form(context_->inputs->at(1)));
        table_.save(out, {}, true);
        out.section("waiting", {{}, stateColumns(context_->inputs->at(0)), "", {"nr"}});
        for (const Batch& rows : waiting_) {
            EncodedRows encoded;
            left_.encode(rows.columns, rows, encoded);
            for (int i = 0; i < rows.size(); ++i) {
                out.entry(AnySubtask);
                out.number(static_cast<int64_t>(rows.kind(rows.physicalRow(i))));
                out.bytes(encoded.row(i));
            }
        }
    }
    void restore(StateReader& in) override {
        StateEntry entry;
        if (in.section("progress", progressForm()))
            for (bool first = true; in.next(entry); first = false) {
                int64_t ready = entry.number(), held = entry.number();
                ready_ = ready != 0 && (first || ready_);
                heldWatermark_ = first ? held : std::min(heldWatermark_, held);
            }
        if (in.section("table", table_.form(context_->inputs->at(1)))) table_.load(in);
        if (!in.section("waiting", {{}, stateColumns(context_->inputs->at(0))})) return;
        RowChanges rows(spec_.join.leftTypes);
        auto take = [&] {
            if (rows.rows() > 0) waiting_.push_back(rows.take());
        };
        while (in.next(entry)) {
            auto kind = static_cast<RowKind>(entry.number());
            rows.add(kind, entry.bytes());
            if (rows.rows() >= 4096) take();
        }
        take();
    }

private:
    static StateForm progressForm() { return {{}, {{"table is read", "BOOLEAN"}, {"held watermark", "BIGINT"}}}; }
    static JoinSide::Options options(const plan::JoinSpec& spec) {
        JoinSide::Options options;
        options.types = spec.rightTypes;
        options.keys = spec.rightKeys;
        return options;
    }

    void read(const Batch& rows) {
        Batch active = pairs_.rowsWithKeys(1, rows, nullKey_);
        hash(rows, spec_.join.rightKeys);
        std::vector<uint32_t> at;
        table_.findOrInsert(hashes_, columnsOf(rows, spec_.join.rightKeys), active, at);
        EncodedRows encoded;
        table_.codec().encode(rows.columns, active, encoded);
        for (int i = 0; i < active.size(); ++i) table_.add(at[i], encoded.row(i), {}, 0);
    }

    void lookUp(const Batch& rows, Output& out) {
        Batch active = pairs_.rowsWithKeys(0, rows, nullKey_);
        hash(rows, spec_.join.leftKeys);
        std::vector<uint32_t> at;
        table_.find(hashes_, columnsOf(rows, spec_.join.leftKeys), active, at);
        pairs_.clear();
        for (int i = 0; i < active.size(); ++i)
            if (at[i] != KeyTable::NoRow)
                table_.each(at[i], [&](uint32_t entry) { pairs_.add(active.physicalRow(i), active.physicalRow(i), entry, table_.entry(entry).row()); });
        if (spec_.join.kind == plan::JoinKind::Inner) {
            if (pairs_.size() > 0) pushInSlices(out, pairs_.matching(0, rows, context_->evaluation), std::max(context_->maxRows, 4096));
            return;
        }
        pairs_.match(0, rows, context_->evaluation);
        EncodedRows encoded;
        left_.encode(rows.columns, rows, encoded);
        size_t pair = 0;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            bool met = false;
            for (; pair < pairs_.size() && pairs_.origin(pair) == row; ++pair) {
                if (!pairs_.passed(pair)) continue;
                met = true;
                changes_.add(rows.kind(row), encoded.row(i), table_.entry(pairs_.entry(pair)).row());
            }
            if (!met) changes_.addLeftOnly(rows.kind(row), encoded.row(i));
        }
        changes_.flush(out, 4096);
    }

    void hash(const Batch& rows, const std::vector<int>& keys) {
        std::vector<ColumnRef> columns = columnsOf(rows, keys);
        if (columns.empty()) hashes_.assign(static_cast<size_t>(rows.rows), 0);
        else hashRows(columns, rows, hashes_);
    }

    plan::LookupJoinSpec spec_;
    JoinSide table_;
    RowCodec left_;
    JoinPairs pairs_;
    RowChanges changes_;
    bool ready_ = false;
    std::vector<Batch> waiting_;
    int64_t heldWatermark_ = NoWatermark;
    std::vector<uint64_t> hashes_;
    std::vector<uint8_t> nullKey_;
};

} // namespace

OperatorPtr makeLookupJoin(const plan::LookupJoinSpec& spec, const OperatorInputs&) { return std::make_unique<LookupJoin>(spec); }

} // namespace weir
