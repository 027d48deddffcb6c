// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/output_columns.h"

#include <algorithm>

namespace weir {

OutputColumns::OutputColumns(const SourceRequest& request, const std::vector<std::string>& fromConnector) {
    auto isConnectors = [&](const std::string& name) { return std::find(fromConnector.begin(), fromConnector.end(), name) != fromConnector.end(); };
    std::vector<int> formatIndex(request.table.columns.size(), -1);
    for (size_t i = 0; i < request.table.columns.size(); ++i) {
        const TableColumn& column = request.table.columns[i];
        if (column.kind != ColumnKind::Physical || isConnectors(column.name)) continue;
        formatIndex[i] = formatSchema.size();
        formatSchema.fields.push_back({column.name, column.type});
    }
    for (int index : request.columns) {
        const TableColumn& column = request.table.columns[static_cast<size_t>(index)];
        OutputColumn output{column.type, -1, {}, column.name};
        if (column.kind == ColumnKind::Metadata) {
            output.metadata = column.metadataKey.empty() ? column.name : column.metadataKey;
        } else if (formatIndex[static_cast<size_t>(index)] >= 0) {
            output.decoded = static_cast<int>(wanted.size());
            wanted.push_back(formatIndex[static_cast<size_t>(index)]);
            wantedTypes.push_back(column.type);
        }
        columns.push_back(std::move(output));
    }
}

} // namespace weir
