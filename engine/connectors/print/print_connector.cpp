// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/print/print_connector.h"

#include "engine/connectors/print/java_print.h"
#include "engine/connectors/table_options.h"

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"print-identifier", OptionType::Text, "", "A text before each line."},
    {"standard-error", OptionType::Boolean, "false", "Accepted; lines go where the host shows them."},
    {"sink.parallelism", OptionType::Integer, "", "Subtasks that print."},
};

class PrintSink final : public Sink {
public:
    explicit PrintSink(const SinkRequest& request) : printLine_(request.context.printLine), prefix_(request.table.option("print-identifier")) {
        for (const TableColumn& column : request.table.columns)
            if (column.kind == ColumnKind::Physical) types_.push_back(column.type);
        if (request.parallelism > 1) {
            if (!prefix_.empty()) prefix_ += ":";
            prefix_ += std::to_string(request.subtask + 1);
        }
        if (!prefix_.empty()) prefix_ += "> ";
    }
    void write(const Batch& rows) override {
        if (!printLine_) return;
        for (int i = 0; i < rows.size(); ++i) {
            line_ = prefix_;
            appendJavaRow(line_, rows, types_, rows.physicalRow(i));
            printLine_(line_);
        }
    }

private:
    std::function<void(std::string_view)> printLine_;
    std::string prefix_, line_;
    std::vector<DataType> types_;
};

Status validate(const TableDefinition& table, bool asSink) { return checkOptions(table, printConnector.traits, asSink, true); }
Result<std::unique_ptr<Sink>> makeSink(const SinkRequest& request) {
    if (Status status = validate(request.table, true); !status.ok()) return status.error();
    return std::unique_ptr<Sink>(std::make_unique<PrintSink>(request));
}
ChangelogMode all(const TableDefinition&) { return ChangelogMode::all(); }

} // namespace

const ConnectorInfo printConnector{
    {"print", "Prints each row.", options, {}, false, true, false, ChangelogMode::append(), ChangelogMode::all(), false, false},
    validate, nullptr, makeSink, nullptr, nullptr, all};

} // namespace weir
