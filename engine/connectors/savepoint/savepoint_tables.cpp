// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/savepoint_tables.h"

#include "engine/connectors/savepoint/entry_grammar.h"

#include <map>
#include <optional>
#include <set>
#include <span>

namespace weir {

namespace {

/// A table while its columns are put together.
class TableMaker {
public:
    TableMaker(const ManifestOperator& held, const std::string& path, std::string name, SavepointContent content, std::string_view word, const TypeReader& typeOf) : typeOf_(typeOf) {
        made_.content = content;
        TableDefinition& table = made_.definition;
        table.database = held.uid;
        table.name = std::move(name);
        table.options = {{"connector", "savepoint"}, {"path", path}, {"operator", held.uid}, {"shows", std::string(word)}};
    }
    /// Gives the column's place.
    int add(std::string_view wanted, DataType type) {
        std::string name(wanted);
        while (!names_.insert(name).second) name += "_";
        TableColumn column;
        column.name = std::move(name);
        column.type = std::move(type);
        made_.definition.columns.push_back(std::move(column));
        return static_cast<int>(made_.definition.columns.size()) - 1;
    }
    int add(const StateColumn& column) {
        if (auto type = typeOf_(column.type)) return add(column.name, *type);
        isKnown_ = false;
        return 0;
    }
    /// Reads the section, too. Sections share the columns of their keys that are the same.
    void readsFrom(const std::string& section, std::span<const StateColumn> key = {}) {
        if (made_.content == SavepointContent::Rows || made_.content == SavepointContent::Values) made_.definition.options["state"] = section;
        SavepointTable::Part part{section, {}};
        std::map<std::pair<std::string, std::string>, int> own = shared_;
        for (const StateColumn& column : key) {
            auto known = own.extract({column.name, column.type});
            part.key.push_back(known ? known.mapped() : add(column));
            shared_.try_emplace({column.name, column.type}, part.key.back());
        }
        made_.parts.push_back(std::move(part));
    }
    void addWindow(bool hasEnd, bool hasStart) {
        if (hasEnd) made_.windowEnd = add(WindowEndColumn, DataType::timestamp(3));
        if (hasStart) made_.windowStart = add(WindowStartColumn, DataType::timestamp(3));
    }
    SavepointTable& table() { return made_; }
    void into(std::vector<SavepointTable>& out) {
        if (isKnown_ && !made_.parts.empty()) out.push_back(std::move(made_));
    }

private:
    const TypeReader& typeOf_;
    SavepointTable made_;
    std::set<std::string> names_;
    std::map<std::pair<std::string, std::string>, int> shared_;
    bool isKnown_ = true;
};

bool isTimed(const StateForm& form, const EntryGrammar& grammar) {
    // Of older ones it is not known which numbers are moments.
    return !form.shape.grammar.empty() && (grammar.has('k') || grammar.has('t') || grammar.has('d'));
}

void addControl(const ManifestOperator& held, const std::string& path, const TypeReader& typeOf, const ManifestSection& section, std::vector<SavepointTable>& out) {
    const bool isSplits = section.name == "splits";
    TableMaker made(held, path, section.name, isSplits ? SavepointContent::Splits : SavepointContent::Task, section.name, typeOf);
    made.readsFrom(section.name);
    if (isSplits) made.add("split", DataType::string()), made.add("position", DataType::string());
    made.add("watermark", DataType::timestampLtz(3));
    made.add(isSplits ? "finished" : "ended", DataType::boolean());
    made.into(out);
}

} // namespace

std::vector<SavepointTable> savepointTables(const Manifest& manifest, const std::string& path, const TypeReader& typeOf) {
    std::vector<SavepointTable> out;
    for (const ManifestOperator& held : manifest.operators) {
        TableMaker timers(held, path, std::string(TimersTable), SavepointContent::Timers, "timers", typeOf);
        timers.add("state", DataType::string());
        bool hasWindows = false;
        for (const ManifestSection& section : held.sections) {
            if (section.name == "splits" || section.name == "task") addControl(held, path, typeOf, section, out);
            const StateForm& form = section.form;
            const auto shape = shapeOf(form);
            if (!shape) continue;
            const EntryGrammar grammar = *EntryGrammar::parse(shape->grammar);
            const auto key = std::span(form.key).first(static_cast<size_t>(shape->keyColumns));
            const auto calls = static_cast<size_t>(grammar.count('c'));
            if (calls > 0 || grammar.has('g')) {
                TableMaker values(held, path, section.name, SavepointContent::Values, "values", typeOf);
                values.readsFrom(section.name, key);
                values.addWindow(grammar.has('W'), grammar.has('w'));
                values.add(ExpiryColumn, DataType::timestampLtz(3));
                if (grammar.has('g')) values.add("group_rows", DataType::bigInt());
                values.table().calls = callReaders(form, calls, typeOf);
                for (const CallReader& call : values.table().calls) values.add(call.name, call.type);
                values.into(out);
            }
            if (grammar.has('r') || grammar.has('q')) {
                TableMaker rows(held, path, calls > 0 ? section.name + " rows" : section.name, SavepointContent::Rows, "rows", typeOf);
                rows.readsFrom(section.name);
                for (int i = 0; i < shape->rowColumns; ++i) rows.add(form.value[static_cast<size_t>(shape->rowAt + i)]);
                rows.addWindow(grammar.has('W'), grammar.has('w'));
                rows.add(ExpiryColumn, DataType::timestampLtz(3));
                rows.into(out);
            }
            if (!isTimed(form, grammar)) continue;
            timers.readsFrom(section.name, key);
            hasWindows = hasWindows || grammar.has('W');
        }
        timers.addWindow(hasWindows, false);
        timers.add("kind", DataType::string());
        timers.add("time", DataType::timestampLtz(3));
        timers.into(out);
    }
    return out;
}

} // namespace weir
