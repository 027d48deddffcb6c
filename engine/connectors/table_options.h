// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/catalog/connector_traits.h"
#include "engine/catalog/table_definition.h"
#include "engine/formats/decoder.h"

#include <optional>
#include <string>
#include <string_view>

namespace weir {

std::optional<int64_t> parseWhole(std::string_view text);
std::optional<bool> parseBoolean(std::string_view text);

/// Reads the WITH options of a table by type. Options are checked by checkOptions() before; what is malformed reads as the fallback.
class TableOptions {
public:
    explicit TableOptions(const TableDefinition& table) : table_(table) {}
    bool has(const std::string& key) const { return table_.options.count(key) != 0; }
    std::string text(const std::string& key, const std::string& fallback = "") const { return table_.option(key, fallback); }
    int64_t whole(const std::string& key, int64_t fallback) const;
    double real(const std::string& key, double fallback) const;
    bool boolean(const std::string& key, bool fallback) const;
    int64_t millis(const std::string& key, int64_t fallback) const;
    int64_t bytes(const std::string& key, int64_t fallback) const;
    /// "Option 'path' of table 't': ..." with the option's place.
    Error error(const std::string& key, const std::string& what, std::string hint = "") const;

private:
    const TableDefinition& table_;
};

/// Checks every option of the table against what the connector knows: unknown, missing, malformed. Format options are those of the formats
/// that the table names; with `strictFormats` an unknown one is an error too (Flink lets the file formats pass any).
Status checkOptions(const TableDefinition& table, const ConnectorTraits& traits, bool asSink, bool strictFormats);

/// The row of the format table in its described form, or null.
const FormatTraits* findFormatTraits(std::string_view name);

} // namespace weir
