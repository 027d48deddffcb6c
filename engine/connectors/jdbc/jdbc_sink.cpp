// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/jdbc/jdbc_table.h"
#include "engine/connectors/jdbc/sqlite_values.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <deque>

namespace weir {

namespace {

/// Where rows and the epoch that they belong to are committed together.
constexpr const char* Epochs = "\"_weir_epochs\"";

/// Writes rows by INSERT, or by primary key: set and deleted. Where checkpoints are taken, the rows between two of them are kept as an epoch, are part of
/// the later one, and go to the database when it is durable: in one transaction with the epoch's number. After a crash that number says whether they came
/// there. Else a transaction is what came within a moment.
class JdbcSink final : public Sink {
public:
    JdbcSink(const SinkRequest& request, std::unique_ptr<SqliteDatabase> database)
        : context_(request.context), database_(std::move(database)), table_(request.table), name_(TableOptions(request.table).text("table-name")), subtask_(request.subtask),
          identity_(request.identity), maxRows_(TableOptions(request.table).whole("sink.buffer-flush.max-rows", LotsOfRows)),
          flushNanos_(TableOptions(request.table).millis("sink.buffer-flush.interval", 1000) * 1'000'000) {
        if (!TableOptions(request.table).has("sink.buffer-flush.max-rows")) maxRows_ = LotsOfRows;
        for (const TableColumn& column : table_.columns) {
            if (column.kind != ColumnKind::Physical) continue;
            bool isKey = std::find(table_.primaryKey.begin(), table_.primaryKey.end(), column.name) != table_.primaryKey.end();
            columns_.push_back({column.name, column.type, isKey, column.type.nullable()});
        }
    }

    /// Makes the tables that are not there, and says before the first row what will not go.
    void start() {
        database_->run("BEGIN IMMEDIATE");
        createTable();
        if (twoPhase())
            database_->run(std::string("CREATE TABLE IF NOT EXISTS ") + Epochs + " (sink TEXT NOT NULL, subtask INTEGER NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (sink, subtask))");
        database_->run("COMMIT");
        insert_ = database_->prepare(insertText());
        if (!table_.primaryKey.empty()) delete_ = database_->prepare(deleteText());
    }

    void write(const Batch& rows) override {
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            open_.spool += isAdd(rows.kind(row)) ? '+' : '-';
            for (size_t column = 0; column < columns_.size(); ++column) appendSpooled(open_.spool, *rows.columns[column], columns_[column].type, row);
            ++open_.rows;
        }
        if (!twoPhase() && (open_.rows >= maxRows_ || isLate())) commitOpen();
    }

    void flush() override {
        if (!twoPhase() && open_.rows > 0) commitOpen();
    }
    void finish() override { flush(); }

    void prepare(int64_t checkpoint, StateWriter& out) override {
        open_.epoch = checkpoint;
        if (open_.rows > 0) due_.push_back(std::move(open_));
        open_ = {};
        out.section("epochs", form());
        out.entry(AnySubtask);
        out.number(subtask_);
        out.number(checkpoint);
        out.number(0);
        out.bytes("");
        for (const Epoch& epoch : due_) {
            out.entry(AnySubtask);
            out.number(subtask_);
            out.number(epoch.epoch);
            out.number(epoch.rows);
            out.bytes(epoch.spool);
        }
    }

    bool holdsBack() const override { return twoPhase(); }
    void publish(int64_t checkpoint) override {
        while (!due_.empty() && due_.front().epoch <= checkpoint) {
            commit(due_.front(), subtask_);
            due_.pop_front();
        }
    }

    void restore(StateReader& in) override {
        if (!in.section("epochs", form())) return;
        int64_t restored = 0;
        std::vector<std::pair<int, Epoch>> kept;
        for (StateEntry entry; in.next(entry);) {
            int owner = static_cast<int>(entry.number());
            Epoch epoch{entry.number(), entry.number(), std::string(entry.bytes())};
            restored = std::max(restored, epoch.epoch);
            kept.emplace_back(owner, std::move(epoch));
        }
        for (auto& [owner, epoch] : kept) {
            int64_t reached = committed(owner);
            if (reached > restored)
                throw RunError({ErrorCode::Invalid, "The database '" + database_->path() + "' has the rows of checkpoint " + std::to_string(reached) + " of table '" + table_.name +
                                "'; starting at checkpoint " + std::to_string(restored) + " would write them twice.", {}, "Start from the latest checkpoint, or write to another table."});
            // The checkpoint is durable, so these rows are due; they may be there already.
            if (epoch.rows > 0 && epoch.epoch > reached) commit(epoch, owner);
        }
    }

    void close() override {
        insert_.reset();
        delete_.reset();
        database_.reset();
    }

private:
    struct Column {
        std::string name;
        DataType type;
        bool isKey, nullable;
    };
    struct Epoch {
        int64_t epoch = 0, rows = 0;
        std::string spool;                  // rows behind each other: '+' or '-', then the values
    };
    static constexpr int64_t LotsOfRows = 10'000;
    static StateForm form() { return {{}, {{"epochs", "subtask, checkpoint, rows, values"}}}; }

