// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/savepoint_connector.h"

#include "engine/checkpoint/checkpoint_storage.h"
#include "engine/connectors/table_options.h"
#include "engine/types/row_codec.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"path", OptionType::Text, "", "Folder of the savepoint or checkpoint.", true},
    {"operator", OptionType::Text, "", "Uid of the operator.", true},
    {"state", OptionType::Text, "", "Name of its state; 'splits' for where a source stood, 'task' for its watermarks.", true},
    {"layout", OptionType::Text, "", "How its entries lie."},
};

// The number behind the key of an interval join is its timer; INT64_MIN: none.
constexpr std::string_view TimedKey = "kn*";

std::string_view grammarOf(std::string_view layout) { return layout.substr(std::min(layout.size(), layout.find(' ') + 1)); }

/// Walks entries by the grammar of their layout and appends rows. Letters: k key and time to live, w bound of a window, g rows of a group, n number, b bytes,
/// f flags, r row, q row if the flags say so, *(...) as often as the number in front.
class EntryRows {
public:
    /// `readers`: of the table's calls, see typeCalls(); else their bytes are shown.
    EntryRows(const TableDefinition& table, std::string grammar, bool calls, std::span<const CallReader> readers = {}) : grammar_(std::move(grammar)), calls_(calls), readers_(readers) {
        for (const TableColumn& column : table.columns) types_.push_back(column.type);
        for (const DataType& type : types_) columns_.emplace_back(type);
        windows_ = static_cast<size_t>(std::count(grammar_.begin(), grammar_.end(), 'w'));
        // Rows are shown with all columns; groups with key, windows, time to live, number of rows and bytes a call.
        keys_ = calls_ ? static_cast<size_t>(std::find_if(table.columns.begin(), table.columns.end(), [](const TableColumn& column) { return column.name == ExpiryColumn; }) - table.columns.begin()) - windows_ : 0;
        codec_.emplace(std::vector<DataType>(types_.begin(), types_.begin() + static_cast<std::ptrdiff_t>(calls_ ? keys_ : types_.size() - 1)));
    }

    void add(StateEntry& entry) {
        window_.clear();
        firstNumber_.reset();
        walk(grammar_, entry);
        if (!calls_) return;
        decode(key_, keys_);
        for (size_t i = 0; i < windows_; ++i) columns_[keys_ + i].append(i < window_.size() ? window_[i] : 0);
        appendTime(columns_[keys_ + windows_], expires_);
        columns_[keys_ + windows_ + 1].append(groupRows_);
        const size_t firstCall = keys_ + windows_ + 2;
        for (size_t i = firstCall; i < columns_.size(); ++i) {
            if (readers_.empty()) columns_[i].appendBytes(entry.bytes());
            else readers_[i - firstCall].read(entry.bytes(), columns_[i]);
        }
        ++rows_;
    }

    Batch finish() {
        Batch out;
        out.rows = rows_;
        for (VectorBuilder& column : columns_) out.columns.push_back(column.finish());
        rows_ = 0;
        return out;
    }
    int rows() const { return rows_; }
    /// Of the entry added last.
    bool isEndless() const { return std::string_view(grammar_).starts_with(TimedKey) ? firstNumber_ == INT64_MIN : expires_ <= 0 || expires_ == INT64_MAX; }

    static void appendTime(VectorBuilder& out, int64_t millis) {
        if (millis <= 0 || millis == INT64_MAX) out.appendNull();
        else out.append(millis);
    }

private:
    void decode(std::string_view bytes, size_t columns) {
        if (columns == 0) return;
        std::vector<VectorBuilder> parts = codec_->makeBuilders(1);
        codec_->decode(std::span(&bytes, 1), parts);
        for (size_t i = 0; i < columns; ++i) columns_[i].appendFrom(*parts[i].finish(), 0);
    }
    void addRow(std::string_view bytes) {
        decode(bytes, columns_.size() - 1);
        appendTime(columns_.back(), expires_);
        ++rows_;
    }
    void walk(std::string_view grammar, StateEntry& entry) {
        for (size_t i = 0; i < grammar.size(); ++i) {
            switch (grammar[i]) {
            case 'k':
                key_ = entry.bytes();
                expires_ = entry.number();
                break;
            case 'w': window_.push_back(entry.number()); break;
            case 'g': groupRows_ = entry.number(); break;
            case 'n': {
                int64_t number = entry.number();
                if (!firstNumber_) firstNumber_ = number;
                break;
            }
            case 'b': entry.bytes(); break;
            case 'f': flags_ = entry.number(); break;
            case 'r': addRow(entry.bytes()); break;
            case 'q':
                if (flags_ & 4) addRow(entry.bytes());
                break;
            case '*': {
                size_t end = grammar.find(')', i);
                if (end == std::string_view::npos) return;
                for (int64_t left = entry.number(); left > 0; --left) walk(grammar.substr(i + 2, end - i - 2), entry);
                i = end;
                break;
            }
            default: return;
            }
        }
    }

