// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"
#include "engine/runtime/observe/fate_taps.h"
#include "engine/runtime/operators/operator_state.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"

#include <optional>

namespace weir {

namespace {

/// Filter, then projection. Hands on the batch's columns with a selection; nothing is copied here.
class Calc final : public StatelessOperator {
public:
    explicit Calc(const plan::CalcSpec& spec) {
        if (spec.condition) condition_.emplace(spec.condition);
        if (!spec.projections.empty()) projections_.emplace(spec.projections);
    }
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::AtWork, true);
    }
    void process(int, Batch rows, Output& out) override {
        if (condition_) {
            SelectionRef chosen = condition_->select(rows, context_->evaluation);
            if (chosen) {
                tellFiltered(*context_, rows, *chosen);
                if (chosen->empty()) return;
                rows.selection = std::move(chosen);
            }
        }
        if (rows.empty()) return;
        if (projections_) rows.columns = projections_->evaluate(rows, context_->evaluation);
        out.push(std::move(rows));
    }

private:
    std::optional<Predicate> condition_;
    std::optional<Evaluator> projections_;
};

/// Each row once per list of projections (GROUPING SETS).
class Expand final : public StatelessOperator {
public:
    explicit Expand(const plan::ExpandSpec& spec) {
        for (const auto& projections : spec.projections) lists_.emplace_back(projections);
    }
    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        for (Evaluator& projections : lists_) {
            Batch copy = rows;
            copy.columns = projections.evaluate(rows, context_->evaluation);
            out.push(std::move(copy));
        }
    }

private:
    std::vector<Evaluator> lists_;
};

class DropUpdateBefore final : public StatelessOperator {
public:
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::AtWork, true);
    }
    void process(int, Batch rows, Output& out) override {
        if (!rows.kinds) return out.push(std::move(rows));
        auto kept = std::make_shared<Selection>();
        for (int i = 0; i < rows.size(); ++i)
            if (int row = rows.physicalRow(i); rows.kind(row) != RowKind::UpdateBefore) kept->push_back(static_cast<uint16_t>(row));
        context_->count(RowFate::Dropped, rows.size() - static_cast<int64_t>(kept->size()));
        if (kept->empty()) return;
        rows.selection = std::move(kept);
        out.push(std::move(rows));
    }
};

/// OFFSET and LIMIT without order: the rows as they come.
class Limit final : public Operator {
public:
    explicit Limit(const plan::LimitSpec& spec) : skip_(spec.offset), left_(spec.limit) {}
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::AtWork, true);
    }
    void process(int, Batch rows, Output& out) override {
        int64_t size = rows.size();
        if (left_ == 0) return context_->count(RowFate::Dropped, size);
        int64_t first = std::min(skip_, size);
        skip_ -= first;
        int64_t count = size - first;
        if (left_ >= 0) count = std::min(count, left_), left_ -= count;
        context_->count(RowFate::Dropped, size - count);
        if (count == 0) return;
        out.push(first == 0 && count == size ? std::move(rows) : rows.slice(static_cast<int>(first), static_cast<int>(count)));
    }

    void snapshot(StateWriter& out) const override {
        out.section("limit", form());
        out.entry(AnySubtask);
        out.number(skip_);
        out.number(left_);
    }
    void restore(StateReader& in) override {
        StateEntry entry;
        if (!in.section("limit", form()) || !in.next(entry)) return;
        skip_ = entry.number();
        left_ = entry.number();
    }

private:
    static StateForm form() { return {{}, {{"rows to skip", "BIGINT"}, {"rows left", "BIGINT"}}}; }
    int64_t skip_;
    int64_t left_;     // -1 = no limit
};

