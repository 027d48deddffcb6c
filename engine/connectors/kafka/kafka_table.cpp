// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/kafka_table.h"

#include "engine/connectors/kafka/kafka_client.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"
#include "engine/formats/java_text.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::string_view bounds = "unbounded|latest-offset|group-offsets|timestamp|specific-offsets";

constexpr OptionInfo kafkaOptions[] = {
    {"topic", OptionType::Text, "", "The topic; several with ; between them."},
    {"topic-pattern", OptionType::Text, "", "A pattern of the topics that are read."},
    {"properties.bootstrap.servers", OptionType::Text, "", "Addresses of brokers; 'embedded' is one in this process.", true},
    {"properties.group.id", OptionType::Text, "", "The consumer group whose committed offsets group-offsets takes."},
    {"properties.*", OptionType::Text, "", "Properties of the Kafka client."},
    {"key.format", OptionType::Text, "", "The format of message keys."},
    {"key.fields", OptionType::Text, "", "Columns in the key, with ; between them."},
    {"key.fields-prefix", OptionType::Text, "", "What stands before the names of key columns in the table but not in the messages."},
    {"value.format", OptionType::Text, "", "The format of message values."},
    {"value.fields-include", OptionType::Choice, "ALL", "Whether key columns are in the value too.", false, "ALL|EXCEPT_KEY"},
    {"scan.startup.mode", OptionType::Choice, "group-offsets", "Where reading begins.", false, "earliest-offset|latest-offset|group-offsets|timestamp|specific-offsets"},
    {"scan.startup.specific-offsets", OptionType::Text, "", "partition:0,offset:42;partition:1,offset:300"},
    {"scan.startup.timestamp-millis", OptionType::Integer, "", "Milliseconds since 1970."},
    {"scan.bounded.mode", OptionType::Choice, "unbounded", "Where reading ends.", false, bounds},
    {"scan.bounded.specific-offsets", OptionType::Text, "", "partition:0,offset:42;partition:1,offset:300"},
    {"scan.bounded.timestamp-millis", OptionType::Integer, "", "Milliseconds since 1970."},
    {"scan.topic-partition-discovery.interval", OptionType::Duration, "5 min", "Accepted; partitions are looked for at the start."},
    {"scan.parallelism", OptionType::Integer, "", "Subtasks that read."},
    {"sink.partitioner", OptionType::Text, "default", "default (by key), fixed or round-robin."},
    {"sink.semantic", OptionType::Text, "", "Accepted."},
    {"sink.delivery-guarantee", OptionType::Choice, "at-least-once", "What a failure may do to messages.", false, "at-least-once|none|exactly-once"},
    {"sink.transactional-id-prefix", OptionType::Text, "", "For exactly-once."},
    {"sink.parallelism", OptionType::Integer, "", "Subtasks that write."},
};

constexpr OptionInfo upsertOptions[] = {
    {"topic", OptionType::Text, "", "The topic.", true},
    {"properties.bootstrap.servers", OptionType::Text, "", "Addresses of brokers; 'embedded' is one in this process.", true},
    {"properties.*", OptionType::Text, "", "Properties of the Kafka client."},
    {"key.format", OptionType::Text, "", "The format of message keys.", true},
    {"key.fields-prefix", OptionType::Text, "", "What stands before the names of key columns in the table but not in the messages."},
    {"value.format", OptionType::Text, "", "The format of message values.", true},
    {"value.fields-include", OptionType::Choice, "ALL", "Whether key columns are in the value too.", false, "ALL|EXCEPT_KEY"},
    {"scan.bounded.mode", OptionType::Choice, "unbounded", "Where reading ends.", false, bounds},
    {"scan.bounded.specific-offsets", OptionType::Text, "", "partition:0,offset:42;partition:1,offset:300"},
    {"scan.bounded.timestamp-millis", OptionType::Integer, "", "Milliseconds since 1970."},
    {"scan.parallelism", OptionType::Integer, "", "Subtasks that read."},
    {"sink.buffer-flush.max-rows", OptionType::Integer, "0", "Accepted."},
    {"sink.buffer-flush.interval", OptionType::Duration, "0", "Accepted."},
    {"sink.delivery-guarantee", OptionType::Choice, "at-least-once", "What a failure may do to messages.", false, "at-least-once|none|exactly-once"},
    {"sink.transactional-id-prefix", OptionType::Text, "", "For exactly-once."},
    {"sink.parallelism", OptionType::Integer, "", "Subtasks that write."},
};

constexpr MetadataColumn kafkaMetadata[] = {
    {"topic", "STRING NOT NULL", false, "Topic of the message."},
    {"partition", "INT NOT NULL", false, "Partition of the message."},
    {"headers", "MAP<STRING, BYTES> NOT NULL", true, "Headers of the message."},
    {"leader-epoch", "INT", false, "Leader epoch of the message."},
    {"offset", "BIGINT NOT NULL", false, "Offset of the message."},
    {"timestamp", "TIMESTAMP_LTZ(3) NOT NULL", true, "Time of the message."},
    {"timestamp-type", "STRING NOT NULL", false, "NoTimestampType, CreateTime or LogAppendTime."},
};

