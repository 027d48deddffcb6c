// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"
#include "engine/functions/table_function.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/runtime/operators/row_changes.h"

#include <optional>

namespace weir {

namespace {

/// The input rows beside what a function or a collection gives for each: left ++ right, with unmatched left rows padded for LEFT.
/// Derived classes fill the right columns.
class Lateral : public StatelessOperator {
public:
    Lateral(plan::JoinKind kind, const ExpressionRef& condition, const OperatorInputs& inputs) : left_(kind == plan::JoinKind::Left), output_(inputs.output) {
        if (condition) condition_.emplace(std::vector<ExpressionRef>{condition});
    }

    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        std::vector<int32_t> origins;       // physical input row per right row, ascending
        Batch batch;
        std::vector<ColumnRef> right = expand(rows, origins);
        int leftColumns = static_cast<int>(rows.columns.size());
        batch.rows = static_cast<int>(origins.size());
        for (const ColumnRef& column : rows.columns) batch.columns.push_back(gather(column, std::span<const int32_t>(origins)));
        batch.columns.insert(batch.columns.end(), right.begin(), right.end());
        std::vector<uint8_t> passes(origins.size(), 1);
        if (condition_ && batch.rows > 0) {
            ColumnRef holds = condition_->evaluateOne(0, batch, context_->evaluation);
            for (int i = 0; i < batch.rows; ++i) passes[i] = !holds->isNull(i) && holds->at<int8_t>(i);
        }
        // Which right row (or -1: padding) goes with each input row.
        std::vector<int32_t> mine, theirs;
        size_t next = 0;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            bool any = false;
            for (; next < origins.size() && origins[next] == row; ++next) {
                if (!passes[next]) continue;
                any = true;
                mine.push_back(row);
                theirs.push_back(static_cast<int32_t>(next));
            }
            if (any || !left_) continue;
            mine.push_back(row);
            theirs.push_back(-1);
        }
        if (mine.empty()) return;
        Batch result;
        result.rows = static_cast<int>(mine.size());
        result.oldestNanos = rows.oldestNanos;
        for (int c = 0; c < leftColumns; ++c) result.columns.push_back(gather(rows.columns[c], std::span<const int32_t>(mine)));
        for (size_t c = 0; c < right.size(); ++c) result.columns.push_back(padded(right[c], output_.fields[leftColumns + c].type, theirs));
        if (rows.kinds) {
            std::vector<RowKind> kinds;
            for (int32_t row : mine) kinds.push_back(rows.kind(row));
            result.kinds = kindsBuffer(kinds);
        }
        pushInSlices(out, std::move(result), std::max(context_->maxRows, 4096));
    }

protected:
    virtual std::vector<ColumnRef> expand(const Batch& rows, std::vector<int32_t>& origins) = 0;
    const Schema& output() const { return output_; }

private:
    static ColumnRef padded(const ColumnRef& column, const DataType& type, const std::vector<int32_t>& rows) {
        bool pads = false;
        for (int32_t row : rows) pads = pads || row < 0;
        if (!pads) return gather(column, std::span<const int32_t>(rows));
        VectorBuilder builder(type.asNullable(), static_cast<int>(rows.size()));
        for (int32_t row : rows) {
            if (row < 0) builder.appendNull();
            else builder.appendFrom(*column, row);
        }
        return builder.finish();
    }
    bool left_;
    Schema output_;
    std::optional<Evaluator> condition_;
};

/// LATERAL TABLE(function(...)).
class Correlate final : public Lateral {
public:
    Correlate(const plan::CorrelateSpec& spec, const OperatorInputs& inputs)
        : Lateral(spec.kind, spec.condition, inputs), function_(spec.function), arguments_(spec.arguments) {}

private:
    std::vector<ColumnRef> expand(const Batch& rows, std::vector<int32_t>& origins) override {
        std::vector<ColumnRef> values;
        std::vector<const Vector*> arguments;
        for (ColumnRef& column : arguments_.evaluate(rows, context_->evaluation)) values.push_back(column->encoding() == Encoding::Dictionary ? flatten(column) : column);
        for (const ColumnRef& column : values) arguments.push_back(column.get());
        std::vector<VectorBuilder> builders;
        for (const Field& field : function_.columns) builders.emplace_back(field.type);
        std::vector<uint16_t> from;
        function_.function->evaluate(arguments, rows.selection ? rows.selection->data() : nullptr, rows.size(), builders, from, context_->evaluation);
        origins.assign(from.begin(), from.end());
        std::vector<ColumnRef> columns;
        for (VectorBuilder& builder : builders) columns.push_back(builder.finish());
        return columns;
    }
    BoundTable function_;
    Evaluator arguments_;
};

