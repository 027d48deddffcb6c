// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/datagen/datagen_connector.h"

#include "engine/connectors/datagen/field_generator.h"
#include "engine/connectors/table_options.h"

#include <sstream>
#include <algorithm>

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"rows-per-second", OptionType::Integer, "10000", "Rows a second of all subtasks together."},
    {"number-of-rows", OptionType::Integer, "", "The source ends after so many rows; without it never."},
    {"scan.parallelism", OptionType::Integer, "", "Subtasks that generate."},
    {"seed", OptionType::Integer, "", "Seed of this table; without it that of the run."},
    {"fields.*.kind", OptionType::Choice, "random", "random or sequence.", false, "random|sequence"},
    {"fields.*.min", OptionType::Text, "", "The least random number."},
    {"fields.*.max", OptionType::Text, "", "The greatest random number."},
    {"fields.*.max-past", OptionType::Duration, "0", "How far a random timestamp may lie back."},
    {"fields.*.length", OptionType::Integer, "100", "Length of random texts and bytes, size of collections."},
    {"fields.*.var-len", OptionType::Boolean, "false", "Lengths vary up to the length."},
    {"fields.*.start", OptionType::Text, "", "First value of a sequence."},
    {"fields.*.end", OptionType::Text, "", "Last value of a sequence; the source ends there."},
    {"fields.*.null-rate", OptionType::Real, "0", "The share of NULLs."},
};

/// Row n goes to subtask n % parallelism; its values follow from the seed and n alone, times of the clock aside.
class DatagenSource final : public Source {
public:
    DatagenSource(const SourceRequest& request, std::vector<std::unique_ptr<FieldGenerator>> fields, int64_t totalRows)
        : clock_(*request.context.clock), fields_(std::move(fields)), totalRows_(totalRows), next_(request.subtask), step_(request.parallelism),
          perSecond_(TableOptions(request.table).whole("rows-per-second", 10'000)), split_(request.subtask) {
        for (int column : request.columns) builders_.emplace_back(request.table.columns[static_cast<size_t>(column)].type);
    }

    bool bounded() const override { return totalRows_ < INT64_MAX; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!started_) {
            started_ = true;
            // Also when it goes on at a later row, the next one is due now.
            startNanos_ = clock_.steadyNanos() - static_cast<int64_t>(static_cast<double>(next_) / static_cast<double>(perSecond_) * 1e9);
            poll.startedSplits.push_back(split_);
        }
        int64_t left = next_ < totalRows_ ? (totalRows_ - next_ + step_ - 1) / step_ : 0;
        if (left == 0) {
            if (!finished_) poll.finishedSplits.push_back(split_);
            finished_ = true;
            poll.state = PollState::Finished;
            return poll;
        }
        // Row n is due n / rate seconds after the start.
        double elapsed = static_cast<double>(clock_.steadyNanos() - startNanos_) * 1e-9;
        double dueTotal = elapsed * static_cast<double>(perSecond_) + 1;
        int64_t due = dueTotal > 9e18 ? INT64_MAX : static_cast<int64_t>(dueTotal);
        int64_t ready = next_ < due ? (due - next_ + step_ - 1) / step_ : 0;
        int64_t rows = std::min<int64_t>({left, ready, maxRows});
        if (rows <= 0) {
            double wait = (static_cast<double>(next_) / static_cast<double>(perSecond_) - elapsed) * 1e9;
            poll.waitNanos = static_cast<int64_t>(std::clamp(wait, 10'000.0, 100'000'000.0));
            return poll;
        }
        int64_t wallMillis = clock_.wallMillis();
        for (int64_t i = 0; i < rows; ++i, next_ += step_)
            for (size_t column = 0; column < fields_.size(); ++column) fields_[column]->append(next_, wallMillis, builders_[column]);
        poll.state = PollState::Produced;
        poll.batch.rows = static_cast<int>(rows);
        for (VectorBuilder& builder : builders_) poll.batch.columns.push_back(builder.finish());
        poll.batch.span = SourceSpan{-1, split_, made_};
        made_ += rows;
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        return {{split_, "generator-" + std::to_string(split_), "row " + std::to_string(next_), finished_}};
    }

    std::vector<SplitState> snapshot() const override {
        return {{split_, "generator-" + std::to_string(split_), std::to_string(next_) + " " + std::to_string(made_), started_, finished_}};
    }
    void restore(const std::vector<SplitState>& splits) override {
        for (const SplitState& split : splits) {
            std::istringstream(split.position) >> next_ >> made_;
            finished_ = split.finished;
        }
    }

private:
    Clock& clock_;
    std::vector<std::unique_ptr<FieldGenerator>> fields_;
    std::vector<VectorBuilder> builders_;
    int64_t totalRows_, next_, step_, perSecond_;
    int split_;
    int64_t made_ = 0, startNanos_ = 0;
    bool started_ = false, finished_ = false;
};

/// One generator a physical column; also says how many rows there will be.
Result<std::vector<std::unique_ptr<FieldGenerator>>> makeFields(const TableDefinition& table, uint64_t seed, int64_t& totalRows) {
    std::vector<std::unique_ptr<FieldGenerator>> fields;
    totalRows = std::max<int64_t>(TableOptions(table).whole("number-of-rows", INT64_MAX), 0);
    for (size_t i = 0; i < table.columns.size(); ++i) {
        const TableColumn& column = table.columns[i];
        if (column.kind != ColumnKind::Physical) {
            fields.push_back(nullptr);
            continue;
        }
        Result<std::unique_ptr<FieldGenerator>> field = FieldGenerator::make(table, column.name, column.type, seed, i + 1);
        if (!field.ok()) return field.error();
        if (std::optional<int64_t> rows = (*field)->sequenceRows()) totalRows = std::min(totalRows, *rows);
        fields.push_back(std::move(field).value());
    }
    return fields;
}

/// fields.NAME.*: the column must exist.
Status checkFieldNames(const TableDefinition& table) {
    for (const auto& [key, value] : table.options) {
        if (key.compare(0, 7, "fields.") != 0) continue;
        bool known = false;
        std::vector<std::string> names;
        for (const TableColumn& column : table.columns) {
            if (column.kind != ColumnKind::Physical) continue;
            names.push_back(column.name);
            known |= key.compare(7, column.name.size() + 1, column.name + ".") == 0;
        }
        if (known) continue;
        std::string name = key.substr(7, key.find('.', 7) - 7), near = nearest(name, names);
        return TableOptions(table).error(key, "the table has no column '" + name + "'.", near.empty() ? "" : "Did you mean '" + near + "'?");
    }
    return {};
}

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, datagenConnector.traits, asSink, true); !status.ok()) return status;
    if (Status status = checkFieldNames(table); !status.ok()) return status;
    TableOptions given(table);
    if (given.whole("rows-per-second", 1) <= 0) return given.error("rows-per-second", "it must be at least 1.");
    for (const TableColumn& column : table.columns)
        if (column.kind == ColumnKind::Metadata)
            return Error{ErrorCode::Unknown, "Connector 'datagen' has no metadata columns; '" + column.name + "' is one.", column.place};
    int64_t rows;
    Result<std::vector<std::unique_ptr<FieldGenerator>>> fields = makeFields(table, 0, rows);
    return fields.ok() ? Status() : Status(fields.error());
}

