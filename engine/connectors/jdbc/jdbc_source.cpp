// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/jdbc/jdbc_table.h"
#include "engine/connectors/jdbc/sqlite_values.h"
#include "engine/connectors/table_options.h"

#include <cstdlib>

namespace weir {

namespace {

/// Reads a table once, page by page, so that no lock is held in between. A page begins behind the last row number; what has none (a view, a table without
/// row numbers) is read by offset.
class JdbcSource final : public Source {
public:
    JdbcSource(const SourceRequest& request, std::unique_ptr<SqliteDatabase> database)
        : database_(std::move(database)), table_(request.table.name), name_(TableOptions(request.table).text("table-name")), mine_(request.subtask == 0) {
        std::string columns;
        for (int wanted : request.columns) {
            const TableColumn& column = request.table.columns[static_cast<size_t>(wanted)];
            columns += ", " + quotedName(column.name);
            names_.push_back(column.name);
            types_.push_back(column.type);
            builders_.emplace_back(column.type);
        }
        if (!mine_) return;
        std::string from = " FROM " + quotedName(name_);
        try {
            page_ = database_->prepare("SELECT _rowid_" + columns + from + " WHERE _rowid_ > ? ORDER BY _rowid_ LIMIT ?");
        } catch (const RunError&) {
            byOffset_ = true;
            at_ = 0;
            page_ = database_->prepare("SELECT 0" + columns + from + " LIMIT ?2 OFFSET ?1");
        }
    }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!mine_ || finished_) {
            poll.state = PollState::Finished;
            return poll;
        }
        if (!started_) {
            started_ = true;
            poll.startedSplits.push_back(0);
        }
        page_->bind(1, at_);
        page_->bind(2, static_cast<int64_t>(maxRows));
        int rows = 0;
        for (; page_->next(); ++rows) {
            at_ = byOffset_ ? at_ + 1 : page_->integer(0);
            for (size_t i = 0; i < types_.size(); ++i)
                if (!takeSqliteValue(*page_, static_cast<int>(i) + 1, types_[i], builders_[i])) {
                    std::string text(page_->text(static_cast<int>(i) + 1).substr(0, 100));
                    page_->reset();
                    throw RunError({ErrorCode::Data, "Column '" + names_[i] + "' of table '" + table_ + "' holds '" + text + "' in row " + std::to_string(read_ + rows + 1) + " of '" + name_ +
                                    "', which is no " + types_[i].text() + ".", {}, "Declare the column with the type that is there, or as STRING."});
                }
        }
        if (rows == 0) {
            finished_ = true;
            poll.finishedSplits.push_back(0);
            poll.state = PollState::Finished;
            return poll;
        }
        poll.state = PollState::Produced;
        poll.batch.rows = rows;
        for (VectorBuilder& builder : builders_) poll.batch.columns.push_back(builder.finish());
        poll.batch.span = SourceSpan{-1, 0, read_};
        read_ += rows;
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        if (!mine_) return {};
        return {{0, name_, "row " + std::to_string(read_), finished_}};
    }
    bool bounded() const override { return true; }
    std::vector<SplitState> snapshot() const override {
        if (!mine_) return {};
        return {{0, name_, std::to_string(at_) + " " + std::to_string(read_), started_, finished_}};
    }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool) override {
        // The first subtask reads, whatever the parallelism.
        for (size_t i = 0; mine_ && i < splits.size(); ++i) {
            if (splits[i].number != 0) continue;
            char* rest = nullptr;
            at_ = std::strtoll(splits[i].position.c_str(), &rest, 10);
            read_ = std::strtoll(rest, nullptr, 10);
            started_ = splits[i].started;
            finished_ = splits[i].finished;
            return {{i, 0}};
        }
        return {};
    }
    void close() override {
        page_.reset();
        database_.reset();
    }

private:
    std::unique_ptr<SqliteDatabase> database_;
    std::string table_, name_;
    bool mine_, byOffset_ = false, started_ = false, finished_ = false;
    std::vector<std::string> names_;
    std::vector<DataType> types_;
    std::vector<VectorBuilder> builders_;
    std::unique_ptr<SqliteStatement> page_;
    int64_t at_ = INT64_MIN, read_ = 0;
};

} // namespace

Result<std::unique_ptr<Source>> makeJdbcSource(const SourceRequest& request) {
    if (Status status = jdbcConnector.validate(request.table, false); !status.ok()) return status.error();
    auto database = openDatabase(request.table, request.context, false);
    if (!database) return database.error();
    try {
        return std::unique_ptr<Source>(std::make_unique<JdbcSource>(request, std::move(*database)));
    } catch (const RunError& failure) {
        return failure.error();
    }
}

} // namespace weir
