// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/table_options.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

namespace weir {

/// Checks the 'properties.*' of a table against the list of those that may be set. librdkafka runs libraries and commands named by some of
/// its properties, so what is not in the list never reaches it.
Status checkKafkaProperties(const TableDefinition& table);

struct KafkaConfDelete {
    void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaConfDelete>;

/// The configuration of a consumer or producer of the table for a broker at `address`.
Result<KafkaConf> kafkaConf(const TableDefinition& table, const std::string& address, bool producer);

} // namespace weir
