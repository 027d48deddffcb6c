// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/base/file_system.h"
#include "engine/base/random.h"
#include "engine/catalog/connector_traits.h"
#include "engine/catalog/table_definition.h"
#include "engine/connectors/sink.h"
#include "engine/connectors/source.h"

#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace weir {

class ResultCollector;      // connectors/results.h: where a plain SELECT's rows go
class EmbeddedBroker;       // connectors/kafka/embedded_broker.h: librdkafka's mock cluster, one a session

/// What a connector gets from above. Pointers outlive every source and sink made with them.
struct ConnectorContext {
    Clock* clock = nullptr;
    FileSystem* files = nullptr;
    uint64_t seed = 0;                     // of the run; generators without an own seed use it
    std::shared_ptr<const TimeZone> zone;
    EmbeddedBroker* broker = nullptr;
    std::function<void(std::string_view line)> printLine;     // `print` connector; thread-safe
    bool batchMode = false;
    std::function<Result<DataType>(const std::string&)> typeOf{};      // of a type's text, as state bears it
};

struct SourceRequest {
    const TableDefinition& table;
    std::vector<int> columns;              // wanted table columns (physical and metadata), output order; empty = rows without columns (COUNT(*))
    int subtask = 0;
    int parallelism = 1;
    ConnectorContext context;
    /// For each wanted column of type ROW, which of its fields are read (an empty list, or no list at all: every one). Fields that are not may
    /// come as NULL.
    std::vector<std::vector<int>> nestedFields{};
};

struct SinkRequest {
    const TableDefinition& table;          // columns written: physical and writable metadata, declared order
    int subtask = 0;
    int parallelism = 1;
    bool overwrite = false;
    std::vector<std::pair<std::string, std::string>> staticPartition{};
    ChangelogMode input = ChangelogMode::append();
    ConnectorContext context;
    /// Not empty: checkpoints are taken. Names this sink subtask over restarts: the job's run and the operator.
    std::string identity{};
};

/// One row of the connector table. make* return errors for bad options; reading and writing errors come later as RunError.
struct ConnectorInfo {
    ConnectorTraits traits;
    /// Checks every option (unknown, missing, malformed: an error that names the nearest and carries the option's place). `asSink` when it is written to.
    Status (*validate)(const TableDefinition&, bool asSink) = nullptr;
    Result<std::unique_ptr<Source>> (*makeSource)(const SourceRequest&) = nullptr;
    Result<std::unique_ptr<Sink>> (*makeSink)(const SinkRequest&) = nullptr;
    /// Whether the table as declared ends by itself.
    bool (*bounded)(const TableDefinition&) = nullptr;
    /// Kinds a source of this table reads / a sink accepts, format considered.
    ChangelogMode (*reads)(const TableDefinition&) = nullptr;
    ChangelogMode (*writes)(const TableDefinition&) = nullptr;
    /// A source of it gives the same rows when it is read again (files, generators): recordings need not keep them.
    bool isRepeatable = false;
};

std::span<const ConnectorInfo* const> builtinConnectors();
const ConnectorInfo* findConnector(std::string_view name);
std::span<const FormatTraits> builtinFormatTraits();

} // namespace weir