Status checkOffsets(const TableDefinition& table, const char* side, bool upsert) {
    TableOptions given(table);
    std::string scan = std::string("scan.") + side + ".";
    std::string mode = given.text(scan + "mode");
    if (mode == "specific-offsets") {
        if (!given.has(scan + "specific-offsets")) return given.error(scan + "mode", "it needs the option '" + scan + "specific-offsets'.");
        if (!parseSpecificOffsets(given.text(scan + "specific-offsets")))
            return given.error(scan + "specific-offsets", "it must look like 'partition:0,offset:42;partition:1,offset:300'.");
    }
    if (mode == "timestamp" && !given.has(scan + "timestamp-millis")) return given.error(scan + "mode", "it needs the option '" + scan + "timestamp-millis'.");
    bool groups = mode == "group-offsets" || (!upsert && mode.empty() && std::string(side) == "startup");
    if (groups && !given.has("properties.group.id"))
        return Error{ErrorCode::Invalid, "Table '" + table.name + "': starting from group offsets needs the option 'properties.group.id'.",
                     given.error(scan + "mode", "").place, "Or set 'scan.startup.mode' = 'earliest-offset'."};
    return {};
}

Status validateKafka(const TableDefinition& table, bool asSink, const ConnectorInfo& connector, bool upsert) {
    if (Status status = checkOptions(table, connector.traits, asSink, true); !status.ok()) return status;
    if (Status status = checkKafkaProperties(table); !status.ok()) return status;
    TableOptions given(table);
    bool pattern = given.has("topic-pattern");
    if (pattern && given.has("topic")) return given.error("topic-pattern", "it cannot be set together with 'topic'.");
    if (!pattern && kafkaTopics(table).empty()) return Error{ErrorCode::Invalid, "Table '" + table.name + "' needs the option 'topic' for connector 'kafka'.", table.place};
    if (asSink && (pattern || kafkaTopics(table).size() != 1)) return given.error(pattern ? "topic-pattern" : "topic", "a table that is written to needs exactly one topic.");
    if (pattern) {
        std::string why;
        if (!TextPattern::compile(given.text("topic-pattern"), why)) return given.error("topic-pattern", "the pattern cannot be read: " + why + ".");
    }
    if (given.has("format") && given.has("value.format")) return given.error("value.format", "it cannot be set together with 'format'.");
    if (!given.has("format") && !given.has("value.format")) return Error{ErrorCode::Invalid, "Table '" + table.name + "' needs the option 'format' or 'value.format'.", table.place};
    if (!asSink) {
        if (Status status = checkOffsets(table, "startup", upsert); !status.ok()) return status;
        if (Status status = checkOffsets(table, "bounded", upsert); !status.ok()) return status;
    }
    if (asSink && given.text("sink.delivery-guarantee") == "exactly-once")
        return Error{ErrorCode::Unsupported, "Exactly-once delivery to Kafka is not supported yet.", given.error("sink.delivery-guarantee", "").place,
                     "Use 'sink.delivery-guarantee' = 'at-least-once'."};
    std::string partitioner = given.text("sink.partitioner", "default");
    if (partitioner != "default" && partitioner != "fixed" && partitioner != "round-robin") {
        Error error = given.error("sink.partitioner", "the partitioner '" + partitioner + "' is not supported yet.", "Use default, fixed or round-robin.");
        error.code = ErrorCode::Unsupported;
        return error;
    }
    if (upsert)
        for (const char* key : {"key.format", "value.format"})
            if (const FormatTraits* format = findFormatTraits(given.text(key)); format && format->reads.updateAfter)
                return given.error(key, "upsert-kafka makes changes of single rows itself; the format '" + std::string(format->name) + "' holds changes.", "Use json, csv or raw.");
    if (upsert && table.primaryKey.empty())
        return Error{ErrorCode::Invalid, "Table '" + table.name + "' needs a PRIMARY KEY for connector 'upsert-kafka'.", table.place, "Add PRIMARY KEY (...) NOT ENFORCED."};
    for (const TableColumn& column : table.columns) {
        if (column.kind != ColumnKind::Metadata) continue;
        const std::string& key = column.metadataKey.empty() ? column.name : column.metadataKey;
        std::vector<std::string> keys;
        const MetadataColumn* known = nullptr;
        for (const MetadataColumn& metadata : kafkaMetadata) {
            keys.emplace_back(metadata.key);
            if (metadata.key == key) known = &metadata;
        }
        if (!known) {
            std::string near = nearest(key, keys);
            return Error{ErrorCode::Unknown, "Connector 'kafka' has no metadata '" + key + "' for column '" + column.name + "'.", column.place,
                         near.empty() ? "" : "Did you mean '" + near + "'?"};
        }
        if (asSink && !column.isVirtual && !known->writable)
            return Error{ErrorCode::Invalid, "Metadata '" + key + "' of column '" + column.name + "' cannot be written.", column.place, "Declare the column VIRTUAL."};
    }
    Result<KafkaLayout> layout = kafkaLayout(table);
    return layout.ok() ? Status() : Status(layout.error());
}

