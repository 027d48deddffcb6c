// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"

#include <string>
#include <vector>

namespace weir {

/// Where a wanted column of a source comes from: the format (its number among the decoded ones), or the connector by metadata key.
struct OutputColumn {
    DataType type;
    int decoded = -1;
    std::string metadata;
    std::string name;
};

/// The wanted columns of a request, and which physical columns the format must decode for them. Columns named in `fromConnector`
/// (partition keys, message keys) are not the format's: they get `metadata` "" and `decoded` -1.
struct OutputColumns {
    std::vector<OutputColumn> columns;
    Schema formatSchema;             // physical columns of the format
    std::vector<int> wanted;         // indexes into formatSchema
    std::vector<DataType> wantedTypes;

    OutputColumns(const SourceRequest& request, const std::vector<std::string>& fromConnector);
};

} // namespace weir
