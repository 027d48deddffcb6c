// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/observe/time_ring.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/sort_keys.h"
#include "engine/runtime/operators/window_times.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace weir {

namespace {

/// ORDER BY over bounded input: all rows at the end. With a LIMIT only the best are kept on the way.
class Sort final : public Operator {
public:
    Sort(const plan::SortSpec& spec, const OperatorInputs& inputs) : spec_(spec), codec_(sortKeyCodec(inputs.inputs[0].types(), spec.order)) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting, true);
    }
    void process(int, Batch rows, Output&) override {
        if (rows.empty()) return;
        rows_ += rows.size();
        parts_.push_back(rows.dense());
        if (spec_.limit < 0) return;
        int64_t needed = spec_.offset + spec_.limit;
        if (rows_ < 4 * needed + 65536) return;
        Batch all = sorted();
        context_->count(RowFate::Dropped, std::max<int64_t>(0, all.rows - needed));
        all = all.slice(0, static_cast<int>(std::min<int64_t>(all.rows, needed)));
        rows_ = all.rows;
        parts_.assign(1, std::move(all));
    }

    void finish(Output& out) override {
        if (parts_.empty()) return;
        all_ = sorted();
        parts_.clear();
        next_ = std::min<int64_t>(spec_.offset, all_.rows);
        end_ = spec_.limit < 0 ? all_.rows : std::min<int64_t>(all_.rows, next_ + spec_.limit);
        context_->count(RowFate::Dropped, all_.rows - (end_ - next_));
        finishing_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!finishing_) return false;
        while (next_ < end_) {
            auto count = static_cast<int>(std::min<int64_t>(context_->maxRows, end_ - next_));
            out.push(all_.slice(static_cast<int>(next_), count));
            next_ += count;
            if (out.full() && next_ < end_) return true;
        }
        all_ = Batch();
        finishing_ = false;
        return false;
    }

private:
    Batch sorted() {
        Batch all = concatenate(parts_);
        EncodedRows keys;
        codec_.encode(all.columns, all, keys);
        std::vector<int32_t> order(static_cast<size_t>(all.rows));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return keys.row(a) < keys.row(b); });
        for (ColumnRef& column : all.columns) column = gather(column, std::span<const int32_t>(order));
        all.span.reset();
        all.kinds = {};
        return all;
    }
    plan::SortSpec spec_;
    SortKeyCodec codec_;
    std::vector<Batch> parts_;
    int64_t rows_ = 0;
    Batch all_;
    int64_t next_ = 0, end_ = 0;
    bool finishing_ = false;
};

/// ORDER BY a rowtime over a stream: rows leave in order when the watermark passes them. Late is only what would have to go before a
/// row that has left.
class TemporalSort final : public Operator {
public:
    TemporalSort(const plan::SortSpec& spec, const OperatorInputs& inputs)
        : spec_(spec), types_(inputs.inputs[0].types()), codec_(types_), sortCodec_(sortKeyCodec(types_, spec.order)), changes_(types_) {}

    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::Waiting, true);
    }
    void process(int, Batch rows, Output&) override {
        if (rows.empty()) return;
        encoded_.clear();
        keys_.clear();
        codec_.encode(rows.columns, rows, encoded_);
        sortCodec_.encode(rows.columns, rows, keys_);
        LateCount late(*context_, rows);
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            const Vector& times = *rows.columns[spec_.timeColumn];
            if (times.isNull(row)) throw RunError(ErrorCode::Runtime, "The rowtime to sort by is NULL.");
            int64_t time = millisAt(times, types_[spec_.timeColumn], row);
            if (!context_->batchMode && time <= lastShown_) {
                late.add(row, time);
                continue;
            }
            waiting_[time].push_back({std::string(keys_.row(i)), std::string(encoded_.row(i)), rows.kind(row)});
        }
        late.tell();
    }

    void advance(int64_t watermark, Output& out) override {
        pending_ = watermark;
        hasPending_ = true;
        resume(out);
    }

    bool resume(Output& out) override {
        if (!hasPending_) return false;
        while (!waiting_.empty() && waiting_.begin()->first <= pending_) {
            auto& rows = waiting_.begin()->second;
            std::stable_sort(rows.begin(), rows.end(), [](const Waiting& a, const Waiting& b) { return a.key < b.key; });
            const int64_t shownBefore = shown_;
            for (const Waiting& one : rows) {
                if (skipped_ < spec_.offset) {
                    ++skipped_;
                    continue;
                }
                if (spec_.limit >= 0 && shown_ >= spec_.limit) break;
                ++shown_;
                changes_.add(one.kind, one.row);
            }
            context_->count(RowFate::Dropped, static_cast<int64_t>(rows.size()) - (shown_ - shownBefore));
            lastShown_ = waiting_.begin()->first;
            waiting_.erase(waiting_.begin());
            if (changes_.rows() < context_->maxRows) continue;
            changes_.flush(out, context_->maxRows);
            if (out.full()) return true;
        }
        changes_.flush(out, context_->maxRows);
        hasPending_ = false;
        out.push(pending_);
        return false;
    }

    void snapshot(StateWriter& out) const override {
        out.section("progress", progressForm());
        out.entry(AnySubtask);
        for (int64_t part : {lastShown_, skipped_, shown_}) out.number(part);
        out.section("rows", {{}, stateColumns(context_->inputs->at(0)), "", {"tnbr"}});
        for (const auto& [time, rows] : waiting_)
            for (const Waiting& one : rows) {
                out.entry(AnySubtask);
                out.number(time);
                out.number(static_cast<int64_t>(one.kind));
                out.bytes(one.key);
                out.bytes(one.row);
            }
    }
    void restore(StateReader& in) override {
        StateEntry entry;
        if (in.section("progress", progressForm()) && in.next(entry))
            for (int64_t* part : {&lastShown_, &skipped_, &shown_}) *part = entry.number();
        if (!in.section("rows", {{}, stateColumns(context_->inputs->at(0))})) return;
        while (in.next(entry)) {
            auto& rows = waiting_[entry.number()];
            auto kind = static_cast<RowKind>(entry.number());
            std::string key(entry.bytes());
            rows.push_back({std::move(key), std::string(entry.bytes()), kind});
        }
    }

private:
    static StateForm progressForm() { return {{}, {{"last time shown", "BIGINT"}, {"skipped", "BIGINT"}, {"shown", "BIGINT"}}}; }
    struct Waiting {
        std::string key, row;
        RowKind kind;
    };
    plan::SortSpec spec_;
    std::vector<DataType> types_;
    RowCodec codec_;
    SortKeyCodec sortCodec_;
    RowChanges changes_;
    std::map<int64_t, std::vector<Waiting>> waiting_;
    EncodedRows encoded_, keys_;
    int64_t lastShown_ = INT64_MIN, pending_ = NoWatermark;
    bool hasPending_ = false;
    int64_t skipped_ = 0, shown_ = 0;
};

} // namespace

OperatorPtr makeSort(const plan::SortSpec& spec, const OperatorInputs& inputs) {
    if (spec.temporal && spec.timeColumn >= 0) return std::make_unique<TemporalSort>(spec, inputs);
    return std::make_unique<Sort>(spec, inputs);
}

} // namespace weir