    std::string grammar_;
    bool calls_;
    std::span<const CallReader> readers_;
    size_t windows_ = 0, keys_ = 0;
    std::vector<DataType> types_;
    std::vector<VectorBuilder> columns_;
    std::optional<RowCodec> codec_;
    std::string_view key_;
    std::vector<int64_t> window_;
    std::optional<int64_t> firstNumber_;
    int64_t expires_ = 0, groupRows_ = 0, flags_ = 0;
    int rows_ = 0;
};

class SavepointSource final : public Source {
public:
    SavepointSource(const SourceRequest& request, std::string path)
        : files_(*request.context.files), path_(std::move(path)), uid_(request.table.option("operator")), state_(request.table.option("state")),
          columns_(request.columns), reads_(request.subtask == 0),
          entries_(request.table, std::string(grammarOf(request.table.option("layout"))), request.table.option("layout").rfind("calls", 0) == 0) {
        for (const TableColumn& column : request.table.columns) builders_.emplace_back(column.type);
    }

    bool bounded() const override { return true; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!reads_) {
            poll.state = PollState::Finished;
            return poll;
        }
        if (!stored_) open(poll);
        Batch all = state_ == "splits" || state_ == "task" ? controls(maxRows) : states(maxRows);
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
        reader_ = stored_->reader(uid_, 0, 1);
        const ManifestOperator* held = stored_->find(uid_);
        if (!held) throw RunError({ErrorCode::Data, "The savepoint '" + path_ + "' has no operator '" + uid_ + "'.", {}, "Look with 'weir savepoint show'."});
        for (const ManifestSection& section : held->sections)
            if (section.name == state_) (void)reader_->section(section.name, section.form);
    }

    Batch states(int maxRows) {
        for (StateEntry entry; entries_.rows() < maxRows && reader_->next(entry);) entries_.add(entry);
        return entries_.finish();
    }

    Batch controls(int maxRows) {
        Batch out;
        StateEntry entry;
        while (out.rows < maxRows && reader_->next(entry)) {
            int64_t watermark;
            bool done;
            if (state_ == "splits") {
                entry.number();
                builders_[0].appendBytes(entry.bytes());
                builders_[1].appendBytes(entry.bytes());
                done = (entry.number() & 2) != 0;
                watermark = entry.number();
            } else {
                watermark = entry.number();
                entry.number();
                entry.number();
                done = entry.number() != 0;
            }
            VectorBuilder& time = builders_[builders_.size() - 2];
            if (watermark == INT64_MIN || watermark == INT64_MAX) time.appendNull();
            else time.append(watermark);
            builders_.back().append(done);
            ++out.rows;
        }
        for (VectorBuilder& builder : builders_) out.columns.push_back(builder.finish());
        return out;
    }

    FileSystem& files_;
    std::string path_, uid_, state_;
    std::vector<int> columns_;
    bool reads_;
    EntryRows entries_;
    std::vector<VectorBuilder> builders_;
    std::optional<StoredCheckpoint> stored_;
    std::unique_ptr<StateReader> reader_;
    int64_t given_ = 0;
};

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, savepointConnector.traits, asSink, true); !status.ok()) return status;
    bool control = table.option("state") == "splits" || table.option("state") == "task";
    if (!control && table.option("layout").empty())
        return Error{ErrorCode::Invalid, "Tables of a savepoint come with CREATE CATALOG ... WITH ('type' = 'savepoint', 'path' = '...').", table.place};
    return {};
}

Result<std::unique_ptr<Source>> makeSource(const SourceRequest& request) {
    if (Status status = validate(request.table, false); !status.ok()) return status.error();
    return std::unique_ptr<Source>(std::make_unique<SavepointSource>(request, request.table.option("path")));
}

bool always(const TableDefinition&) { return true; }
ChangelogMode append(const TableDefinition&) { return ChangelogMode::append(); }

} // namespace

