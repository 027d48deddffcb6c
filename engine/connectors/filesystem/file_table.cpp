// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/file_table.h"

#include "engine/connectors/filesystem/file_listing.h"
#include "engine/connectors/filesystem/partition_commit.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"path", OptionType::Text, "", "A file or folder; sub-folders are read too.", true},
    {"source.monitor-interval", OptionType::Duration, "", "Look for new files this often; without it the source ends."},
    {"source.path.regex-pattern", OptionType::Text, "", "Only files whose whole path fits are read."},
    {"source.skip-lines", OptionType::Integer, "0", "So many lines at the beginning of every file are passed over: a header. Weir's own; Flink does not know it."},
    {"source.report-statistics", OptionType::Choice, "all", "Accepted.", false, "all|none"},
    {"partition.default-name", OptionType::Text, "__DEFAULT_PARTITION__", "The folder of rows whose partition column is NULL or empty."},
    {"partition.time-extractor.kind", OptionType::Text, "default", "How a partition's time is found: default."},
    {"partition.time-extractor.class", OptionType::Text, "", "Of a custom extractor, which is not supported yet."},
    {"partition.time-extractor.timestamp-pattern", OptionType::Text, "", "A partition's time, spelled with its keys: '$day $hour:00:00'. Without it the first key is the time."},
    {"partition.time-extractor.timestamp-formatter", OptionType::Text, "", "A Java date pattern by which that time is read; default yyyy-MM-dd HH:mm:ss or yyyy-MM-dd."},
    {"sink.rolling-policy.file-size", OptionType::Memory, "128mb", "A new part file begins beyond this size."},
    {"sink.rolling-policy.rollover-interval", OptionType::Duration, "30 min", "A new part file begins after this time."},
    {"sink.rolling-policy.inactivity-interval", OptionType::Duration, "30 min", "A part file without new rows for this time is finished."},
    {"sink.rolling-policy.check-interval", OptionType::Duration, "1 min", "How often the intervals are looked at."},
    {"sink.shuffle-by-partition.enable", OptionType::Boolean, "false", "Accepted."},
    {"sink.parallelism", OptionType::Integer, "", "Subtasks that write."},
    {"sink.partition-commit.trigger", OptionType::Choice, "process-time", "What says that a partition is complete: the clock, or the watermark against the partition's time.", false, "process-time|partition-time"},
    {"sink.partition-commit.delay", OptionType::Duration, "0 s", "A partition is complete so long after its begin: its creation, or its time on the watermark."},
    {"sink.partition-commit.watermark-time-zone", OptionType::Text, "UTC", "The zone in which the partitions' times are meant."},
    {"sink.partition-commit.policy.kind", OptionType::Text, "", "success-file: an empty file in each complete partition."},
    {"sink.partition-commit.policy.class", OptionType::Text, "", "Of a custom policy, which is not supported yet."},
    {"sink.partition-commit.policy.class.parameters", OptionType::Text, "", "Of a custom policy, which is not supported yet."},
    {"sink.partition-commit.success-file.name", OptionType::Text, "_SUCCESS", "The name of the success file."},
    {"auto-compaction", OptionType::Boolean, "false", "Each checkpoint shows its rows, one file a subtask and partition up to compaction.file-size."},
    {"compaction.file-size", OptionType::Memory, "", "Target size with auto-compaction; default sink.rolling-policy.file-size."},
    {"compaction.parallelism", OptionType::Integer, "", "Accepted."},
};

constexpr MetadataColumn metadata[] = {
    {"file.path", "STRING NOT NULL", false, "Full path of the file."},
    {"file.name", "STRING NOT NULL", false, "Name of the file without its folder."},
    {"file.size", "BIGINT NOT NULL", false, "Bytes of the file."},
    {"file.modification-time", "TIMESTAMP_LTZ(3) NOT NULL", false, "When the file was last changed."},
};

Status validateFiles(const TableDefinition& table, bool asSink);

bool isBounded(const TableDefinition& table) { return !TableOptions(table).has("source.monitor-interval"); }

} // namespace

const ConnectorInfo filesystemConnector{
    {"filesystem", "Files and folders on this machine.", options, metadata, true, true, true, ChangelogMode::append(), ChangelogMode::append(), true, false},
    validateFiles, makeFileSource, makeFileSink, isBounded, formatReads, formatWrites, true};

namespace {

Status validateFiles(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, filesystemConnector.traits, asSink, false); !status.ok()) return status;
    TableOptions given(table);
    if (Result<std::string> path = localPath(given.text("path")); !path.ok()) {
        Error error = given.error("path", path.error().message, path.error().hint);
        error.code = path.error().code;
        return error;
    }
    if (given.has("source.path.regex-pattern")) {
        std::string why;
        if (!TextPattern::compile(given.text("source.path.regex-pattern"), why))
            return given.error("source.path.regex-pattern", "the pattern cannot be read: " + why + ".");
    }
    if (given.has("key.format") || given.has("value.format"))
        return given.error(given.has("key.format") ? "key.format" : "value.format", "connector 'filesystem' does not know it.", "Did you mean 'format'?");
    if (asSink)
        if (Status status = PartitionCommit::check(table); !status.ok()) return status;
    for (const std::string& key : table.partitionKeys) {
        bool found = false;
        for (const TableColumn& column : table.columns) found |= column.name == key && column.kind == ColumnKind::Physical;
        if (!found) return Error{ErrorCode::Unknown, "Partition column '" + key + "' is not a physical column of table '" + table.name + "'.", table.place};
    }
    for (const TableColumn& column : table.columns) {
        if (column.kind != ColumnKind::Metadata || asSink) continue;
        const std::string& key = column.metadataKey.empty() ? column.name : column.metadataKey;
        bool known = false;
        std::vector<std::string> keys;
        for (const MetadataColumn& column : metadata) {
            known |= column.key == key;
            keys.emplace_back(column.key);
        }
        if (known) continue;
        std::string near = nearest(key, keys);
        return Error{ErrorCode::Unknown, "Connector 'filesystem' has no metadata '" + key + "' for column '" + column.name + "'.", column.place,
                     near.empty() ? "Known are file.path, file.name, file.size and file.modification-time." : "Did you mean '" + near + "'?"};
    }
    return {};
}

} // namespace

} // namespace weir