    bool twoPhase() const { return !identity_.empty(); }
    bool isLate() {
        if (!context_.clock) return true;
        int64_t now = context_.clock->steadyNanos();
        if (openedNanos_ == 0) openedNanos_ = now;
        return now - openedNanos_ >= flushNanos_;
    }

    void createTable() {
        auto found = database_->prepare("SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE");
        found->bindText(1, name_);
        bool exists = found->next();
        found.reset();
        if (exists) return;
        std::string text = "CREATE TABLE " + quotedName(name_) + " (";
        for (const Column& column : columns_)
            text += (&column == &columns_.front() ? "" : ", ") + quotedName(column.name) + " " + std::string(sqliteType(column.type)) + (column.nullable && !column.isKey ? "" : " NOT NULL");
        if (!table_.primaryKey.empty()) text += ", PRIMARY KEY (" + keyList() + ")";
        database_->run(text + ")");
    }

    std::string keyList() const {
        std::string out;
        for (const std::string& key : table_.primaryKey) out += (out.empty() ? "" : ", ") + quotedName(key);
        return out;
    }

    std::string insertText() const {
        std::string names, values, sets;
        for (const Column& column : columns_) {
            names += (names.empty() ? "" : ", ") + quotedName(column.name);
            values += values.empty() ? "?" : ", ?";
            if (!column.isKey) sets += (sets.empty() ? "" : ", ") + quotedName(column.name) + " = excluded." + quotedName(column.name);
        }
        std::string text = "INSERT INTO " + quotedName(name_) + " (" + names + ") VALUES (" + values + ")";
        if (table_.primaryKey.empty()) return text;
        return text + " ON CONFLICT (" + keyList() + ") DO " + (sets.empty() ? "NOTHING" : "UPDATE SET " + sets);
    }

    std::string deleteText() const {
        std::string where;
        for (const Column& column : columns_)
            if (column.isKey) where += (where.empty() ? "" : " AND ") + quotedName(column.name) + " = ?";
        return "DELETE FROM " + quotedName(name_) + " WHERE " + where;
    }

    int64_t committed(int owner) {
        auto query = database_->prepare(std::string("SELECT epoch FROM ") + Epochs + " WHERE sink = ? AND subtask = ?");
        query->bindText(1, identity_);
        query->bind(2, static_cast<int64_t>(owner));
        return query->next() ? query->integer(0) : 0;
    }

    void commitOpen() {
        commit(open_, subtask_);
        open_ = {};
        openedNanos_ = 0;
    }

    /// All rows and the epoch's number, or nothing.
    void commit(const Epoch& epoch, int owner) {
        database_->run("BEGIN IMMEDIATE");
        try {
            for (std::string_view rest = epoch.spool; !rest.empty();) {
                bool adds = rest.front() == '+';
                rest.remove_prefix(1);
                SqliteStatement& statement = adds ? *insert_ : *delete_;
                int parameter = 0;
                for (const Column& column : columns_) {
                    if (adds || column.isKey) bindSpooled(statement, ++parameter, rest);
                    else skipSpooled(rest);
                }
                statement.run();
            }
            if (twoPhase()) {
                auto mark = database_->prepare(std::string("INSERT INTO ") + Epochs + " VALUES (?, ?, ?) ON CONFLICT (sink, subtask) DO UPDATE SET epoch = excluded.epoch");
                mark->bindText(1, identity_);
                mark->bind(2, static_cast<int64_t>(owner));
                mark->bind(3, epoch.epoch);
                mark->run();
            }
            database_->run("COMMIT");
        } catch (...) {
            if (database_->inTransaction()) {
                try {
                    database_->run("ROLLBACK");
                } catch (const RunError&) {}       // what made it fail says more
            }
            throw;
        }
    }

    ConnectorContext context_;
    std::unique_ptr<SqliteDatabase> database_;
    TableDefinition table_;
    std::string name_;
    int subtask_;
    std::string identity_;
    int64_t maxRows_, flushNanos_, openedNanos_ = 0;
    std::vector<Column> columns_;
    std::unique_ptr<SqliteStatement> insert_, delete_;
    Epoch open_;
    std::deque<Epoch> due_;
};

} // namespace

Result<std::unique_ptr<Sink>> makeJdbcSink(const SinkRequest& request) {
    if (Status status = jdbcConnector.validate(request.table, true); !status.ok()) return status.error();
    if (request.overwrite) return Error{ErrorCode::Unsupported, "INSERT OVERWRITE is not supported for tables of connector 'jdbc'."};
    auto database = openDatabase(request.table, request.context, true);
    if (!database) return database.error();
    try {
        auto sink = std::make_unique<JdbcSink>(request, std::move(*database));
        sink->start();
        return std::unique_ptr<Sink>(std::move(sink));
    } catch (const RunError& failure) {
        return failure.error();
    }
}

} // namespace weir
