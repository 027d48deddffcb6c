// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/expressions/expression.h"
#include "engine/types/data_type.h"
#include "engine/types/row_kind.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weir {

enum class ColumnKind : uint8_t { Physical, Computed, Metadata };

struct TableColumn {
    std::string name;
    DataType type;
    ColumnKind kind = ColumnKind::Physical;
    ExpressionRef computed;          // Computed: over the table's columns (all of them, by position); null until bound
    std::string expressionText;      // Computed: SQL as SHOW CREATE TABLE prints it
    std::string metadataKey;         // Metadata: key at the connector ("timestamp"); equals name when not given
    bool isVirtual = false;          // Metadata: not written
    std::string comment;
    Place place;
};

struct WatermarkDefinition {
    int column = -1;                 // the rowtime column
    ExpressionRef expression;        // over the table's columns, same type as the column
    std::string text;                // SQL
};

/// A table or view as the catalog knows it. Plain data; shared immutable once in the catalog.
struct TableDefinition {
    std::string catalog, database, name;
    bool isView = false;
    bool temporary = false;
    std::string viewText;                           // view: its query, expanded
    std::vector<TableColumn> columns;
    std::optional<WatermarkDefinition> watermark;
    std::vector<std::string> primaryKey;            // column names; empty = none
    std::string primaryKeyName;
    std::vector<std::string> partitionKeys;
    std::map<std::string, std::string> options;     // WITH (...)
    std::map<std::string, Place> optionPlaces;
    std::string comment;
    std::string distribution;                       // DISTRIBUTED BY ... as text
    Place place;

    Schema schema() const;                          // all columns, computed and metadata included
    Schema physicalSchema() const;                  // what the format reads and writes: physical columns only
    std::string connector() const;                  // option 'connector' or ""
    std::string option(const std::string& key, const std::string& fallback = "") const;
    std::string path() const { return "`" + catalog + "`.`" + database + "`.`" + name + "`"; }
};
using TableRef = std::shared_ptr<const TableDefinition>;

} // namespace weir
