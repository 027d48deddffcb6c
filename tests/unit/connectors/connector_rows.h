// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"
#include "engine/types/text.h"

#include <string>
#include <vector>

namespace weir::testing {

inline TableDefinition tableOf(std::vector<Field> fields, std::map<std::string, std::string> options) {
    TableDefinition table;
    table.name = "t";
    for (Field& field : fields) {
        TableColumn column;
        column.name = field.name;
        column.type = field.type;
        table.columns.push_back(std::move(column));
    }
    table.options = std::move(options);
    int offset = 0;
    for (const auto& [key, value] : table.options) table.optionPlaces[key] = Place{offset, 1, 1, ++offset};
    return table;
}

inline std::vector<int> allColumns(const TableDefinition& table) {
    std::vector<int> columns;
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].kind != ColumnKind::Computed) columns.push_back(static_cast<int>(i));
    return columns;
}

inline std::string batchText(const Batch& given, const TableDefinition& table, const std::vector<int>& columns) {
    Batch batch = given.dense();
    std::string out;
    for (int row = 0; row < batch.rows; ++row) {
        if (!batch.insertOnly()) out += std::string(symbol(batch.kind(row))) + " ";
        for (size_t i = 0; i < columns.size(); ++i) {
            if (i) out += "|";
            if (batch.columns[i]->isNull(row)) out += "NULL";
            else appendText(out, *batch.columns[i], table.columns[static_cast<size_t>(columns[i])].type, row, *TimeZone::utc());
        }
        out += "\n";
    }
    return out;
}

/// Everything a subtask reads until it finishes (or has nothing for now, when endless), one line a row; "ERROR ..." when it fails.
inline std::string readAll(const TableDefinition& table, ConnectorContext context, int maxRows = 1000, int subtask = 0, int parallelism = 1,
                           std::vector<int> columns = {-1}) {
    if (columns == std::vector<int>{-1}) columns = allColumns(table);
    const ConnectorInfo* connector = findConnector(table.connector());
    if (!connector) return "no connector";
    SourceRequest request{table, columns, subtask, parallelism, context};
    Result<std::unique_ptr<Source>> source = connector->makeSource(request);
    if (!source.ok()) return "ERROR " + source.error().text();
    std::string out;
    try {
        for (int idle = 0; idle < 1000;) {
            Poll poll = (*source)->poll(maxRows);
            if (poll.state == PollState::Finished) break;
            if (poll.state == PollState::Produced) out += batchText(poll.batch, table, columns);
            else ++idle;
        }
    } catch (const RunError& error) {
        out += "ERROR " + error.error().text();
    }
    return out;
}

} // namespace weir::testing