Result<std::unique_ptr<Source>> makeSource(const SourceRequest& request) {
    if (Status status = validate(request.table, false); !status.ok()) return status.error();
    uint64_t seed = static_cast<uint64_t>(TableOptions(request.table).whole("seed", static_cast<int64_t>(request.context.seed)));
    int64_t rows;
    Result<std::vector<std::unique_ptr<FieldGenerator>>> fields = makeFields(request.table, seed, rows);
    if (!fields.ok()) return fields.error();
    std::vector<std::unique_ptr<FieldGenerator>> wanted;
    for (int column : request.columns) {
        Result<std::unique_ptr<FieldGenerator>> field = FieldGenerator::make(request.table, request.table.columns[static_cast<size_t>(column)].name,
                                                                             request.table.columns[static_cast<size_t>(column)].type, seed,
                                                                             static_cast<uint64_t>(column) + 1);
        if (!field.ok()) return field.error();
        wanted.push_back(std::move(field).value());
    }
    return std::unique_ptr<Source>(std::make_unique<DatagenSource>(request, std::move(wanted), rows));
}

bool bounded(const TableDefinition& table) {
    if (table.options.count("number-of-rows")) return true;
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [&](const TableColumn& column) { return table.option("fields." + column.name + ".kind") == "sequence"; });
}
ChangelogMode append(const TableDefinition&) { return ChangelogMode::append(); }

} // namespace

const ConnectorInfo datagenConnector{
    {"datagen", "Makes rows: random ones and sequences.", options, {}, true, false, false, ChangelogMode::append(), ChangelogMode::append(), true, false},
    validate, makeSource, nullptr, bounded, append, nullptr};

} // namespace weir