/// Constant rows; pushed once, at the first chance.
class Values final : public Operator {
public:
    Values(const plan::ValuesSpec& spec, const OperatorInputs& inputs) : spec_(spec), types_(inputs.output.types()) {}
    void process(int, Batch, Output&) override { check(false, "VALUES has no input"); }
    bool resume(Output& out) override {
        emit(out);
        return false;
    }
    void finish(Output& out) override { emit(out); }

private:
    void emit(Output& out) {
        if (emitted_) return;
        emitted_ = true;
        std::vector<VectorBuilder> builders;
        for (const DataType& type : types_) builders.emplace_back(type, static_cast<int>(spec_.rows.size()));
        Batch batch;
        batch.rows = static_cast<int>(spec_.rows.size());
        for (const auto& row : spec_.rows)
            for (size_t i = 0; i < row.size(); ++i) builders[i].appendValue(evaluateConstant(row[i], context_->evaluation));
        for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
        pushInSlices(out, std::move(batch), context_->maxRows);
    }
    plan::ValuesSpec spec_;
    std::vector<DataType> types_;
    bool emitted_ = false;
};

/// A watermark from an expression, in the middle of a job. The input's own watermark is not passed on, but its end is.
class WatermarkAssigner final : public Operator {
public:
    WatermarkAssigner(const plan::WatermarkSpec& spec, const OperatorInputs& inputs)
        : evaluator_({spec.expression}), column_(spec.column), every_(spec.emitEveryMillis), type_(spec.expression->type),
          name_(spec.column >= 0 ? inputs.inputs[0].fields[spec.column].name : "") {}
    void open(OperatorContext& context) override {
        Operator::open(context);
        context.tells(RowFate::AtWork, true);
    }
    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        ColumnRef times = evaluator_.evaluateOne(0, rows, context_->evaluation);
        int64_t before = watermark_;
        int begin = 0, size = rows.size();
        for (int i = 0; i < size; ++i) {
            int row = rows.physicalRow(i);
            if (column_ >= 0 && rows.columns[column_]->isNull(row))
                throw RunError(ErrorCode::Runtime, "The rowtime column '" + name_ + "' must not be NULL.");
            if (times->isNull(row)) continue;
            int64_t time = timestampToMillis(times->kind() == PhysicalKind::Int128 ? times->at<Int128>(row) : times->at<int64_t>(row), type_.precision());
            if (time <= watermark_) continue;
            watermark_ = time;
            if (every_ > 0) continue;
            out.push(rows.slice(begin, i + 1 - begin));
            begin = i + 1;
            out.push(watermark_);
        }
        if (begin < size) out.push(begin == 0 ? std::move(rows) : rows.slice(begin, size - begin));
        if (every_ > 0 && watermark_ > before) out.push(watermark_);
    }
    void advance(int64_t watermark, Output& out) override {
        if (watermark == FinalWatermark) out.push(watermark);
    }
    void snapshot(StateWriter& out) const override { saveClock(out, watermark_); }
    void restore(StateReader& in) override { watermark_ = loadClock(in); }

private:
    Evaluator evaluator_;
    int column_;
    int64_t every_;
    DataType type_;
    std::string name_;
    int64_t watermark_ = NoWatermark;
};

} // namespace

OperatorPtr makeCalc(const plan::CalcSpec& spec, const OperatorInputs&) { return std::make_unique<Calc>(spec); }
OperatorPtr makeExpand(const plan::ExpandSpec& spec, const OperatorInputs&) { return std::make_unique<Expand>(spec); }
OperatorPtr makeDropUpdateBefore(const plan::DropUpdateBeforeSpec&, const OperatorInputs&) { return std::make_unique<DropUpdateBefore>(); }
OperatorPtr makeLimit(const plan::LimitSpec& spec, const OperatorInputs&) { return std::make_unique<Limit>(spec); }
OperatorPtr makeValues(const plan::ValuesSpec& spec, const OperatorInputs& inputs) { return std::make_unique<Values>(spec, inputs); }
OperatorPtr makeWatermark(const plan::WatermarkSpec& spec, const OperatorInputs& inputs) { return std::make_unique<WatermarkAssigner>(spec, inputs); }

} // namespace weir
