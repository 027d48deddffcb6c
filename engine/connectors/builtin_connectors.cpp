// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/blackhole/blackhole_connector.h"
#include "engine/connectors/datagen/datagen_connector.h"
#include "engine/connectors/filesystem/file_table.h"
#include "engine/connectors/jdbc/jdbc_table.h"
#include "engine/connectors/kafka/kafka_table.h"
#include "engine/connectors/nexmark/nexmark_connector.h"
#include "engine/connectors/print/print_connector.h"
#include "engine/connectors/savepoint/savepoint_connector.h"
#include "engine/connectors/socket/socket_connector.h"

namespace weir {

namespace {
constexpr const ConnectorInfo* connectors[] = {&filesystemConnector, &datagenConnector, &nexmarkConnector, &kafkaConnector, &upsertKafkaConnector, &jdbcConnector, &socketConnector, &printConnector,
                                                &blackholeConnector, &savepointConnector};
}

std::span<const ConnectorInfo* const> builtinConnectors() { return connectors; }

const ConnectorInfo* findConnector(std::string_view name) {
    for (const ConnectorInfo* connector : connectors)
        if (connector->traits.name == name) return connector;
    return nullptr;
}

} // namespace weir
