// SPDX-License-Identifier: Apache-2.0
#include "engine/session/state_page.h"

#include "engine/connectors/savepoint/savepoint_connector.h"
#include "engine/runtime/replay/memory_checkpoint.h"
#include "engine/types/text.h"

#include <algorithm>

namespace weir {

Result<StatePage> statePage(const OperatorState& state, const StateQuery& query, const StateReading& reading) {
    StatePage page;
    constexpr int KeyGroups = 128;      // all entries are read: how many there are does not matter
    auto stored = checkpointInMemory(1, KeyGroups, {{state}});
    std::vector<TableDefinition> tables = savepointTables(stored->manifest, "", reading.typeOf);
    tables.erase(std::remove_if(tables.begin(), tables.end(), [](const TableDefinition& table) { return table.name == "task" || table.name == "splits"; }), tables.end());
    for (const TableDefinition& table : tables) page.sections.push_back(table.name);
    page.section = query.section.empty() && !tables.empty() ? tables.front().name : query.section;
    auto table = std::find_if(tables.begin(), tables.end(), [&](const TableDefinition& one) { return one.name == page.section; });
    if (table == tables.end()) {
        if (page.section.empty()) return page;      // it holds nothing that can be shown
        std::string near = nearest(page.section, page.sections);
        return Error{ErrorCode::Unknown, "Operator '" + query.uid + "' has no state '" + page.section + "'.", {}, near.empty() ? "" : "Did you mean '" + near + "'?"};
    }
    auto section = std::find_if(state.sections.begin(), state.sections.end(), [&](const StateSection& one) { return one.name == page.section; });
    for (const TableColumn& column : table->columns) page.columns.push_back(column.name + " " + column.type.text(true));
    page.keyColumns = static_cast<int>(std::min(section->form.key.size(), page.columns.size()));
    try {
        for (const Batch& batch : savepointRows(*stored, *table))
            for (int row = 0; row < batch.rows; ++row) {
                std::vector<std::string> texts(batch.columns.size());
                for (size_t i = 0; i < texts.size(); ++i) appendText(texts[i], *batch.columns[i], table->columns[i].type, row, *reading.zone);
                if (!texts.empty() && texts.front().compare(0, query.key.size(), query.key) != 0) continue;
                if (page.matching++ < query.first || static_cast<int>(page.rows.size()) >= query.limit) continue;
                page.rows.push_back(std::move(texts));
            }
    } catch (const RunError& failure) {
        return failure.error();
    }
    return page;
}

} // namespace weir