Status validatePlain(const TableDefinition& table, bool asSink) { return validateKafka(table, asSink, kafkaConnector, false); }
Status validateUpsert(const TableDefinition& table, bool asSink) { return validateKafka(table, asSink, upsertKafkaConnector, true); }
bool bounded(const TableDefinition& table) { return table.option("scan.bounded.mode", "unbounded") != "unbounded"; }
ChangelogMode upsertMode(const TableDefinition&) { return ChangelogMode::upsert(); }

} // namespace

std::optional<std::map<int32_t, int64_t>> parseSpecificOffsets(std::string_view text) {
    std::map<int32_t, int64_t> offsets;
    while (!text.empty()) {
        size_t stop = text.find(';');
        std::string_view pair = trimJava(text.substr(0, stop));
        text = stop == std::string_view::npos ? std::string_view() : text.substr(stop + 1);
        size_t comma = pair.find(',');
        if (comma == std::string_view::npos) return std::nullopt;
        std::string_view partition = trimJava(pair.substr(0, comma)), offset = trimJava(pair.substr(comma + 1));
        constexpr std::string_view First = "partition:", Second = "offset:";
        int64_t number = 0, position = 0;
        if (partition.substr(0, First.size()) != First || offset.substr(0, Second.size()) != Second ||
            !parseJavaInteger(trimJava(partition.substr(First.size())), 0, INT32_MAX, number) || !parseJavaInteger(trimJava(offset.substr(Second.size())), 0, INT64_MAX, position))
            return std::nullopt;
        offsets[static_cast<int32_t>(number)] = position;
    }
    if (offsets.empty()) return std::nullopt;
    return offsets;
}

Result<KafkaLayout> kafkaLayout(const TableDefinition& table) {
    TableOptions given(table);
    KafkaLayout layout;
    layout.upsert = table.connector() == "upsert-kafka";
    bool prefixed = !given.has("format");
    layout.valueFormat = given.text("format", given.text("value.format"));
    layout.valuePrefix = prefixed ? "value." : "";
    layout.keyFormat = given.text("key.format");
    std::vector<std::string> keys;
    std::string prefix = given.text("key.fields-prefix");
    if (layout.upsert) {
        keys = table.primaryKey;
    } else {
        std::string rest = given.text("key.fields");
        while (!rest.empty()) {
            size_t stop = rest.find(';');
            if (std::string name(trimJava(rest.substr(0, stop))); !name.empty()) keys.push_back(name);
            rest = stop == std::string::npos ? "" : rest.substr(stop + 1);
        }
        if (layout.keyFormat.empty() != keys.empty())
            return given.error(keys.empty() ? "key.format" : "key.fields", "'key.format' and 'key.fields' belong together; one is missing.");
    }
    bool exceptKey = given.text("value.fields-include", "ALL") == "EXCEPT_KEY";
    if (!prefix.empty() && !exceptKey) return given.error("key.fields-prefix", "a prefix needs 'value.fields-include' = 'EXCEPT_KEY'.");
    for (const std::string& key : keys) {
        bool found = false;
        std::vector<std::string> names;
        for (size_t i = 0; i < table.columns.size(); ++i) {
            const TableColumn& column = table.columns[i];
            if (column.kind != ColumnKind::Physical) continue;
            names.push_back(column.name);
            if (column.name != key) continue;
            found = true;
            if (key.compare(0, prefix.size(), prefix) != 0) return given.error("key.fields-prefix", "key column '" + key + "' does not begin with '" + prefix + "'.");
            layout.key.fields.push_back({key.substr(prefix.size()), column.type});
            layout.keyColumns.push_back(static_cast<int>(i));
        }
        if (found) continue;
        std::string near = nearest(key, names);
        return given.error("key.fields", "the table has no physical column '" + key + "'.", near.empty() ? "" : "Did you mean '" + near + "'?");
    }
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const TableColumn& column = table.columns[i];
        if (column.kind != ColumnKind::Physical || (exceptKey && std::find(keys.begin(), keys.end(), column.name) != keys.end())) continue;
        layout.value.fields.push_back({column.name, column.type});
        layout.valueColumns.push_back(static_cast<int>(i));
    }
    return layout;
}

const ConnectorInfo kafkaConnector{
    {"kafka", "Topics of Apache Kafka.", kafkaOptions, kafkaMetadata, true, true, true, ChangelogMode::append(), ChangelogMode::append(), true, false},
    validatePlain, makeKafkaSource, makeKafkaSink, bounded, formatReads, formatWrites};

const ConnectorInfo upsertKafkaConnector{
    {"upsert-kafka", "A topic of Apache Kafka as a table: the last value of a key counts, a NULL value deletes it.", upsertOptions, kafkaMetadata, true, true, true,
     ChangelogMode::upsert(), ChangelogMode::upsert(), true, false},
    validateUpsert, makeKafkaSource, makeKafkaSink, bounded, upsertMode, upsertMode};

} // namespace weir
