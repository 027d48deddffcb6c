// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/functions/function_info.h"
#include "engine/runtime/operators/operator_table.h"
#include "engine/types/text.h"
#include "engine/types/vector_builder.h"

#include <sstream>
#include <string>
#include <vector>

namespace weir::test {

/// Runs one operator over rows written as text and prints what comes out, a row a line.
///
///     0 +I a 1        input 0, kind, fields separated by spaces; NULL is NULL; times are milliseconds
///     W 5000          the combined watermark
///     E 1             input 1 ends
///     F               flush
///     T 5000          the wall clock; a timer that is due by then runs
class OperatorRun : public Output {
public:
    OperatorRun(plan::OperatorSpec spec, OperatorInputs inputs) : inputs_(std::move(inputs)), operator_(makeOperator(spec, inputs_)) {
        context_.clock = &clock_;
        context_.counters = &counters_;
        context_.evaluation.zone = TimeZone::utc().get();
        context_.batchMode = inputs_.batchMode;
    }
    OperatorContext& context() { return context_; }
    OperatorCounters& counters() { return counters_; }

    std::string run(const std::string& script, int batchRows) {
        operator_->open(context_);
        std::istringstream lines(script);
        std::string line;
        while (std::getline(lines, line)) {
            std::istringstream words(line);
            std::string first;
            if (!(words >> first)) continue;
            if (first == "W" || first == "E" || first == "F" || first == "T") {
                int64_t number = 0;
                words >> number;
                deliver();
                if (first == "W") operator_->advance(number, *this), settle();
                if (first == "E") operator_->endInput(static_cast<int>(number), *this), settle();
                if (first == "F") operator_->flush(*this);
                if (first == "T") {
                    context_.evaluation.wallMillis = number;
                    if (operator_->nextWallTimer() <= number) operator_->wallTimer(number, *this);
                }
                continue;
            }
            int input = std::stoi(first);
            if (input != input_ || static_cast<int>(rows_.size()) >= batchRows) deliver();
            input_ = input;
            rows_.push_back(line);
        }
        deliver();
        for (int input = 0; input < static_cast<int>(inputs_.inputs.size()); ++input) operator_->endInput(input, *this), settle();
        operator_->advance(FinalWatermark, *this);
        settle();
        operator_->finish(*this);
        settle();
        return out_;
    }

    void push(Batch rows) override {
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            out_ += symbol(rows.kind(row));
            for (size_t c = 0; c < rows.columns.size(); ++c) {
                out_ += ' ';
                const DataType& type = inputs_.output.fields[c].type;
                if (rows.columns[c]->isNull(row)) out_ += "NULL";
                else if (type.isTimestamp()) out_ += std::to_string(rows.columns[c]->at<int64_t>(row));
                else appendText(out_, *rows.columns[c], type, row, *TimeZone::utc());
            }
            out_ += '\n';
        }
    }
    void push(int64_t) override {}

private:
    void settle() {
        while (operator_->resume(*this)) {}
    }
    void deliver() {
        if (rows_.empty()) return;
        const Schema& schema = inputs_.inputs[input_];
        std::vector<VectorBuilder> builders;
        for (const Field& field : schema.fields) builders.emplace_back(field.type);
        Batch batch;
        batch.rows = static_cast<int>(rows_.size());
        batch.kinds = BufferRef(rows_.size());
        for (size_t r = 0; r < rows_.size(); ++r) {
            std::istringstream words(rows_[r]);
            std::string word, kind;
            words >> word >> kind;
            for (int k = 0; k < 4; ++k)
                if (symbol(static_cast<RowKind>(k)) == kind) batch.kinds.as<RowKind>()[r] = static_cast<RowKind>(k);
            for (size_t c = 0; c < schema.fields.size(); ++c) {
                words >> word;
                const DataType& type = schema.fields[c].type;
                if (word == "NULL") builders[c].appendNull();
                else if (type.isCharacter()) builders[c].appendValue(Value(word));
                else if (type.isApproximate()) builders[c].appendValue(Value(std::stod(word)));
                else builders[c].appendValue(Value(static_cast<int64_t>(std::stoll(word))));
            }
        }
        for (VectorBuilder& builder : builders) batch.columns.push_back(builder.finish());
        rows_.clear();
        operator_->process(input_, batch, *this);
        settle();
    }
    OperatorInputs inputs_;
    ManualClock clock_;
    OperatorCounters counters_;
    OperatorContext context_;
    std::unique_ptr<Operator> operator_;
    int input_ = 0;
    std::vector<std::string> rows_;
    std::string out_;
};

inline Schema schemaOf(std::vector<std::pair<const char*, DataType>> columns) {
    Schema schema;
    for (auto& [name, type] : columns) schema.fields.push_back({name, type});
    return schema;
}

inline plan::AggregateCall aggregate(const char* name, std::vector<int> columns, const Schema& input, bool distinct = false, int filter = -1) {
    BindArguments arguments;
    for (int column : columns) {
        arguments.types.push_back(input.fields[column].type);
        arguments.literals.emplace_back();
        arguments.names.push_back(input.fields[column].name);
    }
    plan::AggregateCall call;
    call.name = name;
    call.function = findFunction(name, FunctionKind::Aggregate)->bindAggregate(arguments).value();
    call.arguments = std::move(columns);
    call.distinct = distinct;
    call.filter = filter;
    return call;
}

} // namespace weir::test
