// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/jdbc/jdbc_table.h"

#include "engine/connectors/jdbc/sqlite_values.h"
#include "engine/connectors/table_options.h"

namespace weir {

namespace {

constexpr std::string_view Scheme = "jdbc:sqlite:";

constexpr OptionInfo options[] = {
    {"url", OptionType::Text, "", "jdbc:sqlite:PATH, a database file of this machine; it is made when it is written to and not there.", true},
    {"table-name", OptionType::Text, "", "A table of the database; it is made when it is written to and not there.", true},
    {"driver", OptionType::Text, "", "Accepted; the url says which database it is."},
    {"username", OptionType::Text, "", "Accepted; SQLite has no users."},
    {"password", OptionType::Text, "", "Accepted; SQLite has no users.", false, {}, true},
    {"connection.max-retry-timeout", OptionType::Duration, "60 s", "Accepted."},
    {"scan.fetch-size", OptionType::Integer, "0", "Accepted."},
    {"scan.auto-commit", OptionType::Boolean, "true", "Accepted."},
    {"lookup.cache", OptionType::Text, "NONE", "Accepted; the table is read once."},
    {"lookup.partial-cache.max-rows", OptionType::Integer, "", "Accepted; the table is read once."},
    {"lookup.partial-cache.expire-after-write", OptionType::Duration, "", "Accepted; the table is read once."},
    {"lookup.partial-cache.expire-after-access", OptionType::Duration, "", "Accepted; the table is read once."},
    {"lookup.partial-cache.cache-missing-key", OptionType::Boolean, "true", "Accepted; the table is read once."},
    {"lookup.max-retries", OptionType::Integer, "3", "Accepted; the table is read once."},
    {"sink.buffer-flush.max-rows", OptionType::Integer, "100", "Without checkpoints: rows of a transaction. With them a transaction is a checkpoint's rows."},
    {"sink.buffer-flush.interval", OptionType::Duration, "1 s", "Without checkpoints: a transaction ends after this time."},
    {"sink.max-retries", OptionType::Integer, "3", "Accepted."},
    {"sink.parallelism", OptionType::Integer, "", "Subtasks that write."},
};

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, jdbcConnector.traits, asSink, true); !status.ok()) return status;
    TableOptions given(table);
    std::string url = given.text("url");
    if (url.compare(0, Scheme.size(), Scheme) != 0) {
        Error error = given.error("url", "only databases of SQLite are supported yet.", "Spell it 'jdbc:sqlite:PATH'.");
        error.code = ErrorCode::Unsupported;
        return error;
    }
    std::string path = url.substr(Scheme.size());
    if (path.empty() || path[0] == ':' || path.compare(0, 5, "file:") == 0 || path.find('\0') != std::string::npos)
        return given.error("url", "it names no file.", "Spell it 'jdbc:sqlite:PATH'.");
    std::string name = given.text("table-name");
    if (name.empty() || name.find('\0') != std::string::npos) return given.error("table-name", "it names no table.");
    if (name.compare(0, 7, "sqlite_") == 0 || name.compare(0, 6, "_weir_") == 0) return given.error("table-name", "names that begin so are kept for the database's own tables.");
    for (const TableColumn& column : table.columns) {
        if (column.kind == ColumnKind::Metadata)
            return Error{ErrorCode::Unknown, "Connector 'jdbc' has no metadata for column '" + column.name + "'.", column.place};
        if (column.kind == ColumnKind::Physical && !fitsSqlite(column.type))
            return Error{ErrorCode::Unsupported, "Column '" + column.name + "' of table '" + table.name + "' has a type that SQLite cannot hold: " + column.type.text() + ".", column.place,
                         "Write it as text, with JSON_STRING for example."};
    }
    if (!table.partitionKeys.empty()) return Error{ErrorCode::Invalid, "Table '" + table.name + "' cannot be PARTITIONED BY: connector 'jdbc' has no partitions.", table.place};
    return {};
}

bool isBounded(const TableDefinition&) { return true; }
ChangelogMode reads(const TableDefinition&) { return ChangelogMode::append(); }
/// With a primary key rows are set and taken away by it.
ChangelogMode writes(const TableDefinition& table) { return table.primaryKey.empty() ? ChangelogMode::append() : ChangelogMode::upsert(); }

} // namespace

Result<std::unique_ptr<SqliteDatabase>> openDatabase(const TableDefinition& table, const ConnectorContext& context, bool make) {
    std::string path = TableOptions(table).text("url").substr(Scheme.size());
    if (size_t question = path.find('?'); question != std::string::npos) path.resize(question);     // settings of the Java driver
    FileSystem& files = *context.files;
    if (make && !files.exists(path)) {
        // An empty file is an empty database; and now it has a path.
        auto made = files.openToWrite(path, true);
        if (!made) return made.error();
        if (Status closed = (*made)->close(); !closed) return closed.error();
    }
    auto found = files.info(path);
    if (!found) return TableOptions(table).error("url", found.error().message);
    auto opened = SqliteDatabase::open(found->path);
    if (!opened) return opened.error();
    return opened;
}

const ConnectorInfo jdbcConnector{
    {"jdbc", "Tables of an SQLite database.", options, {}, true, true, false, ChangelogMode::append(), ChangelogMode::upsert(), true, true},
    validate, makeJdbcSource, makeJdbcSink, isBounded, reads, writes};

} // namespace weir
