// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog/table_definition.h"

namespace weir {

Schema TableDefinition::schema() const {
    Schema schema;
    for (const auto& column : columns)
        schema.fields.push_back({column.name, column.type, column.comment});
    return schema;
}

Schema TableDefinition::physicalSchema() const {
    Schema schema;
    for (const auto& column : columns)
        if (column.kind == ColumnKind::Physical)
            schema.fields.push_back({column.name, column.type, column.comment});
    return schema;
}

std::string TableDefinition::connector() const { return option("connector"); }

std::string TableDefinition::option(const std::string& key, const std::string& fallback) const {
    auto found = options.find(key);
    return found == options.end() ? fallback : found->second;
}

} // namespace weir
