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

/// Row n goes to subtask n % parallelism at first; its values follow from the seed and n alone, times of the clock aside.
class DatagenSource final : public Source {
public:
    DatagenSource(const SourceRequest& request, std::vector<std::unique_ptr<FieldGenerator>> fields, int64_t totalRows)
        : clock_(*request.context.clock), fields_(std::move(fields)), totalRows_(totalRows), perSecond_(TableOptions(request.table).whole("rows-per-second", 10'000)),
          subtask_(request.subtask), parallelism_(request.parallelism), ranges_{{request.subtask, request.subtask, request.parallelism}} {
        for (int column : request.columns) builders_.emplace_back(request.table.columns[static_cast<size_t>(column)].type);
    }

    bool bounded() const override { return totalRows_ < INT64_MAX; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!started_) {
            started_ = true;
            // Row n is due n / rate seconds after the start; where it goes on at a later row, that one is due now.
            int64_t first = INT64_MAX;
            for (const Range& range : ranges_) first = std::min(first, range.next);
            startNanos_ = clock_.steadyNanos() - (ranges_.empty() ? 0 : static_cast<int64_t>(static_cast<double>(first) / static_cast<double>(perSecond_) * 1e9));
            for (const Range& range : ranges_) poll.startedSplits.push_back(range.number);
        }
        double elapsed = static_cast<double>(clock_.steadyNanos() - startNanos_) * 1e-9;
        double dueTotal = elapsed * static_cast<double>(perSecond_) + 1, wait = 1e8;
        int64_t due = dueTotal > 9e18 ? INT64_MAX : static_cast<int64_t>(dueTotal);
        bool left = false;
        for (size_t tried = 0; tried < ranges_.size(); ++tried) {
            Range& range = ranges_[turn_ = (turn_ + 1) % ranges_.size()];
            if (range.next >= totalRows_) {
                if (!range.finished) poll.finishedSplits.push_back(range.number);
                range.finished = true;
                continue;
            }
            left = true;
            int64_t rows = std::min<int64_t>((std::min(totalRows_, due) - range.next + range.step - 1) / range.step, maxRows);
            if (range.next < due && rows > 0) {
                make(range, rows, poll);
                return poll;
            }
            wait = std::min(wait, (static_cast<double>(range.next) / static_cast<double>(perSecond_) - elapsed) * 1e9);
        }
        if (!left) poll.state = PollState::Finished;
        else poll.waitNanos = static_cast<int64_t>(std::clamp(wait, 10'000.0, 100'000'000.0));
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        std::vector<SplitProgress> all;
        for (const Range& range : ranges_) all.push_back({range.number, "generator-" + std::to_string(range.number), "row " + std::to_string(range.next), range.finished});
        return all;
    }
    std::vector<SplitState> snapshot() const override {
        std::vector<SplitState> all;
        for (const Range& range : ranges_)
            all.push_back({range.number, "generator-" + std::to_string(range.number),
                           std::to_string(range.next) + " " + std::to_string(range.step) + " " + std::to_string(range.made), started_, range.finished});
        return all;
    }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override {
        std::vector<TakenSplit> taken;
        ranges_.clear();
        // With more subtasks than ranges each range becomes several, so that nobody is left without.
        int parts = isRescaled && !splits.empty() ? (parallelism_ + static_cast<int>(splits.size()) - 1) / static_cast<int>(splits.size()) : 1, number = 0;
        for (size_t i = 0; i < splits.size(); ++i) {
            Range range{splits[i].number};
            if (!(std::istringstream(splits[i].position) >> range.next >> range.step >> range.made) || range.step < 1 || range.next < 0)
                throw RunError(ErrorCode::Data, "The position of a generator in the checkpoint makes no sense.");
            range.finished = splits[i].finished;
            for (int part = 0; part < parts; ++part, ++number) {
                if (isRescaled && number % parallelism_ != subtask_) continue;
                Range own = range;
                if (isRescaled) own = {number, range.next + part * range.step, range.step * parts, 0, range.finished};
                ranges_.push_back(own);
                taken.push_back({i, own.number});
            }
        }
        return taken;
    }

private:
    /// Every step-th row from `next` on: one a subtask, until the parallelism changes on the way.
    struct Range {
        int number;
        int64_t next = 0, step = 1;
        int64_t made = 0;
        bool finished = false;
    };

    void make(Range& range, int64_t rows, Poll& poll) {
        int64_t wallMillis = clock_.wallMillis();
        for (int64_t i = 0; i < rows; ++i, range.next += range.step)
            for (size_t column = 0; column < fields_.size(); ++column) fields_[column]->append(range.next, wallMillis, builders_[column]);
        poll.state = PollState::Produced;
        poll.batch.rows = static_cast<int>(rows);
        for (VectorBuilder& builder : builders_) poll.batch.columns.push_back(builder.finish());
        poll.batch.span = SourceSpan{-1, range.number, range.made};
        range.made += rows;
    }

    Clock& clock_;
    std::vector<std::unique_ptr<FieldGenerator>> fields_;
    std::vector<VectorBuilder> builders_;
    int64_t totalRows_, perSecond_;
    int subtask_, parallelism_;
    std::vector<Range> ranges_;
    size_t turn_ = 0;
    int64_t startNanos_ = 0;
    bool started_ = false;
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
    validate, makeSource, nullptr, bounded, append, nullptr, true};

} // namespace weir
