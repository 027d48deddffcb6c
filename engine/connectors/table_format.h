// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/connector_traits.h"
#include "engine/catalog/table_definition.h"
#include "engine/formats/format_info.h"

#include <string>
#include <vector>

namespace weir {

/// Options as the format reads them: those that begin with `prefix` ("value.", "key."), without it.
Options formatOptions(const TableDefinition& table, const std::string& prefix);
Result<std::unique_ptr<Decoder>> makeTableDecoder(const TableDefinition& table, const std::string& format, FormatContext context);
Result<std::unique_ptr<Encoder>> makeTableEncoder(const TableDefinition& table, const std::string& format, FormatContext context);
/// Row kinds that the format of the table reads or writes.
ChangelogMode formatReads(const TableDefinition& table);
ChangelogMode formatWrites(const TableDefinition& table);

} // namespace weir
