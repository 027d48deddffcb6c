// SPDX-License-Identifier: Apache-2.0
#include "engine/session/state_page.h"

#include "engine/connectors/savepoint/savepoint_rows.h"
#include "engine/runtime/replay/memory_checkpoint.h"
#include "engine/types/text.h"

#include <algorithm>

namespace weir {

namespace {

/// The columns in the order in which they are shown: the key's where all of them are found, then the values', then when they expire.
struct ShownColumns {
    std::vector<size_t> order;
    int keys = 0;
};

ShownColumns shownColumns(const SavepointTable& from, const StateForm& form) {
    const TableDefinition& table = from.definition;
    ShownColumns shown;
    const auto keys = static_cast<size_t>(shapeOf(form)->keyColumns);
    for (size_t k = 0; k < keys; ++k) {
        for (size_t i = 0; i < table.columns.size(); ++i)
            if (table.columns[i].name == form.key[k].name && std::find(shown.order.begin(), shown.order.end(), i) == shown.order.end()) {
                shown.order.push_back(i);
                break;
            }
    }
    if (shown.order.size() < keys) shown.order.clear();
    else
        for (int window : {from.windowEnd, from.windowStart})
            if (window >= 0) shown.order.push_back(static_cast<size_t>(window));
    shown.keys = static_cast<int>(shown.order.size());
    for (size_t i = 0; i < table.columns.size(); ++i)
        if (std::find(shown.order.begin(), shown.order.begin() + shown.keys, i) == shown.order.begin() + shown.keys) shown.order.push_back(i);
    std::stable_partition(shown.order.begin() + shown.keys, shown.order.end(), [&](size_t i) { return table.columns[i].name != ExpiryColumn; });
    return shown;
}

/// The rows of a section that a query asks for.
class AskedRows {
public:
    AskedRows(const TableDefinition& table, const ShownColumns& shown, const StateQuery& query, const TimeZone& zone) : table_(table), shown_(shown), query_(query), zone_(zone) {}

    void take(const std::vector<Batch>& batches, const std::vector<SavepointRows::Entry>& entries, StatePage& page) {
        size_t batch = 0;
        int row = 0;
        for (const SavepointRows::Entry& entry : entries) {
            bool any = false;
            for (int left = entry.rows; left > 0; --left, ++row) {
                if (row == batches[batch].rows) ++batch, row = 0;
                if (!matches(batches[batch], row, entry)) continue;
                any = true;
                found_.push_back({&batches[batch], row, &entry});
            }
            if (!any) continue;
            page.bytes += entry.bytes;
            page.endless += entry.isEndless;
        }
        page.matching = static_cast<int64_t>(found_.size());
        // Rows of an entry stay together.
        if (query_.order == StateOrder::LargestFirst)
            std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.entry->bytes > b.entry->bytes; });
        for (int64_t i = query_.first; i < page.matching && static_cast<int>(page.rows.size()) < query_.limit; ++i) {
            const Found& one = found_[static_cast<size_t>(i)];
            StateRow& out = page.rows.emplace_back(StateRow{{}, std::max(-1, one.entry->keyGroup), one.entry->bytes});
            for (size_t column : shown_.order) out.values.push_back(textOf(*one.batch, one.row, column));
        }
    }

private:
    struct Found {
        const Batch* batch;
        int row;
        const SavepointRows::Entry* entry;
    };
    std::string textOf(const Batch& batch, int row, size_t column) const {
        std::string text;
        appendText(text, *batch.columns[column], table_.columns[column].type, row, zone_);
        return text;
    }
    bool matches(const Batch& batch, int row, const SavepointRows::Entry& entry) const {
        if (query_.keyGroup && entry.keyGroup != *query_.keyGroup) return false;
        if (!query_.key.empty() && !shown_.order.empty() && !textOf(batch, row, shown_.order.front()).starts_with(query_.key)) return false;
        if (query_.keys.empty()) return true;
        std::vector<std::string> key;
        for (int i = 0; i < shown_.keys; ++i) key.push_back(textOf(batch, row, shown_.order[static_cast<size_t>(i)]));
        return std::find(query_.keys.begin(), query_.keys.end(), key) != query_.keys.end();
    }

    const TableDefinition& table_;
    const ShownColumns& shown_;
    const StateQuery& query_;
    const TimeZone& zone_;
    std::vector<Found> found_;
};

StateEnd endOf(const StateForm& form) {
    switch (endOfEntries(form)) {
    case EntryEnd::TimeToLive: return StateEnd::TimeToLive;
    case EntryEnd::Timer: return StateEnd::Timer;
    case EntryEnd::Untold: break;
    }
    return StateEnd::Untold;
}

} // namespace

Result<StatePage> statePage(const OperatorState& state, const StateQuery& query, const StateReading& reading) {
    StatePage page;
    constexpr int KeyGroups = 1 << 15;      // the most there can be: all entries are read
    auto stored = checkpointInMemory(1, KeyGroups, {{state}});
    std::vector<SavepointTable> tables = savepointTables(stored->manifest, "", reading.typeOf);
    std::erase_if(tables, [](const SavepointTable& one) { return one.content != SavepointContent::Rows && one.content != SavepointContent::Values; });
    for (const SavepointTable& one : tables) page.sections.push_back(one.definition.name);
    page.section = query.section.empty() && !tables.empty() ? tables.front().definition.name : query.section;
    auto chosen = std::find_if(tables.begin(), tables.end(), [&](const SavepointTable& one) { return one.definition.name == page.section; });
    if (chosen == tables.end()) {
        if (page.section.empty()) return page;      // it holds nothing that can be shown
        std::string near = nearest(page.section, page.sections);
        return Error{ErrorCode::Unknown, "Operator '" + query.uid + "' has no state '" + page.section + "'.", {}, near.empty() ? "" : "Did you mean '" + near + "'?"};
    }
    const TableDefinition& table = chosen->definition;
    auto section = std::find_if(state.sections.begin(), state.sections.end(), [&](const StateSection& one) { return one.name == chosen->parts.front().section; });
    const ShownColumns shown = shownColumns(*chosen, section->form);
    for (size_t column : shown.order) page.columns.push_back(table.columns[column].name + " " + table.columns[column].type.text(true));
    page.keyColumns = shown.keys;
    page.end = endOf(section->form);
    try {
        std::vector<SavepointRows::Entry> entries;
        std::vector<Batch> batches;
        constexpr int MostRows = 1024;
        SavepointRows rows(*stored, *chosen, reading.typeOf);
        for (Batch batch = rows.next(MostRows, &entries); batch.rows > 0; batch = rows.next(MostRows, &entries)) batches.push_back(std::move(batch));
        AskedRows(table, shown, query, *reading.zone).take(batches, entries, page);
    } catch (const RunError& failure) {
        return failure.error();
    }
    if (page.end == StateEnd::Untold) page.endless = 0;
    return page;
}

} // namespace weir
