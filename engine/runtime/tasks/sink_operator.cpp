// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/tasks/sink_operator.h"

#include "engine/base/error.h"

namespace weir {

SinkOperator::SinkOperator(const plan::SinkSpec& spec, Schema input, std::unique_ptr<Sink> sink)
    : spec_(spec), input_(std::move(input)), sink_(std::move(sink)) {}

SinkOperator::~SinkOperator() { sink_->close(); }

Batch SinkOperator::withoutNulls(Batch rows) {
    for (int column : spec_.notNullColumns) {
        const Vector& values = *rows.columns[column];
        if (!values.mayHaveNulls()) continue;
        auto kept = std::make_shared<Selection>();
        int count = rows.size();
        for (int i = 0; i < count; ++i) {
            int row = rows.physicalRow(i);
            if (!values.isNull(row)) kept->push_back(static_cast<uint16_t>(row));
            else if (!spec_.dropNullRows)
                throw RunError({ErrorCode::Runtime, "Column '" + input_.fields[column].name + "' is NOT NULL" + (spec_.table ? " in table '" + spec_.table->name + "'" : std::string()) + ", but a row has NULL there.", {},
                                "Set 'table.exec.sink.not-null-enforcer' = 'DROP' to leave such rows out."});
        }
        if (static_cast<int>(kept->size()) != count) {
            OperatorCounters::add(context_->counters->droppedRows, count - static_cast<int64_t>(kept->size()));
            context_->count(RowFate::Dropped, count - static_cast<int64_t>(kept->size()));
            rows = rows.withSelection(std::move(kept));
        }
    }
    return rows;
}

void SinkOperator::process(int, Batch rows, Output&) {
    if (!spec_.notNullColumns.empty()) rows = withoutNulls(std::move(rows));
    if (!rows.empty()) sink_->write(rows);
}

void SinkOperator::advance(int64_t watermark, Output&) { sink_->watermark(watermark); }
void SinkOperator::flush(Output&) { sink_->flush(); }
void SinkOperator::complete() { sink_->finish(); }

} // namespace weir
