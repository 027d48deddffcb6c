// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/savepoint_connector.h"

#include "engine/connectors/savepoint/savepoint_rows.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <optional>

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"path", OptionType::Text, "", "Folder of the savepoint or checkpoint.", true},
    {"operator", OptionType::Text, "", "Uid of the operator.", true},
    {"shows", OptionType::Text, "", "What of it: 'rows', 'values', 'timers', 'splits' or 'task'."},
    {"state", OptionType::Text, "", "Name of the state that rows or values are of."},
};

class SavepointSource final : public Source {
public:
    explicit SavepointSource(const SourceRequest& request)
        : files_(*request.context.files), typeOf_(request.context.typeOf), table_(request.table), path_(request.table.option("path")), columns_(request.columns),
          reads_(request.subtask == 0) {}

    bool bounded() const override { return true; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!reads_) {
            poll.state = PollState::Finished;
            return poll;
        }
        if (!rows_) open(poll);
        Batch all = rows_->next(maxRows);
        if (all.rows == 0) {
            poll.finishedSplits.push_back(0);
            poll.state = PollState::Finished;
            return poll;
        }
        poll.state = PollState::Produced;
        poll.batch.rows = all.rows;
        for (int column : columns_) poll.batch.columns.push_back(all.columns[static_cast<size_t>(column)]);
        poll.batch.span = SourceSpan{-1, 0, given_};
        given_ += all.rows;
        return poll;
    }
    std::vector<SplitProgress> progress() const override {
        if (!reads_) return {};
        return {{0, path_, "row " + std::to_string(given_), false}};
    }

private:
    void open(Poll& poll) {
        auto read = CheckpointStorage(files_, path_).read(path_);
        if (!read) throw RunError(read.error());
        stored_.emplace(std::move(*read));
        poll.startedSplits.push_back(0);
        std::vector<SavepointTable> tables = savepointTables(stored_->manifest, path_, typeOf_);
        auto same = [&](const TableColumn& a, const TableColumn& b) { return a.name == b.name && a.type.text() == b.type.text(); };
        auto found = std::find_if(tables.begin(), tables.end(), [&](const SavepointTable& one) {
            const TableDefinition& table = one.definition;
            return table.options == table_.options && std::equal(table.columns.begin(), table.columns.end(), table_.columns.begin(), table_.columns.end(), same);
        });
        if (found == tables.end())
            throw RunError({ErrorCode::Data, "What lies at '" + path_ + "' has no table '" + table_.database + "'.'" + table_.name + "' as it was when its catalog was made.", {},
                            "Make the catalog again: DROP CATALOG, CREATE CATALOG."});
        rows_.emplace(*stored_, std::move(*found), typeOf_);
    }

    FileSystem& files_;
    TypeReader typeOf_;
    TableDefinition table_;
    std::string path_;
    std::vector<int> columns_;
    bool reads_;
    std::optional<StoredCheckpoint> stored_;
    std::optional<SavepointRows> rows_;
    int64_t given_ = 0;
};

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, savepointConnector.traits, asSink, true); !status.ok()) return status;
    if (table.option("shows").empty())
        return Error{ErrorCode::Invalid, "Tables of a savepoint come with CREATE CATALOG ... WITH ('type' = 'savepoint', 'path' = '...').", table.place};
    return {};
}

Result<std::unique_ptr<Source>> makeSource(const SourceRequest& request) {
    if (Status status = validate(request.table, false); !status.ok()) return status.error();
    return std::unique_ptr<Source>(std::make_unique<SavepointSource>(request));
}

bool always(const TableDefinition&) { return true; }
ChangelogMode append(const TableDefinition&) { return ChangelogMode::append(); }

} // namespace

const ConnectorInfo savepointConnector{
    {"savepoint", "State of a savepoint or checkpoint as rows.", options, {}, true, false, false, ChangelogMode::append(), ChangelogMode::append(), true, true},
    validate, makeSource, nullptr, always, append, nullptr};

} // namespace weir