std::vector<TableDefinition> savepointTables(const Manifest& manifest, const std::string& path, const std::function<Result<DataType>(const std::string&)>& typeOf) {
    std::vector<TableDefinition> out;
    for (const ManifestOperator& held : manifest.operators)
        for (const ManifestSection& section : held.sections) {
            TableDefinition table;
            table.database = held.uid;
            table.name = section.name;
            table.options = {{"connector", "savepoint"}, {"path", path}, {"operator", held.uid}, {"state", section.name}};
            std::set<std::string> names;
            auto add = [&](std::string name, DataType type) {
                while (!names.insert(name).second) name += "_";
                TableColumn column;
                column.name = std::move(name);
                column.type = std::move(type);
                table.columns.push_back(std::move(column));
            };
            bool known = true;
            auto addTyped = [&](const StateColumn& column) {
                auto type = typeOf(column.type);
                known = known && type.ok();
                if (type) add(column.name, *type);
            };
            if (section.name == "splits" || section.name == "task") {
                if (section.name == "splits") add("split", DataType::string()), add("position", DataType::string());
                add("watermark", DataType::timestampLtz(3));
                add(section.name == "splits" ? "finished" : "ended", DataType::boolean());
            } else if (section.form.layout.rfind("rows ", 0) == 0) {
                for (const StateColumn& column : section.form.value) addTyped(column);
                add(std::string(ExpiryColumn), DataType::timestampLtz(3));
            } else if (section.form.layout.rfind("calls ", 0) == 0) {
                for (const StateColumn& column : section.form.key) addTyped(column);
                add(std::string(ExpiryColumn), DataType::timestampLtz(3));
                add("group_rows", DataType::bigInt());
                for (const StateColumn& column : section.form.value) add(column.name, DataType::bytes());
            } else {
                continue;
            }
            if (!section.form.layout.empty()) table.options["layout"] = section.form.layout;
            if (known) out.push_back(std::move(table));
        }
    return out;
}

EntryEnd endOfEntries(const TableDefinition& table) {
    const std::string layout = table.option("layout");
    const std::string_view grammar = grammarOf(layout);
    // What lies in a window goes with it.
    if (grammar.empty() || grammar.find('w') != std::string_view::npos) return EntryEnd::Untold;
    return grammar.starts_with(TimedKey) ? EntryEnd::Timer : grammar.front() == 'k' ? EntryEnd::TimeToLive : EntryEnd::Untold;
}

namespace {

/// Where the calls of a table of groups begin; its size: it has none.
size_t firstCall(const TableDefinition& table) {
    if (table.option("layout").rfind("calls", 0) != 0) return table.columns.size();
    const auto rows = std::find_if(table.columns.begin(), table.columns.end(), [](const TableColumn& column) { return column.name == ExpiryColumn; });
    return std::min(table.columns.size(), static_cast<size_t>(rows - table.columns.begin()) + 2);
}

} // namespace

void typeCalls(TableDefinition& table, std::span<const CallReader> calls) {
    const size_t first = firstCall(table);
    if (table.columns.size() - first != calls.size()) return;
    for (size_t i = 0; i < calls.size(); ++i) {
        table.columns[first + i].name = calls[i].name;
        table.columns[first + i].type = calls[i].type;
    }
}

std::vector<Batch> savepointRows(const StoredCheckpoint& stored, const TableDefinition& table, std::vector<SavepointEntry>* entries, std::span<const CallReader> calls) {
    std::vector<Batch> out;
    const std::string uid = table.option("operator"), state = table.option("state"), layout = table.option("layout");
    const ManifestOperator* held = stored.find(uid);
    auto reader = stored.reader(uid, 0, 1);
    if (!held || !reader) return out;
    auto section = std::find_if(held->sections.begin(), held->sections.end(), [&](const ManifestSection& one) { return one.name == state; });
    if (section == held->sections.end() || !reader->section(state, section->form)) return out;
    if (table.columns.size() - firstCall(table) != calls.size()) calls = {};
    EntryRows rows(table, std::string(grammarOf(layout)), layout.rfind("calls", 0) == 0, calls);
    constexpr int MostRows = 1024;
    for (StateEntry entry; reader->next(entry);) {
        SavepointEntry one{-rows.rows(), entry.keyGroup(), static_cast<int64_t>(entry.size())};
        rows.add(entry);
        one.rows += rows.rows();
        one.isEndless = rows.isEndless();
        if (entries) entries->push_back(one);
        if (rows.rows() >= MostRows) out.push_back(rows.finish());
    }
    if (rows.rows() > 0) out.push_back(rows.finish());
    return out;
}

const ConnectorInfo savepointConnector{
    {"savepoint", "State of a savepoint or checkpoint as rows.", options, {}, true, false, false, ChangelogMode::append(), ChangelogMode::append(), true, true},
    validate, makeSource, nullptr, always, append, nullptr};

} // namespace weir