/// UNNEST of an ARRAY, MAP or MULTISET; rows as elements become columns.
class Unnest final : public Lateral {
public:
    Unnest(const plan::UnnestSpec& spec, const OperatorInputs& inputs)
        : Lateral(spec.kind, spec.condition, inputs), collection_({spec.collection}), type_(spec.collectionType), ordinality_(spec.ordinality) {}

private:
    std::vector<ColumnRef> expand(const Batch& rows, std::vector<int32_t>& origins) override {
        ColumnRef collection = flatten(collection_.evaluateOne(0, rows, context_->evaluation));
        std::vector<int32_t> elements, numbers;
        const int32_t* offsets = collection->offsets();
        bool counted = type_.kind() == TypeKind::Multiset;
        // As in Flink, an element that is a NULL row gives no row at all, unless it is numbered.
        const Vector* rowElements = type_.kind() != TypeKind::Map && type_.element().kind() == TypeKind::Row && !ordinality_ ? &collection->child(0) : nullptr;
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (collection->isNull(row)) continue;
            int32_t number = 0;
            for (int32_t at = offsets[row]; at < offsets[row + 1]; ++at) {
                int32_t times = counted ? collection->child(1).at<int32_t>(at) : 1;
                if (rowElements && rowElements->isNull(at)) continue;
                for (; times > 0; --times) {
                    origins.push_back(row);
                    elements.push_back(at);
                    numbers.push_back(++number);
                }
            }
        }
        std::vector<ColumnRef> columns;
        if (type_.kind() == TypeKind::Map) {
            columns = {gather(collection->children()[0], std::span<const int32_t>(elements)), gather(collection->children()[1], std::span<const int32_t>(elements))};
        } else {
            const ColumnRef& values = collection->children()[0];
            const DataType& element = type_.element();
            if (element.kind() == TypeKind::Row) appendFields(flatten(values), element, elements, columns);
            else columns.push_back(gather(values, std::span<const int32_t>(elements)));
        }
        if (ordinality_) {
            Vector ordinals = Vector::flat(PhysicalKind::Int32, static_cast<int>(numbers.size()));
            std::copy(numbers.begin(), numbers.end(), ordinals.mutableData<int32_t>());
            columns.push_back(std::make_shared<Vector>(std::move(ordinals)));
        }
        return columns;
    }

    static void appendFields(const ColumnRef& rows, const DataType& type, const std::vector<int32_t>& chosen, std::vector<ColumnRef>& columns) {
        for (size_t f = 0; f < type.fields().size(); ++f) {
            const ColumnRef& field = rows->children()[f];
            if (!rows->mayHaveNulls()) {
                columns.push_back(gather(field, std::span<const int32_t>(chosen)));
                continue;
            }
            VectorBuilder builder(type.fields()[f].type.asNullable(), static_cast<int>(chosen.size()));
            for (int32_t row : chosen) {
                if (rows->isNull(row)) builder.appendNull();
                else builder.appendFrom(*field, row);
            }
            columns.push_back(builder.finish());
        }
    }
    Evaluator collection_;
    DataType type_;
    bool ordinality_;
};

} // namespace

OperatorPtr makeCorrelate(const plan::CorrelateSpec& spec, const OperatorInputs& inputs) { return std::make_unique<Correlate>(spec, inputs); }
OperatorPtr makeUnnest(const plan::UnnestSpec& spec, const OperatorInputs& inputs) { return std::make_unique<Unnest>(spec, inputs); }

} // namespace weir
