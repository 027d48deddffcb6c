// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

extern const ConnectorInfo kafkaConnector;
extern const ConnectorInfo upsertKafkaConnector;

Result<std::unique_ptr<Source>> makeKafkaSource(const SourceRequest& request);
Result<std::unique_ptr<Sink>> makeKafkaSink(const SinkRequest& request);

/// How the physical columns of a table lie in the messages.
struct KafkaLayout {
    bool upsert = false;                 // upsert-kafka: a NULL value deletes its key
    std::string valueFormat, valuePrefix;
    std::string keyFormat;               // "" = no key
    Schema value, key;                   // names as the formats see them
    std::vector<int> valueColumns, keyColumns;     // table columns behind them
};
Result<KafkaLayout> kafkaLayout(const TableDefinition& table);

/// "partition:0,offset:42;partition:1,offset:300"; none when malformed.
std::optional<std::map<int32_t, int64_t>> parseSpecificOffsets(std::string_view text);

} // namespace weir
